//! Words of a buffer on their way: one row for each aligned word that public input is read into or public output is
//! written from. A call's rows form a chain that begins with its address, length and position, and ends with length 0.

use super::load::Source;
use crate::air::{Air, AirBuilder, Expr, Row};
use crate::execute::{Memory, Transfer};
use crate::gadgets::access::{self, At, Space};
use crate::gadgets::limbs::Word;
use crate::gadgets::range;
use crate::relations::Relation;

/// Which bytes of a word move: one boolean column for each, and the offset of the first.
struct Window<F> {
    on: F,
    clock: F,
    address: F,
    position: F,
    moves: [F; 4],
}

/// Columns of a word's place on the chain; takes the link before and sends the next.
#[inline(always)]
fn window<B: AirBuilder>(b: &mut B, output: u32) -> Window<B::F> {
    let one = B::F::constant(1);
    // Nothing says that this is 0 or 1: where a byte moves it is 1, and "a byte moves" is on^4 where none does.
    let on = b.main();
    let (clock, address, remaining, position) = (b.main(), b.main(), b.main(), b.main());
    let moves: [B::F; 4] = std::array::from_fn(|_| b.main());
    for flag in &moves {
        b.boolean("a byte moves or not", flag);
        b.zero("nothing moves in padding", flag.clone() * (one.clone() - on.clone()));
    }
    for [first, between, last] in [[0, 1, 2], [1, 2, 3], [0, 2, 3]] {
        let gap = moves[first].clone() * (one.clone() - moves[between].clone()) * moves[last].clone();
        b.zero("bytes that move are together", gap);
    }
    // The offset of the first byte that moves: one for each byte in front of it. Nothing is in front in padding.
    let first = b.main();
    let [s0, s1, s2, s3] = moves.each_ref().map(|flag| on.clone() - flag.clone());
    let two = s0.clone() * s1;
    let three = first.clone() - s0 - two.clone();
    b.zero("the first byte that moves", three.clone() - two * s2);
    // A word without one would be a link to itself: no call would ask for it, and its clock would be anything.
    b.zero("a byte moves", three * s3);
    let count = moves.iter().fold(B::F::constant(0), |sum, flag| sum + flag.clone());
    let at = address.clone() + first;
    let kind = B::F::constant(output);
    let here = [kind.clone(), clock.clone(), at.clone(), remaining.clone(), position.clone()];
    let next = [kind, clock.clone(), at + count.clone(), remaining - count.clone(), position.clone() + count];
    b.receive(Relation::Transfer, &on, &here);
    b.send(Relation::Transfer, &on, &next);
    Window { on, clock, address, position, moves }
}

impl<F: Expr> Window<F> {
    /// Position of each byte that moves.
    #[inline(always)]
    fn positions(&self) -> [F; 4] {
        let mut position = self.position.clone();
        std::array::from_fn(|i| {
            let here = position.clone();
            position = here.clone() + self.moves[i].clone();
            here
        })
    }
}

#[inline(always)]
fn fill_window(row: &mut Row, transfer: &Transfer) {
    let Transfer { clock, first, count, remaining, position, memory, .. } = *transfer;
    row.flag(true);
    row.put_all([clock, memory.address, remaining, position]);
    for byte in 0..4 {
        row.flag((first..first + count).contains(&byte));
    }
    row.put(first);
}

/// Three columns: the bytes of a word whose halves are below 2^16. Without the table of short ranges, which a run may
/// not need otherwise: `byte·2^8` below 2^16 and the rest a whole number below 2^16. A byte of a half that is output is
/// below 2^8, as all public bytes are; then these ranges make the other one what is left of the half. Who does something
/// else with the low byte ranges it as well.
#[inline(always)]
fn bytes<B: AirBuilder>(b: &mut B, on: &B::F, word: &Word<B::F>) -> [B::F; 4] {
    let [[b0, b1], [b2, b3]] = [&word.low, &word.high].map(|half| {
        let low = b.main();
        let high = (half.clone() - low.clone()).shifted_down(8);
        range::narrow(b, on, 8, low.clone());
        range::half(b, on, high.clone());
        [low, high]
    });
    [b0, b1, b2, b3]
}

#[inline(always)]
fn fill_bytes(row: &mut Row, word: u32) {
    row.put_all([word & 0xff, (word >> 16) & 0xff]);
}

/// Public input into memory.
#[derive(Clone, Copy, Debug)]
pub struct InputWord;

impl Air for InputWord {
    #[inline(always)]
    fn eval<B: AirBuilder>(&self, b: &mut B) {
        let window = window(b, 0);
        let on = &window.on;
        let before = crate::gadgets::limbs::word(b);
        let old = bytes(b, on, &before);
        for low in [&old[0], &old[2]] {
            range::half(b, on, low.clone());
        }
        let new: [B::F; 4] = std::array::from_fn(|_| b.main());
        // Bytes of the input are bytes; the others stay.
        for (i, position) in window.positions().into_iter().enumerate() {
            let moves = &window.moves[i];
            b.receive(Relation::Input, moves, &[position, new[i].clone()]);
            let stays = B::F::constant(1) - moves.clone();
            b.zero("a byte that does not move stays", stays * (new[i].clone() - old[i].clone()));
        }
        let [n0, n1, n2, n3] = new;
        let after = Word { low: n0 + n1.times(256), high: n2 + n3.times(256) };
        let at = At { space: Space::Memory, address: window.address.clone(), clock: window.clock.clone() };
        access::replace(b, on, &at, &before, &after);
    }
}

impl InputWord {
    /// The columns of a word.
    pub fn fill(&self, transfer: &Transfer, row: &mut Row) {
        let Memory { previous, previous_clock, value, .. } = transfer.memory;
        fill_window(row, transfer);
        row.word(previous);
        fill_bytes(row, previous);
        row.put_all(value.to_le_bytes().map(u32::from));
        row.put(previous_clock);
    }
}

/// Memory to the public output.
#[derive(Clone, Copy, Debug)]
pub struct OutputWord(pub Source);

impl Air for OutputWord {
    #[inline(always)]
    fn eval<B: AirBuilder>(&self, b: &mut B) {
        let window = window(b, 1);
        let on = &window.on;
        let value = self.0.read(b, on, window.address.clone(), window.clock.clone());
        let bytes = bytes(b, on, &value);
        for (i, position) in window.positions().into_iter().enumerate() {
            b.send(Relation::Output, &window.moves[i], &[position, bytes[i].clone()]);
        }
    }
}

impl OutputWord {
    /// The columns of a word.
    pub fn fill(&self, transfer: &Transfer, row: &mut Row) {
        fill_window(row, transfer);
        self.0.fill(row, &transfer.memory);
        fill_bytes(row, transfer.memory.value);
    }
}
