//! Runs of real programs, proven and verified.

use zkvm::execute::execute;
use zkvm::key::VerifyingKey;
use zkvm::layout::Layout;
use zkvm::limits::Limits;
use zkvm::program::Program;
use zkvm::proof::Proof;
use zkvm::prove::{Job, Phase};
use zkvm::public_values::Statement;
use zkvm::security::Profile;
use zkvm::tables::Tables;
use zkvm::verify::verify;
use zkvm::witness::Witness;

fn guest(name: &str) -> Tables {
    let path = format!("{}/../guests/dist/{name}.elf", env!("CARGO_MANIFEST_DIR"));
    let elf = std::fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}; run zkvm-wasm/guests/build.sh"));
    Tables::new(Program::from_elf(&elf).expect("a program"))
}

fn fib_input(n: u32, a: u32, b: u32) -> Vec<u8> {
    [n, a, b].into_iter().flat_map(u32::to_le_bytes).collect()
}

#[test]
fn every_row_of_a_run_satisfies_its_constraints() {
    let tables = guest("fib_input_initial");
    let input = fib_input(100, 0, 1);
    let execution = execute(&tables.program, &input, Limits::default()).expect("runs");
    let layout = Layout::of(&tables, &execution);
    let witness = Witness::new(&tables, layout, &execution, input.len() as u32);
    let (failures, balance) = witness.check(&tables, input.len() as u32);
    assert_eq!(failures, []);
    println!("{balance:?}");
    for instance in &witness.layout.instances { println!("{instance:?}"); }
}

#[test]
fn a_run_is_proven_and_the_proof_accepted() {
    let tables = guest("fib_input_initial");
    let key = VerifyingKey::new(&tables, Profile::Standard);
    let input = fib_input(1000, 0, 1);
    let execution = execute(&tables.program, &input, Limits::default()).expect("runs");
    let (output, exit_code) = (execution.outcome.output.clone(), execution.outcome.exit_code);
    println!("{} cycles", execution.outcome.cycles);
    let start = std::time::Instant::now();
    let mut job = Job::new(tables, Profile::Standard, &input, execution).expect("a job");
    while job.progress().0 != Phase::Done {
        let phase = job.progress().0;
        let start = std::time::Instant::now();
        job.step();
        println!("{phase:?} {:?}", start.elapsed());
    }
    let proof: Proof = job.finish().expect("a proof");
    let bytes = proof.to_bytes();
    println!("{:?}, {} bytes", start.elapsed(), bytes.len());
    let statement = Statement { input: &input, output: &output, exit_code };
    let start = std::time::Instant::now();
    verify(&bytes, &key, &statement).expect("accepted");
    println!("verified in {:?}", start.elapsed());
}
