//! Pieces that several components share: columns, constraints on them, and how they are filled.

pub mod access;
pub mod address;
pub mod limbs;
pub mod range;
pub mod step;
