//! Reads a component at one point out of the domain: the verifier's view.

use num_traits::{One, Zero};
use stwo::core::air::accumulation::PointEvaluationAccumulator;
use stwo::core::fields::m31::BaseField;
use stwo::core::fields::qm31::{SECURE_EXTENSION_DEGREE, SecureField};
use stwo::core::pcs::TreeVec;

use super::component::{FIXED_TREE, INTERACTION_TREE, MAIN_TREE, Placed};
use super::logup::{Pair, Pairs};
use super::{AirBuilder, Challenges};
use crate::relations::Relation;

type Mask = [Vec<SecureField>];

/// A field element whose arithmetic is called, not inlined: the constraints of all components at one point are a large
/// program that runs once.
#[derive(Clone, Copy)]
pub struct Value(SecureField);

macro_rules! arithmetic {
    ($($trait:ident $method:ident)*) => {
        $(impl std::ops::$trait for Value {
            type Output = Self;
            #[inline(never)]
            fn $method(self, other: Self) -> Self {
                Self(self.0.$method(other.0))
            }
        })*
    };
}

arithmetic!(Add add Sub sub Mul mul);

impl std::ops::Mul<BaseField> for Value {
    type Output = Self;
    #[inline(never)]
    fn mul(self, other: BaseField) -> Self {
        Self(self.0 * other)
    }
}

impl std::ops::Neg for Value {
    type Output = Self;
    #[inline(never)]
    fn neg(self) -> Self {
        Self(-self.0)
    }
}

impl From<BaseField> for Value {
    fn from(value: BaseField) -> Self {
        Self(value.into())
    }
}

impl Zero for Value {
    fn zero() -> Self {
        Self(SecureField::zero())
    }
    fn is_zero(&self) -> bool {
        self.0.is_zero()
    }
}

impl One for Value {
    fn one() -> Self {
        Self(SecureField::one())
    }
}

/// See the module.
pub struct PointReader<'a> {
    fixed_columns: &'a Mask,
    fixed: std::slice::Iter<'a, usize>,
    main: std::slice::Iter<'a, Vec<SecureField>>,
    interaction: std::slice::ChunksExact<'a, Vec<SecureField>>,
    challenges: &'a Challenges,
    shift: SecureField,
    accumulator: &'a mut PointEvaluationAccumulator,
    inverse_vanishing: SecureField,
    pairs: Pairs<SecureField, SecureField>,
    sum: SecureField,
}

impl<'a> PointReader<'a> {
    /// A reader of a component's part of the mask.
    pub fn new<A>(
        component: &'a Placed<A>,
        mask: &'a TreeVec<Vec<Vec<SecureField>>>,
        accumulator: &'a mut PointEvaluationAccumulator,
        inverse_vanishing: SecureField,
    ) -> Self {
        let (location, shape) = (&component.location, &component.shape);
        let main = &mask[MAIN_TREE][location.main..][..shape.main];
        let interaction = &mask[INTERACTION_TREE][location.interaction..][..shape.interaction()];
        Self {
            fixed_columns: &mask[FIXED_TREE],
            fixed: location.fixed.iter(),
            main: main.iter(),
            interaction: interaction.chunks_exact(SECURE_EXTENSION_DEGREE),
            challenges: &component.challenges,
            shift: component.shift(),
            accumulator,
            inverse_vanishing,
            pairs: Pairs::new(),
            sum: SecureField::zero(),
        }
    }

    fn constrain(&mut self, value: SecureField) {
        self.accumulator.accumulate(self.inverse_vanishing * value);
    }

    fn running(&mut self, offset: usize) -> [SecureField; 2] {
        let columns = self.interaction.next().expect("a column for each pair");
        [0, offset].map(|at| SecureField::from_partial_evals(std::array::from_fn(|i| columns[i][at])))
    }

    fn pair(&mut self, pair: &Pair<SecureField, SecureField>) {
        let [sum, _] = self.running(0);
        let (numerator, denominator) = pair.fraction();
        self.constrain((sum - self.sum) * denominator - numerator);
        self.sum = sum;
    }

    /// States the last pair, which ties the row to the row before.
    pub fn finish(mut self) {
        let pairs = std::mem::take(&mut self.pairs);
        if let Some(pair) = pairs.last() {
            let [before, sum] = self.running(1);
            let (numerator, denominator) = pair.fraction();
            let step = sum - before - self.sum + self.shift;
            self.constrain(step * denominator - numerator);
        }
    }
}

impl AirBuilder for PointReader<'_> {
    type F = Value;

    #[inline(never)]
    fn main(&mut self) -> Value {
        Value(self.main.next().expect("a value for each main column")[0])
    }

    #[inline(never)]
    fn fixed(&mut self) -> Value {
        let column = *self.fixed.next().expect("a place for each fixed column");
        Value(self.fixed_columns[column][0])
    }

    #[inline(never)]
    fn zero(&mut self, _name: &'static str, value: Value) {
        self.constrain(value.0);
    }

    #[inline(never)]
    fn lookup(&mut self, relation: Relation, multiplicity: Value, tuple: &[Value]) {
        let offset = self.challenges.offset(relation);
        let elements = tuple.iter().enumerate();
        let denominator = elements.fold(offset, |sum, (i, value)| sum + self.challenges.power(i) * value.0);
        if let Some(pair) = self.pairs.push(multiplicity.0, denominator) {
            self.pair(&pair);
        }
    }
}
