//! Short programs with a word of constants and one of data, and what becomes of them.

use zkvm::error::{ExecuteError, Fault};
use zkvm::execute::{Outcome, execute, run};
use zkvm::isa::{Instruction, Opcode, encode};
use zkvm::limits::Limits;
use zkvm::program::{Kind, Program, Segment};

use super::{TEXT, exit, instruction, set, words};

/// Address of the constants, of the data, and the first address that nothing reaches.
pub const CONSTANTS: u32 = 0x2_0000;
pub const DATA: u32 = 0x3_0000;
pub const END: u32 = 1 << 30;

/// A program with a word of constants and one of data.
pub fn program(instructions: &[Instruction]) -> Program {
    let segment = |address, kind| Segment { address, kind, words: vec![0x6f6c_6c61] };
    let others = [segment(CONSTANTS, Kind::Constant), segment(DATA, Kind::Data)];
    words(instructions.iter().map(encode).collect(), &others)
}

/// What goes wrong, the same with a record and without.
pub fn error(program: &Program, input: &[u8], limits: Limits) -> ExecuteError {
    let error = run(program, input, limits).expect_err("the run fails");
    assert_eq!(execute(program, input, limits).err(), Some(error.clone()));
    error
}

/// The fault of the last of these instructions.
pub fn fault(instructions: &[Instruction]) -> (Fault, &'static str) {
    let error = error(&program(instructions), &[], Limits::default());
    let last = instructions.last().expect("there are instructions");
    assert_eq!(error.pc, TEXT + 4 * (instructions.len() as u32 - 1), "{error}");
    assert_eq!(error.word, encode(last), "{error}");
    (error.fault.clone(), error.code())
}

/// Instructions that make a system call.
pub fn call(number: u32, a0: u32, a1: u32, a2: u32) -> Vec<Instruction> {
    let registers = [(17, number), (10, a0), (11, a1), (12, a2)];
    let mut made: Vec<_> = registers.into_iter().flat_map(|(r, v)| set(r, v)).collect();
    made.push(instruction(Opcode::Ecall, 0, 0, 0, 0));
    made
}

/// What a program of these calls comes to, with an exit after them.
pub fn outcome(calls: &[Vec<Instruction>], input: &[u8]) -> Outcome {
    let mut instructions = calls.concat();
    instructions.extend(exit());
    run(&program(&instructions), input, Limits::default()).expect("the program exits")
}
