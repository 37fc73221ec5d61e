//! Runs a program and records what the proof is made of.

mod code;
mod ecall;
mod execution;
mod fused;
mod machine;
mod memory;
mod state;

pub use execution::*;
pub use memory::PAGE_WORDS;

use crate::error::ExecuteError;
use crate::limits::{CYCLES, Limits};
use crate::program::Program;
use machine::Machine;

/// Runs a program to its exit and records every step. More than [`limits::CYCLES`](crate::limits::CYCLES) are refused whatever the limits say.
pub fn execute(program: &Program, input: &[u8], limits: Limits) -> Result<Execution, ExecuteError> {
    let cycles = limits.cycles.min(CYCLES);
    let limits = Limits { cycles, ..limits };
    // Runs twice: knowing how many steps each family has saves twice their memory, and costs a hundredth of proving.
    let mut count = Machine::<false>::new(program, input, limits)?;
    count.run()?;
    let mut machine = Machine::<true>::new(program, input, limits)?;
    machine.reserve(&count);
    machine.run()?;
    Ok(machine.execution())
}

/// Runs a program to its exit without recording: a few times faster, in the memory of the program alone.
pub fn run(program: &Program, input: &[u8], limits: Limits) -> Result<Outcome, ExecuteError> {
    let mut machine = Machine::<false>::new(program, input, limits)?;
    machine.run()?;
    Ok(machine.outcome)
}
