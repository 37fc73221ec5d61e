//! How many bytes a proof has, from its layout. What depends on the places drawn is taken at its mean.

use crate::air::describe::Shape;
use crate::key::Facts;
use crate::layout::{self, Layout};
use crate::security::{FOLD_STEP, Profile};

const HASH: f64 = 32.0;
const SECURE: f64 = 16.0;
const BASE: f64 = 4.0;
const LENGTH: f64 = 4.0;
/// Magic, digests, profile, input read, exit code and the length of the output; roots, work, number of queries.
const HEAD: f64 = 8.0 + 3.0 * HASH + 1.0 + 3.0 * LENGTH + 4.0 * HASH + 2.0 * 8.0 + LENGTH;

/// Bytes of the proof of a run with this layout.
pub fn proof_bytes(layout: &Layout, shapes: &[Shape], facts: &Facts, profile: Profile, output: usize) -> usize {
    let config = profile.config(layout.max_log).fri_config;
    let domain = layout.max_log + config.log_blowup_factor;
    let places = Places(config.n_queries as i32);
    let present = |kind| layout.instances.iter().any(|instance| instance.kind == kind);
    let (mut columns, mut samples) = (8, 8);
    for (kind, _, shape) in layout::tables(layout.max_log, facts) {
        columns += shape.fixed;
        samples += if present(kind) { shape.fixed } else { 0 };
    }
    for shape in shapes {
        columns += shape.cells();
        // The running sum is sampled on two rows.
        samples += shape.cells() + if shape.pairs() > 0 { 4 } else { 0 };
    }
    let kinds = layout.instances.chunk_by(|a, b| a.kind == b.kind).count();
    let instances = layout.instances.len();
    let layout_bytes = (2 + 2 * kinds + instances) as f64 + SECURE * instances as f64;
    let values = SECURE * samples as f64 + BASE * columns as f64 * places.different(domain);
    let trees = 4.0 * (LENGTH + HASH * places.witness(domain));
    let bytes = HEAD + output as f64 + layout_bytes + values + trees + folding(domain, layout.max_log, places);
    bytes as usize
}

/// Bytes of the layers of FRI and of the constant that they end with.
fn folding(domain: u32, degree: u32, places: Places) -> f64 {
    let (mut domain, mut degree, mut bytes) = (domain, degree, SECURE);
    while degree > 0 {
        let step = FOLD_STEP.min(degree);
        let beside = f64::from(1u32 << step) * places.different(domain - step) - places.different(domain);
        // Values that are folded together lie in the same leaves.
        bytes += HASH + 2.0 * LENGTH + SECURE * beside + HASH * places.witness(domain - step);
        (domain, degree) = (domain - step, degree - step);
    }
    bytes
}

/// So many places, drawn at random.
#[derive(Clone, Copy)]
struct Places(i32);

impl Places {
    /// How many are different, among 2^log.
    fn different(self, log: u32) -> f64 {
        let all = f64::from(1u32 << log);
        all * (1.0 - (1.0 - 1.0 / all).powi(self.0))
    }

    /// How many hashes lead from them to the root, in a tree of 2^log leaves.
    fn witness(self, log: u32) -> f64 {
        (1..=log).map(|log| 2.0 * self.different(log - 1) - self.different(log)).sum()
    }
}
