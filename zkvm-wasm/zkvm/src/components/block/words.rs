//! The words of a block: what is known of each without looking at a row, and what is stated of it once at most.

use num_traits::Zero;

use super::arithmetic::Product;
use super::columns::Columns;
use crate::air::Expr;
use crate::gadgets::{address, limbs, range};

/// Columns that a value may be the sum of before it is given one of its own: every use of it adds them up again.
const HEAVY: u32 = 16;

/// A word of the block, by number. Words do not change: an instruction makes a new one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Id(usize);

/// A value with the number of columns that it is the sum of, at most.
pub type Sum<F> = (F, u32);

struct Byte<F> {
    sum: Sum<F>,
    /// Whether a table was asked for it. What was not is ranged at the end of the row.
    ranged: bool,
}

struct Half<F> {
    sum: Sum<F>,
    /// Whether it is known to be below 2^16, by whatever it was made of.
    ranged: bool,
    bytes: Option<[Byte<F>; 2]>,
    /// Whether one of its bytes has a column: then it is ranged by its bytes.
    has_byte_column: bool,
    /// As `top·2^at + bottom`.
    splits: Vec<(u32, Sum<F>, Sum<F>)>,
}

struct Word<F> {
    halves: [Half<F>; 2],
    /// Its value in the row that is filled. Nothing that is stated depends on it.
    value: u32,
    /// The bits that it may have in any row.
    most: u32,
    /// Its value in every row.
    constant: Option<u32>,
    /// Its sign, as 0 or 1.
    sign: Option<F>,
    /// The address that it is as a base, less the offset.
    base: Option<F>,
}

/// All words of a row.
pub struct Words<'a, B: Columns> {
    /// The row.
    pub b: &'a mut B,
    /// 1 in a row that stands for a block, 0 in padding: there every column is 0, and so is every value.
    pub on: B::F,
    words: Vec<Word<B::F>>,
    /// Products so far: a program that wants the upper word mostly wants the lower one too.
    pub products: Vec<Product<B::F>>,
}

/// All bits up to the highest of a number.
pub const fn up_to(most: u32) -> u32 {
    if most == 0 { 0 } else { u32::MAX >> most.leading_zeros() }
}

/// One half of a number.
pub const fn half_of(value: u32, half: usize) -> u32 {
    (value >> (16 * half)) & 0xffff
}

impl<'a, B: Columns> Words<'a, B> {
    /// No words yet, and room for so many.
    pub fn new(b: &'a mut B, on: B::F, room: usize) -> Self {
        Self { b, on, words: Vec::with_capacity(room), products: Vec::new() }
    }

    fn push(&mut self, sums: [Sum<B::F>; 2], ranged: bool, value: u32, most: u32) -> Id {
        let halves = sums.map(|sum| Half { sum, ranged, bytes: None, has_byte_column: false, splits: Vec::new() });
        self.words.push(Word { halves, value, most, constant: None, sign: None, base: None });
        Id(self.words.len() - 1)
    }

    /// A word that is the same in every row.
    pub fn constant(&mut self, value: u32) -> Id {
        let halves = [0, 1].map(|half| self.number(half_of(value, half)));
        let id = self.push(halves, true, value, value);
        self.words[id.0].constant = Some(value);
        id
    }

    /// Two columns whose halves are known to be ranged.
    pub fn given(&mut self, value: u32) -> Id {
        let halves = [0, 1].map(|half| (self.b.put(half_of(value, half)), 1));
        self.push(halves, true, value, u32::MAX)
    }

    /// Two columns whose halves are to be ranged, of a word that has these bits at most.
    pub fn computed(&mut self, value: u32, most: u32) -> Id {
        let halves = [0, 1].map(|half| match half_of(most, half) {
            0 => (B::F::zero(), 0),
            _ => (self.b.put(half_of(value, half)), 1),
        });
        let id = self.push(halves, false, value, most);
        for half in (0..2).filter(|&half| half_of(most, half) == 0) {
            self.is_ranged(id, half);
        }
        id
    }

    /// Says that a half is below 2^16 by what else is stated.
    pub fn is_ranged(&mut self, id: Id, half: usize) {
        self.words[id.0].halves[half].ranged = true;
    }

    /// A word whose halves follow from others that are ranged, and have these bits at most.
    pub fn derived(&mut self, halves: [Sum<B::F>; 2], value: u32, most: u32) -> Id {
        let [low, high] = halves;
        let halves = [self.settled(low, half_of(value, 0)), self.settled(high, half_of(value, 1))];
        self.push(halves, true, value, most)
    }

    /// A number in a row that stands for a block.
    pub fn number(&self, value: u32) -> Sum<B::F> {
        if value == 0 { (B::F::zero(), 0) } else { (self.on.clone().times(value), 1) }
    }

    /// A value, as a column if it is the sum of many.
    fn settled(&mut self, (sum, weight): Sum<B::F>, value: u32) -> Sum<B::F> {
        if weight <= HEAVY {
            return (sum, weight);
        }
        let column = self.b.put(value);
        self.b.zero("a column is the sum that it stands for", column.clone() - sum);
        (column, 1)
    }

    /// Its value in the row that is filled.
    pub fn value(&self, id: Id) -> u32 {
        self.words[id.0].value
    }

    /// The bits that it may have.
    pub fn most(&self, id: Id) -> u32 {
        self.words[id.0].most
    }

    /// Its value, if it is the same in every row.
    pub fn known(&self, id: Id) -> Option<u32> {
        self.words[id.0].constant
    }

    /// A half.
    pub fn half(&self, id: Id, half: usize) -> Sum<B::F> {
        self.words[id.0].halves[half].sum.clone()
    }

    /// Both halves.
    pub fn word(&self, id: Id) -> limbs::Word<B::F> {
        limbs::Word { low: self.half(id, 0).0, high: self.half(id, 1).0 }
    }

    /// The bytes of a half: at most one column, none where a byte is always zero.
    pub fn bytes(&mut self, id: Id, half: usize) -> [Sum<B::F>; 2] {
        if let Some(bytes) = &self.words[id.0].halves[half].bytes {
            return bytes.each_ref().map(|byte| byte.sum.clone());
        }
        let Word { value, most, constant, .. } = self.words[id.0];
        let (value, most) = (half_of(value, half), half_of(most, half));
        let (sum, weight) = self.half(id, half);
        let none = || (B::F::zero(), 0);
        // A half that is its only byte is ranged as what it is.
        let mut has_column = false;
        let bytes = match (most & 0xff, most >> 8) {
            _ if constant.is_some() => [self.number(value & 0xff), self.number(value >> 8)],
            (_, 0) => [(sum, weight), none()],
            (0, _) => [none(), (sum.shifted_down(8), weight)],
            _ => {
                has_column = true;
                let low = self.b.put(value & 0xff);
                [(low.clone(), 1), ((sum - low).shifted_down(8), weight + 1)]
            }
        };
        let made = bytes.clone().map(|sum| Byte { sum, ranged: !has_column });
        let half = &mut self.words[id.0].halves[half];
        (half.bytes, half.has_byte_column) = (Some(made), has_column);
        bytes
    }

    /// Says that a table was asked for this byte.
    pub fn is_in_table(&mut self, id: Id, half: usize, byte: usize) {
        if let Some(bytes) = &mut self.words[id.0].halves[half].bytes {
            bytes[byte].ranged = true;
        }
    }

    /// Says what the bytes of a half are, which is made of them.
    pub fn set_bytes(&mut self, id: Id, half: usize, bytes: [Sum<B::F>; 2]) {
        if self.half(id, half).1 == bytes[0].1 + bytes[1].1 {
            self.words[id.0].halves[half].bytes = Some(bytes.map(|sum| Byte { sum, ranged: true }));
        }
    }

    /// Top and bottom of a half: `top·2^at + bottom`, with `at` between 1 and 15. At most one column.
    pub fn split(&mut self, id: Id, half: usize, at: u32) -> [Sum<B::F>; 2] {
        if at == 8 {
            let [low, high] = self.bytes(id, half);
            return [high, low];
        }
        let known = self.words[id.0].halves[half].splits.iter().find(|(other, ..)| *other == at);
        if let Some((_, top, bottom)) = known {
            return [top.clone(), bottom.clone()];
        }
        let Word { value, most, .. } = self.words[id.0];
        let (value, most) = (half_of(value, half), half_of(most, half));
        let (sum, weight) = self.half(id, half);
        let none = || (B::F::zero(), 0);
        let [top, bottom] = match (most >> at, most & ((1 << at) - 1)) {
            (0, _) => [none(), (sum, weight)],
            (_, 0) => [(sum.shifted_down(at), weight), none()],
            _ => {
                let top = self.b.put(value >> at);
                let bottom = sum - top.clone().times(1 << at);
                range::bits(self.b, &self.on, 16 - at, top.clone());
                range::bits(self.b, &self.on, at, bottom.clone());
                self.is_ranged(id, half);
                [(top, 1), (bottom, weight + 1)]
            }
        };
        self.words[id.0].halves[half].splits.push((at, top.clone(), bottom.clone()));
        [top, bottom]
    }

    /// The sign: at most one column.
    pub fn sign(&mut self, id: Id) -> B::F {
        let Word { value, most, ref sign, .. } = self.words[id.0];
        if let Some(sign) = sign {
            return sign.clone();
        }
        let sign = if let Some(constant) = self.known(id) {
            self.number(constant >> 31).0
        } else if most >> 31 == 0 {
            B::F::zero()
        } else {
            let sign = self.b.put(value >> 31);
            self.b.boolean("a sign is 0 or 1", &sign);
            let high = self.half(id, 1).0;
            range::half(self.b, &self.on, high.times(2) - sign.clone().times(1 << 16));
            sign
        };
        self.words[id.0].sign = Some(sign.clone());
        sign
    }

    /// The word as base of an address, as one number without aliases: see [`crate::gadgets::address`].
    pub fn base(&mut self, id: Id) -> B::F {
        let Word { value, ref base, .. } = self.words[id.0];
        if let Some(base) = base {
            return base.clone();
        }
        let word = self.word(id);
        let negative = self.b.put(u32::from(value >> 16 == 0xffff));
        let base = address::base(self.b, &self.on, &word, &negative);
        self.words[id.0].base = Some(base.clone());
        base
    }

    /// Ranges what nothing else did.
    pub fn finish(self) {
        let Self { b, on, words, .. } = self;
        for half in words.into_iter().flat_map(|word| word.halves) {
            for byte in half.bytes.into_iter().flatten().filter(|byte| !byte.ranged) {
                range::bits(b, &on, 8, byte.sum.0);
            }
            if !half.ranged && !half.has_byte_column {
                range::half(b, &on, half.sum.0);
            }
        }
    }
}
