//! Checks that each access of a place takes what the one before left.

use std::collections::HashMap;

use zkvm::execute::{Access, Memory, Read, Write};

/// States of places that were left and not yet taken: (address, clock, value) with how often.
#[derive(Default)]
pub struct Ledger(HashMap<(u32, u32, u32), i64>);

impl Ledger {
    /// A state is left.
    pub fn leave(&mut self, address: u32, clock: u32, value: u32) {
        *self.0.entry((address, clock, value)).or_default() += 1;
    }

    /// A state is taken.
    pub fn take(&mut self, address: u32, clock: u32, value: u32) {
        *self.0.entry((address, clock, value)).or_default() -= 1;
    }

    /// An access of a register that may change it.
    pub fn write(&mut self, address: u32, clock: u32, write: Write) {
        let previous = write.previous_clock;
        assert!(previous < clock && clock - previous - 1 < 1 << 16, "{clock} after {previous}");
        self.take(address, previous, write.previous);
        self.leave(address, clock, write.value);
    }

    /// An access of a register that does not change it.
    pub fn read(&mut self, address: u32, clock: u32, read: Read) {
        let Read { previous_clock, value } = read;
        let previous = value;
        self.write(address, clock, Write { previous_clock, previous, value });
    }

    /// An access of memory.
    pub fn memory(&mut self, clock: u32, memory: Memory, access: Access, rom: &HashMap<u32, u32>) {
        let Memory { address, previous_clock, previous, value } = memory;
        assert!(address.is_multiple_of(4) && address < 1 << 30);
        match access {
            Access::Memory => {
                assert!(!rom.contains_key(&address));
                self.write(address, clock, Write { previous_clock, previous, value });
            }
            Access::Rom => {
                assert_eq!(rom.get(&address), Some(&value));
                assert_eq!((previous_clock, previous), (0, value));
            }
        }
    }

    /// Nothing may be left over.
    pub fn close(self) {
        let open: Vec<_> = self.0.into_iter().filter(|&(_, count)| count != 0).collect();
        assert!(open.is_empty(), "{open:x?}");
    }
}
