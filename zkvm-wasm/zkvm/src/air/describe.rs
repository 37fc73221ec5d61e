//! Reads what a component is made of: columns, constraints with their degrees, lookups.

use std::ops::{Add, Mul, Neg, Sub};

use num_traits::{One, Zero};
use stwo::core::fields::m31::BaseField;

use super::{Air, AirBuilder};
use crate::relations::Relation;

/// How many columns, constraints and lookups a component has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shape {
    /// Columns that the program key fixes.
    pub fixed: usize,
    /// Committed columns.
    pub main: usize,
    /// Constraints without those of the lookups.
    pub zeros: usize,
    /// Lookups.
    pub lookups: usize,
    /// Lookups of each relation, by its number.
    pub by_relation: [usize; Relation::ALL.len() + 1],
}

impl Shape {
    /// The shape of a component.
    pub fn of<A: Air>(air: &A) -> Self {
        let mut counter = Counter(Self::default());
        air.eval(&mut counter);
        counter.0
    }

    /// Columns of the LogUp sum in the extension field: one for each pair of lookups.
    pub const fn pairs(&self) -> usize {
        self.lookups.div_ceil(2)
    }

    /// Columns of the LogUp sum.
    pub const fn interaction(&self) -> usize {
        4 * self.pairs()
    }

    /// All constraints.
    pub const fn constraints(&self) -> usize {
        self.zeros + self.pairs()
    }

    /// Committed cells of one row.
    pub const fn cells(&self) -> usize {
        self.main + self.interaction()
    }
}

struct Counter(Shape);

impl AirBuilder for Counter {
    type F = BaseField;

    fn main(&mut self) -> BaseField {
        self.0.main += 1;
        BaseField::zero()
    }

    fn fixed(&mut self) -> BaseField {
        self.0.fixed += 1;
        BaseField::zero()
    }

    fn zero(&mut self, _name: &'static str, _value: BaseField) {
        self.0.zeros += 1;
    }

    fn lookup(&mut self, relation: Relation, _multiplicity: BaseField, _tuple: &[BaseField]) {
        self.0.lookups += 1;
        self.0.by_relation[relation as usize] += 1;
    }
}

/// A component in words and numbers.
#[derive(Clone, Debug, Default)]
pub struct Description {
    /// Its size.
    pub shape: Shape,
    /// Its constraints by name, with their degrees.
    pub zeros: Vec<(&'static str, u32)>,
    /// The highest degree of a multiplicity or of an element of a tuple.
    pub lookup_degree: u32,
    /// All constraints and lookups as text: what the AIR digest is made of.
    pub text: String,
}

impl Description {
    /// The description of a component.
    pub fn of<A: Air>(air: &A) -> Self {
        let mut describer = Describer::default();
        air.eval(&mut describer);
        describer.0
    }
}

#[derive(Default)]
struct Describer(Description);

impl AirBuilder for Describer {
    type F = Formula;

    #[inline(never)]
    fn main(&mut self) -> Formula {
        self.0.shape.main += 1;
        Formula::column('m', self.0.shape.main)
    }

    #[inline(never)]
    fn fixed(&mut self) -> Formula {
        self.0.shape.fixed += 1;
        Formula::column('f', self.0.shape.fixed)
    }

    #[inline(never)]
    fn zero(&mut self, name: &'static str, value: Formula) {
        self.0.shape.zeros += 1;
        self.0.text += &format!("{name}: {}\n", value.text);
        self.0.zeros.push((name, value.degree));
    }

    #[inline(never)]
    fn lookup(&mut self, relation: Relation, multiplicity: Formula, tuple: &[Formula]) {
        assert_eq!(tuple.len(), relation.width(), "a tuple of {relation:?}");
        self.0.shape.lookups += 1;
        self.0.shape.by_relation[relation as usize] += 1;
        self.0.text += &format!("{relation:?} {}:", multiplicity.text);
        for value in tuple.iter().chain([&multiplicity]) {
            self.0.lookup_degree = self.0.lookup_degree.max(value.degree);
            self.0.text += &format!(" {}", value.text);
        }
        self.0.text += "\n";
    }
}

/// A constraint as text, with its degree. Its arithmetic is called, not inlined: speed is of no concern, size is.
struct Formula {
    degree: u32,
    text: String,
}

impl Clone for Formula {
    #[inline(never)]
    fn clone(&self) -> Self {
        Self { degree: self.degree, text: self.text.clone() }
    }
}

impl Formula {
    fn column(kind: char, number: usize) -> Self {
        Self { degree: 1, text: format!("{kind}{number}") }
    }

    fn join(self, sign: char, other: Self, degree: u32) -> Self {
        Self { degree, text: format!("({}{sign}{})", self.text, other.text) }
    }
}

impl From<BaseField> for Formula {
    #[inline(never)]
    fn from(value: BaseField) -> Self {
        Self { degree: 0, text: value.to_string() }
    }
}

impl Add for Formula {
    type Output = Self;
    #[inline(never)]
    fn add(self, other: Self) -> Self {
        let degree = self.degree.max(other.degree);
        self.join('+', other, degree)
    }
}

impl Sub for Formula {
    type Output = Self;
    #[inline(never)]
    fn sub(self, other: Self) -> Self {
        let degree = self.degree.max(other.degree);
        self.join('-', other, degree)
    }
}

impl Mul for Formula {
    type Output = Self;
    #[inline(never)]
    fn mul(self, other: Self) -> Self {
        let degree = [self.degree, other.degree].iter().sum();
        self.join('*', other, degree)
    }
}

impl Mul<BaseField> for Formula {
    type Output = Self;
    #[inline(never)]
    fn mul(self, other: BaseField) -> Self {
        self * Self::from(other)
    }
}

impl Neg for Formula {
    type Output = Self;
    #[inline(never)]
    fn neg(self) -> Self {
        Self { degree: self.degree, text: format!("-{}", self.text) }
    }
}

impl Zero for Formula {
    #[inline(never)]
    fn zero() -> Self {
        Self::from(BaseField::zero())
    }
    fn is_zero(&self) -> bool {
        self.text == "0"
    }
}

impl One for Formula {
    #[inline(never)]
    fn one() -> Self {
        Self::from(BaseField::one())
    }
}
