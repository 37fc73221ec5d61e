//! Lies about whole runs: steps in another order, ends before the end, and what the public sees of it.

use std::collections::BTreeSet;

use num_traits::Zero;
use stwo::core::fields::m31::BaseField;
use stwo::prover::backend::Column;

use super::Step;
use crate::programs::{instruction, set};
use crate::run::{CONSTANTS, DATA, FRESH, RUNS, call};
use zkvm::components::Kind;
use zkvm::isa::Opcode::Ecall;
use zkvm::public_values::Statement;
use zkvm::relations::Relation::{self, *};
use zkvm::witness::Witness;

fn put(witness: &mut Witness, instance: usize, row: usize, column: usize, value: u32) {
    witness.traces[instance].columns[column].as_mut_slice()[row] = BaseField::from(value);
}

fn clear(witness: &mut Witness, instance: usize, row: usize) {
    for column in &mut witness.traces[instance].columns {
        column.as_mut_slice()[row] = BaseField::zero();
    }
}

fn relations<const N: usize>(relations: [Relation; N]) -> BTreeSet<Relation> {
    relations.into()
}

#[test]
fn forgotten_09_steps_keep_their_order() {
    let run = &RUNS[0];
    let fence = run.instance(Kind::Fence);
    let pc = |row| run.cell(Kind::Fence, row, 1);
    let other = (1..).find(|&row| pc(row) != pc(0)).expect("another fence");
    let clocks = [0, other].map(|row| run.cell(Kind::Fence, row, 2));
    let (failures, uneven) = run.verdict(|witness| {
        put(witness, fence, 0, 2, clocks[1]);
        put(witness, fence, other, 2, clocks[0]);
    });
    assert_eq!((failures, uneven), (BTreeSet::new(), relations([State])));
}

#[test]
fn forgotten_10_a_run_cannot_end_before_it_halts() {
    let run = &RUNS[1];
    let ecall = run.instance(Kind::Ecall);
    let (failures, uneven) = run.verdict(|witness| put(witness, ecall, 0, 0, 0));
    assert!(failures.contains("the number of the call") || uneven.contains(&Halt), "{failures:?}");
    assert!(uneven.contains(&State) && uneven.contains(&Halt));
    let (failures, uneven) = run.verdict(|witness| clear(witness, ecall, 0));
    assert!(failures.is_empty() && uneven.contains(&State) && uneven.contains(&Halt), "{uneven:?}");
    // The number that is exited with is the register's.
    let (failures, _) = run.verdict(|witness| put(witness, ecall, 0, 12, 4));
    assert_eq!(failures, ["the exit code stays, low"].into());
}

#[test]
fn forgotten_11_x0_stays_zero() {
    let run = &RUNS[0];
    let load = run.instance(Kind::Load);
    let row = (0..).find(|&row| run.witness.traces[load].columns[3].at(row) == BaseField::from(32)).expect("lw x0");
    let (_, uneven) = run.verdict(|witness| put(witness, load, row, 3, 0));
    assert_eq!(uneven, relations([Program, Memory]));
}

#[test]
fn forgotten_12_a_call_cannot_be_left_half_way() {
    let run = &RUNS[0];
    for (kind, of) in [(Kind::InputWord, Input), (Kind::OutputWord, Output), (Kind::OutputWordRom, Output)] {
        for row in run.rows(run.instance(kind), usize::MAX) {
            let (failures, uneven) = run.verdict(|witness| clear(witness, run.instance(kind), row));
            assert_eq!(failures, BTreeSet::new());
            assert!(uneven.contains(&Transfer) && uneven.contains(&of), "{} {row}: {uneven:?}", kind.name());
        }
    }
}

#[test]
fn forgotten_13_public_input_output_and_exit_code_are_bound() {
    let run = &RUNS[0];
    let read = run.execution.outcome.input_position as usize;
    let statement = run.statement();
    let uneven = |statement: &Statement, read| -> BTreeSet<Relation> {
        run.check_as(&run.witness, statement, read).1.into_keys().map(|key| key.0).collect()
    };
    assert_eq!(uneven(&statement, read), relations([]));
    assert_eq!(uneven(&statement, read - 1), relations([Input]));
    let mut input = run.input.clone();
    input[3] ^= 1;
    assert_eq!(uneven(&Statement { input: &input, ..statement.clone() }, read), relations([Input]));
    let mut output = statement.output.to_vec();
    output[3] ^= 1;
    assert_eq!(uneven(&Statement { output: &output, ..statement.clone() }, read), relations([Output]));
    let output = &statement.output[..4];
    assert_eq!(uneven(&Statement { output, ..statement.clone() }, read), relations([Output]));
    let exit_code = statement.exit_code ^ 0x1_0000;
    assert_eq!(uneven(&Statement { exit_code, ..statement.clone() }, read), relations([Halt]));
}

/// The row of a call, after the instructions that prepare it.
fn prepared(number: u32, a0: u32, a1: u32, a2: u32) -> Step {
    let mut before = call(number, a0, a1, a2);
    before.pop();
    Step::of(Kind::Ecall, &before, instruction(Ecall, 0, 0, 0, 0))
}

#[test]
fn forgotten_23_arguments_of_calls_and_what_they_do_to_memory_are_bound() {
    // Columns: 7 is a7, 10 and 12 a0 before and after, 15 a1, 18 a2.
    let read = prepared(63, 0, FRESH, 5);
    assert_eq!(read.refusals(&[(7, 64)]), ["Memory", "the number of the call"]);
    assert_eq!(read.refusals(&[(8, 1)]), ["Memory", "the number of the call is small"]);
    assert_eq!(read.refusals(&[(10, 1)]), ["Memory", "the descriptor"]);
    assert_eq!(read.refusals(&[(11, 1)]), ["Memory", "the descriptor is small"]);
    assert_eq!(read.refusals(&[(15, 4)]), ["Memory", "Transfer"], "another buffer");
    assert!(read.refusals(&[(12, 4)]).contains(&"the whole length, low".to_owned()));
    assert_eq!(read.refusals(&[(22, 1), (24, 6)]), ["Memory", "Transfer"], "another place in the input");
    let write = prepared(64, 1, DATA, 5);
    assert!(write.refusals(&[(12, 4)]).contains(&"the whole length, low".to_owned()));
    let refusals = write.refusals(&[(12, 4), (21, 0)]);
    assert!(refusals.contains(&"only a read may give less".to_owned()), "{refusals:?}");
    let log = prepared(64, 2, DATA, 5);
    assert_eq!(log.refusals(&[(12, 4), (21, 0)]), ["only a read may give less"]);

    // A byte beside the buffer: columns 10 and 11 are the word before, 12 and 13 its low bytes, 14 to 17 the new bytes.
    let run = &RUNS[0];
    let words = run.instance(Kind::InputWord);
    let first = run.rows(words, usize::MAX)[0];
    assert_eq!([5, 6].map(|column| run.cell(Kind::InputWord, first, column)), [0, 1], "begins at its second byte");
    let (failures, _) = run.verdict(|witness| put(witness, words, first, 14, 9));
    assert_eq!(failures, ["a byte that does not move stays"].into());
    let (failures, uneven) = run.verdict(|witness| put(witness, words, first, 15, 9));
    assert_eq!((failures, uneven), (BTreeSet::new(), relations([Memory, Input])));
}

#[test]
fn forgotten_25_a_buffer_does_not_reach_around_the_end() {
    for (number, descriptor, buffer) in [(63, 0, FRESH), (64, 1, DATA), (64, 1, CONSTANTS)] {
        let step = prepared(number, descriptor, buffer, 5);
        // The buffer begins before 2^32, or near 2^31, where an address and its number differ.
        for high in [0xffff, 0x8000, 0x7fff] {
            let refusals = step.refusals(&[(16, high)]);
            assert!(refusals.contains(&"Range".to_owned()), "{high:#x}: {refusals:?}");
        }
        // And so long that address and length come around.
        let long = step.refusals(&[(12, 5), (13, 0xffff), (18, 5), (19, 0xffff)]);
        assert!(long.contains(&"Range".to_owned()), "{long:?}");
    }
}

#[test]
fn forgotten_27_a_read_cannot_choose_its_length() {
    let run = &RUNS[0];
    let ecall = run.instance(Kind::Ecall);
    // The first call reads 11 bytes: 5 instead, with everything in the row that follows from it.
    let (failures, _) = run.verdict(|witness| {
        for (column, value) in [(12, 5), (21, 0), (24, 6), (25, 0)] {
            put(witness, ecall, 0, column, value);
        }
    });
    assert!(failures.contains("a read gives less"), "{failures:?}");
    let (failures, _) = run.verdict(|witness| {
        for (column, value) in [(12, 5), (21, 0), (24, 6), (25, 0), (26, 1), (27, 0)] {
            put(witness, ecall, 0, column, value);
        }
    });
    assert_eq!(failures, ["less only where nothing is left"].into());
}

#[test]
fn forgotten_28_no_store_reaches_the_text_or_the_constants() {
    let run = &RUNS[0];
    let rom: BTreeSet<u32> = run.tables.program.rom.iter().map(|(address, _)| *address).collect();
    for (instance, _) in run.instances() {
        for row in run.rows(instance, usize::MAX) {
            for lookup in run.record(instance, row, &run.witness.traces[instance].row(row)).lookups {
                let is_memory = lookup.relation == Memory && lookup.tuple[0] == 1;
                assert!(!is_memory || lookup.multiplicity.is_zero() || !rom.contains(&lookup.tuple[1]));
            }
        }
    }
    // A store there takes what nobody sent.
    let store = Step::of(Kind::Store, &set(5, DATA), instruction(zkvm::isa::Opcode::Sw, 0, 5, 6, 0));
    let [text, constants] = [crate::programs::TEXT, CONSTANTS].map(|address| {
        assert!(rom.contains(&address));
        i64::from(address >> 16)
    });
    for high in [text, constants] {
        assert_eq!(store.refusals(&[(7, high)]), ["Memory"]);
    }
    assert!(store.refusals(&[]).is_empty());
}
