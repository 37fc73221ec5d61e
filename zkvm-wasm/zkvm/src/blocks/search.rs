//! The search for the block that saves most.

use std::collections::HashMap;
use std::sync::Arc;

use super::{Block, MOST_OPS, Path, has_choice, may_be_fused};
use crate::air::describe::Shape;
use crate::components::block::Fused;
use crate::components::{Kind, Parameters};
use crate::execute::{Access, Execution};
use crate::isa::{Family, Instruction};
use crate::program::Program;

/// Steps of a run that are looked at.
const MOST_STEPS: usize = 1 << 19;
/// Places that are tried as starts of the next block.
const STARTS: usize = 16;
/// Rows that each column of a block costs whatever its height: its share of the opening, and of the proof.
const ROWS_OF_A_COLUMN: usize = 512;

/// A step: the index of its instruction, and which way it went.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Entry(u32);

impl Entry {
    const fn new(instruction: u32, choice: bool) -> Self {
        Self(instruction << 1 | choice as u32)
    }
    const fn instruction(self) -> usize {
        (self.0 >> 1) as usize
    }
    const fn choice(self) -> bool {
        self.0 & 1 == 1
    }
}

/// A block with the steps that it stands for.
pub struct Chosen {
    /// The block.
    pub block: Arc<Block>,
    entries: Vec<Entry>,
    cells: usize,
    /// How often the run goes its way.
    pub rows: usize,
}

/// A run, and the blocks found for it so far.
pub struct Search {
    code: Vec<(u32, Option<Instruction>)>,
    /// Committed cells of a step of each instruction, without blocks.
    cost: Vec<usize>,
    /// Its steps.
    trace: Vec<Entry>,
    /// For each step, whether a block has it.
    fused: Vec<bool>,
    /// Columns that all blocks may have.
    columns: usize,
    /// The blocks.
    pub chosen: Vec<Chosen>,
    /// Starts that led to nothing.
    barred: Vec<usize>,
}

impl Search {
    /// A run without blocks so far.
    pub fn new(program: &Program, execution: &Execution, columns: usize) -> Self {
        let code = program.instructions();
        let cells = |instruction: &Instruction| {
            let kind = Kind::of_step(instruction)?;
            Some(kind.describe(&Parameters::default()).shape.cells())
        };
        let cost = code.iter().map(|(_, instruction)| instruction.as_ref().and_then(cells).unwrap_or(0)).collect();
        let trace = trace(&code, execution);
        Self { fused: vec![false; trace.len()], code, cost, trace, columns, chosen: Vec::new(), barred: Vec::new() }
    }

    /// How many steps of the run are looked at.
    pub fn steps(&self) -> usize {
        self.trace.len()
    }

    /// Gives up the block found last, and its start.
    pub fn give_up(&mut self) {
        let useless = self.chosen.pop();
        self.barred.extend(useless.map(|chosen| chosen.entries[0].instruction()));
        self.cover();
    }

    /// Whether the run goes a block's way from this step on.
    fn matches(&self, entries: &[Entry], at: usize) -> bool {
        let Some(steps) = self.trace.get(at..at + entries.len()) else { return false };
        steps.iter().zip(entries).enumerate().all(|(index, (step, entry))| {
            // The last may go both ways, if it is a branch.
            step == entry
                || (index + 1 == entries.len() && step.instruction() == entry.instruction() && self.is_branch(*entry))
        })
    }

    fn is_branch(&self, entry: Entry) -> bool {
        let family = self.code[entry.instruction()].1.and_then(|instruction| instruction.opcode.family());
        matches!(family, Some(Family::BranchEqual | Family::BranchLess))
    }

    fn may_be_fused(&self, entry: Entry, is_last: bool) -> bool {
        self.code[entry.instruction()].1.is_some_and(|instruction| may_be_fused(instruction.opcode, is_last))
    }

    /// Goes through the run with the blocks chosen, as the machine does.
    pub fn cover(&mut self) {
        let mut by_start: HashMap<usize, Vec<usize>> = HashMap::new();
        for (index, chosen) in self.chosen.iter().enumerate() {
            by_start.entry(chosen.entries[0].instruction()).or_default().push(index);
        }
        for candidates in by_start.values_mut() {
            candidates.sort_by_key(|&index| std::cmp::Reverse(self.chosen[index].entries.len()));
        }
        self.fused.fill(false);
        self.chosen.iter_mut().for_each(|chosen| chosen.rows = 0);
        let mut at = 0;
        while at < self.trace.len() {
            let candidates = by_start.get(&self.trace[at].instruction());
            let found = candidates.and_then(|candidates| {
                candidates.iter().copied().find(|&index| self.matches(&self.chosen[index].entries, at))
            });
            match found {
                Some(index) => {
                    let length = self.chosen[index].entries.len();
                    self.chosen[index].rows += 1;
                    self.fused[at..at + length].fill(true);
                    at += length;
                }
                None => at += 1,
            }
        }
    }

    /// Committed cells of the run with the blocks chosen.
    pub fn cells(&self) -> usize {
        let alone = self.trace.iter().zip(&self.fused).filter(|(_, fused)| !**fused);
        let alone: usize = alone.map(|(entry, _)| self.cost[entry.instruction()]).sum();
        alone + self.chosen.iter().map(|chosen| chosen.cells * (chosen.rows + ROWS_OF_A_COLUMN)).sum::<usize>()
    }

    /// The block that saves most of what is not fused.
    pub fn best(&self) -> Option<Chosen> {
        let mut starts: HashMap<usize, Vec<usize>> = HashMap::new();
        let mut is_start = true;
        for (at, &entry) in self.trace.iter().enumerate() {
            let open = !self.fused[at] && self.may_be_fused(entry, false);
            if open && is_start && !self.barred.contains(&entry.instruction()) {
                starts.entry(entry.instruction()).or_default().push(at);
            }
            let goes_on = at + 1 < self.trace.len() && self.trace[at + 1].instruction() == entry.instruction() + 1;
            is_start = !open || !goes_on;
        }
        let mut starts: Vec<Vec<usize>> = starts.into_values().collect();
        starts.sort_by_key(|places| (std::cmp::Reverse(places.len()), places[0]));
        let found = starts.iter().take(STARTS).filter_map(|places| self.best_from(places));
        found.max_by_key(|(gain, _)| *gain).map(|(_, chosen)| chosen)
    }

    /// The path that most runs take from these places, cut where it saves most.
    fn best_from(&self, places: &[usize]) -> Option<(usize, Chosen)> {
        let mut places = places.to_vec();
        let mut entries: Vec<Entry> = Vec::new();
        let mut best: Option<(usize, Chosen)> = None;
        while entries.len() < MOST_OPS {
            let length = entries.len();
            let mut next: HashMap<Entry, usize> = HashMap::new();
            for &place in &places {
                let at = place + length;
                if at < self.trace.len() && !self.fused[at] && self.may_be_fused(self.trace[at], true) {
                    *next.entry(self.trace[at]).or_default() += 1;
                }
            }
            let Some((&entry, _)) = next.iter().max_by_key(|&(entry, count)| (*count, entry.0)) else { break };
            entries.push(entry);
            // A branch that ends a block may go both ways.
            let branch = self.is_branch(entry);
            let is_end = !self.may_be_fused(entry, false);
            if branch || is_end || entries.len() == MOST_OPS || entries.len().is_multiple_of(8) {
                let reached = |place: &&usize| self.matches(&entries, **place);
                let rows = apart(places.iter().filter(reached).copied(), entries.len());
                let found = self.chosen(&entries, rows);
                let single: usize = entries.iter().map(|entry| self.cost[entry.instruction()]).sum();
                let cost = found.cells * (rows + ROWS_OF_A_COLUMN);
                let room = self.columns.saturating_sub(self.chosen.iter().map(|chosen| chosen.cells).sum());
                if let Some(gain) = (single * rows).checked_sub(cost)
                    && found.cells <= room
                    && best.as_ref().is_none_or(|(most, _)| gain > *most)
                {
                    best = Some((gain, found));
                }
            }
            if is_end {
                break;
            }
            places.retain(|&place| self.trace.get(place + length) == Some(&entry) && !self.fused[place + length]);
        }
        best
    }

    fn chosen(&self, entries: &[Entry], rows: usize) -> Chosen {
        let place = |entry: &Entry| self.code[entry.instruction()];
        let choices = entries.iter().enumerate().map(|(index, entry)| {
            let has = |instruction: Instruction| has_choice(instruction.opcode, index + 1 == entries.len());
            entry.choice() && place(entry).1.is_some_and(has)
        });
        let path = Path { start: place(&entries[0]).0, choices: choices.collect() };
        let mut next = entries.iter();
        let block = Block::follow(&path, |_| next.next().and_then(|entry| place(entry).1));
        let block = Arc::new(block.unwrap_or_else(|error| unreachable!("a run's path is a block: {error}")));
        let cells = Shape::of(&Fused(block.clone())).cells();
        Chosen { block, entries: entries.to_vec(), cells, rows }
    }
}

/// How many of these places in order are so far apart from each other.
fn apart(places: impl Iterator<Item = usize>, length: usize) -> usize {
    let mut free = 0;
    let far = places.filter(|&place| {
        let fits = place >= free;
        if fits {
            free = place + length;
        }
        fits
    });
    far.count()
}

/// The steps of a run in their order.
fn trace(code: &[(u32, Option<Instruction>)], execution: &Execution) -> Vec<Entry> {
    let length = (execution.outcome.cycles as usize).min(MOST_STEPS);
    let mut trace = vec![Entry(0); length];
    let mut put = |clock: u32, entry: Entry| {
        if let Some(place) = trace.get_mut(clock as usize / 4 - 1) {
            *place = entry;
        }
    };
    for step in execution.steps.iter().flatten() {
        let family = code[step.instruction as usize].1.and_then(|instruction| instruction.opcode.family());
        let choice = match family {
            Some(Family::BranchEqual | Family::BranchLess) => step.next_pc != step.pc + 4,
            _ => step.access == Access::Rom,
        };
        put(step.clock, Entry::new(step.instruction, choice));
    }
    for ecall in &execution.ecalls {
        put(ecall.clock, Entry::new(ecall.instruction, false));
    }
    trace
}
