//! A virtual machine for RV32IM programs whose runs are proven with Circle STARKs.

pub mod air;
pub mod components;
pub mod digest;
pub mod error;
pub mod execute;
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
mod transcript;
pub mod verify;
mod wire;
pub mod witness;

/// What tells these constraints from every other version of them. A test compares it with the components.
pub const AIR_DIGEST: [u8; 32] = [0x3c, 0x16, 0x31, 0xbf, 0x65, 0x69, 0xe0, 0x20, 0xee, 0x6a, 0x70, 0xcc, 0xa6, 0xec, 0x18, 0x31, 0xfe, 0x24, 0x30, 0x85, 0x7a, 0xca, 0x74, 0x5d, 0x59, 0xaf, 0xaf, 0x8a, 0xdb, 0xe4, 0xc1, 0x03];
