//! Lies about each family, and what refuses them, by name.

use std::collections::BTreeSet;

use crate::forgotten::{Step, number};
use crate::programs::TEXT;
use crate::record::record;
use crate::run::{CONSTANTS, DATA, RUNS};
use zkvm::components::{Kind, Parameters};
use zkvm::isa::Opcode::{self, *};
use zkvm::relations::Relation;

/// A family, an instruction with its operands, what is added to which cells, and all that refuses the row.
type Refused = (Kind, Opcode, u32, u32, &'static [(usize, i64)], &'static [&'static str]);

/// Where `jalr` goes on.
const NEXT: u32 = TEXT + 20;
const PART: u32 = DATA + 28;
const ROM_PART: u32 = CONSTANTS + 28;
const PRODUCT: &str = "16 bits of the product";
const LOW: &str = "the low half of the result";
const HIGH: &str = "the high half of the result";
const SIGN: &str = "no sign without need";
const BORROW: &str = "borrow of the low half";
const BRANCH: &str = "the branch goes where it must";
/// The carry of the low half is part of that of the high half.
const CARRIES: [&str; 2] = ["carry of the low half", "carry of the high half"];
const RESULT: &str = "the result of the operation";

const STEPS: &[Refused] = &[
    (Kind::AluReg, Add, 3, 4, &[(13, 1)], &CARRIES),
    (Kind::AluReg, Add, 3, 4, &[(14, 1)], &["carry of the high half"]),
    (Kind::AluReg, Sub, 3, 4, &[(13, -1)], &CARRIES),
    (Kind::AluReg, Sub, 3, 4, &[(14, -1)], &["carry of the high half"]),
    (Kind::AluReg, Add, 3, 4, &[(10, 1), (13, 1)], &["Memory"]),
    (Kind::AluImm, Addi, 3, 4, &[(10, 1)], &CARRIES),
    (Kind::AluImm, Addi, 3, 4, &[(11, 1)], &["carry of the high half"]),
    (Kind::AluImm, Addi, 3, 4, &[(8, 1), (10, 1)], &["Program"]),
    (Kind::Move, Addi, 3, 0, &[(5, 1)], &["Memory"]),
    (Kind::Move, Addi, 3, 0, &[(3, 1)], &["Program", "Memory"]),
    (Kind::BitwiseReg, And, 0xff, 0x0f, &[(22, 1)], &[RESULT]),
    (Kind::BitwiseReg, Or, 0xff, 0x0f, &[(23, 1)], &[RESULT]),
    (Kind::BitwiseReg, Xor, 0xff, 0x0f, &[(16, 1), (22, -2)], &["And"]),
    (Kind::BitwiseImm, Andi, 0xff, 0x0f, &[(20, 1)], &[RESULT]),
    (Kind::BitwiseImm, Ori, 0xff, 0x0f, &[(21, 1)], &[RESULT]),
    (Kind::BitwiseImm, Xori, 0xff, 0x0f, &[(14, 1), (20, -2)], &["And"]),
    (Kind::ShiftReg, Sll, 0xf0, 4, &[(26, 1)], &[LOW]),
    (Kind::ShiftReg, Srl, 0xf0, 4, &[(27, 1)], &[HIGH]),
    (Kind::ShiftReg, Sra, 0x8000_0000, 4, &[(25, -1), (27, -0xf000)], &["Range"]),
    (Kind::ShiftReg, Sll, 0xf0, 4, &[(17, 32)], &["Range", "Shift"]),
    (Kind::ShiftImm, Slli, 0xf0, 4, &[(23, 1)], &[LOW]),
    (Kind::ShiftImm, Srli, 0xf0, 4, &[(24, 1)], &[HIGH]),
    (Kind::ShiftImm, Srai, 0x8000_0000, 4, &[(22, -1), (24, -0xf000)], &["Range"]),
    (Kind::LessThanReg, Slt, 3, 4, &[(13, 1)], &[BORROW, "Range", "less or not"]),
    (Kind::LessThanReg, Slt, 3, 4, &[(14, -0xffff)], &["less or not"]),
    (Kind::LessThanReg, Sltu, 3, 4, &[(15, 1)], &["less or not", SIGN]),
    (Kind::LessThanImm, Slti, 3, 4, &[(12, -0xffff)], &["less or not"]),
    (Kind::LessThanImm, Sltiu, 3, 4, &[(14, 1)], &[SIGN]),
    (Kind::BranchEqual, Beq, 5, 5, &[(13, -1), (15, -4)], &["words that are not equal differ"]),
    (Kind::BranchEqual, Beq, 5, 5, &[(15, -4)], &[BRANCH]),
    (Kind::BranchEqual, Bne, 5, 6, &[(13, 1), (14, -1), (15, -4)], &["equal words have equal low halves"]),
    (Kind::BranchEqual, Bne, 5, 0x1_0005, &[(13, 1), (14, -1), (15, -4)], &["equal words have equal high halves"]),
    (Kind::BranchZero, Beq, 0, 0, &[(11, -4)], &[BRANCH]),
    (Kind::BranchZero, Bne, 1, 0, &[(9, 1), (10, -1), (11, -4)], &["only zero is zero"]),
    (Kind::BranchZero, Beq, 0, 0, &[(9, -1), (11, -4)], &["what is not zero has an inverse"]),
    (Kind::BranchZero, Bne, 0x1_0000, 0, &[(7, 1)], &["Memory", "what is not zero has an inverse"]),
    (Kind::BranchLess, Blt, 3, 4, &[(19, -4)], &[BRANCH]),
    (Kind::BranchLess, Bgeu, 3, 4, &[(19, 4)], &[BRANCH]),
    (Kind::BranchLess, Bltu, 3, 4, &[(16, -0xffff)], &[BRANCH, "less or not"]),
    (Kind::BranchLess, Bge, u32::MAX, 4, &[(17, -1)], &[BRANCH, "Range"]),
    (Kind::Constant, Lui, 0, 0x1234_5000, &[(4, 1)], &["Program"]),
    (Kind::Constant, Auipc, 0, 0x1234_5000, &[(6, 4)], &["Program"]),
    (Kind::Constant, Jal, 0, 8, &[(6, -4)], &["Program"]),
    (Kind::Fence, Fence, 0, 0, &[(1, 4)], &["Program", "State"]),
    (Kind::Fence, Fence, 0, 0, &[(0, 1)], &["Program", "a row is on or off"]),
    (Kind::Jalr, Jalr, NEXT, 0, &[(12, 1)], &["State"]),
    (Kind::Jalr, Jalr, NEXT, 0, &[(12, 4)], &["the lowest bit is 0 or 1"]),
    (Kind::Jalr, Jalr, NEXT, 0, &[(11, 1)], &["Range", "State"]),
    (Kind::Jalr, Jalr, NEXT, 0, &[(6, 4)], &["Program"]),
    (Kind::Load, Lw, DATA, 0, &[(10, 1)], &["Memory"]),
    (Kind::Load, Lw, DATA, 0, &[(9, 1)], &["Memory", "Range"]),
    (Kind::LoadRom, Lw, CONSTANTS, 0, &[(10, 1)], &["Rom"]),
    (Kind::LoadRom, Lw, CONSTANTS, 0, &[(9, 1)], &["Range", "Rom"]),
    (Kind::LoadPart, Lb, PART, 0, &[(22, -1)], &["Range"]),
    (Kind::LoadPart, Lh, PART, 0, &[(23, 1)], &["Range"]),
    (Kind::LoadPart, Lbu, PART, 0, &[(22, 1)], &[SIGN]),
    (Kind::LoadPart, Lbu, PART, 0, &[(21, 1)], &["the part at the address"]),
    (Kind::LoadPart, Lhu, PART, 0, &[(19, 1), (21, 1)], &["the half at the address"]),
    (Kind::LoadPartRom, Lb, ROM_PART, 0, &[(21, -1)], &["Range"]),
    (Kind::LoadPartRom, Lhu, ROM_PART, 0, &[(22, 1)], &[SIGN]),
    (Kind::LoadPartRom, Lbu, ROM_PART, 0, &[(20, 1)], &["the part at the address"]),
    (Kind::Store, Sw, DATA, 7, &[(9, 1)], &["Memory"]),
    (Kind::Store, Sw, DATA, 7, &[(12, 1)], &["Memory", "Range"]),
    (Kind::StorePart, Sb, DATA, 7, &[(22, 1), (23, 1)], &["the half after"]),
    (Kind::StorePart, Sh, DATA, 7, &[(23, 1)], &["the low half of the word after"]),
    (Kind::StorePart, Sh, DATA, 7, &[(24, 1)], &["the high half of the word after"]),
    (Kind::StorePart, Sb, DATA, 7, &[(19, 256)], &["the half after", "the half at the address"]),
    (Kind::Multiply, Mul, 3, 4, &[(16, 1)], &[PRODUCT]),
    (Kind::Multiply, Mul, 3, 4, &[(17, 1)], &[PRODUCT]),
    (Kind::Multiply, Mul, 3, 4, &[(16, -0x1_0000), (18, 1), (17, 1)], &["Range"]),
    (Kind::MultiplyHigh, Mulhu, u32::MAX, 4, &[(24, 1)], &[LOW]),
    (Kind::MultiplyHigh, Mulh, u32::MAX, 4, &[(25, -1)], &[HIGH]),
    (Kind::MultiplyHigh, Mulhsu, u32::MAX, 4, &[(27, 2)], &[HIGH, "a borrow is 0, 1 or 2"]),
    (Kind::MultiplyHigh, Mulh, u32::MAX, 4, &[(18, 1)], &[PRODUCT]),
    (Kind::Divide, Divu, 7, 2, &[(35, 1)], &["the same low half"]),
    (Kind::Divide, Divu, 7, 2, &[(32, 1), (35, 1)], &["the quotient or the remainder"]),
    (
        Kind::Divide,
        Remu,
        7,
        2,
        &[(21, 1)],
        &[
            BORROW,
            "the low half of the dividend",
            "the quotient or the remainder",
            "the remainder is less than the divisor",
        ],
    ),
    (
        Kind::Divide,
        Divu,
        7,
        2,
        &[(15, 1)],
        &["the high half of the dividend", "the low half of the dividend", "the sign of the result", SIGN],
    ),
];

type Cells = &'static [(usize, i64)];

/// Rows that are no steps: on; clock, address, remaining, position; which bytes move; the first.
const OTHERS: &[(Kind, Cells, &[&str])] = &[
    // It takes what it sends: it needs no call, and 2^15 of them carry a word around the field, into the past.
    (Kind::InputWord, &[(0, 1), (1, 50_000), (2, 0x5_0000), (3, 9), (4, 3), (9, 3)], &["a byte moves"]),
    (Kind::OutputWord, &[(0, 1), (1, 50_000), (2, 0x5_0000), (3, 9), (4, 3), (9, 3)], &["a byte moves"]),
    (Kind::OutputWordRom, &[(0, 1), (1, 50_000), (2, 0x5_0000), (3, 9), (4, 3), (9, 3)], &["Rom", "a byte moves"]),
    (Kind::InputWord, &[(5, 1)], &["nothing moves in padding", "the first byte that moves"]),
    (Kind::OutputWord, &[(0, 1), (1, 5), (5, 1), (7, 1)], &["bytes that move are together"]),
    (Kind::OutputWord, &[(0, 1), (1, 5), (5, 1), (8, 1)], &["bytes that move are together"]),
    (Kind::InputWord, &[(0, 1), (1, 5), (6, 1), (8, 1), (9, 1)], &["bytes that move are together"]),
    (Kind::InputWord, &[(0, 1), (1, 5), (5, 1), (9, 1)], &["a byte moves", "the first byte that moves"]),
    (Kind::InputWord, &[(0, 1), (1, 5), (5, 1), (15, 7)], &["a byte that does not move stays"]),
    (
        Kind::OutputWord,
        &[(0, 1), (1, 5), (5, 2)],
        &["a byte moves", "a byte moves or not", "the first byte that moves"],
    ),
    (Kind::TouchedWord, &[(0, 2), (3, 1)], &["a row is on or off"]),
    (Kind::TouchedWord, &[(1, 1)], &["nothing is opened in padding"]),
    (Kind::TouchedWord, &[(0, 1), (2, 5), (3, 5), (5, -1)], &["Range"]),
    (Kind::ClockGap, &[(0, 2), (6, 1)], &["a row is on or off"]),
    (Kind::ClockGap, &[(0, 1), (5, 4), (6, 4), (8, -1)], &["Range"]),
];

#[test]
fn rejects_lies_by_the_constraint_that_is_named() {
    let mut named = BTreeSet::new();
    let mut kinds = BTreeSet::new();
    for &(kind, opcode, x, y, cells, refused) in STEPS {
        let step = Step::with(kind, opcode, x, y);
        let cells: Vec<_> = cells.iter().map(|&(column, by)| (column, step.cell(column) + by)).collect();
        let expected: BTreeSet<String> = refused.iter().map(|&name| name.to_owned()).collect();
        let found: BTreeSet<String> = step.refusals(&cells).into_iter().collect();
        assert_eq!(found, expected, "{} {x} {y}: {cells:?}", opcode.name());
        named.extend(refused.iter().map(|name| (kind, *name)));
        kinds.insert(kind);
    }
    for &(kind, cells, refused) in OTHERS {
        let parameters = Parameters { log_size: 5, input_length: 8, ..Parameters::default() };
        let mut main = vec![number(0); kind.describe(&parameters).shape.main];
        cells.iter().for_each(|&(column, value)| main[column] = number(value));
        let record = record(kind, &parameters, &[], &main);
        let broken = record.broken(&RUNS[0].entries).into_iter().map(|rule| record.name(rule));
        let broken: BTreeSet<String> = broken.map(|name| name.split(": ").nth(1).expect("a name").to_owned()).collect();
        let expected: BTreeSet<String> = refused.iter().map(|&name| name.to_owned()).collect();
        assert_eq!(broken, expected, "{}: {cells:?}", kind.name());
        if refused.contains(&"a byte moves") && cells.len() == 6 {
            let is_linked = record.flow(None).keys().any(|(relation, _)| *relation == Relation::Transfer);
            assert!(!is_linked, "what it takes is what it sends");
        }
        named.extend(refused.iter().map(|name| (kind, *name)));
        kinds.insert(kind);
    }
    let lies = STEPS.len() + OTHERS.len();
    println!("{lies} lies about {} families, each refused by name: {} names", kinds.len(), named.len());
    let missing: Vec<_> = Kind::ALL.iter().filter(|kind| !kind.is_table() && !kinds.contains(kind)).collect();
    assert_eq!(missing, [&Kind::Ecall], "calls are among the forgotten");
}
