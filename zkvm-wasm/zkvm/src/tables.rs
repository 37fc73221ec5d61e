//! What tables hold: the columns that the program key fixes, and the count of their uses.

use stwo::core::fields::m31::BaseField;
use stwo::prover::backend::simd::column::BaseColumn;

use crate::air::{Trace, Uses};
use crate::components::boundary::Run;
use crate::components::fill::Code;
use crate::components::shift::Split;
use crate::components::{Kind, Parameters};
use crate::execute::{INITIAL_SP, REGISTER_COUNT};
use crate::gadgets::access::Space;
use crate::key::Facts;
use crate::layout;
use crate::program::Program;
use crate::relations::Relation;

/// A program with what the tables hold of it.
pub struct Tables {
    /// The program.
    pub program: Program,
    /// Its instructions.
    pub code: Code,
    /// What the verifier knows of it.
    pub facts: Facts,
}

impl Tables {
    /// The tables of a program.
    pub fn new(program: Program) -> Self {
        let code = Code::new(program.instructions());
        let facts = Facts {
            entry: program.entry,
            instructions: code.instructions.len(),
            rom: program.rom.len(),
            places: REGISTER_COUNT + program.image.len(),
            runs: runs(&program),
            blocks: program.blocks.clone(),
        };
        Self { program, code, facts }
    }

    /// The fixed columns of every table in a proof of this height, in order.
    pub fn columns(&self, max_log: u32) -> Vec<(Kind, Vec<BaseColumn>)> {
        let tables = layout::tables(max_log, &self.facts);
        tables.map(|(kind, parameters, _)| (kind, self.columns_of(kind, parameters))).collect()
    }

    /// The fixed columns of a table, in order; none of what is no table.
    pub fn columns_of(&self, kind: Kind, parameters: Parameters) -> Vec<BaseColumn> {
        let Parameters { log_size, folds, .. } = parameters;
        let height = 1usize << log_size;
        let number = |value: usize| BaseField::from(value as u32);
        let column = |value: &dyn Fn(usize) -> BaseField| (0..height).map(value).collect::<BaseColumn>();
        match kind {
            Kind::HalfRange => vec![column(&number)],
            Kind::ShortRange => {
                let bits = |row: usize| row.max(1).ilog2();
                vec![
                    column(&number),
                    column(&|row| BaseField::from(bits(row))),
                    column(&|row| number(row.max(1) - (1 << bits(row)))),
                ]
            }
            Kind::And => {
                let mut columns = vec![column(&|row| number(row >> 8)), column(&|row| number(row & 0xff))];
                columns.extend(
                    (0..1 << (16 - log_size))
                        .map(|fold| column(&|row| number((row | fold << log_size) >> 8 & row & 0xff))),
                );
                columns
            }
            Kind::Shifts => listed(64, log_size, 1, |entry| {
                let (right, amount) = (entry as u32 >> 5, entry as u32 & 31);
                let Split { form, k } = Split::new(right == 1, amount);
                [right, amount, form, k, 1 << k, 1 << (16 - k)].map(BaseField::from)
            }),
            Kind::Program => listed(self.facts.instructions, log_size, folds, |entry| {
                let encoded = &self.code.encoded[entry];
                let pc = BaseField::from(self.code.instructions[entry].0);
                let [c0, c1, c2] = encoded.constants;
                [pc, encoded.operation, encoded.rd, encoded.rs1, encoded.rs2, c0, c1, c2]
            }),
            Kind::Rom => listed(self.facts.rom, log_size, folds, |entry| {
                let (address, word) = self.program.rom[entry];
                [address, word & 0xffff, word >> 16].map(BaseField::from)
            }),
            Kind::Image => self.image(log_size, folds),
            _ => Vec::new(),
        }
    }

    /// Present or not, space, address, low and high half of each place.
    fn image(&self, log_size: u32, folds: usize) -> Vec<BaseColumn> {
        let places = 0..folds << log_size;
        let rows: Vec<[u32; 5]> = places
            .map(|place| {
                let word = |space: Space, address, word: u32| [1, space as u32, address, word & 0xffff, word >> 16];
                match place.checked_sub(REGISTER_COUNT) {
                    None => word(Space::Register, place as u32, if place == 2 { INITIAL_SP } else { 0 }),
                    Some(index) => match self.program.image.get(index) {
                        Some(&(address, value)) => word(Space::Memory, address, value),
                        None => [0; 5],
                    },
                }
            })
            .collect();
        let height = 1 << log_size;
        let columns = rows
            .chunks(height)
            .flat_map(|rows| (0..5).map(|i| rows.iter().map(|row| BaseField::from(row[i])).collect::<BaseColumn>()));
        columns.collect()
    }
}

/// Columns of a table of tuples. Padding repeats the first entry: a tuple that is there already.
fn listed<const WIDTH: usize>(
    entries: usize,
    log_size: u32,
    folds: usize,
    tuple: impl Fn(usize) -> [BaseField; WIDTH],
) -> Vec<BaseColumn> {
    let height = 1 << log_size;
    let tuples: Vec<_> = (0..folds * height).map(|entry| tuple(if entry < entries { entry } else { 0 })).collect();
    let columns = tuples
        .chunks(height)
        .flat_map(|rows| (0..WIDTH).map(|i| rows.iter().map(|row| row[i]).collect::<BaseColumn>()));
    columns.collect()
}

/// The program's own words as runs without gaps.
fn runs(program: &Program) -> Vec<Run> {
    let mut words: Vec<u32> = program.rom.iter().chain(&program.image).map(|(address, _)| address / 4).collect();
    words.sort_unstable();
    let mut runs: Vec<Run> = Vec::new();
    for word in words {
        match runs.last_mut() {
            Some(run) if run.last + 1 == word => run.last = word,
            _ => runs.push(Run { first: word, last: word }),
        }
    }
    runs
}

/// How often each entry of each table is used.
pub struct Counts {
    /// Of `(bits, value)` at `2^bits + value`.
    ranges: Vec<u32>,
    and: Vec<u32>,
    shifts: Vec<u32>,
    program: Vec<u32>,
    rom: Vec<u32>,
    text_places: Vec<(u32, u32)>,
    rom_places: Vec<(u32, u32)>,
}

impl Counts {
    /// None yet.
    pub fn new(tables: &Tables) -> Self {
        let addresses = tables.code.instructions.iter().map(|(pc, _)| *pc);
        Self {
            ranges: vec![0; 1 << 17],
            and: vec![0; 1 << 16],
            shifts: vec![0; 64],
            program: vec![0; tables.facts.instructions],
            rom: vec![0; tables.facts.rom],
            text_places: places(addresses),
            rom_places: places(tables.program.rom.iter().map(|(address, _)| *address)),
        }
    }

    /// The counts of a table, by entry. None for what is no table of uses.
    pub fn of(&self, kind: Kind) -> Option<&[u32]> {
        Some(match kind {
            Kind::HalfRange => &self.ranges[1 << 16..],
            Kind::ShortRange => &self.ranges[..1 << 16],
            Kind::And => &self.and,
            Kind::Shifts => &self.shifts,
            Kind::Program => &self.program,
            Kind::Rom => &self.rom,
            _ => return None,
        })
    }

    /// Whether a table is used at all.
    pub fn uses(&self, kind: Kind) -> bool {
        self.of(kind).is_some_and(|counts| counts.iter().any(|&count| count > 0))
    }

    /// The committed columns of a table of uses: fold `i` of row `r` is entry `r + i·height`.
    pub fn columns(&self, kind: Kind, log_size: u32, folds: usize) -> Option<Trace> {
        let counts = self.of(kind)?;
        let height = 1 << log_size;
        let columns = (0..folds).map(|fold| {
            let entries = (fold * height..).take(height);
            entries.map(|entry| BaseField::from(counts.get(entry).copied().unwrap_or(0))).collect()
        });
        Some(Trace { log_size, columns: columns.collect() })
    }
}

impl Uses for Counts {
    fn counts(&self, relation: Relation) -> bool {
        use Relation::{And, Program, Range, Rom, Shift};
        matches!(relation, And | Program | Range | Rom | Shift)
    }

    fn note(&mut self, relation: Relation, tuple: &[BaseField]) {
        let at = |i: usize| tuple[i].0 as usize;
        let (counts, index) = match relation {
            Relation::Range => (&mut self.ranges, (1usize << at(0).min(20)) + at(1)),
            Relation::And => (&mut self.and, (at(0) << 8) + at(1)),
            Relation::Shift => (&mut self.shifts, (at(0) << 5) + at(1)),
            Relation::Program => (&mut self.program, entry(&self.text_places, tuple[0].0)),
            _ => (&mut self.rom, entry(&self.rom_places, tuple[0].0)),
        };
        // A tuple that no table has is not counted; the proof fails, and the row checker says where.
        if let Some(count) = counts.get_mut(index) {
            *count += 1;
        }
    }
}

/// Where each run of words without a gap begins, and which entry that is.
fn places(addresses: impl Iterator<Item = u32>) -> Vec<(u32, u32)> {
    let mut places: Vec<(u32, u32)> = Vec::new();
    let mut next = None;
    for (entry, address) in (0..).zip(addresses) {
        if next != Some(address) {
            places.push((address, entry));
        }
        next = Some(address + 4);
    }
    places
}

/// The entry of an address.
fn entry(places: &[(u32, u32)], address: u32) -> usize {
    let after = places.partition_point(|(start, _)| *start <= address);
    let Some((start, entry)) = after.checked_sub(1).map(|index| places[index]) else {
        return usize::MAX;
    };
    ((address - start) / 4 + entry) as usize
}
