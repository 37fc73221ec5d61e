//! `ecall`: exit, read of public input, write of public output, write to the log.
//!
//! A read takes exactly what is left of the input, up to the length asked for; a write takes exactly the length. How
//! far input and output are is kept in two places of their own beside the registers, so that it moves with the clock.
//! The words of the buffer are rows of `transfer`, on a chain that begins and ends here.

use super::flags::Flags;
use super::operation::number;
use crate::air::{Air, AirBuilder, Expr, Row};
use crate::execute::{Call, EcallStep, INPUT_POSITION, OUTPUT_LENGTH, Write};
use crate::gadgets::access::{self, At, Space, fill_read};
use crate::gadgets::limbs::{Word, word};
use crate::gadgets::range;
use crate::gadgets::step::{self, Fetched};
use crate::isa::Opcode;
use crate::relations::Relation;

/// The system calls of a run with this much public input.
#[derive(Clone, Copy, Debug)]
pub struct Ecall {
    /// Bytes of public input.
    pub input_length: u32,
}

/// Numbers of the registers that a call uses.
const A0: u32 = 10;
const A1: u32 = 11;
const A2: u32 = 12;
const A7: u32 = 17;
/// Lengths and what is left of the input stay below this many bits in their high halves, so that no sum of them
/// wraps around the field.
const HIGH_BITS: u32 = 13;

/// A call by its number, and which descriptor it wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Exit,
    ExitGroup,
    Read,
    Write,
    Log,
}

const KINDS: [Kind; 5] = [Kind::Exit, Kind::ExitGroup, Kind::Read, Kind::Write, Kind::Log];

impl Kind {
    const fn number(self) -> u32 {
        match self {
            Self::Exit => 93,
            Self::ExitGroup => 94,
            Self::Read => 63,
            Self::Write | Self::Log => 64,
        }
    }

    fn of(step: &EcallStep) -> Self {
        match step.call {
            Call::Exit if step.a7.value == Self::ExitGroup.number() => Self::ExitGroup,
            Call::Exit => Self::Exit,
            Call::Read => Self::Read,
            Call::Write => Self::Write,
            Call::Log => Self::Log,
        }
    }
}

impl Air for Ecall {
    #[inline(always)]
    fn eval<B: AirBuilder>(&self, b: &mut B) {
        let constant = B::F::constant;
        let Flags { of, on, operation } = kinds(b);
        let [exit, exit_group, read, write, log] = of;
        let exits = exit.clone() + exit_group.clone();
        let moves = read.clone() + write.clone();
        let goes_on = moves.clone() + log.clone();
        let state = step::begin(b, &on);
        step::fetch(b, &on, &state, Fetched::new(operation));

        let register = |number: u32| At::register(&constant(number), &state.clock, 0);
        let a7 = access::read(b, &on, &register(A7));
        let numbers = [exit, exit_group, read.clone(), write.clone(), log.clone()];
        let called =
            (numbers.into_iter().zip(KINDS)).fold(constant(0), |sum, (flag, kind)| sum + flag.times(kind.number()));
        b.zero("the number of the call", on.clone() * a7.low - called);
        b.zero("the number of the call is small", on.clone() * a7.high);

        // a0: the exit code, which stays; or the descriptor, which becomes the count.
        let a0 = word(b);
        let count = word(b);
        access::replace(b, &on, &register(A0), &a0, &count);
        b.zero("the exit code stays, low", exits.clone() * (count.low.clone() - a0.low.clone()));
        b.zero("the exit code stays, high", exits.clone() * (count.high.clone() - a0.high.clone()));
        b.send(Relation::Halt, &exits, &[a0.low.clone(), a0.high.clone()]);
        let descriptor = write.clone() + log.clone().times(2);
        b.zero("the descriptor", goes_on.clone() * a0.low - descriptor);
        b.zero("the descriptor is small", goes_on.clone() * a0.high);

        let a1 = access::read(b, &on, &register(A1));
        let a2 = access::read(b, &on, &register(A2));
        // A buffer begins below 2^30, whether or not bytes move, and the count is below 2^29: both are themselves. That
        // it ends there as well is the memory's to say, which has no words beyond.
        range::half(b, &moves, a1.high.clone().times(4));
        // Its high half is a2's, or what a2's is less another half and a borrow: a whole number, so one range does.
        range::half(b, &moves, count.low.clone());
        range::narrow(b, &moves, HIGH_BITS, count.high.clone());

        // All that was asked for, or all that is left of the input.
        let whole = b.main();
        b.boolean("the whole length or not", &whole);
        b.zero("only a read may give less", (on.clone() - read.clone()) * (constant(1) - whole.clone()));
        let asked = whole.clone() * goes_on.clone();
        b.zero("the whole length, low", asked.clone() * (count.low.clone() - a2.low.clone()));
        b.zero("the whole length, high", asked * (count.high.clone() - a2.high.clone()));

        let place = At {
            space: Space::Register,
            address: read.clone().times(INPUT_POSITION.into()) + write.clone().times(OUTPUT_LENGTH.into()),
            clock: state.clock.clone(),
        };
        let position = b.main();
        let moved = position.clone() + count.number();
        let number = |low: B::F| Word { low, high: constant(0) };
        access::replace(b, &moves, &place, &number(position.clone()), &number(moved.clone()));

        // What is left after the read, or what was asked for and not given.
        let rest = word(b);
        let left = constant(self.input_length) - moved.clone();
        let (partly, fully) = (b.main(), b.main());
        b.zero("a read gives less", partly.clone() - read.clone() * (constant(1) - whole.clone()));
        b.zero("a read gives all", fully.clone() - read.clone() * whole);
        b.zero("no more than there is", fully.clone() * (rest.number() - left.clone()));
        b.zero("less only where nothing is left", partly.clone() * left);
        let low = rest.low.clone() - a2.low + count.low.clone();
        let borrow = low.shifted_down(16);
        b.zero("borrow of the low half", partly.clone() * borrow.clone() * (borrow.clone() - constant(1)));
        b.zero(
            "no more than was asked for",
            partly.clone() * (a2.high - count.high.clone() - borrow - rest.high.clone()),
        );
        range::half(b, &read, rest.low);
        range::half(b, &read, rest.high.clone());
        range::narrow(b, &fully, HIGH_BITS, rest.high);

        let bytes = count.number();
        let start = a1.number();
        let end = start.clone() + bytes.clone();
        let clock = state.clock.clone() + constant(1);
        b.send(Relation::Transfer, &moves, &[write.clone(), clock.clone(), start, bytes, position]);
        b.receive(Relation::Transfer, &moves, &[write, clock, end, constant(0), moved]);
        step::end(b, &goes_on, &state, state.pc.clone() + constant(4));
    }
}

fn kinds<B: AirBuilder>(b: &mut B) -> Flags<B::F, 5> {
    let of: [B::F; 5] = std::array::from_fn(|_| b.main());
    let mut on = B::F::constant(0);
    for flag in &of {
        b.boolean("a flag is 0 or 1", flag);
        on = on + flag.clone();
    }
    // At most one of them is 1: see `Flags`.
    Flags { of, operation: on.clone().times(number(Opcode::Ecall)), on }
}

impl Ecall {
    /// The columns of a call.
    pub fn fill(&self, step: &EcallStep, row: &mut Row) {
        let kind = Kind::of(step);
        row.one_of(KINDS, kind);
        row.put_all([step.pc, step.clock]);
        fill_read(row, &step.a7);
        row.word(step.a0.previous);
        row.word(step.a0.value);
        row.put(step.a0.previous_clock);
        fill_read(row, &step.a1);
        fill_read(row, &step.a2);
        let count = step.a0.value;
        let less = kind == Kind::Read && count < step.a2.value;
        row.flag(!less);
        let Write { previous, previous_clock, .. } = step.position;
        row.put_all([previous, previous_clock]);
        row.word(match kind {
            Kind::Read if less => step.a2.value - count,
            Kind::Read => self.input_length - previous - count,
            _ => 0,
        });
        row.flag(less);
        row.flag(kind == Kind::Read && !less);
    }
}
