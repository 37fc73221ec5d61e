//! The verifier's draw for the lookups.

use num_traits::Zero;
use stwo::core::channel::Channel;
use stwo::core::fields::m31::BaseField;
use stwo::core::fields::qm31::SecureField;

use crate::relations::{MAX_TUPLE, Relation};

/// The point and the powers with which tuples become one number: `relation + α·t₁ + α²·t₂ + … − z`.
#[derive(Clone, Debug)]
pub struct Challenges {
    /// `−z`.
    minus_z: SecureField,
    /// `α, α², …`
    powers: [SecureField; MAX_TUPLE],
}

impl Challenges {
    /// Draws them.
    pub fn draw(channel: &mut impl Channel) -> Self {
        let z = channel.draw_secure_felt();
        let alpha = channel.draw_secure_felt();
        let mut power = SecureField::from(BaseField::from(1));
        let powers = std::array::from_fn(|_| {
            power *= alpha;
            power
        });
        Self { minus_z: SecureField::zero() - z, powers }
    }

    /// The constant part of a relation's tuples.
    #[inline(always)]
    pub fn offset(&self, relation: Relation) -> SecureField {
        self.minus_z + BaseField::from(relation as u32)
    }

    /// The factor of the tuple's element of this index.
    #[inline(always)]
    pub fn power(&self, index: usize) -> SecureField {
        self.powers[index]
    }

    /// A tuple of numbers as one.
    pub fn combine(&self, relation: Relation, tuple: &[BaseField]) -> SecureField {
        debug_assert_eq!(tuple.len(), relation.width());
        tuple.iter().zip(&self.powers).fold(self.offset(relation), |sum, (&value, &power)| sum + power * value)
    }
}
