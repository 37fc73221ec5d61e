//! System calls move exactly the bytes they should, and a run starts from a known state.

mod programs;

use programs::short::{CONSTANTS, DATA, END, call, fault, outcome, program};
use programs::{TEXT, instruction, set};
use zkvm::error::Fault;
use zkvm::execute::{INITIAL_SP, run};
use zkvm::isa::{Opcode, encode};
use zkvm::limits::Limits;

#[test]
fn constants_and_text_can_be_loaded_and_written_out() {
    let load = |address| {
        let load = instruction(Opcode::Lw, 10, 5, 0, 0);
        [&set(5, address)[..], &[load]].concat()
    };
    assert_eq!(outcome(&[load(CONSTANTS)], &[]).exit_code, 0x6f6c_6c61);
    assert_eq!(outcome(&[load(DATA)], &[]).exit_code, 0x6f6c_6c61);
    assert_eq!(outcome(&[load(TEXT)], &[]).exit_code, encode(&set(5, TEXT)[0]));
    assert_eq!(outcome(&[call(64, 1, CONSTANTS + 1, 2)], &[]).output, b"ll");
}

#[test]
fn calls_that_are_not_there_are_refused() {
    for (number, argument) in [(0, 0), (57, 3), (63, 1), (63, 3), (64, 0), (64, 3), (214, 0)] {
        let expected = (Fault::UnknownEcall { number, argument }, "unknown_ecall");
        assert_eq!(fault(&call(number, argument, DATA, 4)), expected);
    }
}

#[test]
fn buffers_end_below_the_end() {
    for (number, argument) in [(63, 0), (64, 1)] {
        for (address, length) in [(END, 0), (END, 1), (END - 1, 2), (u32::MAX, 0), (u32::MAX, 2), (4, u32::MAX - 3)] {
            let made = call(number, argument, address, length);
            let input = vec![0; 16];
            let result = run(&program(&made), &input, Limits::default());
            let moved = if number == 63 { length.min(16) } else { length };
            if address < END && u64::from(address) + u64::from(moved) <= u64::from(END) {
                continue;
            }
            let fault = result.expect_err("the run fails").fault;
            assert_eq!(fault, Fault::OutOfRange { address, length: moved });
        }
    }
}

#[test]
fn a_read_gives_what_fits_or_is_left() {
    let read = |length| call(63, 0, DATA, length);
    let keep = |register| vec![instruction(Opcode::Addi, register, 10, 0, 0)];
    let sum = vec![
        instruction(Opcode::Slli, 20, 20, 0, 8),
        instruction(Opcode::Slli, 19, 19, 0, 4),
        instruction(Opcode::Add, 10, 20, 19, 0),
        instruction(Opcode::Add, 10, 10, 18, 0),
    ];
    let steps = [read(3), keep(20), read(9), keep(19), read(9), keep(18), sum];
    let outcome = outcome(&steps, b"seven b");
    assert_eq!((outcome.exit_code, outcome.input_position), (0x340, 7));
}

#[test]
fn the_log_is_cut_and_not_part_of_the_output() {
    let log = outcome(&[call(64, 2, DATA, 4), call(64, 2, DATA + 1, 2)], &[]);
    assert_eq!((&log.output[..], &log.log[..]), (&[][..], &b"alloll"[..]));
    let log = outcome(&[call(64, 2, DATA, 1 << 29)], &[]);
    assert_eq!((log.exit_code, log.log.len()), (1 << 29, 1 << 16));
}

#[test]
fn no_log_ends_a_run() {
    for (address, length, kept) in [(END, 1, 0), (END - 1, 2, 1), (u32::MAX, u32::MAX, 0), (END - 4, u32::MAX, 4)] {
        let log = outcome(&[call(64, 2, address, length)], &[]);
        assert_eq!((log.exit_code, log.log.len()), (length, kept), "{length} bytes at {address:#x}");
    }
}

#[test]
fn a_run_starts_with_zeros_and_a_stack() {
    let load = |offset| instruction(Opcode::Lw, 10, 2, 0, offset);
    for offset in (0..0x100).step_by(4) {
        assert_eq!(outcome(&[vec![load(offset)]], &[]).exit_code, 0);
    }
    let stack = vec![instruction(Opcode::Addi, 10, 2, 0, 0)];
    assert_eq!(outcome(&[stack], &[]).exit_code, INITIAL_SP);
    for register in (1..32).filter(|&register| register != 2) {
        let value = vec![instruction(Opcode::Addi, 10, register, 0, 0)];
        assert_eq!(outcome(&[value], &[]).exit_code, 0);
    }
    let zero = vec![instruction(Opcode::Addi, 0, 2, 0, 0), instruction(Opcode::Addi, 10, 0, 0, 0)];
    assert_eq!(outcome(&[zero], &[]).exit_code, 0);
}
