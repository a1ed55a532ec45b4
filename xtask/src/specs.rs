//! `cargo xtask specs`: the documents that the bindings are generated from.

#[cfg(feature = "fetch")]
mod effect;
#[cfg(feature = "fetch")]
mod fetch;
mod import;
mod lint;
mod list;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::bail;
use clap::{Args, Subcommand};
use zoom_codegen::{Diagnostic, Failure, Severity};

use crate::cli;
use crate::codegen::Outcome;
use crate::console::Console;
use crate::journal;
use crate::lock;
use crate::read;
use crate::target::Target;

const IMPORT_EXAMPLES: &str = "\
Examples:
  cargo xtask specs import classic --from ../zoom-v2-classic.json
  cargo xtask specs import hub-users --from https://developers.zoom.us/api-hub/users/methods/endpoints.json
  cargo xtask specs list

Exit codes:
  0  fine
  2  the document, the settings or the command could not be used; specs/ is as it was";

const FETCH_EXAMPLES: &str = "\
Examples:
  cargo xtask specs fetch                  every source that has an official address
  cargo xtask specs fetch hub-users        only this one
  cargo xtask specs fetch --check          say what moved, and write nothing

Exit codes:
  0  fine
  1  --check found a document that moved
  2  a document could not be had or used; specs/ is as it was";

/// What to do with the documents.
#[derive(Clone, Debug, Subcommand)]
pub enum Command {
    /// Restate a published document: its facts, without its prose, into specs/.
    Import(ImportOptions),
    /// Download the published documents that have changed, and restate them into specs/.
    Fetch(FetchOptions),
    /// List sources and documents, with what they hold and in which state they are.
    List(ListOptions),
    /// List what a reviewer should know: values without names, codes without meaning, doubtful facts.
    Lint(LintOptions),
}

/// How `specs import` is run.
#[derive(Args, Clone, Debug)]
#[command(
    long_about = "Restate a published document: its facts, without its prose, into specs/.\n\n\
        Takes OpenAPI 3.0, 3.1 and Swagger 2.0, as JSON or YAML. Where its operations go, and \
        which source wins where two have the same one, is in specs/sources.toml. Importing any \
        source again, in any order, changes nothing.",
    after_help = IMPORT_EXAMPLES,
)]
pub struct ImportOptions {
    /// The id of the source in specs/sources.toml.
    pub source: String,
    /// The document: a file, or an address that begins with https://.
    #[arg(long, value_name = "FILE|URL")]
    pub from: PathBuf,
    /// Let operations vanish in any number: without this, a document that lacks a fifth of what it
    /// had is taken for one that was cut off.
    #[arg(long)]
    pub accept_removals: bool,
    /// How long to wait for another run.
    #[arg(long, value_name = "SECONDS", default_value = "60", value_parser = crate::cli::seconds)]
    pub wait: Duration,
    /// How long is waited for an address.
    #[command(flatten)]
    pub network: Network,
    /// Show repairs and notes too, and list every file that is written.
    #[arg(short, long)]
    pub verbose: bool,
}

impl ImportOptions {
    /// The address of the document, if it is not a file.
    fn address(&self) -> Option<&str> {
        let from = self.from.to_str()?;
        ["http://", "https://"].iter().any(|scheme| from.starts_with(scheme)).then_some(from)
    }
}

/// How `specs fetch` is run.
#[derive(Args, Clone, Debug)]
#[command(
    long_about = "Download the published documents that have changed, and restate them into specs/.\n\n\
        Addresses, ETags and digests are in specs/sources.toml. All documents are asked for at once; \
        what has changed is imported as `specs import` does. Nothing is written unless every \
        document that was asked for could be had and used.",
    after_help = FETCH_EXAMPLES,
)]
pub struct FetchOptions {
    /// Ids of sources, or of documents that a source goes to [default: every source that has an
    /// official address].
    #[arg(value_name = "PRODUCT")]
    pub products: Vec<String>,
    /// Write nothing; say which documents moved, and what that changes.
    #[arg(long)]
    pub check: bool,
    /// Download and import documents too that have not changed: the importer may have.
    #[arg(long)]
    pub again: bool,
    /// Let operations vanish in any number, as with `specs import`.
    #[arg(long)]
    pub accept_removals: bool,
    /// How long to wait for another run.
    #[arg(long, value_name = "SECONDS", default_value = "60", value_parser = crate::cli::seconds)]
    pub wait: Duration,
    /// How long is waited.
    #[command(flatten)]
    pub network: Network,
    /// Show repairs and notes too, and list every file that is written.
    #[arg(short, long)]
    pub verbose: bool,
}

/// How long a download may take.
#[derive(Args, Clone, Copy, Debug)]
pub struct Network {
    /// How long one download may take.
    #[arg(long, value_name = "SECONDS", default_value = "120", value_parser = crate::cli::seconds)]
    pub timeout: Duration,
    /// How long a server may send nothing.
    #[arg(long, value_name = "SECONDS", default_value = "30", value_parser = crate::cli::seconds)]
    pub idle_timeout: Duration,
}

/// How `specs list` is run.
#[derive(Args, Clone, Debug, Default)]
pub struct ListOptions {
    /// Documents to compare with what was imported; a file belongs to the source whose digest it
    /// has, or whose id follows it: FILE=ID.
    #[arg(long, value_name = "FILE[=ID]")]
    pub from: Vec<String>,
}

/// How `specs lint` is run.
#[derive(Args, Clone, Debug, Default)]
pub struct LintOptions {
    /// Exit 1 if anything is listed.
    #[arg(long)]
    pub fail: bool,
    /// List everything, not only the first of each kind.
    #[arg(long)]
    pub all: bool,
}

impl Command {
    /// Whether details are wanted.
    pub fn verbose(&self) -> bool {
        match self {
            Command::Import(options) => options.verbose,
            Command::Fetch(options) => options.verbose,
            Command::List(_) | Command::Lint(_) => false,
        }
    }

    /// Whether a server has to be asked.
    #[cfg(not(feature = "fetch"))]
    fn needs_network(&self) -> bool {
        match self {
            Command::Import(options) => options.address().is_some(),
            Command::Fetch(_) => true,
            Command::List(_) | Command::Lint(_) => false,
        }
    }
}

/// Runs the command in the project at `root`.
pub fn run(root: &Path, command: &Command, console: &Console) -> anyhow::Result<Outcome> {
    #[cfg(not(feature = "fetch"))]
    if command.needs_network() {
        return crate::again::with_network(console);
    }
    match command {
        Command::Import(options) => import::run(root, options, console),
        #[cfg(feature = "fetch")]
        Command::Fetch(options) => fetch::run(root, options, console),
        #[cfg(not(feature = "fetch"))]
        Command::Fetch(_) => bail!("this program has no HTTP client"),
        Command::List(options) => list::run(root, options, console),
        Command::Lint(options) => lint::run(root, options, console),
    }
}

/// Refuses specs/ in which an import was cut off: what stands there belongs to two states.
pub fn refuse_half_written(root: &Path) -> anyhow::Result<()> {
    const CODEGEN: &str = "cargo xtask codegen";
    let target = Target::specs(root, CODEGEN);
    if let Some(interrupted) = journal::interrupted(&target)? {
        let same = journal::command(&target)?;
        let same = same.map(|command| format!("`{command}` or ")).unwrap_or_default();
        bail!("specs/ is half-written: {interrupted}; complete it by {same}`{CODEGEN}`");
    }
    Ok(())
}

/// The texts of specs/ for a command that only reads, while no other writes.
fn to_read(root: &Path, console: &Console) -> anyhow::Result<BTreeMap<String, String>> {
    let waiting = || console.say(lock::WAITING);
    let _guard = lock::shared(root, None, cli::Options::patience(), &waiting)?;
    refuse_half_written(root)?;
    read::specs(root)
}

/// The diagnostics of a run that gave nothing, on stderr, and what they come to.
fn failed(failure: Failure, console: &Console, shown: &dyn Fn(&mut Diagnostic)) -> anyhow::Error {
    let mut diagnostics = failure.diagnostics;
    diagnostics.iter_mut().for_each(shown);
    console.diagnostics(diagnostics.iter());
    let count = diagnostics.iter().filter(|one| one.severity == Severity::Error).count().max(1);
    let errors = if count == 1 { "error" } else { "errors" };
    anyhow::anyhow!("{count} {errors} in the input; nothing was written")
}

/// Files of specs/ by their path from the project, so that a terminal makes places clickable.
fn shown(known: impl Fn(&str) -> bool) -> impl Fn(&mut Diagnostic) {
    move |diagnostic| {
        if known(&diagnostic.at.file) {
            diagnostic.at.file = format!("specs/{}", diagnostic.at.file);
        }
    }
}
