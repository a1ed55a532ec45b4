//! `cargo xtask`: see `cargo xtask --help`.

use std::process::ExitCode;

use clap::Parser;
use xtask::cli::{Cli, Command};
use xtask::codegen::{self, Outcome};
use xtask::console::Console;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let Command::Codegen(options) = &cli.command;
    let console = Console::new(options.verbose);
    let outcome = cli.root().and_then(|root| codegen::run(&root, options, &console));
    match outcome {
        Ok(Outcome::Fine) => ExitCode::SUCCESS,
        Ok(Outcome::Different) => ExitCode::from(1),
        Err(problem) => {
            console.problem(&problem);
            ExitCode::from(2)
        }
    }
}
