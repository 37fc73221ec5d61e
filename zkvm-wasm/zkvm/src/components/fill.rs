//! Which rows of a run belong to which component, and how they are filled.

use std::borrow::Cow;
use std::sync::Arc;

use super::boundary::{Link, links};
use super::executed::Executed;
use super::load::Source;
use super::operation::Encoded;
use super::{Kind, alu, bitwise, block, boundary, branch, constant, divide, ecall, jalr, less_than, load, multiply};
use super::{shift, store, transfer};
use crate::air::{Row, Trace};
use crate::blocks::Block;
use crate::execute::{Access, Cell, EcallStep, Execution, Gap, Step, Transfer};
use crate::gadgets::step::Operand;
use crate::isa::{Family, Instruction};
use crate::key::Facts;

/// The rows of a component.
pub enum Rows<'a> {
    /// Steps that are its own.
    Steps(Vec<&'a Step>),
    /// System calls.
    Ecalls(&'a [EcallStep]),
    /// Runs of a fused block: what was recorded of each.
    Fused(&'a Arc<Block>, &'a [u32]),
    /// Words of buffers.
    Transfers(Cow<'a, [Transfer]>),
    /// Words touched.
    Links(Vec<Link>),
    /// Clock gaps.
    Gaps(&'a [Gap]),
    /// A table: its rows are counted, not filled.
    Table,
}

impl<'a> Rows<'a> {
    /// The rows that a component has in a run.
    pub fn of(kind: Kind, execution: &'a Execution, code: &Code, facts: &'a Facts) -> Self {
        let family = |family| Self::Steps(execution.steps(family).iter().collect());
        let of_kind = |families: &[Family]| {
            let steps = families.iter().flat_map(|&family| execution.steps(family));
            let own = |step: &&Step| code.instruction(step).and_then(Kind::of_step) == Some(kind);
            Self::Steps(steps.filter(own).collect())
        };
        let from =
            |family, access| Self::Steps(execution.steps(family).iter().filter(|step| step.access == access).collect());
        let transfers = |access| {
            let transfers = execution.output_transfers.iter();
            Self::Transfers(transfers.filter(|transfer| transfer.access == access).copied().collect())
        };
        match kind {
            Kind::AluReg => family(Family::AluReg),
            Kind::AluImm | Kind::Move => of_kind(&[Family::AluImm]),
            Kind::BitwiseReg | Kind::BitwiseImm => of_kind(&[Family::Bitwise]),
            Kind::ShiftReg | Kind::ShiftImm => of_kind(&[Family::Shift]),
            Kind::LessThanReg | Kind::LessThanImm => of_kind(&[Family::LessThan]),
            Kind::BranchEqual | Kind::BranchZero => of_kind(&[Family::BranchEqual]),
            Kind::BranchLess => family(Family::BranchLess),
            Kind::Constant => of_kind(&[Family::Upper, Family::Jal, Family::AluImm]),
            Kind::Fence => family(Family::Fence),
            Kind::Jalr => family(Family::Jalr),
            Kind::Load => from(Family::Load, Access::Memory),
            Kind::LoadRom => from(Family::Load, Access::Rom),
            Kind::LoadPart => from(Family::LoadSub, Access::Memory),
            Kind::LoadPartRom => from(Family::LoadSub, Access::Rom),
            Kind::Store => family(Family::Store),
            Kind::StorePart => family(Family::StoreSub),
            Kind::Multiply => family(Family::Mul),
            Kind::MultiplyHigh => family(Family::MulHigh),
            Kind::Divide => family(Family::DivRem),
            Kind::Ecall => Self::Ecalls(&execution.ecalls),
            Kind::InputWord => Self::Transfers(Cow::Borrowed(&execution.input_transfers)),
            Kind::OutputWord => transfers(Access::Memory),
            Kind::OutputWordRom => transfers(Access::Rom),
            Kind::TouchedWord => Self::Links(links(&execution.touched, &facts.runs)),
            Kind::ClockGap => Self::Gaps(&execution.gaps),
            Kind::Block(index) => Self::Fused(&facts.blocks[usize::from(index)], &execution.blocks[usize::from(index)]),
            _ => Self::Table,
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        match self {
            Self::Steps(rows) => rows.len(),
            Self::Ecalls(rows) => rows.len(),
            Self::Fused(block, record) => record.len() / block.record_length(),
            Self::Transfers(rows) => rows.len(),
            Self::Links(rows) => rows.len(),
            Self::Gaps(rows) => rows.len(),
            Self::Table => 0,
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Fills an instance of the component with some of them.
    pub fn fill(&self, kind: Kind, range: std::ops::Range<usize>, code: &Code, input_length: u32, trace: &mut Trace) {
        match self {
            Self::Steps(steps) => fill_steps(kind, &steps[range], code, trace),
            Self::Ecalls(rows) => {
                let air = ecall::Ecall { input_length };
                trace.fill(&rows[range], |step, row| air.fill(step, row));
            }
            Self::Fused(block, record) => {
                let length = block.record_length();
                let records: Vec<&[u32]> = record[length * range.start..length * range.end].chunks(length).collect();
                let air = block::Fused(Arc::clone(block));
                trace.fill(&records, |record, row| air.fill(record, row));
            }
            Self::Transfers(rows) => {
                let rows = &rows[range];
                match kind {
                    Kind::InputWord => trace.fill(rows, |word, row| transfer::InputWord.fill(word, row)),
                    Kind::OutputWord => {
                        trace.fill(rows, |word, row| transfer::OutputWord(Source::Memory).fill(word, row));
                    }
                    _ => trace.fill(rows, |word, row| transfer::OutputWord(Source::Rom).fill(word, row)),
                }
            }
            Self::Links(links) => trace.fill(&links[range], |link, row| boundary::TouchedWord.fill(link, row)),
            Self::Gaps(gaps) => trace.fill(&gaps[range], |gap, row| boundary::ClockGap.fill(gap, row)),
            Self::Table => {}
        }
    }
}

/// The instructions of a program, as they are and as its table has them.
pub struct Code {
    /// By address.
    pub instructions: Vec<(u32, Option<Instruction>)>,
    /// In the same order.
    pub encoded: Vec<Encoded>,
}

impl Code {
    /// Encodes instructions. Words that are none become operation 0, which nobody does.
    pub fn new(instructions: Vec<(u32, Option<Instruction>)>) -> Self {
        let encoded = instructions.iter().map(|(pc, instruction)| {
            let encode = |instruction| Encoded::new(*pc, instruction);
            instruction.as_ref().map(encode).unwrap_or_default()
        });
        Self { encoded: encoded.collect(), instructions }
    }

    /// The instruction of a step.
    pub fn instruction(&self, step: &Step) -> Option<&Instruction> {
        self.instructions.get(step.instruction as usize)?.1.as_ref()
    }
}

fn fill_steps(kind: Kind, steps: &[&Step], code: &Code, trace: &mut Trace) {
    let fill = |fill: &dyn Fn(Executed, &mut Row), trace: &mut Trace| {
        trace.fill(steps, |step, row| {
            let instruction = code.instruction(step).expect("a step has an instruction");
            let encoded = &code.encoded[step.instruction as usize];
            fill(Executed { step, instruction, encoded }, row);
        });
    };
    macro_rules! by {
        ($air:expr) => {
            fill(&|executed, row| $air.fill(executed, row), trace)
        };
    }
    match kind {
        Kind::AluReg => by!(alu::AluReg),
        Kind::AluImm => by!(alu::AluImm),
        Kind::Move => by!(alu::Move),
        Kind::BitwiseReg => by!(bitwise::Bitwise(Operand::Register)),
        Kind::BitwiseImm => by!(bitwise::Bitwise(Operand::Immediate)),
        Kind::ShiftReg => by!(shift::Shift(Operand::Register)),
        Kind::ShiftImm => by!(shift::Shift(Operand::Immediate)),
        Kind::LessThanReg => by!(less_than::LessThan(Operand::Register)),
        Kind::LessThanImm => by!(less_than::LessThan(Operand::Immediate)),
        Kind::BranchEqual => by!(branch::BranchEqual),
        Kind::BranchZero => by!(branch::BranchZero),
        Kind::BranchLess => by!(branch::BranchLess),
        Kind::Constant => by!(constant::Constant),
        Kind::Fence => by!(constant::Fence),
        Kind::Jalr => by!(jalr::Jalr),
        Kind::Load => by!(load::Load(Source::Memory)),
        Kind::LoadRom => by!(load::Load(Source::Rom)),
        Kind::LoadPart => by!(load::LoadPart(Source::Memory)),
        Kind::LoadPartRom => by!(load::LoadPart(Source::Rom)),
        Kind::Store => by!(store::Store),
        Kind::StorePart => by!(store::StorePart),
        Kind::Multiply => by!(multiply::Multiply),
        Kind::MultiplyHigh => by!(multiply::MultiplyHigh),
        Kind::Divide => by!(divide::Divide),
        _ => unreachable!("a component without steps"),
    }
}

/// Fills the closing states of registers and image, so many places to a row, place `row + i·height` in fold `i`.
pub fn fill_image(places: &[Cell], folds: usize, trace: &mut Trace) {
    let height = 1 << trace.log_size;
    let rows: Vec<Vec<Cell>> = (0..height)
        .map(|row| (0..folds).map(|fold| places.get(row + fold * height).copied().unwrap_or_default()).collect())
        .collect();
    let air = boundary::Image { folds };
    trace.fill(&rows, |places, row| air.fill(places, row));
}
