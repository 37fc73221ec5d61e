//! `--name value` pairs, and the files they name.

use std::collections::BTreeMap;
use std::fs;

use zkvm::program::Program;
use zkvm::security::Profile;

use crate::failure::Failure;

/// The pairs of a command line.
pub struct Arguments(BTreeMap<String, String>);

impl Arguments {
    /// Reads the words after the verb.
    pub fn read(mut words: impl Iterator<Item = String>) -> Result<Self, Failure> {
        let mut pairs = BTreeMap::new();
        while let Some(word) = words.next() {
            let name = word.strip_prefix("--").ok_or_else(|| Failure::usage(&format!("{word} is not an option")))?;
            let value = words.next().ok_or_else(|| Failure::usage(&format!("--{name} needs a value")))?;
            pairs.insert(name.to_owned(), value);
        }
        Ok(Self(pairs))
    }

    /// The value of an option that must be there.
    pub fn needed(&self, name: &str) -> Result<&str, Failure> {
        self.given(name).ok_or_else(|| Failure::usage(&format!("--{name} is needed")))
    }

    /// The value of an option.
    pub fn given(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// The bytes of the file that an option names.
    pub fn file(&self, name: &str) -> Result<Vec<u8>, Failure> {
        let path = self.needed(name)?;
        fs::read(path).map_err(|error| Failure::file(path, &error))
    }

    /// The bytes of the file that an option names, or none.
    pub fn file_or_nothing(&self, name: &str) -> Result<Vec<u8>, Failure> {
        if self.given(name).is_some() { self.file(name) } else { Ok(Vec::new()) }
    }

    /// Writes the file that an option names, if it is given.
    pub fn write(&self, name: &str, bytes: &[u8]) -> Result<(), Failure> {
        let Some(path) = self.given(name) else { return Ok(()) };
        fs::write(path, bytes).map_err(|error| Failure::file(path, &error))
    }

    /// The checked program.
    pub fn program(&self) -> Result<Program, Failure> {
        let elf = self.file("program")?;
        Program::from_elf(&elf).map_err(|error| Failure::new(error.code(), &error))
    }

    /// The security profile; without one the first.
    pub fn profile(&self) -> Result<Profile, Failure> {
        let name = self.given("profile").unwrap_or(Profile::ALL[0].name());
        Profile::named(name)
            .ok_or_else(|| Failure::new("unknown_profile", &"there is no security profile of this name"))
    }
}
