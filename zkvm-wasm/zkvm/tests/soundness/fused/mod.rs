//! Fused blocks: they do what their steps do one by one, accept nothing else, and each of their rules is needed.

mod pieces;

use std::collections::{BTreeMap, BTreeSet};

use stwo::core::fields::m31::BaseField;

use crate::changed_cells::{changes, kinds_of_rows};
use crate::hunt::{Hunt, Taken, hunts};
use crate::programs::random::Random;
use crate::record::{Lookup, Record, Rule, is_table};
use crate::run::Run;
use pieces::{SINGLE, runs};
use zkvm::components::Kind;
use zkvm::execute::execute;
use zkvm::isa::Family;
use zkvm::limits::Limits;
use zkvm::relations::Relation;

/// What is only stated where two words differ: where they are equal, the inverse of the difference may be anything.
const INVERSE: &str = "words that are not equal differ";

fn blocks(run: &Run) -> impl Iterator<Item = (usize, Kind)> {
    run.instances().filter(|(_, kind)| matches!(kind, Kind::Block(_)))
}

#[test]
fn blocks_do_what_their_steps_do_one_by_one() {
    let (mut rows, mut count) = (0, 0);
    for (plain, run) in runs() {
        let (failures, balance) = run.check(&run.witness);
        assert_eq!(failures, []);
        assert!(balance.is_empty(), "uneven: {balance:?}");
        let alone = execute(plain, &[], Limits::default()).expect("runs");
        let fused = &run.execution;
        assert_eq!(alone.outcome, fused.outcome);
        // Where nobody reads what is written, blocks write nothing.
        let values = |cells: &[zkvm::execute::Cell]| cells.iter().map(|cell| cell.value).collect::<Vec<_>>();
        assert_eq!(values(&alone.registers[..32]), values(&fused.registers[..32]));
        assert_eq!(values(&alone.image), values(&fused.image));
        let touched = |execution: &zkvm::execute::Execution| {
            execution.touched.iter().map(|word| (word.address, word.last.value)).collect::<Vec<_>>()
        };
        assert_eq!(touched(&alone), touched(fused));
        for (index, block) in run.tables.facts.blocks.iter().enumerate() {
            let here = fused.blocks[index].len() / block.record_length();
            assert!(here > 0, "no run goes the way of {:?}", block.ops);
            rows += here;
            count += 1;
        }
    }
    println!("{rows} rows of {count} blocks do what their steps do");
}

#[test]
fn rejects_any_changed_cell_of_a_block() {
    let mut random = Random::new(12);
    let (mut tried, mut inverses) = (0, 0);
    for (_, run) in runs() {
        for (instance, kind) in blocks(run) {
            for row in kinds_of_rows(run, instance, 12) {
                let main = run.witness.traces[instance].row(row);
                let before = run.record(instance, row, &main);
                for column in 0..main.len() {
                    for value in changes(&mut random, main[column], &main) {
                        let mut changed = main.clone();
                        changed[column] = value;
                        let after = run.record(instance, row, &changed);
                        tried += 1;
                        if !after.broken(&run.entries).is_empty() || before.flow(None) != after.flow(None) {
                            continue;
                        }
                        let hunt = Hunt::new(run, instance, row, &mut random);
                        let only = hunt
                            .rules_of(column)
                            .all(|rule| matches!(rule, Rule::Zero(index) if before.zeros[index].0 == INVERSE));
                        let block = run.tables.facts.block(kind);
                        assert!(only, "{block:?}: column {column} may be {value}");
                        inverses += 1;
                    }
                }
            }
        }
    }
    println!("{tried} changed cells of blocks tried, {inverses} survived, inverses of what is zero");
}

#[test]
fn no_row_of_a_block_makes_something_else_of_what_it_takes() {
    let mut random = Random::new(13);
    let mut tried = 0;
    for (_, run) in runs() {
        for kind in blocks(run).map(|(_, kind)| kind).collect::<BTreeSet<_>>() {
            let hunts: Vec<Hunt> = hunts(std::slice::from_ref(run), kind, &mut random);
            let hunts: Vec<&Hunt> = hunts.iter().filter(|hunt| !hunt.record.flow(None).is_empty()).collect();
            for attempt in 0..200 {
                let hunt = hunts[attempt % hunts.len()];
                tried += 1;
                let Some(row) = hunt.lie(None, Taken::Same, &mut random) else { continue };
                let cells = row.iter().zip(&hunt.honest).enumerate().filter(|(_, (a, b))| a != b);
                let cells: Vec<_> = cells.map(|(column, (is, was))| (column, was.0, is.0)).collect();
                panic!("{:?}: changed {cells:?}", run.tables.facts.block(kind));
            }
        }
    }
    println!("{tried} rows of blocks bent, none is a lie");
}

/// What a rule is called: a constraint's name, a lookup's relation, and of how many bits a range is; with the rules of
/// the same name before it.
fn labels(record: &Record) -> Vec<String> {
    let label = |rule: Rule| match rule {
        Rule::Zero(index) => record.zeros[index].0.to_owned(),
        Rule::Lookup(index) => {
            let Lookup { relation, tuple, .. } = record.lookups[index];
            if relation == Relation::Range { format!("range of {}", tuple[0]) } else { format!("{relation:?}") }
        }
    };
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let numbered = record.rules().map(|rule| {
        let label = label(rule);
        let count = seen.entry(label.clone()).or_default();
        *count += 1;
        format!("{label} {count}")
    });
    numbered.collect()
}

/// Rules of this name are stated by the same code in all pieces that this is the same for: those of the same
/// instructions with as many rules.
fn same_code(run: &Run, kind: Kind, record: &Record, rule: Rule) -> String {
    let ops = &run.tables.facts.block(kind).expect("a block").ops;
    let names: Vec<&str> = ops.iter().map(|op| op.instruction.opcode.name()).collect();
    let is_load = matches!(ops[0].instruction.opcode.family(), Some(Family::Load | Family::LoadSub));
    match rule {
        // Only lookups tell the ROM from memory.
        Rule::Zero(_) if is_load => format!("{names:?} {}", record.zeros.len()),
        Rule::Zero(_) => format!("{names:?} {} {}", ops[0].choice, record.zeros.len()),
        Rule::Lookup(_) => format!("{names:?} {} {} {}", ops[0].choice, record.zeros.len(), record.lookups.len()),
    }
}

/// A lie that takes more cells at once than the search comes upon: the first half of a product grows by 2^16, and one is
/// borrowed from each carry and half behind it, of which the next is zero.
fn borrowed(hunt: &Hunt, rule: Rule) -> bool {
    let one = BaseField::from(1);
    (0..hunt.honest.len().saturating_sub(4)).filter(|&first| hunt.honest[first + 1].0 == 0).any(|first| {
        let mut row = hunt.honest.clone();
        row[first] += BaseField::from(1 << 16);
        row[first + 1] = BaseField::from(0xffff);
        (2..5).for_each(|behind| row[first + behind] -= one);
        let record = hunt.read(&row);
        hunt.broken(&record, Some(rule)).is_empty() && hunt.passes(&record, Some(rule), Taken::Same)
    })
}

fn left_out(tries: usize) {
    let mut random = Random::new(14);
    // Of each rule, whether a lie was found.
    let mut found: BTreeMap<(String, String), bool> = BTreeMap::new();
    for (_, run) in SINGLE.iter() {
        for kind in blocks(run).map(|(_, kind)| kind).collect::<BTreeSet<_>>() {
            let hunts = hunts(std::slice::from_ref(run), kind, &mut random);
            let record = &hunts[0].record;
            for (rule, label) in record.rules().zip(labels(record)) {
                let key = (same_code(run, kind, record, rule), label);
                if found.get(&key) == Some(&true) {
                    continue;
                }
                let is_uneven = |index: usize| {
                    let is_flow = !is_table(record.lookups[index].relation);
                    is_flow && hunts.iter().any(|hunt| hunt.record.flow(None) != hunt.record.flow(Some(index)))
                };
                let mut find = |taken, tries: usize| {
                    (0..tries).any(|attempt| hunts[attempt % hunts.len()].lie(Some(rule), taken, &mut random).is_some())
                };
                let caught = matches!(rule, Rule::Lookup(index) if is_uneven(index))
                    || find(Taken::Same, 1000)
                    || hunts.iter().any(|hunt| borrowed(hunt, rule))
                    || find(Taken::Other, tries)
                    || find(Taken::Same, tries);
                found.insert(key, caught);
            }
        }
    }
    let green: Vec<_> = found.iter().filter(|(_, caught)| !**caught).map(|(key, _)| key).collect();
    println!("blocks: {} rules left out, {} of them green", found.len(), green.len());
    assert!(green.is_empty(), "no lie found without: {green:#?}");
}

#[test]
fn every_rule_of_a_block_left_out_lets_a_lie_pass() {
    left_out(50_000);
}
