//! The opcode table: name, family, format and encoding of every instruction of RV32IM.

/// Instructions that are proven by the same component.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
#[allow(missing_docs, reason = "the table below lists the members of each")]
pub enum Family {
    AluReg,
    AluImm,
    Bitwise,
    Shift,
    LessThan,
    BranchEqual,
    BranchLess,
    Jal,
    Jalr,
    Upper,
    Load,
    LoadSub,
    Store,
    StoreSub,
    Mul,
    MulHigh,
    DivRem,
    Fence,
    Ecall,
}

impl Family {
    /// How many there are.
    pub const COUNT: usize = 19;

    /// All of them, in order.
    pub const ALL: [Self; Self::COUNT] = [
        Self::AluReg,
        Self::AluImm,
        Self::Bitwise,
        Self::Shift,
        Self::LessThan,
        Self::BranchEqual,
        Self::BranchLess,
        Self::Jal,
        Self::Jalr,
        Self::Upper,
        Self::Load,
        Self::LoadSub,
        Self::Store,
        Self::StoreSub,
        Self::Mul,
        Self::MulHigh,
        Self::DivRem,
        Self::Fence,
        Self::Ecall,
    ];
}

/// Which operands an instruction has, and where they stand in its word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// `rd`, `rs1`, `rs2`.
    Register,
    /// `rd`, `rs1`, 12 bits.
    Immediate,
    /// `rd`, `rs1`, 5 bits.
    Shift,
    /// `rs1`, `rs2`, 12 bits.
    Store,
    /// `rs1`, `rs2`, 12 bits counted in half words.
    Branch,
    /// `rd`, the upper 20 bits.
    Upper,
    /// `rd`, 20 bits counted in half words.
    Jump,
    /// Nothing.
    None,
}

macro_rules! opcodes {
    ($($opcode:ident $name:literal $family:ident $format:ident $mask:literal $bits:literal)*) => {
        /// An instruction of RV32IM. `FENCE.I` counts as `Fence`: memory has one order, and text never changes.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[repr(u8)]
        #[allow(missing_docs, reason = "the mnemonics of the instruction set")]
        pub enum Opcode { $($opcode),* }

        const ROWS: &[Row] = &[$(Row {
            name: $name,
            family: opcodes!(@family $family),
            format: Format::$format,
            mask: $mask,
            bits: $bits,
        }),*];

        impl Opcode {
            /// All of them, in the order of the table.
            pub const ALL: &[Self] = &[$(Self::$opcode),*];
        }
    };
    (@family Trap) => { None };
    (@family $family:ident) => { Some(Family::$family) };
}

struct Row {
    name: &'static str,
    family: Option<Family>,
    format: Format,
    mask: u32,
    bits: u32,
}

// Mask and bits: a word is this instruction if the bits under the mask are these.
opcodes! {
    Add    "add"    AluReg      Register  0xfe00_707f 0x0000_0033
    Sub    "sub"    AluReg      Register  0xfe00_707f 0x4000_0033
    Addi   "addi"   AluImm      Immediate 0x0000_707f 0x0000_0013
    Xor    "xor"    Bitwise     Register  0xfe00_707f 0x0000_4033
    Or     "or"     Bitwise     Register  0xfe00_707f 0x0000_6033
    And    "and"    Bitwise     Register  0xfe00_707f 0x0000_7033
    Xori   "xori"   Bitwise     Immediate 0x0000_707f 0x0000_4013
    Ori    "ori"    Bitwise     Immediate 0x0000_707f 0x0000_6013
    Andi   "andi"   Bitwise     Immediate 0x0000_707f 0x0000_7013
    Sll    "sll"    Shift       Register  0xfe00_707f 0x0000_1033
    Srl    "srl"    Shift       Register  0xfe00_707f 0x0000_5033
    Sra    "sra"    Shift       Register  0xfe00_707f 0x4000_5033
    Slli   "slli"   Shift       Shift     0xfe00_707f 0x0000_1013
    Srli   "srli"   Shift       Shift     0xfe00_707f 0x0000_5013
    Srai   "srai"   Shift       Shift     0xfe00_707f 0x4000_5013
    Slt    "slt"    LessThan    Register  0xfe00_707f 0x0000_2033
    Sltu   "sltu"   LessThan    Register  0xfe00_707f 0x0000_3033
    Slti   "slti"   LessThan    Immediate 0x0000_707f 0x0000_2013
    Sltiu  "sltiu"  LessThan    Immediate 0x0000_707f 0x0000_3013
    Beq    "beq"    BranchEqual Branch    0x0000_707f 0x0000_0063
    Bne    "bne"    BranchEqual Branch    0x0000_707f 0x0000_1063
    Blt    "blt"    BranchLess  Branch    0x0000_707f 0x0000_4063
    Bge    "bge"    BranchLess  Branch    0x0000_707f 0x0000_5063
    Bltu   "bltu"   BranchLess  Branch    0x0000_707f 0x0000_6063
    Bgeu   "bgeu"   BranchLess  Branch    0x0000_707f 0x0000_7063
    Jal    "jal"    Jal         Jump      0x0000_007f 0x0000_006f
    Jalr   "jalr"   Jalr        Immediate 0x0000_707f 0x0000_0067
    Lui    "lui"    Upper       Upper     0x0000_007f 0x0000_0037
    Auipc  "auipc"  Upper       Upper     0x0000_007f 0x0000_0017
    Lw     "lw"     Load        Immediate 0x0000_707f 0x0000_2003
    Lb     "lb"     LoadSub     Immediate 0x0000_707f 0x0000_0003
    Lbu    "lbu"    LoadSub     Immediate 0x0000_707f 0x0000_4003
    Lh     "lh"     LoadSub     Immediate 0x0000_707f 0x0000_1003
    Lhu    "lhu"    LoadSub     Immediate 0x0000_707f 0x0000_5003
    Sw     "sw"     Store       Store     0x0000_707f 0x0000_2023
    Sb     "sb"     StoreSub    Store     0x0000_707f 0x0000_0023
    Sh     "sh"     StoreSub    Store     0x0000_707f 0x0000_1023
    Mul    "mul"    Mul         Register  0xfe00_707f 0x0200_0033
    Mulh   "mulh"   MulHigh     Register  0xfe00_707f 0x0200_1033
    Mulhsu "mulhsu" MulHigh     Register  0xfe00_707f 0x0200_2033
    Mulhu  "mulhu"  MulHigh     Register  0xfe00_707f 0x0200_3033
    Div    "div"    DivRem      Register  0xfe00_707f 0x0200_4033
    Divu   "divu"   DivRem      Register  0xfe00_707f 0x0200_5033
    Rem    "rem"    DivRem      Register  0xfe00_707f 0x0200_6033
    Remu   "remu"   DivRem      Register  0xfe00_707f 0x0200_7033
    Fence  "fence"  Fence       None      0x0000_607f 0x0000_000f
    Ecall  "ecall"  Ecall       None      0xffff_ffff 0x0000_0073
    Ebreak "ebreak" Trap        None      0xffff_ffff 0x0010_0073
}

impl Opcode {
    const fn row(self) -> &'static Row {
        &ROWS[self as usize]
    }

    /// Its mnemonic.
    pub const fn name(self) -> &'static str {
        self.row().name
    }

    /// The family that proves it; none for `Ebreak`, which ends a run with an error.
    pub const fn family(self) -> Option<Family> {
        self.row().family
    }

    /// Its operands.
    pub const fn format(self) -> Format {
        self.row().format
    }

    /// The opcode of a word, if it is one of RV32IM.
    pub(super) fn of(word: u32) -> Option<Self> {
        let index = ROWS.iter().position(|row| word & row.mask == row.bits)?;
        Some(Self::ALL[index])
    }

    /// The bits of the word that say which opcode it is.
    pub(super) const fn bits(self) -> u32 {
        self.row().bits
    }
}
