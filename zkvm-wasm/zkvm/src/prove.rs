//! Proves a run, step by step: between steps a host can show progress, or stop.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use stwo::core::air::{Component, Components};
use stwo::core::channel::{Channel as _, MerkleChannel};
use stwo::core::circle::CirclePoint;
use stwo::core::fields::qm31::{SECURE_EXTENSION_DEGREE, SecureField};
use stwo::core::pcs::TreeVec;
use stwo::core::proof::StarkProof;
use stwo::prover::backend::simd::SimdBackend;
use stwo::prover::backend::simd::column::BaseColumn;
use stwo::prover::poly::circle::{CircleCoefficients, PolyOps};
use stwo::prover::{DomainEvaluationAccumulator, EvaluationMode, Poly};

use crate::air::describe::Shape;
use crate::air::{Air, Challenges, Location, Placed, Recorded, Trace, evaluate_constraints, interaction_columns};
use crate::components::{Kind, Visitor};
use crate::execute::Execution;
use crate::heap;
use crate::inspect::proof_bytes;
use crate::key::{Channel, ProvingKey, Tree, Twiddles, commit, evaluation, extended, twiddles};
use crate::layout::{Instance, Layout, fixed_cells};
use crate::opening::Opening;
use crate::proof::{Claim, PROOF_BYTES, Proof};
use crate::public_values::input_digest;
use crate::security::{self, Profile};
use crate::tables::Tables;
use crate::transcript::{self, Transcript};
use crate::witness::Witness;

/// What a job does next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Commits to the program's tables, if no key was given.
    Tables,
    /// Fills the columns.
    Trace,
    /// Commits to them.
    Main,
    /// Makes the columns of the lookups and commits to them.
    Interaction,
    /// Evaluates the constraints.
    Composition,
    /// Opens the commitments.
    Openings,
    /// Nothing: the proof is there.
    Done,
}

impl Phase {
    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Tables => "tables",
            Self::Trace => "trace",
            Self::Main => "main",
            Self::Interaction => "interaction",
            Self::Composition => "composition",
            Self::Openings => "openings",
            Self::Done => "done",
        }
    }
}

/// Why there is no proof.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProveError {
    /// The proving key is of another program or height.
    Key,
    /// The run is too large for one proof.
    TooLarge,
}

impl ProveError {
    /// Its code at every border.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Key => "key_mismatch",
            Self::TooLarge => "too_many_cycles",
        }
    }
}

impl fmt::Display for ProveError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Key => "the proving key is of another program or height",
            Self::TooLarge => "the run has more rows than one proof may have",
        })
    }
}

impl std::error::Error for ProveError {}

/// Cells that one step evaluates on the domain: some fifty milliseconds in WebAssembly.
const STEP_CELLS: u64 = 1 << 21;

/// What a cell takes of memory at the peak: measured 14.5 for large proofs, and never less than this.
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

    fn commit_tables(&mut self) {
        if self.key.is_none() {
            let key = ProvingKey::new(&self.tables, self.profile, self.layout.max_log, &self.twiddles);
            self.key = Some(key);
            self.made_key = true;
        }
        self.phase = Phase::Trace;
    }

    fn fill_traces(&mut self) {
        let execution = self.execution.take().expect("the run is there until it is filled");
        let layout = self.layout.clone();
        let witness = Witness::new(&self.tables, layout, &execution, self.input.len() as u32);
        self.locations = witness.layout.locations(&witness.shapes, &self.tables.facts);
        (self.layout, self.shapes, self.traces) = (witness.layout, witness.shapes, witness.traces);
        self.phase = Phase::Main;
    }

    fn commit_main(&mut self) {
        if self.coefficients.is_empty() && self.extended.is_empty() {
            let columns = self.traces.iter().flat_map(|trace| trace.columns.iter().cloned());
            self.coefficients = SimdBackend::interpolate_columns(columns.map(evaluation).collect(), &self.twiddles);
            return;
        }
        if !self.extend() {
            return;
        }
        self.channel = transcript::begin(&self.claim, &self.layout, None);
        let key = self.key.as_ref().expect("the key is made first");
        Channel::mix_root(&mut self.channel, key.tree.commitment.root());
        self.push_tree();
        self.challenges = Some(Challenges::draw(&mut self.channel));
        self.phase = Phase::Interaction;
    }

    /// Evaluates polynomials at hand on the domain; gives whether that is done with all of them.
    fn extend(&mut self) -> bool {
        let mut cells = 0;
        let batch = self.coefficients.iter().take_while(|polynomial| {
            let more = cells < STEP_CELLS;
            cells += 1 << polynomial.log_size();
            more
        });
        let batch = batch.count();
        let all_at_once = self.extended.is_empty() && batch == self.coefficients.len();
        let batch = self.coefficients.drain(..batch).collect::<Vec<_>>();
        let none = batch.is_empty();
        self.extended.extend(extended(batch, self.profile, &self.twiddles));
        all_at_once || none
    }

    /// Commits to the polynomials that are evaluated.
    fn push_tree(&mut self) {
        let tree = commit(std::mem::take(&mut self.extended), self.profile, self.layout.max_log);
        Channel::mix_root(&mut self.channel, tree.commitment.root());
        self.trees.push(tree);
    }

    fn make_interaction(&mut self) {
        let next = self.claimed_sums.len();
        if let Some(&instance) = self.layout.instances.get(next) {
            let recorded = self.recorded(instance);
            let parameters = self.layout.parameters(instance, &self.tables.facts, 0);
            let fixed = self.tables.columns_of(instance.kind, parameters);
            let fixed: Vec<&BaseColumn> = fixed.iter().collect();
            let Trace { log_size, ref columns } = self.traces[next];
            let challenges = self.challenges.as_ref().expect("the challenges are drawn before");
            let (columns, claimed) = interaction_columns(&recorded, &fixed, columns, log_size, challenges);
            // The main columns are not needed again.
            self.traces[next].columns = Vec::new();
            let evaluations = columns.into_iter().map(evaluation).collect();
            self.coefficients.extend(SimdBackend::interpolate_columns(evaluations, &self.twiddles));
            self.claimed_sums.push(claimed);
            return;
        }
        if !self.extend() {
            return;
        }
        transcript::mix_claimed_sums(&mut self.channel, &self.claimed_sums);
        self.push_tree();
        let constraints = self.shapes.iter().map(Shape::constraints).sum();
        let random = self.channel.draw_secure_felt();
        let mode = EvaluationMode::SubDomain { log_expansion: 0 };
        let accumulator = DomainEvaluationAccumulator::new(random, self.layout.max_log + 1, constraints, mode);
        self.composition = Some((accumulator, 0));
        self.phase = Phase::Composition;
    }

    fn evaluate_constraints(&mut self) {
        let (mut accumulator, done) = self.composition.take().expect("made with the interaction");
        if let Some(&instance) = self.layout.instances.get(done) {
            let recorded = self.recorded(instance);
            let mut polys: Vec<_> = self.trees.iter().map(|tree| tree.polynomials.iter().collect()).collect();
            let key = self.key.as_ref().expect("the key is made first");
            polys.insert(0, key.tree.polynomials.iter().collect());
            let trace = stwo::prover::Trace { polys: TreeVec(polys) };
            evaluate_constraints(
                &recorded,
                &self.shapes[done],
                &self.locations[done],
                self.challenges.as_ref().expect("the challenges are drawn before"),
                self.claimed_sums[done],
                &trace,
                &mut accumulator,
            );
            self.composition = Some((accumulator, done + 1));
            return;
        }
        let composition = accumulator.finalize(&self.twiddles);
        let (left, right) = composition.split_at_mid();
        self.coefficients.extend(left.into_coordinate_polys());
        self.coefficients.extend(right.into_coordinate_polys());
        while !self.extend() {}
        self.push_tree();
        self.phase = Phase::Openings;
    }

    fn begin_opening(&mut self) {
        let point = CirclePoint::<SecureField>::get_random_point(&mut self.channel);
        let components = self.components();
        let key = self.key.as_ref().expect("the key is made first");
        let components = Components {
            components: components.iter().map(AsRef::as_ref).collect(),
            n_preprocessed_columns: key.tree.polynomials.len(),
        };
        let mut points = components.mask_points(point, self.layout.max_log, false);
        points.push(vec![vec![point]; 2 * SECURE_EXTENSION_DEGREE]);
        self.opening = Some(Opening::Points(points));
    }

    fn open(&mut self) {
        let Some(opening) = self.opening.take() else { return self.begin_opening() };
        let key = self.key.as_ref().expect("the key is made first");
        let trees: Vec<&Tree> = std::iter::once(&key.tree).chain(&self.trees).collect();
        let config = self.profile.config(self.layout.max_log);
        match opening.step(&trees, config, &self.twiddles, &mut self.channel) {
            Opening::Done(stark) => {
                self.stark = Some(*stark);
                self.trees.clear();
                self.phase = Phase::Done;
            }
            opening => self.opening = Some(opening),
        }
    }

    /// The component of an instance as a list, made once for all instances that have the same.
    fn recorded(&mut self, instance: Instance) -> Arc<Recorded> {
        let Self { layout, tables, input, recorded, .. } = self;
        let parameters = layout.parameters(instance, &tables.facts, input.len() as u32);
        // Only tables depend on their height.
        let log_size = if instance.kind.is_table() { instance.log_size } else { 0 };
        let known = recorded.entry((instance.kind, log_size, parameters.input_length));
        known.or_insert_with(|| Arc::new(instance.kind.record(&parameters))).clone()
    }

    fn components(&self) -> Vec<Box<dyn Component>> {
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
        let challenges = self.challenges.as_ref().expect("the challenges are drawn before");
        let placed = self.layout.instances.iter().zip(&self.locations).zip(&self.shapes).zip(&self.claimed_sums);
        placed
            .map(|(((&instance, location), &shape), &claimed_sum)| {
                let parameters = self.layout.parameters(instance, &self.tables.facts, self.input.len() as u32);
                let (location, challenges) = (location.clone(), challenges.clone());
                instance.kind.visit(&parameters, Place { location, shape, challenges, claimed_sum })
            })
            .collect()
    }
}
