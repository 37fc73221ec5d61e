//! What proofs are made of, and what one costs, component by component.

mod report;
mod size;
mod times;

use crate::air::describe::Shape;
use crate::components::{Kind, Parameters};
use crate::execute::Execution;
use crate::key::Facts;
use crate::layout::{self, Layout, fixed_cells};
use crate::prove::ProveError;
use crate::relations::Relation;
use crate::security::Profile;
use crate::tables::Tables;
use crate::witness::Witness;

pub use size::proof_bytes;
pub use times::Times;

/// What a component is made of.
#[derive(Clone, Debug)]
pub struct Component {
    /// Which it is.
    pub kind: Kind,
    /// Its columns and lookups.
    pub shape: Shape,
    /// Its constraints by name, with their degrees; those of the lookups are apart.
    pub zeros: Vec<(&'static str, u32)>,
    lookup_degree: u32,
}

impl Component {
    /// A component with these parameters.
    pub fn of(kind: Kind, parameters: &Parameters) -> Self {
        let description = kind.describe(parameters);
        Self { kind, shape: description.shape, zeros: description.zeros, lookup_degree: description.lookup_degree }
    }

    /// Its lookups: of which relation, and how many in each row.
    pub fn lookups(&self) -> impl Iterator<Item = (Relation, usize)> {
        let counted = Relation::ALL.map(|relation| (relation, self.shape.by_relation[relation as usize]));
        counted.into_iter().filter(|(_, count)| *count > 0)
    }

    /// How many constraints there are of each degree, those of the lookups included.
    pub fn degrees(&self) -> Vec<(u32, usize)> {
        // A running sum times the denominators of the lookups that share its column.
        let odd = self.shape.lookups % 2;
        let sums = [(1 + 2 * self.lookup_degree, self.shape.pairs() - odd), (1 + self.lookup_degree, odd)];
        let mut degrees = std::collections::BTreeMap::new();
        for (degree, count) in self.zeros.iter().map(|&(_, degree)| (degree, 1)).chain(sums) {
            *degrees.entry(degree).or_insert(0) += count;
        }
        degrees.into_iter().filter(|(_, count)| *count > 0).collect()
    }
}

/// Every component of the machine; tables at a height of 2^16, with one entry to a row.
pub fn components() -> Vec<Component> {
    let parameters = Parameters { log_size: 16, folds: 1, ..Parameters::default() };
    Kind::ALL.iter().map(|&kind| Component::of(kind, &parameters)).collect()
}

/// What a component costs in one proof.
#[derive(Clone, Debug)]
pub struct Cost {
    /// What it is made of, at its height.
    pub component: Component,
    /// Rows that the run has, or entries of the table.
    pub rows: usize,
    /// Rows, or entries, that there is room for.
    pub room: usize,
    /// Logarithms of the heights of its instances.
    pub heights: Vec<u32>,
    /// Committed cells.
    pub cells: u64,
}

impl Cost {
    /// The share of the room that nothing is in.
    pub fn padding(&self) -> f64 {
        1.0 - self.rows as f64 / self.room as f64
    }
}

/// What the proof of a run costs.
#[derive(Clone, Debug)]
pub struct Inspection {
    /// Digest of the program.
    pub program: [u8; 32],
    /// Steps of the run.
    pub cycles: u64,
    /// Its exit code.
    pub exit_code: u32,
    /// Bytes of its output.
    pub output: usize,
    /// Logarithm of the height of the proof.
    pub height: u32,
    /// Cells that the program key fixes; they are committed once for all proofs of this height.
    pub fixed_cells: u64,
    /// Bytes of the proof, within a few hundredths.
    pub proof_bytes: usize,
    /// Its components; those without a row are not there.
    pub costs: Vec<Cost>,
    /// How long proving took, if it was done.
    pub times: Option<Times>,
}

impl Inspection {
    /// Fills the columns of a run, as proving does, and counts.
    pub fn of(tables: &Tables, profile: Profile, input: &[u8], execution: &Execution) -> Result<Self, ProveError> {
        let facts = &tables.facts;
        let layout = Layout::of(tables, execution);
        layout.check(facts).map_err(|_| ProveError::TooLarge)?;
        let rows: Vec<(Kind, usize)> = facts.kinds().map(|kind| (kind, rows(kind, tables, execution))).collect();
        // Only filling the rows tells which tables are used.
        let Witness { layout, shapes, .. } = Witness::new(tables, layout, execution, input.len() as u32);
        let costs = rows.into_iter().filter_map(|(kind, rows)| Cost::of(kind, rows, &layout, facts));
        let outcome = &execution.outcome;
        Ok(Self {
            program: tables.program.digest,
            cycles: outcome.cycles,
            exit_code: outcome.exit_code,
            output: outcome.output.len(),
            height: layout.max_log,
            fixed_cells: fixed_cells(layout.max_log, facts),
            proof_bytes: size::proof_bytes(&layout, &shapes, facts, profile, outcome.output.len()),
            costs: costs.collect(),
            times: None,
        })
    }

    /// Committed cells.
    pub fn cells(&self) -> u64 {
        self.costs.iter().map(|cost| cost.cells).sum()
    }

    /// Committed cells for each step.
    pub fn cells_per_cycle(&self) -> f64 {
        self.cells() as f64 / self.cycles as f64
    }

    /// The share of all committed cells that a component has.
    pub fn share(&self, cost: &Cost) -> f64 {
        cost.cells as f64 / self.cells() as f64
    }

    /// The share of the time that each component took, key aside: what is done component by component is measured,
    /// the rest goes by cells.
    pub fn shares_of_time(&self) -> Option<Vec<f64>> {
        let times = self.times.as_ref()?;
        let (mut instances, all) = (times.instances(), times.proving());
        let rest = all - times.of_instances();
        let seconds = self.costs.iter().map(|cost| {
            let own: f64 = instances.by_ref().take(cost.heights.len()).sum();
            (own + rest * self.share(cost)) / all
        });
        Some(seconds.collect())
    }
}

impl Cost {
    fn of(kind: Kind, rows: usize, layout: &Layout, facts: &Facts) -> Option<Self> {
        let instances = || layout.instances.iter().filter(|instance| instance.kind == kind);
        let parameters = layout.parameters(*instances().next()?, facts, 0);
        let component = Component::of(kind, &parameters);
        let heights: Vec<u32> = instances().map(|instance| instance.log_size).collect();
        let height: usize = heights.iter().map(|log| 1 << log).sum();
        let entries = if kind.is_table() { component.shape.main / columns_of_an_entry(kind) } else { 1 };
        Some(Self {
            rows,
            room: height * entries,
            cells: (height * component.shape.cells()) as u64,
            heights,
            component,
        })
    }
}

fn rows(kind: Kind, tables: &Tables, execution: &Execution) -> usize {
    match kind.is_table() {
        true => layout::entries(kind, &tables.facts),
        false => crate::components::fill::Rows::of(kind, execution, &tables.code, &tables.facts).len(),
    }
}

/// Tables commit to how often an entry is used, but for the image, which commits to the clock and the value at the end.
const fn columns_of_an_entry(kind: Kind) -> usize {
    if matches!(kind, Kind::Image) { 3 } else { 1 }
}
