//! Guests are built to the same program wherever they are built.

mod programs;

use std::fs;
use std::path::Path;
use std::process::Command;

use programs::{guest, guests};
use zkvm::program::Program;

/// Digest of the guest that the network proves. It changes with the toolchain, the guest crate or the loader's encoding.
const FIB_INPUT_INITIAL: &str = "10139fee5504cb7d5226e3c2ae8ebf689359959adb4029a2f4144c276e2505b5";

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn the_fibonacci_guest_is_the_one_that_is_pinned() {
    let digest = hex(&guest("fib_input_initial").digest);
    assert_eq!(digest, FIB_INPUT_INITIAL, "if the change is meant: run guests/build.sh and write the new digest here");
}

/// Copies the sources of the guests: neither what was built nor hidden files.
fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let name = entry.file_name();
        if entry.file_type()?.is_dir() {
            if name != "target" && name != "dist" {
                copy(&entry.path(), &to.join(name))?;
            }
        } else {
            fs::copy(entry.path(), to.join(name))?;
        }
    }
    Ok(())
}

#[test]
fn a_guest_does_not_depend_on_the_folder_it_is_built_in() {
    let folder = std::env::temp_dir().join(format!("zkvm guests {}", std::process::id()));
    copy(&guests(), &folder).expect("the sources are copied");
    let toolchain = guests().join("../rust-toolchain.toml");
    fs::copy(toolchain, folder.join("rust-toolchain.toml")).expect("the toolchain is copied");
    for name in ["fib_input_initial", "sort", "keccak256"] {
        let mut build = Command::new("sh");
        build.arg(folder.join("build.sh")).arg(name);
        // Cargo tells its children where this test is built, and with what.
        build.env_remove("CARGO_TARGET_DIR").env_remove("RUSTUP_TOOLCHAIN");
        let output = build.output().expect("a shell is installed");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let file = fs::read(folder.join(format!("dist/{name}.elf"))).expect("it is built");
        let other = Program::from_elf(&file).expect("it is a program");
        assert_eq!(hex(&other.digest), hex(&guest(name).digest), "{name}");
    }
    fs::remove_dir_all(&folder).expect("the copy is removed");
}
