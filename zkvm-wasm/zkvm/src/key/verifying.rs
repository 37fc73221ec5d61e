//! What a verifier trusts, made once when the program is registered.

use std::sync::Arc;

use blake2::{Blake2s256, Digest};
use stwo::core::vcs::blake2_hash::Blake2sHash;

use super::proving::commit_tables;
use super::{Facts, KeyError};
use crate::blocks::{Block, Blocks, MOST_BLOCKS, Path};
use crate::commitment::twiddles;
use crate::components::boundary::{LAST_WORD, Run};
use crate::isa;
use crate::layout::{MOST_FOLDS, TALLEST};
use crate::limits::ADDRESS_END;
use crate::security::Profile;
use crate::tables::Tables;
use crate::wire::{Malformed, Reader, Writer};

const MAGIC: &[u8; 8] = b"rv32key2";

/// What a verifier trusts: it names the program, the constraints, the profile, and the commitment to the program's
/// tables for every height that a proof may have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifyingKey {
    /// The profile.
    pub profile: Profile,
    /// Digest of the program.
    pub program: [u8; 32],
    /// What the verifier knows of it.
    pub facts: Facts,
    roots: Vec<Blake2sHash>,
}

impl VerifyingKey {
    /// The key of a program. Takes a while: a commitment for each height.
    pub fn new(tables: &Tables, profile: Profile) -> Self {
        let roots = (tables.facts.smallest()..=TALLEST).map(|max_log| {
            let twiddles = twiddles(profile, max_log);
            commit_tables(tables, profile, max_log, &twiddles).commitment.layers[0].as_slice()[0]
        });
        Self { profile, program: tables.program.digest, facts: tables.facts.clone(), roots: roots.collect() }
    }

    /// The commitment to the tables for proofs of a height.
    pub fn root(&self, max_log: u32) -> Option<Blake2sHash> {
        let index = max_log.checked_sub(self.facts.smallest())?;
        self.roots.get(index as usize).copied()
    }

    /// What tells this key from every other.
    pub fn digest(&self) -> [u8; 32] {
        Blake2s256::digest(self.to_bytes()).into()
    }

    /// The key as bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::default();
        writer.bytes(MAGIC);
        writer.bytes(&crate::AIR_DIGEST);
        writer.u8(self.profile as u8);
        writer.bytes(&self.program);
        let Facts { entry, instructions, rom, places, ref runs, ref blocks } = self.facts;
        for value in [entry, instructions as u32, rom as u32, places as u32] {
            writer.u32(value);
        }
        writer.list(runs, |writer, run| {
            writer.u32(run.first);
            writer.u32(run.last);
        });
        writer.list(blocks, |writer, block| {
            writer.u32(block.start());
            writer.list(&block.ops, |writer, op| {
                writer.u32(isa::encode(&op.instruction));
                writer.u8(op.choice.into());
            });
        });
        writer.list(&self.roots, |writer, root| writer.bytes(&root.0));
        writer.0
    }

    /// The key of bytes.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, KeyError> {
        let mut reader = Reader::new(bytes);
        if &reader.array()? != MAGIC {
            return Err(KeyError::Malformed);
        }
        if reader.array()? != crate::AIR_DIGEST {
            return Err(KeyError::Air);
        }
        let profile = Profile::numbered(reader.u8()?).ok_or(KeyError::Malformed)?;
        let program = reader.array()?;
        let entry = reader.u32()?;
        let [instructions, rom, places] = [reader.u32()?, reader.u32()?, reader.u32()?].map(|count| count as usize);
        let runs = reader.list(8, |reader| {
            let (first, last) = (reader.u32()?, reader.u32()?);
            Ok(Run { first, last })
        })?;
        let blocks = read_blocks(&mut reader)?;
        let roots = reader.list(32, Reader::hash)?;
        reader.end()?;
        let facts = Facts { entry, instructions, rom, places, runs, blocks };
        let most = MOST_FOLDS << TALLEST;
        let counted = [instructions, rom, places].into_iter().all(|count| (1..=most).contains(&count));
        let apart = facts.runs.is_sorted_by(|a, b| a.first <= a.last && a.last < b.first)
            && facts.runs.iter().all(|run| run.first <= run.last && run.last <= LAST_WORD);
        if !counted || !apart || roots.len() != (facts.smallest()..=TALLEST).count() {
            return Err(KeyError::Malformed);
        }
        Ok(Self { profile, program, facts, roots })
    }
}

/// Blocks with their instructions: who verifies has no text to follow their paths in.
fn read_blocks(reader: &mut Reader) -> Result<Blocks, Malformed> {
    let blocks = reader.list(8, |reader| {
        let start = reader.u32()?;
        let ops = reader.list(5, |reader| {
            let (word, choice) = (reader.u32()?, reader.u8()?);
            if choice > 1 {
                return Err(Malformed);
            }
            // Only the one word that an instruction is written as.
            let instruction = isa::decode(word).filter(|instruction| isa::encode(instruction) == word);
            Ok((instruction.ok_or(Malformed)?, choice == 1))
        })?;
        let path = Path { start, choices: ops.iter().map(|(_, choice)| *choice).collect() };
        let mut instructions = ops.iter().map(|(instruction, _)| *instruction);
        Block::follow(&path, |_| instructions.next()).map(Arc::new).map_err(|_| Malformed)
    })?;
    let placed = |block: &Block| block.ops.iter().all(|op| op.pc < ADDRESS_END && op.pc.is_multiple_of(4));
    let right = blocks.len() <= MOST_BLOCKS && blocks.iter().all(|block| placed(block));
    if right { Ok(blocks) } else { Err(Malformed) }
}
