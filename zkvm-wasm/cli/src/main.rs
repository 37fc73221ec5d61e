//! The zkVM as a native command. What it prints for other programs is the file contract of an engine.

mod arguments;
mod commands;
mod failure;
mod files;
mod measure;
mod text;

use std::io::IsTerminal;
use std::panic::catch_unwind;
use std::process::ExitCode;

use arguments::{Arguments, Command};
use clap::Parser;
use failure::Failure;

fn main() -> ExitCode {
    let Arguments { json, command } = Arguments::parse();
    let contract = !matches!(command, Command::Inspect { .. } | Command::Describe { markdown: true });
    let json = json || (contract && !std::io::stdout().is_terminal());
    std::panic::set_hook(Box::new(|_| {}));
    let done = catch_unwind(|| commands::run(command, json));
    let Err(failure) = done.unwrap_or_else(|_| Err(Failure::new("trap", "the zkVM has stopped where it never should")))
    else {
        return ExitCode::SUCCESS;
    };
    eprintln!("{}", failure.line(json));
    ExitCode::FAILURE
}
