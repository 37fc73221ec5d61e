//! Each guest gives what something other than this machine says it should.

mod programs;

use programs::guest;
use zkvm::execute::{Outcome, run};
use zkvm::limits::Limits;
use zkvm::program::Program;

fn outcome(program: &Program, input: &[u8]) -> Outcome {
    run(program, input, Limits::default()).expect("the guest exits")
}

fn output(name: &str, input: &[u8]) -> Vec<u8> {
    let outcome = outcome(&guest(name), input);
    let log = String::from_utf8_lossy(&outcome.log);
    assert_eq!(outcome.exit_code, 0, "{name}: {log}");
    println!("{name}: {} cycles", outcome.cycles);
    outcome.output
}

fn words(numbers: &[u32]) -> Vec<u8> {
    numbers.iter().flat_map(|n| n.to_le_bytes()).collect()
}

fn bytes(hex: &str) -> Vec<u8> {
    let digits = hex.as_bytes().chunks(2);
    let pairs = digits.map(|pair| std::str::from_utf8(pair).expect("digits are ASCII"));
    pairs.map(|pair| u8::from_str_radix(pair, 16).expect("digits")).collect()
}

fn little_endian(hex: &str, length: usize) -> Vec<u8> {
    let mut bytes = bytes(hex);
    bytes.reverse();
    bytes.resize(length, 0);
    bytes
}

/// A sequence without pattern: xorshift of 32 bits.
fn scrambled(seed: u32) -> impl Iterator<Item = u32> {
    std::iter::successors(Some(seed), |&x| {
        let x = x ^ (x << 13);
        let x = x ^ (x >> 17);
        Some(x ^ (x << 5))
    })
}

#[test]
fn fibonacci_gives_the_vectors_that_are_known() {
    for (input, expected) in [([0, 5, 7], 5), ([1, 5, 7], 7), ([10, 0, 1], 55)] {
        assert_eq!(output("fib_input_initial", &words(&input)), words(&[expected]));
    }
}

#[test]
fn fibonacci_goes_round_at_two_to_the_thirty_second() {
    for (n, a, b) in [(47, 0, 1), (48, 0, 1), (100, u32::MAX, 3), (20_000, 7, 11)] {
        let (mut term, mut next) = (u64::from(a), u64::from(b));
        for _ in 0..n {
            (term, next) = (next, (term + next) % (1 << 32));
        }
        let expected = words(&[term as u32]);
        assert_eq!(output("fib_input_initial", &words(&[n, a, b])), expected);
    }
}

#[test]
fn a_guest_that_panics_exits_with_101_and_logs_where() {
    let outcome = outcome(&guest("fib_input_initial"), &[1, 2, 3]);
    assert_eq!(outcome.exit_code, 101);
    assert!(outcome.output.is_empty());
    let log = String::from_utf8(outcome.log).expect("the log is text");
    assert!(log.starts_with("panic at guest/src/system.rs:"), "{log}");
}

// Digests of FIPS 180-4 and of the Keccak team's examples; the long ones by Python.
#[test]
fn sha256_gives_the_digests_of_the_standard() {
    let cases: [(&[u8], &str); 3] = [
        (b"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        (b"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (&[b'a'; 3000], "556ac82f23f64d2f41b3fb3b9a171791364021aa95c0af6df9e2b5e1d88c8038"),
    ];
    for (input, digest) in cases {
        assert_eq!(output("sha256", input), bytes(digest));
    }
}

#[test]
fn keccak256_gives_the_digests_of_the_standard() {
    let cases: [(&[u8], &str); 3] = [
        (b"", "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"),
        (b"abc", "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45"),
        (&[b'a'; 1000], "b6a4ac1f51884d71f30fa397a5e155de3099e11fc0edef5d08b646e621e19de9"),
    ];
    for (input, digest) in cases {
        assert_eq!(output("keccak256", input), bytes(digest));
    }
}

#[test]
fn sort_gives_the_words_in_order() {
    for count in [0, 1, 2, 100, 1500] {
        let mut numbers: Vec<u32> = scrambled(count as u32 + 1).take(count).collect();
        let unsorted = words(&numbers);
        numbers.sort_unstable();
        assert_eq!(output("sort", &unsorted), words(&numbers));
    }
}

// Powers by Python's pow.
#[test]
fn modular_power_gives_what_python_gives() {
    let cases = [
        (
            "d23f0824128b2f330c5c7fd0a6a3a4506513270e269e0d37f2a74de452e6b438",
            "36f675cc81e74ef5e8e25d940ed904759531985d5d9dc9f81818e811892f902b",
            4294967294,
            "4f4e365585ac07f84fe932daee2110d68391dfc7fc7b1604354efa0828a6fa41",
        ),
        (
            "7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffed",
            "36f675cc81e74ef5e8e25d940ed904759531985d5d9dc9f81818e811892f902b",
            65537,
            "51719ee2098676afedf6fc612178bc77bf8a2b3cdaf846869a11fd64acd2e9d9",
        ),
        (
            "010000000100000000ffff",
            "36f675cc81e74ef5e8e25d940ed904759531985d5d9dc9f81818e811892f902b",
            12345,
            "ead92673556f91ddddaa",
        ),
        ("01", "36f675cc81e74ef5e8e25d940ed904759531985d5d9dc9f81818e811892f902b", 5, "00"),
        ("07", "36f675cc81e74ef5e8e25d940ed904759531985d5d9dc9f81818e811892f902b", 0, "01"),
        ("ffff", "36f675cc81e74ef5e8e25d940ed904759531985d5d9dc9f81818e811892f902b", 99, "9eb6"),
        (
            "0d23f0824128b2f330c5c7fd0a6a3a4506513270",
            "36f675cc81e74ef5e8e25d940ed904759531985d5d9dc9f81818e811892f902b",
            1,
            "0995f4b7e10b18e260de90c508475f8f4da0a7eb",
        ),
    ];
    for (modulus, base, exponent, power) in cases {
        let mut input = little_endian(modulus, 32);
        input.extend(little_endian(base, 32));
        input.extend(u32::to_le_bytes(exponent));
        assert_eq!(output("modular_power", &input), little_endian(power, 32));
    }
}

// Products by Python.
#[test]
fn product_gives_what_python_gives() {
    let cases = [
        (1, "ffffffff", "4164d839", "4164d838be9b27c7"),
        (
            3,
            "ffffffff5bc8fbbcbde5c099",
            "a6eb8c9ebd69fe29d76d4330f1446beab0c11fde",
            "a6eb8c9e525738b167088a92f839c34eeb0c802f3f152c1247c54624e2e88bae",
        ),
        (
            7,
            "ffffffffc6a5387777330bdbd7210dff076ce2ef87b0b125ec1d7da0",
            "a62332553fc1ea36",
            "a62332551a892a235b3ab1999daf422a03add98bfc12b79480ef398f19184218d8acbfc0",
        ),
        (2, "ffffffffffffffff", "ffffffffffffffff", "fffffffffffffffe0000000000000001"),
    ];
    for (length, first, second, product) in cases {
        let whole = |digits: &str| little_endian(digits, digits.len() / 2);
        let input = [words(&[length]), whole(first), whole(second)].concat();
        assert_eq!(output("product", &input), whole(product));
    }
}

#[test]
fn product_refuses_a_number_that_is_cut_off() {
    assert_eq!(outcome(&guest("product"), &words(&[2, 7])).exit_code, 1);
}

#[test]
fn modular_power_refuses_a_modulus_of_zero() {
    assert_eq!(outcome(&guest("modular_power"), &[0; 68]).exit_code, 1);
}

#[test]
fn the_interpreter_runs_programs_with_loops_and_input() {
    let alphabet = ">++++++++[<++++++++>-]<+>+++++[>+++++<-]>+[<<.+>>-]";
    let letters: Vec<u8> = (b'A'..=b'Z').collect();
    assert_eq!(output("interpreter", alphabet.as_bytes()), letters);
    let reverse = ">,[>,]<[.<]!one two three";
    assert_eq!(output("interpreter", reverse.as_bytes()), b"eerht owt eno");
    let product = [&b",>,<[>[>+>+<<-]>>[<<+>>-]<<<-]>>.!"[..], &[50, 60]].concat();
    assert_eq!(output("interpreter", &product), [(50 * 60 % 256) as u8]);
}

#[test]
fn the_interpreter_refuses_what_is_no_program() {
    for (source, code) in [("[", 1), ("]", 1), ("<", 2), ("+[>+]", 2)] {
        assert_eq!(outcome(&guest("interpreter"), source.as_bytes()).exit_code, code);
    }
}

#[test]
fn the_matrix_program_in_c_gives_the_product() {
    if programs::built("matrix").is_none() {
        println!("skipped: the C programs were left out, they need clang and lld");
        return;
    }
    for rows in [0, 1, 2, 7, 24] {
        let size = rows as usize;
        let numbers: Vec<u32> = scrambled(rows + 9).take(2 * size * size).collect();
        let (left, right) = numbers.split_at(size * size);
        let mut product = Vec::new();
        for place in 0..size * size {
            let (row, column) = (place / size, place % size);
            let terms = (0..size).map(|i| (left[row * size + i], right[i * size + column]));
            let sum: u128 = terms.map(|(a, b)| u128::from(a) * u128::from(b)).sum();
            product.push(sum as u32);
        }
        let input = [words(&[rows]), words(&numbers)].concat();
        assert_eq!(output("matrix", &input), words(&product));
    }
    assert_eq!(outcome(&guest("matrix"), &words(&[2, 1, 2])).exit_code, 1);
    assert_eq!(outcome(&guest("matrix"), &words(&[33])).exit_code, 1);
}
