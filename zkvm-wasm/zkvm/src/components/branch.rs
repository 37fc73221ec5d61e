//! `beq`, `bne`, `blt`, `bge`, `bltu`, `bgeu`.

use super::compare::{fill_less, less};
use super::executed::Executed;
use super::flags::flags;
use super::operation::Operation;
use crate::air::{Air, AirBuilder, Expr, Row};
use crate::gadgets::access::fill_read;
use crate::gadgets::step::{self, Fetched};
use crate::isa::Opcode;
use stwo::core::fields::FieldExpOps;
use stwo::core::fields::m31::BaseField;

/// `beq` and `bne`.
#[derive(Clone, Copy, Debug)]
pub struct BranchEqual;

const EQUAL: [Opcode; 2] = [Opcode::Beq, Opcode::Bne];

impl Air for BranchEqual {
    #[inline(always)]
    fn eval<B: AirBuilder>(&self, b: &mut B) {
        let flags = flags(b, EQUAL.map(Operation::Of));
        let on = &flags.on;
        let state = step::begin(b, on);
        let mut fetched = Fetched::new(flags.operation.clone());
        fetched.rs1 = b.main();
        fetched.rs2 = b.main();
        let target = b.main();
        fetched.constants[0] = target.clone();
        let x = step::read_rs1(b, on, &state, &fetched.rs1);
        let y = step::read_rs2(b, on, &state, &fetched.rs2);

        // −1 is no square in the field, so a sum of two squares is zero only where both are.
        let (low, high) = (x.low - y.low, x.high - y.high);
        let (equal, inverse) = (b.main(), b.main());
        b.zero("equal words have equal low halves", equal.clone() * low.clone());
        b.zero("equal words have equal high halves", equal.clone() * high.clone());
        let squares = low.clone() * low + high.clone() * high;
        b.zero("words that are not equal differ", squares * inverse - (on.clone() - equal.clone()));

        let [beq, bne] = &flags.of;
        let taken = beq.clone() * equal.clone() + bne.clone() * (B::F::constant(1) - equal);
        branch(b, &flags.on, &state, target, taken);
        step::fetch(b, on, &state, fetched);
    }
}

/// `beq` and `bne` with `x0`.
#[derive(Clone, Copy, Debug)]
pub struct BranchZero;

const ZERO: [Operation; 2] = [Operation::BranchIfZero, Operation::BranchUnlessZero];

impl Air for BranchZero {
    #[inline(always)]
    fn eval<B: AirBuilder>(&self, b: &mut B) {
        let flags = flags(b, ZERO);
        let on = &flags.on;
        let state = step::begin(b, on);
        let mut fetched = Fetched::new(flags.operation.clone());
        fetched.rs1 = b.main();
        let target = b.main();
        fetched.constants[0] = target.clone();
        let x = step::read_rs1(b, on, &state, &fetched.rs1);

        // Both halves are below 2^16, so their sum is zero only where both are.
        let sum = x.low + x.high;
        let (zero, inverse) = (b.main(), b.main());
        b.zero("only zero is zero", zero.clone() * sum.clone());
        b.zero("what is not zero has an inverse", sum * inverse - (on.clone() - zero.clone()));

        let [if_zero, unless_zero] = &flags.of;
        let taken = if_zero.clone() * zero.clone() + unless_zero.clone() * (B::F::constant(1) - zero);
        branch(b, on, &state, target, taken);
        step::fetch(b, on, &state, fetched);
    }
}

impl BranchZero {
    /// The columns of a step.
    #[inline(always)]
    pub fn fill(&self, executed: Executed, row: &mut Row) {
        let Executed { step, encoded, .. } = executed;
        let sum = BaseField::from((step.rs1.value & 0xffff) + (step.rs1.value >> 16));
        row.one_of(EQUAL, executed.opcode());
        step::fill_begin(row, step);
        row.field(encoded.rs1);
        row.field(encoded.constants[0]);
        fill_read(row, &step.rs1);
        row.flag(step.rs1.value == 0);
        row.field(if step.rs1.value == 0 { sum } else { sum.inverse() });
        row.put(step.next_pc);
    }
}

/// One column: the next pc, which is the target where the branch is taken.
#[inline(always)]
fn branch<B: AirBuilder>(b: &mut B, on: &B::F, state: &step::State<B::F>, target: B::F, taken: B::F) {
    let next_pc = b.main();
    let in_line = state.pc.clone() + B::F::constant(4);
    let next = on.clone() * (next_pc.clone() - in_line.clone());
    b.zero("the branch goes where it must", next - taken * (target - in_line));
    step::end(b, on, state, next_pc);
}

impl BranchEqual {
    /// The columns of a step.
    #[inline(always)]
    pub fn fill(&self, executed: Executed, row: &mut Row) {
        let Executed { step, encoded, .. } = executed;
        row.one_of(EQUAL, executed.opcode());
        fill_operands(row, executed);
        let (x, y) = (step.rs1.value, step.rs2.value);
        let difference = |shift: u32| BaseField::from((x >> shift) & 0xffff) - BaseField::from((y >> shift) & 0xffff);
        let squares = difference(0).square() + difference(16).square();
        row.flag(x == y);
        row.field(if x == y { BaseField::from(0) } else { squares.inverse() });
        row.put(step.next_pc);
        debug_assert!(encoded.rd == BaseField::from(0));
    }
}

#[inline(always)]
fn fill_operands(row: &mut Row, executed: Executed) {
    let Executed { step, encoded, .. } = executed;
    step::fill_begin(row, step);
    row.field(encoded.rs1);
    row.field(encoded.rs2);
    row.field(encoded.constants[0]);
    fill_read(row, &step.rs1);
    fill_read(row, &step.rs2);
}

/// `blt`, `bge`, `bltu`, `bgeu`.
#[derive(Clone, Copy, Debug)]
pub struct BranchLess;

const LESS: [Opcode; 4] = [Opcode::Blt, Opcode::Bge, Opcode::Bltu, Opcode::Bgeu];

impl Air for BranchLess {
    #[inline(always)]
    fn eval<B: AirBuilder>(&self, b: &mut B) {
        let flags = flags(b, LESS.map(Operation::Of));
        let on = &flags.on;
        let state = step::begin(b, on);
        let mut fetched = Fetched::new(flags.operation.clone());
        fetched.rs1 = b.main();
        fetched.rs2 = b.main();
        let target = b.main();
        fetched.constants[0] = target.clone();
        let x = step::read_rs1(b, on, &state, &fetched.rs1);
        let y = step::read_rs2(b, on, &state, &fetched.rs2);

        let [blt, bge, bltu, bgeu] = flags.of.clone();
        let less = less(b, on, &(blt.clone() + bge.clone()), &x, &y);
        let not_less = B::F::constant(1) - less.clone();
        let taken = (blt + bltu) * less + (bge + bgeu) * not_less;
        branch(b, &flags.on, &state, target, taken);
        step::fetch(b, on, &state, fetched);
    }
}

impl BranchLess {
    /// The columns of a step.
    #[inline(always)]
    pub fn fill(&self, executed: Executed, row: &mut Row) {
        let step = executed.step;
        let opcode = executed.opcode();
        row.one_of(LESS, opcode);
        fill_operands(row, executed);
        let signed = matches!(opcode, Opcode::Blt | Opcode::Bge);
        fill_less(row, signed, step.rs1.value, step.rs2.value);
        row.put(step.next_pc);
    }
}
