//! Several flags of a row at once: why they fetch no instruction, where the sum of their numbers does not say so itself.

use stwo::core::fields::m31::BaseField;

use crate::programs::{TEXT, instruction, set};
use crate::record::record;
use crate::run::{Run, call, program};
use zkvm::components::{Kind, Parameters};
use zkvm::isa::Opcode;
use zkvm::relations::Relation;

/// A tuple is received as often as its row has flags; the bound on the counts of a relation that is bounded, memory's,
/// holds for it as long as the row receives no more often than it accesses memory.
#[test]
fn a_row_accesses_memory_at_least_as_often_as_it_has_flags() {
    for &kind in Kind::ALL {
        let description = kind.describe(&Parameters { log_size: 11, folds: 1, input_length: 100, block: None });
        let named = |wanted: &str| description.zeros.iter().filter(|(name, _)| *name == wanted).count();
        let flags = named("a flag is 0 or 1").max(named("a form is 0 or 1"));
        let memory = description.shape.by_relation[Relation::Memory as usize];
        println!("{kind:?}: {flags} flags, {memory} lookups of memory");
        assert!(memory >= flags, "{kind:?}");
    }
}

/// Both right flags of a shift by an immediate fetch `srli + srai − slli`, the number of `slt`: what refuses them is the
/// table of shifts, which has none to the right twice.
#[test]
fn both_right_flags_of_a_shift_are_refused_by_the_table_of_shifts_alone() {
    let mut made = set(5, 0x1234).to_vec();
    let pc = TEXT + 4 * made.len() as u32;
    made.push(instruction(Opcode::Slt, 7, 5, 0, 0));
    made.extend(call(93, 3, 0, 0));
    let run = Run::new(program(&made), b"in");
    let clock = 4 + (pc - TEXT);
    // A shift by none: the operand itself, where `slt` gives 0.
    let [flags, forms] = [[1, 1].as_slice(), &[1, 0, 0, 0]];
    let step = [pc, clock, 7, 5, 0x1234, 0, clock - 1, 0, 0];
    let split = [16, 0x1_0000, 1, 0, 0x1234, 0, 0];
    let result = [0, 0x1234, 0, 0, 0, 0];
    let cells = [flags, forms, &step, &split, &result].concat();
    let main: Vec<BaseField> = cells.into_iter().map(BaseField::from).collect();
    let parameters = Parameters { log_size: 5, input_length: 2, ..Parameters::default() };
    assert_eq!(Kind::ShiftImm.describe(&parameters).shape.main, main.len());
    let record = record(Kind::ShiftImm, &parameters, &[], &main);
    let broken: Vec<String> = record.broken(&run.entries).into_iter().map(|rule| record.name(rule)).collect();
    assert_eq!(broken, ["lookup 4: Shift"]);
}
