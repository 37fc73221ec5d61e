//! The machine: every component, in the order in which their columns are committed.

pub mod alu;
pub mod bitwise;
pub mod block;
pub mod boundary;
pub mod branch;
mod compare;
pub mod constant;
pub mod divide;
pub mod ecall;
pub mod executed;
pub mod fill;
mod flags;
pub mod jalr;
pub mod less_than;
pub mod load;
pub mod multiply;
pub mod operation;
pub mod shift;
pub mod store;
pub mod tables;
pub mod transfer;

use std::sync::Arc;

use crate::air::describe::Description;
use crate::air::{Air, Recorded};
use crate::blocks::{Block, MOST_BLOCKS};
use crate::gadgets::step::Operand::{Immediate, Register};
use crate::isa::{Family, Format, Instruction, Short};
use crate::relations::Relation;
use load::Source::{Memory, Rom};

/// What the constraints of a component depend on besides its rows.
#[derive(Clone, Debug, Default)]
pub struct Parameters {
    /// Logarithm of the height.
    pub log_size: u32,
    /// Entries to a row, of a table whose length the program decides.
    pub folds: usize,
    /// Bytes of public input.
    pub input_length: u32,
    /// The fused block, of a component that is one.
    pub block: Option<Arc<Block>>,
}

/// Something that is done with a component of whatever type.
pub trait Visitor {
    /// What it gives.
    type Output;
    /// Does it.
    fn visit<A: Air + Clone + 'static>(self, air: A) -> Self::Output;
}

macro_rules! machine {
    (
        rows { $($kind:ident = $name:literal: |$parameters:pat_param| $make:expr;)* }
        tables { $($table:ident = $table_name:literal: |$of_table:pat_param| $make_table:expr;)* }
    ) => {
        /// The kinds of components, in their order.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Kind {
            $(#[doc = $name] $kind,)*
            /// The fused block of this index in the program's list.
            Block(u8),
            $(#[doc = $table_name] $table,)*
        }

        impl Kind {
            /// All that every program has, in order.
            pub const ALL: &[Self] = &[$(Self::$kind,)* $(Self::$table,)*];
            /// Those that are filled row by row.
            const ROWS: &[Self] = &[$(Self::$kind,)*];
            /// Those that are counted.
            const TABLES: &[Self] = &[$(Self::$table,)*];

            /// Its name.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$kind => $name,)*
                    Self::Block(_) => "fused block",
                    $(Self::$table => $table_name,)*
                }
            }

            /// Does something with the component.
            pub fn visit<V: Visitor>(self, parameters: &Parameters, visitor: V) -> V::Output {
                match self {
                    $(Self::$kind => { let $parameters = parameters; visitor.visit($make) })*
                    Self::Block(_) => {
                        let block = parameters.block.clone().expect("the parameters of a block");
                        visitor.visit(block::Fused(block))
                    }
                    $(Self::$table => { let $of_table = parameters; visitor.visit($make_table) })*
                }
            }
        }
    };
}

machine! {
rows {
    AluReg = "add, sub": |_| alu::AluReg;
    AluImm = "addi": |_| alu::AluImm;
    Move = "mv": |_| alu::Move;
    BitwiseReg = "and, or, xor": |_| bitwise::Bitwise(Register);
    BitwiseImm = "andi, ori, xori": |_| bitwise::Bitwise(Immediate);
    ShiftReg = "sll, srl, sra": |_| shift::Shift(Register);
    ShiftImm = "slli, srli, srai": |_| shift::Shift(Immediate);
    LessThanReg = "slt, sltu": |_| less_than::LessThan(Register);
    LessThanImm = "slti, sltiu": |_| less_than::LessThan(Immediate);
    BranchEqual = "beq, bne": |_| branch::BranchEqual;
    BranchZero = "beqz, bnez": |_| branch::BranchZero;
    BranchLess = "blt, bge, bltu, bgeu": |_| branch::BranchLess;
    Constant = "lui, auipc, jal, li": |_| constant::Constant;
    Fence = "fence": |_| constant::Fence;
    Jalr = "jalr": |_| jalr::Jalr;
    Load = "lw": |_| load::Load(Memory);
    LoadRom = "lw from the ROM": |_| load::Load(Rom);
    LoadPart = "lb, lbu, lh, lhu": |_| load::LoadPart(Memory);
    LoadPartRom = "lb, lbu, lh, lhu from the ROM": |_| load::LoadPart(Rom);
    Store = "sw": |_| store::Store;
    StorePart = "sb, sh": |_| store::StorePart;
    Multiply = "mul": |_| multiply::Multiply;
    MultiplyHigh = "mulh, mulhsu, mulhu": |_| multiply::MultiplyHigh;
    Divide = "div, divu, rem, remu": |_| divide::Divide;
    Ecall = "ecall": |p| ecall::Ecall { input_length: p.input_length };
    InputWord = "input words": |_| transfer::InputWord;
    OutputWord = "output words": |_| transfer::OutputWord(Memory);
    OutputWordRom = "output words from the ROM": |_| transfer::OutputWord(Rom);
    TouchedWord = "touched words": |_| boundary::TouchedWord;
    ClockGap = "clock gaps": |_| boundary::ClockGap;
}
tables {
    Image = "registers and image": |p| boundary::Image { folds: p.folds };
    Program = "program": |p| tables::Listed { relation: Relation::Program, folds: p.folds };
    Rom = "ROM": |p| tables::Listed { relation: Relation::Rom, folds: p.folds };
    Shifts = "shifts": |_| tables::Listed { relation: Relation::Shift, folds: 1 };
    HalfRange = "range of 16 bits": |p| tables::HalfRange { log_size: p.log_size };
    ShortRange = "short ranges": |p| tables::ShortRange { log_size: p.log_size };
    And = "and of bytes": |p| tables::And { log_size: p.log_size };
}
}

/// Number of the first fused block in proofs.
const FIRST_BLOCK: u8 = 64;

impl Kind {
    /// Tables have one instance at most, and what it holds is fixed by the program key.
    pub fn is_table(self) -> bool {
        self >= Self::Image
    }

    /// All of a program with so many fused blocks, in order.
    pub fn of(blocks: usize) -> impl Iterator<Item = Self> {
        let blocks = (0..blocks).map(|index| Self::Block(index as u8));
        Self::ROWS.iter().copied().chain(blocks).chain(Self::TABLES.iter().copied())
    }

    /// The component of an instruction's steps, if those of words in memory, not in the ROM.
    pub fn of_step(instruction: &Instruction) -> Option<Self> {
        let with = |register, immediate| match instruction.opcode.format() {
            Format::Register => register,
            _ => immediate,
        };
        if let Some(short) = instruction.short() {
            return Some(match short {
                Short::Constant => Self::Constant,
                Short::Move => Self::Move,
                Short::BranchZero => Self::BranchZero,
            });
        }
        Some(match instruction.opcode.family()? {
            Family::AluReg => Self::AluReg,
            Family::AluImm => Self::AluImm,
            Family::Bitwise => with(Self::BitwiseReg, Self::BitwiseImm),
            Family::Shift => with(Self::ShiftReg, Self::ShiftImm),
            Family::LessThan => with(Self::LessThanReg, Self::LessThanImm),
            Family::BranchEqual => Self::BranchEqual,
            Family::BranchLess => Self::BranchLess,
            Family::Jal | Family::Upper => Self::Constant,
            Family::Jalr => Self::Jalr,
            Family::Load => Self::Load,
            Family::LoadSub => Self::LoadPart,
            Family::Store => Self::Store,
            Family::StoreSub => Self::StorePart,
            Family::Mul => Self::Multiply,
            Family::MulHigh => Self::MultiplyHigh,
            Family::DivRem => Self::Divide,
            Family::Fence => Self::Fence,
            Family::Ecall => Self::Ecall,
        })
    }

    /// Its number in proofs.
    pub fn number(self) -> u8 {
        match self {
            Self::Block(index) => FIRST_BLOCK + index,
            kind => Self::ALL.iter().position(|&other| other == kind).map_or(u8::MAX, |index| index as u8),
        }
    }

    /// The kind of a number.
    pub fn numbered(number: u8) -> Option<Self> {
        match number.checked_sub(FIRST_BLOCK) {
            Some(index) => (usize::from(index) < MOST_BLOCKS).then_some(Self::Block(index)),
            None => Self::ALL.get(usize::from(number)).copied(),
        }
    }

    /// Tables without which no run goes.
    pub const fn is_always_there(self) -> bool {
        matches!(self, Self::Image | Self::Program | Self::HalfRange)
    }

    /// What the component is made of.
    pub fn describe(self, parameters: &Parameters) -> Description {
        struct Describe;
        impl Visitor for Describe {
            type Output = Description;
            fn visit<A: Air + Clone + 'static>(self, air: A) -> Description {
                Description::of(&air)
            }
        }
        self.visit(parameters, Describe)
    }

    /// The component as a list for the prover.
    pub fn record(self, parameters: &Parameters) -> Recorded {
        struct Record;
        impl Visitor for Record {
            type Output = Recorded;
            fn visit<A: Air + Clone + 'static>(self, air: A) -> Recorded {
                Recorded::of(&air)
            }
        }
        self.visit(parameters, Record)
    }
}
