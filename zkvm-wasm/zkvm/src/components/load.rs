//! `lw`, `lb`, `lbu`, `lh`, `lhu`, from memory or from words that cannot be stored to.

use super::executed::Executed;
use super::flags::flags;
use super::operation::{Operation, number};
use crate::air::{Air, AirBuilder, Expr, Row};
use crate::execute::Step;
use crate::gadgets::access::{self, At, Space, fill_read, fill_write};
use crate::gadgets::address;
use crate::gadgets::limbs::{Word, half_bytes, word};
use crate::gadgets::step::{self, Fetched};
use crate::isa::Opcode;
use crate::relations::Relation;

/// Where a word is read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Source {
    /// Memory that can be written.
    Memory,
    /// The words of the program that cannot.
    Rom,
}

impl Source {
    /// Columns: the word at an address, and in memory the clock before. Both relations hold aligned words below 2^30
    /// only, so an address that is none of them cannot be read.
    #[inline(always)]
    pub fn read<B: AirBuilder>(self, b: &mut B, on: &B::F, address: B::F, clock: B::F) -> Word<B::F> {
        match self {
            Self::Memory => {
                let space = Space::Memory;
                access::read(b, on, &At { space, address, clock })
            }
            Self::Rom => {
                let value = word(b);
                b.receive(Relation::Rom, on, &[address, value.low.clone(), value.high.clone()]);
                value
            }
        }
    }

    /// The columns of [`Source::read`].
    #[inline(always)]
    pub fn fill(self, row: &mut Row, memory: &crate::execute::Memory) {
        row.word(memory.value);
        if self == Self::Memory {
            row.put(memory.previous_clock);
        }
    }
}

/// `lw`.
#[derive(Clone, Copy, Debug)]
pub struct Load(pub Source);

impl Air for Load {
    #[inline(always)]
    fn eval<B: AirBuilder>(&self, b: &mut B) {
        let on = &b.main();
        b.boolean("a row is on or off", on);
        let state = step::begin(b, on);
        let mut fetched = Fetched::new(on.clone().times(number(Opcode::Lw)));
        let address = address_columns(b, on, &state, &mut fetched);
        let value = self.0.read(b, on, address, state.clock.clone() + B::F::constant(2));
        step::write_rd(b, on, &state, &fetched.rd, &value);
        step::fetch(b, on, &state, fetched);
        step::end_in_line(b, on, &state);
    }
}

impl Load {
    /// The columns of a step.
    #[inline(always)]
    pub fn fill(&self, executed: Executed, row: &mut Row) {
        row.flag(true);
        fill_address(row, executed);
        self.0.fill(row, &executed.step.memory);
        fill_write(row, &executed.step.rd);
    }
}

/// Columns: numbers of the registers, offset, base. Gives the address.
#[inline(always)]
fn address_columns<B: AirBuilder>(
    b: &mut B,
    on: &B::F,
    state: &step::State<B::F>,
    fetched: &mut Fetched<B::F>,
) -> B::F {
    fetched.rd = b.main();
    fetched.rs1 = b.main();
    fetched.constants[0] = b.main();
    let base = step::read_rs1(b, on, state, &fetched.rs1);
    address::sum(b, on, &base, &fetched.constants[0])
}

#[inline(always)]
fn fill_address(row: &mut Row, executed: Executed) {
    let Executed { step, encoded, .. } = executed;
    step::fill_begin(row, step);
    row.field(encoded.rd);
    row.field(encoded.rs1);
    row.field(encoded.constants[0]);
    fill_read(row, &step.rs1);
    address::fill_sum(row, step.rs1.value);
}

/// `lb`, `lbu`, `lh`, `lhu`.
#[derive(Clone, Copy, Debug)]
pub struct LoadPart(pub Source);

const PARTS: [Opcode; 4] = [Opcode::Lb, Opcode::Lbu, Opcode::Lh, Opcode::Lhu];

impl Air for LoadPart {
    #[inline(always)]
    fn eval<B: AirBuilder>(&self, b: &mut B) {
        let flags = flags(b, PARTS.map(Operation::Of));
        let on = &flags.on;
        let [lb, lbu, lh, lhu] = flags.of.clone();
        let (byte, half) = (lb.clone() + lbu, lh.clone() + lhu);
        let state = step::begin(b, on);
        let mut fetched = Fetched::new(flags.operation.clone());
        let address = address_columns(b, on, &state, &mut fetched);
        let offset = offset_columns(b, on, &half);
        let clock = state.clock.clone() + B::F::constant(2);
        let value = self.0.read(b, on, address - offset.number(), clock);

        let chosen = b.main();
        let low = offset.in_low_half();
        b.zero("the half at the address", chosen.clone() - low.clone() * value.low - (on.clone() - low) * value.high);
        let [even, odd] = half_bytes(b, &byte, &chosen);
        let part = b.main();
        let is_odd = offset.is_odd();
        let at = even.clone() + is_odd * (odd - even);
        b.zero("the part at the address", part.clone() - byte * at - half * chosen);

        // Signs of bytes and halves, each only where it is asked for.
        let (byte_sign, half_sign) = (b.main(), b.main());
        for (sign, signed) in [(&byte_sign, &lb), (&half_sign, &lh)] {
            b.boolean("a sign is 0 or 1", sign);
            b.zero("no sign without need", sign.clone() * (B::F::constant(1) - signed.clone()));
        }
        let rest = part.clone() - byte_sign.clone().times(1 << 7) - half_sign.clone().times(1 << 15);
        let bits = lb.clone().times(7) + lh.clone().times(15);
        b.receive(Relation::Range, &(lb + lh), &[bits, rest]);
        let result = Word { low: part + byte_sign.clone().times(0xff00), high: (byte_sign + half_sign).times(0xffff) };
        step::write_rd(b, on, &state, &fetched.rd, &result);
        step::fetch(b, on, &state, fetched);
        step::end_in_line(b, on, &state);
    }
}

impl LoadPart {
    /// The columns of a step.
    #[inline(always)]
    pub fn fill(&self, executed: Executed, row: &mut Row) {
        let step = executed.step;
        let opcode = executed.opcode();
        row.one_of(PARTS, opcode);
        fill_address(row, executed);
        let at = offset(step, executed.instruction.imm);
        fill_offset(row, at);
        self.0.fill(row, &step.memory);
        let chosen = (step.memory.value >> (8 * (at & 2))) & 0xffff;
        let byte = matches!(opcode, Opcode::Lb | Opcode::Lbu);
        let part = if byte { (chosen >> (8 * (at & 1))) & 0xff } else { chosen };
        row.put_all([chosen, chosen & 0xff, part]);
        row.flag(opcode == Opcode::Lb && part >> 7 == 1);
        row.flag(opcode == Opcode::Lh && part >> 15 == 1);
        fill_write(row, &step.rd);
    }
}

/// Where in its word a byte or half is: one boolean column for each of the offsets 1, 2 and 3.
pub struct Offset<F> {
    on: F,
    at: [F; 3],
}

impl<F: Expr> Offset<F> {
    /// The offset in bytes.
    #[inline(always)]
    pub fn number(&self) -> F {
        let [one, two, three] = self.at.clone();
        one + two.times(2) + three.times(3)
    }

    /// 1 where it is 0 or 1 and the row is on.
    #[inline(always)]
    pub fn in_low_half(&self) -> F {
        let [_, two, three] = self.at.clone();
        self.on.clone() - two - three
    }

    /// 1 where it is 1 or 3.
    #[inline(always)]
    pub fn is_odd(&self) -> F {
        let [one, _, three] = self.at.clone();
        one + three
    }
}

/// Columns of an offset. That it is the right one follows from the access: only aligned words can be accessed.
/// A half is at an even one.
#[inline(always)]
pub fn offset_columns<B: AirBuilder>(b: &mut B, on: &B::F, half: &B::F) -> Offset<B::F> {
    let at: [B::F; 3] = std::array::from_fn(|_| b.main());
    for flag in &at {
        b.boolean("an offset is 0 or 1", flag);
    }
    let any = at[0].clone() + at[1].clone() + at[2].clone();
    b.zero("at most one offset", any.clone() * (on.clone() - any));
    let offset = Offset { on: on.clone(), at };
    b.zero("a half is aligned", half.clone() * offset.is_odd());
    offset
}

/// The offset of a step's address in its word.
#[inline(always)]
pub fn offset(step: &Step, imm: u32) -> u32 {
    step.rs1.value.wrapping_add(imm) & 3
}

/// The columns of [`offset_columns`].
#[inline(always)]
pub fn fill_offset(row: &mut Row, offset: u32) {
    row.one_of([1, 2, 3], offset);
}
