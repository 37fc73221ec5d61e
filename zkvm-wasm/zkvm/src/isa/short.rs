//! Instructions with an operand that is nothing: most programs are full of them, and they are proven with less.

use super::{Instruction, Opcode};

/// What an instruction comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Short {
    /// `addi rd, x0, imm`: a constant is written, nothing is read.
    Constant,
    /// `addi rd, rs1, 0`: what is read is written.
    Move,
    /// `beq rs1, x0` and `bne rs1, x0`: only one register is read.
    BranchZero,
}

impl Instruction {
    /// Whether it comes to something shorter.
    #[inline(always)]
    pub const fn short(&self) -> Option<Short> {
        match *self {
            Self { opcode: Opcode::Addi, rs1: 0, .. } => Some(Short::Constant),
            Self { opcode: Opcode::Addi, imm: 0, .. } => Some(Short::Move),
            Self { opcode: Opcode::Beq | Opcode::Bne, rs2: 0, .. } => Some(Short::BranchZero),
            _ => None,
        }
    }
}
