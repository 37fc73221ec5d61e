//! `sll`, `srl`, `sra` with a register or an immediate.
//!
//! Both halves of the word are split at bit `k`, 1 ≤ k ≤ 16: `half = top·2^k + bottom`. With
//! `middle = top of the low half + bottom of the high half·2^(16−k)`, the four forms are
//!
//! | form | low | high | amounts |
//! |---|---|---|---|
//! | left | bottom of low·2^(16−k) | middle | 0 to 15, and 0 to the right; k = 16 − amount |
//! | far left | 0 | bottom of low·2^(16−k) | 16 to 31; k = 32 − amount |
//! | right | middle | top of high | 1 to 16; k = amount |
//! | far right | top of high | 0 | 17 to 31; k = amount − 16 |
//!
//! and `sra` fills the places that a negative word leaves with ones.

use super::compare::sign;
use super::executed::Executed;
use super::operation::number;
use crate::air::{Air, AirBuilder, Expr, Row};
use crate::gadgets::access::{fill_read, fill_write};
use crate::gadgets::limbs::word;
use crate::gadgets::range;
use crate::gadgets::step::{self, Fetched, Operand};
use crate::isa::Opcode;
use crate::relations::Relation;

/// See the module.
#[derive(Clone, Copy, Debug)]
pub struct Shift(pub Operand);

/// How a word is split, as the table of shifts has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Split {
    /// Number of the form: 0 left, 1 far left, 2 right, 3 far right.
    pub form: u32,
    /// Where halves are split.
    pub k: u32,
}

impl Split {
    /// The split of a shift by less than 32.
    pub const fn new(right: bool, amount: u32) -> Self {
        let (form, k) = match (right, amount) {
            (true, 17..) => (3, amount - 16),
            (true, 1..=16) => (2, amount),
            (false, 16..) => (1, 32 - amount),
            _ => (0, 16 - amount),
        };
        Self { form, k }
    }
}

impl Shift {
    const fn operations(self) -> [Opcode; 3] {
        match self.0 {
            Operand::Register => [Opcode::Sll, Opcode::Srl, Opcode::Sra],
            Operand::Immediate => [Opcode::Slli, Opcode::Srli, Opcode::Srai],
        }
    }

    /// The columns of a step.
    #[inline(always)]
    pub fn fill(&self, executed: Executed, row: &mut Row) {
        let Executed { step, encoded, .. } = executed;
        let operations = self.operations();
        let opcode = executed.opcode();
        let value = step.rs1.value;
        let amount = executed.operand(self.0) & 31;
        let split = Split::new(opcode != operations[0], amount);
        row.one_of([operations[1], operations[2]], opcode);
        row.one_of([0, 1, 2, 3], split.form);
        step::fill_begin(row, step);
        row.field(encoded.rd);
        row.field(encoded.rs1);
        fill_read(row, &step.rs1);
        step::fill_operand(row, self.0, encoded, step);
        if self.0 == Operand::Register {
            row.put(amount);
        }
        row.put_all([split.k, 1 << split.k, 1 << (16 - split.k)]);
        for half in [value & 0xffff, value >> 16] {
            row.put_all([half >> split.k, half & ((1 << split.k) - 1)]);
        }
        row.flag(opcode == operations[2] && value >> 31 == 1);
        row.word(step.rd.value);
        fill_write(row, &step.rd);
    }
}

impl Air for Shift {
    #[inline(always)]
    fn eval<B: AirBuilder>(&self, b: &mut B) {
        let (srl, sra) = (b.main(), b.main());
        b.boolean("a flag is 0 or 1", &srl);
        b.boolean("a flag is 0 or 1", &sra);
        // Both at once would fetch the number of another operation, and be refused by the table of shifts: `right` is 0 or 1.
        let right = srl.clone() + sra.clone();
        // A row that does something has a form. Not two: see `Flags`.
        let forms: [B::F; 4] = std::array::from_fn(|_| b.main());
        let mut form = B::F::constant(0);
        let mut on = B::F::constant(0);
        for (number, flag) in (0..).zip(&forms) {
            b.boolean("a form is 0 or 1", flag);
            form = form + flag.clone().times(number);
            on = on + flag.clone();
        }
        let on = &on;
        let numbers = self.operations().map(number);
        let left = on.clone() - right.clone();
        let operation = left.times(numbers[0]) + srl.times(numbers[1]) + sra.clone().times(numbers[2]);
        let state = step::begin(b, on);
        let mut fetched = Fetched::new(operation);
        fetched.rd = b.main();
        fetched.rs1 = b.main();
        let x = step::read_rs1(b, on, &state, &fetched.rs1);
        let y = step::operand(b, on, &state, self.0, &mut fetched);
        let amount = match self.0 {
            Operand::Immediate => y.low,
            Operand::Register => {
                let amount = b.main();
                range::bits(b, on, 11, (y.low - amount.clone()).shifted_down(5));
                amount
            }
        };

        let (k, power, rest) = (b.main(), b.main(), b.main());
        let split = [right, amount, form, k.clone(), power.clone(), rest.clone()];
        b.receive(Relation::Shift, on, &split);

        let [(top_low, bottom_low), (top_high, bottom_high)] = [&x.low, &x.high].map(|half| {
            let (top, bottom) = (b.main(), b.main());
            b.zero("a half is its parts", on.clone() * (half.clone() - bottom.clone()) - top.clone() * power.clone());
            let widths = [B::F::constant(16) - k.clone(), k.clone()];
            for (bits, part) in widths.into_iter().zip([&top, &bottom]) {
                b.receive(Relation::Range, on, &[bits, part.clone()]);
            }
            (top, bottom)
        });
        let negative = sign(b, &sra, &x.high);

        let result = word(b);
        let [left, far_left, right, far_right] = forms;
        let middle = top_low + bottom_high * rest.clone();
        let raised = bottom_low * rest.clone();
        let lowered = top_high + negative.clone() * (B::F::constant(1 << 16) - rest);
        let low = left.clone() * raised.clone() + right.clone() * middle.clone() + far_right.clone() * lowered.clone();
        let high = left * middle + far_left * raised + right * lowered + far_right * negative.times(0xffff);
        b.zero("the low half of the result", on.clone() * result.low.clone() - low);
        b.zero("the high half of the result", on.clone() * result.high.clone() - high);
        step::write_rd(b, on, &state, &fetched.rd, &result);
        step::fetch(b, on, &state, fetched);
        step::end_in_line(b, on, &state);
    }
}
