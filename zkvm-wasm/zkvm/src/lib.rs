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
    0xa2, 0x1a, 0x0a, 0xd9, 0x05, 0x65, 0x84, 0x69, 0xf5, 0x26, 0x7b, 0x21, 0x93, 0xd5, 0x16, 0x4b, 0x0f, 0xef, 0x26,
    0x17, 0xc1, 0x05, 0x3a, 0xd2, 0x20, 0x19, 0x58, 0x78, 0x3f, 0xa8, 0x19, 0xec,
];
