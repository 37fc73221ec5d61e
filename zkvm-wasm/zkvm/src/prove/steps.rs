//! What a job does in each phase.

use std::sync::Arc;

use stwo::core::air::{Component, Components};
use stwo::core::channel::{Channel as _, MerkleChannel};
use stwo::core::circle::CirclePoint;
use stwo::core::fields::qm31::{SECURE_EXTENSION_DEGREE, SecureField};
use stwo::core::pcs::TreeVec;
use stwo::prover::backend::simd::SimdBackend;
use stwo::prover::backend::simd::column::BaseColumn;
use stwo::prover::poly::circle::PolyOps;
use stwo::prover::{DomainEvaluationAccumulator, EvaluationMode};

use super::{Job, Phase};
use crate::air::describe::Shape;
use crate::air::{Air, Challenges, Location, Placed, Recorded, Trace, evaluate_constraints, interaction_columns};
use crate::commitment::{Channel, Tree, commit, evaluation, extended};
use crate::components::Visitor;
use crate::key::ProvingKey;
use crate::layout::Instance;
use crate::opening::Opening;
use crate::transcript;
use crate::witness::Witness;

/// Cells that one step evaluates on the domain: some fifty milliseconds in WebAssembly.
const STEP_CELLS: u64 = 1 << 21;

impl Job {
    pub(super) fn commit_tables(&mut self) {
        if self.key.is_none() {
            let key = ProvingKey::new(&self.tables, self.profile, self.layout.max_log, &self.twiddles);
            self.key = Some(key);
            self.made_key = true;
        }
        self.phase = Phase::Trace;
    }

    pub(super) fn fill_traces(&mut self) {
        let execution = self.execution.take().expect("the run is there until it is filled");
        let layout = self.layout.clone();
        let witness = Witness::new(&self.tables, layout, &execution, self.input.len() as u32);
        self.locations = witness.layout.locations(&witness.shapes, &self.tables.facts);
        (self.layout, self.shapes, self.traces) = (witness.layout, witness.shapes, witness.traces);
        self.phase = Phase::Main;
    }

    pub(super) fn commit_main(&mut self) {
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

    pub(super) fn make_interaction(&mut self) {
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

    pub(super) fn evaluate_constraints(&mut self) {
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

    pub(super) fn open(&mut self) {
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
