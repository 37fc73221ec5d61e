//! What went wrong, with its code and what to do next.

use zkvm::json::Json;

/// A failure of a command.
#[derive(Debug)]
pub struct Failure {
    /// Its code, the same as in the bindings.
    pub code: &'static str,
    /// What happened.
    pub message: String,
}

impl Failure {
    /// A failure with a code.
    pub fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }

    /// What to do next.
    pub fn remedy(&self) -> &'static str {
        match self.code {
            "file_not_found" | "file_unwritable" => "Check the path and its permissions.",
            "hex_invalid" => "Give an even number of hexadecimal digits.",
            "unknown_profile" => "Take one of those that `zkvm describe` lists.",
            "program_invalid" | "program_too_large" => "Build a static RV32IM executable; see guests/README.md.",
            "too_many_cycles" => "Give the program less to do: one proof covers one run of limited length.",
            "input_too_large" | "output_too_large" => "See the limits in `zkvm describe`.",
            "key_malformed" | "key_mismatch" => "Make the key again with `zkvm key PROGRAM --key FILE`.",
            "key_differs" => "Do not use that key: it is not the one of this program, profile and version.",
            "air_mismatch" => "Use the version of zkvm that made it, or make it again with this one.",
            "program_mismatch" => "Give the program that the proof was made for; compare `zkvm digest PROGRAM`.",
            "proof_malformed" => "The file is cut off or no proof: fetch or make it again.",
            "proof_invalid" => "Do not trust it: make the proof again.",
            "trap" => "This is a bug: please report it with the files.",
            code if code.ends_with("_mismatch") => "Give what the proof was made for.",
            _ => "Look at the program at that pc, for example with objdump -d.",
        }
    }

    /// The failure in one line.
    pub fn line(&self, json: bool) -> String {
        match json {
            true => {
                Json::new().text("code", self.code).text("message", &self.message).text("remedy", self.remedy()).end()
            }
            false => format!("{}: {}. {}", self.code, self.message, self.remedy()),
        }
    }
}

macro_rules! failures {
    ($($error:ty),*) => {
        $(impl From<$error> for Failure {
            fn from(error: $error) -> Self {
                Self::new(error.code(), error.to_string())
            }
        })*
    };
}

failures!(
    zkvm::blocks::ProfileError,
    zkvm::error::ProgramError,
    zkvm::error::ExecuteError,
    zkvm::prove::ProveError,
    zkvm::verify::VerifyError,
    zkvm::key::KeyError
);
