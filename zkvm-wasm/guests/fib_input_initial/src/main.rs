//! Term `n` of the Fibonacci sequence that starts with two given numbers, modulo 2^32.
//!
//! Input: `n` and terms 0 and 1; output: term `n`; each a little-endian `u32`.

#![no_std]
#![no_main]

guest::entry!(main);

fn main() {
    let [n, mut term, mut next] = [(); 3].map(|()| {
        let mut word = [0; 4];
        guest::read_exact(&mut word);
        u32::from_le_bytes(word)
    });
    for _ in 0..n {
        (term, next) = (next, term.wrapping_add(next));
    }
    guest::write(&term.to_le_bytes());
}
