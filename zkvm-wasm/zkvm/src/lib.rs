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
    0xc0, 0xfc, 0xc0, 0x45, 0x5e, 0x1e, 0xb2, 0x51, 0x59, 0x86, 0x3c, 0xfa, 0xeb, 0x0d, 0x4b, 0x87, 0xb5, 0x52, 0xe0,
    0xc2, 0x4a, 0x36, 0xb5, 0x6c, 0xda, 0xfd, 0x83, 0x5f, 0x3f, 0x46, 0xf5, 0xec,
];
