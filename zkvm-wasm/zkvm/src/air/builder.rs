//! What a component says of itself.

use std::ops::{Add, Mul, Neg, Sub};

use num_traits::{One, Zero};
use stwo::core::fields::m31::BaseField;

use crate::relations::Relation;

/// What constraints are made of: a field element, a vector of them, or an element of the extension field.
pub trait Expr:
    Clone
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Mul<BaseField, Output = Self>
    + Neg<Output = Self>
    + From<BaseField>
    + Zero
    + One
{
    /// A constant.
    fn constant(value: u32) -> Self {
        Self::from(BaseField::from(value))
    }

    /// This times a constant.
    fn times(self, factor: u32) -> Self {
        self * BaseField::from(factor)
    }

    /// This divided by a power of two. In the field 2^31 is 1.
    fn shifted_down(self, bits: u32) -> Self {
        self * BaseField::from(1 << (31 - bits))
    }
}

impl<T> Expr for T where
    T: Clone
        + Add<Output = T>
        + Sub<Output = T>
        + Mul<Output = T>
        + Mul<BaseField, Output = T>
        + Neg<Output = T>
        + From<BaseField>
        + Zero
        + One
{
}

/// What a component states its constraints against.
///
/// Constraints have a degree of at most 3, multiplicities and tuples of at most 1: then pairs of lookups share one
/// column of the LogUp sum, and every component's constraints fit in twice its height.
pub trait AirBuilder {
    /// Values of columns.
    type F: Expr;

    /// The next committed column of the component.
    fn main(&mut self) -> Self::F;

    /// The next column that the program key fixes for the component.
    fn fixed(&mut self) -> Self::F;

    /// States that a value is zero in each row.
    fn zero(&mut self, name: &'static str, value: Self::F);

    /// Adds a tuple to a relation, `multiplicity` times. Over all components and the public values every tuple of
    /// every relation must come out at zero times.
    fn lookup(&mut self, relation: Relation, multiplicity: Self::F, tuple: &[Self::F]);

    /// Adds a tuple to a relation.
    #[inline(always)]
    fn send(&mut self, relation: Relation, multiplicity: &Self::F, tuple: &[Self::F]) {
        self.lookup(relation, multiplicity.clone(), tuple);
    }

    /// Takes a tuple from a relation.
    #[inline(always)]
    fn receive(&mut self, relation: Relation, multiplicity: &Self::F, tuple: &[Self::F]) {
        self.lookup(relation, -multiplicity.clone(), tuple);
    }

    /// States that a value is 0 or 1.
    #[inline(always)]
    fn boolean(&mut self, name: &'static str, value: &Self::F) {
        self.zero(name, value.clone() * (value.clone() - Self::F::one()));
    }
}

/// A component: constraints on one row of columns.
pub trait Air {
    /// States the constraints of one row.
    fn eval<B: AirBuilder>(&self, builder: &mut B);
}
