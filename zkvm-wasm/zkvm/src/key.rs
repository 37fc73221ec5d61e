//! The keys of a program: what a verifier trusts, and what a prover need not make again.

mod facts;
mod proving;
mod verifying;

use crate::wire::Malformed;

pub use facts::Facts;
pub use proving::ProvingKey;
pub use verifying::VerifyingKey;

/// Why bytes are no key of this machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyError {
    /// They are not the form of a key.
    Malformed,
    /// The key is of another version of the constraints.
    Air,
}

impl KeyError {
    /// Its code at every border.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Malformed => "key_malformed",
            Self::Air => "air_mismatch",
        }
    }
}

impl std::fmt::Display for KeyError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Malformed => "the bytes are not the form of a key",
            Self::Air => "the key is of another version of the constraints",
        })
    }
}

impl std::error::Error for KeyError {}

impl From<Malformed> for KeyError {
    fn from(Malformed: Malformed) -> Self {
        Self::Malformed
    }
}
