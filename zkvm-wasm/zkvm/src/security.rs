//! What a proof is worth. The only home of these numbers.

use stwo::core::fri::FriConfig;
use stwo::core::pcs::PcsConfig;

/// A choice of parameters; the verifier knows these and accepts no other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Profile {
    /// At least 100 bits under the revised conjecture of 2025.
    Standard = 0,
}

/// Bits of work before the lookup challenges are drawn.
pub const LOOKUP_POW_BITS: u32 = 12;

impl Profile {
    /// All of them.
    pub const ALL: &[Self] = &[Self::Standard];

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Standard => "standard",
        }
    }

    /// The profile of a name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|profile| profile.name() == name)
    }

    /// The profile of a number.
    pub fn numbered(number: u8) -> Option<Self> {
        Self::ALL.iter().copied().find(|&profile| profile as u8 == number)
    }

    /// The parameters of a proof of this height. Columns are always lifted to it: stwo's verifier fails on honest
    /// proofs at random where the trees differ in height.
    pub fn config(self, max_log: u32) -> PcsConfig {
        let (blowup, queries, pow_bits) = match self {
            Self::Standard => (1, 97, 16),
        };
        PcsConfig {
            pow_bits,
            fri_config: FriConfig::new(0, blowup, queries, FOLD_STEP),
            lifting_log_size: Some(max_log + blowup),
        }
    }
}

/// Layers of FRI folded at once.
pub const FOLD_STEP: u32 = 3;
