//! Lies written down: those of several cells at once that the search for deletions does not come upon.

use std::sync::LazyLock;

use stwo::core::fields::m31::BaseField;

use crate::programs::{TEXT, instruction, set};
use crate::run::{CONSTANTS, DATA, FRESH, Run, call, program};
use zkvm::components::Kind;
use zkvm::isa::Opcode::{self, *};
use zkvm::isa::{Format, Instruction};

/// A row that nothing but one rule refuses.
pub struct Lie {
    pub kind: Kind,
    /// The rule, by its name.
    pub rule: &'static str,
    /// The instruction of the honest row, its first operand, and its second: a register's or the immediate. A call is a
    /// read to this address, of so many bytes.
    step: (Opcode, u32, u32),
    /// Columns and what they are changed to.
    cells: &'static [(usize, i64)],
}

const FLAG: [&str; 3] =
    ["constraint 0: a flag is 0 or 1", "constraint 1: a flag is 0 or 1", "constraint 2: a flag is 0 or 1"];

/// The constant 0x0080: a half that is negative as a byte.
const HALF: u32 = 28;

/// All of them. Flags of −1 make a number of an operation from those of three others.
pub static LIES: &[Lie] = &[
    // A read that gives 12 bytes where 5 are asked for.
    Lie {
        kind: Kind::Ecall,
        rule: "lookup 22: Range",
        step: (Ecall, FRESH, 5),
        cells: &[(12, 12), (21, 0), (24, 65529), (25, -1), (26, 1), (27, 0)],
    },
    // A read from descriptor 1, which is none.
    Lie {
        kind: Kind::Ecall,
        rule: "constraint 3: a flag is 0 or 1",
        step: (Ecall, FRESH + 8, 2),
        cells: &[(3, -1), (4, 1), (10, 1)],
    },
    // The byte beside those that are read becomes less by 1/256.
    Lie {
        kind: Kind::InputWord,
        rule: "lookup 6: Range",
        step: (Ecall, DATA + 1, 1),
        cells: &[(12, 0x7f - (1 << 23)), (14, 0x7f - (1 << 23))],
    },
    Lie {
        kind: Kind::InputWord,
        rule: "lookup 7: Range",
        step: (Ecall, DATA + 3, 1),
        cells: &[(13, 0x81 - (1 << 23)), (16, 0x81 - (1 << 23))],
    },
    // An address from 2^31 on that is another in the field.
    Lie { kind: Kind::LoadRom, rule: "lookup 4: Range", step: (Lw, CONSTANTS, 0), cells: &[(6, 0xffff), (7, 0x8001)] },
    // `lb` without a sign.
    Lie {
        kind: Kind::LoadPartRom,
        rule: "constraint 3: a flag is 0 or 1",
        step: (Lb, CONSTANTS + HALF, 0),
        cells: &[(0, 0), (1, 1), (2, 1), (3, -1), (21, 0)],
    },
    // An offset of 4, from the word before; and one of −2, from the word behind.
    Lie {
        kind: Kind::LoadPartRom,
        rule: "constraint 5: an offset is 0 or 1",
        step: (Lbu, CONSTANTS + 4, 0),
        cells: &[(13, -1), (14, 1), (15, 1), (16, 0x7f7f), (17, 0x8181), (18, 0x8383), (19, 0x83), (20, 0x83)],
    },
    Lie {
        kind: Kind::LoadPartRom,
        rule: "constraint 7: an offset is 0 or 1",
        step: (Lbu, CONSTANTS + 6, 0),
        cells: &[(13, 1), (14, 0), (15, -1), (16, 0x8000), (17, 0xffff), (18, 1), (19, 1), (20, 1)],
    },
    // `mulhu` with a negative first operand: (3 − 2^32)·4.
    Lie {
        kind: Kind::MultiplyHigh,
        rule: "constraint 6: no sign without need",
        step: (Mulhu, 3, 4),
        cells: &[(22, 1), (24, 0xfffc), (25, 0xffff), (26, 1), (27, 1)],
    },
    // By 1, and twice by zero: the ranges are taken −1 times, so the row adds to the table what it likes.
    Lie {
        kind: Kind::Divide,
        rule: "constraint 14: a zero divisor is zero",
        step: (Divu, u32::MAX, 1),
        cells: &[(28, 2), (29, -1), (30, 0x1_0000), (31, -1)],
    },
    // 2·1: a carry of 2^16 − what 2 is too little.
    Lie {
        kind: Kind::MultiplyHigh,
        rule: "lookup 17: Range",
        step: (Mulhu, 2, 1),
        cells: &[(18, 0), (20, 0x1_0000), (21, 1), (24, 1)],
    },
    // `srl`, with the split of a left shift.
    Lie { kind: Kind::ShiftReg, rule: FLAG[0], step: (Srl, 1, 1), cells: &SHIFTED_LEFT[0] },
    Lie { kind: Kind::ShiftReg, rule: FLAG[1], step: (Srl, 1, 1), cells: &SHIFTED_LEFT[1] },
    Lie { kind: Kind::ShiftImm, rule: FLAG[0], step: (Srli, 1, 1), cells: &SHIFTED_LEFT[2] },
    Lie { kind: Kind::ShiftImm, rule: FLAG[1], step: (Srli, 1, 1), cells: &SHIFTED_LEFT[3] },
    // `lhu` that puts a sign of its own.
    Lie {
        kind: Kind::LoadPart,
        rule: FLAG[0],
        step: (Lhu, DATA + HALF, 0),
        cells: &[(0, -1), (1, 1), (2, 1), (3, 0), (23, 1)],
    },
    Lie {
        kind: Kind::LoadPartRom,
        rule: FLAG[0],
        step: (Lhu, CONSTANTS + HALF, 0),
        cells: &[(0, -1), (1, 1), (2, 1), (3, 0), (22, 1)],
    },
    Lie {
        kind: Kind::LoadPart,
        rule: FLAG[2],
        step: (Lbu, DATA + HALF, 0),
        cells: &[(0, 1), (1, 0), (2, -1), (3, 1), (22, 1)],
    },
    // `lh` that puts the sign of a byte.
    Lie {
        kind: Kind::LoadPart,
        rule: FLAG[1],
        step: (Lh, DATA + HALF, 0),
        cells: &[(0, 1), (1, -1), (2, 0), (3, 1), (22, 1)],
    },
    Lie {
        kind: Kind::LoadPartRom,
        rule: FLAG[1],
        step: (Lh, CONSTANTS + HALF, 0),
        cells: &[(0, 1), (1, -1), (2, 0), (3, 1), (21, 1)],
    },
    // `lbu` with a sign.
    Lie {
        kind: Kind::LoadPartRom,
        rule: FLAG[2],
        step: (Lbu, CONSTANTS + HALF, 0),
        cells: &[(0, 1), (1, 0), (2, -1), (3, 1), (21, 1)],
    },
    // The operation after `mulhu`, as `mulhu`.
    Lie { kind: Kind::MultiplyHigh, rule: FLAG[0], step: (Mulhu, 3, 4), cells: &[(0, -1), (1, 1), (2, 1)] },
    // `mulhsu`, with an unsigned and a signed number: −1·1.
    Lie {
        kind: Kind::MultiplyHigh,
        rule: FLAG[1],
        step: (Mulhsu, u32::MAX, 1),
        cells: &[(0, 1), (1, -1), (2, 1), (22, 0), (24, 0), (25, 0), (26, 2), (27, 0)],
    },
    // `mul`, as `mulh`.
    Lie { kind: Kind::MultiplyHigh, rule: FLAG[2], step: (Mulhu, 3, 4), cells: &[(0, 1), (1, 1), (2, -1)] },
    // 0xffff0000·1: a carry out of the first half, which is −2^16 then.
    Lie {
        kind: Kind::MultiplyHigh,
        rule: "lookup 15: Range",
        step: (Mulhu, 0xffff_0000, 1),
        cells: &[(18, -0x1_0000), (19, 0), (20, 1), (21, 1), (24, 1)],
    },
    // 7 / 2 = 4, the remainder −1: with a low half of −1, or with a high half of −1.
    Lie {
        kind: Kind::Divide,
        rule: "lookup 9: Range",
        step: (Divu, 7, 2),
        cells: &[(19, 4), (21, -1), (25, 4), (27, 0), (30, 2), (32, 4), (35, 4)],
    },
    Lie {
        kind: Kind::Divide,
        rule: "lookup 10: Range",
        step: (Divu, 7, 2),
        cells: &[(19, 4), (21, 0xffff), (22, -1), (25, 4), (27, 1), (30, 2), (32, 4), (35, 4)],
    },
    // 65535·32769 is 32768 in the field, where 65535 is a byte.
    Lie {
        kind: Kind::Divide,
        rule: "lookup 11: Range",
        step: (Divu, 32768, 65535),
        cells: &[(19, 32769), (21, 0), (23, 65535), (25, 1), (27, 0), (30, 65534), (32, 32769), (35, 32769)],
    },
    Lie {
        kind: Kind::Divide,
        rule: "lookup 13: Range",
        step: (Divu, 0x8000_0000, 0xffff_0000),
        cells: &[
            (19, 32769),
            (22, 0),
            (24, 65535),
            (25, 1),
            (27, 0),
            (30, 0xffff),
            (31, 0xfffe),
            (32, 32769),
            (35, 32769),
        ],
    },
    // A highest byte of −1/256 makes the product come below 2^32.
    Lie {
        kind: Kind::Divide,
        rule: "lookup 14: Range",
        step: (Divu, 0xff03_fe00, 2),
        cells: &[
            (19, 0xff00),
            (20, 1),
            (21, 0),
            (24, 1),
            (25, 0),
            (26, 1),
            (27, 1),
            (30, 1),
            (32, 0xff00),
            (33, 1),
            (35, 0xff00),
            (36, 1),
        ],
    },
    // 2·(2^30 + 3) is 7 in the field.
    Lie {
        kind: Kind::Divide,
        rule: "lookup 19: Range",
        step: (Divu, 7, 2),
        cells: &[
            (19, 3),
            (20, 0x4000),
            (21, 0),
            (25, 3),
            (26, 0),
            (27, -0x8000),
            (30, 1),
            (32, 3),
            (33, 0x4000),
            (35, 3),
            (36, 0x4000),
        ],
    },
    // 7 / 2 = 2, the remainder 3: too large by a low half, a high half or a borrow that is none.
    Lie {
        kind: Kind::Divide,
        rule: "lookup 20: Range",
        step: (Divu, 7, 2),
        cells: &[(19, 2), (21, 3), (25, 2), (30, -2), (32, 2), (35, 2)],
    },
    Lie {
        kind: Kind::Divide,
        rule: "lookup 21: Range",
        step: (Divu, 7, 2),
        cells: &[(19, 2), (21, 3), (25, 2), (30, 0xfffe), (31, -1), (32, 2), (35, 2)],
    },
    Lie {
        kind: Kind::Divide,
        rule: "constraint 18: borrow of the low half",
        step: (Divu, 7, 2),
        cells: &[(19, 2), (21, 3), (25, 2), (30, 0xfffd), (31, 0x7fff), (32, 2), (35, 2)],
    },
    // −7 / 2 without a sign.
    Lie {
        kind: Kind::Divide,
        rule: "constraint 5: no sign without need",
        step: (Divu, 7, 2),
        cells: &[
            (15, 1),
            (19, 0xfffc),
            (20, 0x7fff),
            (25, 0xfc),
            (26, 0xff),
            (27, 2),
            (34, 1),
            (32, 0xfffc),
            (33, 0x7fff),
            (35, 4),
            (36, 0x8000),
        ],
    },
];

/// 1 shifted to the left by 1: the flags, the form, the split and the result.
const SHIFTED_LEFT: [[(usize, i64); 10]; 4] = {
    const fn cells(srl: i64, split: usize) -> [(usize, i64); 10] {
        let at = split + 3;
        [
            (0, srl),
            (1, -srl),
            (2, 1),
            (4, 0),
            (split, 15),
            (split + 1, 1 << 15),
            (split + 2, 2),
            (at, 0),
            (at + 1, 1),
            (at + 5, 2),
        ]
    }
    [cells(-1, 18), cells(1, 18), cells(-1, 15), cells(1, 15)]
};

/// A run with the honest row of each lie.
static HONEST: LazyLock<(Run, Vec<u32>)> = LazyLock::new(|| {
    let mut made: Vec<Instruction> = Vec::new();
    let mut places = Vec::new();
    for &Lie { kind, step: (opcode, x, y), .. } in LIES {
        if opcode == Ecall {
            made.extend(call(63, 0, x, y));
            let pc = TEXT + 4 * (made.len() as u32 - 1);
            places.push(if kind == Kind::InputWord { x } else { pc });
            continue;
        }
        made.extend(set(5, x));
        made.extend(set(6, y));
        places.push(TEXT + 4 * made.len() as u32);
        let imm = if opcode.format() == Format::Register { 0 } else { y as i32 };
        made.push(instruction(opcode, 7, 5, 6, imm));
    }
    made.extend(call(93, 0, 0, 0));
    (Run::new(program(&made), b"twelve bytes"), places)
});

impl Lie {
    /// The run of its row, the instance, the row's place, and the row itself.
    pub fn row(&self) -> (&'static Run, usize, usize, Vec<BaseField>) {
        let (run, places) = &*HONEST;
        let index = LIES.iter().position(|lie| std::ptr::eq(lie, self)).expect("one of the list");
        let is_there = |instance: usize, row: usize| {
            let record = run.record(instance, row, &run.witness.traces[instance].row(row));
            // Steps begin with the pc, words of buffers with a link of the chain.
            let place = if self.kind == Kind::InputWord { 2 } else { 0 };
            record.lookups[0].tuple[place] == places[index]
        };
        let instances = run.instances().filter(|(_, kind)| *kind == self.kind);
        let mut rows = instances
            .flat_map(|(instance, _)| run.rows(instance, usize::MAX).into_iter().map(move |row| (instance, row)));
        let (instance, row) = rows.find(|&(instance, row)| is_there(instance, row)).expect("an honest row");
        let mut cells = run.witness.traces[instance].row(row);
        for &(column, value) in self.cells {
            let size = BaseField::from(value.unsigned_abs() as u32);
            cells[column] = if value < 0 { -size } else { size };
        }
        (run, instance, row, cells)
    }
}
