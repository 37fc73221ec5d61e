//! What tells this version of the constraints from every other.

use blake2::{Blake2s256, Digest};

use crate::air::describe::Description;
use crate::components::block::{Fused, specimens};
use crate::components::{Kind, Parameters};
use crate::relations::Relation;

/// The digest of every component's constraints and lookups as text, at a height and folds that stand for all, and of blocks with
/// every instruction. The
/// constant [`crate::AIR_DIGEST`] is compared with it by a test.
pub fn air_digest() -> [u8; 32] {
    let mut hash = Blake2s256::new();
    for relation in Relation::ALL {
        hash.update(format!("{relation:?} {} {}\n", relation as u32, relation.width()));
    }
    for &kind in Kind::ALL {
        let parameters = Parameters { log_size: 11, folds: 2, input_length: 1 << 20, block: None };
        hash.update(format!("{} {}\n", kind.number(), kind.name()));
        hash.update(kind.describe(&parameters).text);
    }
    for block in specimens() {
        hash.update(Description::of(&Fused(block)).text);
    }
    hash.finalize().into()
}
