//! What the machine says of itself, of a run and of a proof, as JSON: the same to JavaScript and on the command line.

use crate::blocks::{Path, Proposal};
use crate::execute::Outcome;
use crate::json::{Json, hex, quoted};
use crate::limits;
use crate::proof::{Claim, PROOF_BYTES};
use crate::prove::Phase;
use crate::security::{Bits, Profile};
use crate::verify::Report;

/// The version of these reports and of the calls that give them.
pub const ABI: u32 = 1;

/// Name, version, digest of the constraints, profiles and limits; more may be added.
pub fn engine() -> Json {
    let limits = Json::new()
        .number("cycles", f64::from(limits::CYCLES))
        .number("inputBytes", limits::INPUT_BYTES as f64)
        .number("outputBytes", limits::OUTPUT_BYTES as f64)
        .number("programBytes", limits::ELF_BYTES as f64)
        .number("proofBytes", PROOF_BYTES as f64);
    Json::new()
        .text("engine", "rv32im-stwo")
        .number("abi", f64::from(ABI))
        .text("airDigest", &hex(&crate::AIR_DIGEST))
        .list("profiles", Profile::ALL.iter().map(|profile| quoted(profile.name())))
        .raw("limits", &limits.end())
}

/// A run that was not proven.
pub fn run(outcome: &Outcome) -> String {
    Json::new()
        .number("cycles", outcome.cycles as f64)
        .number("exitCode", f64::from(outcome.exit_code))
        .text("outputHex", &hex(&outcome.output))
        .text("logText", &String::from_utf8_lossy(&outcome.log))
        .end()
}

/// Proposed blocks, and what they save.
pub fn proposal(proposal: &Proposal) -> String {
    let block = |path: &Path| {
        let json = Json::new().number("start", path.start.into()).number("instructions", path.choices.len() as f64);
        json.end()
    };
    Json::new()
        .list("blocks", proposal.paths.iter().map(block))
        .number("steps", proposal.steps as f64)
        .number("fusedSteps", proposal.fused as f64)
        .number("cellsBefore", proposal.cells_before as f64)
        .number("cellsAfter", proposal.cells_after as f64)
        .number("gain", proposal.gain())
        .end()
}

/// What a proof says of itself.
pub fn claim(claim: &Claim) -> String {
    Json::new()
        .text("airDigest", &hex(&claim.air))
        .text("programDigest", &hex(&claim.program))
        .text("inputHash", &hex(&claim.input))
        .text("outputHex", &hex(&claim.output))
        .number("exitCode", f64::from(claim.exit_code))
        .text("profile", claim.profile.name())
        .end()
}

/// How far a job is.
pub fn progress((phase, fraction): (Phase, f32)) -> String {
    Json::new().text("phase", phase.name()).number("fraction", fraction.into()).end()
}

/// What an accepted proof is worth: its profile and its bits, each to a tenth, downwards.
pub fn verified(report: &Report) -> Json {
    let rounded = |bits: f64| (bits * 10.0).floor() / 10.0;
    let Bits { conjectured_old, conjectured, proven } = report.bits;
    let bits = Json::new()
        .number("conjectured_old", rounded(conjectured_old))
        .number("conjectured", rounded(conjectured))
        .number("proven", rounded(proven));
    Json::new().text("profile", report.profile.name()).raw("bits", &bits.end())
}
