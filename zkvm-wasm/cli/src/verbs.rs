//! What the program can be asked to do.

use std::io::Write;

use zkvm::key::VerifyingKey;
use zkvm::limits::{self, Limits};
use zkvm::prove::{Job, Phase};
use zkvm::public_values::Statement;
use zkvm::security::Profile;
use zkvm::tables::Tables;

use crate::arguments::Arguments;
use crate::failure::Failure;
use crate::json::{Json, hex};

/// What this engine is.
pub fn describe() -> String {
    let profiles: Vec<String> = Profile::ALL.iter().map(|profile| format!("\"{}\"", profile.name())).collect();
    let limits = Json::new()
        .number("cycles", f64::from(limits::CYCLES))
        .number("inputBytes", limits::INPUT_BYTES as f64)
        .number("outputBytes", limits::OUTPUT_BYTES as f64)
        .number("programBytes", limits::ELF_BYTES as f64);
    Json::new()
        .text("engine", "rv32im-stwo")
        .number("abi", 1.0)
        .text("airDigest", &hex(&zkvm::AIR_DIGEST))
        .raw("profiles", &format!("[{}]", profiles.join(",")))
        .raw("limits", &limits.end())
        .end()
}

/// The digest of a program.
pub fn digest(arguments: &Arguments) -> Result<String, Failure> {
    Ok(hex(&arguments.program()?.digest))
}

/// The verifying key of a program, into `--key`.
pub fn key(arguments: &Arguments) -> Result<String, Failure> {
    let key = VerifyingKey::new(&Tables::new(arguments.program()?), arguments.profile()?);
    arguments.write("key", &key.to_bytes())?;
    Ok(Json::new().text("digest", &hex(&key.digest())).end())
}

/// Runs a program without proving; its output goes into `--output`.
pub fn run(arguments: &Arguments) -> Result<String, Failure> {
    let input = arguments.file_or_nothing("input")?;
    let outcome = zkvm::execute::run(&arguments.program()?, &input, Limits::default())
        .map_err(|error| Failure::new(error.code(), &error))?;
    arguments.write("output", &outcome.output)?;
    let json = Json::new()
        .number("cycles", outcome.cycles as f64)
        .number("exitCode", f64::from(outcome.exit_code))
        .text("outputHex", &hex(&outcome.output))
        .text("logText", &String::from_utf8_lossy(&outcome.log));
    Ok(json.end())
}

/// Proves a run, into `--proof` and `--output`; tells each step on the way.
pub fn prove(arguments: &Arguments) -> Result<String, Failure> {
    let input = arguments.file_or_nothing("input")?;
    let tables = Tables::new(arguments.program()?);
    let execution = zkvm::execute::execute(&tables.program, &input, Limits::default())
        .map_err(|error| Failure::new(error.code(), &error))?;
    let outcome = execution.outcome.clone();
    let mut job = Job::new(tables, arguments.profile()?, &input, execution)
        .map_err(|error| Failure::new(error.code(), &error))?;
    while job.progress().0 != Phase::Done {
        let (phase, fraction) = job.progress();
        let line = Json::new().text("phase", phase.name()).number("fraction", fraction.into()).end();
        // Nobody has to listen.
        let _ = writeln!(std::io::stdout(), "{line}");
        job.step();
    }
    let proof = job.finish().ok_or_else(|| Failure::new("job_state", &"the job ended without a proof"))?;
    arguments.write("proof", &proof.to_bytes())?;
    arguments.write("output", &outcome.output)?;
    Ok(Json::new().number("cycles", outcome.cycles as f64).number("exitCode", f64::from(outcome.exit_code)).end())
}

/// Accepts a proof of a statement, or fails with the rule. The key is made from the program unless `--key` gives it.
pub fn verify(arguments: &Arguments) -> Result<String, Failure> {
    let key = if arguments.given("key").is_some() {
        VerifyingKey::from_bytes(&arguments.file("key")?).map_err(|error| Failure::new(error.code(), &error))?
    } else {
        VerifyingKey::new(&Tables::new(arguments.program()?), arguments.profile()?)
    };
    let exit_code = arguments.given("exit-code").unwrap_or("0").parse();
    let exit_code = exit_code.map_err(|_| Failure::usage("--exit-code is not a number"))?;
    let (input, output) = (arguments.file_or_nothing("input")?, arguments.file("output")?);
    let statement = Statement { input: &input, output: &output, exit_code };
    zkvm::verify::verify(&arguments.file("proof")?, &key, &statement)
        .map_err(|error| Failure::new(error.code(), &error))?;
    Ok(Json::new().text("profile", key.profile.name()).raw("bits", "{}").end())
}
