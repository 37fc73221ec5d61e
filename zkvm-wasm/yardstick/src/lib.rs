//! A yardstick for the benchmark: proves a plain component with stwo's own framework, so that what the zkVM takes can be
//! stated as a ratio that another machine, or a busy one, does not change.

use std::array;

use num_traits::One;
use stwo::core::channel::Blake2sChannel;
use stwo::core::fields::FieldExpOps;
use stwo::core::fields::m31::BaseField;
use stwo::core::poly::circle::CanonicCoset;
use stwo::core::vcs_lifted::blake2_merkle::Blake2sMerkleChannel;
use stwo::prover::backend::simd::SimdBackend;
use stwo::prover::backend::simd::column::BaseColumn;
use stwo::prover::backend::simd::m31::LOG_N_LANES;
use stwo::prover::backend::simd::qm31::PackedQM31;
use stwo::prover::poly::circle::{CircleEvaluation, PolyOps};
use stwo::prover::{CommitmentSchemeProver, ProvingError, prove};
use stwo_constraint_framework::{
    EvalAtRow, FrameworkComponent, FrameworkEval, LogupTraceGenerator, Relation, RelationEntry, TraceLocationAllocator,
    relation,
};
use wasm_bindgen::prelude::*;
use zkvm::security::Profile;

const MAIN_COLUMNS: usize = 48;
/// Sixteen lookups, two to a sum, a sum in four columns: 32 interaction columns.
const TUPLE: usize = 3;

relation!(Triples, TUPLE);

/// Each column is the sum of the squares of the two before it; every three of them are looked up.
struct Squares {
    log_rows: u32,
    triples: Triples,
}

impl FrameworkEval for Squares {
    fn log_size(&self) -> u32 {
        self.log_rows
    }

    fn max_constraint_log_degree_bound(&self) -> u32 {
        self.log_rows + 1
    }

    fn evaluate<E: EvalAtRow>(&self, mut eval: E) -> E {
        let columns: [E::F; MAIN_COLUMNS] = array::from_fn(|_| eval.next_trace_mask());
        for [x, y, z] in columns.array_windows() {
            eval.add_constraint(z.clone() - x.clone() * x.clone() - y.clone() * y.clone());
        }
        for triple in columns.chunks_exact(TUPLE) {
            eval.add_to_relation(RelationEntry::new(&self.triples, E::EF::one(), triple));
        }
        eval.finalize_logup_in_pairs();
        eval
    }
}

/// Proves so many rows with the parameters of the standard profile; gives the number of queried places.
#[wasm_bindgen]
pub fn prove_rows(log_rows: u32) -> Result<usize, JsValue> {
    queries_of_proof(log_rows).map_err(|error| JsValue::from_str(&error.to_string()))
}

fn queries_of_proof(log_rows: u32) -> Result<usize, ProvingError> {
    let config = Profile::Standard.config(log_rows);
    let domain = CanonicCoset::new(log_rows + config.fri_config.log_blowup_factor).circle_domain();
    let twiddles = SimdBackend::precompute_twiddles(domain.half_coset);
    let channel = &mut Blake2sChannel::default();
    config.mix_into(channel);
    let mut scheme = CommitmentSchemeProver::<SimdBackend, Blake2sMerkleChannel>::new(config, &twiddles);
    scheme.set_store_polynomials_coefficients();

    scheme.tree_builder().commit(channel);
    let main = columns(log_rows);
    let mut tree = scheme.tree_builder();
    tree.extend_evals(main.iter().map(|column| evaluation(log_rows, column.clone())).collect());
    tree.commit(channel);

    let triples = Triples::draw(channel);
    let mut sums = LogupTraceGenerator::new(log_rows);
    for pair in main.chunks_exact(2 * TUPLE) {
        let mut column = sums.new_col();
        for row in 0..1 << (log_rows - LOG_N_LANES) {
            let [first, second]: [PackedQM31; 2] = [0, TUPLE].map(|from| {
                let triple: [_; TUPLE] = array::from_fn(|i| pair[from + i].data[row]);
                triples.combine(&triple)
            });
            column.write_frac(row, first + second, first * second);
        }
        column.finalize_col();
    }
    let (interaction, claimed_sum) = sums.finalize_last();
    let mut tree = scheme.tree_builder();
    tree.extend_evals(interaction);
    tree.commit(channel);

    let squares = Squares { log_rows, triples };
    let component = FrameworkComponent::new(&mut TraceLocationAllocator::default(), squares, claimed_sum);
    let proof = prove(&[&component], channel, scheme)?;
    Ok(proof.queried_values.iter().flatten().next().map_or(0, Vec::len))
}

fn columns(log_rows: u32) -> Vec<BaseColumn> {
    let mut columns = vec![vec![]; MAIN_COLUMNS];
    for row in 0..1 << log_rows {
        let mut before = [BaseField::from(row), BaseField::from(row + 1)];
        for column in &mut columns {
            column.push(before[0]);
            before = [before[1], before[0].square() + before[1].square()];
        }
    }
    columns.into_iter().map(|column| column.into_iter().collect()).collect()
}

fn evaluation(
    log_rows: u32,
    column: BaseColumn,
) -> CircleEvaluation<SimdBackend, BaseField, stwo::prover::poly::BitReversedOrder> {
    CircleEvaluation::new(CanonicCoset::new(log_rows).circle_domain(), column)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_yardstick_is_proven() {
        assert!(queries_of_proof(12).is_ok_and(|queries| queries > 90));
        assert_eq!(MAIN_COLUMNS % (2 * TUPLE), 0);
    }

    #[test]
    fn it_has_as_many_columns_as_the_benchmark_says() {
        let squares = Squares { log_rows: 5, triples: Triples::dummy() };
        let component = FrameworkComponent::new(&mut TraceLocationAllocator::default(), squares, One::one());
        let columns: Vec<usize> =
            stwo::core::air::Component::trace_log_degree_bounds(&component).iter().map(Vec::len).collect();
        assert_eq!(columns, [0, MAIN_COLUMNS, 32]);
    }
}
