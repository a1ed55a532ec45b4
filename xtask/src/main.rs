//! `cargo xtask`: see `cargo xtask --help`.

use std::process::ExitCode;

use clap::Parser;
use xtask::cli::{Cli, Command};
use xtask::codegen::{self, Outcome};
use xtask::console::Console;
use xtask::specs;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let console = Console::new(cli.command.verbose());
    let outcome = cli.root().and_then(|root| match &cli.command {
        Command::Codegen(options) => codegen::run(&root, options, &console),
        Command::Specs(command) => specs::run(&root, command, &console),
    });
    match outcome {
        Ok(Outcome::Fine) => ExitCode::SUCCESS,
        Ok(Outcome::Different) => ExitCode::from(1),
        Err(problem) => {
            console.problem(&problem);
            ExitCode::from(2)
        }
    }
}
