//! Fractions of the LogUp sum, two to a column.

use std::ops::{Add, Mul};

/// Two lookups as one fraction, or one where their number is odd.
#[derive(Clone)]
pub struct Pair<F, EF> {
    first: (F, EF),
    second: Option<(F, EF)>,
}

impl<F, EF> Pair<F, EF>
where
    F: Clone,
    EF: Clone + From<F> + Add<Output = EF> + Mul<Output = EF> + Mul<F, Output = EF>,
{
    /// Numerator and denominator.
    #[inline(always)]
    pub fn fraction(&self) -> (EF, EF) {
        let (n0, d0) = self.first.clone();
        match self.second.clone() {
            None => (EF::from(n0), d0),
            Some((n1, d1)) => (d1.clone() * n0 + d0.clone() * n1, d0 * d1),
        }
    }
}

/// Gathers lookups and gives them back in pairs, each when the one after it has begun.
pub struct Pairs<F, EF>(Option<Pair<F, EF>>);

impl<F, EF> Default for Pairs<F, EF> {
    fn default() -> Self {
        Self::new()
    }
}

impl<F, EF> Pairs<F, EF> {
    /// None yet.
    pub const fn new() -> Self {
        Self(None)
    }

    /// Adds a lookup; gives a pair that is complete and not the last.
    #[inline(always)]
    pub fn push(&mut self, multiplicity: F, denominator: EF) -> Option<Pair<F, EF>> {
        let next = (multiplicity, denominator);
        match self.0.take() {
            Some(Pair { first, second: None }) => {
                self.0 = Some(Pair { first, second: Some(next) });
                None
            }
            complete => {
                self.0 = Some(Pair { first: next, second: None });
                complete
            }
        }
    }

    /// The last pair.
    #[inline(always)]
    pub fn last(self) -> Option<Pair<F, EF>> {
        self.0
    }
}
