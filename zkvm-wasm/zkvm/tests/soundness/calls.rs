//! System calls, against a machine of a few lines that knows nothing of the executor.

use std::collections::BTreeMap;

use num_traits::{One, Zero};

use crate::record::Lookup;
use crate::run::{RUNS, Run};
use zkvm::components::Kind;
use zkvm::relations::Relation;

/// What rows of a kind look up, each with what it sends and takes.
fn rows(run: &Run, kind: Kind) -> Vec<Vec<Lookup>> {
    let instances = run.instances().filter(|(_, other)| *other == kind);
    let rows = instances.flat_map(|(instance, _)| {
        let trace = &run.witness.traces[instance];
        run.rows(instance, usize::MAX).into_iter().map(move |row| run.record(instance, row, &trace.row(row)).lookups)
    });
    rows.map(|lookups| lookups.into_iter().filter(|lookup| !lookup.multiplicity.is_zero()).collect()).collect()
}

/// The tuples of a relation: what is taken, then what is sent.
pub fn of<const N: usize>(lookups: &[Lookup], relation: Relation) -> [Vec<[u32; N]>; 2] {
    [false, true].map(|sent| {
        let those = lookups.iter().filter(|l| l.relation == relation && l.multiplicity.is_one() == sent);
        those.map(|lookup| std::array::from_fn(|i| lookup.tuple[i])).collect()
    })
}

pub fn word([_, _, _, low, high]: [u32; 5]) -> u32 {
    low | high << 16
}

/// A link of a buffer's chain: direction, clock, address, remaining, position.
type Link = [u32; 5];

#[test]
fn matches_the_isa_in_calls_and_the_words_that_they_move() {
    let (mut calls, mut words) = (0, 0);
    for run in RUNS.iter() {
        let mut begun: BTreeMap<Link, Link> = BTreeMap::new();
        let mut by_clock = rows(run, Kind::Ecall);
        by_clock.sort_by_key(|lookups| of::<2>(lookups, Relation::State)[0][0][1]);
        let (mut input, mut output) = (0, 0);
        for lookups in &by_clock {
            let [taken, sent] = of::<2>(lookups, Relation::State);
            let [pc, clock] = taken[0];
            let [before, after] = of::<5>(lookups, Relation::Memory);
            let register = |number: u32| {
                let place = before.iter().position(|tuple| tuple[..2] == [0, number]).expect("is accessed");
                assert_eq!(after[place][..3], [0, number, clock]);
                (word(before[place]), word(after[place]))
            };
            let [(number, a7), (argument, a0), (address, a1), (length, a2)] = [17, 10, 11, 12].map(register);
            assert_eq!((a7, a1, a2), (number, address, length), "arguments stay");
            let halt = of::<2>(lookups, Relation::Halt)[1].first().map(|[low, high]| low | high << 16);
            let chain = of::<5>(lookups, Relation::Transfer);
            let mut moves = |direction: u32, place: u32, position: u32, count: u32| {
                assert_eq!(register(place), (position, position + count));
                begun.insert(
                    [direction, clock + 1, address, count, position],
                    [direction, clock + 1, address + count, 0, position + count],
                );
                assert_eq!(begun.get(&chain[1][0]), Some(&chain[0][0]));
            };
            let places = before.len();
            match (number, argument) {
                (93 | 94, code) => assert_eq!((halt, a0, places, sent.len()), (Some(code), code, 4, 0)),
                (63, 0) => {
                    let count = length.min(run.input.len() as u32 - input);
                    moves(0, zkvm::execute::INPUT_POSITION.into(), input, count);
                    input += count;
                    assert_eq!((a0, places), (count, 5));
                }
                (64, 1) => {
                    moves(1, zkvm::execute::OUTPUT_LENGTH.into(), output, length);
                    output += length;
                    assert_eq!((a0, places), (length, 5));
                }
                (64, 2) => assert_eq!((a0, places, chain[0].len()), (length, 4, 0)),
                other => panic!("{other:?} is no call"),
            }
            assert!(halt.is_some() || sent == [[pc + 4, clock + 4]]);
            calls += 1;
        }
        assert_eq!(output as usize, run.execution.outcome.output.len());

        let mut next: BTreeMap<Link, Link> = BTreeMap::new();
        for kind in [Kind::InputWord, Kind::OutputWord, Kind::OutputWordRom] {
            for lookups in rows(run, kind) {
                let [taken, sent] = of::<5>(&lookups, Relation::Transfer);
                let [direction, clock, address, remaining, position] = taken[0];
                let count = remaining.min(4 - address % 4);
                let link = [direction, clock, address + count, remaining - count, position + count];
                assert_eq!(sent, [link]);
                let bytes = (address % 4..address % 4 + count).zip(position..);
                let [before, after] = of::<5>(&lookups, Relation::Memory);
                let rom = of::<3>(&lookups, Relation::Rom)[0].first().map(|[_, low, high]| low | high << 16);
                if kind == Kind::InputWord {
                    assert_eq!(direction, 0);
                    let mut expected = word(before[0]).to_le_bytes();
                    bytes.for_each(|(at, position)| expected[at as usize] = run.input[position as usize]);
                    assert_eq!(word(after[0]), u32::from_le_bytes(expected));
                } else {
                    assert_eq!(direction, 1);
                    let value = rom.unwrap_or_else(|| word(before[0])).to_le_bytes();
                    let expected: Vec<_> = bytes.map(|(at, position)| [position, value[at as usize].into()]).collect();
                    assert_eq!(of::<2>(&lookups, Relation::Output)[1], expected);
                    assert!(
                        expected
                            .iter()
                            .all(|[at, byte]| { u32::from(run.execution.outcome.output[*at as usize]) == *byte })
                    );
                    assert_eq!(
                        before.iter().map(|&tuple| word(tuple)).collect::<Vec<_>>(),
                        after.iter().map(|&tuple| word(tuple)).collect::<Vec<_>>()
                    );
                }
                let at = [1, address & !3, clock];
                assert!(after.iter().all(|tuple| tuple[..3] == at));
                next.insert(taken[0], link);
                words += 1;
            }
        }
        // Each chain that was begun goes on to its end, and no other was.
        let links = next.len();
        let mut followed = 0;
        for (begin, end) in begun {
            let mut link = begin;
            while link != end {
                link = next[&link];
                followed += 1;
            }
        }
        assert_eq!(followed, links);
    }
    println!("{calls} calls and {words} words of buffers are what the machine says");
}
