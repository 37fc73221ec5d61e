//! Runs as proofs.

use zkvm::execute::{Execution, Outcome, execute};
use zkvm::key::VerifyingKey;
use zkvm::layout::Layout;
use zkvm::limits::Limits;
use zkvm::program::Program;
use zkvm::prove::{Job, Phase};
use zkvm::public_values::Statement;
use zkvm::security::Profile;
use zkvm::tables::Tables;
use zkvm::verify::{VerifyError, verify};
use zkvm::witness::Witness;

/// A run with its proof.
pub struct Proven {
    /// What a verifier trusts.
    pub key: VerifyingKey,
    /// Public input.
    pub input: Vec<u8>,
    /// What the run came to.
    pub outcome: Outcome,
    /// The proof.
    pub bytes: Vec<u8>,
}

impl Proven {
    /// Proves a run.
    pub fn new(program: Program, input: &[u8]) -> Self {
        let key = VerifyingKey::new(&Tables::new(program.clone()), Profile::Standard);
        let execution = run(&program, input);
        let outcome = execution.outcome.clone();
        let job = Job::new(Tables::new(program), Profile::Standard, input, execution).expect("the run fits");
        let bytes = finish(job);
        let input = input.to_vec();
        Self { key, input, outcome, bytes }
    }

    /// What it proves.
    pub fn statement(&self) -> Statement<'_> {
        Statement { input: &self.input, output: &self.outcome.output, exit_code: self.outcome.exit_code }
    }

    /// Whether a verifier accepts these bytes for the statement.
    pub fn verify(&self, bytes: &[u8]) -> Result<(), VerifyError> {
        verify(bytes, &self.key, &self.statement()).map(|_| ())
    }
}

/// A run that comes to its exit.
pub fn run(program: &Program, input: &[u8]) -> Execution {
    execute(program, input, Limits::default()).expect("the program exits")
}

/// The bytes of a job's proof.
pub fn finish(mut job: Job) -> Vec<u8> {
    while job.progress().0 != Phase::Done {
        job.step();
    }
    job.finish().expect("the job is done").to_bytes()
}

/// Checks every row of a run, and that its lookups come out even with the public values.
pub fn check_rows(program: Program, input: &[u8]) {
    let tables = Tables::new(program);
    let execution = run(&tables.program, input);
    let length = input.len() as u32;
    let witness = Witness::new(&tables, Layout::of(&tables, &execution), &execution, length);
    let (failures, balance) = witness.check(&tables, length);
    assert_eq!(failures, []);
    let outcome = &execution.outcome;
    let public = 4 + 2 * tables.facts.runs.len() + outcome.input_position as usize + outcome.output.len();
    assert_eq!(balance.len(), public, "only public values are left: {balance:?}");
}
