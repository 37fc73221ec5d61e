//! The fractions of a recorded component's lookups, two to a column, under the verifier's challenges.

use num_traits::Zero;
use stwo::prover::backend::simd::m31::PackedM31;
use stwo::prover::backend::simd::qm31::PackedQM31;

use super::Challenges;
use super::recorded::{Lookup, Recorded};
use super::tape::{Place, Values};

/// The lookups of a component, in pairs.
pub struct Sums {
    pairs: Vec<(Prepared, Option<Prepared>)>,
}

struct Prepared {
    multiplicity: Place,
    negative: bool,
    offset: PackedQM31,
    terms: Vec<(Place, PackedQM31)>,
}

impl Sums {
    /// Prepares the lookups: constants of tuples become one number.
    pub fn new(recorded: &Recorded, challenges: &Challenges) -> Self {
        let pairs = recorded.lookups.chunks(2).map(|pair| {
            let second = pair.get(1).map(|lookup| Prepared::new(lookup, challenges));
            (Prepared::new(&pair[0], challenges), second)
        });
        Self { pairs: pairs.collect() }
    }

    /// How many columns of the extension field there are.
    pub fn len(&self) -> usize {
        self.pairs.len()
    }

    /// Numerator and denominator of a pair in the vector of rows of this index.
    #[inline(always)]
    pub fn fraction(&self, pair: usize, values: &Values, index: usize) -> (PackedQM31, PackedQM31) {
        let (first, second) = &self.pairs[pair];
        let (n0, d0) = (values.of(first.multiplicity, index), first.denominator(values, index));
        let Some(second) = second else {
            return (PackedQM31::from(if first.negative { -n0 } else { n0 }), d0);
        };
        let d1 = second.denominator(values, index);
        let numerator = if first.multiplicity == second.multiplicity {
            // Most pairs: a step either does both lookups or none.
            match (first.negative, second.negative) {
                (false, false) => (d0 + d1) * n0,
                (true, true) => -((d0 + d1) * n0),
                (false, true) => (d1 - d0) * n0,
                (true, false) => (d0 - d1) * n0,
            }
        } else {
            let n1 = values.of(second.multiplicity, index);
            let signed = |negative, value: PackedM31| if negative { -value } else { value };
            d1 * signed(first.negative, n0) + d0 * signed(second.negative, n1)
        };
        (numerator, d0 * d1)
    }
}

impl Prepared {
    fn new(lookup: &Lookup, challenges: &Challenges) -> Self {
        let mut offset = challenges.offset(lookup.relation);
        let mut terms = Vec::new();
        for (i, element) in lookup.tuple.iter().enumerate() {
            let power = challenges.power(i);
            offset += power * element.constant;
            if !element.factor.is_zero() {
                terms.push((element.place, PackedQM31::broadcast(power * element.factor)));
            }
        }
        let Lookup { multiplicity, negative, .. } = *lookup;
        Self { multiplicity, negative, offset: PackedQM31::broadcast(offset), terms }
    }

    #[inline(always)]
    fn denominator(&self, values: &Values, index: usize) -> PackedQM31 {
        let mut sum = self.offset;
        for (place, power) in &self.terms {
            sum += *power * values.of(*place, index);
        }
        sum
    }
}
