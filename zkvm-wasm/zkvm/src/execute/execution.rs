//! The record of a run: what every step read and wrote, and when each place was last touched before.
//!
//! Step `i` (from 0) has clock `4·(i + 1)`. Within it `rs1` is read at slot 0, `rs2` at slot 1, memory is accessed at
//! slot 2 and `rd` is written at slot 3. A system call uses slot 0 for its registers and slot 1 for its buffer.

use crate::isa::Family;

/// Registers in the memory argument: `REGISTERS + r` is the address of register `r`.
pub const REGISTERS: u32 = 1 << 30;
/// Number of a place that takes what is written to `x0`; `x0` itself is only ever read.
pub const SINK: u8 = 32;
/// Number of the place that holds how many bytes of input were read.
pub const INPUT_POSITION: u8 = 33;
/// Number of the place that holds how many bytes of output were written.
pub const OUTPUT_LENGTH: u8 = 34;
/// Registers of the machine: x0 to x31, the sink and the two positions.
pub const REGISTER_COUNT: usize = 35;
/// The stack pointer at the start. The words from here up are zero: no arguments, no environment, no auxiliary vector.
pub const INITIAL_SP: u32 = 0x3FFF_FF00;
/// An access may look back at most this far; a [`Gap`] bridges what is longer.
pub const LONGEST_LOOK_BACK: u32 = 1 << 16;

/// A read of a register.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Read {
    /// Clock of the access before (of the gap's end, if a gap was bridged).
    pub previous_clock: u32,
    /// What was read.
    pub value: u32,
}

/// A write of a register.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Write {
    /// Clock of the access before.
    pub previous_clock: u32,
    /// Value before.
    pub previous: u32,
    /// Value after.
    pub value: u32,
}

/// Where a word of memory is looked up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(u32)]
pub enum Access {
    /// In the memory argument.
    #[default]
    Memory = 0,
    /// In the fixed table of words that no segment makes writable: no clock, value equal before and after.
    Rom = 1,
}

/// An access of an aligned word of memory. A load leaves the value as it was.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Memory {
    /// Byte address of the word, a multiple of 4.
    pub address: u32,
    /// Clock of the access before; 0 in the ROM.
    pub previous_clock: u32,
    /// The whole word before.
    pub previous: u32,
    /// The whole word after.
    pub value: u32,
}

/// One step of any family but `Ecall`. Accesses that its format does not have are zero, and those that a
/// [`Short`](crate::isa::Short) instruction does without.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Step {
    /// Index in [`crate::program::Program::instructions`].
    pub instruction: u32,
    /// Address of the instruction.
    pub pc: u32,
    /// Address of the instruction after it.
    pub next_pc: u32,
    /// Slot 0 of the step.
    pub clock: u32,
    /// First operand, at slot 0.
    pub rs1: Read,
    /// Second operand, at slot 1.
    pub rs2: Read,
    /// The result, at slot 3; to the sink where `rd` is `x0`.
    pub rd: Write,
    /// The word that a load or store touches, at slot 2.
    pub memory: Memory,
    /// Where that word is.
    pub access: Access,
}

/// What a system call is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Call {
    /// The run ends; the exit code is `a0`, which stays. No position is accessed.
    Exit,
    /// Public input into a buffer.
    Read,
    /// A buffer to the public output.
    Write,
    /// A buffer to the log: returns the length; no position and no buffer word is accessed.
    Log,
}

/// One system call. All its registers are accessed at slot 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EcallStep {
    /// Index in [`crate::program::Program::instructions`].
    pub instruction: u32,
    /// Address of the instruction; the next one is 4 further, and there is none after an exit.
    pub pc: u32,
    /// Slot 0 of the step.
    pub clock: u32,
    /// What `a7` asks for.
    pub call: Call,
    /// The number of the call, as it is in the register.
    pub a7: Read,
    /// One access: first argument before, result after.
    pub a0: Write,
    /// Address of the buffer.
    pub a1: Read,
    /// Length of the buffer.
    pub a2: Read,
    /// The input position or the output length; zero where the call has none.
    pub position: Write,
}

/// One aligned word of the buffer of a system call, at slot 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Transfer {
    /// Slot 1 of the call.
    pub clock: u32,
    /// Offset in the word of the first byte moved: 0 to 3, and 0 in all words but the first.
    pub first: u32,
    /// Bytes moved: 1 to 4.
    pub count: u32,
    /// Bytes of the call that are not yet moved, these included.
    pub remaining: u32,
    /// Position in the input or output of the first byte moved.
    pub position: u32,
    /// The word.
    pub memory: Memory,
    /// Where the word is; input never goes to the ROM.
    pub access: Access,
}

/// Carries a value over a time in which its address was not accessed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gap {
    /// Address in the memory argument.
    pub address: u32,
    /// Clock of the last access.
    pub from_clock: u32,
    /// Clock just before the next access.
    pub to_clock: u32,
    /// The value carried.
    pub value: u32,
}

/// The state of a place: its value, and the clock of the last access (0 if there was none).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// Clock of the last access.
    pub clock: u32,
    /// Value.
    pub value: u32,
}

/// The last state of a word that was accessed and is not part of the program's image: it was zero at the start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Touched {
    /// Byte address of the word.
    pub address: u32,
    /// Its last state.
    pub last: Cell,
}

/// A run to its exit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Execution {
    /// Steps by family, in the order of [`Family::ALL`], each in the order of time; none under `Ecall`.
    pub steps: [Vec<Step>; Family::COUNT],
    /// System calls in the order of time; the last one exits.
    pub ecalls: Vec<EcallStep>,
    /// Words that input was read into.
    pub input_transfers: Vec<Transfer>,
    /// Words that output was written from.
    pub output_transfers: Vec<Transfer>,
    /// Times bridged.
    pub gaps: Vec<Gap>,
    /// Last state of the registers.
    pub registers: [Cell; REGISTER_COUNT],
    /// Last state of each word of the program's image, in its order.
    pub image: Vec<Cell>,
    /// Every other word accessed, by address.
    pub touched: Vec<Touched>,
    /// Of each fused block, what its rows are filled from, one row after the other; see
    /// [`crate::components::block::Fused::fill`].
    pub blocks: Vec<Vec<u32>>,
    /// What the run came to.
    pub outcome: Outcome,
}

impl Execution {
    /// The steps of a family.
    pub fn steps(&self, family: Family) -> &[Step] {
        &self.steps[family as usize]
    }
}

/// What a run comes to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Argument of the exit.
    pub exit_code: u32,
    /// Steps, the one that exits included.
    pub cycles: u64,
    /// Bytes of input that were read.
    pub input_position: u32,
    /// Public output.
    pub output: Vec<u8>,
    /// What the guest logged, cut at [`crate::limits::LOG_BYTES`].
    pub log: Vec<u8>,
}
