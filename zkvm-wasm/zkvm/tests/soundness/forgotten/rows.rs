//! Lies about the one row of a step.

use num_traits::Zero;
use stwo::core::fields::m31::BaseField;

use super::{Step, number};
use crate::programs::random::Random;
use crate::programs::{instruction, set};
use crate::record::record;
use crate::run::{CONSTANTS, DATA, RUNS};
use zkvm::components::operation::{self, Encoded};
use zkvm::components::{Kind, Parameters};
use zkvm::isa::Opcode::{self, *};
use zkvm::relations::Relation;

#[test]
fn forgotten_01_a_register_read_twice_and_written_has_one_value() {
    // 3 + 3, all in x5: columns 7 to 9 are the first read, 10 to 12 the second, 15 to 17 what is replaced.
    let step = Step::of(Kind::AluReg, &set(5, 3), instruction(Add, 5, 5, 5, 0));
    let clock = step.cell(3);
    assert_eq!([step.cell(9), step.cell(12), step.cell(17)], [clock - 1, clock, clock + 1]);
    assert_eq!(step.refusals(&[(10, 4), (13, 7)]), ["Memory"], "another value at the second read");
    assert_eq!(step.refusals(&[(12, clock - 1)]), ["Memory"], "both reads take the same");
    assert_eq!(step.refusals(&[(17, clock)]), ["Memory"], "the second read is left alone");
    assert_eq!(step.refusals(&[(12, clock + 1)]), ["Memory", "Range"], "a read after itself");
}

/// The row of `divu` with another quotient and remainder and all that follows from them.
fn division(step: &Step, [x, y, quotient, remainder]: [u32; 4]) -> Vec<(usize, i64)> {
    let half = |word: u32, half: u32| i64::from((word >> (16 * half)) & 0xffff);
    let byte = |word: u32, byte: u32| i64::from((word >> (8 * byte)) & 0xff);
    let low = byte(y, 0) * half(quotient, 0) + 256 * byte(y, 1) * byte(quotient, 0) + half(remainder, 0) - half(x, 0);
    let carry = number(low) * BaseField::from(1 << 16).inverse();
    let difference = y.wrapping_sub(remainder).wrapping_sub(1);
    assert_eq!(step.cell(1), 1, "divu");
    let mut cells = vec![(25, byte(quotient, 0)), (26, byte(quotient, 2)), (27, i64::from(carry.0))];
    for (column, word) in [(19, quotient), (21, remainder), (30, difference), (32, quotient), (35, quotient)] {
        cells.extend([(column, half(word, 0)), (column + 1, half(word, 1))]);
    }
    cells
}

#[test]
fn forgotten_02_a_division_has_one_quotient_and_one_remainder() {
    let step = Step::with(Kind::Divide, Divu, 0x2_0007, 0x5_0002);
    for quotient in 0..40 {
        for remainder in (0..40).chain(0x2_0000..0x2_0010).chain(u32::MAX - 9..=u32::MAX) {
            let refusals = step.refusals(&division(&step, [0x2_0007, 0x5_0002, quotient, remainder]));
            let is_right = (quotient, remainder) == (0, 0x2_0007);
            assert_eq!(refusals.is_empty(), is_right, "{quotient} rest {remainder}: {refusals:?}");
        }
    }
    let step = Step::with(Kind::Divide, Divu, 7, 2);
    let refusals = step.refusals(&division(&step, [7, 2, 2, 3]));
    assert_eq!(refusals, ["the remainder is less than the divisor"]);

    let by_zero = Step::with(Kind::Divide, Div, 7, 0);
    let (one, all_ones) = ("another is not", "by zero, the quotient is all ones");
    let quotient = [(19, 0), (20, 0), (25, 0), (26, 0), (32, 0), (33, 0), (35, 0), (36, 0)];
    assert_eq!(by_zero.refusals(&quotient), [all_ones]);
    assert!(by_zero.refusals(&[(28, 0)]).contains(&one.to_owned()));
    let not_zero = Step::with(Kind::Divide, Divu, 7, 2);
    assert!(not_zero.refusals(&[(28, 1)]).contains(&"a zero divisor is zero".to_owned()));

    let overflow = Step::with(Kind::Divide, Div, 0x8000_0000, u32::MAX);
    assert_eq!([overflow.cell(35), overflow.cell(36)], [0, 0x8000]);
    assert_eq!(overflow.refusals(&[(36, 0x7fff)]), ["the same high half"]);
    let negative = Step::with(Kind::Divide, Div, -7i32 as u32, 2);
    assert_eq!(negative.refusals(&[(34, 0), (35, 3), (36, 0)]), ["the sign of the result"]);
    assert_eq!(negative.refusals(&[(35, 3), (36, 0)]), ["a word and its negative come to zero"]);
    let remainder = Step::with(Kind::Divide, Rem, -7i32 as u32, 2);
    assert_eq!(remainder.refusals(&[(34, 0), (35, 1), (36, 0)]), ["the sign of the result"]);
}

#[test]
fn forgotten_03_a_carry_is_a_bit_and_not_a_fraction() {
    let step = Step::with(Kind::AluReg, Add, 0xffff, 1);
    for low in 1..50 {
        assert!(step.refusals(&[(13, low)]).contains(&"carry of the low half".to_owned()), "{low}");
    }
    assert_eq!(step.refusals(&[(13, 0x1_0000), (14, 0)]), ["Range"], "no carry, and a half that is none");
    let step = Step::with(Kind::LessThanReg, Sltu, 1, 2);
    assert!(step.refusals(&[(13, 0)]).contains(&"borrow of the low half".to_owned()));
}

#[test]
fn forgotten_04_bytes_are_bytes_not_only_in_sum() {
    // 0x1234·1: with a low byte of 0x34 − 256 the product and the half are the same.
    let step = Step::with(Kind::Multiply, Mul, 0x1234, 1);
    assert_eq!(step.cell(12), 0x34);
    assert_eq!(step.refusals(&[(12, 0x34 - 256)]), ["Range"]);
    assert_eq!(step.refusals(&[(12, 0x34 + 256)]), ["Range"]);
    assert!(step.refusals(&[(12, 0x35)]).contains(&"Range".to_owned()), "the other byte is a fraction");
}

#[test]
fn forgotten_05_what_a_shift_drops_is_less_than_what_it_keeps() {
    // 0x00f0 << 4: split at bit 12, columns 18 and 19 are the low half's parts, 23 and 24 the result.
    let step = Step::with(Kind::ShiftImm, Slli, 0x00f0, 4);
    assert_eq!([step.cell(18), step.cell(19), step.cell(23), step.cell(24)], [0, 0xf0, 0xf00, 0]);
    let lie = [(18, -1), (19, 0x10f0), (23, 0x1_0f00), (24, -1)];
    assert_eq!(step.refusals(&lie), ["Range"]);
}

#[test]
fn forgotten_06_constants_of_the_pc_are_words_and_targets_are_in_the_text() {
    let step = Step::of(Kind::Constant, &[], instruction(Auipc, 7, 0, 0, 0x7fff_f000));
    assert_eq!(step.refusals(&[(5, step.cell(5) + 0x1_0000)]), ["Program"], "the top half");
    assert_eq!(step.refusals(&[(6, step.cell(6) + 4)]), ["Program"], "the next pc");
    let encoded = |opcode, pc, imm| Encoded::new(pc, &instruction(opcode, 7, 0, 0, imm)).constants.map(|value| value.0);
    assert_eq!(encoded(Auipc, 0x1_0000, 0xffff_f000u32 as i32), [0xf000, 0, 0x1_0004], "wraps around 2^32");
    assert_eq!(encoded(Auipc, 0x3fff_fffc, 0x7fff_f000), [0xeffc, 0xbfff, 0x4000_0000]);
    let nowhere = stwo::core::fields::m31::P - 1;
    assert_eq!(encoded(Jal, 0, -4)[2], nowhere, "no pc below 0");
    assert_eq!(encoded(Jal, 0x3fff_fffc, 8)[2], nowhere, "no pc from 2^30");
}

#[test]
fn forgotten_07_misaligned_words_and_halves_are_refused() {
    // Column 5 is the offset of words, 8 of `lh`, 6 of `sh`; 13 and 14 say that a half is at 1 in its word.
    let load = |opcode, kind| Step::with(kind, opcode, DATA, 0);
    for by in 1..4 {
        assert_eq!(load(Lw, Kind::Load).refusals(&[(5, by)]), ["Memory", "Program"], "lw at {by}");
        let store = Step::of(Kind::Store, &set(5, DATA), instruction(Sw, 0, 5, 6, 0));
        assert_eq!(store.refusals(&[(5, by)]), ["Memory", "Program"], "sw at {by}");
    }
    let from_rom = Step::with(Kind::LoadRom, Lw, CONSTANTS, 0);
    assert_eq!(from_rom.refusals(&[(5, 1)]), ["Program", "Rom"]);
    let step = load(Lh, Kind::LoadPart);
    let odd = step.refusals(&[(8, step.cell(8) + 1), (13, 1)]);
    assert!(odd.contains(&"a half is aligned".to_owned()), "{odd:?}");
    let store = Step::of(Kind::StorePart, &set(5, DATA), instruction(Sh, 0, 5, 6, 0));
    let odd = store.refusals(&[(6, store.cell(6) + 1), (14, 1)]);
    assert!(odd.contains(&"a half is aligned".to_owned()), "{odd:?}");
}

#[test]
fn forgotten_08_a_space_is_no_choice_and_a_part_stored_leaves_the_rest() {
    let mut random = Random::new(8);
    let kinds = [Kind::Load, Kind::LoadPart, Kind::Store, Kind::StorePart, Kind::InputWord, Kind::OutputWord];
    for kind in kinds {
        let parameters = Parameters { log_size: 5, input_length: 8, ..Parameters::default() };
        let mut spaces = std::collections::BTreeSet::new();
        for _ in 0..100 {
            let cells = kind.describe(&parameters).shape.main;
            let row: Vec<BaseField> = (0..cells).map(|_| BaseField::from(random.next() >> 1)).collect();
            let record = record(kind, &parameters, &[], &row);
            let memory = record.lookups.iter().filter(|lookup| lookup.relation == Relation::Memory);
            spaces.insert(memory.map(|lookup| lookup.tuple[0]).collect::<Vec<_>>());
        }
        assert_eq!(spaces.len(), 1, "{}: the space depends on cells", kind.name());
    }
    for (opcode, imm) in [(Sb, 0), (Sb, 1), (Sh, 0)] {
        let before = [set(5, DATA), set(6, 0x55aa)].concat();
        let store = Step::of(Kind::StorePart, &before, instruction(opcode, 0, 5, 6, imm));
        assert_eq!(store.refusals(&[(24, 1)]), ["the high half of the word after"]);
    }
}

#[test]
fn forgotten_20_flags_are_bits_one_at_most_and_padding_adds_nothing() {
    let step = Step::with(Kind::AluReg, Add, 3, 4);
    assert!(step.refusals(&[(0, 2)]).contains(&"a flag is 0 or 1".to_owned()));
    assert!(step.refusals(&[(1, 1)]).contains(&"Program".to_owned()), "add and sub at once");
    let step = Step::with(Kind::AluImm, Addi, 3, 4);
    assert!(step.refusals(&[(0, 2)]).contains(&"a row is on or off".to_owned()));
    // Up to five flags are numbers of operations; what they add up to is none.
    let numbers: Vec<u32> = Opcode::ALL.iter().map(|&opcode| operation::number(opcode)).collect();
    let (least, most) = (numbers.iter().min().expect("some"), numbers.iter().max().expect("some"));
    assert!(2 * least > *most && 5 * most < stwo::core::fields::m31::P && *least > 0);
    // A row of padding may say of numbers what it likes, as long as its flags are 0.
    for run in RUNS.iter() {
        for (instance, kind) in run.instances().filter(|(_, kind)| !kind.is_table()) {
            let padding = (1 << run.witness.traces[instance].log_size) - 1;
            let record = run.record(instance, padding, &run.witness.traces[instance].row(padding));
            let is_off = record.lookups.iter().all(|lookup| lookup.multiplicity.is_zero());
            assert!(is_off || run.rows(instance, usize::MAX).contains(&padding), "{}", kind.name());
        }
    }
}

#[test]
fn forgotten_24_an_immediate_has_one_form_and_signs_are_those_of_the_words() {
    let step = Step::with(Kind::AluImm, Addi, 5, u32::MAX);
    assert_eq!([step.cell(8), step.cell(9)], [0xffff, 0xffff]);
    let without_sign = [(9, 0), (11, 1), (10, 4)];
    assert_eq!(step.refusals(&without_sign), ["Program"], "5 + 65535");
    let below_zero = [(8, -1), (9, 0), (10, 4), (11, 0)];
    assert_eq!(step.refusals(&below_zero), ["Program"], "halves of −1 and 0");
    let load = Step::with(Kind::Load, Lw, DATA + 4, -4i32 as u32);
    assert_eq!(load.cell(5), i64::from(stwo::core::fields::m31::P) - 4);
    assert_eq!(load.refusals(&[(5, 0)]), ["Memory", "Program"]);
    // −1 < 0, told without the sign of −1; and the sign of a number that has none.
    let less = Step::with(Kind::LessThanReg, Slt, u32::MAX, 0);
    assert!(less.refusals(&[(15, 0)]).contains(&"Range".to_owned()));
    let less = Step::with(Kind::LessThanReg, Slt, 5, 0);
    assert!(less.refusals(&[(15, 1)]).contains(&"Range".to_owned()));
    let unsigned = Step::with(Kind::LessThanReg, Sltu, u32::MAX, 0);
    assert!(unsigned.refusals(&[(15, 1)]).contains(&"no sign without need".to_owned()));
}
