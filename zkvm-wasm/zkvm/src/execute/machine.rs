//! The machine: the loop that runs one instruction after the other.

use super::code::Code;
use super::fused::Heads;
use super::state::State;
use super::*;
use crate::error::Fault;
use crate::heap;
use crate::isa::{Family, Format, Instruction, Opcode, semantics};
use crate::limits::{ADDRESS_END, INPUT_BYTES};

/// A run. Without `RECORD` it keeps no steps, and counts those of each family instead.
pub(super) struct Machine<'a, const RECORD: bool> {
    pub(super) program: &'a Program,
    pub(super) code: Code,
    pub(super) heads: Option<Heads>,
    /// Steps of blocks that were tried in vain.
    pub(super) vain: u64,
    /// Words that the block at hand accessed, with their state before.
    pub(super) undo: Vec<(u32, Cell)>,
    pub(super) state: State<RECORD>,
    pub(super) input: &'a [u8],
    pub(super) limits: Limits,
    steps: [Vec<Step>; Family::COUNT],
    /// Steps of each family, where they are not recorded.
    pub(super) counts: [usize; Family::COUNT],
    /// What is recorded of each block.
    pub(super) blocks: Vec<Vec<u32>>,
    /// How often each block was run.
    pub(super) block_counts: Vec<usize>,
    pub(super) ecalls: Vec<EcallStep>,
    pub(super) input_transfers: Vec<Transfer>,
    pub(super) output_transfers: Vec<Transfer>,
    pub(super) outcome: Outcome,
}

/// Steps of blocks that are tried in vain before a run goes on without blocks: this many, and eight for each of its own.
const MOST_IN_VAIN: u64 = 1 << 16;

/// Where a step leads.
pub(super) enum Next {
    /// To this address.
    Pc(u32),
    /// Nowhere: this is the exit code.
    Exit(u32),
}

impl<'a, const RECORD: bool> Machine<'a, RECORD> {
    pub(super) fn new(program: &'a Program, input: &'a [u8], limits: Limits) -> Result<Self, ExecuteError> {
        let at_entry = |fault| error(program, program.entry, fault);
        let limit = limits.input.min(INPUT_BYTES);
        if input.len() > limit {
            return Err(at_entry(Fault::InputTooLarge { limit }));
        }
        Ok(Self {
            program,
            code: Code::new(program),
            heads: Heads::of(program),
            vain: 0,
            undo: Vec::new(),
            state: State::new(program, limits.pages).map_err(at_entry)?,
            input,
            limits,
            steps: Default::default(),
            counts: [0; Family::COUNT],
            blocks: vec![Vec::new(); program.blocks.len()],
            block_counts: vec![0; program.blocks.len()],
            ecalls: Vec::new(),
            input_transfers: Vec::new(),
            output_transfers: Vec::new(),
            outcome: Outcome::default(),
        })
    }

    /// Makes room for the steps that another run of the same program counted.
    pub(super) fn reserve(&mut self, counted: &Machine<false>) {
        heap::grow_to(heap::size() + counted.counts.iter().sum::<usize>() * size_of::<Step>());
        for (steps, &count) in self.steps.iter_mut().zip(&counted.counts) {
            steps.reserve_exact(count);
        }
        for ((record, block), count) in self.blocks.iter_mut().zip(&self.program.blocks).zip(&counted.block_counts) {
            // And for one that is tried in vain.
            record.reserve_exact(block.record_length() * (count + 1));
        }
    }

    /// Runs to the exit.
    pub(super) fn run(&mut self) -> Result<(), ExecuteError> {
        let mut pc = self.program.entry;
        let mut cycle = 0;
        while cycle < self.limits.cycles {
            if self.heads.is_some()
                && let Some((next, steps)) = self.fused(pc, 4 * (cycle + 1), self.limits.cycles - cycle)
            {
                pc = next;
                cycle += steps;
                continue;
            }
            cycle += 1;
            if self.vain > MOST_IN_VAIN + 8 * u64::from(cycle) {
                self.heads = None;
            }
            match self.step(pc, 4 * cycle) {
                Ok(Next::Pc(next)) => pc = next,
                Ok(Next::Exit(code)) => {
                    self.outcome.exit_code = code;
                    self.outcome.cycles = cycle.into();
                    return Ok(());
                }
                Err(fault) => return Err(error(self.program, pc, fault)),
            }
        }
        let limit = self.limits.cycles;
        Err(error(self.program, pc, Fault::TooManyCycles { limit }))
    }

    #[inline(always)]
    fn step(&mut self, pc: u32, clock: u32) -> Result<Next, Fault> {
        let (index, instruction) = self.code.fetch(pc)?;
        let Instruction { opcode, rd, rs1, rs2, imm } = instruction;
        let family = opcode.family().ok_or(Fault::Breakpoint)?;
        let state = &mut self.state;
        let mut step = Step { instruction: index, pc, next_pc: pc.wrapping_add(4), clock, ..Step::default() };
        match family {
            // Constants and comparisons with zero do without `x0`: see `Short`.
            Family::AluImm => {
                if rs1 != 0 {
                    step.rs1 = state.read(rs1, clock);
                }
                step.rd = state.write(rd, clock + 3, step.rs1.value.wrapping_add(imm));
            }
            Family::AluReg
            | Family::Bitwise
            | Family::Shift
            | Family::LessThan
            | Family::Mul
            | Family::MulHigh
            | Family::DivRem => {
                step.rs1 = state.read(rs1, clock);
                let mut operand = imm;
                if opcode.format() == Format::Register {
                    step.rs2 = state.read(rs2, clock + 1);
                    operand = step.rs2.value;
                }
                let result = semantics::alu(opcode, step.rs1.value, operand);
                step.rd = state.write(rd, clock + 3, result);
            }
            Family::BranchEqual | Family::BranchLess => {
                step.rs1 = state.read(rs1, clock);
                if rs2 != 0 || family == Family::BranchLess {
                    step.rs2 = state.read(rs2, clock + 1);
                }
                if semantics::branch_taken(opcode, step.rs1.value, step.rs2.value) {
                    step.next_pc = aligned(pc.wrapping_add(imm))?;
                }
            }
            Family::Jal => {
                step.rd = state.write(rd, clock + 3, step.next_pc);
                step.next_pc = aligned(pc.wrapping_add(imm))?;
            }
            Family::Jalr => {
                step.rs1 = state.read(rs1, clock);
                step.rd = state.write(rd, clock + 3, step.next_pc);
                step.next_pc = aligned(step.rs1.value.wrapping_add(imm) & !1)?;
            }
            Family::Upper => {
                let result = semantics::upper(opcode, pc, imm);
                step.rd = state.write(rd, clock + 3, result);
            }
            Family::Load | Family::LoadSub => {
                step.rs1 = state.read(rs1, clock);
                let address = address(opcode, step.rs1.value, imm)?;
                (step.memory, step.access) = state.load(address & !3, clock + 2)?;
                let result = semantics::load(opcode, step.memory.value, address);
                step.rd = state.write(rd, clock + 3, result);
            }
            Family::Store | Family::StoreSub => {
                step.rs1 = state.read(rs1, clock);
                step.rs2 = state.read(rs2, clock + 1);
                let address = address(opcode, step.rs1.value, imm)?;
                let value = step.rs2.value;
                step.memory =
                    state.store(address & !3, clock + 2, |word| semantics::store(opcode, word, address, value))?;
            }
            Family::Fence => {}
            Family::Ecall => return self.ecall(index, pc, clock),
        }
        if RECORD {
            self.steps[family as usize].push(step);
        } else {
            self.counts[family as usize] += 1;
        }
        Ok(Next::Pc(step.next_pc))
    }

    /// The record of the run.
    pub(super) fn execution(self) -> Execution {
        let (image, touched) = self.state.memory.close(&self.program.image);
        Execution {
            steps: self.steps,
            ecalls: self.ecalls,
            input_transfers: self.input_transfers,
            output_transfers: self.output_transfers,
            gaps: self.state.gaps,
            registers: self.state.registers,
            image,
            touched,
            blocks: self.blocks,
            outcome: self.outcome,
        }
    }
}

pub(super) fn aligned(target: u32) -> Result<u32, Fault> {
    match target.is_multiple_of(4) {
        true => Ok(target),
        false => Err(Fault::MisalignedJump { target }),
    }
}

/// The address of a load or store, checked.
#[inline(always)]
pub(super) fn address(opcode: Opcode, base: u32, imm: u32) -> Result<u32, Fault> {
    let address = base.wrapping_add(imm);
    let length = semantics::width(opcode);
    if !address.is_multiple_of(length) {
        return Err(Fault::MisalignedAccess { address });
    }
    match address < ADDRESS_END {
        true => Ok(address),
        false => Err(Fault::OutOfRange { address, length }),
    }
}

#[cold]
fn error(program: &Program, pc: u32, fault: Fault) -> ExecuteError {
    let word = program.rom.binary_search_by_key(&pc, |&(address, _)| address);
    let word = word.map_or(0, |index| program.rom[index].1);
    ExecuteError { pc, word, fault }
}
