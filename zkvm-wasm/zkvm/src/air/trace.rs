//! The committed columns of a component while they are filled.

use stwo::core::fields::m31::BaseField;
use stwo::prover::backend::Column;
use stwo::prover::backend::simd::column::BaseColumn;

/// Columns of one height.
#[derive(Clone, Debug)]
pub struct Trace {
    /// Logarithm of the height.
    pub log_size: u32,
    /// The columns, in the order in which the component asks for them.
    pub columns: Vec<BaseColumn>,
}

impl Trace {
    /// All zero: rows of padding.
    pub fn zeros(log_size: u32, width: usize) -> Self {
        Self { log_size, columns: (0..width).map(|_| BaseColumn::zeros(1 << log_size)).collect() }
    }

    /// Fills the first rows from a list, each by `fill`.
    pub fn fill<T>(&mut self, items: &[T], mut fill: impl FnMut(&T, &mut Row)) {
        assert!(items.len() <= 1 << self.log_size, "the height does not fit");
        let mut columns: Vec<_> = self.columns.iter_mut().map(BaseColumn::as_mut_slice).collect();
        for (index, item) in items.iter().enumerate() {
            let mut row = Row { columns: &mut columns, index, next: 0 };
            fill(item, &mut row);
            debug_assert_eq!(row.next, row.columns.len(), "the row is not whole");
        }
    }

    /// One row as it stands.
    pub fn row(&self, index: usize) -> Vec<BaseField> {
        self.columns.iter().map(|column| column.at(index)).collect()
    }
}

/// One row while it is filled, column by column in the order in which the component asks for them.
pub struct Row<'a, 'b> {
    columns: &'a mut [&'b mut [BaseField]],
    index: usize,
    next: usize,
}

impl Row<'_, '_> {
    /// Puts a field element.
    #[inline(always)]
    pub fn field(&mut self, value: BaseField) {
        self.columns[self.next][self.index] = value;
        self.next += 1;
    }

    /// Puts a number below 2^31 − 1.
    #[inline(always)]
    pub fn put(&mut self, value: u32) {
        self.field(BaseField::from_u32_unchecked(value));
    }

    /// Puts several numbers.
    #[inline(always)]
    pub fn put_all<const N: usize>(&mut self, values: [u32; N]) {
        values.into_iter().for_each(|value| self.put(value));
    }

    /// Puts the two halves of a word.
    #[inline(always)]
    pub fn word(&mut self, value: u32) {
        self.put_all([value & 0xffff, value >> 16]);
    }

    /// Puts 0 or 1.
    #[inline(always)]
    pub fn flag(&mut self, value: bool) {
        self.put(u32::from(value));
    }

    /// Puts a flag for each candidate: 1 where it is the one.
    #[inline(always)]
    pub fn one_of<T: PartialEq, const N: usize>(&mut self, candidates: [T; N], chosen: T) {
        for candidate in candidates {
            self.flag(candidate == chosen);
        }
    }
}
