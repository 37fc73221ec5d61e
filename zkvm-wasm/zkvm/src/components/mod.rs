//! The machine: every component, in the order in which their columns are committed.

pub mod alu;
pub mod bitwise;
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

use crate::air::describe::Description;
use crate::air::{Air, Recorded};
use crate::gadgets::step::Operand::{Immediate, Register};
use crate::relations::Relation;
use load::Source::{Memory, Rom};

/// What the constraints of a component depend on besides its rows.
#[derive(Clone, Copy, Debug, Default)]
pub struct Parameters {
    /// Logarithm of the height.
    pub log_size: u32,
    /// Entries to a row, of a table whose length the program decides.
    pub folds: usize,
    /// Bytes of public input.
    pub input_length: u32,
}

/// Something that is done with a component of whatever type.
pub trait Visitor {
    /// What it gives.
    type Output;
    /// Does it.
    fn visit<A: Air + Copy + 'static>(self, air: A) -> Self::Output;
}

macro_rules! machine {
    ($($kind:ident = $name:literal: |$parameters:pat_param| $make:expr;)*) => {
        /// The kinds of components, in their order.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Kind { $(#[doc = $name] $kind),* }

        impl Kind {
            /// All of them, in order.
            pub const ALL: &[Self] = &[$(Self::$kind),*];

            /// Its name.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$kind => $name),* }
            }

            /// Does something with the component.
            pub fn visit<V: Visitor>(self, parameters: Parameters, visitor: V) -> V::Output {
                match self {
                    $(Self::$kind => { let $parameters = parameters; visitor.visit($make) })*
                }
            }
        }
    };
}

machine! {
    AluReg = "add, sub": |_| alu::AluReg;
    AluImm = "addi": |_| alu::AluImm;
    BitwiseReg = "and, or, xor": |_| bitwise::Bitwise(Register);
    BitwiseImm = "andi, ori, xori": |_| bitwise::Bitwise(Immediate);
    ShiftReg = "sll, srl, sra": |_| shift::Shift(Register);
    ShiftImm = "slli, srli, srai": |_| shift::Shift(Immediate);
    LessThanReg = "slt, sltu": |_| less_than::LessThan(Register);
    LessThanImm = "slti, sltiu": |_| less_than::LessThan(Immediate);
    BranchEqual = "beq, bne": |_| branch::BranchEqual;
    BranchLess = "blt, bge, bltu, bgeu": |_| branch::BranchLess;
    Constant = "lui, auipc, jal": |_| constant::Constant;
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
    Image = "registers and image": |p| boundary::Image { folds: p.folds };
    Program = "program": |p| tables::Listed { relation: Relation::Program, folds: p.folds };
    Rom = "ROM": |p| tables::Listed { relation: Relation::Rom, folds: p.folds };
    Shifts = "shifts": |_| tables::Listed { relation: Relation::Shift, folds: 1 };
    HalfRange = "range of 16 bits": |p| tables::HalfRange { log_size: p.log_size };
    ShortRange = "short ranges": |p| tables::ShortRange { log_size: p.log_size };
    And = "and of bytes": |p| tables::And { log_size: p.log_size };
}

impl Kind {
    /// Tables have one instance at most, and what it holds is fixed by the program key.
    pub const fn is_table(self) -> bool {
        self as u8 >= Self::Image as u8
    }

    /// Tables without which no run goes.
    pub const fn is_always_there(self) -> bool {
        matches!(self, Self::Image | Self::Program | Self::HalfRange)
    }

    /// What the component is made of.
    pub fn describe(self, parameters: Parameters) -> Description {
        struct Describe;
        impl Visitor for Describe {
            type Output = Description;
            fn visit<A: Air + Copy + 'static>(self, air: A) -> Description {
                Description::of(&air)
            }
        }
        self.visit(parameters, Describe)
    }

    /// The component as a list for the prover.
    pub fn record(self, parameters: Parameters) -> Recorded {
        struct Record;
        impl Visitor for Record {
            type Output = Recorded;
            fn visit<A: Air + Copy + 'static>(self, air: A) -> Recorded {
                Recorded::of(&air)
            }
        }
        self.visit(parameters, Record)
    }
}
