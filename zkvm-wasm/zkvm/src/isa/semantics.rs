//! What each instruction computes, as functions of 32-bit values.

use super::Opcode;

/// The result of an instruction of two operands: of registers, or of a register and an immediate.
pub fn alu(opcode: Opcode, a: u32, b: u32) -> u32 {
    let (signed_a, signed_b) = (a as i32, b as i32);
    match opcode {
        Opcode::Add | Opcode::Addi => a.wrapping_add(b),
        Opcode::Sub => a.wrapping_sub(b),
        Opcode::Xor | Opcode::Xori => a ^ b,
        Opcode::Or | Opcode::Ori => a | b,
        Opcode::And | Opcode::Andi => a & b,
        Opcode::Sll | Opcode::Slli => a << (b & 31),
        Opcode::Srl | Opcode::Srli => a >> (b & 31),
        Opcode::Sra | Opcode::Srai => (signed_a >> (b & 31)) as u32,
        Opcode::Slt | Opcode::Slti => u32::from(signed_a < signed_b),
        Opcode::Sltu | Opcode::Sltiu => u32::from(a < b),
        Opcode::Mul => a.wrapping_mul(b),
        Opcode::Mulh => ((i64::from(signed_a) * i64::from(signed_b)) >> 32) as u32,
        Opcode::Mulhsu => ((i64::from(signed_a) * i64::from(b)) >> 32) as u32,
        Opcode::Mulhu => ((u64::from(a) * u64::from(b)) >> 32) as u32,
        // Division never traps: by zero the quotient is all ones and the remainder the dividend, and the one quotient
        // that does not fit wraps to the dividend.
        Opcode::Div if b == 0 => u32::MAX,
        Opcode::Div => signed_a.wrapping_div(signed_b) as u32,
        Opcode::Divu => a.checked_div(b).unwrap_or(u32::MAX),
        Opcode::Rem if b == 0 => a,
        Opcode::Rem => signed_a.wrapping_rem(signed_b) as u32,
        Opcode::Remu => a.checked_rem(b).unwrap_or(a),
        _ => unreachable!("{} has no result of two operands", opcode.name()),
    }
}

/// The result of `lui` or `auipc`.
pub fn upper(opcode: Opcode, pc: u32, imm: u32) -> u32 {
    match opcode {
        Opcode::Lui => imm,
        Opcode::Auipc => pc.wrapping_add(imm),
        _ => unreachable!("{} is not of the family", opcode.name()),
    }
}

/// Whether a branch is taken.
pub fn branch_taken(opcode: Opcode, a: u32, b: u32) -> bool {
    match opcode {
        Opcode::Beq => a == b,
        Opcode::Bne => a != b,
        Opcode::Blt => (a as i32) < (b as i32),
        Opcode::Bge => (a as i32) >= (b as i32),
        Opcode::Bltu => a < b,
        Opcode::Bgeu => a >= b,
        _ => unreachable!("{} is no branch", opcode.name()),
    }
}

/// Bytes that a load or store moves; its address is a multiple of it.
pub fn width(opcode: Opcode) -> u32 {
    match opcode {
        Opcode::Lb | Opcode::Lbu | Opcode::Sb => 1,
        Opcode::Lh | Opcode::Lhu | Opcode::Sh => 2,
        Opcode::Lw | Opcode::Sw => 4,
        _ => unreachable!("{} does not touch memory", opcode.name()),
    }
}

/// What a load takes out of the aligned word that holds its address.
pub fn load(opcode: Opcode, word: u32, address: u32) -> u32 {
    let shifted = word >> (8 * (address & 3));
    match opcode {
        Opcode::Lb => shifted as i8 as u32,
        Opcode::Lbu => shifted & 0xff,
        Opcode::Lh => shifted as i16 as u32,
        Opcode::Lhu => shifted & 0xffff,
        Opcode::Lw => word,
        _ => unreachable!("{} is no load", opcode.name()),
    }
}

/// The aligned word after a store into it.
pub fn store(opcode: Opcode, word: u32, address: u32, value: u32) -> u32 {
    let shift = 8 * (address & 3);
    let mask = match opcode {
        Opcode::Sb => 0xff,
        Opcode::Sh => 0xffff,
        Opcode::Sw => u32::MAX,
        _ => unreachable!("{} is no store", opcode.name()),
    };
    word & !(mask << shift) | (value & mask) << shift
}
