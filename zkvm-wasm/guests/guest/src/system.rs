//! The system calls, with the numbers that Linux gives them.

use core::arch::asm;

const READ: u32 = 63;
const WRITE: u32 = 64;
const EXIT: u32 = 93;
const INPUT: u32 = 0;
const OUTPUT: u32 = 1;
const LOG: u32 = 2;

/// Ends the run with this exit code, which is proven.
pub fn exit(code: u32) -> ! {
    // SAFETY: the call does not come back and touches no memory.
    unsafe { asm!("ecall", in("a7") EXIT, in("a0") code, options(noreturn, nostack)) }
}

/// Moves the next bytes of the public input to the buffer. Gives how many: on the zkVM as many as fit or are left.
pub fn read(buffer: &mut [u8]) -> usize {
    let result: i32;
    // SAFETY: the call writes to the buffer alone, and not beyond its length.
    unsafe {
        asm!(
            "ecall",
            in("a7") READ,
            inlateout("a0") INPUT => result,
            in("a1") buffer.as_mut_ptr(),
            in("a2") buffer.len(),
            options(nostack),
        );
    }
    match usize::try_from(result) {
        Ok(count) => count,
        Err(_) => panic!("the input cannot be read"),
    }
}

/// Fills the buffer with the next bytes of the public input. Panics if there are fewer.
pub fn read_exact(buffer: &mut [u8]) {
    let mut filled = 0;
    while filled < buffer.len() {
        match read(&mut buffer[filled..]) {
            0 => panic!("the input ends too early"),
            count => filled += count,
        }
    }
}

/// Appends bytes to the public output.
pub fn write(bytes: &[u8]) {
    write_to(OUTPUT, bytes);
}

/// Appends text to the log, which is for people and is not proven.
pub fn log(text: &str) {
    write_to(LOG, text.as_bytes());
}

fn write_to(descriptor: u32, mut bytes: &[u8]) {
    // On the zkVM one call writes all. On Linux a pipe may take less.
    while !bytes.is_empty() {
        let result: i32;
        // SAFETY: the call reads the bytes and writes no memory.
        unsafe {
            asm!(
                "ecall",
                in("a7") WRITE,
                inlateout("a0") descriptor => result,
                in("a1") bytes.as_ptr(),
                in("a2") bytes.len(),
                options(nostack, readonly),
            );
        }
        match usize::try_from(result) {
            Ok(count) if count <= bytes.len() => bytes = &bytes[count..],
            _ => exit(crate::panic::EXIT_CODE),
        }
    }
}
