//! The little-endian words of the input, smallest first. Bytes that make no whole word are left out.

#![no_std]
#![no_main]

extern crate alloc;

use alloc::vec::Vec;

guest::entry!(main);

fn main() {
    let input = guest::read_to_end();
    let mut words: Vec<u32> = input.as_chunks().0.iter().map(|&word| u32::from_le_bytes(word)).collect();
    words.sort_unstable();
    let output: Vec<u8> = words.into_iter().flat_map(u32::to_le_bytes).collect();
    guest::write(&output);
}
