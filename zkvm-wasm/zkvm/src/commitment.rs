//! Commitments to columns: their polynomials, the values on the domain, and the Merkle tree over those.

use stwo::core::fields::m31::BaseField;
use stwo::core::poly::circle::CanonicCoset;
use stwo::prover::backend::simd::SimdBackend;
use stwo::prover::backend::simd::column::BaseColumn;
use stwo::prover::mempool::BaseColumnPool;
use stwo::prover::poly::BitReversedOrder;
use stwo::prover::poly::circle::{CircleCoefficients, CircleEvaluation, PolyOps};
use stwo::prover::poly::twiddles::TwiddleTree;
use stwo::prover::vcs_lifted::prover::MerkleProverLifted;
use stwo::prover::{CommitmentTreeProver, Poly};

use crate::merkle;
use crate::security::Profile;

/// How leaves and transcript are hashed.
pub use crate::transcript::Merkle as Channel;
/// A committed tree.
pub type Tree = CommitmentTreeProver<SimdBackend, Channel>;
/// Powers that the transforms need.
pub type Twiddles = TwiddleTree<SimdBackend>;

/// The powers for proofs of a height.
pub fn twiddles(profile: Profile, max_log: u32) -> Twiddles {
    let blowup = profile.config(max_log).fri_config.log_blowup_factor;
    SimdBackend::precompute_twiddles(CanonicCoset::new(max_log + blowup).circle_domain().half_coset)
}

/// A column as values on its domain.
pub fn evaluation(column: BaseColumn) -> CircleEvaluation<SimdBackend, BaseField, BitReversedOrder> {
    let log_size = column.length.ilog2();
    CircleEvaluation::new(CanonicCoset::new(log_size).circle_domain(), column)
}

/// Polynomials with their values on the domain.
pub fn extended(
    coefficients: Vec<CircleCoefficients<SimdBackend>>,
    profile: Profile,
    twiddles: &Twiddles,
) -> Vec<Poly<SimdBackend>> {
    let blowup = profile.config(0).fri_config.log_blowup_factor;
    // Evaluating out of the domain from coefficients is eight times as fast as from values: they are kept.
    SimdBackend::evaluate_polynomials(coefficients, blowup, twiddles, true, &BaseColumnPool::new())
}

/// Commits to polynomials, lifted to the height of the proof.
pub fn commit(polynomials: Vec<Poly<SimdBackend>>, profile: Profile, max_log: u32) -> Tree {
    let columns: Vec<_> = polynomials.iter().map(|polynomial| &polynomial.evals.values).collect();
    let height = profile.config(max_log).lifting_log_size.expect("columns are always lifted");
    let commitment = if cfg!(target_arch = "wasm32") {
        MerkleProverLifted { layers: merkle::layers(&columns, height) }
    } else {
        MerkleProverLifted::commit(columns, height, 0)
    };
    Tree { polynomials, commitment }
}
