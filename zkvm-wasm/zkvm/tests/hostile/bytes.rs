//! Changes of bytes that know nothing, or little, of the form of a proof.

use super::random::Random;

/// Changes bytes in one of many ways; `other` is another honest message of the same kind, `head` is how far the part
/// with lengths and layout goes.
pub fn changed(random: &mut Random, honest: &[u8], other: &[u8], head: usize) -> Vec<u8> {
    let length = honest.len() as u32;
    let mut bytes = honest.to_vec();
    let place = |random: &mut Random| random.below(length) as usize;
    match random.below(10) {
        0..=2 => {
            let at = random.below(head as u32) as usize;
            bytes[at] = random.next() as u8;
        }
        3 => {
            let at = place(random);
            bytes[at] ^= 1 << random.below(8);
        }
        4 => bytes.truncate(place(random)),
        5 => bytes.truncate(random.below(head as u32) as usize),
        6 => {
            let more = 1 + random.below(64);
            bytes.extend((0..more).map(|_| 0xa5));
        }
        7 => {
            let cut = place(random).min(other.len());
            bytes.truncate(cut);
            bytes.extend_from_slice(&other[cut..]);
        }
        8 => {
            // Lengths and field elements at their limits.
            let at = random.below(length - 4) as usize;
            let value = *random.of(&[0, 1, 0x7fff_fffe, 0x7fff_ffff, 0x8000_0000, u32::MAX]);
            bytes[at..at + 4].copy_from_slice(&value.to_le_bytes());
        }
        _ => {
            let (from, to) = (place(random), place(random));
            let count = (1 + random.below(64) as usize).min(bytes.len() - from.max(to));
            bytes.copy_within(from..from + count, to);
        }
    }
    bytes
}
