//! The address of a load or store: a register plus a constant, as one number without aliases.

use super::limbs::Word;
use super::range;
use crate::air::{AirBuilder, Expr, Row};

/// One column. Gives `base + offset` for an offset between −2^11 and 2^11 that the program fixes.
///
/// The halves of the base are below 2^16, as of every word that is read. A base is either below 2^31 − 2^16, or the last
/// 2^16 before 2^32 and then counts as negative: so the sum is a number between −2^17 and 2^31 − 2^15, and no two sums are
/// the same field element. Words that nobody can access (not aligned, not below 2^30) have no tuple in the memory
/// relation, and no negative number is an address.
#[inline(always)]
pub fn sum<B: AirBuilder>(b: &mut B, on: &B::F, base: &Word<B::F>, offset: &B::F) -> B::F {
    let negative = b.main();
    self::base(b, on, base, &negative) + offset.clone()
}

/// The base alone, with the column that says whether it is negative.
#[inline(always)]
pub fn base<B: AirBuilder>(b: &mut B, on: &B::F, base: &Word<B::F>, negative: &B::F) -> B::F {
    b.boolean("a base is negative or not", negative);
    // At most 2^17, so a negative base leaves no number but 0 here: its high half is the last.
    let bounded = base.high.clone().times(2) + B::F::constant(2);
    range::half(b, on, bounded - negative.clone().times(0x2_0000));
    // 2^32 is 2 in the field.
    base.number() - negative.clone().times(2)
}

/// The column of [`sum`].
#[inline(always)]
pub fn fill_sum(row: &mut Row, base: u32) {
    row.flag(base >> 16 == 0xffff);
}
