//! The product of two numbers of any length, by schoolbook multiplication.
//!
//! Input: the number of words of the first number, its words, and the words of the second; output: the words of the
//! product, as many as both have together; all little-endian. Exits with 1 if there are fewer words.

#![no_std]
#![no_main]

extern crate alloc;

use alloc::vec;
use alloc::vec::Vec;

guest::entry!(main);

fn main() {
    let input = guest::read_to_end();
    let mut words = input.as_chunks().0.iter().map(|&word| u32::from_le_bytes(word));
    let length = words.next().unwrap_or_default() as usize;
    let first: Vec<u32> = words.by_ref().take(length).collect();
    if first.len() < length {
        guest::exit(1);
    }
    let second: Vec<u32> = words.collect();
    let mut product = vec![0; first.len() + second.len()];
    for (start, &x) in first.iter().enumerate() {
        let mut carry = 0;
        for (place, &y) in product[start..].iter_mut().zip(&second) {
            let sum = u64::from(x) * u64::from(y) + u64::from(*place) + u64::from(carry);
            *place = sum as u32;
            carry = (sum >> 32) as u32;
        }
        product[start + second.len()] = carry;
    }
    let output: Vec<u8> = product.into_iter().flat_map(u32::to_le_bytes).collect();
    guest::write(&output);
}
