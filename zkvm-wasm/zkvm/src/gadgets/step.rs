//! One step of the machine: from its state to the next, with the instruction that the program has there.

use super::access::{self, At};
use super::limbs::{Word, word};
use crate::air::{AirBuilder, Expr, Row};
use crate::components::operation::Encoded;
use crate::relations::Relation;

/// The state a step begins in.
#[derive(Clone)]
pub struct State<F> {
    /// Address of the instruction.
    pub pc: F,
    /// Slot 0 of the step.
    pub clock: F,
}

/// An instruction as the program's table holds it. What a family has no use for is zero.
pub struct Fetched<F> {
    /// What is done: the number of the operation.
    pub operation: F,
    /// Number of the register written.
    pub rd: F,
    /// Numbers of the registers read.
    pub rs1: F,
    /// See `rs1`.
    pub rs2: F,
    /// Constants that the decoder made; `components::operation` says which.
    pub constants: [F; 3],
}

impl<F: Expr> Fetched<F> {
    /// All zero but the operation.
    #[inline(always)]
    pub fn new(operation: F) -> Self {
        Self { operation, rd: F::zero(), rs1: F::zero(), rs2: F::zero(), constants: [F::zero(), F::zero(), F::zero()] }
    }
}

/// Two columns: where the step begins.
#[inline(always)]
pub fn begin<B: AirBuilder>(b: &mut B, on: &B::F) -> State<B::F> {
    let state = State { pc: b.main(), clock: b.main() };
    b.receive(Relation::State, on, &[state.pc.clone(), state.clock.clone()]);
    state
}

/// States that the program has this instruction here.
#[inline(always)]
pub fn fetch<B: AirBuilder>(b: &mut B, on: &B::F, state: &State<B::F>, fetched: Fetched<B::F>) {
    let [c0, c1, c2] = fetched.constants;
    let tuple = [state.pc.clone(), fetched.operation, fetched.rd, fetched.rs1, fetched.rs2, c0, c1, c2];
    b.receive(Relation::Program, on, &tuple);
}

/// Ends the step: the next one begins there, four clocks later.
#[inline(always)]
pub fn end<B: AirBuilder>(b: &mut B, on: &B::F, state: &State<B::F>, next_pc: B::F) {
    let next_clock = state.clock.clone() + B::F::constant(4);
    b.send(Relation::State, on, &[next_pc, next_clock]);
}

/// Ends the step at the instruction behind it.
#[inline(always)]
pub fn end_in_line<B: AirBuilder>(b: &mut B, on: &B::F, state: &State<B::F>) {
    end(b, on, state, state.pc.clone() + B::F::constant(4));
}

/// Reads `rs1`, at slot 0.
#[inline(always)]
pub fn read_rs1<B: AirBuilder>(b: &mut B, on: &B::F, state: &State<B::F>, number: &B::F) -> Word<B::F> {
    access::read(b, on, &At::register(number, &state.clock, 0))
}

/// Reads `rs2`, at slot 1.
#[inline(always)]
pub fn read_rs2<B: AirBuilder>(b: &mut B, on: &B::F, state: &State<B::F>, number: &B::F) -> Word<B::F> {
    access::read(b, on, &At::register(number, &state.clock, 1))
}

/// Writes `rd`, at slot 3.
#[inline(always)]
pub fn write_rd<B: AirBuilder>(b: &mut B, on: &B::F, state: &State<B::F>, number: &B::F, value: &Word<B::F>) {
    access::write(b, on, &At::register(number, &state.clock, 3), value);
}

/// The second operand: a register, or a constant of the instruction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Operand {
    /// The register `rs2`.
    Register,
    /// The immediate.
    Immediate,
}

/// Columns of the second operand: number and read of the register, or the halves of the constant.
/// Gives what is to be fetched as `rs2`, the first two constants, and the value.
#[inline(always)]
pub fn operand<B: AirBuilder>(
    b: &mut B,
    on: &B::F,
    state: &State<B::F>,
    operand: Operand,
    fetched: &mut Fetched<B::F>,
) -> Word<B::F> {
    match operand {
        Operand::Register => {
            fetched.rs2 = b.main();
            read_rs2(b, on, state, &fetched.rs2)
        }
        Operand::Immediate => {
            let value = word(b);
            fetched.constants[0] = value.low.clone();
            fetched.constants[1] = value.high.clone();
            value
        }
    }
}

/// The columns of [`begin`].
#[inline(always)]
pub fn fill_begin(row: &mut Row, step: &crate::execute::Step) {
    row.put_all([step.pc, step.clock]);
}

/// The columns of [`operand`].
#[inline(always)]
pub fn fill_operand(row: &mut Row, operand: Operand, encoded: &Encoded, step: &crate::execute::Step) {
    match operand {
        Operand::Register => {
            row.field(encoded.rs2);
            access::fill_read(row, &step.rs2);
        }
        Operand::Immediate => {
            row.field(encoded.constants[0]);
            row.field(encoded.constants[1]);
        }
    }
}
