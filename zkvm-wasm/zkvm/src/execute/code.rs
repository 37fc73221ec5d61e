//! The text of a program, decoded once.

use crate::error::Fault;
use crate::isa::Instruction;
use crate::program::Program;

/// Decoded instructions, and the segment that the run is in.
pub(super) struct Code {
    instructions: Vec<Option<Instruction>>,
    segments: Vec<Segment>,
    current: Segment,
}

#[derive(Clone, Copy)]
struct Segment {
    address: u32,
    first: u32,
    length: u32,
}

impl Segment {
    fn index(&self, pc: u32) -> Option<u32> {
        let offset = pc.wrapping_sub(self.address) / 4;
        (offset < self.length).then_some(self.first + offset)
    }
}

impl Code {
    pub(super) fn new(program: &Program) -> Self {
        let mut first = 0;
        let segments = program.text.iter().map(|text| {
            let address = text.address;
            let length = text.words.len() as u32;
            first += length;
            Segment { address, first: first - length, length }
        });
        let instructions = program.instructions().into_iter();
        Self {
            instructions: instructions.map(|(_, instruction)| instruction).collect(),
            segments: segments.collect(),
            current: Segment { address: 0, first: 0, length: 0 },
        }
    }

    /// The instruction at an aligned address, and its index.
    #[inline(always)]
    pub(super) fn fetch(&mut self, pc: u32) -> Result<(u32, Instruction), Fault> {
        let index = match self.current.index(pc) {
            Some(index) => index,
            None => self.change_segment(pc)?,
        };
        let instruction = self.instructions[index as usize];
        Ok((index, instruction.ok_or(Fault::IllegalInstruction)?))
    }

    #[cold]
    fn change_segment(&mut self, pc: u32) -> Result<u32, Fault> {
        let segment = self.segments.iter().find(|s| s.index(pc).is_some());
        self.current = *segment.ok_or(Fault::PcOutsideText)?;
        self.current.index(pc).ok_or(Fault::PcOutsideText)
    }
}
