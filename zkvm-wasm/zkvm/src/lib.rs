//! A virtual machine for RV32IM programs whose runs are proven with Circle STARKs.

pub mod air;
pub mod blocks;
pub mod commitment;
pub mod components;
pub mod digest;
pub mod error;
pub mod execute;
#[cfg(feature = "forge")]
pub mod forge;
pub mod gadgets;
pub mod heap;
pub mod inspect;
pub mod isa;
pub mod json;
pub mod key;
pub mod layout;
pub mod limits;
mod merkle;
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
    0x44, 0xb9, 0x88, 0xf2, 0x63, 0x3f, 0x4e, 0xe0, 0x8b, 0xf1, 0xa9, 0x29, 0xad, 0x5a, 0x4b, 0x2e, 0x12, 0xda, 0x7c,
    0xf8, 0xed, 0xd1, 0x64, 0x8d, 0x97, 0xbb, 0x24, 0x42, 0x37, 0x88, 0x46, 0x08,
];
