//! Opens the commitments of a proof: what stwo's prover does in one go, in steps of which none takes long.

use stwo::core::channel::Channel as _;
use stwo::core::circle::CirclePoint;
use stwo::core::fields::qm31::SecureField;
use stwo::core::pcs::quotients::{CommitmentSchemeProof, PointSample};
use stwo::core::pcs::utils::prepare_preprocessed_query_positions;
use stwo::core::pcs::{PcsConfig, TreeVec};
use stwo::core::proof::StarkProof;
use stwo::core::proof_of_work::GrindOps;
use stwo::prover::backend::simd::SimdBackend;
use stwo::prover::fri::{FriDecommitResult, FriProver};
use stwo::prover::pcs::quotient_ops::compute_fri_quotients;
use stwo::prover::poly::BitReversedOrder;
use stwo::prover::poly::circle::SecureEvaluation;

use crate::commitment::{Channel, Tree, Twiddles};
use crate::proof::Hasher;
use crate::transcript::Transcript;

/// Something for each time each column of each tree is sampled.
type Sampled<T> = TreeVec<Vec<Vec<T>>>;

/// How far the opening is.
pub enum Opening {
    /// Where each column is to be sampled.
    Points(Sampled<CirclePoint<SecureField>>),
    /// What it is there.
    Samples(Sampled<PointSample>),
    /// All columns as one, which is of low degree only if the samples are right.
    Quotients(Box<SecureEvaluation<SimdBackend, BitReversedOrder>>, Sampled<SecureField>),
    /// The proof.
    Done(Box<StarkProof<Hasher>>),
}

impl Opening {
    /// The share that is done.
    pub const fn fraction(&self) -> f32 {
        match self {
            Self::Points(_) => 0.0,
            Self::Samples(_) => 0.3,
            Self::Quotients(..) => 0.8,
            Self::Done(_) => 1.0,
        }
    }

    /// Does a piece of the work.
    pub fn step(self, trees: &[&Tree], config: PcsConfig, twiddles: &Twiddles, channel: &mut Transcript) -> Self {
        let height = config.lifting_log_size.expect("columns are always lifted");
        match self {
            Self::Points(points) => {
                let samples = points.0.into_iter().zip(trees).map(|(columns, tree)| {
                    let columns = columns.into_iter().zip(&tree.polynomials);
                    let sample = |(points, polynomial): (Vec<CirclePoint<SecureField>>, &stwo::prover::Poly<_>)| {
                        let doublings = height - polynomial.evals.domain.log_size();
                        let value = |point: CirclePoint<SecureField>| {
                            polynomial.eval_at_point(point.repeated_double(doublings), None)
                        };
                        points.into_iter().map(|point| PointSample { point, value: value(point) }).collect()
                    };
                    columns.map(sample).collect()
                });
                let samples: Sampled<PointSample> = TreeVec(samples.collect());
                channel.mix_felts(&values(&samples).flatten_cols());
                Self::Samples(samples)
            }
            Self::Samples(samples) => {
                let columns = trees.iter().map(|tree| tree.polynomials.iter().map(|poly| &poly.evals).collect());
                let columns = TreeVec(columns.collect());
                let random = channel.draw_secure_felt();
                let blowup = config.fri_config.log_blowup_factor;
                let quotients = compute_fri_quotients(&columns, &samples, random, height, twiddles, blowup);
                Self::Quotients(Box::new(quotients), values(&samples))
            }
            Self::Quotients(quotients, sampled_values) => {
                let fri = FriProver::<SimdBackend, Channel>::commit(channel, config.fri_config, &quotients, twiddles);
                let proof_of_work = SimdBackend::grind(channel, config.pow_bits);
                channel.mix_u64(proof_of_work);
                let FriDecommitResult { fri_proof, query_positions, .. } = fri.decommit(channel);
                let fixed_height = trees[0].commitment.layers.len() as u32 - 1;
                let fixed_positions = prepare_preprocessed_query_positions(&query_positions, height, fixed_height);
                let (queried_values, decommitments) = trees
                    .iter()
                    .enumerate()
                    .map(|(index, tree)| {
                        let positions = if index == 0 { &fixed_positions } else { &query_positions };
                        let columns = tree.polynomials.iter().map(|poly| &poly.evals.values).collect();
                        let (values, decommitment) = tree.commitment.decommit(positions, columns);
                        (values, decommitment.decommitment)
                    })
                    .unzip();
                Self::Done(Box::new(StarkProof(CommitmentSchemeProof {
                    config,
                    commitments: TreeVec(trees.iter().map(|tree| tree.commitment.root()).collect()),
                    sampled_values,
                    decommitments: TreeVec(decommitments),
                    queried_values: TreeVec(queried_values),
                    proof_of_work,
                    fri_proof: fri_proof.proof,
                })))
            }
            done @ Self::Done(_) => done,
        }
    }
}

fn values(samples: &Sampled<PointSample>) -> Sampled<SecureField> {
    samples.as_cols_ref().map_cols(|samples| samples.iter().map(|sample| sample.value).collect())
}
