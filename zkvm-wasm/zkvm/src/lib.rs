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
    0xe4, 0x7c, 0xb0, 0xd1, 0x6d, 0x02, 0xc1, 0xf4, 0x65, 0xba, 0x61, 0xfa, 0x36, 0xd9, 0x10, 0x4f, 0x8b, 0xdf, 0x88,
    0x57, 0x68, 0x4b, 0xbe, 0x6c, 0x6a, 0xc3, 0x6b, 0x5b, 0x6f, 0xca, 0xcb, 0xc5,
];
