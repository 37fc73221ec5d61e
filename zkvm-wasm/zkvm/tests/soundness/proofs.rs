//! Whole proofs by a dishonest prover, against the verifier as it is.

use num_traits::Zero;
use stwo::core::fields::m31::BaseField;
use stwo::core::fields::qm31::SecureField;

use crate::run::{FRESH, call, program};
use zkvm::components::Kind;
use zkvm::execute::execute;
use zkvm::key::VerifyingKey;
use zkvm::limits::Limits;
use zkvm::prove::{Job, Phase, Tampering};
use zkvm::public_values::{Statement, public_sum};
use zkvm::security::Profile;
use zkvm::tables::Tables;
use zkvm::verify::{VerifyError, verify};

pub const INPUT: &[u8] = b"seven by";

pub fn tables() -> Tables {
    let mut made = call(63, 0, FRESH, 8);
    made.extend(call(64, 1, FRESH, 8));
    made.extend(call(93, 3, 0, 0));
    Tables::new(program(&made))
}

/// Makes a proof, tampering with the columns before they are committed to and with the sums before they are absorbed.
pub fn dishonest(columns: impl FnOnce(Tampering), sums: impl FnOnce(Tampering)) -> Vec<u8> {
    dishonest_of(tables(), columns, sums)
}

/// The same for another program.
pub fn dishonest_of(tables: Tables, columns: impl FnOnce(Tampering), sums: impl FnOnce(Tampering)) -> Vec<u8> {
    let execution = execute(&tables.program, INPUT, Limits::default()).expect("runs");
    let mut job = Job::new(tables, Profile::Standard, INPUT, execution).expect("a job");
    while job.progress().0 != Phase::Main {
        job.step();
    }
    columns(job.tamper());
    while job.tamper().claimed_sums.len() < job.layout().instances.len() {
        job.step();
    }
    sums(job.tamper());
    while job.progress().0 != Phase::Done {
        job.step();
    }
    job.finish().expect("a proof").to_bytes()
}

pub fn set(tampering: &mut Tampering, kind: Kind, column: usize, row: usize, value: u32) {
    let instance = tampering.layout.instances.iter().position(|instance| instance.kind == kind).expect("there");
    tampering.traces[instance].columns[column].as_mut_slice()[row] = BaseField::from(value);
}

/// Makes the sums of the lookups come out even.
pub fn rebalance(tampering: Tampering) {
    let statement =
        Statement { input: tampering.input, output: &tampering.claim.output, exit_code: tampering.claim.exit_code };
    let challenges = tampering.challenges.expect("drawn");
    let public = public_sum(challenges, &tampering.tables.facts, &statement, tampering.claim.input_read as usize);
    let sum: SecureField = tampering.claimed_sums.iter().fold(public, |sum, &claimed| sum + claimed);
    tampering.claimed_sums[0] -= sum;
    assert!(!sum.is_zero(), "the lie is uneven");
}

#[test]
fn rejects_whole_proofs_of_lies() {
    let key = VerifyingKey::new(&tables(), Profile::Standard);
    let statement = Statement { input: INPUT, output: INPUT, exit_code: 3 };
    let verdict = |proof: &[u8], statement: &Statement| verify(proof, &key, statement).map(|_| ());
    let keep = |_: Tampering| {};

    let honest = dishonest(keep, keep);
    assert_eq!(verdict(&honest, &statement), Ok(()));
    let other = Statement { exit_code: 4, ..statement.clone() };
    assert_eq!(verdict(&honest, &other), Err(VerifyError::ExitCode));
    let other = Statement { input: b"seven bz", ..statement.clone() };
    assert_eq!(verdict(&honest, &other), Err(VerifyError::Input));
    let other = Statement { output: b"seven bz", ..statement.clone() };
    assert_eq!(verdict(&honest, &other), Err(VerifyError::Output));

    // The result of an addition is another.
    let result = |mut tampering: Tampering| set(&mut tampering, Kind::AluImm, 10, 0, 77);
    assert_eq!(verdict(&dishonest(result, keep), &statement), Err(VerifyError::Lookups));
    assert_eq!(verdict(&dishonest(result, rebalance), &statement), Err(VerifyError::Constraints));
    // The exit is left out, and another exit code claimed.
    let exit = |mut tampering: Tampering| {
        set(&mut tampering, Kind::Ecall, 0, 2, 0);
        tampering.claim.exit_code = 9;
    };
    let other = Statement { exit_code: 9, ..statement.clone() };
    assert_eq!(verdict(&dishonest(exit, keep), &other), Err(VerifyError::Lookups));
    assert_eq!(verdict(&dishonest(exit, rebalance), &other), Err(VerifyError::Constraints));
    // The exit code alone, and the output alone, are claimed to be others.
    let code = |tampering: Tampering| tampering.claim.exit_code = 9;
    assert_eq!(verdict(&dishonest(code, keep), &other), Err(VerifyError::Lookups));
    assert_eq!(verdict(&dishonest(code, rebalance), &other), Err(VerifyError::Constraints));
    let output = |tampering: Tampering| tampering.claim.output[0] ^= 1;
    let other = Statement { output: b"reven by", ..statement.clone() };
    assert_eq!(verdict(&dishonest(output, keep), &other), Err(VerifyError::Lookups));
    // Sums that were not what the columns come to, though nothing else is wrong.
    let shift = |tampering: Tampering| {
        tampering.claimed_sums[0] += SecureField::from(BaseField::from(1));
        tampering.claimed_sums[1] -= SecureField::from(BaseField::from(1));
    };
    assert_eq!(verdict(&dishonest(keep, shift), &statement), Err(VerifyError::Constraints));
}
