//! A component written down, so that the prover evaluates it with one loop: as code of its own for each component it was
//! half of the module, and too large for the registers of any processor.

use num_traits::{One, Zero};
use stwo::core::fields::m31::BaseField;

use super::affine::{Affine, Atom};
use super::logup::Pairs;
use super::tape::{Place, Tape};
use super::{Air, AirBuilder};
use crate::relations::Relation;

/// A constraint, in the order in which the verifier takes them.
#[derive(Clone, Copy, Debug)]
pub enum Constraint {
    /// So many times this value is zero.
    Zero(BaseField, Place),
    /// The running sum grows by the pair of lookups of this index.
    Pair(usize),
}

/// An element of a tuple: so many times a value, and a constant.
#[derive(Clone, Copy, Debug)]
pub struct Element {
    /// The factor; zero where there is only the constant.
    pub factor: BaseField,
    /// The value.
    pub place: Place,
    /// The constant.
    pub constant: BaseField,
}

/// A lookup.
#[derive(Clone, Debug)]
pub struct Lookup {
    /// Of which relation.
    pub relation: Relation,
    /// How often, or its negative.
    pub multiplicity: Place,
    /// Whether it is its negative.
    pub negative: bool,
    /// The tuple.
    pub tuple: Vec<Element>,
}

/// A component as a list.
#[derive(Clone, Debug)]
pub struct Recorded {
    /// What the lookups need.
    pub lookup_tape: Tape,
    /// What the constraints need besides.
    pub constraint_tape: Tape,
    /// The constraints.
    pub constraints: Vec<Constraint>,
    /// The lookups.
    pub lookups: Vec<Lookup>,
}

impl Recorded {
    /// Writes a component down.
    pub fn of<A: Air>(air: &A) -> Self {
        let mut recorder = Recorder::default();
        air.eval(&mut recorder);
        recorder.compile()
    }
}

#[derive(Default)]
struct Recorder {
    fixed: usize,
    main: usize,
    constraints: Vec<Stated>,
    pairs: Pairs<(), ()>,
    count: usize,
    lookups: Vec<(Relation, Affine, Vec<Affine>)>,
}

enum Stated {
    Zero(Affine),
    Pair(usize),
}

impl Recorder {
    fn pair(&mut self) {
        self.constraints.push(Stated::Pair(self.count));
        self.count += 1;
    }

    fn compile(mut self) -> Recorded {
        if std::mem::take(&mut self.pairs).last().is_some() {
            self.pair();
        }
        let mut tape = Tape::new(self.fixed, self.main);
        let lookups = self
            .lookups
            .iter()
            .map(|(relation, multiplicity, tuple)| lookup(&mut tape, *relation, multiplicity, tuple));
        let lookups = lookups.collect();
        let lookup_tape = tape.clone();
        tape.forget_steps();
        let constraints = self.constraints.into_iter().map(|stated| match stated {
            Stated::Pair(index) => Constraint::Pair(index),
            Stated::Zero(value) => match value.normal() {
                Some((factor, value)) => Constraint::Zero(factor, tape.place(&value)),
                None => Constraint::Zero(BaseField::one(), tape.place(&value)),
            },
        });
        let constraints = constraints.collect();
        Recorded { lookup_tape, constraint_tape: tape, constraints, lookups }
    }
}

fn lookup(tape: &mut Tape, relation: Relation, multiplicity: &Affine, tuple: &[Affine]) -> Lookup {
    let negative = multiplicity.normal().is_some_and(|(factor, _)| factor == -BaseField::one());
    let counted = if negative { -multiplicity.clone() } else { multiplicity.clone() };
    let elements = tuple.iter().map(|element| {
        let constant = element.constant;
        match (element.clone() - Affine::from(constant)).normal() {
            Some((factor, value)) => Element { factor, place: tape.place(&value), constant },
            None => Element { factor: BaseField::zero(), place: Place::default(), constant },
        }
    });
    let tuple = elements.collect();
    Lookup { relation, multiplicity: tape.place(&counted), negative, tuple }
}

impl AirBuilder for Recorder {
    type F = Affine;

    #[inline(never)]
    fn main(&mut self) -> Affine {
        self.main += 1;
        Affine::atom(Atom::Main(self.main - 1))
    }

    #[inline(never)]
    fn fixed(&mut self) -> Affine {
        self.fixed += 1;
        Affine::atom(Atom::Fixed(self.fixed - 1))
    }

    #[inline(never)]
    fn zero(&mut self, _name: &'static str, value: Affine) {
        self.constraints.push(Stated::Zero(value));
    }

    #[inline(never)]
    fn lookup(&mut self, relation: Relation, multiplicity: Affine, tuple: &[Affine]) {
        self.lookups.push((relation, multiplicity, tuple.to_vec()));
        if self.pairs.push((), ()).is_some() {
            self.pair();
        }
    }
}
