//! The record of a run holds together: every access takes what the one before left, and nothing is left over.

mod programs;

use programs::ledger::Ledger;
use programs::random::{Random, program};
use programs::{TEXT, guest};
use zkvm::execute::*;
use zkvm::isa::{Family, Format, Opcode, Short};
use zkvm::limits::Limits;
use zkvm::program::Program;

fn register(number: u8) -> u32 {
    REGISTERS + u32::from(number)
}

fn steps(ledger: &mut Ledger, program: &Program, run: &Execution, states: &mut Vec<(u32, u32, u32)>) {
    let rom = program.rom.iter().copied().collect();
    let instructions = program.instructions();
    for family in Family::ALL {
        for step in run.steps(family) {
            let (pc, instruction) = instructions[step.instruction as usize];
            let instruction = instruction.expect("it ran");
            assert_eq!((pc, Some(family)), (step.pc, instruction.opcode.family()));
            let clock = step.clock;
            let format = instruction.opcode.format();
            let short = instruction.short();
            if !matches!(format, Format::Upper | Format::Jump | Format::None) && short != Some(Short::Constant) {
                ledger.read(register(instruction.rs1), clock, step.rs1);
            } else {
                assert_eq!(step.rs1, Read::default());
            }
            if matches!(format, Format::Register | Format::Store | Format::Branch) && short != Some(Short::BranchZero) {
                ledger.read(register(instruction.rs2), clock + 1, step.rs2);
            } else {
                assert_eq!(step.rs2, Read::default());
            }
            if matches!(format, Format::Store | Format::Branch | Format::None) {
                assert_eq!(step.rd, Write::default());
            } else {
                let rd = if instruction.rd == 0 { SINK } else { instruction.rd };
                ledger.write(register(rd), clock + 3, step.rd);
            }
            match family {
                Family::Load | Family::LoadSub | Family::Store | Family::StoreSub => {
                    ledger.memory(clock + 2, step.memory, step.access, &rom);
                }
                _ => assert_eq!((step.memory, step.access), Default::default()),
            }
            states.push((clock, pc, step.next_pc));
        }
    }
}

fn calls(ledger: &mut Ledger, program: &Program, run: &Execution, input: &[u8], states: &mut Vec<(u32, u32, u32)>) {
    let rom = program.rom.iter().copied().collect();
    let mut inputs = run.input_transfers.iter();
    let mut outputs = run.output_transfers.iter();
    for call in &run.ecalls {
        let (_, instruction) = program.instructions()[call.instruction as usize];
        assert_eq!(instruction.map(|i| i.opcode), Some(Opcode::Ecall));
        for (number, read) in [(17, call.a7), (11, call.a1), (12, call.a2)] {
            ledger.read(register(number), call.clock, read);
        }
        ledger.write(register(10), call.clock, call.a0);
        states.push((call.clock, call.pc, call.pc.wrapping_add(4)));
        let (place, rows) = match call.call {
            Call::Read => (INPUT_POSITION, &mut inputs),
            Call::Write => (OUTPUT_LENGTH, &mut outputs),
            Call::Exit | Call::Log => {
                assert_eq!(call.position, Write::default());
                continue;
            }
        };
        ledger.write(register(place), call.clock, call.position);
        let moved = call.position.value - call.position.previous;
        assert_eq!(moved, call.a0.value);
        let mut position = call.position.previous;
        let mut address = call.a1.value;
        let mut remaining = moved;
        while remaining > 0 {
            let row = rows.next().expect("a row for each word");
            assert_eq!(row.clock, call.clock + 1);
            assert_eq!(row.memory.address + row.first, address);
            assert_eq!((row.position, row.remaining), (position, remaining));
            assert_eq!(row.count, remaining.min(4 - row.first));
            let bytes = row.memory.value.to_le_bytes();
            let before = row.memory.previous.to_le_bytes();
            let end = (row.first + row.count) as usize;
            for place in 0..4 {
                let at = position as usize + place - row.first as usize;
                if !(row.first as usize..end).contains(&place) || call.call == Call::Write {
                    assert_eq!(bytes[place], before[place]);
                } else {
                    assert_eq!(bytes[place], input[at]);
                }
                if (row.first as usize..end).contains(&place) && call.call == Call::Write {
                    assert_eq!(bytes[place], run.outcome.output[at]);
                }
            }
            ledger.memory(row.clock, row.memory, row.access, &rom);
            position += row.count;
            address += row.count;
            remaining -= row.count;
        }
    }
    assert!(inputs.next().is_none() && outputs.next().is_none());
    assert_eq!(run.ecalls.last().map(|call| call.call), Some(Call::Exit));
}

fn check(program: &Program, input: &[u8]) -> Execution {
    let run = execute(program, input, Limits::default()).expect("the program exits");
    let mut ledger = Ledger::default();
    let mut states = Vec::new();
    steps(&mut ledger, program, &run, &mut states);
    calls(&mut ledger, program, &run, input, &mut states);
    for gap in &run.gaps {
        assert!(gap.to_clock - gap.from_clock >= 1 << 16);
        ledger.take(gap.address, gap.from_clock, gap.value);
        ledger.leave(gap.address, gap.to_clock, gap.value);
    }
    for (number, cell) in (0..).zip(run.registers) {
        let first = if number == 2 { INITIAL_SP } else { 0 };
        ledger.leave(register(number), 0, first);
        ledger.take(register(number), cell.clock, cell.value);
    }
    assert_eq!(run.image.len(), program.image.len());
    for (&(address, first), cell) in program.image.iter().zip(&run.image) {
        ledger.leave(address, 0, first);
        ledger.take(address, cell.clock, cell.value);
    }
    assert!(run.touched.is_sorted_by(|a, b| a.address < b.address));
    for touched in &run.touched {
        let known = |list: &[(u32, u32)]| list.binary_search_by_key(&touched.address, |w| w.0);
        assert!(known(&program.image).is_err() && known(&program.rom).is_err());
        ledger.leave(touched.address, 0, 0);
        ledger.take(touched.address, touched.last.clock, touched.last.value);
    }
    ledger.close();
    states.sort_unstable();
    assert_eq!(states.len() as u64, run.outcome.cycles);
    let mut next = program.entry;
    for (place, &(clock, pc, next_pc)) in states.iter().enumerate() {
        assert_eq!((clock, pc), (4 * (place as u32 + 1), next));
        next = next_pc;
    }
    assert_eq!(run.registers[0].value, 0);
    assert_eq!(run.registers[usize::from(INPUT_POSITION)].value, run.outcome.input_position);
    let length = run.registers[usize::from(OUTPUT_LENGTH)].value;
    assert_eq!(length as usize, run.outcome.output.len());
    assert_eq!(zkvm::execute::run(program, input, Limits::default()), Ok(run.outcome.clone()));
    run
}

#[test]
fn the_records_of_random_programs_hold_together() {
    for seed in 0..60 {
        let segments = program(&mut Random::new(seed), 400, 30);
        check(&Program::new(TEXT, segments).expect("the segments are in order"), &[]);
    }
}

#[test]
fn the_records_of_guests_hold_together() {
    let words: Vec<u8> = [30, 1, 2].into_iter().flat_map(u32::to_le_bytes).collect();
    check(&guest("fib_input_initial"), &words);
    for length in [0, 1, 5, 1000, 1023, 1027, 3001] {
        let input: Vec<u8> = (0..length).map(|i| i as u8).collect();
        let run = check(&guest("sha256"), &input);
        assert_eq!(run.outcome.input_position, length);
        check(&guest("sort"), &input);
    }
}

#[test]
fn a_long_pause_is_bridged_by_one_gap() {
    let words: Vec<u8> = [40_000, 1, 2].into_iter().flat_map(u32::to_le_bytes).collect();
    let run = check(&guest("fib_input_initial"), &words);
    assert!(!run.gaps.is_empty());
    assert!(run.gaps.iter().any(|gap| gap.to_clock - gap.from_clock > 3 << 16));
}
