//! Reads a component on single rows and names what fails: for tests, and for a prover that wants to know why.

use std::collections::BTreeMap;

use num_traits::Zero;
use stwo::core::fields::m31::BaseField;

use super::{Air, AirBuilder};
use crate::relations::Relation;

/// What the lookups of rows come to: how often each tuple was sent, less how often it was received.
pub type Balance = BTreeMap<(Relation, Vec<u32>), BaseField>;

/// Checks rows one by one.
pub struct RowChecker<'a> {
    fixed: std::slice::Iter<'a, BaseField>,
    main: std::slice::Iter<'a, BaseField>,
    /// Constraints that are not zero, by name.
    pub failures: Vec<&'static str>,
    balance: &'a mut Balance,
}

/// Names the constraints that fail on a row and adds its lookups to the balance.
pub fn check_row<A: Air>(air: &A, fixed: &[BaseField], main: &[BaseField], balance: &mut Balance) -> Vec<&'static str> {
    let mut checker = RowChecker { fixed: fixed.iter(), main: main.iter(), failures: Vec::new(), balance };
    air.eval(&mut checker);
    checker.failures
}

impl AirBuilder for RowChecker<'_> {
    type F = BaseField;

    fn main(&mut self) -> BaseField {
        *self.main.next().expect("a value for each main column")
    }

    fn fixed(&mut self) -> BaseField {
        *self.fixed.next().expect("a value for each fixed column")
    }

    fn zero(&mut self, name: &'static str, value: BaseField) {
        if !value.is_zero() {
            self.failures.push(name);
        }
    }

    fn lookup(&mut self, relation: Relation, multiplicity: BaseField, tuple: &[BaseField]) {
        if multiplicity.is_zero() {
            return;
        }
        let key = (relation, tuple.iter().map(|value| value.0).collect());
        let count = self.balance.entry(key).or_insert_with(BaseField::zero);
        *count += multiplicity;
        if count.is_zero() {
            let key = (relation, tuple.iter().map(|value| value.0).collect());
            self.balance.remove(&key);
        }
    }
}
