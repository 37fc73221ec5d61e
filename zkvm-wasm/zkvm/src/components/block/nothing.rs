//! What constraints are made of where nobody asks for them.

use std::ops::{Add, Mul, Neg, Sub};

use num_traits::{One, Zero};
use stwo::core::fields::m31::BaseField;

/// No value at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Nothing;

impl Add for Nothing {
    type Output = Self;
    fn add(self, _: Self) -> Self {
        self
    }
}

impl Sub for Nothing {
    type Output = Self;
    fn sub(self, _: Self) -> Self {
        self
    }
}

impl Mul for Nothing {
    type Output = Self;
    fn mul(self, _: Self) -> Self {
        self
    }
}

impl Mul<BaseField> for Nothing {
    type Output = Self;
    fn mul(self, _: BaseField) -> Self {
        self
    }
}

impl Neg for Nothing {
    type Output = Self;
    fn neg(self) -> Self {
        self
    }
}

impl From<BaseField> for Nothing {
    fn from(_: BaseField) -> Self {
        Self
    }
}

impl Zero for Nothing {
    fn zero() -> Self {
        Self
    }
    fn is_zero(&self) -> bool {
        true
    }
}

impl One for Nothing {
    fn one() -> Self {
        Self
    }
}
