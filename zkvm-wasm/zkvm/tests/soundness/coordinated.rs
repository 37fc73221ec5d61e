//! Lies that several cells or several rows tell together.

use num_traits::Zero;
use stwo::core::fields::m31::BaseField;

use crate::record::record;
use zkvm::components::{Kind, Parameters};
use zkvm::relations::Relation;

/// A word of a buffer that moves no byte would take the link of the chain that it sends itself: it needs no call, and
/// its clock is whatever the prover likes. 2^15 of them carry a word of memory around the field, into the past.
#[test]
fn rejects_a_word_of_a_buffer_that_moves_nothing() {
    for kind in [Kind::InputWord, Kind::OutputWord, Kind::OutputWordRom] {
        let parameters = Parameters { log_size: 5, folds: 0, input_length: 8 };
        let mut main = vec![BaseField::zero(); kind.describe(parameters).shape.main];
        // On; clock, address, remaining and position are free; no byte moves, so the first one is behind the word.
        for (column, value) in [(0, 1), (1, 50_000), (2, 0x5_0000), (3, 9), (4, 3), (9, 3)] {
            main[column] = BaseField::from(value);
        }
        let record = record(kind, parameters, &[], &main);
        let is_linked = record.flow(None).keys().any(|(relation, _)| *relation == Relation::Transfer);
        assert!(!is_linked, "what it takes is what it sends");
        let broken = record.zeros.iter().filter(|(_, value)| !value.is_zero()).map(|(name, _)| *name);
        assert_eq!(broken.collect::<Vec<_>>(), ["a byte moves"], "{}", kind.name());
    }
}
