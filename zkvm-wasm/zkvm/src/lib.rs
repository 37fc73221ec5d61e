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
    0xb1, 0x0d, 0x2d, 0xfc, 0xe7, 0x73, 0xbf, 0xdd, 0x54, 0xdc, 0x92, 0x93, 0x8b, 0x86, 0xa8, 0xa5, 0x7e, 0x23, 0x75,
    0xe3, 0x7d, 0x18, 0xfe, 0xc9, 0x49, 0x0d, 0x80, 0x12, 0x52, 0x07, 0xf6, 0x7d,
];
