//! Values below a power of two.

use crate::air::{AirBuilder, Expr};
use crate::relations::Relation;

/// Bits of a half of a word: the range that its own table serves, at whatever height the run has.
pub const HALF: u32 = 16;

/// States that a value is below 2^16 in the rows that `on` counts.
#[inline(always)]
pub fn half<B: AirBuilder>(b: &mut B, on: &B::F, value: B::F) {
    bits(b, on, HALF, value);
}

/// States that a value is below 2^bits. For less than 16 bits the run needs the table of short ranges.
#[inline(always)]
pub fn bits<B: AirBuilder>(b: &mut B, on: &B::F, bits: u32, value: B::F) {
    b.receive(Relation::Range, on, &[B::F::constant(bits), value]);
}

/// States that a value that is known to be below 2^16 is below 2^bits, without the table of short ranges: it stays
/// below 2^16 when it is multiplied by 2^(16−bits), and no such product wraps around the field.
#[inline(always)]
pub fn narrow<B: AirBuilder>(b: &mut B, on: &B::F, bits: u32, value: B::F) {
    half(b, on, value.times(1 << (HALF - bits)));
}
