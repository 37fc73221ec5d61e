//! What this engine is.

use wasm_bindgen::prelude::*;
use zkvm::limits;
use zkvm::security::Profile;

use crate::json::{Json, hex};

/// Name, version of these bindings, digest of the constraints, profiles and limits.
#[wasm_bindgen]
pub fn describe() -> String {
    let profiles: Vec<String> = Profile::ALL.iter().map(|profile| format!("\"{}\"", profile.name())).collect();
    let limits = Json::new()
        .number("cycles", f64::from(limits::CYCLES))
        .number("inputBytes", limits::INPUT_BYTES as f64)
        .number("outputBytes", limits::OUTPUT_BYTES as f64)
        .number("programBytes", limits::ELF_BYTES as f64)
        .number("proofBytes", zkvm::proof::PROOF_BYTES as f64);
    Json::new()
        .text("engine", "rv32im-stwo")
        .number("abi", 1.0)
        .text("airDigest", &hex(&zkvm::AIR_DIGEST))
        .raw("profiles", &format!("[{}]", profiles.join(",")))
        .raw("limits", &limits.end())
        .end()
}
