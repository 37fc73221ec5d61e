//! What a malicious prover does after it has changed a proof: all work anew, so that the change gets as far as it can.
//! For tests of the verifier.

use std::cell::{Cell, RefCell};

use num_traits::Zero;
use stwo::core::channel::{Blake2sChannel, Channel as _, MerkleChannel};
use stwo::core::fields::m31::BaseField;
use stwo::core::fields::qm31::SecureField;
use stwo::core::proof_of_work::GrindOps;
use stwo::prover::backend::simd::SimdBackend;

use crate::air::Challenges;
use crate::commitment::Channel;
use crate::key::VerifyingKey;
use crate::proof::Proof;
use crate::public_values::{Statement, public_sum};
use crate::transcript;

thread_local! {
    static LEFT_OUT: Cell<Option<usize>> = const { Cell::new(None) };
    static WATCHED: RefCell<Watched> = const { RefCell::new(Watched { absorbed: 0, drawn: Vec::new(), works: Vec::new() }) };
}

/// What transcripts did.
#[derive(Default)]
pub struct Watched {
    /// How often the longest of them absorbed something.
    pub absorbed: usize,
    /// All that was drawn.
    pub drawn: Vec<u32>,
    /// Where work was checked, and how many bits of it.
    pub works: Vec<(Blake2sChannel, u32)>,
}

/// What an act gives and its transcripts do where they do not absorb what comes at one place.
pub fn without<T>(place: Option<usize>, act: impl FnOnce() -> T) -> (T, Watched) {
    LEFT_OUT.set(place);
    WATCHED.take();
    let given = act();
    LEFT_OUT.set(None);
    (given, WATCHED.take())
}

/// Work that will do as well as this.
pub fn other_work((channel, bits): &(Blake2sChannel, u32), nonce: u64) -> u64 {
    let does = |nonce: &u64| channel.verify_pow_nonce(*bits, *nonce);
    (nonce + 1..).find(does).unwrap_or(nonce)
}

pub(crate) fn leaves_out(place: usize) -> bool {
    WATCHED.with_borrow_mut(|watched| watched.absorbed = watched.absorbed.max(place + 1));
    LEFT_OUT.get() == Some(place)
}

pub(crate) fn watch(drawn: &[u32]) {
    WATCHED.with_borrow_mut(|watched| watched.drawn.extend(drawn));
}

pub(crate) fn watch_work(channel: &Blake2sChannel, bits: u32) {
    WATCHED.with_borrow_mut(|watched| watched.works.push((channel.clone(), bits)));
}

/// Does all work of a proof for a statement anew. With `balance`, that component's claimed sum is changed so that the
/// lookups come out even.
pub fn redo_work(proof: &mut Proof, key: &VerifyingKey, statement: &Statement, balance: Option<usize>) {
    let Proof { claim, layout, claimed_sums, work, stark } = proof;
    let stark = &mut stark.0;
    let mut channel = transcript::begin(claim, layout, None);
    Channel::mix_root(&mut channel, stark.commitments[0]);
    Channel::mix_root(&mut channel, stark.commitments[1]);
    let challenges = Challenges::draw(&mut channel);
    if let Some(sum) = balance.and_then(|component| claimed_sums.get_mut(component)) {
        *sum = SecureField::zero();
        let public = public_sum(&challenges, &key.facts, statement, claim.input_read as usize);
        let rest = claimed_sums.iter().fold(public, |sum, &claimed| sum + claimed);
        claimed_sums[balance.unwrap_or_default()] = -rest;
    }
    transcript::mix_claimed_sums(&mut channel, claimed_sums);
    Channel::mix_root(&mut channel, stark.commitments[2]);
    transcript::replay(&mut channel, stark);
    let config = key.profile.config(layout.max_log);
    stark.proof_of_work = SimdBackend::grind(&channel, config.pow_bits);
    channel.mix_u64(stark.proof_of_work);
    let queries = transcript::queries(&mut channel, layout.max_log, &config.fri_config);
    for values in stark.queried_values.iter_mut().flatten() {
        values.resize(queries, BaseField::from(1));
    }
    *work = channel.into_work();
}
