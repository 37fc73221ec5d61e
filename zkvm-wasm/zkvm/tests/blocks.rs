//! Programs with fused blocks: the same runs, other proofs; and lists of blocks that are none.

mod programs;

use std::collections::BTreeSet;

use programs::proving::{Proven, check_rows, run};
use programs::random::{self, Random};
use programs::{TEXT, assemble, built, elf, exit, guest, instruction};
use zkvm::blocks::{BlockError, COLUMNS, MOST_BLOCKS, MOST_OPS, Path, attach, find, has_choice, may_be_fused, profile};
use zkvm::error::ProgramError;
use zkvm::execute::{Access, Execution};
use zkvm::isa::{Family, Instruction, Opcode};
use zkvm::program::{Kind, Program, Segment};
use zkvm::verify::VerifyError;

/// The steps of a run in their order: instruction and choice.
fn steps(program: &Program, execution: &Execution) -> Vec<(u32, Instruction, bool)> {
    let code = program.instructions();
    let instruction = |index: u32| code[index as usize].1.expect("a step has an instruction");
    let steps = execution.steps.iter().flatten().map(|step| {
        let made = instruction(step.instruction);
        let is_branch = matches!(made.opcode.family(), Some(Family::BranchEqual | Family::BranchLess));
        let choice = if is_branch { step.next_pc != step.pc + 4 } else { step.access == Access::Rom };
        (step.clock, step.pc, made, choice)
    });
    let ecalls = execution.ecalls.iter().map(|call| (call.clock, call.pc, instruction(call.instruction), false));
    let mut all: Vec<_> = steps.chain(ecalls).collect();
    all.sort_by_key(|step| step.0);
    all.into_iter().map(|(_, pc, instruction, choice)| (pc, instruction, choice)).collect()
}

/// The program with blocks that are pieces of the run, of random lengths.
fn cut(program: &Program, random: &mut Random) -> Program {
    let steps = steps(program, &run(program, &[]));
    let mut paths: Vec<Path> = Vec::new();
    for _ in 0..200 {
        let first = random.below(steps.len() as u32) as usize;
        let length = 1 + random.below(40) as usize;
        let rest = &steps[first..steps.len().min(first + length)];
        let fit = rest.iter().take_while(|(_, instruction, _)| may_be_fused(instruction.opcode, true)).count();
        // What leads nobody knows where is the last.
        let end = rest[..fit].iter().position(|(_, instruction, _)| !may_be_fused(instruction.opcode, false));
        let rest = &rest[..end.map_or(fit, |end| end + 1)];
        let choices = rest.iter().enumerate().map(|(index, (_, instruction, choice))| {
            *choice && has_choice(instruction.opcode, index + 1 == rest.len())
        });
        let path = Path { start: steps[first].0, choices: choices.collect() };
        if !rest.is_empty() && !paths.contains(&path) && paths.len() < MOST_BLOCKS {
            paths.push(path);
        }
    }
    program.clone().with_blocks(&paths).expect("pieces of a run are blocks")
}

fn random_program(random: &mut Random) -> Program {
    let length = 20 + random.below(200);
    Program::new(TEXT, random::program(random, length, 4)).expect("segments in order")
}

#[test]
fn random_programs_cut_into_blocks_do_the_same_and_every_row_satisfies_its_constraints() {
    let mut seen = BTreeSet::new();
    let mut rows = 0;
    for seed in 0..60 {
        let mut random = Random::new(1000 + seed);
        let plain = random_program(&mut random);
        let fused = cut(&plain, &mut random);
        let (alone, together) = (run(&plain, &[]), run(&fused, &[]));
        assert_eq!(alone.outcome, together.outcome, "seed {seed}");
        let values = |execution: &Execution| execution.image.iter().map(|cell| cell.value).collect::<Vec<_>>();
        assert_eq!(values(&alone), values(&together), "seed {seed}");
        for (block, record) in fused.blocks.iter().zip(&together.blocks) {
            rows += record.len() / block.record_length();
            if !record.is_empty() {
                seen.extend(block.ops.iter().map(|op| op.instruction.opcode));
            }
        }
        check_rows(fused, &[]);
    }
    println!("{rows} rows of blocks with {} opcodes", seen.len());
    assert!(rows > 1000 && seen.len() > 30);
}

#[test]
fn random_programs_cut_into_blocks_are_proven_and_their_proofs_accepted() {
    for seed in 0..4 {
        let mut random = Random::new(2000 + seed);
        let plain = random_program(&mut random);
        let proven = Proven::new(cut(&plain, &mut random), &[]);
        assert_eq!(proven.verify(&proven.bytes), Ok(()), "seed {seed}");
    }
}

fn fib(n: u32) -> Vec<u8> {
    [n, 0, 1].into_iter().flat_map(u32::to_le_bytes).collect()
}

#[test]
fn guests_with_proposed_blocks_are_proven_for_other_inputs_too() {
    let numbers = |count: u32| (0..count).map(|i| (i * 97) as u8).collect::<Vec<_>>();
    let cases = [("fib_input_initial", fib(9000), fib(1234)), ("sort", numbers(16_000), numbers(800))];
    for (name, long, short) in cases {
        let file = built(name).expect("the guests are built");
        let (fused, proposal) = profile(&file, &long, COLUMNS).expect("a run to learn from");
        assert!(proposal.gain() > 1.5, "{name}: {proposal:?}");
        let program = Program::from_elf(&fused).expect("a program");
        assert_eq!(program.blocks.len(), proposal.paths.len());
        let (alone, together) = (run(&guest(name), &short), run(&program, &short));
        assert_eq!(alone.outcome, together.outcome, "{name}");
        assert!(together.blocks.iter().any(|record| !record.is_empty()), "{name}");
        let proven = Proven::new(program.clone(), &short);
        assert_eq!(proven.verify(&proven.bytes), Ok(()), "{name}");
        println!("{name}: {} blocks, {:.1} times fewer cells", program.blocks.len(), proposal.gain());

        // The same run of the program without blocks, or with other ones, is another program's.
        let plain = Proven::new(guest(name), &short);
        assert_eq!(proven.verify(&plain.bytes), Err(VerifyError::Program));
        assert_eq!(plain.verify(&proven.bytes), Err(VerifyError::Program));
        let mut others: Vec<Path> = program.blocks.iter().map(|block| block.path()).collect();
        others[0].choices.pop();
        let other = Proven::new(program.with_blocks(&others).expect("a shorter block"), &short);
        assert_eq!(proven.verify(&other.bytes), Err(VerifyError::Program));
        // And a lie about which program it is does not help.
        let digest = proven.key.program;
        for (wrong, right) in [(&plain, &proven), (&other, &proven)] {
            let place = wrong.bytes.windows(32).position(|window| window == wrong.key.program).expect("it is named");
            let mut forged = wrong.bytes.clone();
            forged[place..place + 32].copy_from_slice(&digest);
            assert!(right.verify(&forged).is_err());
        }
    }
}

/// `beqz a0, +8` · `addi a0, a0, 1` · exit.
fn small() -> Vec<Instruction> {
    let mut made = vec![instruction(Opcode::Beq, 0, 10, 0, 8), instruction(Opcode::Addi, 10, 10, 0, 1)];
    made.extend(exit());
    made
}

#[test]
fn a_list_that_does_not_fit_the_text_is_refused() {
    let program = assemble(&small());
    let with = |paths: &[Path]| program.clone().with_blocks(paths).map(|program| program.blocks.len());
    let path = |start: u32, choices: &[bool]| Path { start, choices: choices.to_vec() };
    let error = |error: BlockError| Err(ProgramError::Blocks(error));
    assert_eq!(with(&[path(TEXT, &[true, false])]), Ok(1));
    assert_eq!(with(&[path(TEXT, &[])]), error(BlockError::Length));
    assert_eq!(with(&[path(TEXT, &[false; MOST_OPS + 1])]), error(BlockError::Length));
    // A call, the middle of an instruction, and where there is nothing.
    assert_eq!(with(&[path(TEXT + 8, &[false, false])]), error(BlockError::Instruction { pc: TEXT + 12 }));
    assert_eq!(with(&[path(TEXT + 2, &[false])]), error(BlockError::Instruction { pc: TEXT + 2 }));
    assert_eq!(with(&[path(0, &[false])]), error(BlockError::Instruction { pc: 0 }));
    assert_eq!(with(&[path(u32::MAX - 3, &[false, false])]), error(BlockError::Instruction { pc: u32::MAX - 3 }));
    // The last branch may go both ways, and nothing else has a choice.
    assert_eq!(with(&[path(TEXT, &[true])]), error(BlockError::Choice { pc: TEXT }));
    assert_eq!(with(&[path(TEXT, &[false, true])]), error(BlockError::Choice { pc: TEXT + 4 }));
    let one = path(TEXT, &[false]);
    assert_eq!(with(&[one.clone(), one]), error(BlockError::List));
    let lengths = |count: usize| (1..=count).map(|_| ()).enumerate();
    let text = assemble(&vec![instruction(Opcode::Addi, 1, 1, 0, 1); 32]);
    let many = |count: usize| lengths(count).map(|(index, ())| path(TEXT, &vec![false; index + 1])).collect::<Vec<_>>();
    assert!(text.clone().with_blocks(&many(MOST_BLOCKS)).is_ok());
    let more = text.with_blocks(&many(MOST_BLOCKS + 1)).map(|program| program.blocks.len());
    assert_eq!(more, error(BlockError::List));
}

#[test]
fn a_file_keeps_its_list_and_what_it_does() {
    let words = small().iter().map(zkvm::isa::encode).collect();
    let bare = elf(TEXT, &[Segment { address: TEXT, kind: Kind::Text, words }]);
    let paths = [Path { start: TEXT, choices: vec![true, false] }, Path { start: TEXT + 4, choices: vec![false] }];
    // One file without section headers, and one with.
    for (file, paths) in [(bare, &paths[..]), (built("sort").expect("the guests are built"), &[])] {
        let program = Program::from_elf(&file).expect("a program");
        assert_eq!(find(&file), Ok(Vec::new()));
        let listed = attach(&file, paths).expect("an ELF file");
        assert_eq!(find(&listed), Ok(paths.to_vec()));
        let read = Program::from_elf(&listed).expect("still a program");
        assert_eq!((read.entry, &read.text, &read.image), (program.entry, &program.text, &program.image));
        assert_eq!(read.digest == program.digest, paths.is_empty());
        // Another list takes the place of the first, and none gives the program back.
        let again = attach(&listed, &paths[..paths.len().min(1)]).expect("an ELF file");
        assert_eq!(find(&again), Ok(paths[..paths.len().min(1)].to_vec()));
        let none = attach(&again, &[]).expect("an ELF file");
        assert_eq!(Program::from_elf(&none).expect("a program").digest, program.digest);
    }
}

#[test]
fn a_list_without_end_and_blocks_tried_in_vain_cost_no_time() {
    let many: Vec<Path> = (0..100_000).map(|start| Path { start, choices: Vec::new() }).collect();
    let file = attach(&built("sort").expect("the guests are built"), &many).expect("an ELF file");
    assert_eq!(Program::from_elf(&file), Err(ProgramError::Blocks(BlockError::List)));
    assert_eq!(guest("sort").with_blocks(&many), Err(ProgramError::Blocks(BlockError::List)));
    // A loop of one branch, and blocks that go around it a hundred times and then leave it.
    let mut made = vec![instruction(Opcode::Addi, 5, 0, 0, 1), instruction(Opcode::Bne, 0, 5, 0, 0)];
    made.extend(exit());
    let paths = (0..MOST_BLOCKS).map(|index| {
        let choices = (0..100 + index).map(|_| true).chain([false, false]).collect();
        Path { start: TEXT + 4, choices }
    });
    let program = assemble(&made).with_blocks(&paths.collect::<Vec<_>>()).expect("blocks");
    let limits = zkvm::limits::Limits { cycles: 1 << 20, ..Default::default() };
    let started = std::time::Instant::now();
    assert!(zkvm::execute::run(&program, &[], limits).is_err(), "it never ends");
    println!("2^20 steps with blocks tried in vain: {:?}", started.elapsed());
}

#[test]
fn a_block_is_described_in_as_many_words_as_it_has_instructions() {
    let mut made = Vec::new();
    for _ in 0..24 {
        made.extend([instruction(Opcode::Sltu, 7, 7, 6, 0), instruction(Opcode::Add, 7, 7, 7, 0)]);
        made.extend([instruction(Opcode::Add, 7, 7, 7, 0), instruction(Opcode::Slli, 7, 7, 0, 16)]);
    }
    let count = made.len();
    made.extend(exit());
    let path = Path { start: TEXT, choices: vec![false; count] };
    let program = assemble(&made).with_blocks(&[path]).expect("a block");
    let text = zkvm::air::describe::Description::of(&zkvm::components::block::Fused(program.blocks[0].clone())).text;
    assert!(text.len() < 1 << 20, "{} bytes", text.len());
}

#[test]
fn hostile_sections_never_panic() {
    let file = built("fib_input_initial").expect("the guests are built");
    let (fused, _) = profile(&file, &fib(9000), COLUMNS).expect("a run to learn from");
    let honest = Program::from_elf(&fused).expect("a program").digest;
    let (mut refused, mut other) = (0, 0);
    let mut random = Random::new(5);
    let tail = fused.len() - file.len();
    for _ in 0..4000 {
        let mut changed = fused.clone();
        for _ in 0..1 + random.below(4) {
            // The list, the names and the headers are behind what the file had; the ELF header says where.
            let at = match random.below(3) {
                0 => 32 + random.below(20) as usize,
                _ => file.len() + random.below(tail as u32) as usize,
            };
            changed[at] = random.next() as u8;
        }
        if random.below(8) == 0 {
            changed.truncate(file.len() + random.below(tail as u32) as usize);
        }
        match Program::from_elf(&changed) {
            Ok(program) if program.digest != honest => other += 1,
            Ok(_) => {}
            Err(error) => {
                assert!(error.code().starts_with("program_"));
                refused += 1;
            }
        }
    }
    println!("4000 files: {refused} refused, {other} are other programs");
    assert!(refused > 100 && other > 100);
}
