//! `cargo fuzz run verify`: bytes as a proof, as a patch of an honest proof, and as keys. Nothing may be accepted, and
//! nothing may panic. Needs the guests (`bash guests/build.sh`).

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use zkvm::execute::execute;
use zkvm::key::VerifyingKey;
use zkvm::limits::Limits;
use zkvm::program::Program;
use zkvm::proof::{Claim, Proof};
use zkvm::prove::{Job, Phase};
use zkvm::public_values::Statement;
use zkvm::security::Profile;
use zkvm::tables::Tables;
use zkvm::verify::verify;

struct Honest {
    key: VerifyingKey,
    input: Vec<u8>,
    output: Vec<u8>,
    bytes: Vec<u8>,
}

static HONEST: LazyLock<Honest> = LazyLock::new(|| {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../guests/dist/fib_input_initial.elf");
    let elf = std::fs::read(path).expect("the guests are built");
    let tables = || Tables::new(Program::from_elf(&elf).expect("a program"));
    let key = VerifyingKey::new(&tables(), Profile::Standard);
    let input: Vec<u8> = [10u32, 0, 1].into_iter().flat_map(u32::to_le_bytes).collect();
    let execution = execute(&tables().program, &input, Limits::default()).expect("runs");
    let output = execution.outcome.output.clone();
    let mut job = Job::new(tables(), Profile::Standard, &input, execution).expect("a job");
    while job.progress().0 != Phase::Done {
        job.step();
    }
    let bytes = job.finish().expect("a proof").to_bytes();
    Honest { key, input, output, bytes }
});

fuzz_target!(|data: &[u8]| {
    let Honest { key, input, output, bytes } = &*HONEST;
    let statement = Statement { input, output, exit_code: 0 };
    let _ = (Claim::of(data), Proof::from_bytes(data, key), VerifyingKey::from_bytes(data));
    // Three bytes of place, then what is put there; an empty patch cuts the proof off.
    let Some((place, patch)) = data.split_first_chunk::<3>() else { return };
    let place = (u32::from_le_bytes([place[0], place[1], place[2], 0]) as usize) % bytes.len();
    let mut changed = bytes.clone();
    let end = (place + patch.len()).min(changed.len());
    changed.splice(place..end, patch.iter().copied());
    if patch.is_empty() {
        changed.truncate(place);
    }
    assert!(changed == *bytes || verify(&changed, key, &statement).is_err());
});
