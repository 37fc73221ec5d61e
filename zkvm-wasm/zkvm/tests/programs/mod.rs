//! Programs to test with: the guests as built, and short ones made of instructions.

#![allow(dead_code, reason = "each test file uses a part")]

pub mod ledger;
pub mod proving;
pub mod random;
pub mod short;

use std::path::PathBuf;

use zkvm::isa::{Instruction, Opcode, encode};
use zkvm::program::{Kind, Program, Segment};

/// Where [`assemble`] puts the text.
pub const TEXT: u32 = 0x1_0000;

/// The folder of the guests.
pub fn guests() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../guests")
}

/// The file of a guest; none if it was not built.
pub fn built(name: &str) -> Option<Vec<u8>> {
    std::fs::read(guests().join(format!("dist/{name}.elf"))).ok()
}

/// A guest.
pub fn guest(name: &str) -> Program {
    let file = built(name).unwrap_or_else(|| panic!("{name} is missing: run guests/build.sh"));
    Program::from_elf(&file).expect("the loader takes the guest")
}

/// An instruction; operands that its format does not have are dropped by its encoding.
pub fn instruction(opcode: Opcode, rd: u8, rs1: u8, rs2: u8, imm: i32) -> Instruction {
    Instruction { opcode, rd, rs1, rs2, imm: imm as u32 }
}

/// Instructions that set a register.
pub fn set(register: u8, value: u32) -> [Instruction; 2] {
    let low = ((value << 20) as i32) >> 20;
    let high = value.wrapping_sub(low as u32) as i32;
    [instruction(Opcode::Lui, register, 0, 0, high), instruction(Opcode::Addi, register, register, 0, low)]
}

/// Instructions that exit with what is in `a0`.
pub fn exit() -> [Instruction; 2] {
    [instruction(Opcode::Addi, 17, 0, 0, 93), instruction(Opcode::Ecall, 0, 0, 0, 0)]
}

/// A program of these words and other segments.
pub fn words(words: Vec<u32>, others: &[Segment]) -> Program {
    let mut segments = others.to_vec();
    segments.push(Segment { address: TEXT, kind: Kind::Text, words });
    Program::new(TEXT, segments).expect("the segments are in order")
}

/// A program of these instructions.
pub fn assemble(instructions: &[Instruction]) -> Program {
    words(instructions.iter().map(encode).collect(), &[])
}

/// An ELF file of these segments.
pub fn elf(entry: u32, segments: &[Segment]) -> Vec<u8> {
    const PAGE: usize = 4096;
    let mut header = vec![0; 52];
    header[..7].copy_from_slice(b"\x7fELF\x01\x01\x01");
    let count = segments.len() as u32;
    let halves = [(16, 2), (18, 243), (40, 52), (42, 32), (44, count)];
    for (place, value) in halves {
        header[place..place + 2].copy_from_slice(&(value as u16).to_le_bytes());
    }
    for (place, value) in [(20, 1), (24, entry), (28, 52)] {
        header[place..place + 4].copy_from_slice(&u32::to_le_bytes(value));
    }
    let mut file = header;
    let mut contents = Vec::new();
    for segment in segments {
        let start = PAGE + contents.len();
        let length = 4 * segment.words.len() as u32;
        let flags = match segment.kind {
            Kind::Constant => 4,
            Kind::Text => 5,
            Kind::Data => 6,
        };
        let address = segment.address;
        let fields = [1, start as u32, address, address, length, length, flags, 4096];
        file.extend(fields.into_iter().flat_map(u32::to_le_bytes));
        contents.extend(segment.words.iter().flat_map(|word| word.to_le_bytes()));
        contents.resize(contents.len().next_multiple_of(PAGE), 0);
    }
    file.resize(PAGE, 0);
    file.extend(contents);
    file
}
