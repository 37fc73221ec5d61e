//! Whole proofs of a prover that lies and does all the work that its lie needs.

use zkvm::forge::redo_work;
use zkvm::key::VerifyingKey;
use zkvm::proof::Proof;
use zkvm::public_values::Statement;
use zkvm::security::Profile;
use zkvm::verify::{VerifyError, verify};

use super::alone;
use super::honest::{FIB_KEY, PAIR, tables};

/// Changes proof and statement alike, does the work anew, and verifies the changed statement.
fn lie(change: impl Fn(&mut Proof, &mut Statement<'static>), balance: Option<usize>) -> VerifyError {
    let honest = &PAIR[0];
    let mut proof = honest.proof();
    let mut statement = honest.statement();
    change(&mut proof, &mut statement);
    redo_work(&mut proof, &honest.key, &statement, balance);
    verify(&proof.to_bytes(), &honest.key, &statement).expect_err("a lie was accepted")
}

#[test]
fn the_work_of_an_honest_proof_done_anew_is_accepted() {
    let _alone = alone();
    let honest = &PAIR[0];
    let mut proof = honest.proof();
    redo_work(&mut proof, &honest.key, &honest.statement(), None);
    assert!(verify(&proof.to_bytes(), &honest.key, &honest.statement()).is_ok());
}

#[test]
fn a_statement_changed_after_proving_leaves_the_lookups_uneven() {
    let _alone = alone();
    static WRONG: [u8; 4] = [1, 2, 3, 4];
    let exit = |proof: &mut Proof, statement: &mut Statement| {
        proof.claim.exit_code = 1;
        statement.exit_code = 1;
    };
    let output = |proof: &mut Proof, statement: &mut Statement| {
        proof.claim.output = WRONG.to_vec();
        statement.output = &WRONG;
    };
    let input = |proof: &mut Proof, statement: &mut Statement| {
        let other = &PAIR[1].input;
        proof.claim.input = zkvm::public_values::input_digest(other);
        statement.input = other;
    };
    let unread = |proof: &mut Proof, _: &mut Statement| proof.claim.input_read -= 1;
    type Change = dyn Fn(&mut Proof, &mut Statement<'static>);
    let lies: [&Change; 4] = [&exit, &output, &input, &unread];
    for (number, change) in lies.into_iter().enumerate() {
        assert_eq!(lie(change, None), VerifyError::Lookups, "lie {number}");
        // And with the sums made even at any one component, its constraints do not hold.
        for component in 0..PAIR[0].proof().claimed_sums.len() {
            assert_eq!(lie(change, Some(component)), VerifyError::Constraints, "lie {number} at {component}");
        }
    }
}

#[test]
fn sums_moved_between_components_do_not_hold() {
    let _alone = alone();
    for component in 1..PAIR[0].proof().claimed_sums.len() {
        let swap = |proof: &mut Proof, _: &mut Statement| {
            let moved = proof.claimed_sums[0];
            proof.claimed_sums[component] += moved;
            proof.claimed_sums[0] -= moved;
        };
        let error = lie(swap, Some(component));
        assert_eq!(error, VerifyError::Constraints);
    }
}

#[test]
fn other_tables_are_refused() {
    let _alone = alone();
    let error = lie(|proof, _| proof.stark.0.commitments[0] = proof.stark.0.commitments[1], None);
    assert_eq!(error, VerifyError::Tables);
}

#[test]
fn a_proof_for_another_program_profile_or_statement_is_refused() {
    let _alone = alone();
    let [honest, other] = &*PAIR;
    let check = |bytes: &[u8], key: &VerifyingKey, statement: &Statement| verify(bytes, key, statement).err();
    let right = honest.statement();
    let sort = VerifyingKey::new(&tables("sort"), Profile::Standard);
    assert_eq!(check(&honest.bytes, &sort, &right), Some(VerifyError::Program));
    let mut strict = FIB_KEY.clone();
    strict.profile = Profile::Strict;
    assert_eq!(check(&honest.bytes, &strict, &right), Some(VerifyError::Profile));
    let mut renamed = honest.proof();
    renamed.claim.profile = Profile::Strict;
    assert!(check(&renamed.to_bytes(), &strict, &right).is_some());
    assert_eq!(check(&honest.bytes, &honest.key, &other.statement()), Some(VerifyError::Input));
    assert_eq!(
        check(&honest.bytes, &honest.key, &Statement { exit_code: 1, ..right.clone() }),
        Some(VerifyError::ExitCode)
    );
    assert_eq!(check(&honest.bytes, &honest.key, &Statement { output: &[], ..right }), Some(VerifyError::Output));
}

#[test]
fn other_heights_are_refused() {
    let _alone = alone();
    let instances = PAIR[0].proof().layout.instances.len();
    for instance in 0..instances {
        for change in [-1i32, 1] {
            let mut proof = PAIR[0].proof();
            let height = &mut proof.layout.instances[instance].log_size;
            *height = height.saturating_add_signed(change);
            redo_work(&mut proof, &PAIR[0].key, &PAIR[0].statement(), Some(instance));
            assert!(verify(&proof.to_bytes(), &PAIR[0].key, &PAIR[0].statement()).is_err(), "{instance} {change}");
        }
    }
    let mut proof = PAIR[0].proof();
    proof.layout.max_log += 1;
    assert!(verify(&proof.to_bytes(), &PAIR[0].key, &PAIR[0].statement()).is_err());
}

#[test]
fn each_piece_of_work_is_checked() {
    let _alone = alone();
    let honest = &PAIR[0];
    for index in 0..honest.proof().work.len() {
        let mut proof = honest.proof();
        proof.work[index] ^= 1 << 40;
        let answer = verify(&proof.to_bytes(), &honest.key, &honest.statement());
        assert_eq!(answer.err(), Some(VerifyError::Work), "work {index}");
    }
    let mut proof = honest.proof();
    proof.stark.0.proof_of_work ^= 1 << 40;
    assert_eq!(verify(&proof.to_bytes(), &honest.key, &honest.statement()).err(), Some(VerifyError::Work));
}
