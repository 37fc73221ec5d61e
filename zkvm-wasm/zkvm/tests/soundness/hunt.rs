//! The search for lies: a cell is changed, and what the change breaks is repaired cell by cell until one rule alone is
//! broken, or none at all.

use std::collections::BTreeSet;

use num_traits::Zero;
use stwo::core::fields::m31::BaseField;

use crate::changed_cells::{changes, kinds_of_rows};
use crate::programs::random::Random;
use crate::record::{Record, Rule, is_table};
use crate::run::Run;
use zkvm::components::Kind;
use zkvm::components::operation::Operation;
use zkvm::relations::Relation;

pub type Row = Vec<BaseField>;

/// What a lie may change of what the row takes from others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// Nothing: the row makes something else of the same.
    Same,
    /// Anything, if other rows are changed along.
    Other,
}

/// A row to lie about.
pub struct Hunt<'a> {
    run: &'a Run,
    instance: usize,
    row: usize,
    pub honest: Row,
    pub record: Record,
    /// Columns that each constraint depends on, and each lookup.
    zeros: Vec<Vec<usize>>,
    lookups: Vec<Vec<usize>>,
    /// Columns that what is taken depends on.
    taken: BTreeSet<usize>,
}

impl<'a> Hunt<'a> {
    pub fn new(run: &'a Run, instance: usize, row: usize, random: &mut Random) -> Self {
        let honest = run.witness.traces[instance].row(row);
        let record = run.record(instance, row, &honest);
        let mut zeros = vec![BTreeSet::new(); record.zeros.len()];
        let mut lookups = vec![BTreeSet::new(); record.lookups.len()];
        let mut taken = BTreeSet::new();
        let is_taken: BTreeSet<usize> = record.taken().into_iter().map(|(index, _)| index).collect();
        let anything: Row = honest.iter().map(|_| BaseField::from(random.next() >> 1)).collect();
        let before = run.record(instance, row, &anything);
        for column in 0..honest.len() {
            let mut changed = anything.clone();
            changed[column] += BaseField::from(1 + random.below(1000));
            let after = run.record(instance, row, &changed);
            for (index, (before, after)) in before.zeros.iter().zip(&after.zeros).enumerate() {
                if before != after {
                    zeros[index].insert(column);
                }
            }
            for (index, (before, after)) in before.lookups.iter().zip(&after.lookups).enumerate() {
                if before != after {
                    lookups[index].insert(column);
                }
                if before.tuple != after.tuple && is_taken.contains(&index) {
                    taken.insert(column);
                }
            }
        }
        let list = |sets: Vec<BTreeSet<usize>>| sets.into_iter().map(|set| set.into_iter().collect()).collect();
        Self { run, instance, row, honest, record, zeros: list(zeros), lookups: list(lookups), taken }
    }

    pub fn read(&self, row: &Row) -> Record {
        self.run.record(self.instance, self.row, row)
    }

    /// The rules that depend on a column.
    pub fn rules_of(&self, column: usize) -> impl Iterator<Item = Rule> {
        self.record.rules().filter(move |&rule| self.columns(rule).contains(&column))
    }

    fn columns(&self, rule: Rule) -> &[usize] {
        match rule {
            Rule::Zero(index) => &self.zeros[index],
            Rule::Lookup(index) => &self.lookups[index],
        }
    }

    /// Whether what was taken is still taken, besides one lookup.
    /// How often it counts may differ where a constraint is left out: that is what some of them are for.
    fn takes_the_same(&self, record: &Record, target: Option<Rule>) -> bool {
        let counts = matches!(target, Some(Rule::Zero(_)));
        if target.is_none() && record.taken() != self.record.taken() {
            return false;
        }
        self.record.taken().into_iter().all(|(index, lookup)| {
            let is = record.lookups[index];
            Some(Rule::Lookup(index)) == target
                || is == lookup
                || (counts && is.tuple == lookup.tuple && !is.multiplicity.is_zero())
        })
    }

    /// A row that counts twice looks up the instruction with twice the number of its operation: that of another
    /// one, which may have the same operands. So flags have to be lied about for any program.
    fn forgives(&self, target: Option<Rule>, rule: Rule, record: &Record) -> bool {
        let Rule::Lookup(lookup) = rule else { return false };
        let (is, was) = (record.lookups[lookup], self.record.lookups[lookup]);
        let operands = is.tuple[0] == was.tuple[0] && is.tuple[2..] == was.tuple[2..];
        let is_operation = Operation::numbers().any(|number| number == is.tuple[1]);
        self.is_flag(target) && is.relation == Relation::Program && operands && is_operation
    }

    fn is_flag(&self, rule: Option<Rule>) -> bool {
        let Some(Rule::Zero(index)) = rule else { return false };
        ["a row is on or off", "a flag is 0 or 1"].contains(&self.record.zeros[index].0)
    }

    /// The value of a flag with which the row fetches some operation.
    fn flag(&self, column: usize, random: &mut Random) -> Option<BaseField> {
        let index = self.record.lookups.iter().position(|lookup| lookup.relation == Relation::Program)?;
        let fetched = [0, 1].map(|value| {
            let mut changed = self.honest.clone();
            changed[column] = BaseField::from(value);
            BaseField::from(self.read(&changed).lookups[index].tuple[1])
        });
        let slope = fetched[1] - fetched[0];
        let numbers: Vec<u32> = Operation::numbers().collect();
        (!slope.is_zero()).then(|| (BaseField::from(*random.of(&numbers)) - fetched[0]) * slope.inverse())
    }

    /// The target, if it is a lookup in no table.
    fn flow(&self, target: Option<Rule>) -> Option<usize> {
        match target {
            Some(Rule::Lookup(index)) if !is_table(self.record.lookups[index].relation) => Some(index),
            _ => None,
        }
    }

    /// What a row breaks besides the target.
    pub fn broken(&self, record: &Record, target: Option<Rule>) -> Vec<Rule> {
        let mut broken = record.broken(&self.run.entries);
        broken.retain(|&rule| Some(rule) != target && !self.forgives(target, rule, record));
        broken
    }

    /// Whether a row that breaks nothing besides the target is a lie.
    pub fn passes(&self, record: &Record, target: Option<Rule>, taken: Taken) -> bool {
        let is_broken = match (target, self.flow(target)) {
            (None, _) => true,
            (Some(_), Some(index)) => record.lookups[index] != self.record.lookups[index],
            (Some(rule), None) => record.broken(&self.run.entries).contains(&rule),
        };
        let same = taken == Taken::Other || self.takes_the_same(record, target);
        let fetched = |record: &Record| {
            let lookups = record.lookups.iter().filter(|lookup| lookup.relation == Relation::Program);
            lookups.map(|lookup| lookup.tuple).collect::<Vec<_>>()
        };
        let matters = record.flow(None) != self.record.flow(None)
            || fetched(record) != fetched(&self.record)
            || !record.forged(&self.run.entries).is_empty();
        // A row that does nothing is refused by nobody, and is no lie either.
        let does = !record.flow(None).is_empty() || !record.forged(&self.run.entries).is_empty();
        is_broken && same && matters && does
    }

    /// Tries to make a row that breaks the target alone, or nothing.
    pub fn lie(&self, target: Option<Rule>, taken: Taken, random: &mut Random) -> Option<Row> {
        let flow_target = self.flow(target);
        let candidates: Vec<usize> = match target {
            Some(rule) => self.columns(rule).to_vec(),
            None => (0..self.honest.len()).collect(),
        };
        let is_open = |column: &usize| taken == Taken::Other || flow_target.is_some() || !self.taken.contains(column);
        let candidates: Vec<usize> = candidates.into_iter().filter(is_open).collect();
        if candidates.is_empty() {
            return None;
        }
        let mut row = self.honest.clone();
        let first = *random.of(&candidates);
        let values = changes(random, row[first], &row);
        row[first] = match self.flag(first, random) {
            Some(flag) if self.is_flag(target) => flag,
            _ => *random.of(&values),
        };
        let mut pinned = vec![first];
        for _ in 0..10 {
            let record = self.read(&row);
            let broken = self.broken(&record, target);
            if broken.is_empty() {
                return self.passes(&record, target, taken).then_some(row);
            }
            let rule = *random.of(&broken);
            let free =
                |column: &&usize| !pinned.contains(*column) && (taken == Taken::Other || !self.taken.contains(*column));
            let columns: Vec<usize> = self.columns(rule).iter().filter(free).copied().collect();
            if columns.is_empty() {
                return None;
            }
            let column = *random.of(&columns);
            row[column] = self.repaired(&row, rule, column, random)?;
            pinned.push(column);
        }
        None
    }

    /// The value of a column that mends a rule.
    fn repaired(&self, row: &Row, rule: Rule, column: usize, random: &mut Random) -> Option<BaseField> {
        let mut changed = row.clone();
        let mut at = |value: BaseField| {
            changed[column] = value;
            self.read(&changed)
        };
        let number = |value: u32| BaseField::from(value);
        let solve = |values: [BaseField; 3], wanted: BaseField| {
            let slope = values[1] - values[0];
            let linear = values[2] - values[1] == slope && !slope.is_zero();
            linear.then(|| (wanted - values[0]) * slope.inverse())
        };
        match rule {
            Rule::Zero(index) => {
                let values = [0, 1, 2].map(|value| at(number(value)).zeros[index].1);
                solve(values, number(0)).or_else(|| {
                    let tries = [number(0), number(1), number(2), number(0xffff), self.honest[column]];
                    let fits = tries.into_iter().filter(|&value| at(value).zeros[index].1.is_zero());
                    let fits: Vec<BaseField> = fits.collect();
                    (!fits.is_empty()).then(|| *random.of(&fits))
                })
            }
            Rule::Lookup(index) => {
                let records = [0, 1, 2].map(|value| at(number(value)).lookups[index]);
                let here = self.read(row).lookups[index];
                if random.below(4) == 0 {
                    let counts = records.map(|lookup| lookup.multiplicity);
                    if let Some(value) = solve(counts, number(0)) {
                        return Some(value);
                    }
                }
                let elements: Vec<usize> =
                    (0..8).filter(|&element| records[0].tuple[element] != records[1].tuple[element]).collect();
                if elements.is_empty() {
                    return None;
                }
                let element = *random.of(&elements);
                let values = records.map(|lookup| number(lookup.tuple[element]));
                let wanted = match (here.relation, element) {
                    (Relation::Range, 1) => {
                        let end = 1u32 << here.tuple[0].min(16);
                        match random.below(3) {
                            0 => 0,
                            1 => end - 1,
                            _ => random.below(end),
                        }
                    }
                    (Relation::And, 2) => here.tuple[0] & here.tuple[1],
                    (Relation::And, _) => random.below(256),
                    _ => self.record.lookups[index].tuple[element],
                };
                solve(values, number(wanted))
            }
        }
    }
}

/// Rows to lie about: of every kind of row that a component has, and padding.
pub fn hunts<'a>(runs: &'a [Run], kind: Kind, random: &mut Random) -> Vec<Hunt<'a>> {
    let mut hunts = Vec::new();
    for run in runs {
        for (instance, _) in run.instances().filter(|&(_, other)| other == kind) {
            for row in kinds_of_rows(run, instance, 3) {
                hunts.push(Hunt::new(run, instance, row, random));
            }
            let log_size = run.witness.traces[instance].log_size;
            let padding = (1 << log_size) - 1;
            hunts.push(Hunt::new(run, instance, padding, random));
        }
    }
    hunts
}
