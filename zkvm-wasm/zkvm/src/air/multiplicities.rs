//! Counts how often the rows of a trace use each entry of the tables.

use stwo::core::fields::m31::{BaseField, P};
use stwo::prover::backend::simd::column::BaseColumn;
use stwo::prover::backend::simd::m31::{LOG_N_LANES, N_LANES, PackedM31};

use super::Air;
use super::interaction::each_lookup;
use crate::relations::Relation;

/// Counts the uses of a table's entries.
pub trait Uses {
    /// Whether this relation is one of the tables'.
    fn counts(&self, relation: Relation) -> bool;
    /// Notes a use of a tuple.
    fn note(&mut self, relation: Relation, tuple: &[BaseField]);
}

/// Notes every tuple that the first rows of a trace receive from tables. Multiplicities are 0 or −1 there.
pub fn count_uses<A: Air>(air: &A, fixed: &[&BaseColumn], main: &[BaseColumn], rows: usize, uses: &mut impl Uses) {
    let mut tuple = [BaseField::from(0); crate::relations::MAX_TUPLE];
    let minus_one = BaseField::from(P - 1);
    // Called, not inlined: counting is a small part of the work, and this is one more copy of every component.
    let count: &mut dyn FnMut(Relation, PackedM31, &[PackedM31]) = &mut |relation, multiplicity, packed| {
        if !uses.counts(relation) {
            return;
        }
        let multiplicity = multiplicity.to_array();
        let mut lanes = [[BaseField::from(0); N_LANES]; crate::relations::MAX_TUPLE];
        for (lane, value) in lanes.iter_mut().zip(packed) {
            *lane = PackedM31::to_array(*value);
        }
        for lane in 0..N_LANES {
            if multiplicity[lane] == minus_one {
                for (value, lanes) in tuple.iter_mut().zip(&lanes[..packed.len()]) {
                    *value = lanes[lane];
                }
                uses.note(relation, &tuple[..packed.len()]);
            }
        }
    };
    for row in 0..rows.div_ceil(1 << LOG_N_LANES) {
        each_lookup(air, fixed, main, row, &mut *count);
    }
}
