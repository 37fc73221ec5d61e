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

#[cfg(test)]
mod tests {
    use stwo::core::fields::m31::P;
    use stwo::prover::backend::simd::m31::{N_LANES, PackedM31};

    use super::super::describe::Shape;
    use super::super::tape::Values;
    use super::*;
    use crate::components::block::{Fused, specimens};
    use crate::components::{Kind, Parameters, Visitor};

    /// What a component itself says of one row.
    struct Direct<'a> {
        fixed: std::slice::Iter<'a, BaseField>,
        main: std::slice::Iter<'a, BaseField>,
        zeros: Vec<BaseField>,
        lookups: Vec<(Relation, BaseField, Vec<BaseField>)>,
    }

    impl AirBuilder for Direct<'_> {
        type F = BaseField;
        fn main(&mut self) -> BaseField {
            *self.main.next().expect("a value for each main column")
        }
        fn fixed(&mut self) -> BaseField {
            *self.fixed.next().expect("a value for each fixed column")
        }
        fn zero(&mut self, _name: &'static str, value: BaseField) {
            self.zeros.push(value);
        }
        fn lookup(&mut self, relation: Relation, multiplicity: BaseField, tuple: &[BaseField]) {
            self.lookups.push((relation, multiplicity, tuple.to_vec()));
        }
    }

    struct Compare(&'static str);

    impl Visitor for Compare {
        type Output = ();
        fn visit<A: Air + Clone + 'static>(self, air: A) {
            let Shape { fixed, main, .. } = Shape::of(&air);
            let recorded = Recorded::of(&air);
            let mut state = 1 + self.0.len() as u64;
            let mut random = || {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                BaseField::from((state >> 33) as u32 % P)
            };
            let columns: Vec<[PackedM31; 1]> =
                (0..fixed + main).map(|_| [PackedM31::from_array(std::array::from_fn(|_| random()))]).collect();
            let mut values = Values::new(columns.iter().map(|column| &column[..]).collect(), &recorded.constraint_tape);
            values.go_to(0..1);
            recorded.lookup_tape.run(&mut values);
            recorded.constraint_tape.run(&mut values);
            for lane in 0..N_LANES {
                let row: Vec<BaseField> = columns.iter().map(|[column]| column.to_array()[lane]).collect();
                let (fixed, main) = row.split_at(fixed);
                let (fixed, main) = (fixed.iter(), main.iter());
                let mut direct = Direct { fixed, main, zeros: Vec::new(), lookups: Vec::new() };
                air.eval(&mut direct);
                let at = |place| values.of(place, 0).to_array()[lane];
                let zeros = recorded.constraints.iter().filter_map(|constraint| match *constraint {
                    Constraint::Zero(factor, place) => Some(factor * at(place)),
                    Constraint::Pair(_) => None,
                });
                assert_eq!(zeros.collect::<Vec<_>>(), direct.zeros, "constraints of {}", self.0);
                let lookups = recorded.lookups.iter().map(|lookup| {
                    let multiplicity = at(lookup.multiplicity);
                    let elements = lookup.tuple.iter().map(|element| match element.factor.is_zero() {
                        true => element.constant,
                        false => element.factor * at(element.place) + element.constant,
                    });
                    let signed = if lookup.negative { -multiplicity } else { multiplicity };
                    (lookup.relation, signed, elements.collect())
                });
                assert_eq!(lookups.collect::<Vec<_>>(), direct.lookups, "lookups of {}", self.0);
            }
        }
    }

    #[test]
    fn a_list_gives_what_its_component_gives() {
        for &kind in Kind::ALL {
            for log_size in [11, 13, 16] {
                let parameters = Parameters { log_size, folds: 3, input_length: 77, block: None };
                kind.visit(&parameters, Compare(kind.name()));
            }
        }
        for block in specimens() {
            Compare("fused block").visit(Fused(block));
        }
    }
}
