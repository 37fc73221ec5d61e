//! Whole proofs: what the verifier knows by itself and never takes from a proof.

use std::sync::LazyLock;

use stwo::core::fields::m31::BaseField;
use stwo::core::fields::qm31::SecureField;
use stwo::core::poly::line::LinePoly;

use crate::proofs::{INPUT, dishonest, dishonest_of, rebalance, set, tables};
use crate::run::{FRESH, call, program};
use zkvm::components::Kind;
use zkvm::forge::redo_work;
use zkvm::key::VerifyingKey;
use zkvm::layout::Instance;
use zkvm::proof::Proof;
use zkvm::prove::Tampering;
use zkvm::public_values::{Statement, input_digest};
use zkvm::security::Profile;
use zkvm::tables::Tables;
use zkvm::verify::{VerifyError, verify};

static KEY: LazyLock<VerifyingKey> = LazyLock::new(|| VerifyingKey::new(&tables(), Profile::Standard));
static HONEST: LazyLock<Vec<u8>> = LazyLock::new(|| dishonest(|_| {}, |_| {}));
const STATEMENT: Statement = Statement { input: INPUT, output: INPUT, exit_code: 3 };

fn verdict(proof: &[u8], statement: &Statement) -> Result<(), VerifyError> {
    verify(proof, &KEY, statement).map(|_| ())
}

/// The honest proof, changed; with all work that the change asks for done anew, or none.
fn changed(anew: bool, change: impl FnOnce(&mut Proof)) -> Vec<u8> {
    let mut proof = Proof::from_bytes(&HONEST, &KEY).expect("decodes");
    change(&mut proof);
    if anew {
        redo_work(&mut proof, &KEY, &STATEMENT, None);
    }
    proof.to_bytes()
}

#[test]
fn forgotten_14_the_program_is_that_of_the_key() {
    assert_eq!(verdict(&HONEST, &STATEMENT), Ok(()));
    // A program that does the same, but is another.
    let mut made = call(63, 0, FRESH + 4, 8);
    made.extend(call(64, 1, FRESH + 4, 8));
    made.extend(call(93, 3, 0, 0));
    let other = || Tables::new(program(&made));
    assert_eq!(verdict(&dishonest_of(other(), |_| {}, |_| {}), &STATEMENT), Err(VerifyError::Program));
    let renamed = dishonest_of(other(), |tampering| tampering.claim.program = KEY.program, |_| {});
    assert_eq!(verdict(&renamed, &STATEMENT), Err(VerifyError::Tables));
}

#[test]
fn forgotten_15_the_components_are_in_one_form_only() {
    let with = |change: &dyn Fn(&mut Vec<Instance>)| {
        verdict(&changed(true, |proof| change(&mut proof.layout.instances)), &STATEMENT)
    };
    assert_eq!(with(&|_| {}), Ok(()));
    let table = |kind: Kind| move |instance: &Instance| instance.kind == kind;
    let at = |instances: &[Instance], kind| instances.iter().position(table(kind)).expect("there");
    type Change<'a> = (&'a str, &'a dyn Fn(&mut Vec<Instance>));
    let changes: [Change; 7] = [
        ("another order", &|instances| instances.swap(0, 1)),
        ("no ranges", &|instances| instances.retain(|instance| instance.kind != Kind::HalfRange)),
        ("no program", &|instances| instances.retain(|instance| instance.kind != Kind::Program)),
        ("two programs", &|instances| {
            let program = at(instances, Kind::Program);
            instances.insert(program, instances[program]);
        }),
        ("a taller table", &|instances| {
            let program = at(instances, Kind::Program);
            instances[program].log_size += 1;
        }),
        ("a component too short", &|instances| instances[0].log_size = 1),
        ("a component too tall", &|instances| instances[0].log_size = 12),
    ];
    for (name, change) in changes {
        assert_eq!(with(change), Err(VerifyError::Malformed), "{name}");
    }
    // Heights and kinds that would do, but are not those of the proof: its columns are not what is asked for.
    let taller = with(&|instances| instances[0].log_size += 1);
    assert!(taller.is_err(), "{taller:?}");
    let other = with(&|instances| {
        let ecall = at(instances, Kind::Ecall);
        instances[ecall].kind = Kind::Divide;
    });
    assert_eq!(other, Err(VerifyError::Malformed));
    let height = changed(true, |proof| proof.layout.max_log += 1);
    assert!(verdict(&height, &STATEMENT).is_err());
}

#[test]
fn forgotten_16_claimed_sums_and_public_values_are_absorbed() {
    // The same sums at other components: the challenges are others then, and the work for them was not done.
    let moved = changed(false, |proof| proof.claimed_sums.swap(0, 1));
    assert_eq!(verdict(&moved, &STATEMENT), Err(VerifyError::Work));
    let moved = changed(true, |proof| proof.claimed_sums.swap(0, 1));
    assert_eq!(verdict(&moved, &STATEMENT), Err(VerifyError::Constraints));
    let statement = |change: &dyn Fn(&mut Proof), statement: Statement| verdict(&changed(false, change), &statement);
    let code = statement(&|proof| proof.claim.exit_code = 4, Statement { exit_code: 4, ..STATEMENT });
    let output =
        statement(&|proof| proof.claim.output = b"seven bz".to_vec(), Statement { output: b"seven bz", ..STATEMENT });
    let input = statement(
        &|proof| proof.claim.input = input_digest(b"seven bz"),
        Statement { input: b"seven bz", ..STATEMENT },
    );
    let read = statement(&|proof| proof.claim.input_read = 7, STATEMENT);
    for (name, verdict) in [("exit code", code), ("output", output), ("input", input), ("bytes read", read)] {
        assert_eq!(verdict, Err(VerifyError::Work), "{name}");
    }
}

#[test]
fn forgotten_17_the_last_polynomial_is_a_constant_and_the_right_one() {
    let one = SecureField::from(BaseField::from(1));
    let other = changed(true, |proof| {
        let last = &mut proof.stark.0.fri_proof.last_layer_poly;
        let value = last.iter().next().copied().expect("a constant");
        *last = LinePoly::new(vec![value + one]);
    });
    // It is absorbed before the places are drawn: what was opened is at others.
    assert_eq!(verdict(&other, &STATEMENT), Err(VerifyError::Commitment));
    let place = |proof: &Proof| proof.stark.0.fri_proof.last_layer_poly.len();
    assert_eq!(place(&Proof::from_bytes(&HONEST, &KEY).expect("decodes")), 1);
    for profile in Profile::ALL {
        assert_eq!(profile.config(11).fri_config.log_last_layer_degree_bound, 0, "a constant");
    }
    // One of a higher degree has no form.
    let longer = changed(true, |proof| {
        let last = &mut proof.stark.0.fri_proof.last_layer_poly;
        let value = last.iter().next().copied().expect("a constant");
        *last = LinePoly::new(vec![value, one]);
    });
    assert_eq!(verdict(&longer, &STATEMENT), Err(VerifyError::Malformed));
}

#[test]
fn forgotten_19_the_sums_come_to_zero_with_the_public_values() {
    let result = |mut tampering: Tampering| set(&mut tampering, Kind::AluImm, 10, 0, 77);
    assert_eq!(verdict(&dishonest(result, |_| {}), &STATEMENT), Err(VerifyError::Lookups));
    assert_eq!(verdict(&dishonest(result, rebalance), &STATEMENT), Err(VerifyError::Constraints));
    let added = changed(true, |proof| proof.claimed_sums[0] += SecureField::from(BaseField::from(1)));
    assert_eq!(verdict(&added, &STATEMENT), Err(VerifyError::Lookups));
}

#[test]
fn forgotten_22_the_root_of_the_tables_is_that_of_the_key() {
    let other = changed(true, |proof| {
        let commitments = &mut proof.stark.0.commitments;
        commitments[0] = commitments[1];
    });
    assert_eq!(verdict(&other, &STATEMENT), Err(VerifyError::Tables));
    // Each height has its own, and so has each program.
    let program = VerifyingKey::new(&Tables::new(program(&call(93, 3, 0, 0))), Profile::Standard);
    let roots = [KEY.root(11), KEY.root(12), program.root(11)];
    assert!(roots.iter().all(Option::is_some) && roots[0] != roots[1] && roots[0] != roots[2]);
}
