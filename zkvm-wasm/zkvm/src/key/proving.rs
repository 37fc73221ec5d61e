//! What a prover keeps of a program for proofs of one height.

use stwo::core::fields::m31::P;
use stwo::core::poly::circle::CanonicCoset;
use stwo::prover::Poly;
use stwo::prover::backend::Column;
use stwo::prover::backend::simd::SimdBackend;
use stwo::prover::backend::simd::column::BaseColumn;
use stwo::prover::poly::circle::{CircleCoefficients, CircleEvaluation, PolyOps};
use stwo::prover::vcs_lifted::prover::MerkleProverLifted;

use super::KeyError;
use crate::commitment::{Tree, Twiddles, commit, evaluation, extended};
use crate::layout::TALLEST;
use crate::security::Profile;
use crate::tables::Tables;
use crate::wire::{Malformed, Reader, Writer};

const MAGIC: &[u8; 8] = b"rv32prv1";

/// The committed tables of a program.
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

    /// The key as bytes: what is committed to, so that a later job need not commit again.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::default();
        writer.bytes(MAGIC);
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
        if &reader.array()? != MAGIC {
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
        for log_size in tables.facts.fixed_heights(max_log) {
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

/// Commits to the tables of a program.
pub(super) fn commit_tables(tables: &Tables, profile: Profile, max_log: u32, twiddles: &Twiddles) -> Tree {
    let columns = tables.columns(max_log).into_iter().flat_map(|(_, columns)| columns);
    let evaluations = columns.map(evaluation).collect();
    let coefficients = SimdBackend::interpolate_columns(evaluations, twiddles);
    commit(extended(coefficients, profile, twiddles), profile, max_log)
}
