//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

/// Runs RISC-V (RV32IM) programs, proves their runs, and verifies proofs.
///
/// Exit code: 0 if the command did what it was asked, 1 if not (the last line of standard error says why, with a code),
/// 2 if the command line is wrong. Output is text on a terminal and JSON elsewhere or with --json; `inspect` is text
/// unless --json is given.
#[derive(Parser)]
#[command(name = "zkvm", version, max_term_width = 100)]
pub struct Arguments {
    /// Answer in JSON, one object on a line; the last line is the result
    #[arg(long, global = true)]
    pub json: bool,
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Subcommand)]
pub enum Command {
    /// Say which engine this is, its limits, and what its proofs are made of
    Describe {
        /// The table of components in Markdown
        #[arg(long)]
        markdown: bool,
    },
    /// Print the digest of a program, which names it everywhere
    Digest(ProgramFile),
    /// Make the verifying key of a program again, and print its digest
    Key {
        #[command(flatten)]
        program: ProgramFile,
        #[command(flatten)]
        profile: ProfileName,
        /// Write the key to this file
        #[arg(long, value_name = "FILE")]
        key: Option<PathBuf>,
        /// Fail with key_differs unless this file holds the same key
        #[arg(long, value_name = "FILE")]
        compare: Option<PathBuf>,
    },
    /// Run a program without proving it
    Run {
        #[command(flatten)]
        program: ProgramFile,
        #[command(flatten)]
        input: Input,
        /// Write the public output to this file
        #[arg(long, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// Run a program and prove the run
    Prove {
        #[command(flatten)]
        program: ProgramFile,
        #[command(flatten)]
        input: Input,
        #[command(flatten)]
        profile: ProfileName,
        /// Write the proof to this file
        #[arg(long, value_name = "FILE")]
        proof: PathBuf,
        /// Write the public output to this file
        #[arg(long, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// Accept a proof that a program, given this input, halts with this output and exit code, or say why not
    Verify {
        #[command(flatten)]
        program: ProgramFile,
        #[command(flatten)]
        input: Input,
        #[command(flatten)]
        profile: ProfileName,
        /// The proof
        #[arg(long, value_name = "FILE")]
        proof: PathBuf,
        /// The output that is expected; without it, what the proof claims is printed
        #[arg(long, value_name = "FILE")]
        output: Option<PathBuf>,
        /// The exit code that is expected
        #[arg(long, value_name = "CODE", default_value_t = 0)]
        exit_code: u32,
        /// The verifying key, to save making it again
        #[arg(long, value_name = "FILE")]
        key: Option<PathBuf>,
    },
    /// Show what the proof of a run costs, component by component
    Inspect {
        #[command(flatten)]
        program: ProgramFile,
        #[command(flatten)]
        input: Input,
        #[command(flatten)]
        profile: ProfileName,
        /// Prove the run as well, and show where the time goes
        #[arg(long)]
        prove: bool,
    },
    /// Propose fused blocks for runs like this one, and say what they save
    Profile {
        #[command(flatten)]
        program: ProgramFile,
        #[command(flatten)]
        input: Input,
        /// Write the program with these blocks, instead of those that it has, to this file
        #[arg(long, value_name = "FILE")]
        fused: Option<PathBuf>,
        /// Columns that all blocks have together, at most: each takes some 400 bytes of every proof
        #[arg(long, value_name = "NUMBER", default_value_t = zkvm::blocks::COLUMNS)]
        columns: usize,
    },
    /// Prove a run with the program's keys at hand, and say how long each part took
    Measure {
        #[command(flatten)]
        program: ProgramFile,
        #[command(flatten)]
        input: Input,
        #[command(flatten)]
        profile: ProfileName,
    },
}

/// A program.
#[derive(Args)]
pub struct ProgramFile {
    /// A static RV32IM executable (ELF)
    #[arg(value_name = "PROGRAM", required_unless_present = "program_file")]
    program: Option<PathBuf>,
    /// The same, by name
    #[arg(long = "program", value_name = "FILE", conflicts_with = "program")]
    program_file: Option<PathBuf>,
}

impl ProgramFile {
    /// Its path.
    pub fn path(&self) -> PathBuf {
        // clap sees to it that one of them is there.
        self.program.as_ref().or(self.program_file.as_ref()).cloned().unwrap_or_default()
    }
}

/// Public input; none if neither is given.
#[derive(Args)]
pub struct Input {
    /// The public input; empty if not given
    #[arg(long, value_name = "FILE")]
    pub input: Option<PathBuf>,
    /// The public input in hexadecimal
    #[arg(long, value_name = "HEX", conflicts_with = "input")]
    pub input_hex: Option<String>,
}

/// A security profile.
#[derive(Args)]
pub struct ProfileName {
    /// The security profile
    #[arg(long, value_name = "NAME", default_value = "standard")]
    pub profile: String,
}
