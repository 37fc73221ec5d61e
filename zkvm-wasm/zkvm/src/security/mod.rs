//! What a proof is worth. The only home of these numbers; `bits` counts what they come to.

mod bits;

use stwo::core::fri::FriConfig;
use stwo::core::pcs::PcsConfig;

pub use bits::{Bits, Round, bits, bits_per_query, radius, rounds};

/// A choice of parameters; the verifier knows these and accepts no other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Profile {
    /// At least 100 bits under the revised conjecture of 2025.
    Standard = 0,
    /// At least 90 bits that are proven: unique decoding, no conjecture.
    Strict = 1,
}

/// Bits of work before each challenge of the extension field. It has 124 bits, of which a round that binds many columns
/// over a large domain loses 30: without this work neither profile could keep its word.
pub const ROUND_POW_BITS: u32 = 12;

/// Layers of FRI folded at once.
pub const FOLD_STEP: u32 = 3;

impl Profile {
    /// All of them.
    pub const ALL: &[Self] = &[Self::Standard, Self::Strict];

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Standard => "standard",
            Self::Strict => "strict",
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
        // Queries buy bits at the price of bytes, work at the price of time: 2^26 of it takes 13 seconds in WebAssembly.
        let (blowup, queries, pow_bits) = match self {
            Self::Standard => (1, 97, 16),
            Self::Strict => (1, 200, 12),
        };
        PcsConfig {
            pow_bits,
            fri_config: FriConfig::new(0, blowup, queries, FOLD_STEP),
            lifting_log_size: Some(max_log + blowup),
        }
    }

    /// Whether a proof of so many bits keeps what the profile promises.
    pub fn is_kept_by(self, bits: &Bits) -> bool {
        match self {
            Self::Standard => bits.conjectured >= 100.0,
            Self::Strict => bits.proven >= 90.0,
        }
    }
}
