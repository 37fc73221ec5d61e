//! Keys, claims and layouts made of hostile bytes.

use zkvm::commitment::twiddles;
use zkvm::key::{ProvingKey, VerifyingKey};
use zkvm::program::Program;
use zkvm::proof::Proof;
use zkvm::security::Profile;
use zkvm::tables::Tables;
use zkvm::verify::verify;

use super::honest::{PAIR, fib_input, prove_with, tables};
use super::random::Random;
use super::watched::Cost;
use super::{alone, bytes, head};

#[test]
fn changed_verifying_keys_never_panic_nor_make_a_proof_accepted_that_they_should_not() {
    let _alone = alone();
    let [honest, other] = &*PAIR;
    let key = honest.key.to_bytes();
    let mut random = Random(3);
    let mut cost = Cost::default();
    for case in 0..20_000 {
        let changed = bytes::changed(&mut random, &key, &key, key.len());
        let name = format!("verifying key, case {case}");
        let read = cost.watch(&name, || VerifyingKey::from_bytes(&changed));
        let Ok(read) = read else { continue };
        assert_eq!(read.to_bytes(), changed, "{name}: two forms of one key");
        if case % 16 == 0 {
            // A key is trusted; but none may make the verifier panic, nor take a proof of another statement.
            let answer = cost.watch(&name, || verify(&other.bytes, &read, &honest.statement()));
            assert!(answer.is_err(), "{name}");
        }
    }
    println!("20000 verifying keys; {cost:?}");
}

/// The key of a program with fused blocks: their instructions are part of it.
#[test]
fn changed_keys_of_programs_with_blocks_never_panic() {
    let _alone = alone();
    let name = "fib_input_initial";
    let elf = std::fs::read(format!("{}/../guests/dist/{name}.elf", env!("CARGO_MANIFEST_DIR"))).expect("built");
    let (elf, _) = zkvm::blocks::profile(&elf, &fib_input(9000), zkvm::blocks::COLUMNS).expect("a run to learn from");
    let tables = || Tables::new(Program::from_elf(&elf).expect("a program"));
    let key = VerifyingKey::new(&tables(), Profile::Standard);
    assert!(!key.facts.blocks.is_empty());
    let honest = prove_with(tables(), &key, fib_input(300));
    assert!(verify(&honest.bytes, &key, &honest.statement()).is_ok());
    let bytes = key.to_bytes();
    let mut random = Random(6);
    let mut cost = Cost::default();
    let mut read_again = 0;
    for case in 0..4000 {
        let changed = bytes::changed(&mut random, &bytes, &bytes, bytes.len());
        let name = format!("key with blocks, case {case}");
        let Ok(read) = cost.watch(&name, || VerifyingKey::from_bytes(&changed)) else { continue };
        assert_eq!(read.to_bytes(), changed, "{name}: two forms of one key");
        read_again += 1;
        // A key is trusted; but none may make the verifier panic.
        let _ = cost.watch(&name, || verify(&honest.bytes, &read, &honest.statement()));
    }
    for case in 0..2000 {
        let changed = bytes::changed(&mut random, &honest.bytes, &honest.bytes, honest.bytes.len().min(4000));
        let name = format!("proof with blocks, case {case}");
        let answer = cost.watch(&name, || verify(&changed, &key, &honest.statement()));
        assert!(answer.is_err() || changed == honest.bytes, "{name}");
    }
    println!("4000 keys with blocks, {read_again} of them keys, and 2000 proofs; {cost:?}");
}

#[test]
fn changed_proving_keys_never_panic() {
    let _alone = alone();
    let tables = tables("fib_input_initial");
    let height = tables.facts.smallest();
    let key = ProvingKey::new(&tables, Profile::Standard, height, &twiddles(Profile::Standard, height)).to_bytes();
    let mut random = Random(4);
    let mut cost = Cost::default();
    for case in 0..300 {
        let changed = bytes::changed(&mut random, &key, &key, 76);
        cost.watch(&format!("proving key, case {case}"), || {
            ProvingKey::from_bytes(&changed, &tables, Profile::Standard).is_ok()
        });
    }
    for max_log in 0..40u32 {
        let mut short = key[..72].to_vec();
        short.extend(max_log.to_le_bytes());
        let read =
            cost.watch("a short proving key", || ProvingKey::from_bytes(&short, &tables, Profile::Standard).is_ok());
        assert!(!read, "height {max_log}");
    }
    println!("340 proving keys; {cost:?}");
}

/// A proof's head with this layout, and so many bytes behind.
fn with_layout(max_log: u8, kinds: &[(u8, Vec<u8>)], rest: usize) -> Vec<u8> {
    let honest = &PAIR[0];
    let start = 117 + honest.output.len();
    assert!(start < head(honest));
    let mut made = honest.bytes[..start].to_vec();
    made.extend([max_log, kinds.len() as u8]);
    for (kind, heights) in kinds {
        made.extend([*kind, heights.len() as u8]);
        made.extend(heights);
    }
    made.resize(made.len() + rest, 0);
    made
}

#[test]
fn a_huge_layout_is_refused_before_it_costs_time() {
    let _alone = alone();
    let honest = &PAIR[0];
    let mut cost = Cost::default();
    let kinds = zkvm::components::Kind::ALL;
    for max_log in 0..=40u8 {
        for height in [0, 5, 11, max_log.saturating_sub(6), max_log.saturating_sub(5), max_log, 31, 32, 64, 255] {
            for (count, rest) in [(1, 0), (64, 0), (64, 4 << 20), (255, 1 << 10)] {
                // Tables at the height that they must have, so that the rest is looked at.
                let of = |kind: u8| {
                    let place = kinds[kind as usize];
                    let table = || zkvm::layout::table(place, max_log.clamp(11, 17).into(), &honest.key.facts).0;
                    (kind, if place.is_table() { vec![table() as u8] } else { vec![height; count] })
                };
                let all: Vec<_> = (0..kinds.len() as u8).map(of).collect();
                let bytes = with_layout(max_log, &all, rest);
                let name = format!("height {max_log}, {count} instances of {height}, {rest} bytes behind");
                let read = cost.watch(&name, || Proof::from_bytes(&bytes, &honest.key).is_ok());
                assert!(!read, "{name}");
            }
        }
    }
    println!("{} layouts; {cost:?}", 41 * 40);
}

#[test]
fn lengths_of_input_and_output_are_bounded() {
    let _alone = alone();
    let honest = &PAIR[0];
    let mut cost = Cost::default();
    let large = vec![7; (1 << 20) + 1];
    for (field, place) in [("input read", 105), ("output", 113)] {
        for value in [1u32 << 20, (1 << 20) + 1, 1 << 24, 0x7fff_ffff, u32::MAX] {
            let mut bytes = honest.bytes.clone();
            bytes[place..place + 4].copy_from_slice(&value.to_le_bytes());
            super::refused(&mut cost, &format!("{field} {value}"), honest, &bytes);
        }
    }
    for length in [1 << 20, (1 << 20) + 1] {
        let statement =
            zkvm::public_values::Statement { input: &large[..length], output: &large[..length], exit_code: 0 };
        let answer = cost.watch("long statement", || verify(&honest.bytes, &honest.key, &statement));
        assert!(answer.is_err());
        let mut proof = honest.proof();
        proof.claim.output = large[..length].to_vec();
        let statement = zkvm::public_values::Statement { output: &large[..length], ..honest.statement() };
        let bytes = proof.to_bytes();
        let answer = cost.watch("long output", || verify(&bytes, &honest.key, &statement));
        assert!(answer.is_err());
    }
    println!("lengths; {cost:?}");
}
