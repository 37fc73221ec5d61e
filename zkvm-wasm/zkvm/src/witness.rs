//! The committed columns of a run: every component's rows, and how often each entry of the tables is used.

use std::sync::Arc;

use crate::air::check::{Balance, check_row};
use crate::air::describe::Shape;
use crate::air::{Air, Trace, count_uses};
use crate::components::block::Fused;
use crate::components::fill::{Rows, fill_image};
use crate::components::{Kind, Visitor};
use crate::execute::{Cell, Execution};
use crate::layout::{Instance, Layout};
use crate::tables::{Counts, Tables};

/// The columns of each instance of a layout.
pub struct Witness {
    /// The layout, without the tables that the run does not use.
    pub layout: Layout,
    /// The size of each instance's component.
    pub shapes: Vec<Shape>,
    /// The columns of each instance.
    pub traces: Vec<Trace>,
}

/// Committed cells that a step without blocks has, about.
const CELLS_OF_A_STEP: u64 = 54;

impl Layout {
    /// The layout for a run, with all tables: whether each is used is known only when the rows are filled.
    pub fn of(tables: &Tables, execution: &Execution) -> Self {
        let rows = |kind: Kind| match kind {
            kind if kind.is_table() => 1,
            kind => Rows::of(kind, execution, &tables.code, &tables.facts).len(),
        };
        // A row of a block counts as so many steps as have its columns.
        let mut steps = execution.outcome.cycles;
        for (index, block) in (0..).zip(&tables.facts.blocks) {
            let count = rows(Kind::Block(index)) as u64;
            let cells = Shape::of(&Fused(Arc::clone(block))).cells() as u64;
            steps -= count * u64::from(block.steps());
            steps += count * cells / CELLS_OF_A_STEP;
        }
        Self::new(steps.max(1), rows, &tables.facts)
    }
}

impl Witness {
    /// Fills the columns of a run.
    pub fn new(tables: &Tables, mut layout: Layout, execution: &Execution, input_length: u32) -> Self {
        let mut counts = Counts::new(tables);
        let mut traces = Vec::new();
        let shapes = layout.shapes(&tables.facts);
        for same in layout.instances.chunk_by(|a, b| a.kind == b.kind) {
            let kind = same[0].kind;
            if kind.is_table() {
                continue;
            }
            // Only tables depend on their height.
            let component = kind.record(&layout.parameters(same[0], &tables.facts, input_length));
            let rows = Rows::of(kind, execution, &tables.code, &tables.facts);
            let mut next = 0;
            for &Instance { log_size, .. } in same {
                let mut trace = Trace::zeros(log_size, shapes[traces.len()].main);
                let range = next..rows.len().min(next + (1 << log_size));
                next = range.end;
                let count = range.len();
                rows.fill(kind, range, &tables.code, input_length, &mut trace);
                count_uses(&component, &trace.columns, count, &mut counts);
                traces.push(trace);
            }
        }
        let used = |kind: Kind| !kind.is_table() || kind.is_always_there() || counts.uses(kind);
        layout.instances.retain(|instance| used(instance.kind));
        let places: Vec<Cell> = execution.registers.iter().chain(&execution.image).copied().collect();
        for &instance in &layout.instances[traces.len()..] {
            let folds = layout.parameters(instance, &tables.facts, input_length).folds;
            let trace = counts.columns(instance.kind, instance.log_size, folds).unwrap_or_else(|| {
                let mut trace = Trace::zeros(instance.log_size, 3 * folds);
                fill_image(&places, folds, &mut trace);
                trace
            });
            traces.push(trace);
        }
        Self { shapes: layout.shapes(&tables.facts), layout, traces }
    }

    /// Names every constraint that fails on any row, and adds up the lookups. What is left in the balance is what the
    /// public values have to make even.
    pub fn check(&self, tables: &Tables, input_length: u32) -> (Vec<(Kind, usize, &'static str)>, Balance) {
        let mut failures = Vec::new();
        let mut balance = Balance::new();
        let fixed = tables.columns(self.layout.max_log);
        for (&instance, trace) in self.layout.instances.iter().zip(&self.traces) {
            let fixed = fixed.iter().find(|(kind, _)| *kind == instance.kind);
            let columns = fixed.map_or(Vec::new(), |(_, columns)| columns.clone());
            let fixed = Trace { log_size: instance.log_size, columns };
            let parameters = self.layout.parameters(instance, &tables.facts, input_length);
            let check = Check { fixed: &fixed, trace, balance: &mut balance };
            let failed = instance.kind.visit(&parameters, check);
            failures.extend(failed.into_iter().map(|(row, name)| (instance.kind, row, name)));
        }
        (failures, balance)
    }
}

struct Check<'a> {
    fixed: &'a Trace,
    trace: &'a Trace,
    balance: &'a mut Balance,
}

impl Visitor for Check<'_> {
    type Output = Vec<(usize, &'static str)>;

    fn visit<A: Air + Clone + 'static>(self, air: A) -> Self::Output {
        let rows = 0..1 << self.trace.log_size;
        rows.flat_map(|row| {
            let failed = check_row(&air, &self.fixed.row(row), &self.trace.row(row), self.balance);
            failed.into_iter().map(move |name| (row, name))
        })
        .collect()
    }
}
