//! Which components a run has, how tall each is, and where its columns are.
//!
//! A height is a number the prover states, so it is accepted only in one form. What a height binds is subtle: stwo
//! commits columns lifted to the tallest, so a component of height 2^n in a proof of height 2^m can hold up to 2^m
//! different rows, each of which counts 2^(n−m) times in the lookups. Multiplied by 2^(m−n) for the smallest n, all
//! counts are whole numbers, and no tuple's count reaches the field's size: [`Layout::check`] sees to that.

mod check;

use crate::air::describe::Shape;
use crate::air::{Air, Location};
use crate::components::{Kind, Parameters, Visitor};
use crate::key::Facts;

pub use check::LayoutError;

/// Logarithm of the height of the smallest proof: its domain has 2^12 points, enough for the queries of every profile.
pub const SMALLEST: u32 = 11;
/// Logarithm of the height of the tallest proof.
pub const TALLEST: u32 = 17;
/// Entries of a table in one row, at most; a longer table makes the smallest proof taller.
pub const MOST_FOLDS: usize = 64;
/// Instances of one component, at most.
pub const MOST_INSTANCES: usize = 64;
/// Committed cells of a proof, at most.
pub const MOST_CELLS: u64 = 1 << 30;

/// Tuples that public values add to one relation, less than this.
pub const MOST_PUBLIC: u64 = 1 << 22;

/// Logarithm of the least height of a component in a proof of this height.
pub const fn least(max_log: u32) -> u32 {
    match max_log {
        ..=11 => 5,
        12..=16 => max_log - 6,
        _ => max_log - 5,
    }
}

/// Entries of a table.
pub fn entries(kind: Kind, facts: &Facts) -> usize {
    match kind {
        Kind::Image => facts.places,
        Kind::Program => facts.instructions,
        Kind::Rom => facts.rom,
        Kind::Shifts => 64,
        _ => 1 << 16,
    }
}

/// Logarithm of the height and entries to a row of a table, in a proof of this height.
pub fn table(kind: Kind, max_log: u32, facts: &Facts) -> (u32, usize) {
    let entries = entries(kind, facts);
    let log = entries.next_power_of_two().ilog2().clamp(least(max_log), max_log);
    (log, entries.div_ceil(1 << log))
}

/// One component of a proof.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Instance {
    /// What it is.
    pub kind: Kind,
    /// Logarithm of its height.
    pub log_size: u32,
}

/// The components of a proof, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// Logarithm of the height of the proof: no component is taller.
    pub max_log: u32,
    /// In the order of [`Kind::ALL`], the instances of one kind in descending order.
    pub instances: Vec<Instance>,
}

impl Layout {
    /// The layout for so many rows of each kind.
    pub fn new(cycles: u64, rows: impl Fn(Kind) -> usize, facts: &Facts) -> Self {
        let capped = cycles.next_power_of_two().ilog2().saturating_sub(3);
        let max_log = capped.clamp(SMALLEST, 16).max(facts.smallest());
        Self::with_height(max_log, rows, facts)
    }

    /// The layout for so many rows of each kind, of a height.
    pub fn with_height(max_log: u32, rows: impl Fn(Kind) -> usize, facts: &Facts) -> Self {
        let mut instances = Vec::new();
        for kind in facts.kinds() {
            let rows = rows(kind);
            if kind.is_table() {
                if rows > 0 || kind.is_always_there() {
                    let (log_size, _) = table(kind, max_log, facts);
                    instances.push(Instance { kind, log_size });
                }
            } else {
                let heights = cut(rows, max_log);
                instances.extend(heights.into_iter().map(|log_size| Instance { kind, log_size }));
            }
        }
        Self { max_log, instances }
    }

    /// What the constraints of an instance depend on.
    pub fn parameters(&self, instance: Instance, facts: &Facts, input_length: u32) -> Parameters {
        let folds = if instance.kind.is_table() { table(instance.kind, self.max_log, facts).1 } else { 0 };
        let block = facts.block(instance.kind).cloned();
        Parameters { log_size: instance.log_size, folds, input_length, block }
    }

    /// Each instance with the size of its component, which is the same for all of a kind.
    pub fn shapes(&self, facts: &Facts) -> Vec<Shape> {
        let kinds = self.instances.chunk_by(|a, b| a.kind == b.kind);
        let shapes = kinds.flat_map(|same| {
            let shape = instance_shape(same[0], &self.parameters(same[0], facts, 0));
            same.iter().map(move |_| shape)
        });
        shapes.collect()
    }

    /// Where the columns of each instance are. The fixed ones are those of all tables, whether present or not.
    pub fn locations(&self, shapes: &[Shape], facts: &Facts) -> Vec<Location> {
        let mut fixed = std::collections::BTreeMap::new();
        let mut next = 0;
        for (kind, _, shape) in tables(self.max_log, facts) {
            fixed.insert(kind, next..next + shape.fixed);
            next += shape.fixed;
        }
        let (mut main, mut interaction) = (0, 0);
        let locate = |(instance, shape): (&Instance, &Shape)| {
            let location = Location {
                log_size: instance.log_size,
                fixed: fixed.get(&instance.kind).cloned().into_iter().flatten().collect(),
                main,
                interaction,
            };
            main += shape.main;
            interaction += shape.interaction();
            location
        };
        self.instances.iter().zip(shapes).map(locate).collect()
    }

    /// Committed cells of components of these shapes.
    pub fn cells(&self, shapes: &[Shape]) -> u64 {
        let sized = self.instances.iter().zip(shapes);
        sized.map(|(instance, shape)| (shape.cells() as u64) << instance.log_size).sum()
    }
}

/// The tables with their heights and sizes, in the order of their fixed columns.
pub fn tables(max_log: u32, facts: &Facts) -> impl Iterator<Item = (Kind, Parameters, Shape)> {
    let kinds = Kind::ALL.iter().copied().filter(|kind| kind.is_table());
    kinds.map(move |kind| {
        let (log_size, folds) = table(kind, max_log, facts);
        let parameters = Parameters { log_size, folds, ..Parameters::default() };
        let shape = instance_shape(Instance { kind, log_size }, &parameters);
        (kind, parameters, shape)
    })
}

/// Cells that the program key fixes in a proof of this height.
pub fn fixed_cells(max_log: u32, facts: &Facts) -> u64 {
    tables(max_log, facts).map(|(_, parameters, shape)| (shape.fixed as u64) << parameters.log_size).sum()
}

fn instance_shape(instance: Instance, parameters: &Parameters) -> Shape {
    struct Measure;
    impl Visitor for Measure {
        type Output = Shape;
        fn visit<A: Air + Clone + 'static>(self, air: A) -> Shape {
            Shape::of(&air)
        }
    }
    instance.kind.visit(parameters, Measure)
}

/// Logarithm of the height from which padding costs more than the columns of another instance do: some 40 columns, each
/// 400 bytes of the proof.
const WORTH_CUTTING: u32 = 13;

/// Cuts rows into instances: as many of the full height as there are, and what is left into powers of two while that
/// saves a quarter of the padding.
fn cut(mut rows: usize, max_log: u32) -> Vec<u32> {
    let mut heights = vec![max_log; rows >> max_log];
    rows -= heights.len() << max_log;
    let mut pieces = 0;
    while rows > 0 {
        let log = rows.next_power_of_two().ilog2().max(least(max_log));
        let half = 1 << (log - 1);
        if log < WORTH_CUTTING || rows > half + half / 2 || pieces == 2 {
            heights.push(log);
            break;
        }
        heights.push(log - 1);
        rows = rows.saturating_sub(half);
        pieces += 1;
    }
    heights
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_of_rows_fits_into_its_instances() {
        for max_log in SMALLEST..=TALLEST {
            for rows in (0..5000).chain((0..200).map(|i| i * 4099)) {
                let heights = cut(rows, max_log);
                let room: usize = heights.iter().map(|log| 1 << log).sum();
                assert!(room >= rows, "{rows} rows in {heights:?}");
                assert!(heights.is_sorted_by(|a, b| a >= b));
                assert!(heights.iter().all(|log| (least(max_log)..=max_log).contains(log)));
            }
        }
    }
}
