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
    0x88, 0x90, 0xdf, 0x29, 0x72, 0xf2, 0x20, 0x6a, 0x97, 0x50, 0x32, 0xc1, 0x6a, 0x15, 0xb3, 0xde, 0x05, 0xb4, 0x46,
    0x17, 0x28, 0xc5, 0x93, 0x06, 0x5b, 0x30, 0xc8, 0x63, 0x96, 0x89, 0xdc, 0xba,
];
