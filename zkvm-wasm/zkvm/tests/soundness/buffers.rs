//! Calls whose buffers are at the edges of the memory: what the executor runs is proven, and what it refuses cannot be.

use stwo::core::fields::m31::BaseField;

use crate::record::Rule;
use crate::run::{Run, call, program};
use zkvm::components::Kind;
use zkvm::relations::Relation;

const END: u32 = 1 << 30;
/// Columns of the buffer's address in a call.
const ADDRESS: [usize; 2] = [15, 16];

fn run(number: u32, descriptor: u32, address: u32, length: u32) -> Run {
    let mut made = call(number, descriptor, address, length);
    made.extend(call(93, 0, 0, 0));
    Run::new(program(&made), b"input")
}

#[test]
fn what_ends_at_the_edge_is_proven() {
    let calls = [(63, 0, END - 4, 4), (63, 0, END - 1, 0), (64, 1, END - 2, 2), (64, 1, END - 1, 0)];
    let logs = [(64, 2, END, 0), (64, 2, u32::MAX, 5), (64, 2, 1, u32::MAX)];
    for (number, descriptor, address, length) in calls.into_iter().chain(logs) {
        let run = run(number, descriptor, address, length);
        let (failures, balance) = run.check(&run.witness);
        assert!(failures.is_empty() && balance.is_empty(), "{length} bytes at {address:#x}: {failures:?} {balance:?}");
    }
}

/// Where no byte moves no word of the memory is there to refuse the address.
#[test]
fn rejects_an_empty_buffer_outside_the_memory() {
    for (number, descriptor) in [(63, 0), (64, 1)] {
        let run = run(number, descriptor, 8, 0);
        let (instance, _) = run.instances().find(|(_, kind)| *kind == Kind::Ecall).expect("a call");
        let honest = run.witness.traces[instance].row(0);
        assert_eq!(ADDRESS.map(|column| honest[column].0), [8, 0]);
        for (high, is_there) in [(0x3fff, true), (0x4000, false), (0x7fff, false), (0x8000, false), (0xffff, false)] {
            let mut row = honest.clone();
            row[ADDRESS[1]] = BaseField::from(high);
            let record = run.record(instance, 0, &row);
            let broken = record.broken(&run.entries);
            let is_range =
                |rule: &Rule| matches!(rule, Rule::Lookup(index) if record.lookups[*index].relation == Relation::Range);
            assert_eq!(broken.is_empty(), is_there, "{high:#x}");
            assert!(broken.iter().all(is_range));
        }
    }
}
