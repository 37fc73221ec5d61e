//! Evaluates a recorded component on the evaluation domain, sixteen rows to a vector: the prover's view.

use num_traits::Zero;
use stwo::core::constraints::coset_vanishing;
use stwo::core::fields::m31::BaseField;
use stwo::core::fields::qm31::{SECURE_EXTENSION_DEGREE, SecureField};
use stwo::core::poly::circle::CanonicCoset;
use stwo::core::utils::{bit_reverse, offset_bit_reversed_circle_domain_index};
use stwo::prover::backend::simd::SimdBackend;
use stwo::prover::backend::simd::m31::{LOG_N_LANES, N_LANES, PackedM31};
use stwo::prover::backend::simd::qm31::PackedQM31;
use stwo::prover::{DomainEvaluationAccumulator, Trace};

use super::Challenges;
use super::component::{FIXED_TREE, INTERACTION_TREE, Location, MAIN_TREE, shift};
use super::describe::Shape;
use super::recorded::{Constraint, Recorded};
use super::sums::Sums;
use super::tape::{BLOCK, Place, Values};

/// A constraint times its share of the composition.
enum Weighted {
    Zero(PackedQM31, Place),
    Pair(PackedQM31, usize),
}

/// Adds a component's constraints to the composition.
pub fn evaluate_constraints(
    recorded: &Recorded,
    shape: &Shape,
    location: &Location,
    challenges: &Challenges,
    claimed_sum: SecureField,
    trace: &Trace<'_, SimdBackend>,
    accumulator: &mut DomainEvaluationAccumulator<SimdBackend>,
) {
    let log_size = location.log_size;
    let column = |tree: usize, index: usize| &trace.polys[tree][index].evals.values.data[..];
    let fixed = location.fixed.iter().map(|&index| column(FIXED_TREE, index));
    let main = (location.main..).take(shape.main).map(|index| column(MAIN_TREE, index));
    let interaction = (location.interaction..).take(shape.interaction()).map(|index| column(INTERACTION_TREE, index));
    let interaction: Vec<&[PackedM31]> = interaction.collect();
    let mut values = Values::new(fixed.chain(main).collect(), &recorded.constraint_tape);

    let domain = CanonicCoset::new(log_size + 1).circle_domain();
    let mut inverses: Vec<BaseField> =
        (0..2).map(|i| coset_vanishing(CanonicCoset::new(log_size).coset(), domain.at(i)).inverse()).collect();
    bit_reverse(&mut inverses);

    let [mut column] = accumulator.columns([(log_size + 1, shape.constraints())]);
    column.random_coeff_powers.reverse();
    let weighted = recorded.constraints.iter().zip(&column.random_coeff_powers);
    let weighted: Vec<Weighted> = weighted
        .map(|(constraint, &power)| match *constraint {
            Constraint::Zero(factor, place) => Weighted::Zero(PackedQM31::broadcast(power * factor), place),
            Constraint::Pair(index) => Weighted::Pair(PackedQM31::broadcast(power), index),
        })
        .collect();
    let sums = Sums::new(recorded, challenges);
    let shift = PackedQM31::broadcast(shift(claimed_sum, log_size));
    let rows = 1usize << (log_size + 1 - LOG_N_LANES);
    for first in (0..rows).step_by(BLOCK) {
        let block = first..rows.min(first + BLOCK);
        values.go_to(block.clone());
        recorded.lookup_tape.run(&mut values);
        recorded.constraint_tape.run(&mut values);
        for row in block {
            let running = |pair: usize| {
                let columns = &interaction[pair * SECURE_EXTENSION_DEGREE..];
                PackedQM31::from_packed_m31s(std::array::from_fn(|i| columns[i][row]))
            };
            let mut total = PackedQM31::zero();
            let mut sum = PackedQM31::zero();
            for weighted in &weighted {
                total += match *weighted {
                    Weighted::Zero(weight, place) => weight * values.of(place, row - first),
                    Weighted::Pair(weight, pair) => {
                        let (numerator, denominator) = sums.fraction(pair, &values, row - first);
                        let mut step = running(pair) - sum;
                        sum = running(pair);
                        if pair + 1 == sums.len() {
                            step += shift - before(&interaction[pair * SECURE_EXTENSION_DEGREE..], row, log_size);
                        }
                        weight * (step * denominator - numerator)
                    }
                };
            }
            let total = total * inverses[row >> (log_size - LOG_N_LANES)];
            // SAFETY: the accumulator's column has as many vectors of rows as the domain.
            unsafe {
                let sum = column.col.packed_at(row) + total;
                column.col.set_packed(row, sum);
            }
        }
    }
}

/// The running sum on the row before, which lies elsewhere in the order of the domain.
fn before(columns: &[&[PackedM31]], row: usize, log_size: u32) -> PackedQM31 {
    let places: [usize; N_LANES] = std::array::from_fn(|lane| {
        offset_bit_reversed_circle_domain_index(row * N_LANES + lane, log_size, log_size + 1, -1)
    });
    PackedQM31::from_packed_m31s(std::array::from_fn(|i| {
        let column: &[BaseField] = bytemuck::cast_slice(columns[i]);
        PackedM31::from_array(places.map(|at| column[at]))
    }))
}
