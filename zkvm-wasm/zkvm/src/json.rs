//! JSON objects, as they cross the border to JavaScript and to the command line.

use std::fmt::Write;

/// An object while it is written.
#[derive(Default)]
pub struct Json(String);

impl Json {
    /// An object without members.
    pub const fn new() -> Self {
        Self(String::new())
    }

    /// Adds a list of values that are JSON already.
    pub fn list(self, name: &str, values: impl IntoIterator<Item = String>) -> Self {
        let values: Vec<String> = values.into_iter().collect();
        self.raw(name, &format!("[{}]", values.join(",")))
    }

    /// Adds a member whose value is JSON already.
    pub fn raw(mut self, name: &str, value: &str) -> Self {
        let separator = if self.0.is_empty() { "" } else { "," };
        // Writing to a string does not fail.
        let _ = write!(self.0, "{separator}\"{name}\":{value}");
        self
    }

    /// Adds a number.
    pub fn number(self, name: &str, value: f64) -> Self {
        self.raw(name, &value.to_string())
    }

    /// Adds text.
    pub fn text(self, name: &str, value: &str) -> Self {
        self.raw(name, &quoted(value))
    }

    /// The object.
    pub fn end(self) -> String {
        format!("{{{}}}", self.0)
    }
}

/// Text as JSON.
pub fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for character in text.chars() {
        match character {
            '"' | '\\' => {
                quoted.push('\\');
                quoted.push(character);
            }
            control if control < ' ' => {
                let _ = write!(quoted, "\\u{:04x}", control as u32);
            }
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}

/// Bytes as hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
