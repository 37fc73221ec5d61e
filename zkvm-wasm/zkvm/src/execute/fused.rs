//! Runs fused blocks: all steps of a path at once, or none of them.

use std::ops::Range;

use super::machine::{Machine, address, aligned};
use super::*;
use crate::blocks::{Block, Op};
use crate::error::Fault;
use crate::isa::{Family, Format, Instruction, semantics};

/// The blocks of a program by where they start, the longest first.
pub(super) struct Heads {
    /// Of each word of the text: the first of its blocks in `order`, and how many there are.
    at: Vec<(u8, u8)>,
    /// Indices of blocks.
    order: Vec<usize>,
}

impl Heads {
    /// None for a program without blocks.
    pub(super) fn of(program: &Program) -> Option<Self> {
        let blocks = &program.blocks;
        if blocks.is_empty() {
            return None;
        }
        let mut order: Vec<usize> = (0..blocks.len()).collect();
        order.sort_by_key(|&index| (blocks[index].start(), std::cmp::Reverse(blocks[index].steps())));
        let starts: Vec<u32> = order.iter().map(|&index| blocks[index].start()).collect();
        let words = program.text.iter().flat_map(|text| (text.address..).step_by(4).take(text.words.len()));
        let at = words.map(|pc| {
            let first = starts.partition_point(|&start| start < pc);
            let count = starts[first..].iter().take_while(|&&start| start == pc).count();
            (first as u8, count as u8)
        });
        Some(Self { at: at.collect(), order })
    }

    /// Where in `order` the blocks are that start at a word of the text.
    #[inline(always)]
    fn starting_at(&self, instruction: u32) -> Range<usize> {
        let (first, count) = self.at[instruction as usize];
        usize::from(first)..usize::from(first + count)
    }
}

/// Why a block does not stand for what the run does.
struct Elsewhere;

impl From<Fault> for Elsewhere {
    fn from(_: Fault) -> Self {
        Self
    }
}

impl<const RECORD: bool> Machine<'_, RECORD> {
    /// Runs the longest block that starts here and goes where the run does. Gives where it leads, and how many steps it
    /// was.
    #[inline(never)]
    pub(super) fn fused(&mut self, pc: u32, clock: u32, steps_left: u32) -> Option<(u32, u32)> {
        let (instruction, _) = self.code.fetch(pc).ok()?;
        let mut candidates = self.heads.as_ref()?.starting_at(instruction);
        candidates.find_map(|place| self.try_block(place, clock, steps_left))
    }

    fn try_block(&mut self, place: usize, clock: u32, steps_left: u32) -> Option<(u32, u32)> {
        let index = self.heads.as_ref()?.order[place];
        let program = self.program;
        let block = &program.blocks[index];
        if block.steps() > steps_left {
            return None;
        }
        let registers = self.state.registers;
        let gaps = self.state.gaps.len();
        let mut record = std::mem::take(&mut self.blocks[index]);
        let recorded = record.len();
        self.undo.clear();
        let outcome = self.follow(block, clock, &mut record);
        if outcome.is_err() {
            self.vain += u64::from(block.steps());
            self.state.registers = registers;
            self.state.gaps.truncate(gaps);
            record.truncate(recorded);
            while let Some((address, before)) = self.undo.pop() {
                if let Ok(cell) = self.state.memory.cell(address) {
                    *cell = before;
                }
            }
        }
        self.blocks[index] = record;
        let next = outcome.ok()?;
        self.block_counts[index] += 1;
        Some((next, block.steps()))
    }

    fn follow(&mut self, block: &Block, clock: u32, record: &mut Vec<u32>) -> Result<u32, Elsewhere> {
        let mut named = 1u32;
        if RECORD {
            record.push(clock);
        }
        let mut next = block.start();
        for (index, op) in (0..).zip(&block.ops) {
            let is_last = index + 1 == block.steps();
            next = self.follow_step(op, is_last, clock, clock + 4 * index + 2, &mut named, record)?;
        }
        if RECORD {
            // Registers are given back at the end: who goes step by step cannot have what is still on its way.
            for (number, cell) in self.state.registers.iter_mut().enumerate().take(32).skip(1) {
                if named >> number & 1 == 1 {
                    cell.clock = clock + 4 * block.steps() - 1;
                }
            }
        }
        Ok(next)
    }

    /// One step of a block. Registers are taken at the block's first clock, memory is accessed at the step's own.
    #[inline(always)]
    fn follow_step(
        &mut self,
        op: &Op,
        is_last: bool,
        first_clock: u32,
        clock: u32,
        named: &mut u32,
        record: &mut Vec<u32>,
    ) -> Result<u32, Elsewhere> {
        let Op { pc, instruction: Instruction { opcode, rd, rs1, rs2, imm }, choice } = *op;
        let x = self.name(rs1, first_clock, named, record);
        let y = self.name(rs2, first_clock, named, record);
        let mut next = pc.wrapping_add(4);
        let mut result = None;
        match opcode.family() {
            Some(Family::BranchEqual | Family::BranchLess) => {
                let taken = semantics::branch_taken(opcode, x, y);
                if !is_last && taken != choice {
                    return Err(Elsewhere);
                }
                if taken {
                    next = aligned(pc.wrapping_add(imm))?;
                }
            }
            Some(Family::Jal) => {
                result = Some(next);
                next = aligned(pc.wrapping_add(imm))?;
            }
            Some(Family::Jalr) => {
                result = Some(next);
                next = aligned(x.wrapping_add(imm) & !1)?;
            }
            Some(Family::Upper) => result = Some(semantics::upper(opcode, pc, imm)),
            Some(Family::Load | Family::LoadSub) => {
                let address = address(opcode, x, imm)?;
                self.remember(address & !3)?;
                let (memory, access) = self.state.load(address & !3, clock)?;
                if (access == Access::Rom) != choice {
                    return Err(Elsewhere);
                }
                record_memory::<RECORD>(record, &memory, access);
                result = Some(semantics::load(opcode, memory.value, address));
            }
            Some(Family::Store | Family::StoreSub) => {
                let address = address(opcode, x, imm)?;
                self.remember(address & !3)?;
                let memory =
                    self.state.store(address & !3, clock, |word| semantics::store(opcode, word, address, y))?;
                record_memory::<RECORD>(record, &memory, Access::Memory);
            }
            Some(Family::Fence) | None => {}
            Some(_) => {
                let operand = if opcode.format() == Format::Register { y } else { imm };
                result = Some(semantics::alu(opcode, x, operand));
            }
        }
        if rd != 0 {
            self.name(rd, first_clock, named, record);
            if let Some(result) = result {
                self.state.registers[usize::from(rd)].value = result;
            }
        }
        Ok(next)
    }

    /// What a register holds. It is accessed where it is named for the first time.
    #[inline(always)]
    fn name(&mut self, number: u8, clock: u32, named: &mut u32, record: &mut Vec<u32>) -> u32 {
        if *named >> number & 1 == 0 {
            *named |= 1 << number;
            let read = self.state.read(number, clock);
            if RECORD {
                record.extend([read.previous_clock, read.value]);
            }
        }
        self.state.registers[usize::from(number)].value
    }

    /// Keeps the state of a word for the case that the run goes elsewhere.
    fn remember(&mut self, address: u32) -> Result<(), Fault> {
        let cell = *self.state.memory.cell(address)?;
        self.undo.push((address, cell));
        Ok(())
    }
}

fn record_memory<const RECORD: bool>(record: &mut Vec<u32>, memory: &Memory, access: Access) {
    if RECORD && access == Access::Memory {
        record.push(memory.previous_clock);
    }
    if RECORD {
        record.push(memory.previous);
    }
}
