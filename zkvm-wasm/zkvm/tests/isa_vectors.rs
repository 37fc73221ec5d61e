//! Results as wider arithmetic gives them.

mod programs;

use programs::random::{EDGES, Random};
use zkvm::isa::{Family, Opcode, semantics};

/// The result by arithmetic of 128 bits, from the sentences of the manual.
fn expected(opcode: Opcode, a: u32, b: u32) -> u32 {
    let (ua, ub) = (i128::from(a), i128::from(b));
    let (sa, sb) = (i128::from(a as i32), i128::from(b as i32));
    let floor_shift = |value: i128| value.div_euclid(1 << (ub % 32));
    let result = match opcode {
        Opcode::Add | Opcode::Addi => ua + ub,
        Opcode::Sub => ua - ub,
        Opcode::Xor | Opcode::Xori => (ua | ub) - (ua & ub),
        Opcode::Or | Opcode::Ori => ua + ub - (ua & ub),
        Opcode::And | Opcode::Andi => ua + ub - (ua | ub),
        Opcode::Sll | Opcode::Slli => ua * (1 << (ub % 32)),
        Opcode::Srl | Opcode::Srli => floor_shift(ua),
        Opcode::Sra | Opcode::Srai => floor_shift(sa),
        Opcode::Slt | Opcode::Slti => i128::from(sa < sb),
        Opcode::Sltu | Opcode::Sltiu => i128::from(ua < ub),
        Opcode::Mul => ua * ub,
        Opcode::Mulh => (sa * sb).div_euclid(1 << 32),
        Opcode::Mulhsu => (sa * ub).div_euclid(1 << 32),
        Opcode::Mulhu => ua * ub / (1 << 32),
        Opcode::Div | Opcode::Divu if b == 0 => -1,
        Opcode::Rem | Opcode::Remu if b == 0 => ua,
        Opcode::Div => sa / sb,
        Opcode::Divu => ua / ub,
        Opcode::Rem => sa - sa / sb * sb,
        Opcode::Remu => ua - ua / ub * ub,
        _ => unreachable!("not of two operands"),
    };
    result.rem_euclid(1 << 32) as u32
}

#[test]
fn results_are_those_of_wider_arithmetic() {
    let families = [
        Family::AluReg,
        Family::AluImm,
        Family::Bitwise,
        Family::Shift,
        Family::LessThan,
        Family::Mul,
        Family::MulHigh,
        Family::DivRem,
    ];
    let of_two = |opcode: &&Opcode| opcode.family().is_some_and(|f| families.contains(&f));
    let opcodes: Vec<Opcode> = Opcode::ALL.iter().filter(of_two).copied().collect();
    assert_eq!(opcodes.len(), 27);
    let mut random = Random::new(3);
    let edges = EDGES.iter().flat_map(|&a| EDGES.iter().map(move |&b| (a, b)));
    let mut pairs: Vec<(u32, u32)> = edges.collect();
    pairs.extend((0..2000).map(|_| (random.next(), random.next())));
    for opcode in opcodes {
        for &(a, b) in &pairs {
            let result = semantics::alu(opcode, a, b);
            assert_eq!(result, expected(opcode, a, b), "{} {a:#x}, {b:#x}", opcode.name());
        }
    }
}

#[test]
fn branches_compare_as_the_manual_says() {
    for &a in EDGES {
        for &b in EDGES {
            let (sa, sb) = (i64::from(a as i32), i64::from(b as i32));
            let (ua, ub) = (i64::from(a), i64::from(b));
            let cases = [
                (Opcode::Beq, ua - ub == 0),
                (Opcode::Bne, ua - ub != 0),
                (Opcode::Blt, sa - sb < 0),
                (Opcode::Bge, sa - sb >= 0),
                (Opcode::Bltu, ua - ub < 0),
                (Opcode::Bgeu, ua - ub >= 0),
            ];
            for (opcode, expected) in cases {
                assert_eq!(semantics::branch_taken(opcode, a, b), expected);
            }
        }
    }
}

#[test]
fn loads_and_stores_move_the_bytes_at_their_address() {
    let word = 0x80ff_7f01;
    let bytes = [0x01u8, 0x7f, 0xff, 0x80];
    for address in 0x100..0x104 {
        let byte = bytes[address as usize % 4];
        assert_eq!(semantics::load(Opcode::Lbu, word, address), u32::from(byte));
        assert_eq!(semantics::load(Opcode::Lb, word, address), byte as i8 as u32);
        let mut stored = bytes;
        stored[address as usize % 4] = 0x5a;
        let stored = u32::from_le_bytes(stored);
        assert_eq!(semantics::store(Opcode::Sb, word, address, 0x1234_565a), stored);
    }
    assert_eq!(semantics::load(Opcode::Lhu, word, 0x100), 0x7f01);
    assert_eq!(semantics::load(Opcode::Lh, word, 0x100), 0x7f01);
    assert_eq!(semantics::load(Opcode::Lhu, word, 0x102), 0x80ff);
    assert_eq!(semantics::load(Opcode::Lh, word, 0x102), 0xffff_80ff);
    assert_eq!(semantics::load(Opcode::Lw, word, 0x100), word);
    assert_eq!(semantics::store(Opcode::Sh, word, 0x100, 0xabcd_1234), 0x80ff_1234);
    assert_eq!(semantics::store(Opcode::Sh, word, 0x102, 0xabcd_1234), 0x1234_7f01);
    assert_eq!(semantics::store(Opcode::Sw, word, 0x100, 0xabcd_1234), 0xabcd_1234);
}
