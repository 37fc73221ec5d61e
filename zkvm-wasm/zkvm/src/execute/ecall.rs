//! System calls, by their Linux numbers: exit, read the public input, write the public output or the log.

use super::machine::{Machine, Next};
use super::*;
use crate::error::Fault;
use crate::limits::{ADDRESS_END, LOG_BYTES, OUTPUT_BYTES};

const READ: u32 = 63;
const WRITE: u32 = 64;
const EXIT: u32 = 93;
const EXIT_GROUP: u32 = 94;
/// Descriptors: the public input, the public output and the log.
const INPUT: u32 = 0;
const OUTPUT: u32 = 1;
const LOG: u32 = 2;

impl<const RECORD: bool> Machine<'_, RECORD> {
    /// The call that `a7` and `a0` ask for.
    pub(super) fn ecall(&mut self, instruction: u32, pc: u32, clock: u32) -> Result<Next, Fault> {
        let a7 = self.state.read(17, clock);
        let a0 = self.state.read(10, clock);
        let a1 = self.state.read(11, clock);
        let a2 = self.state.read(12, clock);
        let (number, argument) = (a7.value, a0.value);
        let call = match (number, argument) {
            (EXIT | EXIT_GROUP, _) => Call::Exit,
            (READ, INPUT) => Call::Read,
            (WRITE, OUTPUT) => Call::Write,
            (WRITE, LOG) => Call::Log,
            _ => return Err(Fault::UnknownEcall { number, argument }),
        };
        let (address, length) = (a1.value, a2.value);
        let mut position = Write::default();
        let mut result = length;
        match call {
            Call::Exit => result = argument,
            Call::Read => {
                let before = self.state.read(INPUT_POSITION, clock);
                result = length.min(self.input.len() as u32 - before.value);
                self.read_input(clock + 1, address, result, before.value)?;
                position = self.state.set(INPUT_POSITION, before, before.value + result);
                self.outcome.input_position = position.value;
            }
            Call::Write => {
                let before = self.state.read(OUTPUT_LENGTH, clock);
                self.write_output(clock + 1, address, length, before.value)?;
                position = self.state.set(OUTPUT_LENGTH, before, before.value + length);
            }
            Call::Log => self.write_log(address, length),
        }
        let a0 = self.state.set(10, a0, result);
        if RECORD {
            self.ecalls.push(EcallStep { instruction, pc, clock, call, a7, a0, a1, a2, position });
        }
        Ok(match call {
            Call::Exit => Next::Exit(result),
            _ => Next::Pc(pc.wrapping_add(4)),
        })
    }

    fn read_input(&mut self, clock: u32, address: u32, length: u32, position: u32) -> Result<(), Fault> {
        let input = self.input;
        for mut row in rows(clock, address, length, position)? {
            let bytes = &input[row.position as usize..][..row.count as usize];
            row.memory = self.state.store(row.memory.address, clock, |word| {
                let mut word = word.to_le_bytes();
                word[row.bytes()].copy_from_slice(bytes);
                u32::from_le_bytes(word)
            })?;
            if RECORD {
                self.input_transfers.push(row);
            }
        }
        Ok(())
    }

    fn write_output(&mut self, clock: u32, address: u32, length: u32, position: u32) -> Result<(), Fault> {
        let rows = rows(clock, address, length, position)?;
        let limit = self.limits.output.min(OUTPUT_BYTES);
        if (position + length) as usize > limit {
            return Err(Fault::OutputTooLarge { limit });
        }
        for mut row in rows {
            (row.memory, row.access) = self.state.load(row.memory.address, clock)?;
            let word = row.memory.value.to_le_bytes();
            self.outcome.output.extend_from_slice(&word[row.bytes()]);
            if RECORD {
                self.output_transfers.push(row);
            }
        }
        Ok(())
    }

    /// The log is no part of what is proven, so nothing about it may end a run: what lies outside the memory is left out.
    fn write_log(&mut self, address: u32, length: u32) {
        let log = &mut self.outcome.log;
        let within = length.min(ADDRESS_END.saturating_sub(address));
        for row in words(0, address, within, 0) {
            let room = LOG_BYTES - log.len();
            if room == 0 {
                break;
            }
            let word = self.state.memory.peek(row.memory.address).to_le_bytes();
            log.extend(word[row.bytes()].iter().take(room));
        }
    }
}

impl Transfer {
    fn bytes(&self) -> std::ops::Range<usize> {
        self.first as usize..(self.first + self.count) as usize
    }
}

/// The words of a buffer, which begins in the memory even where it is empty.
fn rows(clock: u32, address: u32, length: u32, position: u32) -> Result<impl Iterator<Item = Transfer>, Fault> {
    let end = address.checked_add(length);
    if address >= ADDRESS_END || end.is_none_or(|end| end > ADDRESS_END) {
        return Err(Fault::OutOfRange { address, length });
    }
    Ok(words(clock, address, length, position))
}

/// One row for each word, still without its value.
fn words(clock: u32, address: u32, length: u32, position: u32) -> impl Iterator<Item = Transfer> {
    let mut moved = 0;
    std::iter::from_fn(move || {
        let remaining = length - moved;
        let at = address.wrapping_add(moved);
        let first = at % 4;
        let count = remaining.min(4 - first);
        let row = Transfer {
            clock,
            first,
            count,
            remaining,
            position: position + moved,
            memory: Memory { address: at - first, ..Memory::default() },
            access: Access::Memory,
        };
        moved += count;
        (count > 0).then_some(row)
    })
}
