//! What this engine is.

use wasm_bindgen::prelude::*;

/// Name, version of these bindings, digest of the constraints, profiles and limits.
#[wasm_bindgen]
pub fn describe() -> String {
    zkvm::report::engine().end()
}
