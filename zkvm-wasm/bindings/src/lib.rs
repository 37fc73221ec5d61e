//! The zkVM for JavaScript hosts. No logic: bytes in, bytes and JSON out, errors with a code.
//!
//! Every error is a JavaScript `Error` whose `code` is one of those in the README. A trap (`WebAssembly.RuntimeError`)
//! means that memory ran out or that there is a bug: the instance must not be used any more.

mod describe;
mod error;
mod job;

use wasm_bindgen::prelude::*;
use zkvm::inspect::Inspection;
use zkvm::json::hex;
use zkvm::key::VerifyingKey;
use zkvm::limits::Limits;
use zkvm::program::Program;
use zkvm::proof::Claim;
use zkvm::public_values::Statement;
use zkvm::report;
use zkvm::security::Profile;
use zkvm::tables::Tables;

use error::{Coded, coded};

pub use describe::{components, describe};
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

/// What tells a verifying key from every other, as 64 hexadecimal digits.
#[wasm_bindgen]
pub fn key_digest(verifying_key: &[u8]) -> Result<String, JsValue> {
    let key = VerifyingKey::from_bytes(verifying_key).map_err(|error| error.coded())?;
    Ok(hex(&key.digest()))
}

/// What the proof of a run is made of and costs, by component, as JSON. Runs the program and fills the columns of the
/// proof, but does not prove.
#[wasm_bindgen]
pub fn inspect(elf: &[u8], input: &[u8]) -> Result<String, JsValue> {
    let tables = Tables::new(program(elf)?);
    let execution = zkvm::execute::execute(&tables.program, input, Limits::default()).map_err(|error| error.coded())?;
    let inspection = Inspection::of(&tables, Profile::Standard, input, &execution).map_err(|error| error.coded())?;
    Ok(inspection.to_json())
}

/// A program with the fused blocks that a run of it suggests.
#[wasm_bindgen]
pub struct Fused {
    elf: Vec<u8>,
    report: String,
}

#[wasm_bindgen]
impl Fused {
    /// The ELF file with the list of blocks: a program of its own, with another digest.
    pub fn elf(&self) -> Vec<u8> {
        self.elf.clone()
    }

    /// The blocks and what they save, as JSON.
    #[wasm_bindgen(getter)]
    pub fn report(&self) -> String {
        self.report.clone()
    }
}

/// Proposes fused blocks for runs like that on this input, instead of those that the program has. Runs the program. The
/// blocks have so many columns at most, each some 400 bytes of every proof; without a number, as many as are a good
/// compromise.
#[wasm_bindgen]
pub fn profile(elf: &[u8], input: &[u8], columns: Option<u32>) -> Result<Fused, JsValue> {
    let columns = columns.map_or(zkvm::blocks::COLUMNS, |columns| columns as usize);
    let (elf, proposal) = zkvm::blocks::profile(elf, input, columns).map_err(|error| error.coded())?;
    Ok(Fused { elf, report: report::proposal(&proposal) })
}

/// Runs a program without proving it.
#[wasm_bindgen]
pub fn execute(elf: &[u8], input: &[u8]) -> Result<String, JsValue> {
    let outcome = zkvm::execute::run(&program(elf)?, input, Limits::default()).map_err(|error| error.coded())?;
    Ok(report::run(&outcome))
}

/// What a proof says of itself; nothing of it is verified.
#[wasm_bindgen]
pub fn claim(proof: &[u8]) -> Result<String, JsValue> {
    let claim = Claim::of(proof).map_err(|_| coded("proof_malformed", "the bytes are not the form of a proof"))?;
    Ok(report::claim(&claim))
}

/// Accepts a proof that the key's program, given this input, halts with this exit code and this output; or throws.
#[wasm_bindgen]
pub fn verify(
    proof: &[u8],
    verifying_key: &[u8],
    input: &[u8],
    output: &[u8],
    exit_code: u32,
) -> Result<String, JsValue> {
    let key = VerifyingKey::from_bytes(verifying_key).map_err(|error| error.coded())?;
    let statement = Statement { input, output, exit_code };
    let accepted = zkvm::verify::verify(proof, &key, &statement).map_err(|error| error.coded())?;
    Ok(report::verified(&accepted).end())
}

/// Bytes of this instance's memory.
#[wasm_bindgen]
pub fn memory_bytes() -> f64 {
    zkvm::heap::size() as f64
}

fn program(elf: &[u8]) -> Result<Program, JsValue> {
    Program::from_elf(elf).map_err(|error| error.coded())
}

fn named(profile: &str) -> Result<Profile, JsValue> {
    Profile::named(profile).ok_or_else(|| coded("unknown_profile", "there is no security profile of this name"))
}
