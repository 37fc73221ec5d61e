//! Operations: what the program's table says of an instruction, in the form that its component wants.

use stwo::core::fields::m31::{BaseField, P};

use crate::execute::SINK;
use crate::isa::{Family, Format, Instruction, Opcode, Short};

/// An instruction as a tuple of the program relation, without its pc.
///
/// | family | constants |
/// |---|---|
/// | register operand | none |
/// | immediate operand, shift amount | low and high half of the immediate |
/// | branches | the target |
/// | `lui`, `auipc`, `jal`, `addi` with `x0` | low and high half of what is written, the next pc |
/// | `jalr` | the offset, as a field element, and the halves of the link |
/// | loads, stores | the offset, as a field element |
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Encoded {
    /// Number of the operation; 0 is no operation.
    pub operation: BaseField,
    /// Number of the register written; the sink for `x0`.
    pub rd: BaseField,
    /// Register of the first operand.
    pub rs1: BaseField,
    /// Register of the second operand.
    pub rs2: BaseField,
    /// See the table.
    pub constants: [BaseField; 3],
}

/// The first number of an operation. The others are below twice as much: so no sum of two or more is one.
const FIRST: u32 = 64;

/// Numbers of the operations that only short instructions are.
const SHORT: [Operation; 3] = [Operation::Move, Operation::BranchIfZero, Operation::BranchUnlessZero];

/// What a row does, as programs and components agree on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// What an opcode says.
    Of(Opcode),
    /// A register into another.
    Move,
    /// `beq` with `x0`.
    BranchIfZero,
    /// `bne` with `x0`.
    BranchUnlessZero,
}

impl Operation {
    /// All numbers that there are.
    pub fn numbers() -> impl Iterator<Item = u32> {
        let opcodes = Opcode::ALL.iter().map(|&opcode| number(opcode));
        opcodes.chain(SHORT.into_iter().map(Self::number))
    }

    /// Its number.
    pub const fn number(self) -> u32 {
        match self {
            Self::Of(opcode) => number(opcode),
            Self::Move => FIRST + Opcode::ALL.len() as u32,
            Self::BranchIfZero => FIRST + Opcode::ALL.len() as u32 + 1,
            Self::BranchUnlessZero => FIRST + Opcode::ALL.len() as u32 + 2,
        }
    }

    const fn of(instruction: &Instruction) -> Self {
        match (instruction.short(), instruction.opcode) {
            (Some(Short::Constant), _) => Self::Of(Opcode::Lui),
            (Some(Short::Move), _) => Self::Move,
            (Some(Short::BranchZero), Opcode::Beq) => Self::BranchIfZero,
            (Some(Short::BranchZero), _) => Self::BranchUnlessZero,
            (None, opcode) => Self::Of(opcode),
        }
    }
}

/// The number of an operation. `lui` stands for `auipc` and `jal` too: all three write a constant and go to a fixed
/// place.
pub const fn number(opcode: Opcode) -> u32 {
    match opcode {
        Opcode::Auipc | Opcode::Jal => number(Opcode::Lui),
        _ => FIRST + opcode as u32,
    }
}

const _: () = assert!(Opcode::ALL.len() + SHORT.len() <= FIRST as usize, "a sum of two numbers would be one");

impl Encoded {
    /// The tuple of an instruction.
    pub fn new(pc: u32, instruction: &Instruction) -> Self {
        let Instruction { opcode, rd, rs1, rs2, imm } = *instruction;
        let number_of = |value: u32| BaseField::from(value);
        let halves = |value: u32| [number_of(value & 0xffff), number_of(value >> 16)];
        let zero = BaseField::from(0);
        let written = if rd == 0 { SINK } else { rd };
        let mut encoded = Self {
            operation: number_of(Operation::of(instruction).number()),
            rd: number_of(written.into()),
            rs1: number_of(rs1.into()),
            rs2: number_of(rs2.into()),
            constants: [zero; 3],
        };
        let [link_low, link_high] = halves(pc.wrapping_add(4));
        let writing = |value: u32, next: u32| {
            let [low, high] = halves(value);
            [low, high, number_of(next)]
        };
        match opcode.family() {
            Some(Family::AluImm) if instruction.short() == Some(Short::Constant) => {
                encoded.constants = writing(imm, pc + 4);
            }
            Some(Family::Upper) => {
                let value = if opcode == Opcode::Lui { imm } else { pc.wrapping_add(imm) };
                encoded.constants = writing(value, pc + 4);
            }
            Some(Family::Jal) => {
                encoded.constants = writing(pc.wrapping_add(4), in_range(pc.wrapping_add(imm)));
            }
            Some(Family::Jalr) => {
                encoded.constants = [signed(imm), link_low, link_high];
            }
            Some(Family::BranchEqual | Family::BranchLess) => {
                encoded.rd = zero;
                encoded.constants[0] = number_of(in_range(pc.wrapping_add(imm)));
            }
            Some(Family::Load | Family::LoadSub) => encoded.constants[0] = signed(imm),
            Some(Family::Store | Family::StoreSub) => {
                encoded.rd = zero;
                encoded.constants[0] = signed(imm);
            }
            Some(Family::Fence | Family::Ecall) | None => {
                encoded = Self { operation: encoded.operation, ..Self::default() };
            }
            Some(_) if opcode.format() != Format::Register => {
                let [low, high] = halves(imm);
                encoded.constants = [low, high, zero];
            }
            Some(_) => {}
        }
        encoded
    }
}

/// A target as a field element; one that nothing can reach where it is not below 2^30.
pub const fn in_range(target: u32) -> u32 {
    if target < 1 << 30 { target } else { P - 1 }
}

/// A number between −2^11 and 2^11 as a field element.
pub fn signed(value: u32) -> BaseField {
    let value = value as i32;
    if value < 0 { -BaseField::from(value.unsigned_abs()) } else { BaseField::from(value as u32) }
}
