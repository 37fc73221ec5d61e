//! What a job is at, and why there may be no job.

use std::fmt;

/// What a job does next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Commits to the program's tables, if no key was given.
    Tables,
    /// Fills the columns.
    Trace,
    /// Commits to them.
    Main,
    /// Makes the columns of the lookups and commits to them.
    Interaction,
    /// Evaluates the constraints.
    Composition,
    /// Opens the commitments.
    Openings,
    /// Nothing: the proof is there.
    Done,
}

impl Phase {
    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Tables => "tables",
            Self::Trace => "trace",
            Self::Main => "main",
            Self::Interaction => "interaction",
            Self::Composition => "composition",
            Self::Openings => "openings",
            Self::Done => "done",
        }
    }
}

/// Why there is no proof.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProveError {
    /// The proving key is of another program or height.
    Key,
    /// The run is too large for one proof.
    TooLarge,
}

impl ProveError {
    /// Its code at every border.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Key => "key_mismatch",
            Self::TooLarge => "too_many_cycles",
        }
    }
}

impl fmt::Display for ProveError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Key => "the proving key is of another program or height",
            Self::TooLarge => "the run has more rows than one proof may have",
        })
    }
}

impl std::error::Error for ProveError {}
