//! The project's tooling: everything that reads, writes and prints.
//!
//! The generator (`zoom-codegen`) is a pure function from documents to a file tree. This crate reads its inputs from
//! disk and writes its output to disk. It is a library as well as a program, so that tests can call its functions.
//!
//! | module | concern |
//! |---|---|
//! | [`cli`] | the command line |
//! | [`mod@bench`] | measures the figures of docs/BENCHMARKS.md |
//! | [`features`] | checks each feature of the generated crate alone |
//! | [`read`] | disk → inputs of the generator |
//! | [`codegen`] | the command: read, generate, then write, check or print |
//! | [`last_run`] | the record with which `codegen` ends early if there is nothing to do |
//! | [`spec_output`] | `--spec`: the folder that may be written, and the mark in it |
//! | [`disk`] | writing files: plan, journal, apply, recover |
//! | [`file_diffs`] | differences of files for people |
//! | [`diff`] | what changes for users of the crate between two states of specs/ |
//! | [`reports`] | a comparison as text, Markdown, a page or JSON |
//! | [`specs`] | the commands on documents: import, fetch, list, lint |
//! | `network_binary` | runs commands that need a network in `xtask-fetch` |
//! | `http` | downloads one document, within limits (feature `fetch`) |
//! | [`console`] | stdout, stderr, color, progress |
//! | [`outcome`] | results of commands, and their exit codes |

pub mod bench;
pub mod cli;
pub mod codegen;
pub mod console;
pub mod diff;
pub mod disk;
pub mod features;
pub mod file_diffs;
#[cfg(feature = "fetch")]
pub mod http;
pub mod last_run;
#[cfg(not(feature = "fetch"))]
pub mod network_binary;
pub mod outcome;
pub mod read;
pub mod reports;
pub mod spec_output;
pub mod specs;

use std::process::ExitCode;

use clap::Parser;

use cli::{Cli, Command};
use console::Console;
use outcome::Outcome;

/// Runs the command of the command line; the result is its exit code.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    let console = Console::new(cli.command.verbose());
    let outcome = cli.root().and_then(|root| match &cli.command {
        Command::Bench(options) => bench::run(&root, options, &console),
        Command::CheckFeatures(options) => features::run(&root, options, &console),
        Command::Codegen(options) => codegen::run(&root, options, &console),
        Command::Diff(options) => diff::run(&root, options, &console),
        Command::Specs(command) => specs::run(&root, command, &console),
    });
    let outcome = outcome.unwrap_or_else(|problem| {
        console.problem(&problem);
        Outcome::Unusable
    });
    outcome.into()
}
