//! Random numbers, operands and programs, the same for the same seed.

use std::collections::HashSet;

use zkvm::isa::{Family, Format, Instruction, Opcode, encode};
use zkvm::program::{Kind, Segment};

use super::{TEXT, instruction, set};

/// Operands at which carries, signs and sizes change.
pub const EDGES: &[u32] = &[
    0,
    1,
    2,
    3,
    31,
    32,
    33,
    0x7f,
    0x80,
    0xff,
    0x100,
    0x7fff,
    0x8000,
    0xffff,
    0x1_0000,
    0x1_0001,
    0xffff_0000,
    0x7fff_ffff,
    0x8000_0000,
    0x8000_0001,
    0x5555_5555,
    0xaaaa_aaaa,
    0xffff_7fff,
    0xffff_8000,
    0xffff_ff80,
    0xffff_fffe,
    0xffff_ffff,
];

/// Where random programs keep their data.
pub const DATA: u32 = 0x2_0000;
/// Words of data.
pub const DATA_WORDS: u32 = 2048;
/// Points into the data, where an offset of either sign stays inside.
const BASE: u8 = 30;
/// Counts down the passes.
const COUNTER: u8 = 31;

/// A sequence without pattern (splitmix64).
pub struct Random(u64);

impl Random {
    /// The sequence of a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next 32 bits.
    pub fn next(&mut self) -> u32 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let x = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let x = (x ^ x >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        (x ^ x >> 31) as u32
    }

    /// A number below a bound.
    pub fn below(&mut self, bound: u32) -> u32 {
        self.next() % bound
    }

    /// One of these.
    pub fn of<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len() as u32) as usize]
    }

    /// An edge, something near one, or any number.
    pub fn operand(&mut self) -> u32 {
        match self.below(4) {
            0 | 1 => *self.of(EDGES),
            2 => self.of(EDGES).wrapping_add(self.below(5)).wrapping_sub(2),
            _ => self.next(),
        }
    }
}

/// Segments of a program that begins at [`TEXT`], passes several times through random instructions of all families,
/// writes all its registers and data as output, and exits with 0.
pub fn program(random: &mut Random, length: u32, passes: u32) -> Vec<Segment> {
    let mut text = Vec::new();
    for register in 1..BASE {
        text.extend(set(register, random.operand()));
    }
    text.extend(set(BASE, DATA + 2 * DATA_WORDS));
    text.extend(set(COUNTER, passes));
    let start = text.len();
    let end = start + length as usize;
    let mut targets = HashSet::new();
    while text.len() < end {
        body(random, end, &mut targets, &mut text);
    }
    text.push(instruction(Opcode::Addi, COUNTER, COUNTER, 0, -1));
    // Further than a branch goes: skip the jump back at the end.
    text.push(instruction(Opcode::Beq, 0, COUNTER, 0, 8));
    let back = -4 * (text.len() - start) as i32;
    text.push(instruction(Opcode::Jal, 0, 0, 0, back));
    finish(&mut text);
    let data = (0..DATA_WORDS).map(|_| random.operand()).collect();
    vec![
        Segment { address: TEXT, kind: Kind::Text, words: text.iter().map(encode).collect() },
        Segment { address: DATA, kind: Kind::Data, words: data },
    ]
}

/// One instruction, or two that belong together. Jumps go forward, to the end of the body at most, and never between
/// two that belong together.
fn body(random: &mut Random, end: usize, targets: &mut HashSet<usize>, text: &mut Vec<Instruction>) {
    let opcode = *random.of(Opcode::ALL);
    let rd = random.below(BASE.into()) as u8;
    let (rs1, rs2) = (random.below(32) as u8, random.below(32) as u8);
    let left = (end - text.len()) as u32;
    let is_split = targets.contains(&(text.len() + 1));
    let ahead = 4 * (1 + random.below(left.clamp(2, 12) - 1)) as i32;
    let made = match opcode.family() {
        None | Some(Family::Ecall) => return,
        Some(Family::Jalr) if left < 3 || is_split => return,
        Some(Family::Jalr) => {
            text.push(instruction(Opcode::Auipc, 29, 0, 0, 0));
            instruction(opcode, rd, 29, 0, ahead + 4 + random.below(2) as i32)
        }
        Some(Family::Jal) => instruction(opcode, rd, 0, 0, ahead),
        Some(Family::BranchEqual | Family::BranchLess) => instruction(opcode, 0, rs1, rs2, ahead),
        Some(Family::Load | Family::Store) => memory(random, opcode, rd, rs2, 4),
        Some(Family::LoadSub | Family::StoreSub) => {
            let is_byte = matches!(opcode, Opcode::Lb | Opcode::Lbu | Opcode::Sb);
            memory(random, opcode, rd, rs2, if is_byte { 1 } else { 2 })
        }
        Some(_) if opcode.format() == Format::Immediate => {
            let imm = (random.operand() << 20) as i32 >> 20;
            instruction(opcode, rd, rs1, 0, imm)
        }
        Some(_) => {
            let imm = match opcode.format() {
                Format::Shift => random.below(32) as i32,
                _ => random.operand() as i32,
            };
            instruction(opcode, rd, rs1, rs2, imm)
        }
    };
    if matches!(opcode.format(), Format::Jump | Format::Branch) || opcode == Opcode::Jalr {
        targets.insert(text.len() + ahead as usize / 4);
    }
    text.push(made);
}

fn memory(random: &mut Random, opcode: Opcode, rd: u8, rs2: u8, width: i32) -> Instruction {
    let offset = random.below(4096) as i32 - 2048;
    instruction(opcode, rd, BASE, rs2, offset / width * width)
}

/// Stores the registers over the first words of the data, writes the data out and exits.
fn finish(text: &mut Vec<Instruction>) {
    text.extend(set(BASE, DATA));
    for register in 0..32 {
        text.push(instruction(Opcode::Sw, 0, BASE, register, 4 * i32::from(register)));
    }
    text.push(instruction(Opcode::Addi, 11, BASE, 0, 0));
    text.extend(set(12, 4 * DATA_WORDS));
    for (call, argument) in [(64, 1), (93, 0)] {
        text.push(instruction(Opcode::Addi, 10, 0, 0, argument));
        text.push(instruction(Opcode::Addi, 17, 0, 0, call));
        text.push(instruction(Opcode::Ecall, 0, 0, 0, 0));
    }
}
