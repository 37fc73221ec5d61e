//! Accesses of registers and of memory: each takes the tuple of the access before and sends its own, at a later clock.
//!
//! The memory argument: at every clock each place has one tuple on its way. An access at clock `c` receives it with a
//! clock `p` and `c − p − 1` below 2^16, and sends the place's new tuple with clock `c`. Clocks of steps are multiples
//! of 4 below 2^26 plus a slot, so no difference wraps around the field, and a read can only see the last write.

use super::limbs::{Word, word};
use super::range;
use crate::air::{AirBuilder, Expr, Row};
use crate::execute::{Read, Write};
use crate::relations::Relation;

/// Which kind of place an address is in: registers and words of memory never meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum Space {
    /// Registers, by number.
    Register = 0,
    /// Memory, by the byte address of an aligned word.
    Memory = 1,
}

/// A place and a clock.
#[derive(Clone)]
pub struct At<F> {
    /// The kind of place.
    pub space: Space,
    /// Which one.
    pub address: F,
    /// When it is accessed.
    pub clock: F,
}

impl<F: Expr> At<F> {
    /// A register at a slot of the step with this clock.
    #[inline(always)]
    pub fn register(number: &F, clock: &F, slot: u32) -> Self {
        Self { space: Space::Register, address: number.clone(), clock: clock.clone() + F::constant(slot) }
    }

    fn tuple(&self, clock: F, value: &Word<F>) -> [F; 5] {
        [F::constant(self.space as u32), self.address.clone(), clock, value.low.clone(), value.high.clone()]
    }
}

/// Replaces the value of a place.
#[inline(always)]
pub fn replace<B: AirBuilder>(b: &mut B, on: &B::F, at: &At<B::F>, before: &Word<B::F>, after: &Word<B::F>) {
    let previous_clock = b.main();
    let elapsed = at.clock.clone() - previous_clock.clone() - B::F::constant(1);
    b.receive(Relation::Memory, on, &at.tuple(previous_clock, before));
    b.send(Relation::Memory, on, &at.tuple(at.clock.clone(), after));
    range::half(b, on, elapsed);
}

/// Reads a place: two columns for the value, one for the clock before.
#[inline(always)]
pub fn read<B: AirBuilder>(b: &mut B, on: &B::F, at: &At<B::F>) -> Word<B::F> {
    let value = word(b);
    replace(b, on, at, &value, &value);
    value
}

/// Writes a place: two columns for the value before, one for the clock before. The halves of the value written are
/// ranged by who computes it: that every tuple of the relation holds halves below 2^16 rests on it.
#[inline(always)]
pub fn write<B: AirBuilder>(b: &mut B, on: &B::F, at: &At<B::F>, value: &Word<B::F>) {
    let before = word(b);
    replace(b, on, at, &before, value);
}

/// The columns of [`read`].
#[inline(always)]
pub fn fill_read(row: &mut Row, read: &Read) {
    row.word(read.value);
    row.put(read.previous_clock);
}

/// The columns of [`write`].
#[inline(always)]
pub fn fill_write(row: &mut Row, write: &Write) {
    row.word(write.previous);
    row.put(write.previous_clock);
}
