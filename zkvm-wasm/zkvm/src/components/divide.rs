//! `div`, `divu`, `rem`, `remu`: on absolute values, `|x| = |y|·quotient + remainder`, with the signs put on afterwards.
//!
//! The overflow of `−2^31 / −1` needs no case of its own: 2^31 is its own negative. A divisor of zero makes the
//! remainder `|x|` by the equation itself; the quotient is stated to be all ones.

use super::compare::{half_with_sign, sign};
use super::executed::Executed;
use super::flags::flags;
use super::multiply::positions;
use super::operation::Operation;
use crate::air::{Air, AirBuilder, Expr, Row};
use crate::gadgets::access::{fill_read, fill_write};
use crate::gadgets::limbs::{Word, bytes, fill_bytes, ranged_word, word};
use crate::gadgets::range;
use crate::gadgets::step::{self, Fetched};
use crate::isa::Opcode;
use stwo::core::fields::m31::BaseField;

/// See the module.
#[derive(Clone, Copy, Debug)]
pub struct Divide;

const OPERATIONS: [Opcode; 4] = [Opcode::Div, Opcode::Divu, Opcode::Rem, Opcode::Remu];
/// Bits of the carry between the halves of the product: the low sum is below 2^26, with the dividend's half as well.
const CARRY_BITS: u32 = 11;

impl Air for Divide {
    #[inline(always)]
    fn eval<B: AirBuilder>(&self, b: &mut B) {
        let flags = flags(b, OPERATIONS.map(Operation::Of));
        let on = &flags.on;
        let [div, divu, rem, remu] = flags.of.clone();
        let state = step::begin(b, on);
        let mut fetched = Fetched::new(flags.operation.clone());
        fetched.rd = b.main();
        fetched.rs1 = b.main();
        fetched.rs2 = b.main();
        let x = step::read_rs1(b, on, &state, &fetched.rs1);
        let y = step::read_rs2(b, on, &state, &fetched.rs2);
        let signed = div.clone() + rem.clone();
        let x_sign = sign(b, &signed, &x.high);
        let y_sign = divisor_sign(b, &signed, &y.high);

        // The bytes range the halves of divisor and quotient.
        let (divisor, quotient) = (word(b), word(b));
        let remainder = ranged_word(b, on);
        negate(b, &y_sign, &y, &divisor);
        let (divisor_bytes, quotient_bytes) = (bytes(b, on, &divisor), bytes(b, on, &quotient));
        // |x| is x, or 2^32 − x where it is negative: then not below 2^31, so no sum below wraps around the field.
        let signed_x = |half: &B::F| half.clone() - (x_sign.clone() * half.clone()).times(2);
        let carry = b.main();
        range::bits(b, on, CARRY_BITS, carry.clone());
        let [low, high, ..] = positions(&divisor_bytes, &quotient_bytes);
        b.zero(
            "the low half of the dividend",
            low + remainder.low.clone() - signed_x(&x.low) - carry.clone().times(1 << 16),
        );
        b.zero(
            "the high half of the dividend",
            high + remainder.high.clone() + carry - signed_x(&x.high) - x_sign.clone().times(1 << 16),
        );
        // A sum of products of bytes is zero only where each is, and it is far below the field's size.
        let overflow = (1..4).flat_map(|i| (4 - i..4).map(move |j| (i, j)));
        let overflow =
            overflow.fold(B::F::constant(0), |sum, (i, j)| sum + divisor_bytes[i].clone() * quotient_bytes[j].clone());
        b.zero("the product is below 2^32", overflow);

        let (zero, inverse) = (b.main(), b.main());
        let halves = divisor.low.clone() + divisor.high.clone();
        b.zero("a zero divisor is zero", zero.clone() * halves.clone());
        b.zero("another is not", halves * inverse - (on.clone() - zero.clone()));
        for half in [&quotient.low, &quotient.high] {
            let all_ones = half.clone() - B::F::constant(0xffff);
            b.zero("by zero, the quotient is all ones", zero.clone() * all_ones);
        }
        let difference = word(b);
        let nonzero = on.clone() - zero.clone();
        range::half(b, &nonzero, difference.low.clone());
        range::half(b, &nonzero, difference.high.clone());
        let borrow = (difference.low - divisor.low + remainder.low.clone() + B::F::constant(1)).shifted_down(16);
        b.zero("borrow of the low half", nonzero.clone() * borrow.clone() * (borrow.clone() - B::F::constant(1)));
        b.zero(
            "the remainder is less than the divisor",
            nonzero * (divisor.high - remainder.high.clone() - borrow - difference.high),
        );

        let quotients = div.clone() + divu.clone();
        let remainders = rem.clone() + remu;
        let (low, high) = (b.main(), b.main());
        for (chosen, quotient, remainder) in
            [(&low, quotient.low, remainder.low), (&high, quotient.high, remainder.high)]
        {
            let of_both = quotients.clone() * quotient + remainders.clone() * remainder;
            b.zero("the quotient or the remainder", chosen.clone() - of_both);
        }
        let chosen = Word { low, high };
        let negative = b.main();
        let differ = x_sign.clone() + y_sign.clone() - (x_sign.clone() * y_sign).times(2);
        b.zero(
            "the sign of the result",
            negative.clone() - quotients.clone() * (differ - zero * x_sign.clone()) - remainders * x_sign,
        );
        let result = ranged_word(b, on);
        negate(b, &negative, &chosen, &result);
        step::write_rd(b, on, &state, &fetched.rd, &result);
        step::fetch(b, on, &state, fetched);
        step::end_in_line(b, on, &state);
    }
}

/// The sign of the divisor, like [`sign`], but nothing says that it is 0 or 1: where it is another number the words of
/// [`negate`] are the same and their own negatives, so `y` is 0 or −2^31, and the divisor is what it must be. The sign of
/// a quotient would be no 0 or 1 either, so the quotient its own negative too: all ones, by zero, is not, and by −2^31
/// it is 0 or 1, of which only 0 is, with either sign. The sign of a remainder does not depend on it.
#[inline(always)]
fn divisor_sign<B: AirBuilder>(b: &mut B, signed: &B::F, high: &B::F) -> B::F {
    let sign = b.main();
    half_with_sign(b, signed, high, &sign);
    sign
}

/// States that a word is another, negated where `negative` is 1. Both have halves below 2^16.
#[inline(always)]
fn negate<B: AirBuilder>(b: &mut B, negative: &B::F, from: &Word<B::F>, to: &Word<B::F>) {
    let same = B::F::constant(1) - negative.clone();
    b.zero("the same low half", same.clone() * (from.low.clone() - to.low.clone()));
    b.zero("the same high half", same * (from.high.clone() - to.high.clone()));
    let low = (from.low.clone() + to.low.clone()).shifted_down(16);
    let high = (from.high.clone() + to.high.clone() + low.clone()).shifted_down(16);
    for carry in [low, high] {
        let boolean = carry.clone() * (carry - B::F::constant(1));
        b.zero("a word and its negative come to zero", negative.clone() * boolean);
    }
}

impl Divide {
    /// The columns of a step.
    #[inline(always)]
    pub fn fill(&self, executed: Executed, row: &mut Row) {
        let Executed { step, encoded, .. } = executed;
        let opcode = executed.opcode();
        let signed = matches!(opcode, Opcode::Div | Opcode::Rem);
        let quotients = matches!(opcode, Opcode::Div | Opcode::Divu);
        row.one_of(OPERATIONS, opcode);
        step::fill_begin(row, step);
        row.field(encoded.rd);
        row.field(encoded.rs1);
        row.field(encoded.rs2);
        fill_read(row, &step.rs1);
        fill_read(row, &step.rs2);
        let (x, y) = (step.rs1.value, step.rs2.value);
        let negative = |word: u32| signed && word >> 31 == 1;
        let absolute = |word: u32| if negative(word) { word.wrapping_neg() } else { word };
        row.flag(negative(x));
        row.flag(negative(y));
        let (dividend, divisor) = (absolute(x), absolute(y));
        let quotient = dividend.checked_div(divisor).unwrap_or(u32::MAX);
        let remainder = dividend.checked_rem(divisor).unwrap_or(dividend);
        for value in [divisor, quotient, remainder] {
            row.word(value);
        }
        fill_bytes(row, divisor);
        fill_bytes(row, quotient);
        let [d, q] = [divisor, quotient].map(u32::to_le_bytes).map(|bytes| bytes.map(u32::from));
        let low = d[0] * q[0] + ((d[0] * q[1] + d[1] * q[0]) << 8) + (remainder & 0xffff);
        let low = if negative(x) { low + (x & 0xffff) } else { low - (x & 0xffff) };
        row.put(low >> 16);
        row.flag(divisor == 0);
        let halves = BaseField::from((divisor & 0xffff) + (divisor >> 16));
        row.field(if divisor == 0 { halves } else { halves.inverse() });
        row.word(divisor.wrapping_sub(remainder).wrapping_sub(1));
        row.word(if quotients { quotient } else { remainder });
        let differ = negative(x) != negative(y) && divisor != 0;
        row.flag(if quotients { differ } else { negative(x) });
        row.word(step.rd.value);
        fill_write(row, &step.rd);
    }
}
