//! What a program's key tells of it.

use std::sync::Arc;

use crate::blocks::{Block, Blocks};
use crate::components::Kind;
use crate::components::boundary::Run;
use crate::layout::{MOST_FOLDS, SMALLEST};

/// What the verifier knows of a program besides its digest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// Address of the first instruction.
    pub entry: u32,
    /// Words of text.
    pub instructions: usize,
    /// Words that cannot be stored to.
    pub rom: usize,
    /// Registers and writable words that the program brings along.
    pub places: usize,
    /// The program's own words, by number, as runs without gaps and in order.
    pub runs: Vec<Run>,
    /// Its fused blocks.
    pub blocks: Blocks,
}

impl Facts {
    /// The kinds of components that the program may have, in order.
    pub fn kinds(&self) -> impl Iterator<Item = Kind> {
        Kind::of(self.blocks.len())
    }

    /// Whether the program may have this kind of component.
    pub fn has(&self, kind: Kind) -> bool {
        !matches!(kind, Kind::Block(_)) || self.block(kind).is_some()
    }

    /// The block of a component that is one.
    pub fn block(&self, kind: Kind) -> Option<&Arc<Block>> {
        match kind {
            Kind::Block(index) => self.blocks.get(usize::from(index)),
            _ => None,
        }
    }

    /// Logarithm of the height of the program's smallest proof.
    pub fn smallest(&self) -> u32 {
        let longest = self.instructions.max(self.rom).max(self.places);
        longest.div_ceil(MOST_FOLDS).next_power_of_two().ilog2().max(SMALLEST)
    }

    /// The heights of the fixed columns of all tables in a proof of this height, in order.
    pub fn fixed_heights(&self, max_log: u32) -> Vec<u32> {
        let tables = crate::layout::tables(max_log, self);
        tables.flat_map(|(_, parameters, shape)| vec![parameters.log_size; shape.fixed]).collect()
    }
}
