//! A virtual machine for RV32IM programs whose runs are proven with Circle STARKs.

pub mod air;
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
    0x5c, 0x9b, 0x6f, 0xc4, 0xbf, 0x80, 0x44, 0xc2, 0x69, 0x3b, 0x51, 0x2e, 0x99, 0xf5, 0x00, 0x23, 0x6c, 0x90, 0xd9,
    0x47, 0x1f, 0x03, 0x83, 0xf1, 0xb6, 0xb0, 0x50, 0xe0, 0xdb, 0x63, 0x7b, 0x2a,
];
