//! What a component says of one row.

use std::collections::{BTreeMap, HashSet};

use num_traits::{One, Zero};
use stwo::core::fields::m31::BaseField;

use zkvm::air::{Air, AirBuilder};
use zkvm::components::shift::Split;
use zkvm::components::{Kind, Parameters, Visitor};
use zkvm::relations::{MAX_TUPLE, Relation};
use zkvm::tables::Tables;

/// A tuple, with zeros behind its end.
pub type Tuple = [u32; MAX_TUPLE];

/// A lookup of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lookup {
    pub relation: Relation,
    pub multiplicity: BaseField,
    pub tuple: Tuple,
}

/// All constraints and lookups of a row, in their order.
#[derive(Clone, Debug, Default)]
pub struct Record {
    pub zeros: Vec<(&'static str, BaseField)>,
    pub lookups: Vec<Lookup>,
}

/// A constraint or a lookup, by its index in the component.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Rule {
    Zero(usize),
    Lookup(usize),
}

struct Recorder<'a> {
    fixed: std::slice::Iter<'a, BaseField>,
    main: std::slice::Iter<'a, BaseField>,
    record: Record,
}

impl AirBuilder for Recorder<'_> {
    type F = BaseField;

    fn main(&mut self) -> BaseField {
        *self.main.next().expect("a value for each main column")
    }

    fn fixed(&mut self) -> BaseField {
        *self.fixed.next().expect("a value for each fixed column")
    }

    fn zero(&mut self, name: &'static str, value: BaseField) {
        self.record.zeros.push((name, value));
    }

    fn lookup(&mut self, relation: Relation, multiplicity: BaseField, values: &[BaseField]) {
        let mut tuple = [0; MAX_TUPLE];
        for (to, value) in tuple.iter_mut().zip(values) {
            *to = value.0;
        }
        self.record.lookups.push(Lookup { relation, multiplicity, tuple });
    }
}

/// What a component says of a row.
pub fn record(kind: Kind, parameters: &Parameters, fixed: &[BaseField], main: &[BaseField]) -> Record {
    struct Read<'a>(&'a [BaseField], &'a [BaseField]);
    impl Visitor for Read<'_> {
        type Output = Record;
        fn visit<A: Air + Clone + 'static>(self, air: A) -> Record {
            let record = Record { zeros: Vec::with_capacity(40), lookups: Vec::with_capacity(40) };
            let mut recorder = Recorder { fixed: self.0.iter(), main: self.1.iter(), record };
            air.eval(&mut recorder);
            recorder.record
        }
    }
    kind.visit(parameters, Read(fixed, main))
}

/// Tables whose entries may be used any number of times.
pub fn is_table(relation: Relation) -> bool {
    use Relation::{And, Program, Range, Rom, Shift};
    matches!(relation, And | Program | Range | Rom | Shift)
}

/// The tuples that the tables of a program hold.
pub struct Entries {
    program: HashSet<Tuple>,
    program_places: HashSet<u32>,
    rom: HashSet<Tuple>,
    rom_places: HashSet<u32>,
}

impl Entries {
    pub fn new(tables: &Tables) -> Self {
        let program = tables.code.instructions.iter().zip(&tables.code.encoded).map(|((pc, _), encoded)| {
            let [c0, c1, c2] = encoded.constants;
            let head = [encoded.operation, encoded.rd, encoded.rs1, encoded.rs2, c0, c1, c2].map(|value| value.0);
            [*pc, head[0], head[1], head[2], head[3], head[4], head[5], head[6]]
        });
        let rom = tables.program.rom.iter().map(|&(address, word)| [address, word & 0xffff, word >> 16, 0, 0, 0, 0, 0]);
        let program_places = tables.code.instructions.iter().map(|(pc, _)| *pc).collect();
        let rom_places = tables.program.rom.iter().map(|(address, _)| *address).collect();
        Self { program: program.collect(), program_places, rom: rom.collect(), rom_places }
    }

    /// Whether anybody takes what a row sends, and whether anybody may have sent what it takes, whatever the other rows
    /// are: steps begin where the program has instructions, places hold words, and what moves is bytes.
    fn is_possible(&self, lookup: &Lookup) -> bool {
        let [t0, t1, t2, t3, t4, ..] = lookup.tuple;
        let is_sent = (1..=8).contains(&lookup.multiplicity.0);
        match lookup.relation {
            Relation::State => self.program_places.contains(&t0) && (is_sent || (t1 % 4 == 0 && t1 < 1 << 26)),
            Relation::Output => t1 < 256,
            Relation::Input => t1 < 256 && t0 < 1 << 20,
            Relation::Memory if !is_sent => {
                let is_position = t0 == 0 && (33..35).contains(&t1) && t3 <= 1 << 20 && t4 == 0;
                let is_register = t0 == 0 && t1 < 33;
                let is_word = t0 == 1 && t1 % 4 == 0 && t1 < 1 << 30 && !self.rom_places.contains(&t1);
                t2 < 1 << 26 && (is_position || ((is_register || is_word) && t3 < 1 << 16 && t4 < 1 << 16))
            }
            _ => true,
        }
    }

    /// Whether a table has a tuple.
    pub fn hold(&self, relation: Relation, tuple: &Tuple) -> bool {
        match relation {
            Relation::Range => tuple[0] <= 16 && tuple[1] < 1 << tuple[0],
            Relation::And => tuple[0] < 256 && tuple[1] < 256 && tuple[2] == tuple[0] & tuple[1],
            Relation::Shift => {
                let [right, amount, ..] = *tuple;
                right < 2 && amount < 32 && {
                    let Split { form, k } = Split::new(right == 1, amount);
                    *tuple == [right, amount, form, k, 1 << k, 1 << (16 - k), 0, 0]
                }
            }
            Relation::Program => self.program.contains(tuple),
            Relation::Rom => self.rom.contains(tuple),
            _ => false,
        }
    }
}

impl Record {
    /// Rules that a row breaks by itself: constraints, lookups that no table has, and what nobody takes or sends.
    pub fn broken(&self, entries: &Entries) -> Vec<Rule> {
        let zeros = self.zeros.iter().enumerate().filter(|(_, (_, value))| !value.is_zero());
        let broken = zeros.map(|(index, _)| Rule::Zero(index));
        let lookups = self.lookups.iter().enumerate().filter(|(_, lookup)| {
            !lookup.multiplicity.is_zero()
                && !self.is_forged(lookup, entries)
                && if is_table(lookup.relation) {
                    !entries.hold(lookup.relation, &lookup.tuple)
                } else {
                    !entries.is_possible(lookup)
                }
        });
        broken.chain(lookups.map(|(index, _)| Rule::Lookup(index))).collect()
    }

    /// Whether a row sends what its table does not have: then others may look it up.
    fn is_forged(&self, lookup: &Lookup, entries: &Entries) -> bool {
        is_table(lookup.relation)
            && (1..=8).contains(&lookup.multiplicity.0)
            && !entries.hold(lookup.relation, &lookup.tuple)
    }

    /// Entries that the row adds to tables.
    pub fn forged(&self, entries: &Entries) -> Vec<Lookup> {
        self.lookups.iter().filter(|lookup| self.is_forged(lookup, entries)).copied().collect()
    }

    /// What the row adds to relations that are no tables, without the lookups that are left out.
    pub fn flow(&self, leave_out: Option<usize>) -> BTreeMap<(Relation, Tuple), BaseField> {
        let mut flow = BTreeMap::new();
        for (index, lookup) in self.lookups.iter().enumerate() {
            if is_table(lookup.relation) || lookup.multiplicity.is_zero() || leave_out == Some(index) {
                continue;
            }
            *flow.entry((lookup.relation, lookup.tuple)).or_insert_with(BaseField::zero) += lookup.multiplicity;
        }
        flow.retain(|_, count| !count.is_zero());
        flow
    }

    /// Only what it takes, by lookup: these tuples were sent by others, at another place and time.
    pub fn taken(&self) -> Vec<(usize, Lookup)> {
        let taken = |lookup: &Lookup| !is_table(lookup.relation) && lookup.multiplicity == -BaseField::one();
        self.lookups.iter().copied().enumerate().filter(|(_, lookup)| taken(lookup)).collect()
    }

    /// All rules.
    pub fn rules(&self) -> impl Iterator<Item = Rule> + use<> {
        (0..self.zeros.len()).map(Rule::Zero).chain((0..self.lookups.len()).map(Rule::Lookup))
    }

    /// The name of a rule.
    pub fn name(&self, rule: Rule) -> String {
        match rule {
            Rule::Zero(index) => format!("constraint {index}: {}", self.zeros[index].0),
            Rule::Lookup(index) => format!("lookup {index}: {:?}", self.lookups[index].relation),
        }
    }
}
