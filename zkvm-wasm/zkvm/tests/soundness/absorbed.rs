//! The deletion test of the transcript: for each thing that is absorbed a lie that changes every later challenge, and
//! would change none if that one thing were not absorbed.
//!
//! The lies are told in whole proofs to the verifier as it is; where it would refuse one before the first challenge, to
//! the transcript alone.

use stwo::core::channel::Channel;
use stwo::core::fields::m31::BaseField;
use stwo::core::fields::qm31::SecureField;
use stwo::core::poly::line::LinePoly;
use stwo::core::vcs::blake2_hash::Blake2sHash;

use crate::programs::guest;
use crate::programs::proving::Proven;
use zkvm::components::Kind;
use zkvm::forge::{Watched, other_work, redo_work, without};
use zkvm::key::VerifyingKey;
use zkvm::proof::Proof;
use zkvm::public_values::{Statement, input_digest};
use zkvm::security::Profile;
use zkvm::transcript::begin;
use zkvm::verify::verify;

/// A proof with all that it is verified against.
struct Told {
    proof: Proof,
    key: VerifyingKey,
    input: Vec<u8>,
    /// Where the verifier checked work.
    works: Vec<(stwo::core::channel::Blake2sChannel, u32)>,
}

impl Told {
    fn statement(&self) -> Statement<'_> {
        let claim = &self.proof.claim;
        Statement { input: &self.input, output: &claim.output, exit_code: claim.exit_code }
    }

    /// What the verifier's transcript does with it.
    fn watched(&self, left_out: Option<usize>) -> Watched {
        without(left_out, || verify(&self.proof.to_bytes(), &self.key, &self.statement()).is_ok()).1
    }

    /// What is drawn from the claim and the layout alone.
    fn begun(&self, left_out: Option<usize>) -> Watched {
        without(left_out, || begin(&self.proof.claim, &self.proof.layout, None).draw_secure_felt()).1
    }
}

/// An honest proof, with the work that it needs where one thing is not absorbed.
fn honest(left_out: Option<usize>, proven: &Proven) -> Told {
    let (key, input) = (proven.key.clone(), proven.input.clone());
    let proof = Proof::from_bytes(&proven.bytes, &key).expect("an honest proof decodes");
    let mut told = Told { proof, key, input, works: Vec::new() };
    without(left_out, || redo_work(&mut told.proof, &told.key, &proven.statement(), None));
    told.works = told.watched(left_out).works;
    told
}

/// To whom a lie is told.
#[derive(Clone, Copy, PartialEq, Eq)]
enum To {
    Verifier,
    Transcript,
}

struct Lie {
    name: String,
    to: To,
    tell: Box<dyn Fn(&mut Told)>,
}

fn lie(name: impl Into<String>, to: To, tell: impl Fn(&mut Told) + 'static) -> Lie {
    Lie { name: name.into(), to, tell: Box::new(tell) }
}

fn hash(hash: &mut Blake2sHash) {
    hash.0[7] ^= 1;
}

fn root(tree: usize) -> impl Fn(&mut Told) {
    move |told| hash(&mut told.proof.stark.0.commitments[tree])
}

/// Other work that will do.
fn work(index: usize) -> Lie {
    lie(format!("work {index}"), To::Verifier, move |told| {
        told.proof.work[index] = other_work(&told.works[index], told.proof.work[index]);
    })
}

/// The program's tables, in key and proof alike.
fn tables(told: &mut Told) {
    let root = told.proof.stark.0.commitments[0].0;
    let mut bytes = told.key.to_bytes();
    let at = bytes.windows(32).position(|window| window == root).expect("the key has the root");
    bytes[at + 7] ^= 1;
    told.key = VerifyingKey::from_bytes(&bytes).expect("a key");
    hash(&mut told.proof.stark.0.commitments[0]);
}

fn taller(told: &mut Told) {
    let instances = &mut told.proof.layout.instances;
    let last = instances.iter_mut().rfind(|instance| !instance.kind.is_table());
    last.expect("an instance").log_size += 1;
}

/// In the order in which it is absorbed, lies about each thing.
fn lies(layers: usize) -> Vec<Vec<Lie>> {
    use To::{Transcript, Verifier};
    let one = SecureField::from(BaseField::from(1));
    let mut lies = vec![
        vec![lie("constraints", Transcript, |told| told.proof.claim.air[3] ^= 1)],
        vec![lie("program", Verifier, |told| {
            told.key.program[3] ^= 1;
            told.proof.claim.program[3] ^= 1;
        })],
        vec![
            lie("profile", Transcript, |told| told.proof.claim.profile = Profile::Strict),
            lie("height", Transcript, |told| told.proof.layout.max_log += 1),
        ],
        vec![
            lie("exit code", Verifier, |told| told.proof.claim.exit_code ^= 1),
            lie("input read", Verifier, |told| told.proof.claim.input_read -= 1),
        ],
        vec![lie("input", Verifier, |told| {
            told.input[0] ^= 1;
            told.proof.claim.input = input_digest(&told.input);
        })],
        vec![
            lie("output", Verifier, |told| told.proof.claim.output[0] ^= 1),
            lie("length of the output", Verifier, |told| told.proof.claim.output.push(0)),
        ],
        vec![
            lie("height of a component", Verifier, taller),
            lie("kind of a component", Transcript, |told| told.proof.layout.instances[0].kind = Kind::ClockGap),
            lie("number of components", Transcript, |told| {
                told.proof.layout.instances.pop();
            }),
        ],
        vec![lie("tables", Verifier, tables)],
        vec![lie("main columns", Verifier, root(1))],
        vec![work(0)],
        vec![lie("claimed sums", Verifier, move |told| {
            told.proof.claimed_sums[0] += one;
            told.proof.claimed_sums[1] -= one;
        })],
        vec![lie("interaction columns", Verifier, root(2))],
        vec![work(1)],
        vec![lie("composition", Verifier, root(3))],
        vec![work(2)],
        vec![lie("sampled values", Verifier, move |told| told.proof.stark.0.sampled_values[1][4][0] += one)],
        vec![work(3)],
    ];
    for layer in 0..layers {
        lies.push(vec![lie(format!("layer {layer}"), Verifier, move |told| {
            let fri = &mut told.proof.stark.0.fri_proof;
            let layers = std::iter::once(&mut fri.first_layer).chain(&mut fri.inner_layers);
            hash(&mut layers.into_iter().nth(layer).expect("a layer").commitment);
        })]);
        lies.push(vec![work(4 + layer)]);
    }
    lies.push(vec![lie("last layer", Verifier, move |told| {
        let polynomial = &mut told.proof.stark.0.fri_proof.last_layer_poly;
        *polynomial = LinePoly::new(vec![polynomial[0] + one]);
    })]);
    lies.push(vec![lie("work before the queries", Verifier, move |told| {
        let nonce = &mut told.proof.stark.0.proof_of_work;
        *nonce = other_work(&told.works[4 + layers], *nonce);
    })]);
    lies
}

#[test]
fn forgotten_16_everything_absorbed_makes_a_lie_change_the_challenges() {
    let input = [10u32, 0, 1].map(u32::to_le_bytes).concat();
    let proven = Proven::new(guest("fib_input_initial"), &input);
    let truth = honest(None, &proven);
    let watched = truth.watched(None);
    let layers = 1 + truth.proof.stark.0.fri_proof.inner_layers.len();
    let lies = lies(layers);
    assert_eq!(watched.absorbed, lies.len(), "something absorbed has no lie");
    let mut told = 0;
    for (place, lies) in lies.into_iter().enumerate() {
        for Lie { name, to, tell } in lies {
            let drawn = |left_out: Option<usize>| {
                let watch = |told: &Told| match to {
                    To::Verifier => told.watched(left_out).drawn,
                    To::Transcript => told.begun(left_out).drawn,
                };
                let mut proof = honest(left_out, &proven);
                let before = watch(&proof);
                tell(&mut proof);
                (before, watch(&proof))
            };
            let (before, after) = drawn(None);
            // Another challenge, or none where the work before it is another.
            let same = before.iter().zip(&after).take_while(|(before, after)| before == after).count();
            assert!(same < before.len(), "{name} changes no challenge");
            // A lie may be found out sooner than the truth without that absorption is.
            let (before, after) = drawn(Some(place));
            let common = before.len().min(after.len());
            assert!(common > same && before[..common] == after[..common], "{name} is absorbed elsewhere, too");
            told += 1;
        }
    }
    println!("deletions: {} things absorbed, {told} lies caught by nothing else", watched.absorbed);
}
