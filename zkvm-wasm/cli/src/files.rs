//! Reads files up to a limit, and writes them whole or not at all.

use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::Path;

use crate::failure::Failure;

/// The bytes of a file; of one that is longer than the limit, one more than that, which is refused as too large.
pub fn read(path: &Path, limit: usize) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let file = File::open(path).and_then(|file| file.take(limit as u64 + 1).read_to_end(&mut bytes));
    file.map_err(|error| Failure::new("file_not_found", format!("{}: {error}", path.display())))?;
    Ok(bytes)
}

/// Writes a file beside its place and moves it there.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.part", std::process::id()));
    let part = path.with_file_name(name);
    let written = File::create(&part).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    written.and_then(|()| fs::rename(&part, path)).map_err(|error| {
        // What is left of a failed attempt is of no use; that it cannot be removed changes nothing.
        let _ = fs::remove_file(&part);
        Failure::new("file_unwritable", format!("{}: {error}", path.display()))
    })
}

/// The bytes of hexadecimal digits.
pub fn from_hex(digits: &str) -> Result<Vec<u8>, Failure> {
    let digits = digits.strip_prefix("0x").unwrap_or(digits);
    let wrong = || Failure::new("hex_invalid", "the text is not hexadecimal");
    if !digits.is_ascii() || digits.len() % 2 == 1 {
        return Err(wrong());
    }
    let pairs = (0..digits.len()).step_by(2).map(|i| u8::from_str_radix(&digits[i..i + 2], 16).map_err(|_| wrong()));
    pairs.collect()
}
