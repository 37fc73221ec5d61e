//! What each command does.

use std::path::Path;
use std::time::Instant;

use zkvm::inspect::{self, Inspection, Times};
use zkvm::json::{Json, hex};
use zkvm::key::VerifyingKey;
use zkvm::limits::{self, Limits};
use zkvm::program::Program;
use zkvm::proof::{Claim, PROOF_BYTES};
use zkvm::prove::{Job, Phase};
use zkvm::public_values::Statement;
use zkvm::report;
use zkvm::security::Profile;
use zkvm::tables::Tables;

use crate::arguments::{Command, Input, ProfileName, ProgramFile};
use crate::failure::Failure;
use crate::{files, measure, text};

/// Bytes of a verifying key, at most: as many runs of words as there can be, and a root for each height.
const KEY_BYTES: usize = 8 << 20;

/// Does a command.
pub fn run(command: Command, json: bool) -> Result<(), Failure> {
    match command {
        Command::Describe { markdown } => {
            let components = inspect::components();
            println!(
                "{}",
                match (markdown, json) {
                    (true, _) => text::markdown(&components),
                    (_, true) => {
                        report::engine().list("components", components.iter().map(inspect::Component::to_json)).end()
                    }
                    _ => text::components(&components),
                }
            );
        }
        Command::Digest(program) => println!("{}", hex(&load(&program)?.digest)),
        Command::Key { program, profile, key, compare } => {
            make_key(&program, &profile, key.as_deref(), compare.as_deref(), json)?
        }
        Command::Run { program, input, output } => {
            let outcome = zkvm::execute::run(&load(&program)?, &bytes(&input)?, Limits::default())?;
            if let Some(output) = output {
                files::write(&output, &outcome.output)?;
            }
            println!("{}", if json { report::run(&outcome) } else { text::outcome(&outcome) });
        }
        Command::Prove { program, input, profile, proof, output } => {
            let (tables, input) = (Tables::new(load(&program)?), bytes(&input)?);
            let execution = zkvm::execute::execute(&tables.program, &input, Limits::default())?;
            let outcome = execution.outcome.clone();
            let mut job = Job::new(tables, named(&profile)?, &input, execution)?;
            while job.progress().0 != Phase::Done {
                if json {
                    println!("{}", report::progress(job.progress()));
                }
                job.step();
            }
            let bytes = job.finish().map(|proof| proof.to_bytes()).unwrap_or_default();
            if let Some(output) = output {
                files::write(&output, &outcome.output)?;
            }
            files::write(&proof, &bytes)?;
            let (cycles, exit_code) = (outcome.cycles, outcome.exit_code);
            println!(
                "{}",
                match json {
                    true => Json::new()
                        .number("cycles", cycles as f64)
                        .number("exitCode", f64::from(exit_code))
                        .number("proofBytes", bytes.len() as f64)
                        .end(),
                    false =>
                        format!("proven: {cycles} cycles, exit code {exit_code}, a proof of {} bytes", bytes.len()),
                }
            );
        }
        Command::Verify { program, input, profile, proof, output, exit_code, key } => {
            let (profile, program, input) = (named(&profile)?, load(&program)?, bytes(&input)?);
            let proof = files::read(&proof, PROOF_BYTES)?;
            let expected = match output {
                Some(path) => files::read(&path, limits::OUTPUT_BYTES)?,
                None => Claim::of(&proof).map_err(|_| zkvm::verify::VerifyError::Malformed)?.output,
            };
            let key = match key {
                Some(path) => VerifyingKey::from_bytes(&files::read(&path, KEY_BYTES)?)?,
                None => VerifyingKey::new(&Tables::new(program.clone()), profile),
            };
            if key.program != program.digest || key.profile != profile {
                return Err(Failure::new("key_mismatch", "the verifying key is of another program or profile"));
            }
            let accepted =
                zkvm::verify::verify(&proof, &key, &Statement { input: &input, output: &expected, exit_code })?;
            println!(
                "{}",
                match json {
                    true => report::verified(&accepted).text("outputHex", &hex(&expected)).end(),
                    false => format!(
                        "accepted with {:.1} bits (conjectured; {:.1} proven): exit code {exit_code}, output {}",
                        accepted.bits.conjectured,
                        accepted.bits.proven,
                        hex(&expected)
                    ),
                }
            );
        }
        Command::Inspect { program, input, profile, prove } => {
            let (tables, input, profile) = (Tables::new(load(&program)?), bytes(&input)?, named(&profile)?);
            let execution = zkvm::execute::execute(&tables.program, &input, Limits::default())?;
            let mut inspection = Inspection::of(&tables, profile, &input, &execution)?;
            if prove {
                inspection.times = Some(times(Job::new(tables, profile, &input, execution)?));
            }
            println!("{}", if json { inspection.to_json() } else { text::inspection(&inspection) });
        }
        Command::Profile { program, input, fused, columns } => {
            let file = files::read(&program.path(), limits::ELF_BYTES)?;
            let (elf, proposal) = zkvm::blocks::profile(&file, &bytes(&input)?, columns)?;
            if let Some(path) = fused {
                files::write(&path, &elf)?;
            }
            println!("{}", if json { report::proposal(&proposal) } else { text::proposal(&proposal) });
        }
        Command::Measure { program, input, profile } => {
            let (program, input, profile) = (load(&program)?, bytes(&input)?, named(&profile)?);
            let measured = measure::measure(&program, &input, profile)?;
            println!("{}", if json { measured.to_json() } else { measured.to_text() });
        }
    }
    Ok(())
}

fn times(mut job: Job) -> Times {
    let mut times = Times::default();
    while job.progress().0 != Phase::Done {
        let (phase, start) = (job.progress().0, Instant::now());
        job.step();
        times.note(phase, start.elapsed().as_secs_f64());
    }
    times
}

fn make_key(
    program: &ProgramFile,
    profile: &ProfileName,
    to: Option<&Path>,
    compare: Option<&Path>,
    json: bool,
) -> Result<(), Failure> {
    let key = VerifyingKey::new(&Tables::new(load(program)?), named(profile)?);
    if let Some(path) = compare {
        let other = VerifyingKey::from_bytes(&files::read(path, KEY_BYTES)?)?;
        if other != key {
            let message = format!(
                "{} holds the key {}, the program has {}",
                path.display(),
                hex(&other.digest()),
                hex(&key.digest())
            );
            return Err(Failure::new("key_differs", message));
        }
    }
    if let Some(path) = to {
        files::write(path, &key.to_bytes())?;
    }
    let digest = hex(&key.digest());
    println!(
        "{}",
        match json {
            true => Json::new().text("keyDigest", &digest).text("programDigest", &hex(&key.program)).end(),
            false => digest,
        }
    );
    Ok(())
}

fn load(program: &ProgramFile) -> Result<Program, Failure> {
    Ok(Program::from_elf(&files::read(&program.path(), limits::ELF_BYTES)?)?)
}

fn bytes(Input { input, input_hex }: &Input) -> Result<Vec<u8>, Failure> {
    match (input, input_hex) {
        (Some(path), _) => files::read(path, limits::INPUT_BYTES),
        (None, Some(digits)) => files::from_hex(digits),
        _ => Ok(Vec::new()),
    }
}

fn named(ProfileName { profile }: &ProfileName) -> Result<Profile, Failure> {
    Profile::named(profile).ok_or_else(|| Failure::new("unknown_profile", format!("there is no profile {profile}")))
}
