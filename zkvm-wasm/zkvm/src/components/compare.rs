//! Which of two words is less, signed or unsigned: shared by `slt…` and the branches on it.

use crate::air::{AirBuilder, Expr, Row};
use crate::gadgets::limbs::{Word, word};
use crate::gadgets::range;

/// Four columns: the difference of the words modulo 2^32 and, where they are signed, their signs. Gives whether `x`
/// is less than `y`, as 0 or 1.
///
/// With `s` the signs, `x − y` as signed or unsigned numbers is `difference − 2^32·less`: the difference is below
/// 2^32, so `less` tells whether it is negative. `signed` is 1 where the words are signed, never where `on` is 0.
#[inline(always)]
pub fn less<B: AirBuilder>(b: &mut B, on: &B::F, signed: &B::F, x: &Word<B::F>, y: &Word<B::F>) -> B::F {
    let difference = word(b);
    range::half(b, on, difference.low.clone());
    range::half(b, on, difference.high.clone());
    let x_sign = sign(b, signed, &x.high);
    let y_sign = sign(b, signed, &y.high);
    let borrow = (difference.low.clone() - x.low.clone() + y.low.clone()).shifted_down(16);
    b.boolean("borrow of the low half", &borrow);
    let high = difference.high.clone() - x.high.clone() + y.high.clone() + borrow;
    let less = high.shifted_down(16) + x_sign - y_sign;
    b.boolean("less or not", &less);
    less
}

/// The sign of a word from its high half: a column that is 0 where `signed` is. The half is known to be below 2^16,
/// and twice it less 2^16 times the sign is below 2^16 as well.
#[inline(always)]
pub fn sign<B: AirBuilder>(b: &mut B, signed: &B::F, high: &B::F) -> B::F {
    let sign = b.main();
    b.boolean("a sign is 0 or 1", &sign);
    half_with_sign(b, signed, high, &sign);
    sign
}

/// What [`sign`] states besides that the sign is 0 or 1.
#[inline(always)]
pub fn half_with_sign<B: AirBuilder>(b: &mut B, signed: &B::F, high: &B::F, sign: &B::F) {
    b.zero("no sign without need", sign.clone() * (B::F::constant(1) - signed.clone()));
    range::half(b, signed, high.clone().times(2) - sign.clone().times(1 << 16));
}

/// The columns of [`less`].
#[inline(always)]
pub fn fill_less(row: &mut Row, signed: bool, x: u32, y: u32) {
    row.word(x.wrapping_sub(y));
    row.flag(signed && x >> 31 == 1);
    row.flag(signed && y >> 31 == 1);
}
