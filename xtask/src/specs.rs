//! `cargo xtask specs`: the documents that the bindings are generated from.

mod add;
#[cfg(feature = "fetch")]
mod fetch;
#[cfg(feature = "fetch")]
mod fetch_preview;
mod import;
mod lint;
mod list;
mod propose;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::bail;
use clap::{Args, Subcommand};
use zoom_codegen::{Diagnostic, Failure, Severity};

use crate::cli;
use crate::console::Console;
use crate::disk::destination::Destination;
use crate::disk::journal;
use crate::disk::lock;
use crate::outcome::Outcome;
use crate::read;

const IMPORT_EXAMPLES: &str = "\
Examples:
  cargo xtask specs import classic --from ../zoom-v2-classic.json
  cargo xtask specs import hub-users --from https://developers.zoom.us/api-hub/users/methods/endpoints.json
  cargo xtask specs list

Exit codes:
  0  success
  2  the document, the settings or the command could not be used; specs/ was not changed";

const ADD_EXAMPLES: &str = "\
Examples:
  cargo xtask specs add hub-tasks --from ../tasks.json
  cargo xtask specs add events-tasks --from ../tasks-events.json

Exit codes:
  0  success
  2  the document, the settings or the command could not be used; specs/ was not changed";

const FETCH_EXAMPLES: &str = "\
Examples:
  cargo xtask specs fetch                  every source that has an official address
  cargo xtask specs fetch hub-users        only this one
  cargo xtask specs fetch --check          report which documents changed, and write nothing

Exit codes:
  0  success
  1  --check found a document that changed
  2  a document could not be downloaded or used; specs/ was not changed";

/// Commands on documents.
#[derive(Clone, Debug, Subcommand)]
pub enum Command {
    /// Import the facts of a published document, without its prose, into specs/.
    Import(ImportOptions),
    /// Add a published document that has no source yet to specs/sources.toml, and import it.
    Add(AddOptions),
    /// Download the published documents that have changed, and import them into specs/.
    Fetch(FetchOptions),
    /// List sources and documents, with their operations and their state.
    List(ListOptions),
    /// List issues for a reviewer: values without names, codes without meaning, doubtful facts.
    Lint(LintOptions),
    /// Print entries for shared.yaml and enums.yaml: objects and values that occur in several places.
    Propose(ProposeOptions),
}

/// How `specs import` is run.
#[derive(Args, Clone, Debug)]
#[command(
    long_about = "Import the facts of a published document, without its prose, into specs/.\n\n\
        Reads OpenAPI 3.0, 3.1 and Swagger 2.0, as JSON or YAML. specs/sources.toml lists the files for its \
        operations, and which source wins if two have the same operation. Importing any \
        source again, in any order, changes nothing.",
    after_help = IMPORT_EXAMPLES,
)]
pub struct ImportOptions {
    /// The id of the source in specs/sources.toml.
    pub source: String,
    /// The document: a file, or an address that begins with https://.
    #[arg(long, value_name = "FILE|URL")]
    pub from: PathBuf,
    /// Accept any number of removed operations: without this, a document that lacks a fifth of its operations is
    /// taken for a truncated one.
    #[arg(long)]
    pub accept_removals: bool,
    /// How long to wait for another run.
    #[arg(long, value_name = "SECONDS", default_value = "60", value_parser = crate::cli::seconds)]
    pub wait: Duration,
    /// How long a download may take.
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

/// How `specs add` is run.
#[derive(Args, Clone, Debug)]
#[command(
    long_about = "Add a published document that has no source yet to specs/sources.toml, and import it.\n\n\
        Appends the blocks [[source]], [[source.map]] and [[document]]: id, module, feature, file and tags are \
        proposed from the document, address, precedence and server from the other sources. Nothing else in the \
        file changes. Correct the blocks by hand, and import the source again.",
    after_help = ADD_EXAMPLES,
)]
pub struct AddOptions {
    /// The name of the product in files, modules and features [default: the id without what the ids of other sources
    /// begin with].
    #[arg(long)]
    pub product: Option<String>,
    /// The official address [default: that of another source, with the name of the product replaced].
    #[arg(long)]
    pub url: Option<String>,
    /// The document and how it is imported.
    #[command(flatten)]
    pub import: ImportOptions,
}

/// How `specs fetch` is run.
#[derive(Args, Clone, Debug)]
#[command(
    long_about = "Download the published documents that have changed, and import them into specs/.\n\n\
        Addresses, ETags and digests are in specs/sources.toml. All documents are requested at once; \
        those that have changed are imported like by `specs import`. Nothing is written unless every \
        requested document could be downloaded and used.",
    after_help = FETCH_EXAMPLES,
)]
pub struct FetchOptions {
    /// Ids of sources, or of documents that a source goes to [default: every source that has an
    /// official address].
    #[arg(value_name = "PRODUCT")]
    pub products: Vec<String>,
    /// Write nothing; report which documents changed, and the effect on the crate.
    #[arg(long)]
    pub check: bool,
    /// Download and import unchanged documents too: the importer may have changed.
    #[arg(long)]
    pub again: bool,
    /// Accept any number of removed operations, as with `specs import`.
    #[arg(long)]
    pub accept_removals: bool,
    /// How long to wait for another run.
    #[arg(long, value_name = "SECONDS", default_value = "60", value_parser = crate::cli::seconds)]
    pub wait: Duration,
    /// How long a download may take.
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
    /// Documents to compare with the imported ones; a file belongs to the source with its digest, or with the id
    /// after it: FILE=ID.
    #[arg(long, value_name = "FILE[=ID]")]
    pub from: Vec<String>,
}

/// How `specs propose` is run.
#[derive(Args, Clone, Debug, Default)]
pub struct ProposeOptions {
    /// Ids of documents [default: all].
    #[arg(value_name = "DOCUMENT")]
    pub documents: Vec<String>,
}

/// How `specs lint` is run.
#[derive(Args, Clone, Debug, Default)]
pub struct LintOptions {
    /// Exit 1 if there is an issue.
    #[arg(long)]
    pub fail: bool,
    /// List everything: all issues of each kind, and the lists in which nothing is open.
    #[arg(long)]
    pub all: bool,
}

impl Command {
    /// Whether details are printed.
    pub fn verbose(&self) -> bool {
        match self {
            Command::Import(options) => options.verbose,
            Command::Add(options) => options.import.verbose,
            Command::Fetch(options) => options.verbose,
            Command::List(_) | Command::Lint(_) | Command::Propose(_) => false,
        }
    }

    /// Whether the command downloads something.
    #[cfg(not(feature = "fetch"))]
    fn needs_network(&self) -> bool {
        match self {
            Command::Import(options) => options.address().is_some(),
            Command::Add(options) => options.import.address().is_some(),
            Command::Fetch(_) => true,
            Command::List(_) | Command::Lint(_) | Command::Propose(_) => false,
        }
    }
}

/// Runs the command in the project at `root`.
pub fn run(root: &Path, command: &Command, console: &Console) -> anyhow::Result<Outcome> {
    #[cfg(not(feature = "fetch"))]
    if command.needs_network() {
        return crate::network_binary::with_network(console);
    }
    match command {
        Command::Import(options) => import::run(root, options, console),
        Command::Add(options) => add::run(root, options, console),
        #[cfg(feature = "fetch")]
        Command::Fetch(options) => fetch::run(root, options, console),
        #[cfg(not(feature = "fetch"))]
        Command::Fetch(_) => bail!("this program has no HTTP client"),
        Command::List(options) => list::run(root, options, console),
        Command::Lint(options) => lint::run(root, options, console),
        Command::Propose(options) => propose::run(root, options, console),
    }
}

/// Rejects specs/ in which an import was interrupted: it contains a mixture of two states.
pub fn reject_half_written(root: &Path) -> anyhow::Result<()> {
    const CODEGEN: &str = "cargo xtask codegen";
    let destination = Destination::specs(root, CODEGEN);
    if let Some(interrupted) = journal::interrupted(&destination)? {
        let same = journal::command(&destination)?;
        let same = same.map(|command| format!("`{command}` or ")).unwrap_or_default();
        bail!("specs/ is half-written: {interrupted}; complete it by {same}`{CODEGEN}`");
    }
    Ok(())
}

/// Reads specs/ for a command that only reads, while no other command writes.
fn to_read(root: &Path, console: &Console) -> anyhow::Result<BTreeMap<String, String>> {
    let waiting = || console.say(lock::WAITING);
    let _guard = lock::shared(root, None, cli::Options::patience(), &waiting)?;
    reject_half_written(root)?;
    read::specs(root)
}

/// Prints the diagnostics of a failed run to stderr; the error is their summary.
fn failed(failure: Failure, console: &Console, shown: &dyn Fn(&mut Diagnostic)) -> anyhow::Error {
    let mut diagnostics = failure.diagnostics;
    diagnostics.iter_mut().for_each(shown);
    console.diagnostics(diagnostics.iter());
    let count = diagnostics.iter().filter(|one| one.severity == Severity::Error).count().max(1);
    let errors = if count == 1 { "error" } else { "errors" };
    anyhow::anyhow!("{count} {errors} in the input; nothing was written")
}

/// Files of specs/ by their path in the project, which terminals can open.
fn shown(known: impl Fn(&str) -> bool) -> impl Fn(&mut Diagnostic) {
    move |diagnostic| {
        if known(&diagnostic.at.file) {
            diagnostic.at.file = format!("specs/{}", diagnostic.at.file);
        }
    }
}
