//! `slt`, `sltu`, `slti`, `sltiu`.

use super::compare::{fill_less, less};
use super::executed::Executed;
use super::flags::flags;
use super::operation::Operation;
use crate::air::{Air, AirBuilder, Expr, Row};
use crate::gadgets::access::{fill_read, fill_write};
use crate::gadgets::limbs::Word;
use crate::gadgets::step::{self, Fetched, Operand};
use crate::isa::Opcode;

/// See the module.
#[derive(Clone, Copy, Debug)]
pub struct LessThan(pub Operand);

impl LessThan {
    const fn operations(self) -> [Opcode; 2] {
        match self.0 {
            Operand::Register => [Opcode::Slt, Opcode::Sltu],
            Operand::Immediate => [Opcode::Slti, Opcode::Sltiu],
        }
    }

    /// The columns of a step.
    #[inline(always)]
    pub fn fill(&self, executed: Executed, row: &mut Row) {
        let Executed { step, encoded, .. } = executed;
        let operations = self.operations();
        row.one_of(operations, executed.opcode());
        step::fill_begin(row, step);
        row.field(encoded.rd);
        row.field(encoded.rs1);
        fill_read(row, &step.rs1);
        step::fill_operand(row, self.0, encoded, step);
        let signed = executed.opcode() == operations[0];
        fill_less(row, signed, step.rs1.value, executed.operand(self.0));
        fill_write(row, &step.rd);
    }
}

impl Air for LessThan {
    #[inline(always)]
    fn eval<B: AirBuilder>(&self, b: &mut B) {
        let flags = flags(b, self.operations().map(Operation::Of));
        let on = &flags.on;
        let state = step::begin(b, on);
        let mut fetched = Fetched::new(flags.operation.clone());
        fetched.rd = b.main();
        fetched.rs1 = b.main();
        let x = step::read_rs1(b, on, &state, &fetched.rs1);
        let y = step::operand(b, on, &state, self.0, &mut fetched);
        let [signed, _] = &flags.of;
        let result = Word { low: less(b, on, signed, &x, &y), high: B::F::constant(0) };
        step::write_rd(b, on, &state, &fetched.rd, &result);
        step::fetch(b, on, &state, fetched);
        step::end_in_line(b, on, &state);
    }
}
