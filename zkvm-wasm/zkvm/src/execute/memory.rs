//! The memory of a run: words with the clock of their last access, in pages made when first touched.

use super::{Cell, Touched};
use crate::error::Fault;
use crate::limits::ADDRESS_END;
use crate::program::Program;

/// Words in a page.
pub const PAGE_WORDS: usize = 1 << 12;
const PAGE_BYTES: usize = 4 * PAGE_WORDS;
const NO_PAGE: u32 = u32::MAX;
/// Clock of a word that cannot be stored to; no step has it.
const FIXED: u32 = u32::MAX;

type Page = Box<[Cell; PAGE_WORDS]>;

pub(super) struct PagedMemory {
    /// Index in `pages` of each page of the address space.
    table: Vec<u32>,
    /// Pages with their first address, in the order of their first access.
    pages: Vec<(u32, Page)>,
    limit: usize,
}

impl Cell {
    /// Whether this word of memory cannot be stored to.
    pub(super) fn is_fixed(self) -> bool {
        self.clock == FIXED
    }
}

impl PagedMemory {
    pub(super) fn new(program: &Program, limit: usize) -> Result<Self, Fault> {
        let mut memory = Self { table: vec![NO_PAGE; ADDRESS_END as usize / PAGE_BYTES], pages: Vec::new(), limit };
        for &(address, value) in &program.rom {
            let clock = FIXED;
            *memory.cell(address)? = Cell { clock, value };
        }
        for &(address, value) in &program.image {
            *memory.cell(address)? = Cell { clock: 0, value };
        }
        Ok(memory)
    }

    /// The word at an aligned address below 2^30.
    #[inline(always)]
    pub(super) fn cell(&mut self, address: u32) -> Result<&mut Cell, Fault> {
        let number = address as usize / PAGE_BYTES;
        let mut index = self.table[number];
        if index == NO_PAGE {
            index = self.open(number)?;
        }
        let word = address as usize / 4 % PAGE_WORDS;
        Ok(&mut self.pages[index as usize].1[word])
    }

    /// The value of the word at an aligned address below 2^30.
    pub(super) fn peek(&self, address: u32) -> u32 {
        match self.table[address as usize / PAGE_BYTES] {
            NO_PAGE => 0,
            index => self.pages[index as usize].1[address as usize / 4 % PAGE_WORDS].value,
        }
    }

    #[cold]
    fn open(&mut self, number: usize) -> Result<u32, Fault> {
        if self.pages.len() >= self.limit {
            return Err(Fault::TooMuchMemory { limit: self.limit });
        }
        let index = self.pages.len() as u32;
        self.table[number] = index;
        let address = (number * PAGE_BYTES) as u32;
        self.pages.push((address, Box::new([Cell::default(); PAGE_WORDS])));
        Ok(index)
    }

    /// The last state of the words of an image, and of every other word accessed, by address.
    pub(super) fn close(mut self, image: &[(u32, u32)]) -> (Vec<Cell>, Vec<Touched>) {
        let last = image.iter().map(|&(address, _)| match self.cell(address) {
            Ok(cell) => std::mem::take(cell),
            Err(_) => Cell::default(),
        });
        let last = last.collect();
        self.pages.sort_unstable_by_key(|&(address, _)| address);
        let words = self.pages.iter().flat_map(|(first, page)| {
            let addresses = (*first..).step_by(4);
            addresses.zip(page.iter())
        });
        let touched = words.filter(|(_, cell)| cell.clock != 0 && !cell.is_fixed());
        let touched = touched.map(|(address, &last)| Touched { address, last });
        (last, touched.collect())
    }
}
