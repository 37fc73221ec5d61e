//! Sums, differences, products and comparisons.

use num_traits::Zero;
use stwo::core::fields::FieldExpOps;
use stwo::core::fields::m31::BaseField;

use super::columns::Columns;
use super::words::{Id, Words, half_of, up_to};
use crate::air::Expr;
use crate::components::multiply::{CARRY_BITS, positions, product};
use crate::gadgets::limbs::{self, carry};
use crate::gadgets::range;

/// What the two halves of a product below 2^32 leave for those above.
pub struct Product<F> {
    factors: [Id; 2],
    low: Id,
    carry: F,
    sums: [F; 2],
}

impl<B: Columns> Words<'_, B> {
    /// `x + y`.
    pub fn add(&mut self, x: Id, y: Id) -> Id {
        let value = self.value(x).wrapping_add(self.value(y));
        match (self.known(x), self.known(y)) {
            (Some(0), _) => return y,
            (_, Some(0)) => return x,
            _ => {}
        }
        let (x_most, y_most) = (self.most(x), self.most(y));
        let sums = [0, 1].map(|half| half_of(x_most, half) + half_of(y_most, half));
        if sums.iter().all(|&sum| sum < 1 << 16) {
            let halves = [0, 1].map(|half| {
                let ((x, x_weight), (y, y_weight)) = (self.half(x, half), self.half(y, half));
                (x + y, x_weight + y_weight)
            });
            // Without bits in common nothing is carried anywhere; otherwise it is within the half.
            let bits = |half: usize| {
                let (x, y) = (half_of(x_most, half), half_of(y_most, half));
                if x & y == 0 { x | y } else { up_to(x + y) }
            };
            return self.derived(halves, value, bits(0) | bits(1) << 16);
        }
        let most = up_to(x_most.saturating_add(y_most));
        let sum = self.computed(value, most);
        let [x, y, result] = [x, y, sum].map(|id| self.word(id));
        limbs::add(self.b, &self.on, &x, &y, &result);
        sum
    }

    /// `x − y`.
    pub fn subtract(&mut self, x: Id, y: Id) -> Id {
        let value = self.value(x).wrapping_sub(self.value(y));
        if self.known(y) == Some(0) {
            return x;
        }
        let difference = self.computed(value, u32::MAX);
        let [x, y, result] = [x, y, difference].map(|id| self.word(id));
        limbs::add(self.b, &self.on, &result, &y, &x);
        difference
    }

    /// The product modulo 2^32.
    pub fn multiply(&mut self, x: Id, y: Id) -> Id {
        if self.known(x) == Some(0) || self.known(y) == Some(0) {
            return self.constant(0);
        }
        self.product(x, y).0
    }

    /// The upper word of the product of two words without signs.
    pub fn multiply_high(&mut self, x: Id, y: Id) -> Id {
        if self.known(x) == Some(0) || self.known(y) == Some(0) {
            return self.constant(0);
        }
        let (halves, [_, _, carry_out]) = product(self.value(x), self.value(y));
        let (_, carry, [low_sum, high_sum]) = self.product(x, y);
        let high = self.computed(halves[2] | halves[3] << 16, u32::MAX);
        // What is left for the last half is below 2^16, as the product is below 2^64.
        self.is_ranged(high, 1);
        let result = self.word(high);
        let carry = self.chain(low_sum + carry, &result.low, carry_out);
        self.b.zero("16 bits of the product", high_sum + carry - result.high);
        high
    }

    /// The lower word of a product, its carry, and the sums of products for the two halves above.
    fn product(&mut self, x: Id, y: Id) -> (Id, B::F, [B::F; 2]) {
        let known = self.products.iter().find(|known| known.factors == [x, y] || known.factors == [y, x]);
        if let Some(Product { low, carry, sums, .. }) = known {
            return (*low, carry.clone(), sums.clone());
        }
        let (halves, [carry_low, carry_high, _]) = product(self.value(x), self.value(y));
        let [x_bytes, y_bytes] = [x, y].map(|id| {
            let [[b0, b1], [b2, b3]] = [0, 1].map(|half| self.bytes(id, half));
            [b0, b1, b2, b3].map(|(byte, _)| byte)
        });
        let low = self.computed(halves[0] | halves[1] << 16, u32::MAX);
        let result = self.word(low);
        let [s0, s1, s2, s3] = positions(&x_bytes, &y_bytes);
        let carry = self.chain(s0, &result.low, carry_low);
        let carry = self.chain(s1 + carry, &result.high, carry_high);
        let sums = [s2, s3];
        self.products.push(Product { factors: [x, y], low, carry: carry.clone(), sums: sums.clone() });
        (low, carry, sums)
    }

    /// One column: the carry out of 16 bits.
    fn chain(&mut self, sum: B::F, half: &B::F, value: u32) -> B::F {
        let carry = self.b.put(value);
        range::bits(self.b, &self.on, CARRY_BITS, carry.clone());
        self.b.zero("16 bits of the product", sum - half.clone() - carry.clone().times(1 << 16));
        carry
    }

    /// Whether `x < y`, as 0 or 1.
    pub fn less(&mut self, x: Id, y: Id, signed: bool) -> B::F {
        match (self.known(x), self.known(y)) {
            _ if x == y => B::F::zero(),
            (_, Some(0)) if !signed => B::F::zero(),
            (_, Some(1)) if !signed => self.is_zero(x),
            (Some(0), _) if !signed => self.on.clone() - self.is_zero(y),
            (_, Some(0)) => self.sign(x),
            _ => {
                let less = self.difference(x, y, signed);
                self.b.boolean("less or not", &less);
                less
            }
        }
    }

    /// States that `x < y`, or that it is not.
    pub fn state_less(&mut self, x: Id, y: Id, signed: bool, is_less: bool) {
        let expected = self.number(is_less.into()).0;
        match (self.known(x), self.known(y)) {
            // Never less: a block that wants it is of no use.
            (_, y_known) if x == y || (y_known == Some(0) && !signed) => {
                if is_less {
                    self.b.zero("nothing is less than itself or than nothing", expected);
                }
            }
            (Some(0), _) if !signed && is_less => self.state_different(x, y),
            (Some(0), _) if !signed => self.state_equal(x, y),
            (_, Some(1)) if !signed => {
                let zero = self.constant(0);
                if is_less { self.state_equal(x, zero) } else { self.state_different(x, zero) }
            }
            (_, Some(0)) => {
                // The sign is what is expected of it, and needs no column.
                let high = self.half(x, 1).0;
                range::half(self.b, &self.on, high.times(2) - expected.times(1 << 16));
            }
            _ => {
                let less = self.difference(x, y, signed);
                self.b.zero("less as the block has it", less - expected);
            }
        }
    }

    /// Whether `x < y`: 0 or 1 where it is known to be one of them.
    fn difference(&mut self, x: Id, y: Id, signed: bool) -> B::F {
        let on = self.on.clone();
        let values = [self.value(x), self.value(y)];
        let is_less = if signed { (values[0] as i32) < values[1] as i32 } else { values[0] < values[1] };
        let difference = values[0].wrapping_sub(values[1]);
        let [x_word, y_word] = [x, y].map(|id| self.word(id));
        if (self.most(x) | self.most(y)) >> 16 == 0 {
            let less = self.b.put(u32::from(is_less));
            range::half(self.b, &on, x_word.low - y_word.low + less.clone().times(1 << 16));
            return less;
        }
        let [low, high] = [0, 1].map(|half| self.b.put(half_of(difference, half)));
        range::half(self.b, &on, low.clone());
        range::half(self.b, &on, high.clone());
        let borrow = carry(low + y_word.low, &x_word.low);
        self.b.boolean("borrow of the low half", &borrow);
        let mut less = carry(high + y_word.high + borrow, &x_word.high);
        if signed {
            less = less + self.sign(x) - self.sign(y);
        }
        less
    }

    /// Whether a word is zero, as 0 or 1.
    fn is_zero(&mut self, id: Id) -> B::F {
        if self.most(id) <= 1 {
            return self.on.clone() - self.half(id, 0).0;
        }
        let (sum, number) = self.sum_of_halves(id);
        let zero = self.b.put(u32::from(number.is_zero()));
        self.b.zero("only zero is zero", zero.clone() * sum.clone());
        self.differs(sum, number, &zero);
        zero
    }

    /// Whether two words are equal, as 0 or 1.
    pub fn equal(&mut self, x: Id, y: Id) -> B::F {
        match (self.known(x), self.known(y)) {
            _ if x == y => self.on.clone(),
            (_, Some(0)) => self.is_zero(x),
            (Some(0), _) => self.is_zero(y),
            _ => {
                let (squares, number) = self.squares(x, y);
                let equal = self.b.put(u32::from(number.is_zero()));
                let [low, high] = self.differences(x, y);
                self.b.zero("equal words have equal low halves", equal.clone() * low);
                self.b.zero("equal words have equal high halves", equal.clone() * high);
                self.differs(squares, number, &equal);
                equal
            }
        }
    }

    /// States that two words are equal: no column.
    pub fn state_equal(&mut self, x: Id, y: Id) {
        if x == y {
            return;
        }
        let [low, high] = self.differences(x, y);
        self.b.zero("the low halves are equal", low);
        self.b.zero("the high halves are equal", high);
    }

    /// States that two words differ: one column.
    pub fn state_different(&mut self, x: Id, y: Id) {
        let (sum, number) = match (self.known(x), self.known(y)) {
            (_, Some(0)) => self.sum_of_halves(x),
            (Some(0), _) => self.sum_of_halves(y),
            _ => self.squares(x, y),
        };
        self.differs(sum, number, &B::F::zero());
    }

    /// Both halves are below 2^16, so their sum is zero only where both are.
    fn sum_of_halves(&self, id: Id) -> (B::F, BaseField) {
        let value = self.value(id);
        let sum = self.half(id, 0).0 + self.half(id, 1).0;
        (sum, BaseField::from(half_of(value, 0) + half_of(value, 1)))
    }

    fn differences(&self, x: Id, y: Id) -> [B::F; 2] {
        [0, 1].map(|half| self.half(x, half).0 - self.half(y, half).0)
    }

    /// −1 is no square in the field, so a sum of two squares is zero only where both are.
    fn squares(&self, x: Id, y: Id) -> (B::F, BaseField) {
        let [low, high] = self.differences(x, y);
        let numbers = [0, 1].map(|half| {
            let [x, y] = [x, y].map(|id| BaseField::from(half_of(self.value(id), half)));
            (x - y).square()
        });
        (low.clone() * low + high.clone() * high, numbers[0] + numbers[1])
    }

    /// One column: the inverse of what is not zero, where `equal` is not 1.
    fn differs(&mut self, value: B::F, number: BaseField, equal: &B::F) {
        let inverse = if number.is_zero() { number } else { number.inverse() };
        let inverse = self.b.put_field(inverse);
        self.b.zero("words that are not equal differ", value * inverse - (self.on.clone() - equal.clone()));
    }
}
