//! `and`, `or`, `xor` with a register or an immediate, byte by byte.

use super::executed::Executed;
use super::flags::flags;
use super::operation::Operation;
use crate::air::{Air, AirBuilder, Expr, Row};
use crate::gadgets::access::{fill_read, fill_write};
use crate::gadgets::limbs::{Word, word};
use crate::gadgets::step::{self, Fetched, Operand};
use crate::isa::Opcode;
use crate::relations::Relation;

/// See the module.
#[derive(Clone, Copy, Debug)]
pub struct Bitwise(pub Operand);

impl Bitwise {
    const fn operations(self) -> [Opcode; 3] {
        match self.0 {
            Operand::Register => [Opcode::And, Opcode::Or, Opcode::Xor],
            Operand::Immediate => [Opcode::Andi, Opcode::Ori, Opcode::Xori],
        }
    }

    /// The columns of a step.
    #[inline(always)]
    pub fn fill(&self, executed: Executed, row: &mut Row) {
        let Executed { step, encoded, .. } = executed;
        let (x, y) = (step.rs1.value, executed.operand(self.0));
        row.one_of(self.operations(), executed.opcode());
        step::fill_begin(row, step);
        row.field(encoded.rd);
        row.field(encoded.rs1);
        fill_read(row, &step.rs1);
        step::fill_operand(row, self.0, encoded, step);
        for shift in [0, 16] {
            let [x, y] = [x, y].map(|word| (word >> shift) & 0xffff);
            row.put_all([x & 0xff, y & 0xff, x & y & 0xff, (x & y) >> 8]);
        }
        row.word(step.rd.value);
        fill_write(row, &step.rd);
    }
}

impl Air for Bitwise {
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
        let both = Word { low: and(b, on, &x.low, &y.low), high: and(b, on, &x.high, &y.high) };
        // The table holds bytes only, so every combination below is a half below 2^16.
        let result = word(b);
        let [and, or, xor] = &flags.of;
        for (result, x, y, both) in [(&result.low, x.low, y.low, both.low), (&result.high, x.high, y.high, both.high)] {
            let sum = x + y;
            let anded = and.clone() * both.clone();
            let ored = or.clone() * (sum.clone() - both.clone());
            let xored = xor.clone() * (sum - both.times(2));
            b.zero("the result of the operation", on.clone() * result.clone() - anded - ored - xored);
        }
        step::write_rd(b, on, &state, &fetched.rd, &result);
        step::fetch(b, on, &state, fetched);
        step::end_in_line(b, on, &state);
    }
}

/// Four columns: the low bytes of two halves, and the bytes of what both have in common, which it gives.
#[inline(always)]
fn and<B: AirBuilder>(b: &mut B, on: &B::F, x: &B::F, y: &B::F) -> B::F {
    let (x_low, y_low) = (b.main(), b.main());
    let (low, high) = (b.main(), b.main());
    let upper = |half: &B::F, low: &B::F| (half.clone() - low.clone()).shifted_down(8);
    b.receive(Relation::And, on, &[x_low.clone(), y_low.clone(), low.clone()]);
    b.receive(Relation::And, on, &[upper(x, &x_low), upper(y, &y_low), high.clone()]);
    low + high.times(256)
}
