//! Accepts a proof or says which rule it breaks.

use std::fmt;

use num_traits::Zero;
use stwo::core::air::Component;
use stwo::core::channel::Channel as _;
use stwo::core::fields::qm31::SecureField;
use stwo::core::pcs::CommitmentSchemeVerifier;
use stwo::core::verifier::VerificationError;

use crate::air::describe::Shape;
use crate::air::{Air, Challenges, Location, Placed};
use crate::commitment::Channel;
use crate::components::Visitor;
use crate::key::VerifyingKey;
use crate::limits::INPUT_BYTES;
use crate::proof::{Proof, column_heights};
use crate::public_values::{Statement, input_digest, public_sum};
use crate::security::{self, Bits, Profile};
use crate::transcript::{self, Transcript};
use crate::wire::Malformed;

/// Why a proof is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VerifyError {
    /// The bytes are not the form of a proof.
    Malformed,
    /// It was made for another version of the constraints.
    Air,
    /// It was made with another profile than the key's.
    Profile,
    /// It is about another program.
    Program,
    /// It is about another input.
    Input,
    /// It claims another output.
    Output,
    /// It claims another exit code.
    ExitCode,
    /// It commits to other tables than the program's.
    Tables,
    /// It is worth less than its profile promises.
    Security,
    /// The lookups do not come out even.
    Lookups,
    /// The constraints do not hold at the point drawn.
    Constraints,
    /// Values are not what was committed to.
    Commitment,
    /// The committed columns are not of their degree.
    Degree,
    /// The work before a challenge or before the queries is missing.
    Work,
}

impl VerifyError {
    /// Its code at every border.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Malformed => "proof_malformed",
            Self::Air => "air_mismatch",
            Self::Profile => "profile_mismatch",
            Self::Program => "program_mismatch",
            Self::Input => "input_mismatch",
            Self::Output => "output_mismatch",
            Self::ExitCode => "exit_code_mismatch",
            _ => "proof_invalid",
        }
    }
}

impl fmt::Display for VerifyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Malformed => "the bytes are not the form of a proof",
            Self::Air => "the proof was made for another version of the constraints",
            Self::Profile => "the proof was made with another security profile",
            Self::Program => "the proof is about another program",
            Self::Input => "the proof is about another input",
            Self::Output => "the proof claims another output",
            Self::ExitCode => "the proof claims another exit code",
            Self::Tables => "the proof commits to other tables than the program's",
            Self::Security => "the proof is worth less than its profile promises",
            Self::Lookups => "the lookups do not come out even",
            Self::Constraints => "the constraints do not hold",
            Self::Commitment => "values are not what was committed to",
            Self::Degree => "committed columns are not of their degree",
            Self::Work => "the work before a challenge is missing",
        })
    }
}

impl std::error::Error for VerifyError {}

impl From<Malformed> for VerifyError {
    fn from(Malformed: Malformed) -> Self {
        Self::Malformed
    }
}

impl From<VerificationError> for VerifyError {
    fn from(error: VerificationError) -> Self {
        match error {
            VerificationError::InvalidStructure(_) => Self::Malformed,
            VerificationError::Merkle(_) => Self::Commitment,
            VerificationError::OodsNotMatching => Self::Constraints,
            VerificationError::Fri(_) => Self::Degree,
            VerificationError::ProofOfWork => Self::Work,
        }
    }
}

/// What an accepted proof is worth.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Report {
    /// The profile it was made with.
    pub profile: Profile,
    /// The bits of this very proof.
    pub bits: Bits,
}

/// Accepts the proof of a statement about the key's program.
pub fn verify(bytes: &[u8], key: &VerifyingKey, statement: &Statement) -> Result<Report, VerifyError> {
    let claim = crate::proof::Claim::of(bytes)?;
    if claim.air != crate::AIR_DIGEST {
        return Err(VerifyError::Air);
    }
    if claim.profile != key.profile {
        return Err(VerifyError::Profile);
    }
    if claim.program != key.program {
        return Err(VerifyError::Program);
    }
    // Differences of positions in the input stay far below the field's size.
    if statement.input.len() > INPUT_BYTES {
        return Err(VerifyError::Input);
    }
    if claim.input != input_digest(statement.input) || claim.input_read as usize > statement.input.len() {
        return Err(VerifyError::Input);
    }
    if claim.exit_code != statement.exit_code {
        return Err(VerifyError::ExitCode);
    }
    if claim.output != statement.output {
        return Err(VerifyError::Output);
    }
    check(Proof::from_bytes(bytes, key)?, key, statement)
}

fn check(proof: Proof, key: &VerifyingKey, statement: &Statement) -> Result<Report, VerifyError> {
    let layout = &proof.layout;
    let shapes = layout.shapes(&key.facts);
    let bits = security::bits(key.profile, layout, &shapes);
    if !key.profile.is_kept_by(&bits) {
        return Err(VerifyError::Security);
    }
    let config = key.profile.config(layout.max_log);
    let roots = proof.stark.0.commitments.clone();
    if key.root(layout.max_log) != Some(roots[0]) {
        return Err(VerifyError::Tables);
    }

    // Every field of the claim was compared with the key or the statement, but how much of the input was read.
    let mut channel = transcript::begin(&proof.claim, layout, Some(&proof.work));
    let mut scheme = CommitmentSchemeVerifier::<Channel>::new(config);
    let [fixed, main, interaction] = column_heights(layout, &shapes, &key.facts);
    scheme.commit(roots[0], &fixed, &mut channel);
    scheme.commit(roots[1], &main, &mut channel);
    let challenges = Challenges::draw(&mut channel);
    if !channel.work_is_done() {
        return Err(VerifyError::Work);
    }
    let public = public_sum(&challenges, &key.facts, statement, proof.claim.input_read as usize);
    let sum = proof.claimed_sums.iter().fold(public, |sum, &claimed| sum + claimed);
    if !sum.is_zero() {
        return Err(VerifyError::Lookups);
    }
    transcript::mix_claimed_sums(&mut channel, &proof.claimed_sums);
    scheme.commit(roots[2], &interaction, &mut channel);

    check_queries(&proof, channel.clone())?;
    let locations = layout.locations(&shapes, &key.facts);
    let placed = layout.instances.iter().zip(locations).zip(shapes).zip(&proof.claimed_sums);
    let components: Vec<Box<dyn Component>> = placed
        .map(|(((&instance, location), shape), &claimed_sum)| {
            let parameters = layout.parameters(instance, &key.facts, statement.input.len() as u32);
            let challenges = challenges.clone();
            instance.kind.visit(&parameters, Place { location, shape, challenges, claimed_sum })
        })
        .collect();
    let components: Vec<&dyn Component> = components.iter().map(AsRef::as_ref).collect();
    stwo::core::verifier::verify::<Channel>(&components, &mut channel, &mut scheme, proof.stark)?;
    if !channel.all_work_is_done() {
        return Err(VerifyError::Work);
    }
    Ok(Report { profile: key.profile, bits })
}

struct Place {
    location: Location,
    shape: Shape,
    challenges: Challenges,
    claimed_sum: SecureField,
}

impl Visitor for Place {
    type Output = Box<dyn Component>;

    fn visit<A: Air + Clone + 'static>(self, air: A) -> Self::Output {
        let Self { location, shape, challenges, claimed_sum } = self;
        Box::new(Placed { air, shape, location, challenges, claimed_sum })
    }
}

/// Replays the rest of the transcript to the queries. stwo's verifier draws them again, and panics where the proof has
/// values for another number of places.
fn check_queries(proof: &Proof, mut channel: Transcript) -> Result<(), VerifyError> {
    let stark = &proof.stark.0;
    transcript::replay(&mut channel, stark);
    if !channel.all_work_is_done() || !channel.verify_pow_nonce(stark.config.pow_bits, stark.proof_of_work) {
        return Err(VerifyError::Work);
    }
    channel.mix_u64(stark.proof_of_work);
    let queries = transcript::queries(&mut channel, proof.layout.max_log, &stark.config.fri_config);
    if queries == proof.queries() { Ok(()) } else { Err(VerifyError::Malformed) }
}
