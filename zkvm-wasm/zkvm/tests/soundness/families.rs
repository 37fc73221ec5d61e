//! What every family has to accept, and that its rows are what the instruction set says.

use num_traits::{One, Zero};
use stwo::core::fields::m31::BaseField;

use crate::record::{Lookup, record};
use crate::run::RUNS;
use zkvm::components::{Kind, Parameters};
use zkvm::gadgets::access::Space;
use zkvm::isa::{Family, Format, Instruction, Opcode, semantics};
use zkvm::relations::Relation;

#[test]
fn accepts_random_steps() {
    let mut seen = Vec::new();
    for run in RUNS.iter() {
        let (failures, balance) = run.check(&run.witness);
        assert_eq!(failures, []);
        assert!(balance.is_empty(), "uneven: {balance:?}");
        seen.extend(run.instances().filter(|&(instance, _)| !run.rows(instance, 1).is_empty()).map(|(_, kind)| kind));
    }
    println!("rows of {} kinds in {} instances are accepted", Kind::ALL.len(), seen.len());
    for kind in Kind::ALL {
        assert!(seen.contains(kind), "no run has {}", kind.name());
    }
}

#[test]
fn accepts_padding_and_it_adds_nothing() {
    for &kind in Kind::ALL.iter().filter(|kind| !kind.is_table()) {
        let parameters = Parameters { log_size: 11, folds: 1, input_length: 100, block: None };
        let zero = BaseField::zero();
        let record = record(kind, &parameters, &[], &vec![zero; kind.describe(&parameters).shape.main]);
        assert!(record.zeros.iter().all(|(_, value)| value.is_zero()), "{}", kind.name());
        assert!(record.lookups.iter().all(|lookup| lookup.multiplicity.is_zero()), "{}", kind.name());
    }
}

/// What a row reads and writes, from its lookups alone.
struct Seen {
    pc: u32,
    clock: u32,
    next_pc: Option<u32>,
    accesses: Vec<(u32, u32, u32, u32)>,
    rom: Option<u32>,
}

impl Seen {
    fn of(lookups: &[Lookup]) -> Option<Self> {
        let sent = |lookup: &&Lookup| lookup.multiplicity.is_one();
        let of = |relation| {
            lookups.iter().filter(move |lookup| lookup.relation == relation && !lookup.multiplicity.is_zero())
        };
        let begin = of(Relation::State).find(|lookup| !lookup.multiplicity.is_one())?.tuple;
        let word = |tuple: &[u32]| tuple[0] | tuple[1] << 16;
        let memory: Vec<&Lookup> = of(Relation::Memory).collect();
        let accesses = memory.chunks(2).map(|pair| {
            let (before, after) = (pair[0].tuple, pair[1].tuple);
            assert_eq!(before[..2], after[..2], "one place");
            (after[0], after[2] - begin[1], word(&before[3..]), word(&after[3..]))
        });
        Some(Self {
            pc: begin[0],
            clock: begin[1],
            next_pc: of(Relation::State).find(sent).map(|lookup| lookup.tuple[0]),
            accesses: accesses.collect(),
            rom: of(Relation::Rom).next().map(|lookup| word(&lookup.tuple[1..])),
        })
    }

    fn access(&self, slot: u32) -> Option<(u32, u32)> {
        let space = if slot == 2 { Space::Memory } else { Space::Register };
        let found = self.accesses.iter().find(|access| access.0 == space as u32 && access.1 == slot);
        found.map(|access| (access.2, access.3))
    }
}

/// What is written to `rd`, what memory becomes, and the next pc.
fn expected(instruction: Instruction, pc: u32, x: u32, y: u32, memory: u32) -> (Option<u32>, u32, u32) {
    let Instruction { opcode, imm, .. } = instruction;
    let address = x.wrapping_add(imm);
    let in_line = pc.wrapping_add(4);
    let is_register = opcode.format() == Format::Register;
    match opcode.family() {
        Some(Family::BranchEqual | Family::BranchLess) => {
            let taken = semantics::branch_taken(opcode, x, y);
            (None, memory, if taken { pc.wrapping_add(imm) } else { in_line })
        }
        Some(Family::Jal) => (Some(in_line), memory, pc.wrapping_add(imm)),
        Some(Family::Jalr) => (Some(in_line), memory, address & !1),
        Some(Family::Upper) => (Some(semantics::upper(opcode, pc, imm)), memory, in_line),
        Some(Family::Load | Family::LoadSub) => (Some(semantics::load(opcode, memory, address)), memory, in_line),
        Some(Family::Store | Family::StoreSub) => (None, semantics::store(opcode, memory, address, y), in_line),
        Some(Family::Fence) => (None, memory, in_line),
        _ => (Some(semantics::alu(opcode, x, if is_register { y } else { imm })), memory, in_line),
    }
}

#[test]
fn matches_the_isa() {
    let mut rows = 0;
    let mut opcodes = std::collections::BTreeSet::new();
    for run in RUNS.iter() {
        let code = &run.tables.code.instructions;
        for (instance, kind) in run.instances() {
            if kind.is_table() || kind == Kind::Ecall {
                continue;
            }
            for row in run.rows(instance, usize::MAX) {
                let record = run.record(instance, row, &run.witness.traces[instance].row(row));
                let Some(seen) = Seen::of(&record.lookups) else { continue };
                let (_, instruction) = code[code.binary_search_by_key(&seen.pc, |(pc, _)| *pc).expect("in the text")];
                let instruction = instruction.expect("an instruction");
                let [x, y] = [0, 1].map(|slot| {
                    seen.access(slot).map_or(0, |(before, after)| {
                        assert_eq!(before, after, "operands stay");
                        before
                    })
                });
                let memory = seen.access(2).or(seen.rom.map(|word| (word, word))).unwrap_or_default();
                let (written, after, next_pc) = expected(instruction, seen.pc, x, y, memory.0);
                let written = written.map(|value| (seen.access(3).map(|access| access.1), Some(value)));
                let at = format!("{instruction:?} at clock {}", seen.clock);
                written.map_or_else(
                    || assert_eq!(seen.access(3), None, "{at}"),
                    |(is, must)| assert_eq!(is, must, "{at}"),
                );
                assert_eq!((memory.1, seen.next_pc), (after, Some(next_pc)), "{at}");
                opcodes.insert(instruction.opcode);
                rows += 1;
            }
        }
    }
    println!("{rows} rows of {} opcodes are what the instruction set says", opcodes.len());
    let proven = Opcode::ALL.iter().filter(|opcode| opcode.family().is_some_and(|family| family != Family::Ecall));
    assert_eq!(opcodes.len(), proven.count());
}
