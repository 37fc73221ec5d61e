//! A clever prover is the enemy: what components accept, and every way we know to make them accept something else.
//!
//! All families go through the same tests. A *record* is what a component says of one row; a *rule* is one of its
//! constraints or lookups. Tables may be used as often as a prover likes, so a lookup in a table is broken where the
//! tuple is in no table, and any other where the balance of the whole run changes.

mod absorbed;
mod buffers;
mod calls;
mod changed_cells;
mod choices;
mod copies;
mod deletions;
mod families;
mod flags;
mod forgotten;
mod fused;
mod hunt;
mod lies;
mod proofs;
mod record;
mod rejected;
mod run;

#[path = "../programs/mod.rs"]
mod programs;
