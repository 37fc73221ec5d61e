//! Every column of every kind of row, changed.

use std::collections::{BTreeMap, BTreeSet};

use num_traits::Zero;
use stwo::core::fields::m31::{BaseField, P};

use crate::programs::random::Random;
use crate::record::{Record, is_table};
use crate::run::{RUNS, Run};
use zkvm::components::Kind;

/// What a cell is changed to: near what it was, what other cells are, edges, and anything.
pub fn changes(random: &mut Random, cell: BaseField, row: &[BaseField]) -> Vec<BaseField> {
    let number = |value: u32| BaseField::from(value);
    let mut values = Vec::new();
    for step in [1, 2, 4, 1 << 8, 1 << 16, 1 << 15, 1 << 26, 1 << 30] {
        values.extend([cell + number(step), cell - number(step)]);
    }
    values.extend([0, 1, 2, 0xff, 0x100, 0xffff, 0x1_0000, P - 1, P - 2, 1 << 30].map(number));
    values.push(-cell);
    for _ in 0..4 {
        values.push(*random.of(row));
        values.push(number(random.next() & 0xffff));
        values.push(number(random.next() >> 1));
    }
    values.retain(|&value| value != cell);
    values
}

/// Rows of each kind: those that take the same lookups, so many of each.
pub fn kinds_of_rows(run: &Run, instance: usize, most: usize) -> Vec<usize> {
    let mut kinds: BTreeMap<(Vec<u32>, u32), usize> = BTreeMap::new();
    let keep = |&row: &usize| {
        let record = run.record(instance, row, &run.witness.traces[instance].row(row));
        let signs = record.lookups.iter().map(|lookup| lookup.multiplicity.0).collect();
        let operation = record.lookups.iter().find(|lookup| lookup.relation == zkvm::relations::Relation::Program);
        let count = kinds.entry((signs, operation.map_or(0, |lookup| lookup.tuple[1]))).or_default();
        *count += 1;
        *count <= most
    };
    run.rows(instance, 400).into_iter().filter(keep).collect()
}

/// Cells that may be changed without anything that is taken or sent being changed, and why.
const FREE: &[(Kind, usize, &str)] = &[
    (Kind::BranchEqual, 14, "the inverse, where both words are equal"),
    (Kind::BranchZero, 10, "the inverse, where the word is zero"),
    (Kind::LoadPart, 20, "the low byte of the half, where the half is loaded"),
    (Kind::LoadPartRom, 19, "the low byte of the half, where the half is loaded"),
    (Kind::StorePart, 20, "the low byte of the half, where a half is stored"),
    (Kind::StorePart, 21, "the low byte of the value, where a half is stored"),
    (Kind::Divide, 16, "the sign of the divisor, where it is its own negative"),
    (Kind::Divide, 29, "the inverse of the divisor, where it is zero"),
    (Kind::Divide, 30, "how much the remainder is less, where the divisor is zero"),
    (Kind::Divide, 31, "how much the remainder is less, where the divisor is zero"),
    (Kind::Ecall, 22, "the position, where nothing moves"),
    (Kind::Ecall, 23, "the clock of the position, where nothing moves"),
    (Kind::Ecall, 24, "what is left, where nothing is read"),
    (Kind::Ecall, 25, "what is left, where nothing is read"),
    (Kind::TouchedWord, 1, "a word that nobody accesses may be opened and closed"),
    (
        Kind::TouchedWord,
        5,
        "the distance is a half and a multiple of 2^12: there are several such pairs, all below 2^29",
    ),
    (Kind::TouchedWord, 6, "the last state, where a word is passed"),
    (Kind::TouchedWord, 7, "the last state, where a word is passed"),
    (Kind::TouchedWord, 8, "the last state, where a word is passed"),
    (Kind::ClockGap, 8, "the distance is a half and a multiple of 2^10: there are several such pairs, all below 2^27"),
    (Kind::Image, 3, "the last state, where no place is present"),
    (Kind::Image, 4, "the last state, where no place is present"),
    (Kind::Image, 5, "the last state, where no place is present"),
];

/// Cells that only change what a row sends: the prover's choice, which others have to take up.
const CHOSEN: &[(Kind, usize, &str)] = &[
    (Kind::OutputWord, 6, "how many bytes of a word move in one row: the chain to the call's end goes on there"),
    (Kind::OutputWord, 8, "the same"),
    (Kind::OutputWordRom, 6, "the same"),
    (Kind::OutputWordRom, 8, "the same"),
    (Kind::TouchedWord, 3, "which word comes next: the chain goes on there, and ends at the last word"),
    (Kind::TouchedWord, 4, "the same"),
    (Kind::ClockGap, 6, "how far a value is carried: the next access takes it there"),
    (Kind::ClockGap, 7, "the same"),
];

fn is_caught(run: &Run, before: &Record, after: &Record) -> bool {
    let adds_entries = || !after.forged(&run.entries).is_empty();
    !after.broken(&run.entries).is_empty() || before.flow(None) != after.flow(None) || adds_entries()
}

#[test]
fn rejects_any_changed_cell() {
    let mut random = Random::new(11);
    let (mut tried, mut survived) = (0, 0);
    let mut free = BTreeSet::new();
    let mut one_sided = BTreeSet::new();
    for run in RUNS.iter() {
        for (instance, kind) in run.instances() {
            if kind.is_table() && kind != Kind::Image {
                continue;
            }
            for row in kinds_of_rows(run, instance, 6) {
                let main = run.witness.traces[instance].row(row);
                let before = run.record(instance, row, &main);
                for column in 0..main.len() {
                    for value in changes(&mut random, main[column], &main) {
                        let mut changed = main.clone();
                        changed[column] = value;
                        let after = run.record(instance, row, &changed);
                        tried += 1;
                        if !is_caught(run, &before, &after) {
                            survived += 1;
                            free.insert((kind, column));
                        } else if after.broken(&run.entries).is_empty() && before.taken() == after.taken() {
                            one_sided.insert((kind, column));
                        }
                    }
                }
            }
        }
    }
    println!("{tried} changed cells tried, {survived} survived in {} free columns", free.len());
    let listed = |list: &[(Kind, usize, &str)]| list.iter().map(|&(kind, column, _)| (kind, column)).collect();
    assert_eq!(free, listed(FREE), "free cells are listed with a reason");
    assert_eq!(one_sided, listed(CHOSEN), "a row sends something else for the same that it takes");
}

/// How often a table's entry is used is what the table sends, and nothing else.
#[test]
fn rejects_any_changed_count_of_a_table() {
    let mut tried = 0;
    for run in RUNS.iter() {
        for (instance, kind) in run.instances().filter(|(_, kind)| kind.is_table() && *kind != Kind::Image) {
            for row in run.rows(instance, 4) {
                let main = run.witness.traces[instance].row(row);
                let sent = |main: &[BaseField]| run.record(instance, row, main).lookups;
                for column in 0..main.len() {
                    let mut changed = main.clone();
                    changed[column] += BaseField::from(1);
                    let (before, after) = (sent(&main), sent(&changed));
                    let differ = before.iter().zip(&after).filter(|(before, after)| before != after).count();
                    assert_eq!(differ, 1, "{}", kind.name());
                    for lookup in after.iter().filter(|lookup| !lookup.multiplicity.is_zero()) {
                        assert!(is_table(lookup.relation));
                        assert!(run.entries.hold(lookup.relation, &lookup.tuple), "{}: {lookup:?}", kind.name());
                    }
                    tried += 1;
                }
            }
        }
    }
    println!("{tried} changed counts tried");
}
