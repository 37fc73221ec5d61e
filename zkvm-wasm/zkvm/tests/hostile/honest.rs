//! Honest proofs to start from.

use std::sync::LazyLock;

use zkvm::execute::execute;
use zkvm::key::VerifyingKey;
use zkvm::limits::Limits;
use zkvm::program::Program;
use zkvm::proof::Proof;
use zkvm::prove::{Job, Phase};
use zkvm::public_values::Statement;
use zkvm::security::Profile;
use zkvm::tables::Tables;

/// A proof with what it is about.
pub struct Honest {
    pub key: VerifyingKey,
    pub input: Vec<u8>,
    pub output: Vec<u8>,
    pub exit_code: u32,
    pub bytes: Vec<u8>,
}

impl Honest {
    pub fn statement(&self) -> Statement<'_> {
        Statement { input: &self.input, output: &self.output, exit_code: self.exit_code }
    }

    pub fn proof(&self) -> Proof {
        Proof::from_bytes(&self.bytes, &self.key).expect("an honest proof decodes")
    }
}

pub fn tables(name: &str) -> Tables {
    let path = format!("{}/../guests/dist/{name}.elf", env!("CARGO_MANIFEST_DIR"));
    let elf = std::fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}; run zkvm-wasm/guests/build.sh"));
    Tables::new(Program::from_elf(&elf).expect("a program"))
}

/// Proves a run of a guest.
pub fn prove(name: &str, key: &VerifyingKey, input: Vec<u8>) -> Honest {
    prove_with(tables(name), key, input)
}

/// Proves a run of a program.
pub fn prove_with(tables: Tables, key: &VerifyingKey, input: Vec<u8>) -> Honest {
    let execution = execute(&tables.program, &input, Limits::default()).expect("runs");
    let (output, exit_code) = (execution.outcome.output.clone(), execution.outcome.exit_code);
    let mut job = Job::new(tables, key.profile, &input, execution).expect("a job");
    while job.progress().0 != Phase::Done {
        job.step();
    }
    let bytes = job.finish().expect("a proof").to_bytes();
    Honest { key: key.clone(), input, output, exit_code, bytes }
}

pub fn fib_input(n: u32) -> Vec<u8> {
    [n, 0, 1].into_iter().flat_map(u32::to_le_bytes).collect()
}

pub static FIB_KEY: LazyLock<VerifyingKey> =
    LazyLock::new(|| VerifyingKey::new(&tables("fib_input_initial"), Profile::Standard));

/// Two of one program, of the smallest height.
pub static PAIR: LazyLock<[Honest; 2]> =
    LazyLock::new(|| [10, 11].map(|n| prove("fib_input_initial", &FIB_KEY, fib_input(n))));
