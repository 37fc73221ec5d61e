//! Runs of real and of random programs, proven and verified.

mod programs;

use programs::proving::{Proven, check_rows, finish, run};
use programs::random::{Random, program};
use programs::{TEXT, guest};
use zkvm::key::{ProvingKey, VerifyingKey};
use zkvm::program::Program;
use zkvm::prove::{Job, Phase};
use zkvm::public_values::Statement;
use zkvm::security::Profile;
use zkvm::tables::Tables;
use zkvm::verify::{VerifyError, verify};

fn fib_input(n: u32, a: u32, b: u32) -> Vec<u8> {
    [n, a, b].into_iter().flat_map(u32::to_le_bytes).collect()
}

fn random_program(seed: u64) -> Program {
    let mut random = Random::new(seed);
    let length = 20 + random.below(200);
    Program::new(TEXT, program(&mut random, length, 3)).expect("segments in order")
}

#[test]
fn every_row_of_random_programs_satisfies_its_constraints() {
    for seed in 0..24 {
        check_rows(random_program(seed), &[seed as u8; 40]);
    }
}

#[test]
fn random_programs_are_proven_and_their_proofs_accepted() {
    for seed in 100..112 {
        let proven = Proven::new(random_program(seed), &[seed as u8; 64]);
        assert_eq!(proven.verify(&proven.bytes), Ok(()), "seed {seed}");
    }
}

#[test]
fn every_guest_is_proven_and_its_proof_accepted() {
    let inputs: [(&str, Vec<u8>); 6] = [
        ("fib_input_initial", fib_input(1000, 0, 1)),
        ("sha256", b"abc".to_vec()),
        ("keccak256", b"abc".to_vec()),
        ("sort", (0..400u32).map(|i| (i * 97) as u8).collect()),
        ("interpreter", Vec::new()),
        ("modular_power", vec![3; 96]),
    ];
    for (name, input) in inputs {
        let outcome = zkvm::execute::run(&guest(name), &input, zkvm::limits::Limits::default());
        let Ok(outcome) = outcome else { panic!("{name}: {outcome:?}") };
        let proven = Proven::new(guest(name), &input);
        println!("{name}: {} cycles, exit {}, {} bytes", outcome.cycles, outcome.exit_code, proven.bytes.len());
        assert_eq!(proven.verify(&proven.bytes), Ok(()), "{name}");
    }
}

#[test]
fn a_proof_of_another_input_program_output_or_exit_code_is_refused_by_its_own_rule() {
    let proven = Proven::new(guest("fib_input_initial"), &fib_input(10, 0, 1));
    let other = VerifyingKey::new(&Tables::new(guest("sha256")), Profile::Standard);
    let input = fib_input(11, 0, 1);
    let statement = proven.statement();
    let refused = |key: &VerifyingKey, statement: &Statement| verify(&proven.bytes, key, statement);
    assert_eq!(proven.verify(&proven.bytes), Ok(()));
    assert_eq!(refused(&other, &statement), Err(VerifyError::Program));
    assert_eq!(refused(&proven.key, &Statement { input: &input, ..statement.clone() }), Err(VerifyError::Input));
    assert_eq!(refused(&proven.key, &Statement { output: &[1], ..statement.clone() }), Err(VerifyError::Output));
    assert_eq!(refused(&proven.key, &Statement { exit_code: 1, ..statement.clone() }), Err(VerifyError::ExitCode));
}

#[test]
fn a_proving_key_kept_as_bytes_makes_the_same_proof() {
    let input = fib_input(10, 0, 1);
    let job = || {
        let program = guest("fib_input_initial");
        let execution = run(&program, &input);
        Job::new(Tables::new(program), Profile::Standard, &input, execution).expect("the run fits")
    };
    let mut first = job();
    while first.progress().0 == Phase::Tables {
        first.step();
    }
    let kept = first.made_key().expect("made without one").to_bytes();
    let tables = Tables::new(guest("fib_input_initial"));
    let key = ProvingKey::from_bytes(&kept, &tables, Profile::Standard).expect("our own key");
    let mut second = job();
    second.use_key(key).expect("it fits");
    assert!(second.made_key().is_none());
    assert_eq!(finish(first), finish(second));
    let other = Tables::new(guest("sha256"));
    assert!(ProvingKey::from_bytes(&kept, &other, Profile::Standard).is_err());
}

#[test]
#[ignore = "deep: minutes"]
fn deep_proofs_of_every_height_are_accepted_under_every_profile() {
    let program = || guest("fib_input_initial");
    for &profile in Profile::ALL {
        let key = VerifyingKey::new(&Tables::new(program()), profile);
        // Each turn is some cycles: from the smallest proof to the tallest, and beyond one instance of it.
        for log in 9..=18 {
            let input = fib_input(1 << log, 0, 1);
            let execution = run(&program(), &input);
            let (cycles, output) = (execution.outcome.cycles, execution.outcome.output.clone());
            let job = Job::new(Tables::new(program()), profile, &input, execution).expect("the run fits");
            let height = job.height();
            let proof = finish(job);
            let statement = Statement { input: &input, output: &output, exit_code: 0 };
            let report = verify(&proof, &key, &statement).expect("an honest proof");
            println!("{} {cycles} cycles, height 2^{height}, {} bytes, {:?}", profile.name(), proof.len(), report.bits);
        }
    }
}
