//! `jalr`: to a register plus a constant, with its lowest bit cleared.

use super::executed::Executed;
use super::operation::number;
use crate::air::{Air, AirBuilder, Expr, Row};
use crate::gadgets::access::{fill_read, fill_write};
use crate::gadgets::limbs::{carry, word};
use crate::gadgets::range;
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
        let offset = word(b);
        let link = word(b);
        fetched.rs2 = link.low.clone();
        fetched.constants = [offset.low.clone(), offset.high.clone(), link.high.clone()];
        let base = step::read_rs1(b, on, &state, &fetched.rs1);

        // The sum is lowest + 4·quarter in its low half; bit 1 of a target is 0, bit 0 is dropped.
        let (lowest, quarter, high) = (b.main(), b.main(), b.main());
        b.boolean("the lowest bit is 0 or 1", &lowest);
        range::half(b, on, quarter.clone());
        range::narrow(b, on, 14, quarter.clone());
        range::half(b, on, high.clone());
        range::narrow(b, on, 14, high.clone());
        let target = quarter.times(4);
        let low_carry = carry(base.low + offset.low, &(target.clone() + lowest));
        let high_carry = carry(base.high + offset.high + low_carry.clone(), &high);
        b.boolean("carry of the low half", &low_carry);
        b.boolean("carry of the high half", &high_carry);

        step::write_rd(b, on, &state, &fetched.rd, &link);
        step::fetch(b, on, &state, fetched);
        step::end(b, on, &state, target + high.times(1 << 16));
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
        row.word(executed.instruction.imm);
        row.word(step.rd.value);
        fill_read(row, &step.rs1);
        let sum = step.rs1.value.wrapping_add(executed.instruction.imm);
        row.put_all([sum & 1, (sum & 0xffff) >> 2, sum >> 16]);
        fill_write(row, &step.rd);
    }
}
