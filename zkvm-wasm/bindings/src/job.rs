//! One proof, made step by step.

use wasm_bindgen::prelude::*;
use zkvm::json::hex;
use zkvm::key::ProvingKey;
use zkvm::limits::Limits;
use zkvm::prove::{Job, Phase};
use zkvm::report;
use zkvm::tables::Tables;

use crate::error::{Coded, coded};
use crate::{named, program};

/// A proof in the making: call `step` until its phase is `done`, then `finish`.
#[wasm_bindgen]
pub struct ProvingJob {
    job: Option<Job>,
    cycles: u64,
    exit_code: u32,
    output: Vec<u8>,
    key_id: String,
}

#[wasm_bindgen]
impl ProvingJob {
    /// Runs the program. A proving key of an earlier job under the same `key_id` saves time; one that does not fit is
    /// passed over, an empty one is none.
    #[wasm_bindgen(constructor)]
    pub fn new(elf: &[u8], input: &[u8], profile: &str, proving_key: &[u8]) -> Result<ProvingJob, JsValue> {
        let profile = named(profile)?;
        let tables = Tables::new(program(elf)?);
        let execution =
            zkvm::execute::execute(&tables.program, input, Limits::default()).map_err(|error| error.coded())?;
        let outcome = execution.outcome.clone();
        let key = ProvingKey::from_bytes(proving_key, &tables, profile);
        let digest = hex(&tables.program.digest);
        let mut job = Job::new(tables, profile, input, execution).map_err(|error| error.coded())?;
        if let Ok(key) = key {
            // One of another height is made anew.
            let _ = job.use_key(key);
        }
        Ok(Self {
            key_id: format!("{digest}/{}/{}", profile.name(), job.height()),
            job: Some(job),
            cycles: outcome.cycles,
            exit_code: outcome.exit_code,
            output: outcome.output,
        })
    }

    /// Does a piece of the work, of at most a few hundred milliseconds; gives the phase to come and the share of it
    /// that is done.
    pub fn step(&mut self) -> Result<String, JsValue> {
        let job = self.job.as_mut().ok_or_else(finished)?;
        job.step();
        Ok(report::progress(job.progress()))
    }

    /// The proving key, if this job made it: to be kept under `key_id`. Empty otherwise.
    pub fn proving_key(&self) -> Vec<u8> {
        let key = self.job.as_ref().and_then(Job::made_key);
        key.map(ProvingKey::to_bytes).unwrap_or_default()
    }

    /// The proof. Once, and only when nothing is left to do.
    pub fn finish(&mut self) -> Result<Vec<u8>, JsValue> {
        let done = self.job.as_ref().is_some_and(|job| job.progress().0 == Phase::Done);
        let job = self.job.take_if(|_| done).ok_or_else(finished)?;
        Ok(job.finish().ok_or_else(finished)?.to_bytes())
    }

    /// What a proving key for this job is kept under.
    #[wasm_bindgen(getter)]
    pub fn key_id(&self) -> String {
        self.key_id.clone()
    }

    /// Steps of the run.
    #[wasm_bindgen(getter)]
    pub fn cycles(&self) -> f64 {
        self.cycles as f64
    }

    /// Exit code of the run.
    #[wasm_bindgen(getter)]
    pub fn exit_code(&self) -> u32 {
        self.exit_code
    }

    /// Public output of the run.
    pub fn output(&self) -> Vec<u8> {
        self.output.clone()
    }
}

fn finished() -> JsValue {
    coded("job_state", "the job is not at that point: step until done, then finish once")
}
