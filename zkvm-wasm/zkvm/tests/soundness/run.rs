//! Runs that between them use every component in every way, and their rows.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use num_traits::Zero;
use stwo::core::fields::m31::BaseField;

use crate::programs::random::{self, Random};
use crate::programs::{self, set};
use crate::record::{Entries, Record, record};
use stwo::prover::backend::Column;
use zkvm::air::Trace;
use zkvm::air::check::Balance;
use zkvm::components::{Kind, Parameters};
use zkvm::execute::{Execution, execute};
use zkvm::isa::Opcode::{self, *};
use zkvm::isa::{Instruction, encode};
use zkvm::layout::Layout;
use zkvm::limits::Limits;
use zkvm::program::{self, Program, Segment};
use zkvm::public_values::{Statement, each_public_tuple};
use zkvm::relations::Relation;
use zkvm::tables::Tables;
use zkvm::witness::Witness;

/// A run with its columns.
pub struct Run {
    pub tables: Tables,
    pub entries: Entries,
    pub input: Vec<u8>,
    pub execution: Execution,
    pub witness: Witness,
    fixed: Vec<Trace>,
}

impl Run {
    pub fn new(program: Program, input: &[u8]) -> Self {
        let tables = Tables::new(program);
        let execution = execute(&tables.program, input, Limits::default()).expect("the program runs");
        let layout = Layout::of(&tables, &execution);
        let witness = Witness::new(&tables, layout, &execution, input.len() as u32);
        let columns = tables.columns(witness.layout.max_log);
        let fixed = witness.layout.instances.iter().map(|instance| {
            let of_kind = columns.iter().find(|(kind, _)| *kind == instance.kind);
            Trace { log_size: instance.log_size, columns: of_kind.map_or(Vec::new(), |(_, columns)| columns.clone()) }
        });
        let fixed = fixed.collect();
        Self { entries: Entries::new(&tables), tables, input: input.to_vec(), execution, witness, fixed }
    }

    pub fn statement(&self) -> Statement<'_> {
        let outcome = &self.execution.outcome;
        Statement { input: &self.input, output: &outcome.output, exit_code: outcome.exit_code }
    }

    pub fn parameters(&self, instance: usize) -> Parameters {
        let instance = self.witness.layout.instances[instance];
        self.witness.layout.parameters(instance, &self.tables.facts, self.input.len() as u32)
    }

    /// The record of a row, changed or not.
    pub fn record(&self, instance: usize, row: usize, main: &[BaseField]) -> Record {
        let kind = self.witness.layout.instances[instance].kind;
        record(kind, &self.parameters(instance), &self.fixed[instance].row(row), main)
    }

    pub fn instances(&self) -> impl Iterator<Item = (usize, Kind)> {
        self.witness.layout.instances.iter().map(|instance| instance.kind).enumerate()
    }

    /// Rows of an instance that do something, at most so many, spread over all of them.
    pub fn rows(&self, instance: usize, most: usize) -> Vec<usize> {
        let trace = &self.witness.traces[instance];
        let on = |&row: &usize| {
            self.record(instance, row, &trace.row(row)).lookups.iter().any(|l| !l.multiplicity.is_zero())
        };
        let all: Vec<usize> = (0..1 << trace.log_size).filter(on).collect();
        let step = all.len().div_ceil(most).max(1);
        all.into_iter().step_by(step).collect()
    }

    /// The first instance of a kind.
    pub fn instance(&self, kind: Kind) -> usize {
        self.instances().find(|(_, other)| *other == kind).expect("there").0
    }

    /// A cell.
    pub fn cell(&self, kind: Kind, row: usize, column: usize) -> u32 {
        self.witness.traces[self.instance(kind)].columns[column].at(row).0
    }

    /// What the whole run says to a lie: constraints that fail, and relations that are uneven.
    pub fn verdict(&self, lie: impl FnOnce(&mut Witness)) -> (BTreeSet<&'static str>, BTreeSet<Relation>) {
        let Witness { layout, shapes, traces } = &self.witness;
        let mut witness = Witness { layout: layout.clone(), shapes: shapes.clone(), traces: traces.clone() };
        lie(&mut witness);
        let (failures, balance) = self.check(&witness);
        (failures.into_iter().map(|failure| failure.2).collect(), balance.into_keys().map(|key| key.0).collect())
    }

    /// What fails, and what is uneven when the public values are added.
    pub fn check(&self, witness: &Witness) -> (Vec<(Kind, usize, &'static str)>, Balance) {
        self.check_as(witness, &self.statement(), self.execution.outcome.input_position as usize)
    }

    pub fn check_as(
        &self,
        witness: &Witness,
        statement: &Statement,
        input_read: usize,
    ) -> (Vec<(Kind, usize, &'static str)>, Balance) {
        let (failures, mut balance) = witness.check(&self.tables, statement.input.len() as u32);
        each_public_tuple(&self.tables.facts, statement, input_read, |relation, multiplicity, tuple| {
            let key = (relation, tuple.iter().map(|value| value.0).collect());
            *balance.entry(key).or_insert_with(BaseField::zero) += multiplicity;
        });
        balance.retain(|_, count| !count.is_zero());
        (failures, balance)
    }
}

fn i(opcode: Opcode, rd: u8, rs1: u8, rs2: u8, imm: i32) -> Instruction {
    programs::instruction(opcode, rd, rs1, rs2, imm)
}

pub const CONSTANTS: u32 = 0x2_0000;
pub const DATA: u32 = 0x3_0000;
/// Neither of the program's words: zero at the start.
pub const FRESH: u32 = 0x5_0000;

/// A program of these instructions with eight words of constants and of data.
pub fn program(instructions: &[Instruction]) -> Program {
    let words = |address, kind| Segment {
        address,
        kind,
        words: vec![0x8181_7f7f, 0x0102_8304, 0xffff_8000, 0x7fff_0001, 0, 0x6f6c_6c61, 0xdead_beef, 0x80],
    };
    let others = [words(CONSTANTS, program::Kind::Constant), words(DATA, program::Kind::Data)];
    programs::words(instructions.iter().map(encode).collect(), &others)
}

/// Instructions of a system call.
pub fn call(number: u32, a0: u32, a1: u32, a2: u32) -> Vec<Instruction> {
    let registers = [(17, number), (10, a0), (11, a1), (12, a2)];
    let mut made: Vec<_> = registers.into_iter().flat_map(|(r, v)| set(r, v)).collect();
    made.push(i(Ecall, 0, 0, 0, 0));
    made
}

/// Calls of all sorts, loads from the ROM, words that nobody brought along, and places that are left alone for long.
fn calls() -> Run {
    let mut made = Vec::new();
    made.extend(call(63, 0, FRESH + 1, 11));
    made.extend(call(63, 0, DATA + 2, 3));
    made.extend(call(64, 1, FRESH, 9));
    made.extend(call(64, 1, CONSTANTS + 3, 10));
    made.extend(call(64, 2, DATA, 7));
    made.extend(call(63, 0, FRESH + 32, 0));
    made.extend(set(5, CONSTANTS));
    made.extend(set(6, FRESH + 64));
    for at in 0..16 {
        made.extend([
            i(Lb, 7, 5, 0, at),
            i(Lbu, 8, 5, 0, at),
            i(Lh, 9, 5, 0, at & !1),
            i(Lhu, 13, 5, 0, at & !1),
            i(Lw, 14, 5, 0, at & !3),
            i(Sb, 0, 6, 7, at),
            i(Sh, 0, 6, 9, 16 + (at & !1)),
            i(Sw, 0, 6, 14, 32 + (at & !3)),
            i(Lb, 15, 6, 0, at),
            i(Lbu, 15, 6, 0, at),
            i(Lh, 15, 6, 0, 16 + (at & !1)),
            i(Lhu, 15, 6, 0, 16 + (at & !1)),
            i(Lw, 15, 6, 0, 32 + (at & !3)),
            i(Lw, 0, 2, 0, -4 * at),
            i(Fence, 0, 0, 0, 0),
        ]);
    }
    // An address below the base that wraps around: −4 + 8.
    made.extend([i(Addi, 16, 0, 0, -4), i(Sw, 0, 16, 14, 8), i(Lw, 15, 16, 0, 8)]);
    made.extend(set(20, 6000));
    made.extend([i(Addi, 20, 20, 0, -1), i(Fence, 0, 0, 0, 0), i(Bne, 0, 20, 0, -8)]);
    made.extend([i(Add, 15, 6, 5, 0), i(Lw, 15, 6, 0, 4)]);
    // What is left of the input is less than what is asked for; then there is nothing.
    made.extend(call(63, 0, FRESH + 128, 100));
    made.extend(call(63, 0, FRESH + 132, 100));
    made.extend(call(94, 0x1_0007, 0, 0));
    Run::new(program(&made), b"twenty-one bytes long")
}

/// Of every family with edge operands, and with results that nobody reads.
fn arithmetic() -> Run {
    let mut random = Random::new(7);
    let mut made = Vec::new();
    let families = Opcode::ALL.iter().filter(|opcode| {
        use zkvm::isa::Family::*;
        matches!(opcode.family(), Some(AluReg | AluImm | Bitwise | Shift | LessThan | Mul | MulHigh | DivRem))
    });
    for &opcode in families {
        for edge in 0..14 {
            let (x, y) = match edge {
                0 => (0x8000_0000, 0xffff_ffff),
                1 => (0x8000_0000, 0),
                2 => (7, 0),
                3 => (0xffff_fff9, 2),
                4 => (5, 5),
                5 => (0x1234_8765, 16),
                6 => (0xffff_ffff, 0xffff_ffff),
                7 => (0, 0),
                _ => (random.operand(), random.operand()),
            };
            made.extend(set(5, x));
            made.extend(set(6, y));
            let is_shift = opcode.format() == zkvm::isa::Format::Shift;
            let imm = if is_shift { (y & 31) as i32 } else { (y << 20) as i32 >> 20 };
            made.push(i(opcode, 7, 5, 6, imm));
        }
    }
    made.extend(call(93, 3, 0, 0));
    Run::new(program(&made), &[])
}

/// Random instructions of all families.
fn mixed() -> Run {
    let segments = random::program(&mut Random::new(3), 1500, 2);
    Run::new(Program::new(programs::TEXT, segments).expect("a program"), &[])
}

/// All runs; made once.
pub static RUNS: LazyLock<[Run; 3]> = LazyLock::new(|| [calls(), arithmetic(), mixed()]);
