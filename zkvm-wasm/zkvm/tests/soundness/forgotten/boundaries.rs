//! Lies about where the memory relation begins and ends, about clocks, and about counts of tuples.

use num_traits::{One, Zero};
use stwo::core::channel::{Blake2sChannel, Channel};
use stwo::core::fields::m31::{BaseField, P};
use stwo::core::fields::qm31::SecureField;
use stwo::prover::backend::Column;

use super::{Step, number};
use crate::record::{Record, record};
use crate::run::{DATA, RUNS};
use zkvm::air::Challenges;
use zkvm::components::{Kind, Parameters};
use zkvm::isa::Opcode::{Add, Lw};
use zkvm::layout::{Instance, Layout, LayoutError};
use zkvm::relations::Relation::{self, Boundary, Memory};

/// What a row of these cells says.
fn row(kind: Kind, cells: &[(usize, i64)]) -> Record {
    let parameters = Parameters { log_size: 5, input_length: 8, ..Parameters::default() };
    let mut main = vec![BaseField::zero(); kind.describe(&parameters).shape.main];
    cells.iter().for_each(|&(column, value)| main[column] = number(value));
    record(kind, &parameters, &[], &main)
}

/// Relations in which a row looks up what no table has, and constraints that it breaks.
fn broken(record: &Record) -> Vec<String> {
    let broken = record.broken(&RUNS[0].entries).into_iter().map(|rule| record.name(rule));
    let mut broken: Vec<String> = broken.map(|name| name.split(": ").last().expect("a name").to_owned()).collect();
    broken.dedup();
    broken
}

fn layout(instances: &[(Kind, u32, usize)]) -> Result<(), LayoutError> {
    let facts = &RUNS[0].tables.facts;
    let mut layout = Layout::with_height(17, |kind| usize::from(kind.is_table()), facts);
    for &(kind, log_size, count) in instances {
        let at = layout.instances.partition_point(|instance| instance.kind < kind);
        layout.instances.splice(at..at, vec![Instance { kind, log_size }; count]);
    }
    layout.check(facts)
}

#[test]
fn forgotten_18_no_count_of_a_tuple_reaches_the_size_of_the_field() {
    assert_eq!(layout(&[(Kind::Fence, 17, 1), (Kind::Constant, 17, 1)]), Ok(()));
    assert_eq!(layout(&[(Kind::Fence, 17, 64), (Kind::Constant, 17, 64)]), Err(LayoutError::Clock));
    assert_eq!(layout(&[(Kind::Fence, 17, 65)]), Err(LayoutError::Order));
    // Rows without a step: the shortest component makes each of the others count 2^5 times as much.
    assert_eq!(layout(&[(Kind::TouchedWord, 17, 31), (Kind::ClockGap, 17, 31)]), Ok(()));
    assert_eq!(layout(&[(Kind::TouchedWord, 17, 64), (Kind::ClockGap, 17, 64)]), Err(LayoutError::Count));
}

#[test]
fn forgotten_21_an_access_is_later_than_the_one_before() {
    let step = Step::with(Kind::AluReg, Add, 3, 4);
    let clock = step.cell(3);
    for later in [clock, clock + 1, clock + 4, clock - 0x1_0001] {
        assert!(step.refusals(&[(9, later)]).contains(&"Range".to_owned()), "{later}");
    }
    let step = Step::with(Kind::Load, Lw, DATA, 0);
    assert!(step.refusals(&[(12, clock + 100)]).contains(&"Range".to_owned()));
    assert_eq!(step.refusals(&[]), [""; 0]);
}

/// Columns of a link of the chain: on, opens, previous, number (2), low half of the distance.
#[test]
fn forgotten_26_no_word_is_opened_twice() {
    let run = &RUNS[0];
    let touched = run.instance(Kind::TouchedWord);
    let empty = (0..).find(|&row| run.witness.traces[touched].columns[0].at(row).is_zero()).expect("padding");
    let (_, uneven) = run.verdict(|witness| {
        for column in &mut witness.traces[touched].columns {
            let value = column.at(1);
            column.as_mut_slice()[empty] = value;
        }
    });
    assert!(uneven.contains(&Boundary));
    let link = |opens, previous, word: i64, low| {
        let number = [(3, word & 0xffff), (4, word >> 16)];
        row(Kind::TouchedWord, &[&[(0, 1), (1, opens), (2, previous), (5, low)], &number[..]].concat())
    };
    assert_eq!(broken(&link(1, 7, 9, 1)), [""; 0]);
    assert_eq!(broken(&link(2, 7, 9, 1)), ["a word is opened or passed"]);
    assert_eq!(broken(&link(1, 9, 9, -1)), ["Range"], "the same word");
    assert_eq!(broken(&link(1, 9, 7, 0xfffd)), ["Range"], "a word before");
    assert_eq!(broken(&link(0, 7, 1 << 28, (1 << 28) - 8)), ["Range"], "a word from 2^30 on");
    assert_eq!(broken(&link(0, 7, 1 << 28, 0xfff8)), ["Range"], "a word from 2^30 on");
    assert_eq!(broken(&row(Kind::TouchedWord, &[(1, 1)])), ["nothing is opened in padding"]);
    let opened = link(1, 7, 9, 1).lookups;
    let first = opened.iter().find(|lookup| lookup.relation == Memory).expect("opened");
    assert_eq!(first.tuple[..5], [1, 36, 0, 0, 0], "aligned, and zero at clock 0");
    // So each place is opened once, at an aligned address; the program's own words are cut out of the chain.
    let mut places = Vec::new();
    for (instance, kind) in run.instances().filter(|(_, kind)| [Kind::Image, Kind::TouchedWord].contains(kind)) {
        for row in 0..1 << run.witness.traces[instance].log_size {
            let record = run.record(instance, row, &run.witness.traces[instance].row(row));
            let opened = record.lookups.into_iter().filter(|l| l.relation == Memory && l.multiplicity.is_one());
            places.extend(opened.map(|lookup| (lookup.tuple[0], lookup.tuple[1], kind)));
        }
    }
    places.sort_unstable();
    assert!(places.windows(2).all(|pair| (pair[0].0, pair[0].1) < (pair[1].0, pair[1].1)), "{places:?}");
    assert!(places.iter().all(|(space, address, _)| *space == 0 || address % 4 == 0));
}

#[test]
fn forgotten_29_a_tuple_of_one_relation_is_none_of_another() {
    let mut channel = Blake2sChannel::default();
    channel.mix_u64(29);
    let challenges = Challenges::draw(&mut channel);
    for tuple in [[1, 2, 3, 4, 5, 6, 7, 8], [0; 8]] {
        let tuple = tuple.map(BaseField::from);
        let number = |&relation: &Relation| challenges.combine(relation, &tuple[..relation.width()]);
        let numbers: Vec<SecureField> = Relation::ALL.iter().map(number).collect();
        for (index, number) in numbers.iter().enumerate() {
            assert!(!numbers[..index].contains(number), "{:?}", Relation::ALL[index]);
        }
    }
    // A byte that is put out is none of the input, though it has the same place and value.
    let run = &RUNS[0];
    let (input, output) = (run.statement().input, run.statement().output);
    assert_eq!(input[..8], output[1..9]);
    let (_, balance) = run.check_as(&run.witness, &run.statement(), 0);
    assert!(balance.keys().all(|(relation, _)| *relation == Relation::Input) && !balance.is_empty());
}

/// Columns of a gap: on, place (2), value (2), from, to (2), low half of the distance.
#[test]
fn forgotten_30_no_chain_of_clock_gaps_reaches_the_future() {
    let gap =
        |from: i64, to: i64, low| row(Kind::ClockGap, &[(0, 1), (5, from), (6, to & 0xffff), (7, to >> 16), (8, low)]);
    assert_eq!(broken(&gap(4, 0x1_0005, 0)), [""; 0]);
    assert_eq!(broken(&gap(4, 4, -1)), ["Range"], "to the same clock");
    assert_eq!(broken(&gap(8, 4, 0xfffb)), ["Range"], "back");
    // Three gaps of a third of the field would come around; each is too long by itself.
    let third = i64::from(P) / 3;
    assert_eq!(broken(&gap(4, 4 + third, third & 0xffff)), ["Range"]);
    assert_eq!(broken(&gap(third, 2 * third, (third - 1) & 0xffff)), ["Range", "Memory"]);
    assert_eq!(broken(&gap(2 * third, 4, (third - 1) & 0xffff)), ["Range", "Memory"], "around the field");
    // The longest that is accepted, from the latest clock, stays far below the field's size.
    let most = (1i64 << 26) + 0xffff;
    assert_eq!(broken(&gap(0, (1 << 26) - 1, 0xfffe)), [""; 0]);
    assert!(2 * most < i64::from(P));
    // A row that is neither on nor off carries fractions.
    assert_eq!(broken(&row(Kind::ClockGap, &[(0, 2), (6, 1)])), ["a row is on or off"]);
}
