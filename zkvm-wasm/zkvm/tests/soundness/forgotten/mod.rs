//! Constraints that others forgot, in the order of a list of thirty: each is a test that names it. A lie is told, and
//! the constraint, the lookup or the check of the verifier that refuses it is named; its honest neighbour is accepted.

mod boundaries;
mod rows;
mod runs;
mod whole_proofs;

use std::collections::BTreeSet;

use stwo::core::fields::m31::BaseField;

use crate::programs::{TEXT, instruction, set};
use crate::record::{Record, Rule};
use crate::run::{Run, call, program};
use zkvm::components::Kind;
use zkvm::isa::{Format, Instruction, Opcode};

/// A step with its row.
pub struct Step {
    run: Run,
    instance: usize,
    place: usize,
    row: Vec<BaseField>,
}

impl Step {
    /// The row of an instruction after others; its run exits.
    pub fn of(kind: Kind, before: &[Instruction], step: Instruction) -> Self {
        let mut made = before.to_vec();
        made.push(step);
        made.extend(call(93, 0, 0, 0));
        let run = Run::new(program(&made), b"twelve bytes");
        let pc = TEXT + 4 * before.len() as u32;
        let instance = run.instance(kind);
        let begins = |&row: &usize| {
            let record = run.record(instance, row, &run.witness.traces[instance].row(row));
            record.lookups[0].tuple[0] == pc
        };
        let place = run.rows(instance, usize::MAX).into_iter().find(begins).expect("the step");
        let row = run.witness.traces[instance].row(place);
        let step = Self { run, instance, place, row };
        assert_eq!(step.refusals(&[]), [""; 0], "the honest row");
        step
    }

    /// The row of `opcode x7, x5, x6` (or `x0`, where the kind has that) with these in the registers; the second may be an immediate. Branches skip one.
    pub fn with(kind: Kind, opcode: Opcode, x: u32, y: u32) -> Self {
        let imm = match opcode.format() {
            Format::Register | Format::Store | Format::None => 0,
            Format::Branch => 8,
            _ => y as i32,
        };
        let second = if kind == Kind::BranchZero { 0 } else { 6 };
        Self::of(kind, &[set(5, x), set(6, y)].concat(), instruction(opcode, 7, 5, second, imm))
    }

    fn record(&self, row: &[BaseField]) -> Record {
        self.run.record(self.instance, self.place, row)
    }

    /// What refuses the row with these cells changed: constraints by name, lookups by the relation, whether no table
    /// has them or nobody sent what the row takes.
    pub fn refusals(&self, cells: &[(usize, i64)]) -> Vec<String> {
        let mut row = self.row.clone();
        for &(column, value) in cells {
            row[column] = number(value);
        }
        let (honest, record) = (self.record(&self.row), self.record(&row));
        let broken = record.broken(&self.run.entries).into_iter().map(|rule| match rule {
            Rule::Zero(index) => record.zeros[index].0.to_owned(),
            Rule::Lookup(index) => format!("{:?}", record.lookups[index].relation),
        });
        let mut refusals: BTreeSet<String> = broken.collect();
        for (before, after) in honest.taken().iter().zip(record.taken()) {
            if *before != after {
                refusals.insert(format!("{:?}", after.1.relation));
            }
        }
        refusals.into_iter().collect()
    }

    pub fn cell(&self, column: usize) -> i64 {
        self.row[column].0.into()
    }
}

/// A field element, also of a negative number.
pub fn number(value: i64) -> BaseField {
    let size = BaseField::from(value.unsigned_abs() as u32);
    if value < 0 { -size } else { size }
}
