//! The command line after `cargo xtask`.

use std::env;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, bail};
use clap::{ArgGroup, Args, Parser, Subcommand};

use crate::{bench, diff, features, specs};

const EXIT_CODES: &str = "\
Exit codes:
  0  success
  1  a check found a difference
  2  the input or the command could not be used; nothing was written";

const CODEGEN_EXAMPLES: &str = "\
Examples:
  cargo xtask codegen                          write generated/ and specs/names.lock
  cargo xtask codegen --check                  report the changes, and write nothing
  cargo xtask codegen --print src/lib.rs       show one generated file
  cargo xtask codegen --spec petstore.yaml --out ../petstore --name petstore
                                               turn any one OpenAPI document into a crate; its names
                                               are in ../petstore/names.lock, or in the file of --names

Exit codes:
  0  success
  1  a check found a difference
  2  the input or the command could not be used; nothing was written";

/// Tooling of this project: from the documents in specs/ to the crate in generated/.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", after_help = EXIT_CODES)]
pub struct Cli {
    /// The command.
    #[command(subcommand)]
    pub command: Command,
    /// The project: the folder with specs/, templates/ and generated/ [default: this workspace].
    #[arg(long, global = true, value_name = "DIR")]
    root: Option<PathBuf>,
}

impl Cli {
    /// The folder of the project.
    ///
    /// Cargo passes the folder of the manifest to programs that it runs; a program started by hand uses the folder in
    /// which it was built.
    pub fn root(&self) -> anyhow::Result<PathBuf> {
        let root = match (&self.root, env::var_os("CARGO_MANIFEST_DIR")) {
            (Some(root), _) => root.clone(),
            (None, Some(manifest)) => above(PathBuf::from(manifest))?,
            (None, None) => above(PathBuf::from(env!("CARGO_MANIFEST_DIR")))?,
        };
        // Checked first: no lock file must be created in a folder named by mistake.
        for folder in ["specs", "templates/src"] {
            if !root.join(folder).is_dir() {
                let root = root.display();
                bail!("{root} is not the project: it has no folder {folder}/; name it with --root");
            }
        }
        Ok(root)
    }
}

fn above(mut manifest: PathBuf) -> anyhow::Result<PathBuf> {
    if !manifest.pop() {
        bail!("cannot determine the folder of the project; name it with --root");
    }
    Ok(manifest)
}

/// A subcommand.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Measure the figures of docs/BENCHMARKS.md.
    Bench(bench::Options),
    /// Check each feature of the generated crate alone, with warnings denied.
    CheckFeatures(features::Options),
    /// Generate the crate from the documents.
    Codegen(Options),
    /// Show what changes for the users of the crate between two states of the documents.
    Diff(diff::Options),
    /// Import, fetch, list and examine the documents that the crate is generated from.
    #[command(subcommand)]
    Specs(specs::Command),
}

impl Command {
    /// Whether details are printed.
    pub fn verbose(&self) -> bool {
        match self {
            Command::Codegen(options) => options.verbose,
            Command::Bench(_) | Command::CheckFeatures(_) | Command::Diff(_) => false,
            Command::Specs(command) => command.verbose(),
        }
    }
}

/// How `codegen` is run.
#[derive(Args, Clone, Debug, Default)]
#[command(
    long_about = "Generate the crate from the documents.\n\n\
        Reads specs/ and templates/src, and writes generated/ and specs/names.lock. Files that \
        would not change are not touched; files that are no longer generated are removed. Nothing \
        is written if the input cannot be used, and an interrupted run is completed by the next one. \
        Prints one summary on stdout, and diagnostics of the input on stderr.",
    after_help = CODEGEN_EXAMPLES,
    group = ArgGroup::new("destination").args(["out", "print"]).multiple(true),
)]
pub struct Options {
    /// Write nothing; list every file that is changed, missing or stale.
    #[arg(long)]
    pub check: bool,
    /// Write nothing; print this generated file, named relative to generated/.
    #[arg(long, value_name = "PATH", conflicts_with = "check")]
    pub print: Option<String>,
    /// Generate from this one OpenAPI document, with the neutral runtime, instead of from specs/.
    #[arg(long, value_name = "FILE", requires = "name", requires = "destination")]
    pub spec: Option<PathBuf>,
    /// The folder for the crate of --spec: new, empty, or written by --spec before.
    #[arg(long, value_name = "DIR", requires = "spec")]
    pub out: Option<PathBuf>,
    /// The name of the crate of --spec.
    #[arg(long, value_name = "NAME", requires = "spec", value_parser = crate_name)]
    pub name: Option<String>,
    /// Names for the crate of --spec, as in a names.lock: read if the file exists, and extended.
    #[arg(long, value_name = "FILE", requires = "spec")]
    pub names: Option<PathBuf>,
    /// An OpenAPI Overlay that corrects the document of --spec; several are applied in order.
    #[arg(long = "overlay", value_name = "FILE", requires = "spec")]
    pub overlays: Vec<PathBuf>,
    /// Conventions of the server of --spec, as in rules.yaml: paging, errors, limits (see specs/README.md).
    #[arg(long, value_name = "FILE", requires = "spec")]
    pub rules: Option<PathBuf>,
    /// Let --spec write into a folder with other files. Files of the same name are replaced, and other files in its src/
    /// are removed.
    #[arg(long, requires = "spec")]
    pub force: bool,
    /// Generate everything, even if nothing has changed since the last run; as --check, --print and --verbose do.
    #[arg(long)]
    pub fresh: bool,
    /// Show repairs and notes too, and list every file that is written or removed.
    #[arg(short, long)]
    pub verbose: bool,
    /// The number of threads; 0: all processors. The output is the same with any number.
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub threads: usize,
    /// How long to wait for another run on the same folder.
    #[arg(long, value_name = "SECONDS", default_value = "60", value_parser = seconds)]
    pub wait: Duration,
}

impl Options {
    /// How long to wait for another run by default.
    pub fn patience() -> Duration {
        Duration::from_secs(60)
    }
}

/// A whole number of seconds.
pub fn seconds(text: &str) -> anyhow::Result<Duration> {
    let number: u32 = text.parse().context("expected a whole number of seconds")?;
    Ok(Duration::from_secs(number.into()))
}

fn crate_name(text: &str) -> anyhow::Result<String> {
    let starts = text.starts_with(|first: char| first.is_ascii_alphabetic());
    let rest = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if !starts || !text.chars().all(rest) {
        bail!(
            "a crate name consists of ASCII letters, digits, `-` and `_`, and begins with a letter"
        );
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_definition_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn a_spec_needs_a_name_and_somewhere_to_go() {
        let parse = |line: &str| Cli::try_parse_from(line.split(' '));
        assert!(parse("xtask codegen").is_ok());
        assert!(parse("xtask codegen --spec a.yaml").is_err());
        assert!(parse("xtask codegen --spec a.yaml --name a").is_err());
        assert!(parse("xtask codegen --spec a.yaml --name a --out b").is_ok());
        assert!(parse("xtask codegen --spec a.yaml --name a --out b --force --check").is_ok());
        assert!(parse("xtask codegen --spec a.yaml --name a --print src/lib.rs").is_ok());
        assert!(parse("xtask codegen --out b").is_err());
        let more = "xtask codegen --spec a.yaml --name a --out b --overlay c --overlay d --rules e";
        assert!(parse(&format!("{more} --names f")).is_ok());
        assert!(parse("xtask codegen --names f").is_err());
        assert!(parse("xtask codegen --overlay f").is_err());
        assert!(parse("xtask codegen --rules f").is_err());
        assert!(parse("xtask codegen --force").is_err());
        assert!(parse("xtask codegen --check --print src/lib.rs").is_err());
        assert!(parse("xtask codegen --wait soon").is_err());
    }

    #[test]
    fn crate_names() {
        for good in ["a", "pet-store", "pet_store2"] {
            assert!(crate_name(good).is_ok(), "{good}");
        }
        for bad in ["", "2a", "-a", "a b", "a/b", "ä", "..", "a\""] {
            assert!(crate_name(bad).is_err(), "{bad}");
        }
    }
}
