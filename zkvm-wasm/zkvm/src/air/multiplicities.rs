//! Counts how often the rows of a trace use each entry of the tables.

use stwo::core::fields::m31::BaseField;
use stwo::prover::backend::simd::column::BaseColumn;
use stwo::prover::backend::simd::m31::{LOG_N_LANES, N_LANES, PackedM31};

use super::interaction::values_of;
use super::recorded::{Lookup, Recorded};
use super::tape::{BLOCK, Values};
use crate::relations::{MAX_TUPLE, Relation};

/// Counts the uses of a table's entries.
pub trait Uses {
    /// Whether this relation is one of the tables'.
    fn counts(&self, relation: Relation) -> bool;
    /// Notes a use of a tuple.
    fn note(&mut self, relation: Relation, tuple: &[BaseField]);
}

/// Notes every tuple that the first rows of a trace receive from tables. Multiplicities are 0 or −1 there.
pub fn count_uses(recorded: &Recorded, main: &[BaseColumn], rows: usize, uses: &mut impl Uses) {
    let counted: Vec<&Lookup> =
        recorded.lookups.iter().filter(|lookup| lookup.negative && uses.counts(lookup.relation)).collect();
    let mut values = values_of(recorded, &[], main);
    let vectors = rows.div_ceil(1 << LOG_N_LANES);
    for first in (0..vectors).step_by(BLOCK) {
        let block = first..(first + BLOCK).min(vectors);
        values.go_to(block.clone());
        recorded.lookup_tape.run(&mut values);
        for index in 0..block.len() {
            for lookup in &counted {
                count(lookup, &values, index, uses);
            }
        }
    }
}

/// Notes the tuples of one lookup in one vector of rows.
fn count(lookup: &Lookup, values: &Values, index: usize, uses: &mut impl Uses) {
    let multiplicity = values.of(lookup.multiplicity, index).to_array();
    let mut lanes = [[BaseField::from(0); N_LANES]; MAX_TUPLE];
    for (lane, element) in lanes.iter_mut().zip(&lookup.tuple) {
        let variable = values.of(element.place, index) * PackedM31::broadcast(element.factor);
        *lane = (variable + PackedM31::broadcast(element.constant)).to_array();
    }
    let mut tuple = [BaseField::from(0); MAX_TUPLE];
    for lane in 0..N_LANES {
        if multiplicity[lane] == BaseField::from(1) {
            for (value, lanes) in tuple.iter_mut().zip(&lanes) {
                *value = lanes[lane];
            }
            uses.note(lookup.relation, &tuple[..lookup.tuple.len()]);
        }
    }
}
