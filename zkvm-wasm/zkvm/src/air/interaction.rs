//! Makes the LogUp columns of a component from its main and fixed columns.

use num_traits::{One, Zero};
use stwo::core::fields::FieldExpOps;
use stwo::core::fields::qm31::{SECURE_EXTENSION_DEGREE, SecureField};
use stwo::prover::backend::Column;
use stwo::prover::backend::simd::column::BaseColumn;
use stwo::prover::backend::simd::m31::{LOG_N_LANES, PackedM31};
use stwo::prover::backend::simd::prefix_sum::inclusive_prefix_sum;
use stwo::prover::backend::simd::qm31::PackedQM31;

use super::domain::PackedChallenges;
use super::logup::Pairs;
use super::{Air, AirBuilder, Challenges};
use crate::relations::Relation;

/// Vectors of rows whose denominators are inverted together: they stay in the cache.
const BATCH: usize = 32;

/// Evaluates lookups on the rows of a trace.
struct LookupReader<'a, S> {
    fixed: &'a [&'a BaseColumn],
    main: &'a [BaseColumn],
    next: [usize; 2],
    row: usize,
    sink: S,
}

/// What is done with each lookup.
trait Sink {
    fn take(&mut self, relation: Relation, multiplicity: PackedM31, tuple: &[PackedM31]);
}

impl<S: Sink> AirBuilder for LookupReader<'_, S> {
    type F = PackedM31;

    #[inline(always)]
    fn main(&mut self) -> PackedM31 {
        let column = self.next[0];
        self.next[0] += 1;
        self.main[column].data[self.row]
    }

    #[inline(always)]
    fn fixed(&mut self) -> PackedM31 {
        let column = self.next[1];
        self.next[1] += 1;
        self.fixed[column].data[self.row]
    }

    #[inline(always)]
    fn zero(&mut self, _name: &'static str, _value: PackedM31) {}

    #[inline(always)]
    fn lookup(&mut self, relation: Relation, multiplicity: PackedM31, tuple: &[PackedM31]) {
        self.sink.take(relation, multiplicity, tuple);
    }
}

/// Gives each lookup of each vector of rows to `take`.
#[inline(always)]
pub(super) fn each_lookup<A: Air>(
    air: &A,
    fixed: &[&BaseColumn],
    main: &[BaseColumn],
    row: usize,
    take: impl FnMut(Relation, PackedM31, &[PackedM31]),
) {
    struct Call<T>(T);
    impl<T: FnMut(Relation, PackedM31, &[PackedM31])> Sink for Call<T> {
        #[inline(always)]
        fn take(&mut self, relation: Relation, multiplicity: PackedM31, tuple: &[PackedM31]) {
            (self.0)(relation, multiplicity, tuple);
        }
    }
    air.eval(&mut LookupReader { fixed, main, next: [0; 2], row, sink: Call(take) });
}

/// The columns, four for each pair of lookups, and what all lookups of all rows sum to.
///
/// Column `k` holds the sum of the row's pairs up to `k`; the last one the sum over all rows so far, in the order of
/// the coset, each lowered by the claimed sum's share.
pub fn interaction_columns<A: Air>(
    air: &A,
    fixed: &[&BaseColumn],
    main: &[BaseColumn],
    log_size: u32,
    pairs: usize,
    challenges: &Challenges,
) -> (Vec<BaseColumn>, SecureField) {
    let challenges = PackedChallenges::new(challenges);
    let height = 1 << log_size;
    let mut columns: Vec<BaseColumn> = (0..pairs * SECURE_EXTENSION_DEGREE)
        // SAFETY: every vector of every column is written below.
        .map(|_| unsafe { BaseColumn::uninitialized(height) })
        .collect();
    let mut fractions = Vec::with_capacity(BATCH * pairs);
    let mut inverses = Vec::new();
    let rows = height >> LOG_N_LANES;
    for first in (0..rows).step_by(BATCH) {
        let batch = first..(first + BATCH).min(rows);
        fractions.clear();
        for row in batch.clone() {
            let mut open = Pairs::new();
            each_lookup(air, fixed, main, row, |relation, multiplicity, tuple| {
                let denominator = challenges.combine(relation, tuple);
                fractions.extend(open.push(multiplicity, denominator).map(|pair| pair.fraction()));
            });
            fractions.extend(open.last().map(|pair| pair.fraction()));
        }
        invert(&fractions, &mut inverses);
        let mut values = fractions.iter().zip(&inverses);
        for row in batch {
            let mut sum = PackedQM31::zero();
            for (pair, (fraction, &inverse)) in (0..pairs).zip(values.by_ref()) {
                sum += fraction.0 * inverse;
                let coordinates = sum.into_packed_m31s();
                for (i, coordinate) in coordinates.into_iter().enumerate() {
                    columns[pair * SECURE_EXTENSION_DEGREE + i].data[row] = coordinate;
                }
            }
        }
    }
    let claimed = accumulate(&mut columns, log_size);
    (columns, claimed)
}

/// Inverts all denominators with one inversion of a vector.
fn invert(fractions: &[(PackedQM31, PackedQM31)], inverses: &mut Vec<PackedQM31>) {
    inverses.clear();
    let mut product = PackedQM31::one();
    for (_, denominator) in fractions {
        inverses.push(product);
        product *= *denominator;
    }
    let mut inverse = product.inverse();
    for ((_, denominator), before) in fractions.iter().zip(inverses).rev() {
        *before *= inverse;
        inverse *= *denominator;
    }
}

/// Turns the last four columns into the running sum over the rows; gives the whole sum.
fn accumulate(columns: &mut [BaseColumn], log_size: u32) -> SecureField {
    let Some(first) = columns.len().checked_sub(SECURE_EXTENSION_DEGREE) else {
        return SecureField::zero();
    };
    let sums = std::array::from_fn(|i| {
        let column = &columns[first + i].data;
        column.iter().copied().sum::<PackedM31>().pointwise_sum()
    });
    for (column, sum) in columns[first..].iter_mut().zip(sums) {
        let share = PackedM31::broadcast(sum / stwo::core::fields::m31::BaseField::from(1 << log_size));
        column.data.iter_mut().for_each(|value| *value -= share);
        let summed = inclusive_prefix_sum(std::mem::replace(column, BaseColumn::zeros(0)));
        *column = summed;
    }
    SecureField::from_m31_array(sums)
}
