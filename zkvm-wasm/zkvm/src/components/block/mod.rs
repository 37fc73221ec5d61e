//! A fused block: one row for all steps on a path through the program.
//!
//! The program's text is in the constraints themselves, so nothing is fetched. A register is taken once, at the block's
//! first clock, where it is first named, and given back at its last with what it holds then; loads and stores have the
//! clocks of their steps. In between values are [`Words`]: what need not be a column is none. The row takes the state at
//! the block's start and sends the one behind it, four clocks later for each step, so families and blocks may follow
//! each other in any order.

mod arithmetic;
mod bits;
mod columns;
mod memory;
mod nothing;
mod specimens;
mod words;

use std::sync::Arc;

use num_traits::Zero;

use crate::air::{Air, AirBuilder, Expr, Row};
use crate::blocks::{Block, Op};
use crate::components::operation::in_range;
use crate::gadgets::access::Space;
use crate::isa::{Family, Instruction, Opcode, semantics};
use crate::relations::Relation;
use bits::Bitwise;
use columns::{Columns, Filling, Reading};
use memory::Place;
pub use specimens::specimens;
use words::{Id, Words};

/// See the module.
#[derive(Clone, Debug)]
pub struct Fused(pub Arc<Block>);

impl Air for Fused {
    fn eval<B: AirBuilder>(&self, b: &mut B) {
        row(&self.0, &mut Reading(b));
    }
}

impl Fused {
    /// The columns of a row, from what the run recorded: the first clock; then step by step the clock before and the
    /// value of each register that is named for the first time, first operand, second operand and result, and after the
    /// operands those of the word that a load or store touches, without a clock in the ROM.
    pub fn fill(&self, record: &[u32], row: &mut Row) {
        self::row(&self.0, &mut Filling { row, record: record.iter() });
    }
}

struct Registers<F> {
    /// What each holds, of those that were named.
    now: [Option<Id>; 32],
    clock: F,
}

fn row<B: Columns>(block: &Block, b: &mut B) {
    let on = b.put(1);
    b.boolean("a row is on or off", &on);
    let first = b.recorded();
    let clock = b.put(first);
    let start = B::F::constant(block.start());
    b.receive(Relation::State, &on, &[start, clock.clone()]);
    let mut words = Words::new(b, on.clone(), 32 + 2 * block.ops.len());
    let zero = words.constant(0);
    let mut registers = Registers { now: [None; 32], clock: clock.clone() };
    registers.now[0] = Some(zero);
    let mut next = None;
    for (index, op) in (0..).zip(&block.ops) {
        let is_last = index + 1 == block.steps();
        let at = clock.clone() + B::F::constant(4 * index + 2);
        next = step(&mut words, &mut registers, op, &at, is_last);
    }
    let last = block.ops[block.ops.len() - 1];
    let next = next.unwrap_or_else(|| B::F::constant(in_range(last.next())));
    let end = clock.clone() + B::F::constant(4 * block.steps() - 1);
    for (number, id) in (1..32).zip(&registers.now[1..]) {
        if let Some(id) = *id {
            words.give(&register(number), &end, id);
        }
    }
    words.b.send(Relation::State, &on, &[next, clock + B::F::constant(4 * block.steps())]);
    words.finish();
}

fn register<F: Expr>(number: u32) -> Place<F> {
    Place { space: Space::Register, address: F::constant(number) }
}

impl<F: Expr> Registers<F> {
    /// What a register holds. Three columns where it is named for the first time.
    fn named<B: Columns<F = F>>(&mut self, words: &mut Words<B>, number: u8) -> Id {
        if let Some(id) = self.now[usize::from(number)] {
            return id;
        }
        let (previous_clock, value) = (words.b.recorded(), words.b.recorded());
        let id = words.given(value);
        words.take(&register(number.into()), &self.clock, previous_clock, id);
        self.now[usize::from(number)] = Some(id);
        id
    }
}

/// One step; gives where it leads if that is not the next instruction of the path.
fn step<B: Columns>(
    words: &mut Words<B>,
    registers: &mut Registers<B::F>,
    op: &Op,
    clock: &B::F,
    is_last: bool,
) -> Option<B::F> {
    let Op { pc, instruction: Instruction { opcode, rd, rs1, rs2, imm }, choice } = *op;
    let x = registers.named(words, rs1);
    let y = registers.named(words, rs2);
    let mut next = None;
    let result = match opcode.family() {
        Some(Family::BranchEqual | Family::BranchLess) if is_last => {
            let taken = taken(words, opcode, x, y);
            let [target, in_line] = [in_range(pc.wrapping_add(imm)), pc + 4].map(B::F::constant);
            next = Some(in_line.clone() + taken * (target - in_line));
            None
        }
        Some(Family::BranchEqual | Family::BranchLess) => {
            state_branch(words, opcode, x, y, choice);
            None
        }
        Some(Family::Load | Family::LoadSub) => Some(words.load(opcode, x, imm, choice, clock)),
        Some(Family::Store | Family::StoreSub) => {
            words.store(opcode, x, imm, y, clock);
            None
        }
        Some(Family::Jal) => Some(words.constant(pc.wrapping_add(4))),
        Some(Family::Jalr) => {
            next = Some(words.target(x, imm));
            Some(words.constant(pc.wrapping_add(4)))
        }
        Some(Family::Upper) => Some(words.constant(semantics::upper(opcode, pc, imm))),
        Some(Family::Fence) | None => None,
        Some(_) => {
            let y = if opcode.format() == crate::isa::Format::Register { y } else { words.constant(imm) };
            Some(compute(words, opcode, x, y, imm))
        }
    };
    if rd != 0 {
        registers.named(words, rd);
        registers.now[usize::from(rd)] = result.or(registers.now[usize::from(rd)]);
    }
    next
}

/// The result of an instruction of two operands.
fn compute<B: Columns>(words: &mut Words<B>, opcode: Opcode, x: Id, y: Id, amount: u32) -> Id {
    if let (Some(x), Some(y)) = (words.known(x), words.known(y)) {
        return words.constant(semantics::alu(opcode, x, y));
    }
    match opcode {
        Opcode::Sub => words.subtract(x, y),
        Opcode::And | Opcode::Andi => words.bitwise(Bitwise::And, x, y),
        Opcode::Or | Opcode::Ori => words.bitwise(Bitwise::Or, x, y),
        Opcode::Xor | Opcode::Xori => words.bitwise(Bitwise::Xor, x, y),
        Opcode::Slli => words.shift_left(x, amount),
        Opcode::Srli | Opcode::Srai => words.shift_right(x, amount, opcode == Opcode::Srai),
        Opcode::Slt | Opcode::Slti | Opcode::Sltu | Opcode::Sltiu => {
            let less = words.less(x, y, matches!(opcode, Opcode::Slt | Opcode::Slti));
            let value = semantics::alu(opcode, words.value(x), words.value(y));
            let weight = [x, y].map(|id| words.half(id, 0).1 + words.half(id, 1).1);
            words.derived([(less, 6 + weight[0] + weight[1]), (B::F::zero(), 0)], value, 1)
        }
        Opcode::Mul => words.multiply(x, y),
        Opcode::Mulhu => words.multiply_high(x, y),
        _ => words.add(x, y),
    }
}

/// Whether a branch is taken, as 0 or 1.
fn taken<B: Columns>(words: &mut Words<B>, opcode: Opcode, x: Id, y: Id) -> B::F {
    let on = words.on.clone();
    match opcode {
        Opcode::Beq => words.equal(x, y),
        Opcode::Bne => on - words.equal(x, y),
        Opcode::Blt | Opcode::Bltu => words.less(x, y, opcode == Opcode::Blt),
        _ => on - words.less(x, y, opcode == Opcode::Bge),
    }
}

/// States that a branch goes this way.
fn state_branch<B: Columns>(words: &mut Words<B>, opcode: Opcode, x: Id, y: Id, is_taken: bool) {
    match (opcode, is_taken) {
        (Opcode::Beq, true) | (Opcode::Bne, false) => words.state_equal(x, y),
        (Opcode::Beq | Opcode::Bne, _) => words.state_different(x, y),
        (Opcode::Blt | Opcode::Bltu, _) => words.state_less(x, y, opcode == Opcode::Blt, is_taken),
        _ => words.state_less(x, y, opcode == Opcode::Bge, !is_taken),
    }
}
