//! RV32IM: its opcodes, their encoding and what they compute.

mod decode;
mod opcodes;
pub mod semantics;
mod short;

pub use decode::{decode, encode};
pub use opcodes::{Family, Format, Opcode};
pub use short::Short;

/// A decoded instruction. Fields that its format does not have are zero, so that one word gives one instruction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Instruction {
    /// What it does.
    pub opcode: Opcode,
    /// Register written.
    pub rd: u8,
    /// Register of the first operand.
    pub rs1: u8,
    /// Register of the second operand.
    pub rs2: u8,
    /// Immediate, sign-extended; of `lui` and `auipc` with its twelve low zeros.
    pub imm: u32,
}
