//! `jalr`: to a register plus a constant, with its lowest bit cleared.

use super::executed::Executed;
use super::operation::number;
use crate::air::{Air, AirBuilder, Expr, Row};
use crate::gadgets::access::{fill_read, fill_write};
use crate::gadgets::address;
use crate::gadgets::limbs::word;
use crate::gadgets::step::{self, Fetched};
use crate::isa::Opcode;

/// See the module.
#[derive(Clone, Copy, Debug)]
pub struct Jalr;

impl Air for Jalr {
    #[inline(always)]
    fn eval<B: AirBuilder>(&self, b: &mut B) {
        let on = &b.main();
        b.boolean("a row is on or off", on);
        let state = step::begin(b, on);
        let mut fetched = Fetched::new(on.clone().times(number(Opcode::Jalr)));
        fetched.rd = b.main();
        fetched.rs1 = b.main();
        let offset = b.main();
        let link = word(b);
        fetched.constants = [offset.clone(), link.low.clone(), link.high.clone()];
        let base = step::read_rs1(b, on, &state, &fetched.rs1);
        let sum = address::sum(b, on, &base, &offset);
        // That the lowest bit is the sum's, that bit 1 is 0 and that the target is below 2^30 follows from the next
        // step: the program has instructions at such places only.
        let lowest = b.main();
        b.boolean("the lowest bit is 0 or 1", &lowest);

        step::write_rd(b, on, &state, &fetched.rd, &link);
        step::fetch(b, on, &state, fetched);
        step::end(b, on, &state, sum - lowest);
    }
}

impl Jalr {
    /// The columns of a step.
    #[inline(always)]
    pub fn fill(&self, executed: Executed, row: &mut Row) {
        let Executed { step, encoded, .. } = executed;
        row.flag(true);
        step::fill_begin(row, step);
        row.field(encoded.rd);
        row.field(encoded.rs1);
        row.field(encoded.constants[0]);
        row.word(step.rd.value);
        fill_read(row, &step.rs1);
        address::fill_sum(row, step.rs1.value);
        row.put(step.rs1.value.wrapping_add(executed.instruction.imm) & 1);
        fill_write(row, &step.rd);
    }
}
