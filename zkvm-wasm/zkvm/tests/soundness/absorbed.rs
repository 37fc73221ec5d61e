//! Every public value is absorbed before the first challenge: another value, another challenge.

use stwo::core::channel::Channel;
use stwo::core::fields::qm31::SecureField;

use crate::run::RUNS;
use zkvm::components::Kind;
use zkvm::layout::Layout;
use zkvm::public_values::Statement;
use zkvm::security::Profile;
use zkvm::transcript::begin;

fn challenge(program: [u8; 32], statement: &Statement, input_read: u32, layout: &Layout) -> SecureField {
    begin(&program, Profile::Standard, statement, input_read, layout, None).draw_secure_felt()
}

#[test]
fn negative_16_every_public_value_changes_the_challenges() {
    let layout = &RUNS[0].witness.layout;
    let statement = Statement { input: b"in", output: b"out", exit_code: 1 };
    let mut taller = layout.clone();
    taller.max_log += 1;
    let mut other_height = layout.clone();
    other_height.instances[0].log_size += 1;
    let mut other_kind = layout.clone();
    other_kind.instances[0].kind = Kind::ClockGap;
    let mut fewer = layout.clone();
    fewer.instances.pop();
    let of = |statement: Statement| challenge([0; 32], &statement, 1, layout);
    let mut challenges = vec![
        challenge([0; 32], &statement, 1, layout),
        challenge([1; 32], &statement, 1, layout),
        challenge([0; 32], &statement, 2, layout),
        of(Statement { input: b"iN", ..statement.clone() }),
        of(Statement { input: b"in ", ..statement.clone() }),
        of(Statement { output: b"ouT", ..statement.clone() }),
        of(Statement { output: b"out ", ..statement.clone() }),
        of(Statement { exit_code: 2, ..statement.clone() }),
    ];
    let layouts = [taller, other_height, other_kind, fewer];
    challenges.extend(layouts.iter().map(|layout| challenge([0; 32], &statement, 1, layout)));
    for (index, challenge) in challenges.iter().enumerate() {
        assert!(!challenges[..index].contains(challenge), "value {index} is not absorbed");
    }
}
