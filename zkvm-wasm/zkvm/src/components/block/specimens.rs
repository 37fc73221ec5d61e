//! Blocks that between them have every instruction in every form: what the digest of the constraints is made of, and
//! what tests go through.

use std::sync::Arc;

use crate::blocks::{Block, Blocks, Path, has_choice, may_be_fused};
use crate::isa::{Family, Format, Instruction, Opcode};

/// Amounts of shifts that are done in different ways.
const AMOUNTS: [u32; 8] = [0, 1, 8, 13, 16, 17, 24, 31];
/// Immediates that bits are combined with in different ways, and that are compared in different ways.
const IMMEDIATES: [u32; 6] = [0, 1, 0xff, 0x7f0, 0xffff_ffff, 0xffff_f8f1];

/// The blocks, each at an address of its own. Branches that are not the last instruction jump over nothing.
pub fn specimens() -> Blocks {
    let mut blocks = Blocks::new();
    for &opcode in Opcode::ALL {
        if may_be_fused(opcode, false) {
            blocks.extend([false, true].into_iter().filter(|&choice| !choice || has_choice(opcode, false)).map(
                |choice| {
                    let forms = forms(opcode);
                    specimen(&forms.iter().map(|&instruction| (instruction, choice)).collect::<Vec<_>>())
                },
            ));
        }
        if may_be_fused(opcode, true) && !matches!(opcode.format(), Format::Upper | Format::None) {
            blocks.extend(forms(opcode).into_iter().map(|instruction| specimen(&[(instruction, false)])));
        }
    }
    blocks.push(specimen(&together()));
    blocks
}

/// Instructions that have to do with each other: products of the same words, sums of small ones, a byte of a mask, a value
/// that is the sum of many columns.
fn together() -> Vec<(Instruction, bool)> {
    use Opcode::{Add, Andi, Mul, Mulhu, Or, Sltu, Srli, Xor};
    let of = |opcode, rd, rs1, rs2, imm| (Instruction { opcode, rd, rs1, rs2, imm }, false);
    let mut made = vec![
        of(Mul, 7, 5, 6, 0),
        of(Mulhu, 28, 5, 6, 0),
        of(Mulhu, 29, 6, 5, 0),
        of(Andi, 7, 5, 0, 0x7ff),
        of(Andi, 28, 6, 0, 0x7ff),
        of(Add, 7, 7, 28, 0),
        of(Srli, 7, 7, 0, 3),
        of(Or, 7, 7, 6, 0),
        of(Sltu, 28, 7, 5, 0),
    ];
    made.extend([of(Add, 28, 28, 28, 0); 5]);
    made.extend([of(Xor, 29, 28, 7, 0), of(Mul, 29, 29, 29, 0)]);
    made
}

/// An instruction with one register twice, with `x0`, with the result of the one before, and with each immediate.
fn forms(opcode: Opcode) -> Vec<Instruction> {
    let immediates: &[u32] = match opcode.format() {
        Format::Shift => &AMOUNTS,
        Format::Branch | Format::Jump => &[4],
        Format::Register | Format::None => &[0],
        Format::Upper => &[0x1_2345 << 12],
        Format::Immediate | Format::Store => &IMMEDIATES,
    };
    let registers: &[[u8; 3]] = match opcode.family() {
        Some(Family::Jal | Family::Jalr | Family::Upper) => &[[5, 6, 0], [0, 6, 0]],
        _ => &[[5, 6, 7], [5, 5, 6], [6, 7, 7], [7, 0, 5], [7, 5, 0], [0, 5, 6]],
    };
    let with = |imm: u32| registers.iter().map(move |&[rd, rs1, rs2]| Instruction { opcode, rd, rs1, rs2, imm });
    let canonical = |instruction: Instruction| crate::isa::decode(crate::isa::encode(&instruction));
    immediates.iter().flat_map(|&imm| with(imm)).filter_map(canonical).collect()
}

fn specimen(instructions: &[(Instruction, bool)]) -> Arc<Block> {
    // Behind several instructions stands one more: no branch among them is the path's last, which has no choice.
    let mut ops: Vec<(Instruction, bool)> = instructions.to_vec();
    if instructions.len() > 1 {
        let nothing = Instruction { opcode: Opcode::Fence, rd: 0, rs1: 0, rs2: 0, imm: 0 };
        ops.push((nothing, false));
    }
    let path = Path { start: 1 << 16, choices: ops.iter().map(|(_, choice)| *choice).collect() };
    let mut next = ops.iter().map(|(instruction, _)| *instruction);
    match Block::follow(&path, |_| next.next()) {
        Ok(block) => Arc::new(block),
        Err(error) => panic!("a specimen is a block: {error}"),
    }
}
