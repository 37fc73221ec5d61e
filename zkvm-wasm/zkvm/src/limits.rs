//! How large a program, its input, its output and its run may be.

/// First address that no program, access or jump may reach: registers live above it in the memory argument.
pub const ADDRESS_END: u32 = 1 << 30;
/// Bytes of an ELF file.
pub const ELF_BYTES: usize = 4 << 20;
/// Words that the segments of a program bring along: each is a committed row of the program key.
pub const PROGRAM_WORDS: usize = 1 << 19;
/// Program headers of an ELF file.
pub const SEGMENTS: usize = 64;
/// Steps of a run: clocks are 4·(step + 1) + slot and must stay below 2^26.
pub const CYCLES: u32 = 1 << 22;
/// Bytes of public input.
pub const INPUT_BYTES: usize = 1 << 20;
/// Bytes of public output.
pub const OUTPUT_BYTES: usize = 1 << 20;
/// Bytes of log that are kept; what a guest writes beyond is dropped.
pub const LOG_BYTES: usize = 1 << 16;
/// Pages of memory that a run may touch; see [`crate::execute::PAGE_WORDS`]. 128 MiB of guest memory.
pub const PAGES: usize = 1 << 13;

/// The limits of one run. The default is the most that can be proven.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Steps, the one that exits included.
    pub cycles: u32,
    /// Bytes of public input.
    pub input: usize,
    /// Bytes of public output.
    pub output: usize,
    /// Pages of memory.
    pub pages: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { cycles: CYCLES, input: INPUT_BYTES, output: OUTPUT_BYTES, pages: PAGES }
    }
}
