//! The loader takes static RV32IM executables and refuses everything else with a reason, whatever the bytes.

mod programs;

use programs::random::Random;
use programs::{TEXT, built, elf, guest};
use zkvm::error::ProgramError;
use zkvm::limits::{ELF_BYTES, PROGRAM_WORDS};
use zkvm::program::{Kind, Program, Segment};

const CONSTANTS: u32 = 0x2_0000;
const DATA: u32 = 0x3_0000;
const HEADERS: usize = 52;

fn segment(address: u32, kind: Kind, words: &[u32]) -> Segment {
    Segment { address, kind, words: words.to_vec() }
}

fn segments() -> Vec<Segment> {
    vec![
        segment(TEXT, Kind::Text, &[0x13, 0x73]),
        segment(CONSTANTS, Kind::Constant, &[5]),
        segment(DATA, Kind::Data, &[6, 7]),
    ]
}

/// The file of those segments with a word of it changed.
fn changed(place: usize, word: u32) -> Vec<u8> {
    let mut file = elf(TEXT, &segments());
    file[place..place + 4].copy_from_slice(&word.to_le_bytes());
    file
}

/// Place of a field of a segment header.
fn field(segment: usize, field: usize) -> usize {
    HEADERS + 32 * segment + 4 * field
}

fn refusal(file: &[u8]) -> ProgramError {
    Program::from_elf(file).expect_err("the file is refused")
}

#[test]
fn a_program_has_the_words_of_its_segments() {
    let program = Program::from_elf(&elf(TEXT, &segments())).expect("it is a program");
    assert_eq!(program.entry, TEXT);
    assert_eq!(program.rom, [(TEXT, 0x13), (TEXT + 4, 0x73), (CONSTANTS, 5)]);
    assert_eq!(program.image, [(DATA, 6), (DATA + 4, 7)]);
    assert_eq!(program.text.len(), 1);
    assert_eq!(program.instructions().len(), 2);
    assert_eq!(Ok(program), Program::new(TEXT, segments()));
}

#[test]
fn bytes_that_fill_no_word_are_followed_by_zeros() {
    let mut file = elf(TEXT, &segments());
    for (place, value) in [(field(2, 2), DATA + 1), (field(2, 4), 5), (field(2, 5), 5)] {
        file[place..place + 4].copy_from_slice(&value.to_le_bytes());
    }
    let program = Program::from_elf(&file).expect("it is a program");
    assert_eq!(program.image, [(DATA, 6 << 8), (DATA + 4, 7 << 8)]);
}

#[test]
fn zeros_of_data_are_not_in_the_image_and_those_of_constants_are_fixed() {
    let data = Program::from_elf(&changed(field(2, 5), 1 << 20)).expect("it is a program");
    assert_eq!(data.image, [(DATA, 6), (DATA + 4, 7)]);
    let constants = Program::from_elf(&changed(field(1, 5), 12)).expect("it is a program");
    assert_eq!(constants.rom[2..], [(CONSTANTS, 5), (CONSTANTS + 4, 0), (CONSTANTS + 8, 0)]);
}

#[test]
fn files_that_are_no_static_rv32im_executables_are_refused() {
    let unsupported = [
        changed(0, 0x464c_4580),
        changed(4, 0x0001_0102),
        changed(4, 0x0001_0201),
        changed(4, 0x0002_0101),
        changed(16, 243 << 16 | 3),
        changed(16, 62 << 16 | 2),
        changed(36, 1),
        changed(36, 2),
        changed(36, 4),
        changed(36, 8),
        changed(40, 31 << 16 | 52),
        changed(field(1, 0), 2),
        changed(field(1, 0), 3),
        changed(field(1, 4), 5),
    ];
    for file in unsupported {
        let error = refusal(&file);
        assert!(matches!(error, ProgramError::Unsupported(_)), "{error}");
        assert_eq!(error.code(), "program_invalid");
    }
}

#[test]
fn a_segment_is_not_writable_and_executable() {
    for flags in [3, 7] {
        let error = refusal(&changed(field(1, 6), flags));
        assert_eq!(error, ProgramError::WritableText { address: CONSTANTS });
    }
}

#[test]
fn segments_end_below_the_end() {
    for (address, bytes) in [(1 << 30, 4), ((1 << 30) - 4, 8), (u32::MAX - 3, 4), (1 << 31, 4)] {
        let mut file = changed(field(2, 2), address);
        file[field(2, 5)..][..4].copy_from_slice(&u32::to_le_bytes(bytes.max(8)));
        assert_eq!(refusal(&file), ProgramError::OutOfRange { address });
    }
    assert!(Program::from_elf(&changed(field(2, 2), (1 << 30) - 8)).is_ok());
}

#[test]
fn segments_do_not_share_a_word() {
    let shared = |address| ProgramError::SharedWord { address };
    assert_eq!(refusal(&changed(field(2, 2), CONSTANTS)), shared(CONSTANTS));
    assert_eq!(refusal(&changed(field(1, 5), DATA - CONSTANTS + 1)), shared(DATA));
    assert_eq!(refusal(&changed(field(2, 2), CONSTANTS + 3)), shared(CONSTANTS));
    // Zeros that the file does not bring lie over the constants.
    let mut below = changed(field(2, 2), CONSTANTS - 16);
    below[field(2, 5)..][..4].copy_from_slice(&17u32.to_le_bytes());
    assert_eq!(refusal(&below), shared(CONSTANTS));
}

#[test]
fn the_entry_is_an_aligned_address_of_the_text() {
    for address in [TEXT + 2, TEXT + 8, TEXT - 4, CONSTANTS, DATA, 0] {
        assert_eq!(refusal(&changed(24, address)), ProgramError::Entry { address });
    }
    assert!(Program::from_elf(&changed(24, TEXT + 4)).is_ok());
}

#[test]
fn what_headers_promise_is_in_the_file() {
    let file = elf(TEXT, &segments());
    for length in 0..file.len() {
        let is_whole = length >= file.len() - 4096 + 8;
        assert_eq!(Program::from_elf(&file[..length]).is_ok(), is_whole, "{length} bytes");
    }
    let places = [changed(28, u32::MAX), changed(28, file.len() as u32 - 90), changed(field(0, 1), u32::MAX)];
    for file in places {
        assert_eq!(refusal(&file), ProgramError::Truncated);
    }
}

#[test]
fn programs_larger_than_the_limits_are_refused() {
    let error = refusal(&vec![0; ELF_BYTES + 1]);
    assert_eq!(error.code(), "program_too_large");
    assert_eq!(refusal(&changed(44, 65)).code(), "program_too_large");
    assert_eq!(refusal(&changed(field(1, 5), 1 << 29)).code(), "program_too_large");
    let mut many = segments();
    many.push(segment(1 << 20, Kind::Data, &vec![1; PROGRAM_WORDS - 4]));
    assert_eq!(Program::new(TEXT, many).map_err(|e| e.code()), Err("program_too_large"));
}

#[test]
fn the_digest_tells_programs_apart_and_nothing_else() {
    let digest = |entry, segments: Vec<Segment>| Program::new(entry, segments).map(|p| p.digest);
    let first = digest(TEXT, segments());
    let mut reordered = segments();
    reordered.reverse();
    assert_eq!(digest(TEXT, reordered), first);
    assert_ne!(digest(TEXT + 4, segments()), first);
    for place in 0..3 {
        let mut other = segments();
        other[place].words[0] ^= 1 << 31;
        assert_ne!(digest(TEXT, other), first);
        let mut other = segments();
        other[place].address += 64;
        assert_ne!(digest(TEXT + 64 * u32::from(place == 0), other), first);
        let mut other = segments();
        other[place].words.push(0);
        assert_ne!(digest(TEXT, other), first);
    }
    let mut other = segments();
    other[1].kind = Kind::Data;
    assert_ne!(digest(TEXT, other), first);
    // What is not loaded does not matter: here the section headers that the linker left.
    let mut file = built("fib_input_initial").expect("the guest is built: run guests/build.sh");
    file[32..36].fill(0xff);
    let stripped = Program::from_elf(&file).expect("it is a program");
    assert_eq!(stripped.digest, guest("fib_input_initial").digest);
}

#[test]
fn hostile_bytes_are_an_error_and_no_panic() {
    let file = elf(TEXT, &segments());
    let mut random = Random::new(1);
    let (mut taken, cases) = (0, 200_000);
    for _ in 0..cases {
        let mut file = file[..file.len() - random.below(300) as usize].to_vec();
        for _ in 0..1 + random.below(4) {
            let place = random.below(HEADERS as u32 + 3 * 32) as usize;
            match random.below(2) {
                0 => file[place] = random.next() as u8,
                _ => {
                    let word = random.operand() ^ (random.below(2) * TEXT);
                    file[place / 4 * 4..][..4].copy_from_slice(&word.to_le_bytes());
                }
            }
        }
        taken += usize::from(Program::from_elf(&file).is_ok());
    }
    println!("{cases} files, {taken} taken");
    assert!(taken > 0 && taken < cases / 2);
}
