//! A virtual machine for RV32IM programs whose runs are proven with Circle STARKs.

pub mod air;
pub mod components;
pub mod digest;
pub mod error;
pub mod execute;
#[doc(hidden)]
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
    0x65, 0xaf, 0x3b, 0x81, 0x0f, 0x61, 0xab, 0xbe, 0xfd, 0x4d, 0x98, 0x63, 0x2f, 0xf3, 0x6f, 0x91, 0x1c, 0x91, 0x5d,
    0xb0, 0x34, 0xa8, 0x73, 0xba, 0x44, 0x2e, 0x01, 0x70, 0x32, 0xff, 0xc7, 0x4c,
];
