//! Typed changes of a decoded proof: each field, one at a time.

use stwo::core::fields::m31::BaseField;
use stwo::core::fields::qm31::SecureField;
use stwo::core::vcs::blake2_hash::Blake2sHash;
use zkvm::proof::Proof;

use super::random::Random;

/// Another element, always.
fn base(random: &mut Random, value: &mut BaseField) {
    *value += BaseField::from(1 + random.below(1 << 20));
}

fn secure(random: &mut Random, value: &mut SecureField) {
    let mut coordinates = value.to_m31_array();
    let at = random.below(4) as usize;
    base(random, &mut coordinates[at]);
    *value = SecureField::from_m31_array(coordinates);
}

fn hash(random: &mut Random, value: &mut Blake2sHash) {
    let at = random.below(32) as usize;
    value.0[at] ^= 1 << random.below(8);
}

fn list<T: Clone>(random: &mut Random, items: &mut Vec<T>, change: impl Fn(&mut Random, &mut T)) {
    if items.is_empty() {
        return;
    }
    let at = random.below(items.len() as u32) as usize;
    match random.below(8) {
        0 => {
            items.pop();
        }
        1 => items.push(items[at].clone()),
        2 => {
            items.remove(at);
        }
        3 => items.clear(),
        _ => change(random, &mut items[at]),
    }
}

/// Changes what is opened: nothing that the transcript absorbs, so that stwo's verifier sees it.
pub fn opened(random: &mut Random, proof: &mut Proof) {
    let stark = &mut proof.stark.0;
    match random.below(6) {
        0 | 1 => {
            let tree = random.below(4) as usize;
            let columns: Vec<_> = stark.queried_values[tree].iter_mut().collect();
            let at = random.below(columns.len() as u32) as usize;
            if let Some(values) = columns.into_iter().nth(at) {
                let value = random.below(values.len() as u32) as usize;
                base(random, &mut values[value]);
            }
        }
        2 => {
            let tree = random.below(4) as usize;
            list(random, &mut stark.decommitments[tree].hash_witness, hash);
        }
        3 => {
            let (a, b) = (random.below(4) as usize, random.below(4) as usize);
            stark.decommitments.swap(a, b);
            list(random, &mut stark.decommitments[a].hash_witness, hash);
        }
        way => {
            let inner = stark.fri_proof.inner_layers.len() as u32;
            let layer = match random.below(inner + 1) {
                0 => &mut stark.fri_proof.first_layer,
                layer => &mut stark.fri_proof.inner_layers[layer as usize - 1],
            };
            if way == 4 {
                list(random, &mut layer.fri_witness, secure);
            } else {
                list(random, &mut layer.decommitment.hash_witness, hash);
            }
        }
    }
}

/// Changes what is absorbed, so that all later challenges are others.
pub fn absorbed(random: &mut Random, proof: &mut Proof) {
    let stark = &mut proof.stark.0;
    match random.below(7) {
        0 => {
            let tree = 1 + random.below(3) as usize;
            hash(random, &mut stark.commitments[tree]);
        }
        1 => {
            let (a, b) = (1 + random.below(3) as usize, 1 + random.below(3) as usize);
            stark.commitments.swap(a, b);
            hash(random, &mut stark.commitments[3]);
        }
        2 => {
            let tree = random.below(4) as usize;
            let mut values: Vec<_> = stark.sampled_values[tree].iter_mut().flatten().collect();
            let at = random.below(values.len() as u32) as usize;
            secure(random, values[at]);
        }
        3 => {
            let at = random.below(proof.claimed_sums.len() as u32) as usize;
            secure(random, &mut proof.claimed_sums[at]);
        }
        4 => {
            let value = stark.fri_proof.last_layer_poly[0] + SecureField::from(BaseField::from(1));
            stark.fri_proof.last_layer_poly = stwo::core::poly::line::LinePoly::new(vec![value]);
        }
        5 => hash(random, &mut stark.fri_proof.first_layer.commitment),
        _ => {
            let at = random.below(stark.fri_proof.inner_layers.len() as u32) as usize;
            hash(random, &mut stark.fri_proof.inner_layers[at].commitment);
        }
    }
}
