//! A program: where it starts, its instructions, and the words it brings along.

mod elf;

use std::collections::BTreeMap;

use blake2::{Blake2s256, Digest};

use crate::blocks::{self, Blocks, Path};
use crate::error::ProgramError;
use crate::isa::{self, Instruction};
use crate::limits::{ADDRESS_END, PROGRAM_WORDS};

/// What may be done with the words of a segment, besides loading them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Kind {
    /// Nothing.
    Constant = 0,
    /// Execute.
    Text = 1,
    /// Store.
    Data = 2,
}

/// Words that a program brings along.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    /// Address of the first word, a multiple of 4.
    pub address: u32,
    /// What they are for.
    pub kind: Kind,
    /// The words.
    pub words: Vec<u32>,
}

/// Words that can be executed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// Address of the first word.
    pub address: u32,
    /// The words.
    pub words: Vec<u32>,
}

/// A program that was checked: every address is below 2^30, no word belongs to two segments, the entry is in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Program {
    /// Address of the first instruction.
    pub entry: u32,
    /// Executable segments, by address.
    pub text: Vec<Text>,
    /// Address and value of every word that cannot be stored to (the text too), by address.
    pub rom: Vec<(u32, u32)>,
    /// Address and first value of every writable word that is not just zero by default, by address.
    pub image: Vec<(u32, u32)>,
    /// Paths that are proven by one row each.
    pub blocks: Blocks,
    /// Digest of what it does.
    segments_digest: [u8; 32],
    /// What tells this program from every other, blocks included.
    pub digest: [u8; 32],
}

impl Program {
    /// The program of a static RV32IM ELF file, with the fused blocks that it lists.
    pub fn from_elf(file: &[u8]) -> Result<Self, ProgramError> {
        let (entry, segments) = elf::read(file)?;
        Self::new(entry, segments)?.with_blocks(&blocks::find(file)?)
    }

    /// The same program with these fused blocks instead of its own: what it does stays the same, how it is proven does
    /// not, so it counts as another.
    pub fn with_blocks(mut self, paths: &[Path]) -> Result<Self, ProgramError> {
        let instructions: BTreeMap<u32, Instruction> =
            self.instructions().into_iter().filter_map(|(pc, instruction)| Some((pc, instruction?))).collect();
        self.blocks = blocks::follow_all(paths, |pc| instructions.get(&pc).copied())?;
        self.digest = digest_with_blocks(self.segments_digest, paths);
        Ok(self)
    }

    /// The program of these segments, in any order.
    pub fn new(entry: u32, mut segments: Vec<Segment>) -> Result<Self, ProgramError> {
        segments.retain(|segment| !segment.words.is_empty());
        segments.sort_by_key(|segment| segment.address);
        check(&segments)?;
        let segments_digest = digest(entry, &segments);
        let mut program = Self {
            entry,
            text: Vec::new(),
            rom: Vec::new(),
            image: Vec::new(),
            blocks: Blocks::new(),
            segments_digest,
            digest: segments_digest,
        };
        for segment in segments {
            let address = segment.address;
            let words = segment.words.iter().zip((address..).step_by(4));
            let words = words.map(|(&word, address)| (address, word));
            match segment.kind {
                Kind::Data => program.image.extend(words),
                Kind::Constant | Kind::Text => program.rom.extend(words),
            }
            if segment.kind == Kind::Text {
                let words = segment.words;
                program.text.push(Text { address, words });
            }
        }
        let in_text = program.text.iter().any(|text| text.contains(entry));
        if !in_text || !entry.is_multiple_of(4) {
            return Err(ProgramError::Entry { address: entry });
        }
        Ok(program)
    }

    /// Every word of the text with its address, by address. A word that is no instruction may be data; to reach it is
    /// an error of the run.
    pub fn instructions(&self) -> Vec<(u32, Option<Instruction>)> {
        let words = self.text.iter().flat_map(|text| {
            let addresses = (text.address..).step_by(4);
            addresses.zip(&text.words)
        });
        words.map(|(pc, &word)| (pc, isa::decode(word))).collect()
    }
}

impl Text {
    fn contains(&self, address: u32) -> bool {
        let offset = address.wrapping_sub(self.address);
        (offset / 4) < self.words.len() as u32
    }
}

fn check(segments: &[Segment]) -> Result<(), ProgramError> {
    let mut count = 0;
    let mut free = 0;
    for &Segment { address, ref words, .. } in segments {
        count += words.len();
        if count > PROGRAM_WORDS {
            return Err(ProgramError::TooLarge { what: "words", limit: PROGRAM_WORDS });
        }
        if !address.is_multiple_of(4) {
            return Err(ProgramError::Unsupported("a segment is not aligned"));
        }
        if address < free {
            return Err(ProgramError::SharedWord { address });
        }
        let length = 4 * words.len() as u32;
        free = address
            .checked_add(length)
            .filter(|&end| end <= ADDRESS_END)
            .ok_or(ProgramError::OutOfRange { address })?;
    }
    Ok(())
}

/// Blake2s over entry and segments, each number as four little-endian bytes and each segment with its length before
/// its words, so that no two programs have one encoding.
fn digest(entry: u32, segments: &[Segment]) -> [u8; 32] {
    let mut hash = Blake2s256::new();
    hash.update(b"rv32im program 1");
    hash.update(entry.to_le_bytes());
    hash.update((segments.len() as u32).to_le_bytes());
    for segment in segments {
        let head = [segment.address, segment.kind as u32, segment.words.len() as u32];
        for word in head.iter().chain(&segment.words) {
            hash.update(word.to_le_bytes());
        }
    }
    hash.finalize().into()
}

/// Blake2s over the digest without blocks and the list, each block with its length before its choices. A program without
/// blocks keeps its digest.
fn digest_with_blocks(segments: [u8; 32], paths: &[Path]) -> [u8; 32] {
    if paths.is_empty() {
        return segments;
    }
    let mut hash = Blake2s256::new();
    hash.update(b"rv32im program with blocks 1");
    hash.update(segments);
    for path in paths {
        hash.update(path.start.to_le_bytes());
        hash.update((path.choices.len() as u32).to_le_bytes());
        path.choices.iter().for_each(|&choice| hash.update([u8::from(choice)]));
    }
    hash.finalize().into()
}
