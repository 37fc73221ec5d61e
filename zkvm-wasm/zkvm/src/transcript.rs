//! What is absorbed before a challenge that depends on it, in one place for prover and verifier, and the work that is
//! done before each challenge.

use std::collections::BTreeSet;

use stwo::core::channel::{Blake2sChannel, Channel, MerkleChannel};
use stwo::core::circle::CirclePoint;
use stwo::core::fields::qm31::SecureField;
use stwo::core::fri::FriConfig;
use stwo::core::pcs::quotients::CommitmentSchemeProof;
use stwo::core::proof_of_work::GrindOps;
use stwo::core::queries::draw_queries;
use stwo::core::vcs::blake2_hash::Blake2sHash;
use stwo::core::vcs_lifted::blake2_merkle::{Blake2sMerkleChannel, Blake2sMerkleHasher};
use stwo::prover::backend::BackendForChannel;
use stwo::prover::backend::simd::SimdBackend;

use crate::layout::Layout;
use crate::proof::Claim;
use crate::public_values::output_digest;
use crate::security::{FOLD_STEP, ROUND_POW_BITS};

/// stwo's channel with work before each challenge: whoever wants another challenge has to do it again.
#[derive(Clone, Debug, Default)]
pub struct Transcript {
    channel: Blake2sChannel,
    /// Whether something was absorbed since the last challenge.
    absorbed: bool,
    work: Work,
    /// How often something was absorbed.
    #[cfg(feature = "forge")]
    absorbs: usize,
}

/// Who does the work.
#[derive(Clone, Debug)]
enum Work {
    /// The prover: what was found so far.
    Done(Vec<u64>),
    /// The verifier: what is still to be checked, the last first; none where something was wrong.
    Claimed(Option<Vec<u64>>),
}

impl Default for Work {
    fn default() -> Self {
        Self::Done(Vec::new())
    }
}

/// How often work is done in a proof of this height: before the challenges of the lookups, of the constraints, the
/// point, the columns, and of each folding.
pub const fn works(max_log: u32) -> usize {
    4 + max_log.div_ceil(FOLD_STEP) as usize
}

impl Transcript {
    /// The work that was done.
    pub fn into_work(self) -> Vec<u64> {
        match self.work {
            Work::Done(nonces) => nonces,
            Work::Claimed(_) => Vec::new(),
        }
    }

    /// Whether all work that was called for was there, and no more is.
    pub fn all_work_is_done(&self) -> bool {
        matches!(&self.work, Work::Claimed(Some(rest)) if rest.is_empty())
    }

    /// Whether the work that was called for so far was there.
    pub const fn work_is_done(&self) -> bool {
        matches!(self.work, Work::Done(_) | Work::Claimed(Some(_)))
    }

    /// Everything that is absorbed comes through here.
    fn mix(&mut self, mix: impl FnOnce(&mut Blake2sChannel)) {
        #[cfg(feature = "forge")]
        {
            self.absorbs += 1;
            if crate::forge::leaves_out(self.absorbs - 1) {
                return;
            }
        }
        mix(&mut self.channel);
    }

    fn work(&mut self) {
        let nonce = match &mut self.work {
            Work::Done(nonces) => {
                let nonce = SimdBackend::grind(&self.channel, ROUND_POW_BITS);
                nonces.push(nonce);
                nonce
            }
            Work::Claimed(claimed) => {
                #[cfg(feature = "forge")]
                crate::forge::watch_work(&self.channel, ROUND_POW_BITS);
                let nonce = claimed.as_mut().and_then(Vec::pop);
                let right = nonce.filter(|&nonce| self.channel.verify_pow_nonce(ROUND_POW_BITS, nonce));
                if right.is_none() {
                    *claimed = None;
                }
                right.unwrap_or_default()
            }
        };
        self.mix(|channel| channel.mix_u64(nonce));
    }
}

impl Channel for Transcript {
    const BYTES_PER_HASH: usize = Blake2sChannel::BYTES_PER_HASH;

    fn verify_pow_nonce(&self, n_bits: u32, nonce: u64) -> bool {
        #[cfg(feature = "forge")]
        crate::forge::watch_work(&self.channel, n_bits);
        self.channel.verify_pow_nonce(n_bits, nonce)
    }

    fn mix_u32s(&mut self, data: &[u32]) {
        self.absorbed = true;
        self.mix(|channel| channel.mix_u32s(data));
    }

    fn mix_felts(&mut self, felts: &[SecureField]) {
        self.absorbed = true;
        self.mix(|channel| channel.mix_felts(felts));
    }

    fn mix_u64(&mut self, value: u64) {
        self.absorbed = true;
        self.mix(|channel| channel.mix_u64(value));
    }

    fn draw_secure_felt(&mut self) -> SecureField {
        if std::mem::take(&mut self.absorbed) {
            self.work();
        }
        let drawn = self.channel.draw_secure_felt();
        #[cfg(feature = "forge")]
        crate::forge::watch(&drawn.to_m31_array().map(|coordinate| coordinate.0));
        drawn
    }

    fn draw_secure_felts(&mut self, n_felts: usize) -> Vec<SecureField> {
        (0..n_felts).map(|_| self.draw_secure_felt()).collect()
    }

    // The queries: stwo asks for their work itself.
    fn draw_u32s(&mut self) -> Vec<u32> {
        let drawn = self.channel.draw_u32s();
        #[cfg(feature = "forge")]
        crate::forge::watch(&drawn);
        drawn
    }
}

/// Transcript and Merkle trees of a proof.
#[derive(Default)]
pub struct Merkle;

impl MerkleChannel for Merkle {
    type C = Transcript;
    type H = Blake2sMerkleHasher;

    fn mix_root(transcript: &mut Transcript, root: Blake2sHash) {
        transcript.absorbed = true;
        transcript.mix(|channel| Blake2sMerkleChannel::mix_root(channel, root));
    }
}

impl GrindOps<Transcript> for SimdBackend {
    fn grind(transcript: &Transcript, pow_bits: u32) -> u64 {
        Self::grind(&transcript.channel, pow_bits)
    }
}

impl BackendForChannel<Merkle> for SimdBackend {}

/// The start: constraints, program, profile, statement and layout, each as its verifier expects it. The rest of the
/// program's key follows from its digest, and the commitment to its tables is absorbed next. With the work that a proof
/// claims, it is checked; without it is done.
pub fn begin(claim: &Claim, layout: &Layout, claimed_work: Option<&[u64]>) -> Transcript {
    let mut channel = Transcript::default();
    if let Some(nonces) = claimed_work {
        channel.work = Work::Claimed(Some(nonces.iter().rev().copied().collect()));
    }
    channel.mix_u32s(&[words(b"rv32im-stwo proof of execution 3"), words(&claim.air)].concat());
    channel.mix_u32s(&words(&claim.program));
    claim.profile.config(layout.max_log).mix_into(&mut channel);
    channel.mix_u32s(&[claim.exit_code, claim.input_read]);
    channel.mix_u32s(&words(&claim.input));
    channel.mix_u32s(&words(&output_digest(&claim.output)));
    let instances = layout.instances.iter().flat_map(|instance| [instance.kind.number().into(), instance.log_size]);
    channel.mix_u32s(&instances.collect::<Vec<_>>());
    channel
}

/// What follows the interaction columns, up to the work before the queries: the composition, the values at the point
/// drawn, and the layers of FRI. stwo does the same; who changes nothing but the transcript need not prove anew.
pub fn replay(channel: &mut Transcript, stark: &CommitmentSchemeProof<Blake2sMerkleHasher>) {
    channel.draw_secure_felt();
    Merkle::mix_root(channel, stark.commitments[3]);
    CirclePoint::<SecureField>::get_random_point(channel);
    channel.mix_felts(&stark.sampled_values.clone().flatten_cols());
    channel.draw_secure_felt();
    let fri = &stark.fri_proof;
    for layer in std::iter::once(&fri.first_layer).chain(&fri.inner_layers) {
        Merkle::mix_root(channel, layer.commitment);
        channel.draw_secure_felt();
    }
    channel.mix_felts(&fri.last_layer_poly);
}

/// How many different places are queried.
pub fn queries(channel: &mut Transcript, max_log: u32, config: &FriConfig) -> usize {
    let places = draw_queries(channel, max_log + config.log_blowup_factor, config.n_queries);
    places.into_iter().collect::<BTreeSet<usize>>().len()
}

/// The sums that the lookups of each component come to, before the interaction columns.
pub fn mix_claimed_sums(channel: &mut Transcript, claimed_sums: &[SecureField]) {
    channel.mix_felts(claimed_sums);
}

fn words(bytes: &[u8; 32]) -> Vec<u32> {
    let words = bytes.chunks_exact(4);
    words.map(|word| u32::from_le_bytes([word[0], word[1], word[2], word[3]])).collect()
}
