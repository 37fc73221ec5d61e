//! A heap that only grows: nothing is given back, but the newest block can change its size in place.

use alloc::vec::Vec;
use core::alloc::{GlobalAlloc, Layout};
use core::cell::{Cell, UnsafeCell};
use core::ptr;

/// Zero pages that are not touched cost nothing, neither in the file nor in the proof.
const BYTES: usize = 64 << 20;

#[repr(align(16))]
struct Heap {
    bytes: UnsafeCell<[u8; BYTES]>,
    /// Bytes in use.
    used: Cell<usize>,
}

// SAFETY: a guest has one thread.
unsafe impl Sync for Heap {}

#[global_allocator]
static HEAP: Heap = Heap { bytes: UnsafeCell::new([0; BYTES]), used: Cell::new(0) };

impl Heap {
    fn start(&self) -> *mut u8 {
        self.bytes.get().cast()
    }

    /// Whether the block is the newest one.
    fn is_last(&self, block: *mut u8, size: usize) -> bool {
        block.addr() + size == self.start().addr() + self.used.get()
    }
}

// SAFETY: blocks lie in `bytes`, one after the other; only the newest one is ever changed in size.
unsafe impl GlobalAlloc for Heap {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let base = self.start().addr();
        let first = (base + self.used.get()).next_multiple_of(layout.align()) - base;
        match first.checked_add(layout.size()) {
            Some(end) if end <= BYTES => {
                self.used.set(end);
                // SAFETY: `first` is at most `end`, which is inside the heap.
                unsafe { self.start().add(first) }
            }
            _ => ptr::null_mut(),
        }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        if self.is_last(block, layout.size()) {
            self.used.set(self.used.get() - layout.size());
        }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        if self.is_last(block, layout.size()) {
            let first = self.used.get() - layout.size();
            return match first.checked_add(size) {
                Some(end) if end <= BYTES => {
                    self.used.set(end);
                    block
                }
                _ => ptr::null_mut(),
            };
        }
        if size <= layout.size() {
            return block;
        }
        // SAFETY: the alignment is the one of a block that exists, and a size too large for a layout is too large for
        // `alloc`, which gives null; both blocks are as long as the old one at least and do not overlap.
        unsafe {
            let new = self.alloc(Layout::from_size_align_unchecked(size, layout.align()));
            if !new.is_null() {
                ptr::copy_nonoverlapping(block, new, layout.size());
            }
            new
        }
    }
}

/// All that is left of the public input.
pub fn read_to_end() -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut filled = 0;
    loop {
        if filled == bytes.len() {
            bytes.resize(filled + 4096, 0);
        }
        match crate::read(&mut bytes[filled..]) {
            0 => break,
            count => filled += count,
        }
    }
    bytes.truncate(filled);
    bytes
}
