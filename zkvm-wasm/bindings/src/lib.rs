//! The zkVM for JavaScript hosts. No logic: bytes in, bytes and JSON out, errors with a code.
//!
//! Every error is a JavaScript `Error` whose `code` is one of those in the README. A trap (`WebAssembly.RuntimeError`)
//! means that memory ran out or that there is a bug: the instance must not be used any more.

mod describe;
mod error;
mod job;
mod json;

use wasm_bindgen::prelude::*;
use zkvm::key::VerifyingKey;
use zkvm::limits::Limits;
use zkvm::program::Program;
use zkvm::proof::Claim;
use zkvm::public_values::Statement;
use zkvm::security::{Bits, Profile};
use zkvm::tables::Tables;

use error::{Coded, coded};
use json::{Json, hex};

pub use describe::describe;
pub use job::ProvingJob;

/// The digest of a program, after all checks of its ELF file, as 64 hexadecimal digits.
#[wasm_bindgen]
pub fn program_digest(elf: &[u8]) -> Result<String, JsValue> {
    Ok(hex(&program(elf)?.digest))
}

/// The verifying key of a program. Takes about a second; it is made once, when the program is registered.
#[wasm_bindgen]
pub fn verifying_key(elf: &[u8], profile: &str) -> Result<Vec<u8>, JsValue> {
    let tables = Tables::new(program(elf)?);
    Ok(VerifyingKey::new(&tables, named(profile)?).to_bytes())
}

/// Runs a program without proving it.
#[wasm_bindgen]
pub fn execute(elf: &[u8], input: &[u8]) -> Result<String, JsValue> {
    let outcome = zkvm::execute::run(&program(elf)?, input, Limits::default()).map_err(|error| error.coded())?;
    let json = Json::new()
        .number("cycles", outcome.cycles as f64)
        .number("exitCode", f64::from(outcome.exit_code))
        .text("outputHex", &hex(&outcome.output))
        .text("logText", &String::from_utf8_lossy(&outcome.log));
    Ok(json.end())
}

/// What a proof says of itself; nothing of it is verified.
#[wasm_bindgen]
pub fn claim(proof: &[u8]) -> Result<String, JsValue> {
    let claim = Claim::of(proof).map_err(|_| coded("proof_malformed", "the bytes are not the form of a proof"))?;
    let json = Json::new()
        .text("airDigest", &hex(&claim.air))
        .text("programDigest", &hex(&claim.program))
        .text("inputHash", &hex(&claim.input))
        .text("outputHex", &hex(&claim.output))
        .number("exitCode", f64::from(claim.exit_code))
        .text("profile", claim.profile.name());
    Ok(json.end())
}

/// Accepts a proof that the key's program, given this input, halts with this exit code and this output; or throws.
#[wasm_bindgen]
pub fn verify(proof: &[u8], verifying_key: &[u8], input: &[u8], output: &[u8], exit_code: u32) -> Result<String, JsValue> {
    let key = VerifyingKey::from_bytes(verifying_key).map_err(|error| error.coded())?;
    let statement = Statement { input, output, exit_code };
    let report = zkvm::verify::verify(proof, &key, &statement).map_err(|error| error.coded())?;
    let Bits { conjectured_old, conjectured, proven } = report.bits;
    let bits = Json::new()
        .number("conjectured_old", rounded(conjectured_old))
        .number("conjectured", rounded(conjectured))
        .number("proven", rounded(proven));
    Ok(Json::new().text("profile", report.profile.name()).raw("bits", &bits.end()).end())
}

/// Bytes of this instance's memory.
#[wasm_bindgen]
pub fn memory_bytes() -> f64 {
    #[cfg(target_arch = "wasm32")]
    return core::arch::wasm32::memory_size(0) as f64 * 65536.0;
    #[cfg(not(target_arch = "wasm32"))]
    0.0
}

/// To a tenth of a bit, downwards.
fn rounded(bits: f64) -> f64 {
    (bits * 10.0).floor() / 10.0
}

fn program(elf: &[u8]) -> Result<Program, JsValue> {
    Program::from_elf(elf).map_err(|error| error.coded())
}

fn named(profile: &str) -> Result<Profile, JsValue> {
    Profile::named(profile).ok_or_else(|| coded("unknown_profile", "there is no security profile of this name"))
}
