//! What a proof is about, and how it enters the lookups.

use blake2::{Blake2s256, Digest};
use num_traits::Zero;
use stwo::core::fields::FieldExpOps;
use stwo::core::fields::m31::BaseField;
use stwo::core::fields::qm31::SecureField;

use crate::air::Challenges;
use crate::components::boundary::LAST_WORD;
use crate::key::Facts;
use crate::relations::Relation;

/// The claim: started at its entry with this input, the program halts with this exit code and this output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement<'a> {
    /// Public input.
    pub input: &'a [u8],
    /// Public output.
    pub output: &'a [u8],
    /// Exit code.
    pub exit_code: u32,
}

/// Clock of the first step.
pub const FIRST_CLOCK: u32 = 4;

/// Digest of an input, as proofs name it.
pub fn input_digest(input: &[u8]) -> [u8; 32] {
    Blake2s256::digest(input).into()
}

/// Digest of an output, as the transcript absorbs it.
pub fn output_digest(output: &[u8]) -> [u8; 32] {
    Blake2s256::digest(output).into()
}

/// What the public values add to the lookups: the first state and the exit, the bytes of input that were read and of
/// output, and the cuts in the chain of touched words.
pub fn each_public_tuple(
    facts: &Facts,
    statement: &Statement,
    input_read: usize,
    mut add: impl FnMut(Relation, BaseField, &[BaseField]),
) {
    let number = |value: u32| BaseField::from(value);
    let one = number(1);
    add(Relation::State, one, &[number(facts.entry), number(FIRST_CLOCK)]);
    let code = [statement.exit_code & 0xffff, statement.exit_code >> 16].map(number);
    add(Relation::Halt, -one, &code);

    add(Relation::Boundary, one, &[-one]);
    for run in &facts.runs {
        add(Relation::Boundary, -one, &[number(run.first) - one]);
        add(Relation::Boundary, one, &[number(run.last)]);
    }
    add(Relation::Boundary, -one, &[number(LAST_WORD)]);

    let bytes = |bytes: &[u8]| -> Vec<[BaseField; 2]> {
        (0..).zip(bytes).map(|(position, &byte)| [number(position), number(byte.into())]).collect()
    };
    for tuple in bytes(&statement.input[..input_read]) {
        add(Relation::Input, one, &tuple);
    }
    for tuple in bytes(statement.output) {
        add(Relation::Output, -one, &tuple);
    }
}

/// What the tuples of the public values sum to.
pub fn public_sum(challenges: &Challenges, facts: &Facts, statement: &Statement, input_read: usize) -> SecureField {
    let mut multiplicities = Vec::new();
    let mut denominators = Vec::new();
    each_public_tuple(facts, statement, input_read, |relation, multiplicity, tuple| {
        multiplicities.push(multiplicity);
        denominators.push(challenges.combine(relation, tuple));
    });
    let inverses = SecureField::batch_inverse(&denominators);
    let terms = multiplicities.into_iter().zip(inverses);
    terms.fold(SecureField::zero(), |sum, (multiplicity, inverse)| sum + inverse * multiplicity)
}
