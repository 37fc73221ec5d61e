//! With rows that count less than once a run could be two halves, one through a block and one step by step. They must not be
//! able to exchange registers: each would prove what is not true, and together they would come out even.

mod programs;

use num_traits::Zero;
use programs::proving::run;
use programs::{TEXT, assemble, instruction};
use stwo::core::fields::m31::BaseField;
use zkvm::blocks::Path;
use zkvm::execute::{Cell, Execution, Read, Write};
use zkvm::isa::Family;
use zkvm::isa::Opcode::*;
use zkvm::layout::Layout;
use zkvm::public_values::{Statement, each_public_tuple};
use zkvm::tables::Tables;
use zkvm::witness::Witness;

#[test]
fn halves_of_a_run_exchange_a_register() {
    let made = [
        instruction(Addi, 5, 0, 0, 0),   // clock 4
        instruction(Addi, 5, 5, 0, 1),   // clock 8, the block's first
        instruction(Addi, 5, 5, 0, 1),   // clock 12
        instruction(Andi, 5, 5, 0, 1),   // clock 16
        instruction(Addi, 10, 5, 0, 0),  // clock 20
        instruction(Addi, 17, 0, 0, 93), // clock 24
        instruction(Ecall, 0, 0, 0, 0),  // clock 28
    ];
    let plain = assemble(&made);
    let fused = plain.clone().with_blocks(&[Path { start: TEXT + 4, choices: vec![false; 2] }]).expect("a block");
    let tables = Tables::new(fused.clone());
    assert_eq!(run(&plain, &[]).outcome.exit_code, 0, "the truth");

    // Behind the block both halves are the same but for where x5 comes from.
    let end = |e: &mut Execution, from: Read| {
        let step = &mut e.steps[Family::Bitwise as usize][0];
        step.rs1 = from;
        step.rd = Write { previous_clock: 16, previous: from.value, value: 1 };
        let copy = e.steps[Family::AluImm as usize].iter_mut().find(|step| step.clock == 20).expect("there");
        copy.rs1.value = 1;
        copy.rd.value = 1;
        e.ecalls[0].a0.previous = 1;
        e.ecalls[0].a0.value = 1;
        e.registers[5] = Cell { clock: 20, value: 1 };
        e.registers[10].value = 1;
        e.outcome.exit_code = 1;
    };
    // One half goes step by step, and takes in its second step what the block leaves behind.
    let mut steps = run(&plain, &[]);
    steps.blocks = vec![vec![]];
    let second = steps.steps[Family::AluImm as usize].iter_mut().find(|step| step.clock == 12).expect("there");
    second.rs1 = Read { previous_clock: 8, value: 2 };
    second.rd = Write { previous_clock: 12, previous: 2, value: 3 };
    end(&mut steps, Read { previous_clock: 15, value: 3 });
    // The other goes through the block, and takes behind it what the first step left behind.
    let mut block = run(&fused, &[]);
    assert_eq!(block.blocks, [[8, 7, 0]]);
    end(&mut block, Read { previous_clock: 11, value: 1 });

    let mut balance = zkvm::air::check::Balance::new();
    for (name, execution) in [("steps", &steps), ("block", &block)] {
        let witness = Witness::new(&tables, Layout::of(&tables, execution), execution, 0);
        let (failures, part) = witness.check(&tables, 0);
        assert_eq!(failures, [], "{name}");
        for (key, count) in part {
            *balance.entry(key).or_insert_with(BaseField::zero) += count;
        }
    }
    let statement = Statement { input: &[], output: &[], exit_code: 1 };
    each_public_tuple(&tables.facts, &statement, 0, |relation, count, tuple| {
        let key = (relation, tuple.iter().map(|value| value.0).collect());
        *balance.entry(key).or_insert_with(BaseField::zero) += count + count;
    });
    balance.retain(|_, count| !count.is_zero());
    assert!(!balance.is_empty(), "two rows of weight one half each prove exit code 1; the truth is 0");
}
