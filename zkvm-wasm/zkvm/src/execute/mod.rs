//! Runs a program and records what the proof is made of.

mod execution;

pub use execution::*;
