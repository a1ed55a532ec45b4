//! The project's tooling: everything that reads, writes and prints.
//!
//! The generator (`zoom-codegen`) is a pure function from documents to a file tree. This crate feeds
//! it from disk and settles what comes out onto the disk. It is a library as well as a program, so
//! that a test can call the very function behind `cargo xtask codegen --check`.
//!
//! | module | concern |
//! |---|---|
//! | [`cli`] | what can be typed |
//! | [`mod@bench`] | every figure of docs/BENCHMARKS.md, measured again |
//! | [`read`] | disk → inputs of the generator |
//! | [`codegen`] | the command: read, generate, then write, check or print |
//! | [`single`] | `--spec`: which folder may be written, and the mark left in it |
//! | [`target`] | where output goes, and which paths it may have |
//! | [`compare`] | output × disk → differences |
//! | [`settle`] | differences → disk, all or repairable |
//! | [`beside`] | one file, written beside its place and moved there |
//! | [`journal`] | what makes a cut-off write visible |
//! | [`recover`] | a cut-off write is completed or undone |
//! | [`lock`] | one run at a time |
//! | [`excerpts`] | differences of files as a person reads them |
//! | [`diff`] | what changes for users of the crate between two states of specs/ |
//! | [`reports`] | a comparison as text, Markdown, a page or JSON |
//! | [`specs`] | the commands on documents: import, fetch, list, lint |
//! | `again` | commands that need a network, run by `xtask-fetch` |
//! | `http` | one document from one address, within bounds (feature `fetch`) |
//! | [`console`] | stdout, stderr, color, progress |

#[cfg(not(feature = "fetch"))]
pub mod again;
pub mod bench;
pub mod beside;
pub mod cli;
pub mod codegen;
pub mod compare;
pub mod console;
pub mod diff;
pub mod excerpts;
#[cfg(feature = "fetch")]
pub mod http;
pub mod journal;
pub mod lock;
pub mod read;
pub mod recover;
pub mod reports;
pub mod settle;
pub mod single;
pub mod specs;
pub mod target;

use std::process::ExitCode;

use clap::Parser;

use cli::{Cli, Command};
use codegen::Outcome;
use console::Console;

/// Carries out what was typed, and says how it ended.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    let console = Console::new(cli.command.verbose());
    let outcome = cli.root().and_then(|root| match &cli.command {
        Command::Bench(options) => bench::run(&root, options, &console),
        Command::Codegen(options) => codegen::run(&root, options, &console),
        Command::Diff(options) => diff::run(&root, options, &console),
        Command::Specs(command) => specs::run(&root, command, &console),
    });
    match outcome {
        Ok(Outcome::Fine) => ExitCode::SUCCESS,
        Ok(Outcome::Different) => ExitCode::from(1),
        Ok(Outcome::Unusable) => ExitCode::from(2),
        Err(problem) => {
            console.problem(&problem);
            ExitCode::from(2)
        }
    }
}
