//! Random programs, step by step beside another simulator, and as a whole beside an emulator.

mod programs;

use std::io::Write;
use std::process::{Command, Stdio};

use programs::random::{DATA, DATA_WORDS, Random, program};
use programs::{TEXT, elf};
use rrs_lib::instruction_executor::InstructionExecutor;
use rrs_lib::memories::VecMemory;
use rrs_lib::{HartState, MemAccessSize, Memory};
use zkvm::execute::{Execution, INITIAL_SP, Step, execute, run};
use zkvm::isa::Family;
use zkvm::limits::Limits;
use zkvm::program::{Program, Segment};

/// All steps but system calls, in the order of time.
fn in_time(execution: &Execution) -> Vec<Step> {
    let mut steps: Vec<Step> = execution.steps.iter().flatten().copied().collect();
    steps.sort_by_key(|step| step.clock);
    steps
}

fn memory_of(segments: &[Segment]) -> VecMemory {
    let mut memory = VecMemory::new(vec![0; (DATA / 4 + DATA_WORDS) as usize]);
    for segment in segments {
        let first = segment.address as usize / 4;
        memory.mem[first..first + segment.words.len()].copy_from_slice(&segment.words);
    }
    memory
}

/// Runs the program in both, compares after every step up to the first system call, and counts the steps by family.
fn compare(segments: &[Segment], counts: &mut [usize; Family::COUNT]) {
    let program = Program::new(TEXT, segments.to_vec()).expect("the segments are in order");
    let execution = execute(&program, &[], Limits::default()).expect("the program exits");
    let mut hart = HartState::new();
    hart.pc = TEXT;
    hart.registers[2] = INITIAL_SP;
    let mut memory = memory_of(segments);
    let first_call = execution.ecalls[0].clock;
    let instructions = program.instructions();
    for step in in_time(&execution) {
        if step.clock > first_call {
            break;
        }
        let (pc, instruction) = instructions[step.instruction as usize];
        let instruction = instruction.expect("it ran");
        assert_eq!((hart.pc, pc), (step.pc, step.pc));
        hart.last_register_write = None;
        let mut other = InstructionExecutor { mem: &mut memory, hart_state: &mut hart };
        other.step().unwrap_or_else(|e| panic!("{instruction:?}: {e:?}"));
        assert_eq!(hart.pc, step.next_pc, "{instruction:?}");
        if let Some(register) = hart.last_register_write {
            assert_eq!(register, usize::from(instruction.rd), "{instruction:?}");
            assert_eq!(hart.registers[register], step.rd.value, "{instruction:?} {step:?}");
        }
        let family = instruction.opcode.family().expect("it ran");
        if matches!(family, Family::Store | Family::StoreSub) {
            let word = memory.read_mem(step.memory.address, MemAccessSize::Word);
            assert_eq!(word, Some(step.memory.value), "{instruction:?}");
        }
        counts[family as usize] += 1;
    }
    let data = &memory.mem[DATA as usize / 4..];
    let output: Vec<u8> = data.iter().flat_map(|word| word.to_le_bytes()).collect();
    assert_eq!(execution.outcome.output, output);
}

fn compare_many(seeds: std::ops::Range<u64>, length: u32, passes: u32) -> usize {
    let mut counts = [0; Family::COUNT];
    for seed in seeds {
        println!("seed {seed}");
        compare(&program(&mut Random::new(seed), length, passes), &mut counts);
    }
    for family in Family::ALL {
        println!("{family:?}: {} steps", counts[family as usize]);
        let enough = family == Family::Ecall || counts[family as usize] > 1000;
        assert!(enough, "{family:?} ran too seldom");
    }
    counts.iter().sum()
}

#[test]
fn a_million_random_steps_agree_with_another_simulator() {
    let steps = compare_many(0..40, 1000, 50) + compare_many(1000..1400, 200, 5);
    println!("{steps} differential steps");
    assert!(steps >= 1_000_000, "only {steps}");
}

#[test]
#[ignore = "deep: minutes"]
fn deep_many_random_steps_agree_with_another_simulator() {
    let steps = compare_many(10_000..14_000, 1500, 30);
    println!("{steps} differential steps");
}

/// Standard output and exit code under `qemu-riscv32`; none where that is not installed.
fn emulate(file: &[u8], input: &[u8]) -> Option<(Vec<u8>, i32)> {
    let folder = std::env::temp_dir().join(format!("zkvm-differential-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder for the program");
    let path = folder.join("program.elf");
    std::fs::write(&path, file).expect("the program is written");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let executable = std::fs::Permissions::from_mode(0o755);
        std::fs::set_permissions(&path, executable).expect("the program is executable");
    }
    let mut command = Command::new("qemu-riscv32");
    let command = command.arg(&path).stdin(Stdio::piped());
    let child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
    let mut child = child.ok()?;
    // A guest need not read all of it.
    let _ = child.stdin.take().expect("piped").write_all(input);
    let output = child.wait_with_output().expect("the emulator ends");
    std::fs::remove_dir_all(&folder).expect("the folder is removed");
    Some((output.stdout, output.status.code().expect("an exit code")))
}

#[test]
#[ignore = "deep: needs qemu-riscv32 (Debian: qemu-user)"]
fn deep_random_programs_and_guests_agree_with_an_emulator() {
    let mut runs = 0;
    for seed in 20_000..20_200 {
        let segments = program(&mut Random::new(seed), 1500, 20);
        runs += agree(&format!("seed {seed}"), &elf(TEXT, &segments), &[]);
    }
    let words: Vec<u8> = [50, 60, 70].into_iter().flat_map(u32::to_le_bytes).collect();
    for entry in std::fs::read_dir(programs::guests().join("dist")).expect("guests are built") {
        let path = entry.expect("an entry").path();
        let file = std::fs::read(&path).expect("a guest");
        for input in [&[], &words[..], b"+\0\0\0[.-]!text"] {
            runs += agree(&path.display().to_string(), &file, input);
        }
    }
    println!("{runs} runs agree with the emulator");
}

/// Compares one run; 0 if there is no emulator.
fn agree(name: &str, file: &[u8], input: &[u8]) -> usize {
    let Some((output, exit_code)) = emulate(file, input) else {
        println!("skipped: qemu-riscv32 is not installed");
        return 0;
    };
    let program = Program::from_elf(file).expect("the loader takes it");
    let outcome = run(&program, input, Limits::default()).expect("the program exits");
    assert_eq!(outcome.output, output, "{name}");
    assert_eq!(outcome.exit_code, exit_code as u32, "{name}");
    1
}
