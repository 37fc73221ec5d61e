//! Fused blocks: paths through a program, each proven by one row of a component of its own.
//!
//! A block is where it starts and which way it goes: for each branch on it whether it is taken, for each load whether it
//! reads words that cannot be stored to. Everything else follows from the program's text. A run that goes another way
//! than the block does not use it: its steps are proven one by one, as without blocks.

mod profile;
mod search;
mod section;

use std::fmt;
use std::sync::Arc;

use crate::isa::{Family, Instruction, Opcode};

pub use profile::{COLUMNS, ProfileError, Proposal, profile, propose};
pub use section::{SECTION, attach, find};

/// Blocks of a program, at most.
pub const MOST_BLOCKS: usize = 16;
/// Instructions of a block, at most.
pub const MOST_OPS: usize = 128;

/// A block as a program lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path {
    /// Address of the first instruction.
    pub start: u32,
    /// For each instruction: whether this branch is taken, or this load reads words that cannot be stored to. The last
    /// instruction, if it is a branch, may go both ways; its choice is `false`, as is that of every other instruction.
    pub choices: Vec<bool>,
}

/// An instruction of a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Op {
    /// Its address.
    pub pc: u32,
    /// What it is.
    pub instruction: Instruction,
    /// See [`Path::choices`].
    pub choice: bool,
}

/// A path with its instructions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// In the order in which they are executed. An instruction may be there several times.
    pub ops: Vec<Op>,
}

/// The blocks of a program.
pub type Blocks = Vec<Arc<Block>>;

/// Why a path is no block of a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlockError {
    /// It has no instruction, or more than [`MOST_OPS`].
    Length,
    /// There is no instruction at this address, or none that a block may have.
    Instruction {
        /// The address.
        pc: u32,
    },
    /// A choice is made where there is none.
    Choice {
        /// Address of the instruction.
        pc: u32,
    },
    /// Two blocks are the same, or there are more than [`MOST_BLOCKS`].
    List,
    /// The list's bytes end too early or go on too long.
    Malformed,
}

impl fmt::Display for BlockError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Length => write!(f, "a block has no instruction or more than {MOST_OPS}"),
            Self::Instruction { pc } => write!(f, "no instruction at {pc:#010x} that a block may have"),
            Self::Choice { pc } => write!(f, "there is nothing to choose at {pc:#010x}"),
            Self::List => write!(f, "two blocks are the same, or there are more than {MOST_BLOCKS}"),
            Self::Malformed => write!(f, "the list of blocks is not in its form"),
        }
    }
}

impl Block {
    /// The block of a path, with instructions that `fetch` finds at their addresses.
    pub fn follow(path: &Path, mut fetch: impl FnMut(u32) -> Option<Instruction>) -> Result<Self, BlockError> {
        let count = path.choices.len();
        if !(1..=MOST_OPS).contains(&count) {
            return Err(BlockError::Length);
        }
        let mut ops = Vec::with_capacity(count);
        let mut pc = path.start;
        for (index, &choice) in path.choices.iter().enumerate() {
            let is_last = index + 1 == count;
            let instruction = fetch(pc).filter(|instruction| may_be_fused(instruction.opcode, is_last));
            let instruction = instruction.ok_or(BlockError::Instruction { pc })?;
            if choice && !has_choice(instruction.opcode, is_last) {
                return Err(BlockError::Choice { pc });
            }
            ops.push(Op { pc, instruction, choice });
            pc = ops[index].next();
        }
        Ok(Self { ops })
    }

    /// The path of the block.
    pub fn path(&self) -> Path {
        Path { start: self.start(), choices: self.ops.iter().map(|op| op.choice).collect() }
    }

    /// Address of the first instruction.
    pub fn start(&self) -> u32 {
        self.ops[0].pc
    }

    /// How many numbers a run records of it.
    pub fn record_length(&self) -> usize {
        let mut named = 1u32;
        let mut memory = 0;
        for Op { instruction: Instruction { opcode, rd, rs1, rs2, .. }, choice, .. } in &self.ops {
            [rd, rs1, rs2].into_iter().for_each(|register| named |= 1 << register);
            memory += match opcode.family() {
                Some(Family::Load | Family::LoadSub) if *choice => 1,
                Some(Family::Load | Family::LoadSub | Family::Store | Family::StoreSub) => 2,
                _ => 0,
            };
        }
        1 + 2 * (named.count_ones() as usize - 1) + memory
    }

    /// How many steps it stands for.
    pub const fn steps(&self) -> u32 {
        self.ops.len() as u32
    }
}

impl Op {
    /// Address of the next instruction on the path.
    pub fn next(&self) -> u32 {
        let Instruction { opcode, imm, .. } = self.instruction;
        let jumps = match opcode.family() {
            Some(Family::BranchEqual | Family::BranchLess) => self.choice,
            family => family == Some(Family::Jal),
        };
        self.pc.wrapping_add(if jumps { imm } else { 4 })
    }
}

/// Whether a block may have such an instruction: not those that few programs use much, and not those with which it is
/// not clear where they lead, but as the last.
pub fn may_be_fused(opcode: Opcode, is_last: bool) -> bool {
    match opcode {
        Opcode::Sll | Opcode::Srl | Opcode::Sra | Opcode::Mulh | Opcode::Mulhsu => false,
        Opcode::Jalr => is_last,
        _ => !matches!(opcode.family(), None | Some(Family::DivRem | Family::Ecall)),
    }
}

/// Whether an instruction of a block is a branch that has to go one way, or a load.
pub fn has_choice(opcode: Opcode, is_last: bool) -> bool {
    match opcode.family() {
        Some(Family::BranchEqual | Family::BranchLess) => !is_last,
        family => matches!(family, Some(Family::Load | Family::LoadSub)),
    }
}

/// The blocks of a list of paths, which must all be different.
pub fn follow_all(paths: &[Path], fetch: impl Fn(u32) -> Option<Instruction>) -> Result<Blocks, BlockError> {
    let repeated = || (1..paths.len()).any(|index| paths[..index].contains(&paths[index]));
    if paths.len() > MOST_BLOCKS || repeated() {
        return Err(BlockError::List);
    }
    paths.iter().map(|path| Block::follow(path, &fetch).map(Arc::new)).collect()
}
