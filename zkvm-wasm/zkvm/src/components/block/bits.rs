//! What is done bit by bit, and shifts by a number that the program fixes.

use num_traits::Zero;

use super::columns::Columns;
use super::words::{Id, Sum, Words, half_of};
use crate::air::Expr;
use crate::relations::Relation;

/// An operation on the bits of two words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bitwise {
    And,
    Or,
    Xor,
}

impl Bitwise {
    const fn of(self, x: u32, y: u32) -> u32 {
        match self {
            Self::And => x & y,
            Self::Or => x | y,
            Self::Xor => x ^ y,
        }
    }

    /// The result, from both operands and what they have in common.
    fn join<F: Expr>(self, [(x, x_weight), (y, y_weight)]: [Sum<F>; 2], (both, weight): Sum<F>) -> Sum<F> {
        let all = x_weight + y_weight + weight;
        match self {
            Self::And => (both, weight),
            Self::Or => (x + y - both, all),
            Self::Xor => (x + y - both.times(2), all),
        }
    }
}

impl<B: Columns> Words<'_, B> {
    /// `and`, `or`, `xor`.
    pub fn bitwise(&mut self, operation: Bitwise, x: Id, y: Id) -> Id {
        let value = operation.of(self.value(x), self.value(y));
        let (x_most, y_most) = (self.most(x), self.most(y));
        let most = if operation == Bitwise::And { x_most & y_most } else { x_most | y_most };
        let mut bytes = [None, None];
        let halves = [0, 1].map(|half| {
            let shift = 16 * half as u32;
            if let Some(common) = self.common_without_table(x, y, shift, 16, |words, id| words.half(id, half)) {
                return operation.join([self.half(x, half), self.half(y, half)], common);
            }
            let joined = [0, 1].map(|byte| {
                let common = self.common_byte(x, y, half, byte);
                let operands = [x, y].map(|id| self.bytes(id, half)[byte].clone());
                operation.join(operands, common)
            });
            let [(low, low_weight), (high, high_weight)] = joined.clone();
            bytes[half] = Some(joined);
            (low + high.times(256), low_weight + high_weight)
        });
        let result = self.derived(halves, value, most);
        for (half, bytes) in bytes.into_iter().enumerate() {
            if let Some(bytes) = bytes {
                self.set_bytes(result, half, bytes);
            }
        }
        result
    }

    /// What two parts of words have in common, where that is nothing or one of them.
    fn common_without_table(
        &self,
        x: Id,
        y: Id,
        shift: u32,
        bits: u32,
        part: impl Fn(&Self, Id) -> Sum<B::F>,
    ) -> Option<Sum<B::F>> {
        let mask = |value: u32| (value >> shift) & ((1 << bits) - 1);
        let (x_most, y_most) = (mask(self.most(x)), mask(self.most(y)));
        if x_most & y_most == 0 {
            return Some((B::F::zero(), 0));
        }
        let keeps = |constant: Option<u32>, most: u32| constant.is_some_and(|constant| most & !mask(constant) == 0);
        if keeps(self.known(y), x_most) || x == y {
            return Some(part(self, x));
        }
        keeps(self.known(x), y_most).then(|| part(self, y))
    }

    /// What two bytes have in common, by the table of bytes where that is not clear.
    fn common_byte(&mut self, x: Id, y: Id, half: usize, byte: usize) -> Sum<B::F> {
        let [x_bytes, y_bytes] = [x, y].map(|id| self.bytes(id, half));
        let shift = (16 * half + 8 * byte) as u32;
        let bytes = |_: &Self, id: Id| if id == x { x_bytes[byte].clone() } else { y_bytes[byte].clone() };
        if let Some(common) = self.common_without_table(x, y, shift, 8, bytes) {
            return common;
        }
        let common = self.b.put((self.value(x) & self.value(y)) >> shift & 0xff);
        let tuple = [x_bytes[byte].0.clone(), y_bytes[byte].0.clone(), common.clone()];
        self.b.receive(Relation::And, &self.on, &tuple);
        self.is_in_table(x, half, byte);
        self.is_in_table(y, half, byte);
        (common, 1)
    }

    /// `x << amount`.
    pub fn shift_left(&mut self, x: Id, amount: u32) -> Id {
        let (value, most) = (self.value(x) << amount, self.most(x) << amount);
        let none = || (B::F::zero(), 0);
        let raised = |(part, weight): Sum<B::F>, bits: u32| (part.times(1 << bits), weight);
        let halves = match amount {
            0 => return x,
            16 => [none(), self.half(x, 0)],
            17.. => {
                let [_, bottom] = self.split(x, 0, 32 - amount);
                [none(), raised(bottom, amount - 16)]
            }
            _ => {
                let [top, low] = self.split(x, 0, 16 - amount);
                let [_, high] = self.split(x, 1, 16 - amount);
                let (high, weight) = raised(high, amount);
                [raised(low, amount), (top.0 + high, top.1 + weight)]
            }
        };
        self.derived(halves, value, most)
    }

    /// `x >> amount`, filled with the sign where it is `signed`.
    pub fn shift_right(&mut self, x: Id, amount: u32, signed: bool) -> Id {
        let shifted = |x: u32| if signed { (x as i32 >> amount) as u32 } else { x >> amount };
        if amount == 0 {
            return x;
        }
        let (value, most) = (shifted(self.value(x)), shifted(self.most(x)));
        let none = || (B::F::zero(), 0);
        let [mut low, mut high] = match amount {
            16 => [self.half(x, 1), none()],
            17.. => [self.split(x, 1, amount - 16)[0].clone(), none()],
            _ => {
                let [low, _] = self.split(x, 0, amount);
                let [top, bottom] = self.split(x, 1, amount);
                let moved = bottom.0.times(1 << (16 - amount));
                [(low.0 + moved, low.1 + bottom.1), top]
            }
        };
        if signed && self.most(x) >> 31 == 1 {
            let sign = self.sign(x);
            let ones = !(u32::MAX >> amount);
            for (part, half) in [(&mut low, 0), (&mut high, 1)] {
                if half_of(ones, half) > 0 {
                    *part = (part.0.clone() + sign.clone().times(half_of(ones, half)), part.1 + 1);
                }
            }
        }
        self.derived([low, high], value, most)
    }
}
