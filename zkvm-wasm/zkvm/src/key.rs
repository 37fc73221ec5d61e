//! The key of a program: what a verifier trusts, made once when the program is registered.

use std::sync::Arc;

use blake2::{Blake2s256, Digest};
use stwo::core::fields::m31::{BaseField, P};
use stwo::core::poly::circle::CanonicCoset;
use stwo::core::vcs::blake2_hash::Blake2sHash;
use stwo::prover::backend::Column;
use stwo::prover::backend::simd::SimdBackend;
use stwo::prover::backend::simd::column::BaseColumn;
use stwo::prover::mempool::BaseColumnPool;
use stwo::prover::poly::BitReversedOrder;
use stwo::prover::poly::circle::{CircleCoefficients, CircleEvaluation, PolyOps};
use stwo::prover::poly::twiddles::TwiddleTree;
use stwo::prover::vcs_lifted::prover::MerkleProverLifted;
use stwo::prover::{CommitmentTreeProver, Poly};

use crate::blocks::{Block, Blocks, MOST_BLOCKS, Path};
use crate::components::Kind;
use crate::components::boundary::Run;
use crate::isa;
use crate::layout::{MOST_FOLDS, SMALLEST, TALLEST};
use crate::limits::ADDRESS_END;
use crate::security::Profile;
use crate::tables::Tables;
use crate::wire::{Malformed, Reader, Writer};

/// How leaves and transcript are hashed.
pub use crate::transcript::Merkle as Channel;
/// A committed tree.
pub type Tree = CommitmentTreeProver<SimdBackend, Channel>;
/// Powers that the transforms need.
pub type Twiddles = TwiddleTree<SimdBackend>;

/// What the verifier knows of a program besides its digest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// Address of the first instruction.
    pub entry: u32,
    /// Words of text.
    pub instructions: usize,
    /// Words that cannot be stored to.
    pub rom: usize,
    /// Registers and writable words that the program brings along.
    pub places: usize,
    /// The program's own words, by number, as runs without gaps and in order.
    pub runs: Vec<Run>,
    /// Its fused blocks.
    pub blocks: Blocks,
}

impl Facts {
    /// The kinds of components that the program may have, in order.
    pub fn kinds(&self) -> impl Iterator<Item = Kind> {
        Kind::of(self.blocks.len())
    }

    /// Whether the program may have this kind of component.
    pub fn has(&self, kind: Kind) -> bool {
        !matches!(kind, Kind::Block(_)) || self.block(kind).is_some()
    }

    /// The block of a component that is one.
    pub fn block(&self, kind: Kind) -> Option<&Arc<Block>> {
        match kind {
            Kind::Block(index) => self.blocks.get(usize::from(index)),
            _ => None,
        }
    }

    /// Logarithm of the height of the program's smallest proof.
    pub fn smallest(&self) -> u32 {
        let longest = self.instructions.max(self.rom).max(self.places);
        longest.div_ceil(MOST_FOLDS).next_power_of_two().ilog2().max(SMALLEST)
    }
}

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

/// Why bytes are no key of this machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyError {
    /// They are not the form of a key.
    Malformed,
    /// The key is of another version of the constraints.
    Air,
}

impl KeyError {
    /// Its code at every border.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Malformed => "key_malformed",
            Self::Air => "air_mismatch",
        }
    }
}

impl std::fmt::Display for KeyError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Malformed => "the bytes are not the form of a key",
            Self::Air => "the key is of another version of the constraints",
        })
    }
}

impl std::error::Error for KeyError {}

impl From<Malformed> for KeyError {
    fn from(Malformed: Malformed) -> Self {
        Self::Malformed
    }
}

const MAGIC: &[u8; 8] = b"rv32key2";

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
            && facts.runs.iter().all(|run| run.first <= run.last && run.last <= crate::components::boundary::LAST_WORD);
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

/// What a prover keeps of a program for proofs of one height: the committed tables.
pub struct ProvingKey {
    /// Digest of the program.
    pub program: [u8; 32],
    /// Logarithm of the height.
    pub max_log: u32,
    /// The commitment.
    pub tree: Tree,
}

impl ProvingKey {
    /// Commits to the tables of a program.
    pub fn new(tables: &Tables, profile: Profile, max_log: u32, twiddles: &Twiddles) -> Self {
        Self { program: tables.program.digest, max_log, tree: commit_tables(tables, profile, max_log, twiddles) }
    }
}

const PROVING_MAGIC: &[u8; 8] = b"rv32prv1";

impl ProvingKey {
    /// The key as bytes: what is committed to, so that a later job need not commit again.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::default();
        writer.bytes(PROVING_MAGIC);
        writer.bytes(&crate::AIR_DIGEST);
        writer.bytes(&self.program);
        writer.u32(self.max_log);
        for polynomial in &self.tree.polynomials {
            let coefficients = polynomial.coeffs.as_ref().expect("coefficients are kept");
            writer.bytes(bytemuck::cast_slice(&coefficients.coeffs.data));
            writer.bytes(bytemuck::cast_slice(&polynomial.evals.values.data));
        }
        for layer in &self.tree.commitment.layers {
            layer.iter().for_each(|hash| writer.bytes(&hash.0));
        }
        writer.0
    }

    /// The key of bytes that the same host made earlier. They are not trusted further than that: another's key makes
    /// proofs that are not accepted.
    pub fn from_bytes(bytes: &[u8], tables: &Tables, profile: Profile) -> Result<Self, KeyError> {
        let mut reader = Reader::new(bytes);
        if &reader.array()? != PROVING_MAGIC {
            return Err(KeyError::Malformed);
        }
        if reader.array()? != crate::AIR_DIGEST {
            return Err(KeyError::Air);
        }
        let program = reader.array()?;
        let max_log = reader.u32()?;
        if program != tables.program.digest || !(tables.facts.smallest()..=TALLEST).contains(&max_log) {
            return Err(KeyError::Malformed);
        }
        let blowup = profile.config(max_log).fri_config.log_blowup_factor;
        let mut polynomials = Vec::new();
        for log_size in fixed_heights(max_log, &tables.facts) {
            let coefficients = CircleCoefficients::new(read_column(&mut reader, log_size)?);
            let domain = CanonicCoset::new(log_size + blowup).circle_domain();
            let values = CircleEvaluation::new(domain, read_column(&mut reader, log_size + blowup)?);
            polynomials.push(Poly::new(Some(coefficients), values));
        }
        let layers = (0..=max_log + blowup).map(|log_size| reader.items(1 << log_size, 32, Reader::hash));
        let layers = layers.collect::<Result<_, _>>()?;
        reader.end()?;
        let commitment = MerkleProverLifted { layers };
        let tree = Tree { polynomials, commitment };
        Ok(Self { program, max_log, tree })
    }
}

fn read_column(reader: &mut Reader, log_size: u32) -> Result<BaseColumn, Malformed> {
    let length = 1 << log_size;
    let bytes = reader.bytes(4 * length)?;
    let mut column = BaseColumn::zeros(length);
    bytemuck::cast_slice_mut::<_, u8>(&mut column.data).copy_from_slice(bytes);
    let canonical = column.as_slice().iter().all(|value| value.0 < P);
    if canonical { Ok(column) } else { Err(Malformed) }
}

/// The powers for proofs of a height.
pub fn twiddles(profile: Profile, max_log: u32) -> Twiddles {
    let blowup = profile.config(max_log).fri_config.log_blowup_factor;
    SimdBackend::precompute_twiddles(CanonicCoset::new(max_log + blowup).circle_domain().half_coset)
}

fn commit_tables(tables: &Tables, profile: Profile, max_log: u32, twiddles: &Twiddles) -> Tree {
    let columns = tables.columns(max_log).into_iter().flat_map(|(_, columns)| columns);
    let evaluations = columns.map(evaluation).collect();
    let coefficients = SimdBackend::interpolate_columns(evaluations, twiddles);
    commit(extended(coefficients, profile, twiddles), profile, max_log)
}

/// A column as values on its domain.
pub fn evaluation(column: BaseColumn) -> CircleEvaluation<SimdBackend, BaseField, BitReversedOrder> {
    let log_size = column.length.ilog2();
    CircleEvaluation::new(CanonicCoset::new(log_size).circle_domain(), column)
}

/// Polynomials with their values on the domain.
pub fn extended(
    coefficients: Vec<CircleCoefficients<SimdBackend>>,
    profile: Profile,
    twiddles: &Twiddles,
) -> Vec<Poly<SimdBackend>> {
    let blowup = profile.config(0).fri_config.log_blowup_factor;
    // Evaluating out of the domain from coefficients is eight times as fast as from values: they are kept.
    SimdBackend::evaluate_polynomials(coefficients, blowup, twiddles, true, &BaseColumnPool::new())
}

/// Commits to polynomials, lifted to the height of the proof.
pub fn commit(polynomials: Vec<Poly<SimdBackend>>, profile: Profile, max_log: u32) -> Tree {
    let columns = polynomials.iter().map(|polynomial| &polynomial.evals.values).collect();
    let height = profile.config(max_log).lifting_log_size.expect("columns are always lifted");
    let commitment = MerkleProverLifted::commit(columns, height, 0);
    Tree { polynomials, commitment }
}

/// The heights of the fixed columns of all tables, in order.
pub fn fixed_heights(max_log: u32, facts: &Facts) -> Vec<u32> {
    let tables = crate::layout::tables(max_log, facts);
    tables.flat_map(|(_, parameters, shape)| vec![parameters.log_size; shape.fixed]).collect()
}
