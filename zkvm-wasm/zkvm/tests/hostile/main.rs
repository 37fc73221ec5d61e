//! Hostile bytes, hostile provers: no accept, no panic, at most 100 ms and 64 MiB for each case.
//!
//! `FUZZ_SEED` and `FUZZ_ROUNDS` vary the long run, which `npm run fuzz` calls: `cargo test --release -p zkvm --test
//! hostile -- --ignored --nocapture`.

mod bytes;
mod fields;
mod honest;
mod keys;
mod layouts;
mod malicious;
mod profiles;
mod random;
mod watched;

use std::sync::MutexGuard;

use honest::{Honest, PAIR};
use random::Random;
use watched::{ALONE, Cost};
use zkvm::proof::{Claim, Proof};
use zkvm::verify::{VerifyError, verify};

#[global_allocator]
static COUNTING: watched::Counting = watched::Counting;

fn alone() -> MutexGuard<'static, ()> {
    ALONE.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// Where the layout and what goes before the long lists ends.
fn head(honest: &Honest) -> usize {
    let claim = Claim::of(&honest.bytes).expect("an honest claim");
    let layout = honest.proof().layout;
    (117 + claim.output.len() + 2 + 3 * layout.instances.len()).min(honest.bytes.len())
}

fn refused(cost: &mut Cost, name: &str, honest: &Honest, bytes: &[u8]) -> VerifyError {
    let answer = cost.watch(name, || verify(bytes, &honest.key, &honest.statement()));
    answer.expect_err(&format!("{name} was accepted"))
}

/// Cases at decoding and shape.
fn fuzz_bytes(seed: u64, cases: u32) {
    let _alone = alone();
    let [honest, other] = &*PAIR;
    let head = head(honest);
    let mut random = Random(seed);
    let mut cost = Cost::default();
    let mut decoded = 0;
    for case in 0..cases {
        let bytes = bytes::changed(&mut random, &honest.bytes, &other.bytes, head);
        if bytes == honest.bytes {
            continue;
        }
        let name = format!("bytes, seed {seed}, case {case}");
        if case % 16 == 0 {
            let error = refused(&mut cost, &name, honest, &bytes);
            decoded += u32::from(error != VerifyError::Malformed);
        } else {
            // Past the statement, which most changes of the head would not match.
            cost.watch(&name, || (Claim::of(&bytes).is_ok(), Proof::from_bytes(&bytes, &honest.key).is_ok()));
        }
    }
    println!("{cases} cases of bytes: {decoded} refused after decoding; {cost:?}");
}

/// So many cases that reach stwo, by changing what is opened, after `absorbed` others that change what is absorbed, with
/// all work done anew.
fn fuzz_fields(seed: u64, wanted: u32, absorbed: u32) {
    let _alone = alone();
    let honest = &PAIR[0];
    let mut random = Random(seed);
    let mut cost = Cost::default();
    let (mut reached, mut cases) = (0, 0);
    while reached < wanted {
        let mut proof = honest.proof();
        if cases < absorbed {
            fields::absorbed(&mut random, &mut proof);
            let component = random.below(proof.claimed_sums.len() as u32) as usize;
            zkvm::forge::redo_work(&mut proof, &honest.key, &honest.statement(), Some(component));
        } else {
            fields::opened(&mut random, &mut proof);
        }
        cases += 1;
        let bytes = proof.to_bytes();
        if bytes == honest.bytes {
            continue;
        }
        let error = refused(&mut cost, &format!("fields, seed {seed}, case {cases}"), honest, &bytes);
        let by_stwo = matches!(error, VerifyError::Constraints | VerifyError::Commitment | VerifyError::Degree);
        reached += u32::from(by_stwo);
    }
    println!("{cases} cases of fields: {reached} reached stwo; {cost:?}");
}

#[test]
fn changed_bytes_are_refused() {
    fuzz_bytes(1, 92_000);
}

#[test]
fn changed_fields_are_refused_by_stwo_without_a_panic() {
    fuzz_fields(2, 10_000, 200);
}

#[test]
#[ignore = "long; npm run fuzz"]
fn long_run() {
    let number = |name: &str, default| std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default);
    let seed = number("FUZZ_SEED", 1000);
    for round in 0..number("FUZZ_ROUNDS", 20) {
        fuzz_bytes(seed + 2 * round, 50_000);
        fuzz_fields(seed + 2 * round + 1, 10_000, 1000);
    }
}
