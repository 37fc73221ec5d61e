//! Errors as JavaScript sees them.

use js_sys::Reflect;
use wasm_bindgen::JsValue;
use zkvm::blocks::ProfileError;
use zkvm::error::{ExecuteError, ProgramError};
use zkvm::key::KeyError;
use zkvm::prove::ProveError;
use zkvm::verify::VerifyError;

/// An `Error` with a `code`.
pub fn coded(code: &str, message: &str) -> JsValue {
    let error = js_sys::Error::new(message);
    // Setting a property of a new object does not fail.
    let _ = Reflect::set(&error, &"code".into(), &code.into());
    error.into()
}

/// What has a code.
pub trait Coded {
    /// The error with its code.
    fn coded(&self) -> JsValue;
}

macro_rules! coded_errors {
    ($($error:ty),*) => {
        $(impl Coded for $error {
            fn coded(&self) -> JsValue {
                coded(self.code(), &self.to_string())
            }
        })*
    };
}

coded_errors!(ProfileError, ProgramError, ExecuteError, ProveError, VerifyError, KeyError);
