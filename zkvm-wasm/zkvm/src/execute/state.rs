//! The registers and memory of a run, with the clock of the last access of each.

use super::memory::PagedMemory;
use super::*;
use crate::error::Fault;

/// Registers and memory. Without `RECORD` it keeps no clocks.
pub(super) struct State<const RECORD: bool> {
    pub(super) registers: [Cell; REGISTER_COUNT],
    pub(super) memory: PagedMemory,
    pub(super) gaps: Vec<Gap>,
}

impl<const RECORD: bool> State<RECORD> {
    pub(super) fn new(program: &Program, pages: usize) -> Result<Self, Fault> {
        let mut registers = [Cell::default(); REGISTER_COUNT];
        registers[2].value = INITIAL_SP;
        Ok(Self { registers, memory: PagedMemory::new(program, pages)?, gaps: Vec::new() })
    }

    /// Reads a register.
    #[inline(always)]
    pub(super) fn read(&mut self, number: u8, clock: u32) -> Read {
        let cell = &mut self.registers[usize::from(number)];
        let address = REGISTERS + u32::from(number);
        Read { previous_clock: touch::<RECORD>(cell, address, clock, &mut self.gaps), value: cell.value }
    }

    /// Makes one access, of a read and a new value for the register.
    #[inline(always)]
    pub(super) fn set(&mut self, number: u8, read: Read, value: u32) -> Write {
        self.registers[usize::from(number)].value = value;
        Write { previous_clock: read.previous_clock, previous: read.value, value }
    }

    /// Writes a register; what goes to `x0` lands in the sink.
    #[inline(always)]
    pub(super) fn write(&mut self, number: u8, clock: u32, value: u32) -> Write {
        let number = if number == 0 { SINK } else { number };
        let read = self.read(number, clock);
        self.set(number, read, value)
    }

    /// Reads the word at an aligned address below 2^30.
    #[inline(always)]
    pub(super) fn load(&mut self, address: u32, clock: u32) -> Result<(Memory, Access), Fault> {
        let cell = self.memory.cell(address)?;
        let mut memory = Memory { address, previous_clock: 0, previous: cell.value, value: cell.value };
        if cell.is_fixed() {
            return Ok((memory, Access::Rom));
        }
        memory.previous_clock = touch::<RECORD>(cell, address, clock, &mut self.gaps);
        Ok((memory, Access::Memory))
    }

    /// Changes the word at an aligned address below 2^30.
    #[inline(always)]
    pub(super) fn store(&mut self, address: u32, clock: u32, change: impl FnOnce(u32) -> u32) -> Result<Memory, Fault> {
        let cell = self.memory.cell(address)?;
        if cell.is_fixed() {
            return Err(Fault::StoreToReadOnly { address });
        }
        let previous = cell.value;
        let previous_clock = touch::<RECORD>(cell, address, clock, &mut self.gaps);
        cell.value = change(previous);
        Ok(Memory { address, previous_clock, previous, value: cell.value })
    }
}

/// Notes an access and gives the clock of the one before.
#[inline(always)]
fn touch<const RECORD: bool>(cell: &mut Cell, address: u32, clock: u32, gaps: &mut Vec<Gap>) -> u32 {
    if !RECORD {
        return 0;
    }
    let previous = std::mem::replace(&mut cell.clock, clock);
    if clock - previous <= LONGEST_LOOK_BACK {
        return previous;
    }
    gaps.push(Gap { address, from_clock: previous, to_clock: clock - 1, value: cell.value });
    clock - 1
}
