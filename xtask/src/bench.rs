//! `cargo xtask bench`: every figure of docs/BENCHMARKS.md, measured again.
//!
//! Commands are measured from outside, as a person runs them. Absolute times have little meaning for
//! another machine, so each is reported beside something else that was run in turn with it.

mod compile;
mod generator;
mod measure;
mod peer;
mod scale;
mod size;
mod tool;

use std::path::{Path, PathBuf};
use std::process::Command;

use clap::{Args, ValueEnum};

use crate::console::{BOLD, Console};
use crate::outcome::Outcome;
use measure::{Measured, Runs};

const EXAMPLES: &str = "\
Examples:
  cargo xtask bench                          everything: the better part of an hour
  cargo xtask bench --without compile        without the crate for each set of features: some minutes
  cargo xtask bench codegen diff             these two
  cargo xtask bench compile --beside none    the crate alone, without another one from the registry

Exit codes:
  0  fine
  2  something could not be built or run";

/// How `bench` is run.
#[derive(Args, Clone, Debug)]
#[command(
    long_about = "Measure the figures of docs/BENCHMARKS.md, and print them as Markdown.\n\n\
        Builds what it needs with the release profile first. Peak memory is reported where GNU time is installed.",
    after_help = EXAMPLES
)]
pub struct Options {
    /// The sections to measure; default: all.
    #[arg(value_enum)]
    what: Vec<What>,
    /// The sections to omit.
    #[arg(long, value_enum, value_name = "WHAT", value_delimiter = ',', conflicts_with = "what")]
    without: Vec<What>,
    /// How often each command is run.
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=100))]
    runs: u32,
    /// With `import` and `peer`: the folder of the published documents.
    #[arg(long, value_name = "DIR", default_value = "../shared/reference")]
    documents: PathBuf,
    /// With `compile`: another crate to build in turn with ours, as NAME@VERSION, or `none`.
    #[arg(long, value_name = "CRATE", default_value = "zoom-api@0.10")]
    beside: String,
}

/// A group of figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum What {
    /// `codegen`: all documents, cold and warm, whole and by stage.
    Codegen,
    /// `codegen --spec` of the classic document beside oas3-gen, if it is installed.
    Peer,
    /// `codegen --spec` of made-up documents with up to 20,000 operations.
    Scale,
    /// `specs import` of published documents, and `specs lint`.
    Import,
    /// `diff` of the whole API, both sides from scratch.
    Diff,
    /// Requests, responses and webhooks at run time.
    Runtime,
    /// `cargo build -p xtask` from nothing, and the second `cargo xtask codegen`.
    Xtask,
    /// The size of a program that calls one operation, beside the same by hand.
    Size,
    /// The generated crate for each set of features.
    Compile,
}

/// Runs the command.
pub fn run(root: &Path, options: &Options, console: &Console) -> anyhow::Result<Outcome> {
    console.say("building with the release profile");
    measure::succeed(cargo(root).args(["build", "--release", "-p", "xtask"]))?;
    if cfg!(debug_assertions) {
        // Stages are measured in this process, so it is one without debug assertions from here on.
        let mut again = Command::new(measure::target_folder(root)?.join("release/xtask"));
        measure::succeed(again.args(std::env::args_os().skip(1)))?;
        return Ok(Outcome::Fine);
    }
    let all = What::value_variants().iter().filter(|one| !options.without.contains(one));
    let named = options.what.iter();
    let wanted: Vec<What> =
        if options.what.is_empty() { all.copied().collect() } else { named.copied().collect() };
    for what in wanted {
        let runs = Runs { count: options.runs, console };
        match what {
            What::Codegen => generator::codegen(root, &runs)?,
            What::Peer => peer::peer(root, &root.join(&options.documents), &runs)?,
            What::Scale => scale::scale(root, &runs)?,
            What::Import => generator::import(root, &root.join(&options.documents), &runs)?,
            What::Diff => generator::diff(root, &runs)?,
            What::Runtime => runtime(root, console)?,
            What::Size => size::size(root, &runs)?,
            What::Xtask => tool::xtask(root, &runs)?,
            What::Compile => {
                let beside = Some(options.beside.as_str()).filter(|name| *name != "none");
                compile::run(root, beside, &runs)?;
            }
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

/// A figure.
struct Row {
    name: String,
    measured: Measured,
    /// The subject it is compared with, and the ratio.
    beside: String,
}

impl Row {
    fn new(name: impl Into<String>, measured: Measured, beside: impl Into<String>) -> Row {
        Row { name: name.into(), measured, beside: beside.into() }
    }
}

fn table(console: &Console, title: &str, rows: &[Row]) -> anyhow::Result<()> {
    let mut text = format!(
        "\n{BOLD}## {title}{BOLD:#}\n\n| | wall | CPU | peak memory | compared |\n| --- | --- | --- | --- | --- |\n"
    );
    for Row { name, measured, beside } in rows {
        text.push_str(&format!("| {name} | {measured} | {beside} |\n"));
    }
    console.result(&text)
}

/// These benchmarks print what they are compared with themselves.
fn runtime(root: &Path, console: &Console) -> anyhow::Result<()> {
    console.result(&format!("\n{BOLD}## Run time: requests, decoding, webhooks{BOLD:#}\n\n"))?;
    let arguments = ["bench", "--quiet", "-p", "zoom-templates", "--all-features", "--benches"];
    measure::succeed(cargo(root).args(arguments))
}
