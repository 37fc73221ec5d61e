//! A block's columns, asked for in one order by all: who reads its constraints, and who fills its rows.

use num_traits::Zero;
use stwo::core::fields::m31::BaseField;

use super::nothing::Nothing;
use crate::air::{AirBuilder, Row};
use crate::relations::Relation;

/// What a block states its constraints against. It says of each column what it holds as it asks for it, so that filling
/// a row is reading the constraints once more.
pub trait Columns: AirBuilder {
    /// The next column, which holds this number.
    fn put(&mut self, value: u32) -> Self::F {
        self.put_field(BaseField::from(value))
    }

    /// The next column, which holds this field element.
    fn put_field(&mut self, value: BaseField) -> Self::F;

    /// The next number that the run recorded for the row at hand; 0 where there is none.
    fn recorded(&mut self) -> u32;
}

/// Reads the constraints: all values are zero.
pub struct Reading<'a, B>(pub &'a mut B);

impl<B: AirBuilder> AirBuilder for Reading<'_, B> {
    type F = B::F;
    fn main(&mut self) -> B::F {
        self.0.main()
    }
    fn fixed(&mut self) -> B::F {
        self.0.fixed()
    }
    fn zero(&mut self, name: &'static str, value: B::F) {
        self.0.zero(name, value);
    }
    fn lookup(&mut self, relation: Relation, multiplicity: B::F, tuple: &[B::F]) {
        self.0.lookup(relation, multiplicity, tuple);
    }
}

impl<B: AirBuilder> Columns for Reading<'_, B> {
    fn put_field(&mut self, _: BaseField) -> B::F {
        self.0.main()
    }
    fn recorded(&mut self) -> u32 {
        0
    }
}

/// Fills a row. The constraints themselves are of nothing.
pub struct Filling<'a, 'b, 'c> {
    /// The row.
    pub row: &'a mut Row<'b, 'c>,
    /// What the run recorded for it.
    pub record: std::slice::Iter<'a, u32>,
}

impl AirBuilder for Filling<'_, '_, '_> {
    type F = Nothing;
    fn main(&mut self) -> Nothing {
        self.put(0)
    }
    fn fixed(&mut self) -> Nothing {
        Nothing
    }
    fn zero(&mut self, _: &'static str, _: Nothing) {}
    fn lookup(&mut self, _: Relation, _: Nothing, _: &[Nothing]) {}
}

impl Columns for Filling<'_, '_, '_> {
    #[inline(always)]
    fn put_field(&mut self, value: BaseField) -> Nothing {
        self.row.field(value);
        Nothing::zero()
    }
    fn recorded(&mut self) -> u32 {
        self.record.next().copied().unwrap_or(0)
    }
}
