//! A virtual machine for RV32IM programs whose runs are proven with Circle STARKs.

pub mod air;
pub mod blocks;
pub mod components;
pub mod digest;
pub mod error;
pub mod execute;
#[cfg(feature = "forge")]
pub mod forge;
pub mod gadgets;
pub mod inspect;
pub mod isa;
pub mod json;
pub mod key;
pub mod layout;
pub mod limits;
mod opening;
pub mod program;
pub mod proof;
pub mod prove;
pub mod public_values;
pub mod relations;
pub mod report;
pub mod security;
pub mod tables;
#[doc(hidden)]
pub mod transcript;
pub mod verify;
mod wire;
pub mod witness;

/// What tells these constraints from every other version of them. A test compares it with the components.
pub const AIR_DIGEST: [u8; 32] = [
    0x78, 0x38, 0xd7, 0xfc, 0xeb, 0x6b, 0xb8, 0x35, 0xf4, 0x0e, 0xa3, 0x07, 0xa1, 0x33, 0xa3, 0x89, 0x1a, 0x9c, 0xef,
    0x0d, 0x25, 0x8d, 0x92, 0xc0, 0xd5, 0x35, 0x43, 0x69, 0x5c, 0x48, 0xb8, 0xa3,
];
