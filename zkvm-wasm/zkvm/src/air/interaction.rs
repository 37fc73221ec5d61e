//! Makes the LogUp columns of a recorded component from its main and fixed columns.

use num_traits::{One, Zero};
use stwo::core::fields::FieldExpOps;
use stwo::core::fields::qm31::{SECURE_EXTENSION_DEGREE, SecureField};
use stwo::prover::backend::Column;
use stwo::prover::backend::simd::column::BaseColumn;
use stwo::prover::backend::simd::m31::{LOG_N_LANES, PackedM31};
use stwo::prover::backend::simd::prefix_sum::inclusive_prefix_sum;
use stwo::prover::backend::simd::qm31::PackedQM31;

use super::Challenges;
use super::recorded::Recorded;
use super::sums::Sums;
use super::tape::{BLOCK, Values};

/// Vectors of rows whose denominators are inverted together: they stay in the cache.
const BATCH: usize = 32;

/// The columns, four for each pair of lookups, and what all lookups of all rows sum to.
///
/// Column `k` holds the sum of the row's pairs up to `k`; the last one the sum over all rows so far, in the order of
/// the coset, each lowered by the claimed sum's share.
pub fn interaction_columns(
    recorded: &Recorded,
    fixed: &[&BaseColumn],
    main: &[BaseColumn],
    log_size: u32,
    challenges: &Challenges,
) -> (Vec<BaseColumn>, SecureField) {
    let sums = Sums::new(recorded, challenges);
    let pairs = sums.len();
    let height = 1 << log_size;
    let mut columns: Vec<BaseColumn> = (0..pairs * SECURE_EXTENSION_DEGREE)
        // SAFETY: every vector of every column is written below.
        .map(|_| unsafe { BaseColumn::uninitialized(height) })
        .collect();
    let mut values = values_of(recorded, fixed, main);
    let mut fractions = Vec::with_capacity(BATCH * pairs);
    let mut inverses = Vec::new();
    let rows = height >> LOG_N_LANES;
    for first in (0..rows).step_by(BATCH) {
        let batch = first..(first + BATCH).min(rows);
        fractions.clear();
        for first in batch.clone().step_by(BLOCK) {
            let block = first..(first + BLOCK).min(batch.end);
            values.go_to(block.clone());
            recorded.lookup_tape.run(&mut values);
            for row in block {
                fractions.extend((0..pairs).map(|pair| sums.fraction(pair, &values, row - first)));
            }
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

/// Room for the values of a component's lookups over the rows of its columns.
pub(super) fn values_of<'a>(recorded: &Recorded, fixed: &[&'a BaseColumn], main: &'a [BaseColumn]) -> Values<'a> {
    let columns = fixed.iter().copied().chain(main).map(|column| &column.data[..]);
    Values::new(columns.collect(), &recorded.lookup_tape)
}
