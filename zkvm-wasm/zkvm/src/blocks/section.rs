//! The list of blocks in an ELF file: a section of its own, which nothing but this machine looks at.
//!
//! For each block its start (four bytes, little-endian), the number of its instructions (one byte), and a byte, 0 or 1,
//! for the choice at each.

use super::{BlockError, MOST_BLOCKS, Path};

/// The section's name.
pub const SECTION: &str = ".rv32im.blocks";

const HEADER_BYTES: usize = 52;
const SECTION_HEADER_BYTES: usize = 40;
const SHT_PROGBITS: u32 = 1;
const SHT_STRTAB: u32 = 3;
/// Sections of a file that are looked through, at most.
const MOST_SECTIONS: usize = 1024;

/// The list of a file that was found to be an ELF file of 32 bits. A file without the section has no blocks, and one
/// whose section headers lead nowhere has none either: nothing else asks for them.
pub fn find(file: &[u8]) -> Result<Vec<Path>, BlockError> {
    content(file).map_or(Ok(Vec::new()), decode)
}

fn content(file: &[u8]) -> Option<&[u8]> {
    let headers = section_headers(file)?;
    let names = part(file, headers.get(usize::from(half(file, 50)?))?)?;
    part(file, headers.iter().find(|header| is_ours(header, names))?)
}

fn is_ours(header: &[u8; SECTION_HEADER_BYTES], names: &[u8]) -> bool {
    let name = word(header, 0).and_then(|offset| names.get(offset as usize..));
    name.and_then(|name| name.strip_prefix(SECTION.as_bytes())).is_some_and(|rest| rest.first() == Some(&0))
}

fn section_headers(file: &[u8]) -> Option<&[[u8; SECTION_HEADER_BYTES]]> {
    let (first, count) = (word(file, 32)? as usize, usize::from(half(file, 48)?));
    if count == 0 || count > MOST_SECTIONS || usize::from(half(file, 46)?) != SECTION_HEADER_BYTES {
        return None;
    }
    let headers = file.get(first..first.checked_add(count * SECTION_HEADER_BYTES)?)?;
    Some(headers.as_chunks().0)
}

fn part<'a>(file: &'a [u8], header: &[u8; SECTION_HEADER_BYTES]) -> Option<&'a [u8]> {
    let (start, length) = (word(header, 16)? as usize, word(header, 20)? as usize);
    file.get(start..start.checked_add(length)?)
}

fn half(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn word(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

fn decode(mut bytes: &[u8]) -> Result<Vec<Path>, BlockError> {
    let mut paths = Vec::new();
    while let Some((head, rest)) = bytes.split_first_chunk::<5>() {
        let [start @ .., count] = *head;
        let (choices, rest) = rest.split_at_checked(count.into()).ok_or(BlockError::Malformed)?;
        if choices.iter().any(|&choice| choice > 1) {
            return Err(BlockError::Malformed);
        }
        if paths.len() == MOST_BLOCKS {
            return Err(BlockError::List);
        }
        paths.push(Path {
            start: u32::from_le_bytes(start),
            choices: choices.iter().map(|&choice| choice == 1).collect(),
        });
        bytes = rest;
    }
    if bytes.is_empty() { Ok(paths) } else { Err(BlockError::Malformed) }
}

fn encode(paths: &[Path]) -> Vec<u8> {
    let blocks = paths.iter().flat_map(|path| {
        let head = path.start.to_le_bytes().into_iter().chain([path.choices.len() as u8]);
        head.chain(path.choices.iter().map(|&choice| u8::from(choice)))
    });
    blocks.collect()
}

/// The file with this list instead of the one that it has. What is loaded and executed stays as it is; the sections'
/// headers move to the end.
pub fn attach(file: &[u8], paths: &[Path]) -> Result<Vec<u8>, BlockError> {
    if file.len() < HEADER_BYTES {
        return Err(BlockError::Malformed);
    }
    let mut headers: Vec<[u8; SECTION_HEADER_BYTES]> = section_headers(file).unwrap_or_default().to_vec();
    if headers.is_empty() {
        headers.push([0; SECTION_HEADER_BYTES]);
    }
    let names_index = section_headers(file).and_then(|_| half(file, 50)).map(usize::from);
    let old_names = names_index.and_then(|index| part(file, headers.get(index)?));
    let mut names = old_names.map_or_else(|| vec![0], <[u8]>::to_vec);
    headers.retain(|header| !is_ours(header, &names));
    let mut made = file.to_vec();
    let mut add = |content: &[u8], name: u32, kind: u32| {
        made.resize(made.len().next_multiple_of(4), 0);
        let mut header = [0; SECTION_HEADER_BYTES];
        let fields = [(0, name), (4, kind), (16, made.len() as u32), (20, content.len() as u32), (32, 1)];
        for (at, value) in fields {
            header[at..at + 4].copy_from_slice(&value.to_le_bytes());
        }
        made.extend_from_slice(content);
        header
    };
    let name = names.len() as u32;
    names.extend_from_slice(SECTION.as_bytes());
    names.push(0);
    let own_name = names.len() as u32;
    names.extend_from_slice(b".shstrtab\0");
    headers.push(add(&encode(paths), name, SHT_PROGBITS));
    headers.push(add(&names, own_name, SHT_STRTAB));
    made.resize(made.len().next_multiple_of(4), 0);
    let first = made.len() as u32;
    headers.iter().for_each(|header| made.extend_from_slice(header));
    made[32..36].copy_from_slice(&first.to_le_bytes());
    let halves = [SECTION_HEADER_BYTES, headers.len(), headers.len() - 1].map(|value| value as u16);
    for (at, value) in [46, 48, 50].into_iter().zip(halves) {
        made[at..at + 2].copy_from_slice(&value.to_le_bytes());
    }
    Ok(made)
}
