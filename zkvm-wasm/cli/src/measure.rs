//! How long one proof takes: as in a prover that has made a proof of the program before, with its keys at hand.

use std::fs;
use std::time::Instant;

use zkvm::inspect::Times;
use zkvm::json::Json;
use zkvm::key::{ProvingKey, VerifyingKey};
use zkvm::limits::Limits;
use zkvm::program::Program;
use zkvm::prove::{Job, Phase};
use zkvm::public_values::Statement;
use zkvm::security::Profile;
use zkvm::tables::Tables;

use crate::failure::Failure;

/// What one proof took.
pub struct Measurement {
    cycles: u64,
    /// From the program to the proof's bytes.
    seconds: f64,
    /// The same in the processor's time of this thread, where the system tells it.
    processor_seconds: Option<f64>,
    execute_seconds: f64,
    times: Times,
    verify_seconds: f64,
    proof_bytes: usize,
    /// The most memory that the process had, where the system tells it.
    peak_bytes: Option<u64>,
}

/// Makes the keys, then proves and verifies, and measures that.
pub fn measure(program: &Program, input: &[u8], profile: Profile) -> Result<Measurement, Failure> {
    let tables = || Tables::new(program.clone());
    let begin = || -> Result<(Job, u64), Failure> {
        let tables = tables();
        let execution = zkvm::execute::execute(&tables.program, input, Limits::default())?;
        let cycles = execution.outcome.cycles;
        Ok((Job::new(tables, profile, input, execution)?, cycles))
    };
    let key = VerifyingKey::new(&tables(), profile);
    let (mut job, _) = begin()?;
    job.step();
    let proving_key = job.made_key().map(ProvingKey::to_bytes).unwrap_or_default();
    drop(job);

    let (start, processor_start) = (Instant::now(), processor_seconds());
    let (mut job, cycles) = begin()?;
    job.use_key(ProvingKey::from_bytes(&proving_key, &tables(), profile)?)?;
    let execute_seconds = start.elapsed().as_secs_f64();
    let outcome = job.claim().clone();
    let mut times = Times::default();
    while job.progress().0 != Phase::Done {
        let (phase, start) = (job.progress().0, Instant::now());
        job.step();
        times.note(phase, start.elapsed().as_secs_f64());
    }
    let proof = job.finish().map(|proof| proof.to_bytes()).unwrap_or_default();
    let seconds = start.elapsed().as_secs_f64();
    let processor_seconds = processor_seconds().zip(processor_start).map(|(end, start)| end - start);

    let statement = Statement { input, output: &outcome.output, exit_code: outcome.exit_code };
    let start = Instant::now();
    zkvm::verify::verify(&proof, &key, &statement)?;
    let verify_seconds = start.elapsed().as_secs_f64();
    let (proof_bytes, peak_bytes) = (proof.len(), peak_bytes());
    Ok(Measurement {
        cycles,
        seconds,
        processor_seconds,
        execute_seconds,
        times,
        verify_seconds,
        proof_bytes,
        peak_bytes,
    })
}

impl Measurement {
    /// As JSON.
    pub fn to_json(&self) -> String {
        let phases = self.times.phases().iter();
        let phases =
            phases.map(|(phase, seconds)| Json::new().text("phase", phase.name()).number("seconds", *seconds).end());
        let execute = Json::new().text("phase", "execute").number("seconds", self.execute_seconds).end();
        let mut json = Json::new()
            .number("cycles", self.cycles as f64)
            .number("seconds", self.seconds)
            .number("verifySeconds", self.verify_seconds)
            .number("proofBytes", self.proof_bytes as f64)
            .list("phases", std::iter::once(execute).chain(phases));
        for (name, value) in
            [("processorSeconds", self.processor_seconds), ("peakBytes", self.peak_bytes.map(|bytes| bytes as f64))]
        {
            if let Some(value) = value {
                json = json.number(name, value);
            }
        }
        json.end()
    }

    /// As a line of text.
    pub fn to_text(&self) -> String {
        format!(
            "{} cycles in {:.3} s: {:.0} cycles/s, a proof of {} bytes, verified in {:.1} ms",
            self.cycles,
            self.seconds,
            self.cycles as f64 / self.seconds,
            self.proof_bytes,
            1000.0 * self.verify_seconds
        )
    }
}

/// Linux: nanoseconds on a processor are the first word.
fn processor_seconds() -> Option<f64> {
    let text = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    Some(text.split(' ').next()?.parse::<f64>().ok()? / 1e9)
}

/// Linux: the high-water mark of resident memory.
fn peak_bytes() -> Option<u64> {
    let text = fs::read_to_string("/proc/self/status").ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().strip_suffix(" kB")?.parse::<u64>().ok()? * 1024)
}
