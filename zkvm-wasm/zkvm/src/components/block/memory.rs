//! Loads and stores of a block, each at a slot of its own.

use num_traits::Zero;
use stwo::core::fields::m31::BaseField;

use super::columns::Columns;
use super::words::{Id, Words};
use crate::air::Expr;
use crate::components::operation::{in_range, signed};
use crate::gadgets::access::Space;
use crate::gadgets::range;
use crate::isa::{Opcode, semantics};
use crate::relations::Relation;

/// A place whose value is taken at one clock and sent at another.
pub struct Place<F> {
    /// The kind of place.
    pub space: Space,
    /// Which one.
    pub address: F,
}

/// An address, with what it is in the row that is filled.
struct Address<F> {
    number: F,
    value: u32,
}

/// Where in its word a byte or half is.
struct Offset<F> {
    /// In bytes.
    number: F,
    /// 1 where it is in the low half.
    low: F,
    /// 1 where it is the odd byte of its half; none for a half.
    odd: Option<F>,
}

impl<B: Columns> Words<'_, B> {
    /// Takes the value of a place: one column, for the clock before.
    pub fn take(&mut self, place: &Place<B::F>, clock: &B::F, previous_clock: u32, before: Id) {
        let previous = self.b.put(previous_clock);
        let before = self.word(before);
        let tuple =
            [B::F::constant(place.space as u32), place.address.clone(), previous.clone(), before.low, before.high];
        self.b.receive(Relation::Memory, &self.on, &tuple);
        range::half(self.b, &self.on, clock.clone() - previous - B::F::constant(1));
    }

    /// Sends the value of a place.
    pub fn give(&mut self, place: &Place<B::F>, clock: &B::F, after: Id) {
        let after = self.word(after);
        let tuple = [B::F::constant(place.space as u32), place.address.clone(), clock.clone(), after.low, after.high];
        self.b.send(Relation::Memory, &self.on, &tuple);
    }

    /// `base + offset`.
    fn address(&mut self, base: Id, offset: u32) -> Address<B::F> {
        let value = self.value(base).wrapping_add(offset);
        let number = match self.known(base) {
            Some(_) => self.number(in_range(value)).0,
            None => self.base(base) + self.on.clone() * signed(offset),
        };
        Address { number, value }
    }

    /// The word that a number is in, and where in it; a word itself is there at once.
    fn offset(&mut self, address: &Address<B::F>, width: u32) -> Offset<B::F> {
        let at = address.value & 3;
        let mut flag = |offset: u32| {
            let flag = self.b.put(u32::from(at == offset));
            self.b.boolean("an offset is 0 or 1", &flag);
            flag
        };
        let on = self.on.clone();
        if width == 2 {
            let two = flag(2);
            return Offset { number: two.clone().times(2), low: on - two, odd: None };
        }
        let [one, two, three] = [1, 2, 3].map(&mut flag);
        let any = one.clone() + two.clone() + three.clone();
        self.b.zero("at most one offset", any.clone() * (on.clone() - any));
        let number = one.clone() + two.clone().times(2) + three.clone().times(3);
        Offset { number, low: on - two - three.clone(), odd: Some(one + three) }
    }

    /// One column: the half of a word that an offset is in.
    fn chosen(&mut self, word: Id, offset: &Offset<B::F>, at: u32) -> B::F {
        let chosen = self.b.put((self.value(word) >> (8 * (at & 2))) & 0xffff);
        let halves = self.word(word);
        let in_low = offset.low.clone() * halves.low;
        let in_high = (self.on.clone() - offset.low.clone()) * halves.high;
        self.b.zero("the half at the address", chosen.clone() - in_low - in_high);
        chosen
    }

    /// One column: the even byte of a half, of which it gives both.
    fn bytes_of(&mut self, half: &B::F, value: u32) -> [B::F; 2] {
        let even = self.b.put(value & 0xff);
        let odd = (half.clone() - even.clone()).shifted_down(8);
        range::bits(self.b, &self.on, 8, even.clone());
        range::bits(self.b, &self.on, 8, odd.clone());
        [even, odd]
    }

    /// What a load gives, from the ROM or from memory at this clock.
    pub fn load(&mut self, opcode: Opcode, base: Id, offset: u32, rom: bool, clock: &B::F) -> Id {
        let address = self.address(base, offset);
        let width = semantics::width(opcode);
        let within = (width < 4).then(|| self.offset(&address, width));
        let number = within.iter().fold(address.number.clone(), |number, within| number - within.number.clone());
        let word = self.read(number, rom, clock);
        let Some(within) = within else { return word };
        let chosen = self.chosen(word, &within, address.value);
        let value = semantics::load(opcode, self.value(word), address.value);
        let half = (self.value(word) >> (8 * (address.value & 2))) & 0xffff;
        let (part, bits) = match within.odd {
            None => (chosen, 16),
            Some(is_odd) => {
                let [even, odd] = self.bytes_of(&chosen, half);
                let part = self.b.put(value & 0xff);
                self.b.zero("the byte at the address", part.clone() - even.clone() - is_odd * (odd - even));
                (part, 8)
            }
        };
        let most = (1u32 << bits) - 1;
        if matches!(opcode, Opcode::Lbu | Opcode::Lhu) {
            return self.derived([(part, 1), (B::F::zero(), 0)], value, most);
        }
        let sign = self.b.put(value >> 31);
        self.b.boolean("a sign is 0 or 1", &sign);
        range::bits(self.b, &self.on, bits - 1, part.clone() - sign.clone().times(1 << (bits - 1)));
        let ones = 0xffff & !most;
        let low = (part + sign.clone().times(ones), 2);
        self.derived([low, (sign.times(0xffff), 1)], value, u32::MAX)
    }

    /// A word of memory or of the ROM.
    fn read(&mut self, number: B::F, rom: bool, clock: &B::F) -> Id {
        if rom {
            let value = self.b.recorded();
            let id = self.given(value);
            let word = self.word(id);
            self.b.receive(Relation::Rom, &self.on, &[number, word.low, word.high]);
            return id;
        }
        let (previous_clock, value) = (self.b.recorded(), self.b.recorded());
        let id = self.given(value);
        let place = Place { space: Space::Memory, address: number };
        self.take(&place, clock, previous_clock, id);
        self.give(&place, clock, id);
        id
    }

    /// A store at this clock.
    pub fn store(&mut self, opcode: Opcode, base: Id, offset: u32, stored: Id, clock: &B::F) {
        let address = self.address(base, offset);
        let (previous_clock, value) = (self.b.recorded(), self.b.recorded());
        let before = self.given(value);
        let width = semantics::width(opcode);
        if width == 4 {
            let place = Place { space: Space::Memory, address: address.number };
            self.take(&place, clock, previous_clock, before);
            self.give(&place, clock, stored);
            return;
        }
        let within = self.offset(&address, width);
        let chosen = self.chosen(before, &within, address.value);
        let at = address.value;
        let after = semantics::store(opcode, value, at, self.value(stored));
        let half = |word: u32| (word >> (8 * (at & 2))) & 0xffff;
        // By how much the half at the address grows.
        let growth = match within.odd {
            None => self.half(stored, 0).0 - chosen,
            Some(is_odd) => {
                let [even, odd] = self.bytes_of(&chosen, half(value));
                let [(byte, _), _] = self.bytes(stored, 0);
                let number = BaseField::from(half(after)) - BaseField::from(half(value));
                let growth = self.b.put_field(number);
                let in_even = (self.on.clone() - is_odd.clone()) * (byte.clone() - even);
                let in_odd = is_odd * (byte - odd);
                self.b.zero("the byte that is stored", growth.clone() - in_even - in_odd.times(256));
                growth
            }
        };
        let low = BaseField::from(after & 0xffff) - BaseField::from(value & 0xffff);
        let low_growth = self.b.put_field(low);
        self.b.zero("the half that grows", low_growth.clone() - within.low * growth.clone());
        let halves = self.word(before);
        let high = halves.high + growth - low_growth.clone();
        let weight = self.half(stored, 0).1;
        let result = self.derived([(halves.low + low_growth, 2), (high, 4 + weight)], after, u32::MAX);
        let place = Place { space: Space::Memory, address: address.number - within.number };
        self.take(&place, clock, previous_clock, before);
        self.give(&place, clock, result);
    }
}

impl<B: Columns> Words<'_, B> {
    /// The target of a `jalr`: one column besides those of the base. That the lowest bit is the sum's, and that the
    /// target is a place to go to, follows from the next step, as in [`crate::components::jalr`].
    pub fn target(&mut self, base: Id, offset: u32) -> B::F {
        let address = self.address(base, offset);
        let lowest = self.b.put(address.value & 1);
        self.b.boolean("the lowest bit is 0 or 1", &lowest);
        address.number - lowest
    }
}
