//! A panic logs where it happened and exits with 101, as it does on other systems.

use core::panic::PanicInfo;

use crate::{exit, log};

pub(crate) const EXIT_CODE: u32 = 101;

// The message itself is left out: formatting would be most of a small program.
#[panic_handler]
fn panic(info: &PanicInfo) -> ! {
    log("panic");
    if let Some(place) = info.location() {
        log(" at ");
        log(place.file());
        log(":");
        log_number(place.line());
    }
    log("\n");
    exit(EXIT_CODE)
}

fn log_number(number: u32) {
    let mut digits = [0; 10];
    let mut rest = number;
    let mut start = digits.len();
    while let Some(place) = start.checked_sub(1) {
        digits[place] = b'0' + (rest % 10) as u8;
        rest /= 10;
        start = place;
        if rest == 0 {
            break;
        }
    }
    if let Ok(text) = core::str::from_utf8(&digits[start..]) {
        log(text);
    }
}
