//! The loadable segments of an ELF file. Only what running needs is read: section headers, symbols and notes are not.

use std::ops::Range;

use super::{Kind, Segment};
use crate::error::ProgramError;
use crate::limits::{ADDRESS_END, ELF_BYTES, PROGRAM_WORDS, SEGMENTS};

const HEADER_BYTES: usize = 52;
const SEGMENT_HEADER_BYTES: usize = 32;
const PT_LOAD: u32 = 1;
const PT_DYNAMIC: u32 = 2;
const PT_INTERP: u32 = 3;
const EXECUTABLE: u32 = 1;
const WRITABLE: u32 = 2;
/// Compressed instructions (bit 0), a float ABI (1 and 2), sixteen registers (3); total store order (4) is no matter.
const REFUSED_FLAGS: u32 = 0b1111;

/// Entry and segments, in the order of the file.
pub(super) fn read(file: &[u8]) -> Result<(u32, Vec<Segment>), ProgramError> {
    if file.len() > ELF_BYTES {
        return Err(too_large("bytes", ELF_BYTES));
    }
    check_header(file)?;
    let entry = word(file, 24)?;
    let first = word(file, 28)? as usize;
    let count = usize::from(half(file, 44)?);
    if count > SEGMENTS {
        return Err(too_large("segments", SEGMENTS));
    }
    let headers = part(file, first, count * SEGMENT_HEADER_BYTES)?;
    let mut segments = Vec::new();
    let mut spans = Vec::new();
    for header in headers.chunks_exact(SEGMENT_HEADER_BYTES) {
        match word(header, 0)? {
            PT_LOAD => {
                spans.push(span(header)?);
                segments.extend(segment(file, header)?);
            }
            PT_DYNAMIC => return unsupported("it is linked dynamically"),
            PT_INTERP => return unsupported("it asks for an interpreter"),
            _ => {}
        }
    }
    spans.retain(|span| !span.is_empty());
    spans.sort_by_key(|span| span.start);
    let shared = spans.windows(2).find(|pair| pair[1].start < pair[0].end);
    match shared {
        Some(pair) => Err(ProgramError::SharedWord { address: pair[1].start }),
        None => Ok((entry, segments)),
    }
}

fn check_header(file: &[u8]) -> Result<(), ProgramError> {
    let header = part(file, 0, HEADER_BYTES)?;
    let checks = [
        (header.starts_with(b"\x7fELF"), "no ELF file"),
        (header[4] == 1, "not of 32 bits"),
        (header[5] == 1, "not little-endian"),
        (header[6] == 1, "unknown version"),
        (half(header, 16)? == 2, "not an executable at fixed addresses"),
        (half(header, 18)? == 243, "not for RISC-V"),
        (word(header, 36)? & REFUSED_FLAGS == 0, "compressed, floating-point or embedded ABI"),
        (usize::from(half(header, 42)?) == SEGMENT_HEADER_BYTES, "segment headers of another size"),
    ];
    match checks.iter().find(|(holds, _)| !holds) {
        Some((_, what)) => unsupported(what),
        None => Ok(()),
    }
}

/// The addresses of the words that a segment has in memory, whether the file brings them or not.
fn span(header: &[u8]) -> Result<Range<u32>, ProgramError> {
    let address = word(header, 8)?;
    let end = address.checked_add(word(header, 20)?);
    match end.filter(|&end| end <= ADDRESS_END) {
        Some(end) if end > address => Ok(address & !3..end.next_multiple_of(4)),
        Some(_) => Ok(0..0),
        None => Err(ProgramError::OutOfRange { address }),
    }
}

/// The segment of a header; none if it brings no words.
fn segment(file: &[u8], header: &[u8]) -> Result<Option<Segment>, ProgramError> {
    let offset = word(header, 4)? as usize;
    let address = word(header, 8)?;
    let file_bytes = word(header, 16)?;
    let memory_bytes = word(header, 20)?;
    let flags = word(header, 24)?;
    if file_bytes > memory_bytes {
        return unsupported("a segment is longer in the file than in memory");
    }
    let kind = match (flags & WRITABLE != 0, flags & EXECUTABLE != 0) {
        (true, true) => return Err(ProgramError::WritableText { address }),
        (true, false) => Kind::Data,
        (false, true) => Kind::Text,
        (false, false) => Kind::Constant,
    };
    // The zeros at the end of a writable segment are what memory holds anyway; those of another are fixed words.
    let loaded_bytes = match kind {
        Kind::Data => file_bytes,
        Kind::Text | Kind::Constant => memory_bytes,
    };
    if loaded_bytes == 0 {
        return Ok(None);
    }
    let lead = address as usize % 4;
    let words = (lead + loaded_bytes as usize).div_ceil(4);
    if words > PROGRAM_WORDS {
        return Err(too_large("words", PROGRAM_WORDS));
    }
    let mut bytes = vec![0; 4 * words];
    let content = part(file, offset, file_bytes as usize)?;
    bytes[lead..lead + content.len()].copy_from_slice(content);
    let words = bytes.as_chunks().0.iter().map(|&word| u32::from_le_bytes(word));
    Ok(Some(Segment { address: address & !3, kind, words: words.collect() }))
}

fn part(bytes: &[u8], start: usize, length: usize) -> Result<&[u8], ProgramError> {
    let end = start.checked_add(length).ok_or(ProgramError::Truncated)?;
    bytes.get(start..end).ok_or(ProgramError::Truncated)
}

fn half(bytes: &[u8], start: usize) -> Result<u16, ProgramError> {
    let part = part(bytes, start, 2)?;
    Ok(u16::from_le_bytes([part[0], part[1]]))
}

fn word(bytes: &[u8], start: usize) -> Result<u32, ProgramError> {
    let part = part(bytes, start, 4)?;
    Ok(u32::from_le_bytes([part[0], part[1], part[2], part[3]]))
}

fn too_large(what: &'static str, limit: usize) -> ProgramError {
    ProgramError::TooLarge { what, limit }
}

fn unsupported<T>(what: &'static str) -> Result<T, ProgramError> {
    Err(ProgramError::Unsupported(what))
}
