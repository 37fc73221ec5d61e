//! Blake2s (RFC 7693) on four messages at once.

use super::lanes::{LANES, Lanes};

/// The chaining values of as many hashes as there are lanes.
pub type State = [Lanes; 8];

const IV: [u32; 8] =
    [0x6A09_E667, 0xBB67_AE85, 0x3C6E_F372, 0xA54F_F53A, 0x510E_527F, 0x9B05_688C, 0x1F83_D9AB, 0x5BE0_CD19];
/// At the beginning of a hash of 32 bytes without a key.
pub const INITIAL: [u32; 8] = [IV[0] ^ 0x0101_0020, IV[1], IV[2], IV[3], IV[4], IV[5], IV[6], IV[7]];

/// One round: the words of the message in the order of the round, first of the columns, then of the diagonals.
macro_rules! round {
    ($v:ident, $m:ident, [$($word:literal),*]) => {
        let [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p] = [$($m[$word]),*];
        mix(&mut $v, 0, 4, 8, 12, a, b);
        mix(&mut $v, 1, 5, 9, 13, c, d);
        mix(&mut $v, 2, 6, 10, 14, e, f);
        mix(&mut $v, 3, 7, 11, 15, g, h);
        mix(&mut $v, 0, 5, 10, 15, i, j);
        mix(&mut $v, 1, 6, 11, 12, k, l);
        mix(&mut $v, 2, 7, 8, 13, m, n);
        mix(&mut $v, 3, 4, 9, 14, o, p);
    };
}

/// The state after a block, which ends after so many bytes of the message.
#[inline(never)]
pub fn compress(state: &State, message: &[Lanes; 16], bytes: u32, last: bool) -> State {
    let [a, b, c, d, e, f, g, h] = *state;
    let [i, j, k, l, m, n, o, p] = IV.map(Lanes::splat);
    let (m, o) = (m ^ Lanes::splat(bytes), o ^ Lanes::splat(if last { u32::MAX } else { 0 }));
    let mut v = [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p];
    round!(v, message, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]);
    round!(v, message, [14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3]);
    round!(v, message, [11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4]);
    round!(v, message, [7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8]);
    round!(v, message, [9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13]);
    round!(v, message, [2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9]);
    round!(v, message, [12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11]);
    round!(v, message, [13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10]);
    round!(v, message, [6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5]);
    round!(v, message, [10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0]);
    std::array::from_fn(|word| state[word] ^ v[word] ^ v[word + 8])
}

#[allow(clippy::too_many_arguments)]
#[inline(always)]
fn mix(v: &mut [Lanes; 16], a: usize, b: usize, c: usize, d: usize, x: Lanes, y: Lanes) {
    v[a] = v[a] + v[b] + x;
    v[d] = (v[d] ^ v[a]).rotated::<16>();
    v[c] = v[c] + v[d];
    v[b] = (v[b] ^ v[c]).rotated::<12>();
    v[a] = v[a] + v[b] + y;
    v[d] = (v[d] ^ v[a]).rotated::<8>();
    v[c] = v[c] + v[d];
    v[b] = (v[b] ^ v[c]).rotated::<7>();
}

const _: () = assert!(LANES == 4);
