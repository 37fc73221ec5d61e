//! A step together with its instruction: what the families' rows are filled from.

use super::operation::Encoded;
use crate::execute::Step;
use crate::isa::{Instruction, Opcode};

/// See the module.
#[derive(Clone, Copy)]
pub struct Executed<'a> {
    /// What it read and wrote.
    pub step: &'a Step,
    /// Its instruction.
    pub instruction: &'a Instruction,
    /// Its instruction as the program's table has it.
    pub encoded: &'a Encoded,
}

impl Executed<'_> {
    /// What it did.
    pub fn opcode(&self) -> Opcode {
        self.instruction.opcode
    }

    /// The second operand: of the register, or the immediate.
    pub fn operand(&self, operand: crate::gadgets::step::Operand) -> u32 {
        match operand {
            crate::gadgets::step::Operand::Register => self.step.rs2.value,
            crate::gadgets::step::Operand::Immediate => self.instruction.imm,
        }
    }
}
