//! Word to instruction and back.

use super::{Format, Instruction, Opcode};

/// The instruction of a word; none if the word is reserved or of another extension.
pub fn decode(word: u32) -> Option<Instruction> {
    let opcode = Opcode::of(word)?;
    let format = opcode.format();
    let register = |shift: u32| (word >> shift & 31) as u8;
    let has = |formats: &[Format]| formats.contains(&format);
    use Format::*;
    let rd = has(&[Register, Immediate, Shift, Upper, Jump]);
    let rs1 = has(&[Register, Immediate, Shift, Store, Branch]);
    let rs2 = has(&[Register, Store, Branch]);
    Some(Instruction {
        opcode,
        rd: if rd { register(7) } else { 0 },
        rs1: if rs1 { register(15) } else { 0 },
        rs2: if rs2 { register(20) } else { 0 },
        imm: immediate(format, word),
    })
}

fn immediate(format: Format, word: u32) -> u32 {
    let sign = (word as i32 >> 31) as u32;
    match format {
        Format::Register | Format::None => 0,
        Format::Immediate => (word as i32 >> 20) as u32,
        Format::Shift => word >> 20 & 31,
        Format::Store => (word as i32 >> 25 << 5) as u32 | (word >> 7 & 31),
        Format::Branch => sign << 12 | (word >> 7 & 1) << 11 | (word >> 25 & 0x3f) << 5 | (word >> 8 & 0xf) << 1,
        Format::Upper => word & 0xffff_f000,
        Format::Jump => sign << 20 | (word & 0x000f_f000) | (word >> 20 & 1) << 11 | (word >> 21 & 0x3ff) << 1,
    }
}

/// The word of an instruction. Bits of the immediate that its format cannot hold are lost.
pub fn encode(instruction: &Instruction) -> u32 {
    let Instruction { opcode, rd, rs1, rs2, imm } = *instruction;
    let rd = u32::from(rd & 31) << 7;
    let rs1 = u32::from(rs1 & 31) << 15;
    let rs2 = u32::from(rs2 & 31) << 20;
    opcode.bits()
        | match opcode.format() {
            Format::Register => rd | rs1 | rs2,
            Format::Immediate => rd | rs1 | imm << 20,
            Format::Shift => rd | rs1 | (imm & 31) << 20,
            Format::Store => rs1 | rs2 | (imm >> 5) << 25 | (imm & 31) << 7,
            Format::Branch => {
                let high = (imm >> 12 & 1) << 31 | (imm >> 5 & 0x3f) << 25;
                rs1 | rs2 | high | (imm >> 1 & 0xf) << 8 | (imm >> 11 & 1) << 7
            }
            Format::Upper => rd | imm & 0xffff_f000,
            Format::Jump => {
                let high = (imm >> 20 & 1) << 31 | (imm >> 1 & 0x3ff) << 21;
                rd | high | (imm >> 11 & 1) << 20 | imm & 0x000f_f000
            }
            Format::None => 0,
        }
}
