//! `add`, `sub`, `addi`, and what is only moved.

use super::executed::Executed;
use super::flags::flags;
use super::operation::{Operation, number};
use crate::air::{Air, AirBuilder, Row};
use crate::gadgets::access::{fill_read, fill_write};
use crate::gadgets::limbs::{self, ranged_word, word};
use crate::gadgets::step::{self, Fetched};
use crate::isa::Opcode;

/// `add` and `sub`.
#[derive(Clone, Copy, Debug)]
pub struct AluReg;

const OPERATIONS: [Opcode; 2] = [Opcode::Add, Opcode::Sub];

impl Air for AluReg {
    #[inline(always)]
    fn eval<B: AirBuilder>(&self, b: &mut B) {
        let flags = flags(b, OPERATIONS.map(Operation::Of));
        let on = &flags.on;
        let state = step::begin(b, on);
        let mut fetched = Fetched::new(flags.operation.clone());
        fetched.rd = b.main();
        fetched.rs1 = b.main();
        fetched.rs2 = b.main();
        let x = step::read_rs1(b, on, &state, &fetched.rs1);
        let y = step::read_rs2(b, on, &state, &fetched.rs2);
        let result = ranged_word(b, on);
        let [add, sub] = &flags.of;
        limbs::add(b, add, &x, &y, &result);
        limbs::add(b, sub, &result, &y, &x);
        step::write_rd(b, on, &state, &fetched.rd, &result);
        step::fetch(b, on, &state, fetched);
        step::end_in_line(b, on, &state);
    }
}

impl AluReg {
    /// The columns of a step.
    #[inline(always)]
    pub fn fill(&self, executed: Executed, row: &mut Row) {
        let Executed { step, encoded, .. } = executed;
        row.one_of(OPERATIONS, executed.opcode());
        step::fill_begin(row, step);
        row.field(encoded.rd);
        row.field(encoded.rs1);
        row.field(encoded.rs2);
        fill_read(row, &step.rs1);
        fill_read(row, &step.rs2);
        row.word(step.rd.value);
        fill_write(row, &step.rd);
    }
}

/// `addi`.
#[derive(Clone, Copy, Debug)]
pub struct AluImm;

impl Air for AluImm {
    #[inline(always)]
    fn eval<B: AirBuilder>(&self, b: &mut B) {
        let on = &b.main();
        b.boolean("a row is on or off", on);
        let state = step::begin(b, on);
        let mut fetched = Fetched::new(crate::air::Expr::times(on.clone(), number(Opcode::Addi)));
        fetched.rd = b.main();
        fetched.rs1 = b.main();
        let x = step::read_rs1(b, on, &state, &fetched.rs1);
        let y = word(b);
        fetched.constants[0] = y.low.clone();
        fetched.constants[1] = y.high.clone();
        let result = ranged_word(b, on);
        limbs::add(b, on, &x, &y, &result);
        step::write_rd(b, on, &state, &fetched.rd, &result);
        step::fetch(b, on, &state, fetched);
        step::end_in_line(b, on, &state);
    }
}

impl AluImm {
    /// The columns of a step.
    #[inline(always)]
    pub fn fill(&self, executed: Executed, row: &mut Row) {
        let Executed { step, encoded, .. } = executed;
        row.flag(true);
        step::fill_begin(row, step);
        row.field(encoded.rd);
        row.field(encoded.rs1);
        fill_read(row, &step.rs1);
        row.word(executed.instruction.imm);
        row.word(step.rd.value);
        fill_write(row, &step.rd);
    }
}

/// `addi` of nothing.
#[derive(Clone, Copy, Debug)]
pub struct Move;

impl Air for Move {
    #[inline(always)]
    fn eval<B: AirBuilder>(&self, b: &mut B) {
        let on = &b.main();
        b.boolean("a row is on or off", on);
        let state = step::begin(b, on);
        let mut fetched = Fetched::new(crate::air::Expr::times(on.clone(), Operation::Move.number()));
        fetched.rd = b.main();
        fetched.rs1 = b.main();
        let value = step::read_rs1(b, on, &state, &fetched.rs1);
        step::write_rd(b, on, &state, &fetched.rd, &value);
        step::fetch(b, on, &state, fetched);
        step::end_in_line(b, on, &state);
    }
}

impl Move {
    /// The columns of a step.
    #[inline(always)]
    pub fn fill(&self, executed: Executed, row: &mut Row) {
        let Executed { step, encoded, .. } = executed;
        row.flag(true);
        step::fill_begin(row, step);
        row.field(encoded.rd);
        row.field(encoded.rs1);
        fill_read(row, &step.rs1);
        fill_write(row, &step.rd);
    }
}
