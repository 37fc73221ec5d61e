//! Encodings as another assembler makes them, and no others.

mod programs;

use programs::random::Random;
use zkvm::isa::{Family, Format, Opcode, decode, encode};

/// Words by LLVM's assembler, with what its disassembler calls them.
const ASSEMBLED: &[(u32, &str)] = &[
    (0x003100b3, "add x1, x2, x3"),
    (0x41df0fb3, "sub x31, x30, x29"),
    (0x80030293, "addi x5, x6, -2048"),
    (0x7ff30293, "addi x5, x6, 2047"),
    (0x009443b3, "xor x7, x8, x9"),
    (0x00c5e533, "or x10, x11, x12"),
    (0x00f776b3, "and x13, x14, x15"),
    (0xfff8c813, "xori x16, x17, -1"),
    (0x5559e913, "ori x18, x19, 1365"),
    (0xaaaafa13, "andi x20, x21, -1366"),
    (0x018b9b33, "sll x22, x23, x24"),
    (0x01bd5cb3, "srl x25, x26, x27"),
    (0x41eede33, "sra x28, x29, x30"),
    (0x01f11093, "slli x1, x2, 31"),
    (0x00125193, "srli x3, x4, 1"),
    (0x41035293, "srai x5, x6, 16"),
    (0x009423b3, "slt x7, x8, x9"),
    (0x00c5b533, "sltu x10, x11, x12"),
    (0xff972693, "slti x13, x14, -7"),
    (0x7ff83793, "sltiu x15, x16, 2047"),
    (0x80208063, "beq x1, x2, -4096"),
    (0x7e419fe3, "bne x3, x4, 4094"),
    (0x0062c0e3, "blt x5, x6, 2048"),
    (0xfe83dfe3, "bge x7, x8, -2"),
    (0x00a4ef63, "bltu x9, x10, 30"),
    (0xaac5f5e3, "bgeu x11, x12, -1366"),
    (0x800000ef, "jal x1, -1048576"),
    (0x7fffffef, "jal x31, 1048574"),
    (0x001002ef, "jal x5, 2048"),
    (0xffc38367, "jalr x6, -4(x7)"),
    (0xfffff437, "lui x8, 1048575"),
    (0x80000497, "auipc x9, 524288"),
    (0x7fc5a503, "lw x10, 2044(x11)"),
    (0x80068603, "lb x12, -2048(x13)"),
    (0x0057c703, "lbu x14, 5(x15)"),
    (0xffe89803, "lh x16, -2(x17)"),
    (0x0069d903, "lhu x18, 6(x19)"),
    (0x814aa023, "sw x20, -2048(x21)"),
    (0x7f6b8fa3, "sb x22, 2047(x23)"),
    (0xfd8c9fa3, "sh x24, -33(x25)"),
    (0x023100b3, "mul x1, x2, x3"),
    (0x02629233, "mulh x4, x5, x6"),
    (0x029423b3, "mulhsu x7, x8, x9"),
    (0x02c5b533, "mulhu x10, x11, x12"),
    (0x02f746b3, "div x13, x14, x15"),
    (0x0328d833, "divu x16, x17, x18"),
    (0x035a69b3, "rem x19, x20, x21"),
    (0x038bfb33, "remu x22, x23, x24"),
    (0x00000073, "ecall"),
    (0x00100073, "ebreak"),
];

fn text(word: u32) -> String {
    let i = decode(word).unwrap_or_else(|| panic!("{word:#010x} is an instruction"));
    let (name, rd, rs1, rs2, imm) = (i.opcode.name(), i.rd, i.rs1, i.rs2, i.imm as i32);
    let in_memory = matches!(i.opcode.family(), Some(Family::Load | Family::LoadSub | Family::Jalr));
    match i.opcode.format() {
        Format::Register => format!("{name} x{rd}, x{rs1}, x{rs2}"),
        Format::Immediate if in_memory => format!("{name} x{rd}, {imm}(x{rs1})"),
        Format::Immediate | Format::Shift => format!("{name} x{rd}, x{rs1}, {imm}"),
        Format::Store => format!("{name} x{rs2}, {imm}(x{rs1})"),
        Format::Branch => format!("{name} x{rs1}, x{rs2}, {imm}"),
        Format::Upper => format!("{name} x{rd}, {}", i.imm >> 12),
        Format::Jump => format!("{name} x{rd}, {imm}"),
        Format::None => name.to_owned(),
    }
}

#[test]
fn words_of_another_assembler_decode_to_its_text() {
    for &(word, expected) in ASSEMBLED {
        assert_eq!(text(word), expected);
    }
    for opcode in Opcode::ALL.iter().filter(|&&opcode| opcode != Opcode::Fence) {
        let starts = |&(_, text): &(u32, &str)| text.split(' ').next() == Some(opcode.name());
        assert!(ASSEMBLED.iter().any(starts), "{} is not in the list", opcode.name());
    }
}

#[test]
fn an_instruction_encodes_to_the_word_it_came_from() {
    for &(word, _) in ASSEMBLED {
        assert_eq!(decode(word).map(|i| encode(&i)), Some(word));
    }
    let mut random = Random::new(1);
    for _ in 0..200_000 {
        let word = random.next();
        let Some(instruction) = decode(word) else {
            continue;
        };
        assert_eq!(decode(encode(&instruction)), Some(instruction));
        if instruction.opcode != Opcode::Fence {
            assert_eq!(encode(&instruction), word);
        }
    }
}

#[test]
fn every_fence_is_a_fence() {
    for word in [0x0ff0_000f, 0x0000_100f, 0x0310_000f, 0x8330_000f, 0xfff0_f08f & !0x6000] {
        assert_eq!(decode(word).map(|i| i.opcode), Some(Opcode::Fence), "{word:#010x}");
    }
}

/// Whether the tables of the RISC-V manual have an instruction with these fields.
fn is_in_the_manual(opcode: u32, funct3: u32, funct7: u32, rest_is_zero: bool) -> bool {
    match opcode {
        0x37 | 0x17 | 0x6f => true,
        0x67 => funct3 == 0,
        0x63 => funct3 != 2 && funct3 != 3,
        0x03 => matches!(funct3, 0 | 1 | 2 | 4 | 5),
        0x23 => funct3 <= 2,
        0x13 => match funct3 {
            1 => funct7 == 0,
            5 => funct7 == 0 || funct7 == 0x20,
            _ => true,
        },
        0x33 => match funct7 {
            0 | 1 => true,
            0x20 => funct3 == 0 || funct3 == 5,
            _ => false,
        },
        0x0f => funct3 <= 1,
        0x73 => funct3 == 0 && funct7 == 0 && rest_is_zero,
        _ => false,
    }
}

#[test]
fn only_words_of_the_manual_are_instructions() {
    let mut random = Random::new(2);
    for fields in 0..1 << 17 {
        let (opcode, funct3, funct7) = (fields & 0x7f, fields >> 7 & 7, fields >> 10);
        let fixed = funct7 << 25 | funct3 << 12 | opcode;
        for rest in [0, random.next() & 0x01ff_8f80, 0x01ff_8f80] {
            let expected = is_in_the_manual(opcode, funct3, funct7, rest == 0);
            assert_eq!(decode(fixed | rest).is_some(), expected, "{:#010x}", fixed | rest);
        }
    }
}
