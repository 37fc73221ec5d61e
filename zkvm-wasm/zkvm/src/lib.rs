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
    0x49, 0x45, 0x8e, 0xcb, 0x46, 0xa6, 0x83, 0x84, 0xf5, 0xa1, 0x8c, 0x8a, 0xc1, 0x44, 0x69, 0xa9, 0xe2, 0x82, 0xc9,
    0xca, 0xb2, 0xbd, 0xc0, 0x8d, 0x87, 0xd4, 0x6b, 0x87, 0x91, 0xec, 0x32, 0xb2,
];
