//! The zkVM as a native program: files in, files and lines of JSON out, as docs/engines.md says.
//!
//! A failure ends it with 1 and one line of JSON on standard error, with the code that the bindings use too.

mod arguments;
mod failure;
mod inspect;
#[path = "../../bindings/src/json.rs"]
mod json;
mod verbs;

use std::process::ExitCode;

use arguments::Arguments;
use failure::Failure;

fn main() -> ExitCode {
    match answer() {
        Ok(line) => {
            println!("{line}");
            ExitCode::SUCCESS
        }
        Err(failure) => {
            eprintln!("{}", failure.json());
            ExitCode::FAILURE
        }
    }
}

fn answer() -> Result<String, Failure> {
    let mut words = std::env::args().skip(1);
    let verb = words.next().unwrap_or_default();
    let arguments = Arguments::read(words)?;
    match verb.as_str() {
        "describe" => Ok(verbs::describe()),
        "digest" => verbs::digest(&arguments),
        "key" => verbs::key(&arguments),
        "run" => verbs::run(&arguments),
        "prove" => verbs::prove(&arguments),
        "verify" => verbs::verify(&arguments),
        "inspect" => inspect::inspect(&arguments),
        _ => Err(Failure::usage("describe, digest, key, run, prove, verify or inspect is wanted")),
    }
}
