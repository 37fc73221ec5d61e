//! A word of 32 bits as two halves, and halves as two bytes.

use super::range;
use crate::air::{AirBuilder, Expr, Row};

/// The halves of a word: `low + 2^16·high`.
#[derive(Clone)]
pub struct Word<F> {
    /// Bits 0 to 15.
    pub low: F,
    /// Bits 16 to 31.
    pub high: F,
}

impl<F: Expr> Word<F> {
    /// The word as one number: for words below 2^31 − 1 that is what it is, others wrap around.
    #[inline(always)]
    pub fn number(&self) -> F {
        self.low.clone() + self.high.clone().times(1 << 16)
    }

    /// Two halves that are not stored.
    #[inline(always)]
    pub fn constant(value: u32) -> Self {
        Self { low: F::constant(value & 0xffff), high: F::constant(value >> 16) }
    }
}

/// A stored word. Who writes it says where its range comes from.
#[inline(always)]
pub fn word<B: AirBuilder>(b: &mut B) -> Word<B::F> {
    Word { low: b.main(), high: b.main() }
}

/// A stored word whose halves are ranged here.
#[inline(always)]
pub fn ranged_word<B: AirBuilder>(b: &mut B, on: &B::F) -> Word<B::F> {
    let word = word(b);
    range::half(b, on, word.low.clone());
    range::half(b, on, word.high.clone());
    word
}

/// The bytes of a word whose halves are known to be below 2^16; one column for each half, the other byte is what is
/// left. For the rows that `on` counts.
#[inline(always)]
pub fn bytes<B: AirBuilder>(b: &mut B, on: &B::F, word: &Word<B::F>) -> [B::F; 4] {
    let [b0, b1] = half_bytes(b, on, &word.low);
    let [b2, b3] = half_bytes(b, on, &word.high);
    [b0, b1, b2, b3]
}

/// The bytes of a half. Uses the table of short ranges.
#[inline(always)]
pub fn half_bytes<B: AirBuilder>(b: &mut B, on: &B::F, half: &B::F) -> [B::F; 2] {
    let low = b.main();
    let high = (half.clone() - low.clone()).shifted_down(8);
    range::bits(b, on, 8, low.clone());
    range::bits(b, on, 8, high.clone());
    [low, high]
}

/// The low bytes of both halves, as [`bytes`] stores them.
#[inline(always)]
pub fn fill_bytes(row: &mut Row, value: u32) {
    row.put_all([value & 0xff, (value >> 16) & 0xff]);
}

/// The carry out of a half: what has to be added to make `sum` from `result`, in units of 2^16.
#[inline(always)]
pub fn carry<F: Expr>(sum: F, result: &F) -> F {
    (sum - result.clone()).shifted_down(16)
}

/// States `a + b = sum mod 2^32` in the rows that `flag` counts. The halves of `sum` are ranged elsewhere.
#[inline(always)]
pub fn add<B: AirBuilder>(b: &mut B, flag: &B::F, x: &Word<B::F>, y: &Word<B::F>, sum: &Word<B::F>) {
    let low = carry(x.low.clone() + y.low.clone(), &sum.low);
    let high = carry(x.high.clone() + y.high.clone() + low.clone(), &sum.high);
    let boolean = |carry: B::F| carry.clone() * (carry - B::F::constant(1));
    b.zero("carry of the low half", flag.clone() * boolean(low));
    b.zero("carry of the high half", flag.clone() * boolean(high));
}
