//! What a program may not do ends its run with an error that names the rule, the place and the instruction.

mod programs;

use programs::short::{CONSTANTS, DATA, END, call, error, fault, program};
use programs::{TEXT, assemble, exit, instruction, set, words};
use zkvm::error::{ExecuteError, Fault};
use zkvm::execute::{execute, run};
use zkvm::isa::{Instruction, Opcode};
use zkvm::limits::{CYCLES, Limits};

#[test]
fn a_reserved_word_is_an_illegal_instruction() {
    for word in [0, u32::MAX, 0xc000_1073, 0x0000_0013 | 1 << 25 | 1 << 12, 0x3020_0073] {
        let error = error(&words(vec![word], &[]), &[], Limits::default());
        let expected = ExecuteError { pc: TEXT, word, fault: Fault::IllegalInstruction };
        assert_eq!((error.code(), &error), ("illegal_instruction", &expected));
    }
}

#[test]
fn ebreak_is_a_breakpoint() {
    let ebreak = instruction(Opcode::Ebreak, 0, 0, 0, 0);
    assert_eq!(fault(&[ebreak]), (Fault::Breakpoint, "breakpoint"));
}

#[test]
fn loads_and_stores_are_aligned_to_their_width() {
    let cases = [
        (Opcode::Lw, &[1, 2, 3][..]),
        (Opcode::Sw, &[1, 2, 3]),
        (Opcode::Lh, &[1, 3]),
        (Opcode::Lhu, &[1, 3]),
        (Opcode::Sh, &[1, 3]),
    ];
    for (opcode, offsets) in cases {
        for &offset in offsets {
            let access = instruction(opcode, 6, 5, 6, offset);
            let fault = fault(&[&set(5, DATA)[..], &[access]].concat());
            let address = DATA + offset as u32;
            assert_eq!(fault, (Fault::MisalignedAccess { address }, "misaligned"));
        }
    }
}

#[test]
fn jumps_and_taken_branches_go_to_words() {
    let target = TEXT + 2;
    let jump = (Fault::MisalignedJump { target }, "misaligned");
    assert_eq!(fault(&[instruction(Opcode::Jal, 1, 0, 0, 2)]), jump);
    assert_eq!(fault(&[instruction(Opcode::Beq, 0, 0, 0, 2)]), jump);
    let register = instruction(Opcode::Jalr, 1, 5, 0, 3);
    assert_eq!(fault(&[&set(5, TEXT)[..], &[register]].concat()), jump);
}

#[test]
fn a_branch_not_taken_may_point_anywhere() {
    let branch = instruction(Opcode::Bne, 0, 0, 0, 2);
    assert!(run(&assemble(&[&[branch][..], &exit()].concat()), &[], Limits::default()).is_ok());
}

#[test]
fn the_lowest_bit_of_a_register_jump_is_dropped() {
    let skip = [instruction(Opcode::Jalr, 1, 5, 0, 17), instruction(Opcode::Ebreak, 0, 0, 0, 0)];
    let program = assemble(&[&set(5, TEXT)[..], &skip, &exit()].concat());
    assert!(run(&program, &[], Limits::default()).is_ok());
}

#[test]
fn the_next_instruction_is_in_the_text() {
    let outside = |instructions: &[Instruction], pc| {
        let error = error(&program(instructions), &[], Limits::default());
        let expected = ExecuteError { pc, word: error.word, fault: Fault::PcOutsideText };
        assert_eq!((error.code(), &error), ("out_of_range", &expected));
    };
    outside(&[instruction(Opcode::Fence, 0, 0, 0, 0)], TEXT + 4);
    outside(&[instruction(Opcode::Jal, 0, 0, 0, -4)], TEXT - 4);
    outside(&[&set(5, CONSTANTS)[..], &[instruction(Opcode::Jalr, 0, 5, 0, 0)]].concat(), CONSTANTS);
    outside(&[&set(5, END)[..], &[instruction(Opcode::Jalr, 0, 5, 0, 0)]].concat(), END);
    outside(&[instruction(Opcode::Jalr, 0, 0, 0, -4)], u32::MAX - 3);
}

#[test]
fn addresses_are_below_the_end() {
    for address in [END, u32::MAX - 3, 1 << 31] {
        for (opcode, length) in [(Opcode::Lw, 4), (Opcode::Sw, 4), (Opcode::Lbu, 1), (Opcode::Sh, 2)] {
            let access = instruction(opcode, 6, 5, 6, 0);
            let fault = fault(&[&set(5, address)[..], &[access]].concat());
            assert_eq!(fault, (Fault::OutOfRange { address, length }, "out_of_range"));
        }
    }
    let last = instruction(Opcode::Sw, 0, 5, 5, -4);
    let program = program(&[&set(5, END)[..], &[last], &exit()].concat());
    assert!(run(&program, &[], Limits::default()).is_ok());
}

#[test]
fn only_writable_segments_and_free_memory_are_stored_to() {
    for address in [TEXT, CONSTANTS] {
        for opcode in [Opcode::Sw, Opcode::Sh, Opcode::Sb] {
            let store = instruction(opcode, 0, 5, 6, 0);
            let fault = fault(&[&set(5, address)[..], &[store]].concat());
            assert_eq!(fault, (Fault::StoreToReadOnly { address }, "store_to_read_only"));
        }
        let read = call(63, 0, address + 1, 1);
        let error = error(&program(&read), b"x", Limits::default());
        assert_eq!(error.fault, Fault::StoreToReadOnly { address });
    }
}

#[test]
fn every_limit_has_its_error() {
    let limits = Limits::default();
    let program = program(&[&call(64, 1, DATA, 4)[..], &exit()].concat());
    let cycles = run(&program, &[], limits).expect("the program exits").cycles as u32;
    assert!(run(&program, &[], Limits { cycles, ..limits }).is_ok());
    let too_many = error(&program, &[], Limits { cycles: cycles - 1, ..limits });
    assert_eq!(too_many.fault, Fault::TooManyCycles { limit: cycles - 1 });
    assert_eq!((too_many.pc, too_many.code()), (TEXT + 4 * (cycles - 1), "too_many_cycles"));

    assert!(run(&program, &[1, 2], Limits { input: 2, ..limits }).is_ok());
    let input = error(&program, &[1, 2, 3], Limits { input: 2, ..limits });
    assert_eq!((input.code(), input.fault), ("input_too_large", Fault::InputTooLarge { limit: 2 }));

    assert!(run(&program, &[], Limits { output: 4, ..limits }).is_ok());
    let output = error(&program, &[], Limits { output: 3, ..limits });
    assert_eq!((output.code(), output.fault), ("output_too_large", Fault::OutputTooLarge { limit: 3 }));

    let pages = error(&program, &[], Limits { pages: 2, ..limits });
    assert_eq!((pages.code(), pages.fault), ("too_much_memory", Fault::TooMuchMemory { limit: 2 }));
}

#[test]
fn a_recorded_run_is_never_longer_than_can_be_proven() {
    let forever = assemble(&[instruction(Opcode::Jal, 0, 0, 0, 0)]);
    let limits = Limits { cycles: u32::MAX, ..Limits::default() };
    let error = execute(&forever, &[], limits).expect_err("it does not end");
    assert_eq!(error.fault, Fault::TooManyCycles { limit: CYCLES });
}
