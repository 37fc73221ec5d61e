//! Proposes fused blocks for a program, from what a run of it does.
//!
//! One block after the other, always the one that saves most committed cells of what is not fused yet: from each of the
//! hottest places on, the path that most runs from there take, cut where it saves most.

use std::fmt;

use super::search::Search;
use super::{MOST_BLOCKS, Path, attach};
use crate::error::{ExecuteError, ProgramError};
use crate::execute::{Execution, execute};
use crate::limits::Limits;
use crate::program::Program;

/// What a block has to save, of all cells.
const WORTH: f64 = 0.005;
/// Columns of all blocks together, if nothing else is asked for. Each takes some 400 bytes of every proof.
pub const COLUMNS: usize = 2048;

/// Blocks, and what they save.
#[derive(Clone, Debug)]
pub struct Proposal {
    /// The blocks, those that save most first.
    pub paths: Vec<Path>,
    /// Steps of the run that were looked at.
    pub steps: usize,
    /// Steps that are in a block.
    pub fused: usize,
    /// Committed cells of these steps without blocks, about.
    pub cells_before: usize,
    /// And with them.
    pub cells_after: usize,
}

/// Why there are no blocks to propose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProfileError {
    /// The file is no program.
    Program(ProgramError),
    /// The run does not come to its exit.
    Run(ExecuteError),
}

impl ProfileError {
    /// Its code at every border.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Program(error) => error.code(),
            Self::Run(error) => error.code(),
        }
    }
}

impl fmt::Display for ProfileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Program(error) => error.fmt(f),
            Self::Run(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for ProfileError {}

/// The program of an ELF file with blocks for runs like that on this input, instead of those that it lists. They have so
/// many columns at most; [`COLUMNS`] is a good compromise between the time that proofs take and their length.
pub fn profile(elf: &[u8], input: &[u8], columns: usize) -> Result<(Vec<u8>, Proposal), ProfileError> {
    let program = Program::from_elf(elf).and_then(|program| program.with_blocks(&[])).map_err(ProfileError::Program)?;
    let execution = execute(&program, input, Limits::default()).map_err(ProfileError::Run)?;
    let proposal = propose(&program, &execution, columns);
    let fused = attach(elf, &proposal.paths).map_err(|error| ProfileError::Program(error.into()))?;
    Ok((fused, proposal))
}

impl Proposal {
    /// How many times fewer cells are committed, about: so much faster proving is, as far as it goes by cells.
    pub fn gain(&self) -> f64 {
        self.cells_before as f64 / self.cells_after.max(1) as f64
    }
}

/// Proposes blocks of so many columns at most, for runs like this one, which was executed without any.
pub fn propose(program: &Program, execution: &Execution, columns: usize) -> Proposal {
    let mut search = Search::new(program, execution, columns);
    let cells_before = search.cells();
    let mut tried_in_vain = 0;
    while search.chosen.len() < MOST_BLOCKS && tried_in_vain < 3 {
        let before = search.cells();
        let Some(found) = search.best() else { break };
        search.chosen.push(found);
        search.cover();
        // Blocks that are found one by one may take steps from each other.
        if (search.cells() as f64) > before as f64 - WORTH * cells_before as f64 {
            search.give_up();
            tried_in_vain += 1;
        }
    }
    search.chosen.retain(|chosen| chosen.rows > 0);
    Proposal {
        paths: search.chosen.iter().map(|chosen| chosen.block.path()).collect(),
        steps: search.steps(),
        fused: search.chosen.iter().map(|chosen| chosen.rows * chosen.block.ops.len()).sum(),
        cells_before,
        cells_after: search.cells(),
    }
}
