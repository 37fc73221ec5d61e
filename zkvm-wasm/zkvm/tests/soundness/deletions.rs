//! For every constraint and every lookup a lie that nothing else would catch: leave the one out, and it passes. Most are
//! found, some are written down.

use std::collections::{BTreeMap, BTreeSet};

use crate::hunt::{Hunt, Taken, hunts};
use crate::lies::LIES;
use crate::programs::random::Random;
use crate::record::{Lookup, Rule, Tuple, is_table};
use crate::run::RUNS;
use zkvm::components::Kind;
use zkvm::relations::Relation;

/// How often the search tries to find a lie before it gives up.
const TRIES: usize = 400_000;

/// Whether a lie is written down that the rule alone refuses. One that does not hold is a failure.
fn is_written(kind: Kind, name: &str, random: &mut Random) -> bool {
    let mut lies = LIES.iter().filter(|lie| lie.kind == kind && lie.rule == name).peekable();
    let is_there = lies.peek().is_some();
    for lie in lies {
        let (run, instance, place, row) = lie.row();
        let hunt = Hunt::new(run, instance, place, random);
        let record = hunt.read(&row);
        let target = record.rules().find(|&rule| record.name(rule) == name);
        assert!(target.is_some(), "{}: no {name}", kind.name());
        let broken: Vec<String> = hunt.broken(&record, target).into_iter().map(|rule| record.name(rule)).collect();
        assert!(broken.is_empty(), "{}, {name}: {broken:?} refuses it as well", kind.name());
        assert!(hunt.passes(&record, target, Taken::Other), "{}, {name}: no lie", kind.name());
    }
    is_there
}

#[test]
fn every_constraint_and_lookup_left_out_lets_a_lie_pass() {
    let mut random = Random::new(5);
    let (mut caught, mut loose, mut uneven) = (0, 0, 0);
    let mut green = Vec::new();
    for &kind in Kind::ALL.iter().filter(|kind| !kind.is_table() || **kind == Kind::Image) {
        let hunts = hunts(&*RUNS, kind, &mut random);
        let record = &hunts[0].record;
        for rule in record.rules() {
            if let Rule::Lookup(index) = rule {
                // Without it, what another row sends or takes is left over: the honest run itself is uneven.
                let is_flow = !is_table(record.lookups[index].relation);
                if is_flow && hunts.iter().any(|hunt| hunt.record.flow(None) != hunt.record.flow(Some(index))) {
                    uneven += 1;
                    continue;
                }
            }
            let written = is_written(kind, &record.name(rule), &mut random);
            let mut find = |taken, tries: usize| {
                (0..tries).find_map(|attempt| hunts[attempt % hunts.len()].lie(Some(rule), taken, &mut random))
            };
            if written || find(Taken::Same, 3000).is_some() {
                caught += 1;
            } else if find(Taken::Other, TRIES).is_some() || find(Taken::Same, TRIES).is_some() {
                loose += 1;
            } else {
                green.push((kind, record.name(rule)));
            }
        }
    }
    println!(
        "deletions: {caught} caught by a lie about one row, {loose} by a lie about several, {uneven} by the balance, {} green",
        green.len()
    );
    assert!(green.is_empty(), "no lie found without: {green:#?}");
}

/// A table has no constraints, and each of its lookups sends entries that nothing else sends.
#[test]
fn every_lookup_of_a_table_left_out_leaves_rows_without_their_entries() {
    let mut missed = 0;
    for run in RUNS.iter() {
        for (instance, kind) in run.instances().filter(|(_, kind)| kind.is_table() && *kind != Kind::Image) {
            let trace = &run.witness.traces[instance];
            let mut senders: BTreeMap<(Relation, Tuple), BTreeSet<usize>> = BTreeMap::new();
            let mut lookups = 0;
            for row in 0..1 << trace.log_size {
                let record = run.record(instance, row, &trace.row(row));
                assert!(record.zeros.is_empty(), "{}", kind.name());
                lookups = record.lookups.len();
                for (index, lookup) in record.lookups.iter().enumerate() {
                    let Lookup { relation, tuple, .. } = *lookup;
                    assert!(run.entries.hold(relation, &tuple), "{}: {lookup:?}", kind.name());
                    senders.entry((relation, tuple)).or_default().insert(index);
                }
            }
            for index in 0..lookups {
                let alone = senders.values().any(|senders| senders.len() == 1 && senders.contains(&index));
                assert!(alone, "{}: lookup {index} can be left out", kind.name());
                missed += 1;
            }
        }
    }
    println!("{missed} lookups of tables left out, all missed");
}
