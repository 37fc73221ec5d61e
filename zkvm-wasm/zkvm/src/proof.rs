//! A proof and its bytes.
//!
//! Nothing in the bytes says how long a list is where the layout does: a proof that decodes has the shape that stwo's
//! verifier, which panics on others, takes for granted.

use std::num::NonZero;

use stwo::core::fields::m31::BaseField;
use stwo::core::fields::qm31::{SECURE_EXTENSION_DEGREE, SecureField};
use stwo::core::fri::{FriLayerProof, FriProof};
use stwo::core::pcs::TreeVec;
use stwo::core::pcs::quotients::CommitmentSchemeProof;
use stwo::core::poly::line::LinePoly;
use stwo::core::proof::StarkProof;
use stwo::core::vcs_lifted::blake2_merkle::Blake2sMerkleHasher;
use stwo::core::vcs_lifted::verifier::MerkleDecommitmentLifted;

use crate::air::describe::Shape;
use crate::components::Kind;
use crate::key::{Facts, VerifyingKey};
use crate::layout::{Instance, Layout, LayoutError, MOST_INSTANCES, TALLEST};
use crate::limits::{INPUT_BYTES, OUTPUT_BYTES};
use crate::security::{FOLD_STEP, Profile};
use crate::transcript::works;
use crate::wire::{Malformed, Reader, Writer};

/// Hash of leaves and nodes.
pub type Hasher = Blake2sMerkleHasher;

const MAGIC: &[u8; 8] = b"rv32prf2";
const DIGEST_BYTES: usize = 32;
/// Bytes of a proof, at most.
pub const PROOF_BYTES: usize = 16 << 20;

/// What a proof says of itself. Unverified: only [`crate::verify::verify`] makes it true.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Digest of the constraints it was made for.
    pub air: [u8; DIGEST_BYTES],
    /// The profile.
    pub profile: Profile,
    /// Digest of the program.
    pub program: [u8; DIGEST_BYTES],
    /// Digest of the input.
    pub input: [u8; DIGEST_BYTES],
    /// Bytes of the input that were read.
    pub input_read: u32,
    /// Exit code.
    pub exit_code: u32,
    /// Output.
    pub output: Vec<u8>,
}

/// A proof of one run.
pub struct Proof {
    /// What it claims.
    pub claim: Claim,
    /// Its components.
    pub layout: Layout,
    /// What the lookups of each component sum to.
    pub claimed_sums: Vec<SecureField>,
    /// The work before each challenge.
    pub work: Vec<u64>,
    /// The STARK.
    pub stark: StarkProof<Hasher>,
}

impl From<LayoutError> for Malformed {
    fn from(_: LayoutError) -> Self {
        Self
    }
}

impl Claim {
    /// The claim at the head of a proof.
    pub fn of(proof: &[u8]) -> Result<Self, Malformed> {
        Self::read(&mut Reader::new(proof))
    }

    fn read(reader: &mut Reader) -> Result<Self, Malformed> {
        if &reader.array()? != MAGIC {
            return Err(Malformed);
        }
        let claim = Self {
            air: reader.array()?,
            profile: Profile::numbered(reader.u8()?).ok_or(Malformed)?,
            program: reader.array()?,
            input: reader.array()?,
            input_read: reader.u32()?,
            exit_code: reader.u32()?,
            output: reader.list(1, Reader::u8)?,
        };
        let bounded = claim.output.len() <= OUTPUT_BYTES && claim.input_read as usize <= INPUT_BYTES;
        if bounded { Ok(claim) } else { Err(Malformed) }
    }

    fn write(&self, writer: &mut Writer) {
        writer.bytes(MAGIC);
        writer.bytes(&self.air);
        writer.u8(self.profile as u8);
        writer.bytes(&self.program);
        writer.bytes(&self.input);
        writer.u32(self.input_read);
        writer.u32(self.exit_code);
        writer.list(&self.output, |writer, &byte| writer.u8(byte));
    }
}

fn read_layout(reader: &mut Reader) -> Result<Layout, Malformed> {
    let max_log = reader.u8()?.into();
    let count = reader.u8()? as usize;
    let mut instances = Vec::new();
    for _ in 0..count {
        let kind = Kind::numbered(reader.u8()?).ok_or(Malformed)?;
        let heights = reader.u8()? as usize;
        if !(1..=MOST_INSTANCES).contains(&heights) {
            return Err(Malformed);
        }
        let heights = reader.bytes(heights)?;
        instances.extend(heights.iter().map(|&log| Instance { kind, log_size: log.into() }));
    }
    Ok(Layout { max_log, instances })
}

fn write_layout(writer: &mut Writer, layout: &Layout) {
    writer.u8(layout.max_log as u8);
    let kinds: Vec<&[Instance]> = layout.instances.chunk_by(|a, b| a.kind == b.kind).collect();
    writer.u8(kinds.len() as u8);
    for same in kinds {
        writer.u8(same[0].kind.number());
        writer.u8(same.len() as u8);
        same.iter().for_each(|instance| writer.u8(instance.log_size as u8));
    }
}

/// How many values stwo's proof has at each place, from the layout.
struct Form {
    /// Sampled values of each column of each tree.
    samples: Vec<Vec<usize>>,
    /// Inner layers of FRI.
    layers: u32,
}

impl Form {
    fn new(layout: &Layout, shapes: &[Shape], facts: &Facts) -> Self {
        let mut fixed = Vec::new();
        let present = |kind| layout.instances.iter().any(|instance| instance.kind == kind);
        for (kind, _, shape) in crate::layout::tables(layout.max_log, facts) {
            fixed.extend(vec![usize::from(present(kind)); shape.fixed]);
        }
        let main = vec![1; shapes.iter().map(|shape| shape.main).sum()];
        let interaction = shapes.iter().flat_map(|shape| {
            let mut samples = vec![1; shape.interaction()];
            let running = samples.len().saturating_sub(SECURE_EXTENSION_DEGREE);
            samples[running..].fill(2);
            samples
        });
        let step = NonZero::new(FOLD_STEP).unwrap_or(NonZero::<u32>::MIN);
        Self {
            samples: vec![fixed, main, interaction.collect(), vec![1; 2 * SECURE_EXTENSION_DEGREE]],
            layers: (layout.max_log - FOLD_STEP).div_ceil(step.get()),
        }
    }
}

impl Proof {
    /// The proof as bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::default();
        self.claim.write(&mut writer);
        write_layout(&mut writer, &self.layout);
        self.claimed_sums.iter().for_each(|&sum| writer.secure(sum));
        self.work.iter().for_each(|&nonce| writer.u64(nonce));
        let stark = &self.stark.0;
        stark.commitments.iter().for_each(|root| writer.bytes(&root.0));
        for values in stark.sampled_values.iter().flatten().flatten() {
            writer.secure(*values);
        }
        let queries = stark.queried_values.iter().flatten().next().map_or(0, Vec::len);
        writer.u32(queries as u32);
        for values in stark.queried_values.iter().flatten() {
            values.iter().for_each(|&value| writer.base(value));
        }
        stark.decommitments.iter().for_each(|decommitment| write_witness(&mut writer, decommitment));
        writer.u64(stark.proof_of_work);
        let fri = &stark.fri_proof;
        for layer in std::iter::once(&fri.first_layer).chain(&fri.inner_layers) {
            writer.bytes(&layer.commitment.0);
            writer.list(&layer.fri_witness, |writer, &value| writer.secure(value));
            write_witness(&mut writer, &layer.decommitment);
        }
        fri.last_layer_poly.iter().for_each(|&value| writer.secure(value));
        writer.0
    }

    /// The proof of bytes, for a program and a profile: the layout is checked, and everything else has the length
    /// that it gives.
    pub fn from_bytes(bytes: &[u8], key: &VerifyingKey) -> Result<Self, Malformed> {
        if bytes.len() > PROOF_BYTES {
            return Err(Malformed);
        }
        let mut reader = Reader::new(bytes);
        let claim = Claim::read(&mut reader)?;
        let layout = read_layout(&mut reader)?;
        layout.check(&key.facts)?;
        let shapes = layout.shapes(&key.facts);
        let columns: usize = shapes.iter().map(Shape::cells).sum();
        reader.has(columns, 16)?;
        let form = Form::new(&layout, &shapes, &key.facts);
        let claimed_sums = reader.items(layout.instances.len(), 16, Reader::secure)?;
        let work = reader.items(works(layout.max_log), 8, Reader::u64)?;
        let commitments = reader.items(4, 32, Reader::hash)?;
        let mut sampled_values = Vec::new();
        for columns in &form.samples {
            let columns = columns.iter().map(|&count| reader.items(count, 16, Reader::secure));
            sampled_values.push(columns.collect::<Result<_, _>>()?);
        }
        let config = key.profile.config(layout.max_log);
        let queries = reader.u32()? as usize;
        if queries > config.fri_config.n_queries {
            return Err(Malformed);
        }
        let mut queried_values: Vec<Vec<Vec<BaseField>>> = Vec::new();
        for columns in &form.samples {
            let columns = columns.iter().map(|_| reader.items(queries, 4, Reader::base));
            queried_values.push(columns.collect::<Result<_, _>>()?);
        }
        let decommitments = reader.items(4, 4, read_witness)?;
        let proof_of_work = reader.u64()?;
        let first_layer = read_fri_layer(&mut reader)?;
        let inner_layers = reader.items(form.layers as usize, 40, read_fri_layer)?;
        let last_layer = reader.secure()?;
        reader.end()?;
        let stark = StarkProof(CommitmentSchemeProof {
            config,
            commitments: TreeVec(commitments),
            sampled_values: TreeVec(sampled_values),
            decommitments: TreeVec(decommitments),
            queried_values: TreeVec(queried_values),
            proof_of_work,
            fri_proof: FriProof { first_layer, inner_layers, last_layer_poly: LinePoly::new(vec![last_layer]) },
        });
        Ok(Self { claim, layout, claimed_sums, work, stark })
    }

    /// How many different places were queried, as the proof has it.
    pub fn queries(&self) -> usize {
        self.stark.0.queried_values.iter().flatten().next().map_or(0, Vec::len)
    }
}

fn write_witness(writer: &mut Writer, decommitment: &MerkleDecommitmentLifted<Hasher>) {
    writer.list(&decommitment.hash_witness, |writer, hash| writer.bytes(&hash.0));
}

fn read_witness(reader: &mut Reader) -> Result<MerkleDecommitmentLifted<Hasher>, Malformed> {
    let hash_witness = reader.list(32, Reader::hash)?;
    Ok(MerkleDecommitmentLifted { hash_witness })
}

fn read_fri_layer(reader: &mut Reader) -> Result<FriLayerProof<Hasher>, Malformed> {
    Ok(FriLayerProof {
        commitment: reader.hash()?,
        fri_witness: reader.list(16, Reader::secure)?,
        decommitment: read_witness(reader)?,
    })
}

/// Heights of the columns of each tree but the composition's.
pub fn column_heights(layout: &Layout, shapes: &[Shape], facts: &Facts) -> [Vec<u32>; 3] {
    debug_assert!(layout.max_log <= TALLEST);
    let heights = |width: fn(&Shape) -> usize| {
        let instances = layout.instances.iter().zip(shapes);
        instances.flat_map(|(instance, shape)| vec![instance.log_size; width(shape)]).collect()
    };
    [facts.fixed_heights(layout.max_log), heights(|shape| shape.main), heights(Shape::interaction)]
}
