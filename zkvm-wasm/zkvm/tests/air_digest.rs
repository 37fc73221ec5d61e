//! The constraints are those that the digest names.

use zkvm::air::describe::Description;
use zkvm::components::block::{Fused, specimens};
use zkvm::components::{Kind, Parameters};
use zkvm::digest::air_digest;

#[test]
fn the_digest_is_that_of_the_constraints() {
    let hex: Vec<String> = air_digest().iter().map(|byte| format!("0x{byte:02x}")).collect();
    assert_eq!(
        zkvm::AIR_DIGEST,
        air_digest(),
        "the constraints have changed: proofs and keys made before are of no use any more. If that is meant, put this \
         into zkvm/src/lib.rs: [{}]",
        hex.join(", "),
    );
}

#[test]
fn no_constraint_has_a_degree_above_three_and_no_lookup_above_one() {
    for &kind in Kind::ALL {
        let parameters = Parameters { log_size: 11, folds: 2, input_length: 5, block: None };
        check(kind.name(), &kind.describe(&parameters));
    }
    for block in specimens() {
        let name = format!("{:?}", block.ops);
        check(&name, &Description::of(&Fused(block)));
    }
}

fn check(component: &str, description: &Description) {
    for (name, degree) in &description.zeros {
        assert!(*degree <= 3, "{component}: {name} has degree {degree}");
    }
    assert!(description.lookup_degree <= 1, "{component}: a lookup of degree {}", description.lookup_degree);
}
