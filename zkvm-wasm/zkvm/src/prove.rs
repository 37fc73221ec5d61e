//! Proves a run, step by step: between steps a host can show progress, or stop.

mod phase;
mod steps;

use std::collections::BTreeMap;
use std::sync::Arc;

use stwo::core::fields::qm31::SecureField;
use stwo::core::proof::StarkProof;
use stwo::prover::backend::simd::SimdBackend;
use stwo::prover::poly::circle::CircleCoefficients;
use stwo::prover::{DomainEvaluationAccumulator, Poly};

use crate::air::describe::Shape;
use crate::air::{Challenges, Location, Recorded, Trace};
use crate::commitment::{Tree, Twiddles, twiddles};
use crate::components::Kind;
use crate::execute::Execution;
use crate::heap;
use crate::inspect::proof_bytes;
use crate::key::ProvingKey;
use crate::layout::{Layout, fixed_cells};
use crate::opening::Opening;
use crate::proof::{Claim, PROOF_BYTES, Proof};
use crate::public_values::input_digest;
use crate::security::{self, Profile};
use crate::tables::Tables;
use crate::transcript::Transcript;

pub use phase::{Phase, ProveError};

/// What a cell takes of memory at the peak: measured 13 to 14.5.
const CELL_BYTES: u64 = 14;

/// A proof in the making.
pub struct Job {
    tables: Tables,
    profile: Profile,
    claim: Claim,
    input: Vec<u8>,
    execution: Option<Execution>,
    layout: Layout,
    shapes: Vec<Shape>,
    locations: Vec<Location>,
    twiddles: Twiddles,
    key: Option<ProvingKey>,
    made_key: bool,
    channel: Transcript,
    recorded: BTreeMap<(Kind, u32, u32), Arc<Recorded>>,
    traces: Vec<Trace>,
    trees: Vec<Tree>,
    coefficients: Vec<CircleCoefficients<SimdBackend>>,
    extended: Vec<Poly<SimdBackend>>,
    challenges: Option<Challenges>,
    claimed_sums: Vec<SecureField>,
    composition: Option<(DomainEvaluationAccumulator<SimdBackend>, usize)>,
    opening: Option<Opening>,
    stark: Option<StarkProof<crate::proof::Hasher>>,
    phase: Phase,
}

/// What a dishonest prover would change in a job between two steps. The verifier's tests are dishonest.
#[cfg(feature = "forge")]
pub struct Tampering<'a> {
    pub tables: &'a Tables,
    pub claim: &'a mut Claim,
    pub input: &'a mut Vec<u8>,
    pub layout: &'a mut Layout,
    pub traces: &'a mut Vec<Trace>,
    pub claimed_sums: &'a mut Vec<SecureField>,
    pub challenges: Option<&'a Challenges>,
}

impl Job {
    /// Gives away the job's insides.
    #[cfg(feature = "forge")]
    pub fn tamper(&mut self) -> Tampering<'_> {
        Tampering {
            tables: &self.tables,
            claim: &mut self.claim,
            input: &mut self.input,
            layout: &mut self.layout,
            traces: &mut self.traces,
            claimed_sums: &mut self.claimed_sums,
            challenges: self.challenges.as_ref(),
        }
    }

    /// A job to prove a run of a program on an input.
    pub fn new(tables: Tables, profile: Profile, input: &[u8], execution: Execution) -> Result<Self, ProveError> {
        let facts = &tables.facts;
        let outcome = &execution.outcome;
        let layout = Layout::of(&tables, &execution);
        let shapes = layout.shapes(facts);
        let bytes = proof_bytes(&layout, &shapes, facts, profile, outcome.output.len());
        let is_kept = profile.is_kept_by(&security::bits(profile, &layout, &shapes));
        // A verifier does not look at proofs that are larger; the estimate is right within a few hundredths.
        if layout.check(facts).is_err() || !is_kept || bytes > PROOF_BYTES / 20 * 19 {
            return Err(ProveError::TooLarge);
        }
        let cells = layout.cells(&shapes) + fixed_cells(layout.max_log, facts);
        heap::grow_to(usize::try_from(cells * CELL_BYTES).unwrap_or(usize::MAX));
        let claim = Claim {
            air: crate::AIR_DIGEST,
            profile,
            program: tables.program.digest,
            input: input_digest(input),
            input_read: outcome.input_position,
            exit_code: outcome.exit_code,
            output: outcome.output.clone(),
        };
        Ok(Self {
            profile,
            claim,
            input: input.to_vec(),
            shapes: Vec::new(),
            locations: Vec::new(),
            twiddles: twiddles(profile, layout.max_log),
            layout,
            tables,
            execution: Some(execution),
            key: None,
            made_key: false,
            channel: Transcript::default(),
            recorded: BTreeMap::new(),
            traces: Vec::new(),
            trees: Vec::new(),
            coefficients: Vec::new(),
            extended: Vec::new(),
            challenges: None,
            claimed_sums: Vec::new(),
            composition: None,
            opening: None,
            stark: None,
            phase: Phase::Tables,
        })
    }

    /// What the proof will claim.
    pub const fn claim(&self) -> &Claim {
        &self.claim
    }

    /// The components of the proof.
    pub const fn layout(&self) -> &Layout {
        &self.layout
    }

    /// Logarithm of the height of the proof: which proving key fits.
    pub const fn height(&self) -> u32 {
        self.layout.max_log
    }

    /// Takes the key of an earlier job, to save making one.
    pub fn use_key(&mut self, key: ProvingKey) -> Result<(), ProveError> {
        if key.program != self.claim.program || key.max_log != self.layout.max_log {
            return Err(ProveError::Key);
        }
        self.key = Some(key);
        Ok(())
    }

    /// The key that this job made, for later jobs.
    pub fn made_key(&self) -> Option<&ProvingKey> {
        self.key.as_ref().filter(|_| self.made_key)
    }

    /// What the next step does, and how much of that phase is done.
    pub fn progress(&self) -> (Phase, f32) {
        let all = self.layout.instances.len() as f32;
        let done = match self.phase {
            Phase::Trace => self.traces.len(),
            Phase::Interaction => self.claimed_sums.len(),
            Phase::Composition => self.composition.as_ref().map_or(0, |(_, done)| *done),
            Phase::Openings => return (self.phase, self.opening.as_ref().map_or(0.0, Opening::fraction)),
            _ => 0,
        };
        (self.phase, done as f32 / all)
    }

    /// Does a piece of the work.
    pub fn step(&mut self) {
        match self.phase {
            Phase::Tables => self.commit_tables(),
            Phase::Trace => self.fill_traces(),
            Phase::Main => self.commit_main(),
            Phase::Interaction => self.make_interaction(),
            Phase::Composition => self.evaluate_constraints(),
            Phase::Openings => self.open(),
            Phase::Done => {}
        }
    }

    /// The proof, once nothing is left to do.
    pub fn finish(self) -> Option<Proof> {
        Some(Proof {
            stark: self.stark?,
            claim: self.claim,
            layout: self.layout,
            claimed_sums: self.claimed_sums,
            work: self.channel.into_work(),
        })
    }
}
