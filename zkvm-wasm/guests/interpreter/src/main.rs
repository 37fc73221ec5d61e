//! Runs a program of the language of eight signs, `><+-.,[]`, on a tape of 30,000 bytes.
//!
//! Input: the program, then `!` and the program's own input, if it has any. Output: what the program writes. Brackets
//! that do not match exit with 1, a step off the tape with 2.

#![no_std]
#![no_main]

extern crate alloc;

use alloc::vec;
use alloc::vec::Vec;

const TAPE: usize = 30_000;

guest::entry!(main);

fn main() {
    let source = guest::read_to_end();
    let end = source.iter().position(|&sign| sign == b'!');
    let (program, input) = match end {
        Some(end) => (&source[..end], &source[end + 1..]),
        None => (&source[..], &[][..]),
    };
    let Some(partners) = partners(program) else {
        guest::exit(1);
    };
    match run(program, &partners, input) {
        Some(output) => guest::write(&output),
        None => guest::exit(2),
    }
}

/// For each bracket the place of the one that belongs to it.
fn partners(program: &[u8]) -> Option<Vec<usize>> {
    let mut partners = vec![0; program.len()];
    let mut open = Vec::new();
    for (place, sign) in program.iter().enumerate() {
        match sign {
            b'[' => open.push(place),
            b']' => {
                let partner = open.pop()?;
                partners[partner] = place;
                partners[place] = partner;
            }
            _ => {}
        }
    }
    open.is_empty().then_some(partners)
}

/// The output. At the end of the input `,` leaves the byte as it is.
fn run(program: &[u8], partners: &[usize], input: &[u8]) -> Option<Vec<u8>> {
    let mut input = input.iter();
    let mut output = Vec::new();
    let mut tape = [0u8; TAPE];
    let mut head = 0;
    let mut place = 0;
    while let Some(sign) = program.get(place) {
        let byte = tape.get_mut(head)?;
        match sign {
            b'>' => head += 1,
            b'<' => head = head.checked_sub(1)?,
            b'+' => *byte = byte.wrapping_add(1),
            b'-' => *byte = byte.wrapping_sub(1),
            b'.' => output.push(*byte),
            b',' => *byte = input.next().copied().unwrap_or(*byte),
            b'[' if *byte == 0 => place = partners[place],
            b']' if *byte != 0 => place = partners[place],
            _ => {}
        }
        place += 1;
    }
    Some(output)
}
