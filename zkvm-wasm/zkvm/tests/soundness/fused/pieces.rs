//! Short blocks that between them have every instruction that a block may have in every form, and runs that go through
//! each of them with operands of all sorts.

use std::sync::LazyLock;

use crate::programs::{TEXT, instruction, set};
use crate::run::{CONSTANTS, FRESH, Run, call, program};
use zkvm::blocks::{MOST_BLOCKS, Path, has_choice, may_be_fused};
use zkvm::isa::Opcode::{self, *};
use zkvm::isa::{Family, Format, Instruction};
use zkvm::program::Program;

/// A block to be: its instructions, and what is chosen at each.
type Piece = Vec<(Instruction, bool)>;

fn i(opcode: Opcode, rd: u8, rs1: u8, rs2: u8, imm: i32) -> Instruction {
    instruction(opcode, rd, rs1, rs2, imm)
}

/// Registers that hold an address in memory and in the ROM, for words, for halves and for bytes.
const BASES: [(u8, u8); 3] = [(8, 9), (18, 19), (20, 21)];

/// First and second operand, and how far the addresses of halves and of bytes are in their word.
const OPERANDS: [(u32, u32, u32); 13] = [
    (0xffff_ffff, 0xffff_ffff, 3),
    (0, 0, 0),
    (5, 5, 1),
    (7, 0x8000_0000, 2),
    (0xffff_ffff, 1, 3),
    (0x8000_0000, 0xffff_ffff, 0),
    (0x1234_8765, 0x1234_0f65, 1),
    (0x0001_0000, 0x0000_ffff, 2),
    (1, 0, 3),
    (0xdead_beef, 0xfeed_f00d, 0),
    (0x0000_8000, 0x7fff_ffff, 1),
    (0, 0x0101_0101, 2),
    (0x00ff_ff00, 0xff00_00ff, 3),
];

/// Blocks of one instruction, the last of the path or not.
fn single() -> Vec<Piece> {
    let mut pieces = Vec::new();
    for &opcode in Opcode::ALL.iter().filter(|&&opcode| may_be_fused(opcode, true)) {
        let width = match opcode {
            Lb | Lbu | Sb => 2,
            Lh | Lhu | Sh => 1,
            _ => 0,
        };
        let forms: Vec<Instruction> = match (opcode.family(), opcode.format()) {
            (Some(Family::Load | Family::LoadSub), _) => {
                let bases = [BASES[width].0, BASES[width].1];
                bases.map(|base| i(opcode, 7, base, 0, 0)).into_iter().chain([i(opcode, 0, bases[0], 0, 0)]).collect()
            }
            (Some(Family::Store | Family::StoreSub), _) => {
                [5, 0].map(|stored| i(opcode, 0, BASES[width].0, stored, 4 - 4 * i32::from(stored == 0))).to_vec()
            }
            (Some(Family::Jalr), _) => vec![i(opcode, 0, 1, 0, 0), i(opcode, 1, 1, 0, 0)],
            (Some(Family::Jal), _) => vec![i(opcode, 7, 0, 0, 4), i(opcode, 0, 0, 0, 4)],
            (_, Format::Branch) => [(5, 6), (5, 0), (0, 6), (5, 5)].map(|(x, y)| i(opcode, 0, x, y, 4)).to_vec(),
            (_, Format::Register) => {
                let registers = [(7, 5, 6), (5, 5, 6), (7, 5, 5), (7, 5, 0), (7, 0, 6), (0, 5, 6)];
                registers.map(|(rd, x, y)| i(opcode, rd, x, y, 0)).to_vec()
            }
            (_, Format::Immediate) => [0, 1, -1, 0xff, 0x7f0, -2048].map(|imm| i(opcode, 7, 5, 0, imm)).to_vec(),
            (_, Format::Shift) => [0, 1, 8, 13, 16, 17, 24, 31].map(|imm| i(opcode, 7, 5, 0, imm)).to_vec(),
            (_, Format::Upper) => vec![i(opcode, 7, 0, 0, 0x8_0005 << 12)],
            _ => vec![i(opcode, 0, 0, 0, 0)],
        };
        for form in forms {
            let is_rom = BASES.iter().any(|&(_, rom)| rom == form.rs1);
            if matches!(opcode.family(), Some(Family::Load | Family::LoadSub)) {
                pieces.push(vec![(form, is_rom)]);
                continue;
            }
            pieces.push(vec![(form, false)]);
            if has_choice(opcode, false) {
                let nothing = (i(Fence, 0, 0, 0, 0), false);
                // One operand twice: only one way is ever gone.
                let always = matches!(opcode, Beq | Bge | Bgeu);
                let ways = [false, true].into_iter().filter(|&way| form.rs1 != form.rs2 || way == always);
                // Nothing is below zero without a sign, and everything at least that.
                let ways = ways.filter(|&way| !(form.rs2 == 0 && matches!(opcode, Bltu | Bgeu)) || way == always);
                pieces.extend(ways.map(|way| vec![(form, way), nothing]));
            }
        }
    }
    // A value that is the sum of too many columns.
    let mut doubled = vec![(i(Andi, 7, 5, 0, 1), false)];
    doubled.extend([(i(Add, 7, 7, 7, 0), false); 5]);
    pieces.push(doubled);
    pieces
}

/// Blocks in which one instruction has to do with another.
fn several() -> Vec<Piece> {
    let plain = |instructions: &[Instruction]| instructions.iter().map(|&instruction| (instruction, false)).collect();
    let mut heavy = vec![i(Xor, 7, 5, 6, 0)];
    heavy.extend((0..8).map(|k| i(if k % 2 == 0 { Xor } else { Or }, 7, 7, if k % 3 == 0 { 5 } else { 6 }, 0)));
    heavy.push(i(Srli, 7, 7, 0, 3));
    vec![
        // A rotation, and what is combined with it.
        plain(&[i(Srli, 7, 5, 0, 7), i(Slli, 28, 5, 0, 25), i(Or, 7, 7, 28, 0), i(Xor, 7, 7, 6, 0)]),
        plain(&[i(Srli, 7, 5, 0, 7), i(Slli, 28, 5, 0, 25), i(Add, 7, 7, 28, 0), i(Add, 7, 7, 6, 0)]),
        plain(&[i(Mul, 7, 5, 6, 0), i(Mulhu, 28, 5, 6, 0), i(Mulhu, 29, 6, 5, 0), i(Add, 7, 7, 28, 0)]),
        plain(&[i(Mulhu, 7, 5, 6, 0), i(Sub, 7, 7, 5, 0), i(Sltu, 28, 7, 6, 0), i(Add, 28, 28, 28, 0)]),
        plain(&[i(Andi, 7, 5, 0, 0xff), i(Andi, 28, 6, 0, 0x0f), i(Add, 7, 7, 28, 0), i(Mul, 7, 7, 7, 0)]),
        plain(&[i(Andi, 7, 5, 0, 0x7ff), i(Andi, 28, 6, 0, 0x7ff), i(Bltu, 0, 7, 28, 4)]),
        plain(&[i(Slt, 7, 5, 6, 0), i(Slt, 28, 6, 5, 0), i(Or, 7, 7, 28, 0), i(Beq, 0, 7, 0, 4)]),
        plain(&[i(Lui, 7, 0, 0, 0x1_2345 << 12), i(Addi, 7, 7, 0, 0x678), i(And, 28, 5, 7, 0), i(Xori, 28, 28, 0, -1)]),
        plain(&[i(Lui, 7, 0, 0, 0x00ff_f000), i(And, 7, 5, 7, 0), i(Srli, 7, 7, 0, 12), i(Andi, 7, 7, 0, 0xff)]),
        // The same word twice, and a byte of it in between.
        plain(&[i(Sw, 0, 8, 5, 0), i(Sb, 0, 20, 6, 0), i(Lw, 7, 8, 0, 0), i(Sw, 0, 8, 7, 4), i(Lbu, 28, 20, 0, 4)]),
        plain(&[i(Lbu, 7, 20, 0, 0), i(Slli, 7, 7, 0, 8), i(Lb, 28, 20, 0, 0), i(Or, 7, 7, 28, 0), i(Sh, 0, 18, 7, 2)]),
        plain(&[i(Addi, 8, 8, 0, 4), i(Lw, 7, 8, 0, -4), i(Sw, 0, 8, 7, 0), i(Addi, 8, 8, 0, -4)]),
        // An address that is known before the run, and one that is a negative number.
        plain(&[i(Lui, 7, 0, 0, FRESH as i32), i(Sw, 0, 7, 5, 16), i(Lw, 28, 7, 0, 16)]),
        plain(&[i(Sw, 0, 22, 5, 8), i(Lw, 7, 22, 0, 8), i(Lbu, 28, 22, 0, 9)]),
        plain(&[i(Jal, 7, 0, 0, 4), i(Srai, 28, 5, 0, 31), i(Add, 28, 28, 7, 0)]),
        plain(&heavy),
        plain(&[i(Addi, 5, 5, 0, 1), i(Addi, 6, 6, 0, -1), i(Add, 7, 5, 6, 0), i(Jalr, 0, 1, 0, 0)]),
    ]
}

/// A run with so many of the pieces as blocks, each called with all operands.
fn calling(pieces: &[Piece]) -> (Program, Run) {
    let body = |piece: &Piece| {
        let ret = i(Jalr, 0, 1, 0, 0);
        piece.iter().map(|&(instruction, _)| instruction).chain([ret]).collect::<Vec<_>>()
    };
    let bodies: Vec<Vec<Instruction>> = pieces.iter().map(body).collect();
    let main = |first: u32| {
        let mut made = set(22, 0xffff_fffc).to_vec();
        for (x, y, at) in OPERANDS {
            let bases = BASES.into_iter().zip([0, at & 2, at]).flat_map(|((memory, rom), offset)| {
                [set(memory, FRESH + 32 + offset), set(rom, CONSTANTS + 8 + offset)].concat()
            });
            made.extend(bases);
            let mut start = first;
            for body in &bodies {
                made.extend(set(5, x));
                made.extend(set(6, y));
                let pc = TEXT + 4 * made.len() as u32;
                made.push(i(Jal, 1, 0, 0, start.wrapping_sub(pc) as i32));
                start += 4 * body.len() as u32;
            }
        }
        made.extend(call(93, 3, 0, 0));
        made
    };
    let first = TEXT + 4 * main(TEXT).len() as u32;
    let mut made = main(first);
    let mut start = first;
    let mut paths = Vec::new();
    for (piece, body) in pieces.iter().zip(&bodies) {
        paths.push(Path { start, choices: piece.iter().map(|&(_, choice)| choice).collect() });
        start += 4 * body.len() as u32;
        made.extend(body);
    }
    let plain = program(&made);
    let fused = plain.clone().with_blocks(&paths).expect("pieces are blocks");
    (plain, Run::new(fused, &[]))
}

/// Runs with blocks of one instruction, each beside its program without blocks; made once.
pub static SINGLE: LazyLock<Vec<(Program, Run)>> =
    LazyLock::new(|| single().chunks(MOST_BLOCKS).map(calling).collect());

/// Runs with blocks of several.
pub static SEVERAL: LazyLock<Vec<(Program, Run)>> =
    LazyLock::new(|| several().chunks(MOST_BLOCKS).map(calling).collect());

/// All of them.
pub fn runs() -> impl Iterator<Item = &'static (Program, Run)> {
    SINGLE.iter().chain(SEVERAL.iter())
}
