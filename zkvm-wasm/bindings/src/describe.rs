//! What this engine is.

use wasm_bindgen::prelude::*;
use zkvm::inspect;

/// Name, version of these bindings, digest of the constraints, profiles and limits.
#[wasm_bindgen]
pub fn describe() -> String {
    zkvm::report::engine().end()
}

/// Every component of the machine with its columns, its constraints and their degrees, and its lookups, as a JSON list.
#[wasm_bindgen]
pub fn components() -> String {
    let components: Vec<String> = inspect::components().iter().map(inspect::Component::to_json).collect();
    format!("[{}]", components.join(","))
}
