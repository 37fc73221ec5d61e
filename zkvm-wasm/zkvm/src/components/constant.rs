//! `lui`, `auipc` and `jal`: the program's table says what is written and where the machine goes on. And `fence`, which
//! does nothing.

use super::executed::Executed;
use super::operation::number;
use crate::air::{Air, AirBuilder, Expr, Row};
use crate::gadgets::access::fill_write;
use crate::gadgets::limbs::word;
use crate::gadgets::step::{self, Fetched};
use crate::isa::Opcode;

/// `lui`, `auipc`, `jal`.
#[derive(Clone, Copy, Debug)]
pub struct Constant;

impl Air for Constant {
    #[inline(always)]
    fn eval<B: AirBuilder>(&self, b: &mut B) {
        let on = &b.main();
        b.boolean("a row is on or off", on);
        let state = step::begin(b, on);
        let mut fetched = Fetched::new(on.clone().times(number(Opcode::Lui)));
        fetched.rd = b.main();
        let value = word(b);
        let next_pc = b.main();
        fetched.constants = [value.low.clone(), value.high.clone(), next_pc.clone()];
        step::write_rd(b, on, &state, &fetched.rd, &value);
        step::fetch(b, on, &state, fetched);
        step::end(b, on, &state, next_pc);
    }
}

impl Constant {
    /// The columns of a step.
    #[inline(always)]
    pub fn fill(&self, executed: Executed, row: &mut Row) {
        let Executed { step, encoded, .. } = executed;
        row.flag(true);
        step::fill_begin(row, step);
        row.field(encoded.rd);
        encoded.constants.into_iter().for_each(|constant| row.field(constant));
        fill_write(row, &step.rd);
    }
}

/// `fence`.
#[derive(Clone, Copy, Debug)]
pub struct Fence;

impl Air for Fence {
    #[inline(always)]
    fn eval<B: AirBuilder>(&self, b: &mut B) {
        let on = &b.main();
        b.boolean("a row is on or off", on);
        let state = step::begin(b, on);
        step::fetch(b, on, &state, Fetched::new(on.clone().times(number(Opcode::Fence))));
        step::end_in_line(b, on, &state);
    }
}

impl Fence {
    /// The columns of a step.
    #[inline(always)]
    pub fn fill(&self, executed: Executed, row: &mut Row) {
        row.flag(true);
        step::fill_begin(row, executed.step);
    }
}
