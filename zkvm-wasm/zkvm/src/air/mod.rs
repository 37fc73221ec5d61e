//! Our small front to stwo: each component states its constraints once, against [`AirBuilder`]; the readers beside it
//! turn that one statement into what prover, verifier, tests and documentation need.

mod affine;
mod builder;
mod challenges;
pub mod check;
mod component;
pub mod describe;
mod domain;
mod interaction;
mod logup;
mod multiplicities;
mod point;
mod recorded;
mod sums;
mod tape;
mod trace;

pub use builder::{Air, AirBuilder, Expr};
pub use challenges::Challenges;
pub use component::{Location, Placed};
pub use domain::evaluate_constraints;
pub use interaction::interaction_columns;
pub use multiplicities::{Uses, count_uses};
pub use recorded::Recorded;
pub use trace::{Row, Trace};
