//! With all rules in force no row makes something else of what it takes, but for what is the prover's choice.

use num_traits::Zero;
use stwo::core::fields::m31::P;

use crate::calls::{of, word};
use crate::hunt::{Hunt, Taken, hunts};
use crate::programs::random::Random;
use crate::record::{Lookup, Record};
use crate::run::RUNS;
use zkvm::components::Kind;
use zkvm::relations::Relation::{Boundary, Memory, Output, Rom, Transfer};

/// Whether what a row sends is one of the choices that a prover has, which others have to take up.
fn is_choice(kind: Kind, record: &Record) -> bool {
    let lookups = record.lookups.iter().filter(|lookup| !lookup.multiplicity.is_zero());
    let lookups: Vec<Lookup> = lookups.copied().collect();
    let [before, after] = of::<5>(&lookups, Memory);
    match kind {
        // How many bytes of the word move in this row; the chain goes on there.
        Kind::OutputWord | Kind::OutputWordRom => {
            let [taken, sent] = of::<5>(&lookups, Transfer);
            let [direction, clock, address, remaining, position] = taken[0];
            let count = sent[0][2] - address;
            let next = [direction, clock, address + count, (remaining + P - count) % P, position + count];
            let value = match of::<3>(&lookups, Rom)[0].first() {
                Some([_, low, high]) => low | high << 16,
                None => word(before[0]),
            };
            let bytes = (position..).zip(value.to_le_bytes().into_iter().skip(address as usize % 4));
            let moved: Vec<_> = bytes.take(count as usize).map(|(at, byte)| [at, byte.into()]).collect();
            let stays = before.iter().zip(&after).all(|(before, after)| {
                [before[0], before[1], clock, before[3], before[4]] == *after && before[1] == address & !3
            });
            (1..=4 - address % 4).contains(&count) && sent == [next] && of::<2>(&lookups, Output)[1] == moved && stays
        }
        // Which word comes next; the chain goes on there, and ends at the last word.
        Kind::TouchedWord => {
            let [taken, sent] = of::<1>(&lookups, Boundary).map(|tuples| tuples[0][0]);
            let opened = [1, 4 * sent, 0, 0, 0];
            let next = if taken == P - 1 { 0 } else { taken + 1 };
            let is_opened =
                before.iter().all(|last| last[..2] == opened[..2]) && after.iter().all(|new| *new == opened);
            (next..(1 << 28) + (1 << 16)).contains(&sent) && before.len() == after.len() && is_opened
        }
        // How far a value is carried; the next access takes it there.
        Kind::ClockGap => {
            let ([from], [to]) = (&before[..], &after[..]) else { return false };
            let stays = from[..2] == to[..2] && from[3..] == to[3..];
            stays && from[2] < to[2] && to[2] < (1 << 26) + (1 << 16)
        }
        _ => false,
    }
}

#[test]
fn no_row_makes_something_else_of_what_it_takes() {
    let mut random = Random::new(6);
    let (mut tried, mut chosen) = (0, 0);
    for &kind in Kind::ALL.iter().filter(|kind| !kind.is_table()) {
        // Padding takes nothing, so every row that is made of it is another row.
        let hunts: Vec<Hunt> = hunts(&*RUNS, kind, &mut random);
        let hunts: Vec<&Hunt> = hunts.iter().filter(|hunt| !hunt.record.flow(None).is_empty()).collect();
        for attempt in 0..1500 {
            let hunt = hunts[attempt % hunts.len()];
            tried += 1;
            let Some(row) = hunt.lie(None, Taken::Same, &mut random) else { continue };
            if is_choice(kind, &hunt.read(&row)) {
                chosen += 1;
                continue;
            }
            let cells = row.iter().zip(&hunt.honest).enumerate().filter(|(_, (a, b))| a != b);
            let cells: Vec<_> = cells.map(|(column, (is, was))| (column, was.0, is.0)).collect();
            panic!("{}: changed {cells:?}", kind.name());
        }
        let honest = hunts.iter().all(|hunt| is_choice(kind, &hunt.record));
        let has_choice = [Kind::OutputWord, Kind::OutputWordRom, Kind::TouchedWord, Kind::ClockGap].contains(&kind);
        assert_eq!(honest, has_choice, "{}", kind.name());
    }
    println!("{tried} rows bent: {chosen} are another choice, none is a lie");
}
