//! `mul`, `mulh`, `mulhsu`, `mulhu`: products of bytes, two byte positions at a time.

use super::compare::sign;
use super::executed::Executed;
use super::flags::flags;
use super::operation::{Operation, number};
use crate::air::{Air, AirBuilder, Expr, Row};
use crate::gadgets::access::{fill_read, fill_write};
use crate::gadgets::limbs::{Word, bytes, fill_bytes, ranged_word};
use crate::gadgets::range;
use crate::gadgets::step::{self, Fetched};
use crate::isa::Opcode;

/// Bits of a carry from 16 bits of a product of bytes into the next: each sum is below 2^27.
pub const CARRY_BITS: u32 = 11;

/// The sums of products of bytes that fall into each 16 bits of the product of two words; each is below
/// 3·2^16 + 2^8·4·2^16 + 2^11 < 2^27.
#[inline(always)]
pub fn positions<F: Expr>(x: &[F; 4], y: &[F; 4]) -> [F; 4] {
    let at = |position: usize| {
        let first = position.saturating_sub(3);
        let products = (first..=position.min(3)).map(|i| x[i].clone() * y[position - i].clone());
        products.fold(F::zero(), |sum, product| sum + product)
    };
    std::array::from_fn(|i| {
        let even = at(2 * i);
        if i == 3 { even } else { even + at(2 * i + 1).times(256) }
    })
}

/// The product of two words as four halves with the carries between them.
pub fn product(x: u32, y: u32) -> ([u32; 4], [u32; 3]) {
    let sums = {
        let [x, y] = [x, y].map(|word| word.to_le_bytes().map(u64::from));
        let at = |position: usize| -> u64 {
            let first = position.saturating_sub(3);
            (first..=position.min(3)).map(|i| x[i] * y[position - i]).sum()
        };
        [0, 1, 2, 3].map(|i| at(2 * i) + if i == 3 { 0 } else { at(2 * i + 1) << 8 })
    };
    let mut carry = 0;
    let mut carries = [0; 4];
    let halves = std::array::from_fn(|i| {
        let sum = sums[i] + carry;
        carry = sum >> 16;
        carries[i] = carry as u32;
        (sum & 0xffff) as u32
    });
    (halves, [carries[0], carries[1], carries[2]])
}

/// `mul`.
#[derive(Clone, Copy, Debug)]
pub struct Multiply;

impl Air for Multiply {
    #[inline(always)]
    fn eval<B: AirBuilder>(&self, b: &mut B) {
        let on = &b.main();
        b.boolean("a row is on or off", on);
        let state = step::begin(b, on);
        let mut fetched = Fetched::new(on.clone().times(number(Opcode::Mul)));
        let (x, y) = operand_columns(b, on, &state, &mut fetched);
        let (x, y) = (bytes(b, on, &x), bytes(b, on, &y));
        let result = ranged_word(b, on);
        let [low, high, ..] = positions(&x, &y);
        let carry = chain(b, on, low, None, &result.low);
        chain(b, on, high, Some(carry), &result.high);
        step::write_rd(b, on, &state, &fetched.rd, &result);
        step::fetch(b, on, &state, fetched);
        step::end_in_line(b, on, &state);
    }
}

impl Multiply {
    /// The columns of a step.
    #[inline(always)]
    pub fn fill(&self, executed: Executed, row: &mut Row) {
        let step = executed.step;
        row.flag(true);
        fill_operands(row, executed);
        let (x, y) = (step.rs1.value, step.rs2.value);
        fill_bytes(row, x);
        fill_bytes(row, y);
        row.word(step.rd.value);
        let (_, [c0, c1, _]) = product(x, y);
        row.put_all([c0, c1]);
        fill_write(row, &step.rd);
    }
}

/// One column: the carry out of 16 bits. States `sum + carry in = half + 2^16·carry`; no side reaches the field's size.
#[inline(always)]
fn chain<B: AirBuilder>(b: &mut B, on: &B::F, sum: B::F, carry_in: Option<B::F>, half: &B::F) -> B::F {
    let carry = b.main();
    range::bits(b, on, CARRY_BITS, carry.clone());
    let carried = carry_in.unwrap_or_else(|| B::F::constant(0));
    b.zero("16 bits of the product", sum + carried - half.clone() - carry.clone().times(1 << 16));
    carry
}

#[inline(always)]
fn operand_columns<B: AirBuilder>(
    b: &mut B,
    on: &B::F,
    state: &step::State<B::F>,
    fetched: &mut Fetched<B::F>,
) -> (Word<B::F>, Word<B::F>) {
    fetched.rd = b.main();
    fetched.rs1 = b.main();
    fetched.rs2 = b.main();
    (step::read_rs1(b, on, state, &fetched.rs1), step::read_rs2(b, on, state, &fetched.rs2))
}

#[inline(always)]
fn fill_operands(row: &mut Row, executed: Executed) {
    let Executed { step, encoded, .. } = executed;
    step::fill_begin(row, step);
    row.field(encoded.rd);
    row.field(encoded.rs1);
    row.field(encoded.rs2);
    fill_read(row, &step.rs1);
    fill_read(row, &step.rs2);
}

/// `mulh`, `mulhsu`, `mulhu`.
#[derive(Clone, Copy, Debug)]
pub struct MultiplyHigh;

const HIGH: [Opcode; 3] = [Opcode::Mulh, Opcode::Mulhsu, Opcode::Mulhu];

impl Air for MultiplyHigh {
    #[inline(always)]
    fn eval<B: AirBuilder>(&self, b: &mut B) {
        let flags = flags(b, HIGH.map(Operation::Of));
        let on = &flags.on;
        let [mulh, mulhsu, _] = &flags.of;
        let state = step::begin(b, on);
        let mut fetched = Fetched::new(flags.operation.clone());
        let (x, y) = operand_columns(b, on, &state, &mut fetched);
        let (x_bytes, y_bytes) = (bytes(b, on, &x), bytes(b, on, &y));
        let low = ranged_word(b, on);
        let [s0, s1, s2, s3] = positions(&x_bytes, &y_bytes);
        let c0 = chain(b, on, s0, None, &low.low);
        let c1 = chain(b, on, s1, Some(c0), &low.high);

        // As signed numbers the words are less by 2^32 for each sign, so the high word is less by the other word.
        let x_sign = sign(b, &(mulh.clone() + mulhsu.clone()), &x.high);
        let y_sign = sign(b, mulh, &y.high);
        let result = ranged_word(b, on);
        let less = |x: B::F, y: B::F| x_sign.clone() * y + y_sign.clone() * x;
        // The carry out of the low half is −2 at least.
        let raised = b.main();
        range::bits(b, on, CARRY_BITS, raised.clone());
        let carry = raised - on.clone().times(2);
        b.zero(
            "the low half of the result",
            s2 + c1 - less(x.low, y.low) - carry.clone().times(1 << 16) - result.low.clone(),
        );
        let borrow = b.main();
        let (one, two) = (B::F::constant(1), B::F::constant(2));
        b.zero("a borrow is 0, 1 or 2", borrow.clone() * (borrow.clone() - one) * (borrow.clone() - two));
        b.zero(
            "the high half of the result",
            s3 + carry - less(x.high, y.high) + borrow.times(1 << 16) - result.high.clone(),
        );
        step::write_rd(b, on, &state, &fetched.rd, &result);
        step::fetch(b, on, &state, fetched);
        step::end_in_line(b, on, &state);
    }
}

impl MultiplyHigh {
    /// The columns of a step.
    #[inline(always)]
    pub fn fill(&self, executed: Executed, row: &mut Row) {
        let step = executed.step;
        let opcode = executed.opcode();
        row.one_of(HIGH, opcode);
        fill_operands(row, executed);
        let (x, y) = (step.rs1.value, step.rs2.value);
        fill_bytes(row, x);
        fill_bytes(row, y);
        let ([h0, h1, h2, h3], [c0, c1, c2]) = product(x, y);
        row.put_all([h0, h1, c0, c1]);
        let x_sign = u32::from(opcode != Opcode::Mulhu) & (x >> 31);
        let y_sign = u32::from(opcode == Opcode::Mulh) & (y >> 31);
        row.put_all([x_sign, y_sign]);
        row.word(step.rd.value);
        let less = |shift: u32| i64::from(x_sign * ((y >> shift) & 0xffff) + y_sign * ((x >> shift) & 0xffff));
        let borrow = |difference: i64| (-difference.div_euclid(1 << 16)) as u32;
        let low = borrow(i64::from(h2) - less(0));
        let high = borrow(i64::from(h3) - less(16) - i64::from(low));
        row.put_all([c2 + 2 - low, high]);
        fill_write(row, &step.rd);
    }
}
