//! A component's values while it is written down: sums of columns and of products of such sums.
//!
//! Constants come together wherever they meet, and a constant factor moves out of a product: what is left is as little
//! work for each row as there can be.

use std::collections::BTreeMap;
use std::ops::{Add, Mul, Neg, Sub};
use std::sync::Arc;

use num_traits::{One, Zero};
use stwo::core::fields::m31::BaseField;

/// What is neither a sum nor a constant.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Atom {
    /// A column that the program key fixes.
    Fixed(usize),
    /// A committed column.
    Main(usize),
    /// A product. Both factors begin with an atom that is there once.
    Product(Arc<[Affine; 2]>),
}

/// A constant and so many of each atom.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Affine {
    /// The constant.
    pub constant: BaseField,
    /// How many of each atom, none of them zero.
    pub terms: BTreeMap<Atom, BaseField>,
}

impl Affine {
    /// One atom.
    pub fn atom(atom: Atom) -> Self {
        Self { constant: BaseField::zero(), terms: BTreeMap::from([(atom, BaseField::one())]) }
    }

    /// How many there are of the first atom, and the sum divided by that. None for a constant.
    pub fn normal(&self) -> Option<(BaseField, Self)> {
        let factor = *self.terms.values().next()?;
        Some((factor, self.clone() * factor.inverse()))
    }

    #[inline(never)]
    fn join(mut self, other: Self, factor: BaseField) -> Self {
        self.constant += other.constant * factor;
        for (atom, count) in other.terms {
            let sum = self.terms.remove(&atom).unwrap_or_else(BaseField::zero) + count * factor;
            if !sum.is_zero() {
                self.terms.insert(atom, sum);
            }
        }
        self
    }
}

impl From<BaseField> for Affine {
    #[inline(never)]
    fn from(constant: BaseField) -> Self {
        Self { constant, terms: BTreeMap::new() }
    }
}

impl Add for Affine {
    type Output = Self;
    #[inline(never)]
    fn add(self, other: Self) -> Self {
        self.join(other, BaseField::one())
    }
}

impl Sub for Affine {
    type Output = Self;
    #[inline(never)]
    fn sub(self, other: Self) -> Self {
        self.join(other, -BaseField::one())
    }
}

impl Neg for Affine {
    type Output = Self;
    #[inline(never)]
    fn neg(self) -> Self {
        self * -BaseField::one()
    }
}

impl Mul<BaseField> for Affine {
    type Output = Self;
    #[inline(never)]
    fn mul(self, factor: BaseField) -> Self {
        Self::from(BaseField::zero()).join(self, factor)
    }
}

impl Mul for Affine {
    type Output = Self;
    #[inline(never)]
    fn mul(self, other: Self) -> Self {
        match (self.normal(), other.normal()) {
            (None, _) => other * self.constant,
            (_, None) => self * other.constant,
            (Some((a, x)), Some((b, y))) => {
                let product = if x <= y { [x, y] } else { [y, x] };
                Self::atom(Atom::Product(Arc::new(product))) * (a * b)
            }
        }
    }
}

impl Zero for Affine {
    #[inline(never)]
    fn zero() -> Self {
        Self::from(BaseField::zero())
    }
    fn is_zero(&self) -> bool {
        self.constant.is_zero() && self.terms.is_empty()
    }
}

impl One for Affine {
    #[inline(never)]
    fn one() -> Self {
        Self::from(BaseField::one())
    }
}
