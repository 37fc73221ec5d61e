//! The command as others call it: real runs, real files, and the code of each failure.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

fn guest(name: &str) -> String {
    format!("{}/../guests/dist/{name}.elf", env!("CARGO_MANIFEST_DIR"))
}

fn zkvm(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_zkvm")).args(arguments).output().expect("the command starts")
}

/// The last line of what was printed, as JSON.
fn last(bytes: &[u8]) -> Value {
    let text = String::from_utf8_lossy(bytes);
    let line = text.lines().last().unwrap_or_default();
    serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {text}"))
}

fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::create_dir_all(&folder).expect("a folder");
    folder
}

struct Files {
    folder: PathBuf,
}

impl Files {
    fn path(&self, name: &str) -> String {
        self.folder.join(name).display().to_string()
    }

    fn write(&self, name: &str, bytes: &[u8]) -> String {
        std::fs::write(self.path(name), bytes).expect("a file");
        self.path(name)
    }

    fn verify(&self, program: &str, proof: &str) -> Output {
        let (input, output) = (self.path("input"), self.path("output"));
        zkvm(&["verify", "--program", program, "--input", &input, "--output", &output, "--proof", proof])
    }
}

#[test]
fn a_proof_is_made_accepted_and_refused_by_its_code_when_something_is_changed() {
    let files = Files { folder: folder("proof") };
    let program = guest("fib_input_initial");
    let input: Vec<u8> = [10u32, 0, 1].into_iter().flat_map(u32::to_le_bytes).collect();
    let (input, output, proof) = (files.write("input", &input), files.path("output"), files.path("proof"));
    let made = zkvm(&[
        "prove",
        "--program",
        &program,
        "--input",
        &input,
        "--profile",
        "standard",
        "--proof",
        &proof,
        "--output",
        &output,
    ]);
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    assert_eq!(last(&made.stdout)["exitCode"], 0);
    assert_eq!(std::fs::read(&output).expect("the output"), 55u32.to_le_bytes());

    let accepted = files.verify(&program, &proof);
    assert!(accepted.status.success(), "{}", String::from_utf8_lossy(&accepted.stderr));
    assert!(last(&accepted.stdout)["bits"]["conjectured"].as_f64().is_some_and(|bits| bits >= 100.0));

    let bytes = std::fs::read(&proof).expect("the proof");
    let mut changed = bytes.clone();
    *changed.last_mut().expect("not empty") ^= 1;
    let cases = [
        (program.clone(), files.write("changed", &changed), "proof_invalid"),
        (program.clone(), files.write("cut", &bytes[..bytes.len() / 2]), "proof_malformed"),
        (guest("sha256"), proof.clone(), "program_mismatch"),
        (files.write("no-program", b"not an ELF file"), proof, "program_invalid"),
        (program, files.path("nowhere"), "file_not_found"),
    ];
    for (program, proof, code) in cases {
        let refused = files.verify(&program, &proof);
        assert_eq!(refused.status.code(), Some(1), "{code}");
        assert_eq!(last(&refused.stderr)["code"], code);
    }
}

#[test]
fn the_table_in_the_readme_is_the_one_the_command_prints() {
    let readme = concat!(env!("CARGO_MANIFEST_DIR"), "/../README.md");
    let readme = std::fs::read_to_string(readme).expect("the README");
    let table = readme.split("<!-- components -->").nth(1).and_then(|rest| rest.split("<!-- /components -->").next());
    let printed = zkvm(&["describe", "--markdown"]).stdout;
    let printed = String::from_utf8(printed).expect("text");
    assert_eq!(
        table.unwrap_or_default().trim(),
        printed.trim(),
        "put what `zkvm describe --markdown` prints between the markers of zkvm-wasm/README.md"
    );
}

#[test]
fn a_run_is_inspected_and_an_unknown_word_is_a_usage_error() {
    let inspected = zkvm(&["inspect", "--program", &guest("interpreter"), "--json"]);
    let text = String::from_utf8_lossy(&inspected.stderr);
    assert!(inspected.status.success(), "{text}");
    assert!(last(&inspected.stdout)["components"].as_array().is_some_and(|components| !components.is_empty()));
    assert_eq!(zkvm(&["no-such-thing"]).status.code(), Some(2));
}
