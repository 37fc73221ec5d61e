//! What can be wrong with a program or its run.

use std::fmt;

use crate::blocks::BlockError;

/// Why a file is not a program.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ProgramError {
    /// The file, its words or its headers are more than the limit.
    TooLarge {
        /// What there is too much of.
        what: &'static str,
        /// How much is allowed.
        limit: usize,
    },
    /// The file ends before what its headers promise.
    Truncated,
    /// It is no static RV32IM executable; says which field is wrong.
    Unsupported(&'static str),
    /// A segment is both writable and executable.
    WritableText {
        /// Where it starts.
        address: u32,
    },
    /// A segment does not end below 2^30.
    OutOfRange {
        /// Where it starts.
        address: u32,
    },
    /// Two segments have bytes in one word.
    SharedWord {
        /// The word.
        address: u32,
    },
    /// The entry is not an aligned address of an executable segment.
    Entry {
        /// The entry.
        address: u32,
    },
    /// The list of fused blocks does not fit the text.
    Blocks(BlockError),
}

impl From<BlockError> for ProgramError {
    fn from(error: BlockError) -> Self {
        Self::Blocks(error)
    }
}

impl ProgramError {
    /// Its code at every border.
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooLarge { .. } => "program_too_large",
            _ => "program_invalid",
        }
    }
}

impl fmt::Display for ProgramError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge { what, limit } => write!(f, "the program has more than {limit} {what}"),
            Self::Truncated => write!(f, "the file ends before what its headers promise"),
            Self::Unsupported(what) => write!(f, "not a static RV32IM executable: {what}"),
            Self::WritableText { address } => {
                write!(f, "the segment at {address:#010x} is writable and executable")
            }
            Self::OutOfRange { address } => {
                write!(f, "the segment at {address:#010x} does not end below 2^30")
            }
            Self::SharedWord { address } => {
                write!(f, "two segments share the word at {address:#010x}")
            }
            Self::Entry { address } => {
                write!(f, "the entry {address:#010x} is not an aligned address of the text")
            }
            Self::Blocks(error) => write!(f, "the program's fused blocks: {error}"),
        }
    }
}

impl std::error::Error for ProgramError {}

/// Why a run did not come to its exit, and at which instruction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExecuteError {
    /// Address of the instruction.
    pub pc: u32,
    /// Its word; 0 where there is none.
    pub word: u32,
    /// What was wrong.
    pub fault: Fault,
}

/// What can stop a run.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// The word is no instruction of RV32IM.
    IllegalInstruction,
    /// `ebreak`.
    Breakpoint,
    /// A load or store at an address that is no multiple of its width.
    MisalignedAccess {
        /// The address.
        address: u32,
    },
    /// A jump or taken branch to an address that is no multiple of 4.
    MisalignedJump {
        /// The address.
        target: u32,
    },
    /// An access that does not end below 2^30.
    OutOfRange {
        /// Its first byte.
        address: u32,
        /// Its bytes.
        length: u32,
    },
    /// A store, or input read, into a segment that is not writable.
    StoreToReadOnly {
        /// The address.
        address: u32,
    },
    /// A system call that the machine does not have, or on a descriptor that is not open for it.
    UnknownEcall {
        /// `a7`.
        number: u32,
        /// `a0`.
        argument: u32,
    },
    /// The run goes on after this many steps.
    TooManyCycles {
        /// The limit.
        limit: u32,
    },
    /// The input is longer than the limit.
    InputTooLarge {
        /// The limit.
        limit: usize,
    },
    /// The output would become longer than the limit.
    OutputTooLarge {
        /// The limit.
        limit: usize,
    },
    /// The run touches more pages of memory than the limit.
    TooMuchMemory {
        /// The limit.
        limit: usize,
    },
    /// The next instruction is not in an executable segment.
    PcOutsideText,
}

impl ExecuteError {
    /// Its code at every border.
    pub fn code(&self) -> &'static str {
        match self.fault {
            Fault::IllegalInstruction => "illegal_instruction",
            Fault::Breakpoint => "breakpoint",
            Fault::MisalignedAccess { .. } | Fault::MisalignedJump { .. } => "misaligned",
            Fault::OutOfRange { .. } | Fault::PcOutsideText => "out_of_range",
            Fault::StoreToReadOnly { .. } => "store_to_read_only",
            Fault::UnknownEcall { .. } => "unknown_ecall",
            Fault::TooManyCycles { .. } => "too_many_cycles",
            Fault::InputTooLarge { .. } => "input_too_large",
            Fault::OutputTooLarge { .. } => "output_too_large",
            Fault::TooMuchMemory { .. } => "too_much_memory",
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::IllegalInstruction => write!(f, "illegal instruction"),
            Self::Breakpoint => write!(f, "breakpoint"),
            Self::MisalignedAccess { address } => write!(f, "misaligned access of {address:#010x}"),
            Self::MisalignedJump { target } => write!(f, "misaligned jump to {target:#010x}"),
            Self::OutOfRange { address, length } => {
                write!(f, "access of {length} bytes at {address:#010x}, not below 2^30")
            }
            Self::StoreToReadOnly { address } => {
                write!(f, "store to read-only memory at {address:#010x}")
            }
            Self::UnknownEcall { number, argument } => {
                write!(f, "unknown ecall: a7 = {number}, a0 = {argument:#x}")
            }
            Self::TooManyCycles { limit } => write!(f, "no exit within {limit} cycles"),
            Self::InputTooLarge { limit } => write!(f, "more than {limit} bytes of input"),
            Self::OutputTooLarge { limit } => write!(f, "more than {limit} bytes of output"),
            Self::TooMuchMemory { limit } => write!(f, "more than {limit} pages of memory"),
            Self::PcOutsideText => write!(f, "the next instruction is outside the text"),
        }
    }
}

impl fmt::Display for ExecuteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { pc, word, fault } = self;
        write!(f, "{fault} (pc {pc:#010x}, instruction {word:#010x})")
    }
}

impl std::error::Error for ExecuteError {}
