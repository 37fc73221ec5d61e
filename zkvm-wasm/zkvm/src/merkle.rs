//! Merkle trees over columns, hashed four leaves at a time: the same trees as stwo's, which hashes sixteen at a time. That
//! suits wide vectors; WebAssembly has four lanes, and a state of sixteen times sixteen words lives in its memory.
//!
//! A leaf is the Blake2s hash of one row of all columns, the shorter ones lifted: position `p` of a column lifted by `r`
//! is its position `2·⌊p / 2^(r+1)⌋ + (p mod 2)`.

mod blake2s;
mod lanes;

use stwo::core::vcs::blake2_hash::Blake2sHash;
use stwo::core::vcs_lifted::blake2_merkle::Blake2sMerkleHasher;
use stwo::core::vcs_lifted::merkle_hasher::MerkleHasherLifted;
use stwo::prover::backend::simd::column::BaseColumn;

use blake2s::{INITIAL, State, compress};
use lanes::{LANES, Lanes};

/// Logarithm of the lanes.
const LOG_LANES: u32 = LANES.ilog2();
/// Words of a block.
const BLOCK: usize = 16;

/// Groups of positions that are hashed together: a line of the cache for each column.
const TOGETHER: usize = 4;

/// A column as numbers, and the logarithm of its length.
type Column<'a> = (&'a [u32], u32);

/// The layers of the tree, from the root to the leaves, of which there are two to the power of `height`; columns are no
/// longer, and have at least sixteen values.
pub fn layers(columns: &[&BaseColumn], height: u32) -> Vec<Vec<Blake2sHash>> {
    let mut columns: Vec<Column> =
        columns.iter().map(|column| (bytemuck::cast_slice(&column.data), column.length.ilog2())).collect();
    columns.sort_by_key(|&(_, log)| log);
    let mut layers = vec![leaves(&columns, height)];
    for _ in 0..height {
        layers.push(parents(layers.last().expect("there are the leaves")));
    }
    layers.reverse();
    layers
}

/// The leaves over columns in ascending order. What is hashed of short columns is hashed once and lifted with them.
fn leaves(columns: &[Column], height: u32) -> Vec<Blake2sHash> {
    let blocks: Vec<&[Column]> = columns.chunks(BLOCK).collect();
    let log_of = |block: &[Column]| block.last().map_or(LOG_LANES, |&(_, log)| log);
    let (mut states, mut log) = (vec![INITIAL.map(Lanes::splat)], LOG_LANES);
    let mut done = 0;
    // Blocks of one length are hashed together, row by row.
    for same in blocks.chunk_by(|a, b| log_of(a) == log_of(b)) {
        let taller = log_of(same[0]);
        let hashed = (0..1 << (taller - LOG_LANES)).step_by(TOGETHER).flat_map(|first| {
            let mut hashed: [State; TOGETHER] = std::array::from_fn(|i| lifted(&states, taller - log, first + i));
            for (index, block) in (done..).zip(same) {
                let mut messages = [[Lanes::splat(0); BLOCK]; TOGETHER];
                for (word, &(values, log)) in block.iter().enumerate() {
                    for (i, message) in messages.iter_mut().enumerate() {
                        message[word] = Lanes::lifted(values, taller - log, first + i);
                    }
                }
                let bytes = 4 * (BLOCK * index + block.len());
                for (state, message) in hashed.iter_mut().zip(&messages) {
                    *state = compress(state, message, bytes as u32, index + 1 == blocks.len());
                }
            }
            hashed
        });
        states = hashed.collect();
        log = taller;
        done += same.len();
    }
    let groups = 1 << (height - LOG_LANES);
    (0..groups).flat_map(|group| hashes(&lifted(&states, height - log, group))).collect()
}

/// The states of a group of positions, of states lifted by so much.
fn lifted(states: &[State], by: u32, group: usize) -> State {
    if by == 0 {
        return states[group];
    }
    let first = (group * LANES) >> (by + 1) << 1;
    states[first / LANES].map(|word| word.pair(first % LANES))
}

/// The hashes that four finished states are.
fn hashes(state: &State) -> [Blake2sHash; LANES] {
    let [a, b, c, d, e, f, g, h] = *state;
    let (low, high) = (Lanes::transposed([a, b, c, d]), Lanes::transposed([e, f, g, h]));
    std::array::from_fn(|lane| {
        let mut hash = [0; 32];
        let words = low[lane].to_array().into_iter().chain(high[lane].to_array());
        hash.chunks_exact_mut(4).zip(words).for_each(|(bytes, word)| bytes.copy_from_slice(&word.to_le_bytes()));
        Blake2sHash(hash)
    })
}

/// The layer above.
fn parents(children: &[Blake2sHash]) -> Vec<Blake2sHash> {
    if children.len() < 2 * LANES {
        let pairs = children.chunks_exact(2);
        return pairs.map(|pair| Blake2sMerkleHasher::hash_children((pair[0], pair[1]))).collect();
    }
    let words: &[u32] = bytemuck::cast_slice(children);
    let state = INITIAL.map(Lanes::splat);
    let groups = words.chunks_exact(LANES * BLOCK);
    let groups = groups.flat_map(|group| {
        let mut message = [Lanes::splat(0); BLOCK];
        for (first, words) in (0..BLOCK).step_by(LANES).zip(message.chunks_exact_mut(LANES)) {
            let rows = std::array::from_fn(|lane| Lanes::lifted(&group[lane * BLOCK + first..], 0, 0));
            words.copy_from_slice(&Lanes::transposed(rows));
        }
        hashes(&compress(&state, &message, 64, true))
    });
    groups.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use stwo::core::fields::m31::BaseField;
    use stwo::prover::backend::simd::SimdBackend;
    use stwo::prover::vcs_lifted::prover::MerkleProverLifted;

    #[test]
    fn the_tree_is_that_of_stwo() {
        let mut random = 1u32;
        let mut next = || {
            random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            random >> 1
        };
        let heights: [&[u32]; 8] = [
            &[4],
            &[9],
            &[4, 5, 6, 7, 8, 9],
            &[9; 16],
            &[9; 17],
            &[5, 9, 5, 9, 7, 7, 7, 6, 4, 4, 8, 9, 9, 9, 9, 9, 9, 9, 9, 9, 4, 6, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9],
            &[4; 40],
            &[6; 15],
        ];
        for heights in heights {
            let mut column = |log: u32| (0..1 << log).map(|_| BaseField::from(next() % 0x7FFF_FFFF)).collect();
            let columns: Vec<BaseColumn> = heights.iter().map(|&log| column(log)).collect();
            let columns: Vec<&BaseColumn> = columns.iter().collect();
            for height in [9, 10, 12] {
                let theirs = MerkleProverLifted::<SimdBackend, Blake2sMerkleHasher>::commit(columns.clone(), height, 0);
                assert_eq!(layers(&columns, height), theirs.layers, "{heights:?} in {height}");
            }
        }
    }
}
