//! Both profiles prove and verify, at several heights, and say what their proofs are worth.

use zkvm::key::VerifyingKey;
use zkvm::security::Profile;
use zkvm::verify::verify;

use super::alone;
use super::honest::{fib_input, prove, tables};

#[test]
fn honest_proofs_of_both_profiles_are_accepted_and_keep_their_promise() {
    let _alone = alone();
    for profile in [Profile::Standard, Profile::Strict] {
        let runs = [
            ("fib_input_initial", fib_input(1)),
            ("fib_input_initial", fib_input(6000)),
            ("sort", (0..64u8).map(|i| i.wrapping_mul(77)).collect()),
            ("sha256", b"abc".to_vec()),
        ];
        for (name, input) in runs {
            let key = VerifyingKey::new(&tables(name), profile);
            let honest = prove(name, &key, input);
            let report = verify(&honest.bytes, &honest.key, &honest.statement()).expect("an honest proof");
            let height = honest.proof().layout.max_log;
            println!("{} {name} 2^{height} {} bytes {:?}", profile.name(), honest.bytes.len(), report.bits);
            assert_eq!(report.profile, profile);
            assert!(profile.is_kept_by(&report.bits));
        }
    }
}
