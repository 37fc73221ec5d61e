//! The SHA-256 digest of the input.

#![no_std]
#![no_main]

use sha2::{Digest, Sha256};

guest::entry!(main);

fn main() {
    let mut hash = Sha256::new();
    let mut bytes = [0; 1024];
    loop {
        match guest::read(&mut bytes) {
            0 => break,
            count => hash.update(&bytes[..count]),
        }
    }
    guest::write(&hash.finalize());
}
