//! Failures with a code.

use std::fmt::Display;
use std::io;

use crate::json::Json;

/// Why there is no answer.
pub struct Failure {
    code: String,
    message: String,
}

impl Failure {
    /// A failure of the zkVM.
    pub fn new(code: &str, message: &impl Display) -> Self {
        Self { code: code.to_owned(), message: message.to_string() }
    }

    /// The command line is wrong.
    pub fn usage(message: &str) -> Self {
        Self::new("usage", &message)
    }

    /// A file cannot be read or written.
    pub fn file(path: &str, error: &io::Error) -> Self {
        Self::new("file", &format!("{path}: {error}"))
    }

    /// One line.
    pub fn json(&self) -> String {
        Json::new().text("code", &self.code).text("message", &self.message).end()
    }
}
