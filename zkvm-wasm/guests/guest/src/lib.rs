//! What a Rust program needs to run on the zkVM, and under `qemu-riscv32` alike.
//!
//! ```ignore
//! #![no_std]
//! #![no_main]
//!
//! guest::entry!(main);
//!
//! fn main() {
//!     let mut number = [0; 4];
//!     guest::read_exact(&mut number);
//!     let number = u32::from_le_bytes(number);
//!     guest::write(&number.wrapping_mul(number).to_le_bytes());
//! }
//! ```

#![no_std]

#[cfg(feature = "alloc")]
extern crate alloc;

#[cfg(feature = "alloc")]
mod heap;
mod panic;
mod system;

pub use system::{exit, log, read, read_exact, write};

#[cfg(feature = "alloc")]
pub use heap::read_to_end;

/// Makes a function without arguments the start of the program. The exit code is 0 when it returns.
///
/// The machine starts with a stack and with everything else zero, so there is nothing to set up.
#[macro_export]
macro_rules! entry {
    ($main:path) => {
        #[unsafe(no_mangle)]
        #[unsafe(link_section = ".text._start")]
        extern "C" fn _start() -> ! {
            let main: fn() = $main;
            main();
            $crate::exit(0)
        }
    };
}
