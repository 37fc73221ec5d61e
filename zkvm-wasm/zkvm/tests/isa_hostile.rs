//! Programs of random words end in an exit or an error, never in a panic, and alike with a record and without.

mod programs;

use std::collections::BTreeMap;

use programs::random::{DATA, Random};
use programs::{TEXT, set, words};
use zkvm::execute::{execute, run};
use zkvm::isa::{decode, encode};
use zkvm::limits::Limits;
use zkvm::program::{Kind, Segment};

/// A word that is an instruction, most of the time.
fn word(random: &mut Random) -> u32 {
    loop {
        let word = random.next();
        match decode(word) {
            Some(_) => return word,
            None if random.below(100) == 0 => return word,
            None if random.below(50) == 0 => return 0x73,
            None => {}
        }
    }
}

#[test]
fn random_words_never_panic() {
    let mut random = Random::new(1);
    let mut ends = BTreeMap::new();
    for _ in 0..20_000 {
        let addresses = [TEXT, DATA, 1 << 29, (1 << 30) - 8, 1 << 30, u32::MAX - 8];
        let mut text = Vec::new();
        for register in 1..16 {
            let value = match random.below(3) {
                0 => *random.of(&addresses),
                1 => random.below(4) * 31 + 1,
                _ => random.operand(),
            };
            text.extend(set(register, value).iter().map(encode));
        }
        text.extend(set(17, *random.of(&[63, 64, 93, 94, 0])).iter().map(encode));
        text.extend((0..60).map(|_| word(&mut random)));
        let data = Segment { address: DATA, kind: Kind::Data, words: vec![random.next(); 4] };
        let program = words(text, &[data]);
        let limits = Limits {
            cycles: 300,
            input: 8,
            output: 1 + random.below(1000) as usize,
            pages: 3 + random.below(5) as usize,
        };
        let plain = run(&program, b"input", limits);
        let recorded = execute(&program, b"input", limits);
        assert_eq!(recorded.map(|recorded| recorded.outcome), plain);
        let end = plain.map_or_else(|error| error.code(), |_| "exit");
        *ends.entry(end).or_insert(0) += 1;
    }
    println!("{ends:?}");
    assert!(ends.len() >= 9, "too few kinds of end: {ends:?}");
}
