//! Tables that components look things up in. Their entries are fixed by the program key; how often each is used is
//! committed. They lie sideways, several entries to a row, so that none is taller than the tallest family.

use crate::air::{Air, AirBuilder, Expr};
use crate::relations::Relation;

/// All values below 2^16. A row holds `v + i·height` for each fold `i`.
#[derive(Clone, Copy, Debug)]
pub struct HalfRange {
    /// Logarithm of the height.
    pub log_size: u32,
}

impl HalfRange {
    /// Entries to a row.
    pub const fn folds(&self) -> u32 {
        1 << (16 - self.log_size)
    }
}

impl Air for HalfRange {
    #[inline(always)]
    fn eval<B: AirBuilder>(&self, b: &mut B) {
        let row = b.fixed();
        for fold in 0..self.folds() {
            let uses = b.main();
            let value = row.clone() + B::F::constant(fold << self.log_size);
            b.send(Relation::Range, &uses, &[B::F::constant(16), value]);
        }
    }
}

/// All pairs `(bits, value)` with `value` below 2^bits, for 0 to 15 bits: entry `2^bits + value`. Only in the first
/// fold do the bits depend on the row.
#[derive(Clone, Copy, Debug)]
pub struct ShortRange {
    /// Logarithm of the height.
    pub log_size: u32,
}

impl Air for ShortRange {
    #[inline(always)]
    fn eval<B: AirBuilder>(&self, b: &mut B) {
        let row = b.fixed();
        let (bits, value) = (b.fixed(), b.fixed());
        let uses = b.main();
        b.send(Relation::Range, &uses, &[bits, value]);
        for fold in 1..1u32 << (16 - self.log_size) {
            let uses = b.main();
            let power = fold.ilog2();
            let bits = B::F::constant(self.log_size + power);
            let value = row.clone() + B::F::constant((fold - (1 << power)) << self.log_size);
            b.send(Relation::Range, &uses, &[bits, value]);
        }
    }
}

/// `a and b` of all pairs of bytes: entry `2^8·a + b`.
#[derive(Clone, Copy, Debug)]
pub struct And {
    /// Logarithm of the height, at least 8.
    pub log_size: u32,
}

impl Air for And {
    #[inline(always)]
    fn eval<B: AirBuilder>(&self, b: &mut B) {
        let (x, y) = (b.fixed(), b.fixed());
        for fold in 0..1u32 << (16 - self.log_size) {
            let both = b.fixed();
            let uses = b.main();
            let x = x.clone() + B::F::constant(fold << (self.log_size - 8));
            b.send(Relation::And, &uses, &[x, y.clone(), both]);
        }
    }
}

/// A table with its whole tuples in fixed columns: the program, the words that cannot be stored to, the shifts.
#[derive(Clone, Copy, Debug)]
pub struct Listed {
    /// The relation it sends to.
    pub relation: Relation,
    /// Entries to a row.
    pub folds: usize,
}

impl Air for Listed {
    #[inline(always)]
    fn eval<B: AirBuilder>(&self, b: &mut B) {
        for _ in 0..self.folds {
            let tuple: [B::F; crate::relations::MAX_TUPLE] =
                std::array::from_fn(|i| if i < self.relation.width() { b.fixed() } else { B::F::constant(0) });
            let uses = b.main();
            b.send(self.relation, &uses, &tuple[..self.relation.width()]);
        }
    }
}
