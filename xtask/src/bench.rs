//! `cargo xtask bench`: every figure of docs/BENCHMARKS.md, measured again.
//!
//! A command is measured from outside, so that what is measured is what a person runs. Absolute times say little
//! about another machine; where two things are compared, they are run in turn and the median of ratios is told.

mod compile;
mod measure;

use std::path::Path;
use std::process::Command;

use anyhow::Context;
use clap::{Args, ValueEnum};

use crate::codegen::Outcome;
use crate::console::{BOLD, Console};
use measure::{Measured, Runs, measured};

const EXAMPLES: &str = "\
Examples:
  cargo xtask bench                     everything but compile times: some minutes
  cargo xtask bench codegen diff        these two
  cargo xtask bench compile             the crate for each set of features: many minutes
  cargo xtask bench compile --beside zoom-api@0.10
                                        the same in turn with another crate from the registry

Exit codes:
  0  fine
  2  something could not be built or run";

/// How `bench` is run.
#[derive(Args, Clone, Debug)]
#[command(
    long_about = "Measure what docs/BENCHMARKS.md tells, and print it as Markdown.\n\n\
        Builds what it needs with the release profile first. Peak memory is told where GNU time is installed.",
    after_help = EXAMPLES
)]
pub struct Options {
    /// What to measure; everything but compile times unless named.
    #[arg(value_enum)]
    what: Vec<What>,
    /// How often each command is run.
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=100))]
    runs: u32,
    /// With `compile`: another crate to build in turn with ours, as NAME@VERSION.
    #[arg(long, value_name = "CRATE")]
    beside: Option<String>,
}

/// A group of figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum What {
    /// `codegen`: all documents, whole and by stage.
    Codegen,
    /// `specs import` of every source beside the project.
    Import,
    /// `diff` of the whole API, both sides from scratch.
    Diff,
    /// Requests, answers and webhooks at run time.
    Runtime,
    /// `cargo build -p xtask`, and the second `cargo xtask codegen`.
    Xtask,
    /// The generated crate for each set of features.
    Compile,
}

/// Runs the command.
pub fn run(root: &Path, options: &Options, console: &Console) -> anyhow::Result<Outcome> {
    let all = [What::Codegen, What::Import, What::Diff, What::Runtime, What::Xtask];
    let wanted = if options.what.is_empty() { &all } else { options.what.as_slice() };
    console.say("building with the release profile");
    measure::succeed(cargo(root).args(["build", "--release", "-p", "xtask"]))?;
    for what in wanted {
        let runs = Runs { count: options.runs, console };
        match what {
            What::Codegen => codegen(root, &runs)?,
            What::Import => import(root, &runs)?,
            What::Diff => diff(root, &runs)?,
            What::Runtime => runtime(root, console)?,
            What::Xtask => xtask(root, &runs)?,
            What::Compile => compile::run(root, options.beside.as_deref(), &runs)?,
        }
    }
    Ok(Outcome::Fine)
}

/// Cargo, quiet, in the project.
fn cargo(root: &Path) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root);
    command
}

/// Our own program as it is built for release.
fn program(root: &Path, arguments: &[&str]) -> anyhow::Result<Command> {
    let target = measure::target_folder(root)?;
    let mut command = Command::new(target.join("release/xtask"));
    command.args(arguments).arg("--root").arg(root).current_dir(root);
    Ok(command)
}

fn table(console: &Console, title: &str, rows: &[(String, Measured)]) -> anyhow::Result<()> {
    let mut text = format!(
        "\n{BOLD}## {title}{BOLD:#}\n\n| | wall | CPU | peak memory |\n| --- | --- | --- | --- |\n"
    );
    for (name, measured) in rows {
        text.push_str(&format!("| {name} | {measured} |\n"));
    }
    console.result(&text)
}

fn codegen(root: &Path, runs: &Runs<'_>) -> anyhow::Result<()> {
    let check = |threads: &str| -> anyhow::Result<Measured> {
        runs.median(|| program(root, &["codegen", "--check", "--threads", threads]))
    };
    let rows = [
        ("all documents".to_owned(), check("0")?),
        ("all documents, one thread".to_owned(), check("1")?),
    ];
    table(runs.console, "Code generation", &rows)?;
    let inputs = crate::read::project(root)?;
    let stages = measure::stages(&inputs, runs.count)?;
    let rows: String =
        stages.iter().map(|(stage, time)| format!("| {stage} | {time:.0} ms |\n")).collect();
    runs.console.result(&format!(
        "\nBy stage, in this process:\n\n| stage | median |\n| --- | --- |\n{rows}"
    ))
}

fn import(root: &Path, runs: &Runs<'_>) -> anyhow::Result<()> {
    let folder = root.join("../shared/reference");
    let sources = [
        ("classic", "zoom-v2-classic.json"),
        ("hub-users", "zoom-v2-hub-users.json"),
        ("hub-meetings", "zoom-v2-hub-meetings.json"),
    ];
    let mut rows = Vec::new();
    for (source, file) in sources {
        let file = folder.join(file);
        if !file.exists() {
            runs.console.say(format!(
                "{source}: its document is not beside the project, so it is left out"
            ));
            continue;
        }
        // Importing again changes nothing, so it can be measured on the project itself.
        let measured = runs.median(|| {
            let mut command = program(root, &["specs", "import", source, "--from"])?;
            command.arg(&file);
            Ok(command)
        })?;
        rows.push((format!("`specs import {source}`"), measured));
    }
    table(runs.console, "Import", &rows)
}

fn diff(root: &Path, runs: &Runs<'_>) -> anyhow::Result<()> {
    let measured = runs.median(|| program(root, &["diff", "--base", "HEAD"]))?;
    table(runs.console, "Diff", &[("whole API, both sides from scratch".to_owned(), measured)])
}

fn runtime(root: &Path, console: &Console) -> anyhow::Result<()> {
    console.result(&format!("\n{BOLD}## Run time{BOLD:#}\n\n"))?;
    for package in ["zoom-templates", "zoom-client"] {
        measure::succeed(cargo(root).args([
            "bench",
            "--quiet",
            "-p",
            package,
            "--all-features",
            "--benches",
        ]))?;
    }
    Ok(())
}

fn xtask(root: &Path, runs: &Runs<'_>) -> anyhow::Result<()> {
    let place = tempfile_folder(root)?;
    let cold =
        measured(cargo(root).args(["build", "-q", "-p", "xtask"]).env("CARGO_TARGET_DIR", &place));
    let _ = std::fs::remove_dir_all(&place);
    let second = runs.median(|| {
        let mut command = cargo(root);
        command.args(["xtask", "codegen"]);
        Ok(command)
    })?;
    let rows = [
        ("`cargo build -p xtask`, nothing built before".to_owned(), cold?),
        ("`cargo xtask codegen`, second run".to_owned(), second),
    ];
    table(runs.console, "The tool itself", &rows)
}

/// A folder of our own below the target folder, so that it is on the same disk and never committed.
fn tempfile_folder(root: &Path) -> anyhow::Result<std::path::PathBuf> {
    let place = measure::target_folder(root)?.join("bench-cold");
    if place.exists() {
        std::fs::remove_dir_all(&place).context("cannot empty the folder of an earlier run")?;
    }
    Ok(place)
}
