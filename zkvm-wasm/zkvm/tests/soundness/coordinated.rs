//! Lies that several cells or several rows tell together.

use std::collections::BTreeSet;

use num_traits::Zero;
use stwo::core::fields::m31::BaseField;
use stwo::prover::backend::Column;

use crate::record::record;
use crate::run::{RUNS, Run};
use zkvm::components::{Kind, Parameters};
use zkvm::public_values::Statement;
use zkvm::relations::Relation;
use zkvm::witness::Witness;

/// A word of a buffer that moves no byte would take the link of the chain that it sends itself: it needs no call, and
/// its clock is whatever the prover likes. 2^15 of them carry a word of memory around the field, into the past.
#[test]
fn rejects_a_word_of_a_buffer_that_moves_nothing() {
    for kind in [Kind::InputWord, Kind::OutputWord, Kind::OutputWordRom] {
        let parameters = Parameters { log_size: 5, folds: 0, input_length: 8 };
        let mut main = vec![BaseField::zero(); kind.describe(parameters).shape.main];
        // On; clock, address, remaining and position are free; no byte moves, so the first one is behind the word.
        for (column, value) in [(0, 1), (1, 50_000), (2, 0x5_0000), (3, 9), (4, 3), (9, 3)] {
            main[column] = BaseField::from(value);
        }
        let record = record(kind, parameters, &[], &main);
        let is_linked = record.flow(None).keys().any(|(relation, _)| *relation == Relation::Transfer);
        assert!(!is_linked, "what it takes is what it sends");
        let broken = record.zeros.iter().filter(|(_, value)| !value.is_zero()).map(|(name, _)| *name);
        assert_eq!(broken.collect::<Vec<_>>(), ["a byte moves"], "{}", kind.name());
    }
}

/// A copy of the columns of a run, to change.
fn copy(run: &Run) -> Witness {
    let Witness { layout, shapes, traces } = &run.witness;
    Witness { layout: layout.clone(), shapes: shapes.clone(), traces: traces.clone() }
}

fn instance(run: &Run, kind: Kind) -> usize {
    run.instances().find(|(_, other)| *other == kind).expect("there").0
}

/// What the whole run says to a lie: constraints that fail, and relations that are uneven.
fn verdict(run: &Run, lie: impl FnOnce(&mut Witness)) -> (BTreeSet<&'static str>, BTreeSet<Relation>) {
    let mut witness = copy(run);
    lie(&mut witness);
    let (failures, balance) = run.check(&witness);
    (failures.into_iter().map(|failure| failure.2).collect(), balance.into_keys().map(|key| key.0).collect())
}

fn put(witness: &mut Witness, instance: usize, row: usize, column: usize, value: u32) {
    witness.traces[instance].columns[column].as_mut_slice()[row] = BaseField::from(value);
}

fn relations<const N: usize>(relations: [Relation; N]) -> BTreeSet<Relation> {
    relations.into()
}

#[test]
fn negative_10_a_run_cannot_end_before_it_halts() {
    let run = &RUNS[1];
    let ecall = instance(run, Kind::Ecall);
    let (failures, uneven) = verdict(run, |witness| put(witness, ecall, 0, 0, 0));
    assert!(failures.contains("the number of the call") || uneven.contains(&Relation::Halt), "{failures:?}");
    assert!(uneven.contains(&Relation::State) && uneven.contains(&Relation::Halt));
}

#[test]
fn negative_11_x0_stays_zero() {
    let run = &RUNS[0];
    let load = instance(run, Kind::Load);
    let row = (0..).find(|&row| run.witness.traces[load].columns[3].at(row) == BaseField::from(32)).expect("lw x0");
    let (_, uneven) = verdict(run, |witness| put(witness, load, row, 3, 0));
    assert_eq!(uneven, relations([Relation::Program, Relation::Memory]));
}

#[test]
fn negative_13_public_input_output_and_exit_code_are_bound() {
    let run = &RUNS[0];
    let read = run.execution.outcome.input_position as usize;
    let statement = run.statement();
    let uneven = |statement: &Statement, read| -> BTreeSet<Relation> {
        run.check_as(&run.witness, statement, read).1.into_keys().map(|key| key.0).collect()
    };
    assert_eq!(uneven(&statement, read), relations([]));
    assert_eq!(uneven(&statement, read - 1), relations([Relation::Input]));
    let mut input = run.input.clone();
    input[3] ^= 1;
    assert_eq!(uneven(&Statement { input: &input, ..statement.clone() }, read), relations([Relation::Input]));
    let mut output = statement.output.to_vec();
    output[3] ^= 1;
    assert_eq!(uneven(&Statement { output: &output, ..statement.clone() }, read), relations([Relation::Output]));
    let output = &statement.output[..4];
    assert_eq!(uneven(&Statement { output, ..statement.clone() }, read), relations([Relation::Output]));
    let exit_code = statement.exit_code ^ 0x1_0000;
    assert_eq!(uneven(&Statement { exit_code, ..statement.clone() }, read), relations([Relation::Halt]));
}

#[test]
fn negative_26_no_word_is_opened_twice() {
    let run = &RUNS[0];
    let touched = instance(run, Kind::TouchedWord);
    let empty = (0..).find(|&row| run.witness.traces[touched].columns[0].at(row).is_zero()).expect("padding");
    let (_, uneven) = verdict(run, |witness| {
        for column in &mut witness.traces[touched].columns {
            let value = column.at(1);
            column.as_mut_slice()[empty] = value;
        }
    });
    assert!(uneven.contains(&Relation::Boundary));
}

#[test]
fn negative_27_a_read_cannot_choose_its_length() {
    let run = &RUNS[0];
    let ecall = instance(run, Kind::Ecall);
    // The first call reads 11 bytes: 5 instead, with everything in the row that follows from it.
    let (failures, _) = verdict(run, |witness| {
        for (column, value) in [(12, 5), (21, 0), (24, 6), (25, 0)] {
            put(witness, ecall, 0, column, value);
        }
    });
    assert!(failures.contains("a read gives less"), "{failures:?}");
}

#[test]
fn negative_28_no_tuple_of_memory_is_in_the_text_or_the_constants() {
    let run = &RUNS[0];
    let rom: BTreeSet<u32> = run.tables.program.rom.iter().map(|(address, _)| *address).collect();
    for (instance, _) in run.instances() {
        for row in run.rows(instance, usize::MAX) {
            for lookup in run.record(instance, row, &run.witness.traces[instance].row(row)).lookups {
                let is_memory = lookup.relation == Relation::Memory && lookup.tuple[0] == 1;
                assert!(!is_memory || lookup.multiplicity.is_zero() || !rom.contains(&lookup.tuple[1]));
            }
        }
    }
}

#[test]
fn negative_18_no_count_of_a_tuple_reaches_the_size_of_the_field() {
    let facts = &RUNS[0].tables.facts;
    let steps = |log_size, count| {
        let mut layout = RUNS[0].witness.layout.clone();
        layout.max_log = 17;
        layout.instances = zkvm::layout::Layout::with_height(17, |kind| usize::from(kind.is_table()), facts).instances;
        let fence = (0..count).map(|_| zkvm::layout::Instance { kind: Kind::Fence, log_size });
        let constant = (0..count).map(|_| zkvm::layout::Instance { kind: Kind::Constant, log_size });
        let at = layout.instances.partition_point(|instance| instance.kind < Kind::Constant);
        layout.instances.splice(at..at, constant.chain(fence));
        layout.check(facts)
    };
    assert_eq!(steps(17, 1), Ok(()));
    assert_eq!(steps(17, 64), Err(zkvm::layout::LayoutError::Clock));
    assert_eq!(steps(17, 65), Err(zkvm::layout::LayoutError::Order));
}
