//! The arithmetic of a component as a list of steps, done on a few vectors of rows at a time.

use std::collections::BTreeMap;

use num_traits::Zero;
use stwo::core::fields::m31::{BaseField, P};
use stwo::prover::backend::simd::m31::PackedM31;

use super::affine::{Affine, Atom};

/// Vectors of rows that a step does at once.
pub const BLOCK: usize = 4;

/// Where a value is: a fixed column, a main column, or what a step gave, in this order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place(usize);

#[derive(Clone, Copy, Debug)]
enum Step {
    Constant(BaseField),
    Sum(Place, Place),
    Difference(Place, Place),
    Product(Place, Place),
    Scaled(Place, BaseField),
    Shifted(Place, BaseField),
}

/// See the module.
#[derive(Clone, Debug)]
pub struct Tape {
    fixed: usize,
    columns: usize,
    /// Values that earlier tapes give.
    given: usize,
    steps: Vec<Step>,
    known: BTreeMap<Affine, Place>,
}

impl Tape {
    /// No steps yet, over so many columns.
    pub fn new(fixed: usize, main: usize) -> Self {
        Self { fixed, columns: fixed + main, given: 0, steps: Vec::new(), known: BTreeMap::new() }
    }

    /// Goes on as another tape, to be run after this one.
    pub fn forget_steps(&mut self) {
        self.given += self.steps.len();
        self.steps.clear();
    }

    /// Columns, and values of this tape and those before it.
    pub fn values(&self) -> usize {
        self.given + self.steps.len()
    }

    fn step(&mut self, step: Step) -> Place {
        self.steps.push(step);
        Place(self.columns + self.values() - 1)
    }

    /// Where this value is, by as few steps as need be added.
    pub fn place(&mut self, value: &Affine) -> Place {
        if let Some(&place) = self.known.get(value) {
            return place;
        }
        // Atoms that are there equally often are added up before that number is multiplied with the sum.
        let mut groups: BTreeMap<u32, Vec<(bool, Place)>> = BTreeMap::new();
        for (atom, count) in &value.terms {
            let place = self.atom(atom);
            let (size, negative) = if count.0 <= P / 2 { (count.0, false) } else { (P - count.0, true) };
            groups.entry(size).or_default().push((negative, place));
        }
        let mut sum: Option<Place> = None;
        for (size, mut members) in groups {
            members.sort_by_key(|(negative, _)| *negative);
            let less = members[0].0;
            let mut group = members[0].1;
            for &(negative, place) in &members[1..] {
                group =
                    self.step(if negative == less { Step::Sum(group, place) } else { Step::Difference(group, place) });
            }
            if size != 1 {
                group = self.step(Step::Scaled(group, BaseField::from(size)));
            }
            sum = Some(match (sum, less) {
                (Some(sum), false) => self.step(Step::Sum(sum, group)),
                (Some(sum), true) => self.step(Step::Difference(sum, group)),
                (None, false) => group,
                (None, true) => self.step(Step::Scaled(group, -BaseField::from(1))),
            });
        }
        let place = match sum {
            None => self.step(Step::Constant(value.constant)),
            Some(sum) if value.constant.is_zero() => sum,
            Some(sum) => self.step(Step::Shifted(sum, value.constant)),
        };
        self.known.insert(value.clone(), place);
        place
    }

    fn atom(&mut self, atom: &Atom) -> Place {
        match atom {
            Atom::Fixed(index) => Place(*index),
            Atom::Main(index) => Place(self.fixed + index),
            Atom::Product(factors) => {
                let value = Affine::atom(atom.clone());
                if let Some(&place) = self.known.get(&value) {
                    return place;
                }
                let [a, b] = factors.each_ref().map(|factor| self.place(factor));
                let place = self.step(Step::Product(a, b));
                self.known.insert(value, place);
                place
            }
        }
    }

    /// Does all steps on some vectors of rows, at most a block.
    pub fn run(&self, values: &mut Values) {
        for (index, step) in self.steps.iter().enumerate() {
            let at = (self.given + index) * BLOCK;
            for i in 0..values.count {
                values.own[at + i] = match *step {
                    Step::Constant(value) => PackedM31::broadcast(value),
                    Step::Sum(a, b) => values.of(a, i) + values.of(b, i),
                    Step::Difference(a, b) => values.of(a, i) - values.of(b, i),
                    Step::Product(a, b) => values.of(a, i) * values.of(b, i),
                    Step::Scaled(a, factor) => values.of(a, i) * PackedM31::broadcast(factor),
                    Step::Shifted(a, constant) => values.of(a, i) + PackedM31::broadcast(constant),
                };
            }
        }
    }
}

/// Columns, and room for what the steps give.
pub struct Values<'a> {
    columns: Vec<&'a [PackedM31]>,
    own: Vec<PackedM31>,
    first: usize,
    count: usize,
}

impl<'a> Values<'a> {
    /// Room for tapes over these columns, of which the last one gives so many values.
    pub fn new(columns: Vec<&'a [PackedM31]>, tape: &Tape) -> Self {
        debug_assert_eq!(columns.len(), tape.columns, "a value for each column");
        Self { columns, own: vec![PackedM31::zero(); tape.values() * BLOCK], first: 0, count: 0 }
    }

    /// Goes to these vectors of rows, at most a block.
    pub fn go_to(&mut self, rows: std::ops::Range<usize>) {
        debug_assert!(rows.len() <= BLOCK);
        (self.first, self.count) = (rows.start, rows.len());
    }

    /// A value of the vector of this index.
    #[inline(always)]
    pub fn of(&self, Place(place): Place, index: usize) -> PackedM31 {
        match self.columns.get(place) {
            Some(column) => column[self.first + index],
            None => self.own[(place - self.columns.len()) * BLOCK + index],
        }
    }
}
