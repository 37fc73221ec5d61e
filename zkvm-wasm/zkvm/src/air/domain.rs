//! Reads a component on the evaluation domain, sixteen rows at a time: the prover's view.
//!
//! stwo's own evaluator works on 32 rows at a time, which spills registers in WASM; this one is 2.3 times as fast there.

use num_traits::Zero;
use stwo::core::constraints::coset_vanishing;
use stwo::core::fields::m31::BaseField;
use stwo::core::fields::qm31::{SECURE_EXTENSION_DEGREE, SecureField};
use stwo::core::poly::circle::CanonicCoset;
use stwo::core::utils::{bit_reverse, offset_bit_reversed_circle_domain_index};
use stwo::prover::backend::simd::SimdBackend;
use stwo::prover::backend::simd::m31::{LOG_N_LANES, N_LANES, PackedM31};
use stwo::prover::backend::simd::qm31::PackedQM31;
use stwo::prover::{ComponentProver, DomainEvaluationAccumulator, Trace};

use super::component::{FIXED_TREE, INTERACTION_TREE, MAIN_TREE, Placed};
use super::logup::{Pair, Pairs};
use super::{Air, AirBuilder, Challenges};
use crate::relations::{MAX_TUPLE, Relation};

/// The challenges, once for each lane.
pub struct PackedChallenges {
    offsets: [PackedQM31; Relation::ALL.len() + 1],
    powers: [PackedQM31; MAX_TUPLE],
}

impl PackedChallenges {
    /// Spreads them.
    pub fn new(challenges: &Challenges) -> Self {
        let mut offsets = [PackedQM31::zero(); Relation::ALL.len() + 1];
        for relation in Relation::ALL {
            offsets[relation as usize] = PackedQM31::broadcast(challenges.offset(relation));
        }
        Self { offsets, powers: std::array::from_fn(|i| PackedQM31::broadcast(challenges.power(i))) }
    }

    /// A tuple of each lane as one number.
    #[inline(always)]
    pub fn combine(&self, relation: Relation, tuple: &[PackedM31]) -> PackedQM31 {
        let mut sum = self.offsets[relation as usize];
        for (i, &value) in tuple.iter().enumerate() {
            sum += self.powers[i] * value;
        }
        sum
    }
}

type Columns<'a> = Vec<&'a [PackedM31]>;

struct DomainReader<'a> {
    fixed: &'a Columns<'a>,
    main: &'a Columns<'a>,
    interaction: &'a Columns<'a>,
    next: [usize; 3],
    row: usize,
    before: [usize; N_LANES],
    challenges: &'a PackedChallenges,
    shift: PackedQM31,
    coefficients: std::slice::Iter<'a, SecureField>,
    pairs: Pairs<PackedM31, PackedQM31>,
    sum: PackedQM31,
    total: PackedQM31,
}

impl DomainReader<'_> {
    #[inline(always)]
    fn coefficient(&mut self) -> PackedQM31 {
        PackedQM31::broadcast(*self.coefficients.next().expect("a coefficient for each constraint"))
    }

    #[inline(always)]
    fn running(&mut self) -> PackedQM31 {
        let first = self.next[INTERACTION_TREE];
        self.next[INTERACTION_TREE] += SECURE_EXTENSION_DEGREE;
        PackedQM31::from_packed_m31s(std::array::from_fn(|i| self.interaction[first + i][self.row]))
    }

    #[inline(always)]
    fn pair(&mut self, pair: &Pair<PackedM31, PackedQM31>) {
        let sum = self.running();
        let (numerator, denominator) = pair.fraction();
        let constraint = (sum - self.sum) * denominator - numerator;
        let coefficient = self.coefficient();
        self.total += coefficient * constraint;
        self.sum = sum;
    }

    #[inline(always)]
    fn finish(mut self) -> PackedQM31 {
        let pairs = std::mem::replace(&mut self.pairs, Pairs::new());
        if let Some(pair) = pairs.last() {
            let first = self.next[INTERACTION_TREE];
            let before = PackedQM31::from_packed_m31s(std::array::from_fn(|i| {
                let column: &[BaseField] = lanes(self.interaction[first + i]);
                PackedM31::from_array(self.before.map(|at| column[at]))
            }));
            let sum = self.running();
            let (numerator, denominator) = pair.fraction();
            let constraint = (sum - before - self.sum + self.shift) * denominator - numerator;
            let coefficient = self.coefficient();
            self.total += coefficient * constraint;
        }
        self.total
    }
}

/// The values of a column one by one.
fn lanes(column: &[PackedM31]) -> &[BaseField] {
    bytemuck::cast_slice(column)
}

impl AirBuilder for DomainReader<'_> {
    type F = PackedM31;

    #[inline(always)]
    fn main(&mut self) -> PackedM31 {
        let column = self.next[MAIN_TREE];
        self.next[MAIN_TREE] += 1;
        self.main[column][self.row]
    }

    #[inline(always)]
    fn fixed(&mut self) -> PackedM31 {
        let column = self.next[FIXED_TREE];
        self.next[FIXED_TREE] += 1;
        self.fixed[column][self.row]
    }

    #[inline(always)]
    fn zero(&mut self, _name: &'static str, value: PackedM31) {
        let coefficient = self.coefficient();
        self.total += coefficient * value;
    }

    #[inline(always)]
    fn lookup(&mut self, relation: Relation, multiplicity: PackedM31, tuple: &[PackedM31]) {
        let denominator = self.challenges.combine(relation, tuple);
        if let Some(pair) = self.pairs.push(multiplicity, denominator) {
            self.pair(&pair);
        }
    }
}

impl<A: Air> ComponentProver<SimdBackend> for Placed<A> {
    fn evaluate_constraint_quotients_on_domain(
        &self,
        trace: &Trace<'_, SimdBackend>,
        accumulator: &mut DomainEvaluationAccumulator<SimdBackend>,
    ) {
        let (location, shape) = (&self.location, &self.shape);
        let log_size = location.log_size;
        let column = |tree: usize, index: usize| &trace.polys[tree][index].evals.values.data[..];
        let range = |tree, first: usize, count| -> Columns<'_> {
            (first..first + count).map(|index| column(tree, index)).collect()
        };
        let fixed = location.fixed.iter().map(|&index| column(FIXED_TREE, index)).collect();
        let main = range(MAIN_TREE, location.main, shape.main);
        let interaction = range(INTERACTION_TREE, location.interaction, shape.interaction());

        let domain = CanonicCoset::new(log_size + 1).circle_domain();
        let mut inverses: Vec<BaseField> =
            (0..2).map(|i| coset_vanishing(CanonicCoset::new(log_size).coset(), domain.at(i)).inverse()).collect();
        bit_reverse(&mut inverses);

        let [mut column] = accumulator.columns([(log_size + 1, shape.constraints())]);
        column.random_coeff_powers.reverse();
        let challenges = PackedChallenges::new(&self.challenges);
        let shift = PackedQM31::broadcast(self.shift());
        for row in 0..1 << (log_size + 1 - LOG_N_LANES) {
            let reader = DomainReader {
                fixed: &fixed,
                main: &main,
                interaction: &interaction,
                next: [0; 3],
                row,
                before: std::array::from_fn(|lane| {
                    offset_bit_reversed_circle_domain_index(row * N_LANES + lane, log_size, log_size + 1, -1)
                }),
                challenges: &challenges,
                shift,
                coefficients: column.random_coeff_powers.iter(),
                pairs: Pairs::new(),
                sum: PackedQM31::zero(),
                total: PackedQM31::zero(),
            };
            let total = read(&self.air, reader) * inverses[row >> (log_size - LOG_N_LANES)];
            // SAFETY: the accumulator's column has as many vectors of rows as the domain.
            unsafe {
                let sum = column.col.packed_at(row) + total;
                column.col.set_packed(row, sum);
            }
        }
    }
}

#[inline(always)]
fn read<A: Air>(air: &A, mut reader: DomainReader<'_>) -> PackedQM31 {
    air.eval(&mut reader);
    reader.finish()
}
