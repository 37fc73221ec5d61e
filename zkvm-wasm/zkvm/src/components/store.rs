//! `sw`, `sb`, `sh`.

use super::executed::Executed;
use super::flags::flags;
use super::load::{fill_offset, offset, offset_columns};
use super::operation::{Operation, number};
use crate::air::{Air, AirBuilder, Expr, Row};
use crate::gadgets::access::{self, At, Space, fill_read};
use crate::gadgets::address;
use crate::gadgets::limbs::{Word, half_bytes, word};
use crate::gadgets::step::{self, Fetched, State};
use crate::isa::Opcode;

/// `sw`.
#[derive(Clone, Copy, Debug)]
pub struct Store;

impl Air for Store {
    #[inline(always)]
    fn eval<B: AirBuilder>(&self, b: &mut B) {
        let on = &b.main();
        b.boolean("a row is on or off", on);
        let state = step::begin(b, on);
        let mut fetched = Fetched::new(on.clone().times(number(Opcode::Sw)));
        let (address, value) = operand_columns(b, on, &state, &mut fetched);
        let at = place(address, &state);
        access::write(b, on, &at, &value);
        step::fetch(b, on, &state, fetched);
        step::end_in_line(b, on, &state);
    }
}

impl Store {
    /// The columns of a step.
    #[inline(always)]
    pub fn fill(&self, executed: Executed, row: &mut Row) {
        let memory = &executed.step.memory;
        row.flag(true);
        fill_operands(row, executed);
        row.word(memory.previous);
        row.put(memory.previous_clock);
    }
}

/// Memory, at slot 2.
#[inline(always)]
fn place<F: Expr>(address: F, state: &State<F>) -> At<F> {
    At { space: Space::Memory, address, clock: state.clock.clone() + F::constant(2) }
}

/// Columns: numbers of the registers, offset, base, value. Gives the address and the value.
#[inline(always)]
fn operand_columns<B: AirBuilder>(
    b: &mut B,
    on: &B::F,
    state: &State<B::F>,
    fetched: &mut Fetched<B::F>,
) -> (B::F, Word<B::F>) {
    fetched.rs1 = b.main();
    fetched.rs2 = b.main();
    fetched.constants[0] = b.main();
    let base = step::read_rs1(b, on, state, &fetched.rs1);
    let value = step::read_rs2(b, on, state, &fetched.rs2);
    (address::sum(b, on, &base, &fetched.constants[0]), value)
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
    address::fill_sum(row, step.rs1.value);
}

/// `sb` and `sh`: the word is read, a part of it replaced, and written.
#[derive(Clone, Copy, Debug)]
pub struct StorePart;

const PARTS: [Opcode; 2] = [Opcode::Sb, Opcode::Sh];

impl Air for StorePart {
    #[inline(always)]
    fn eval<B: AirBuilder>(&self, b: &mut B) {
        let flags = flags(b, PARTS.map(Operation::Of));
        let on = &flags.on;
        let [byte, half] = &flags.of;
        let state = step::begin(b, on);
        let mut fetched = Fetched::new(flags.operation.clone());
        let (address, value) = operand_columns(b, on, &state, &mut fetched);
        let offset = offset_columns(b, on, half);
        let before = word(b);
        let low = &offset.in_low_half();
        let high = &(on.clone() - low.clone());

        let chosen = b.main();
        b.zero(
            "the half at the address",
            chosen.clone() - low.clone() * before.low.clone() - high.clone() * before.high.clone(),
        );
        let [even, odd] = half_bytes(b, byte, &chosen);
        let [stored, _] = half_bytes(b, byte, &value.low);
        let with_even = stored.clone() + odd.times(256);
        let with_odd = even + stored.times(256);
        let with_byte = with_even.clone() + offset.is_odd() * (with_odd - with_even);
        let replaced = b.main();
        b.zero("the half after", replaced.clone() - byte.clone() * with_byte - half.clone() * value.low);
        let after = word(b);
        b.zero(
            "the low half of the word after",
            after.low.clone() - low.clone() * replaced.clone() - high.clone() * before.low.clone(),
        );
        b.zero(
            "the high half of the word after",
            after.high.clone() - high.clone() * replaced - low.clone() * before.high.clone(),
        );
        let at = place(address - offset.number(), &state);
        access::replace(b, on, &at, &before, &after);
        step::fetch(b, on, &state, fetched);
        step::end_in_line(b, on, &state);
    }
}

impl StorePart {
    /// The columns of a step.
    #[inline(always)]
    pub fn fill(&self, executed: Executed, row: &mut Row) {
        let step = executed.step;
        row.one_of(PARTS, executed.opcode());
        fill_operands(row, executed);
        let at = offset(step, executed.instruction.imm);
        fill_offset(row, at);
        row.word(step.memory.previous);
        let half = |word: u32| (word >> (8 * (at & 2))) & 0xffff;
        let chosen = half(step.memory.previous);
        row.put_all([chosen, chosen & 0xff, step.rs2.value & 0xff]);
        row.put(half(step.memory.value));
        row.word(step.memory.value);
        row.put(step.memory.previous_clock);
    }
}
