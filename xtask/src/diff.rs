//! `cargo xtask diff`: what changes for the users of the crate between two states of specs/.

mod changelog;
mod gate;
mod git;
mod state;

use std::path::Path;
use std::thread;

use anyhow::bail;
use clap::{Args, ValueEnum};
use zoom_codegen::diff::{self, Level, Report, Severities};

use crate::cli;
use crate::console::Console;
use crate::disk::lock;
use crate::outcome::Outcome;
use crate::read;
use crate::reports::{self, Format, Links};

pub use gate::{Gate, gate};
use state::{Origin, Texts};

const EXAMPLES: &str = "\
Examples:
  cargo xtask diff                             the work tree against the last tag
  cargo xtask diff --base main                 against a branch
  cargo xtask diff --base ../other/specs       against a folder
  cargo xtask diff --base v0.1.0 --fail-on breaking
  cargo xtask diff --changelog                 into generated/CHANGELOG.md, since the last tag
  cargo xtask diff --format html > api.html    one page; in the project's folder its links to specs/ work

Exit codes:
  0  success
  1  there is what --fail-on names, or specs/ need a person: the report says what to settle
  2  a state or the command could not be used; there is no report";

/// How `diff` is run.
#[derive(Args, Clone, Debug)]
#[command(
    long_about = "Show what changes for the users of the crate between two states of specs/.\n\n\
        Both states go through the same pipeline with the present generator; what an earlier \
        generator made of the base is known from its generated/api.txt. A revision is read from \
        the objects of git, nothing is checked out. specs/diff.yaml of the project may change the \
        levels of rules; docs/SEMVER.md describes them.",
    after_help = EXAMPLES,
)]
pub struct Options {
    /// The base: a revision, or a folder (a project, or its specs/) [default: the last tag, else HEAD].
    #[arg(long, value_name = "REV|DIR")]
    pub base: Option<String>,
    /// The head: a revision, or a folder [default: the work tree].
    #[arg(long, value_name = "REV|DIR")]
    pub head: Option<String>,
    /// How the report is written.
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
    /// Where the report leads to.
    #[command(flatten)]
    pub links: Links,
    /// The size of a Markdown report in bytes: a comment on GitHub has room for 65,536 characters, the summary of a
    /// job for 1 MiB.
    #[arg(long, value_name = "BYTES", default_value_t = reports::COMMENT)]
    pub limit: usize,
    /// Write the entry of generated/CHANGELOG.md for the version in specs/sources.toml, instead of a report. The entry
    /// of a released version is never changed, and none is written for a version that is too low.
    #[arg(long, conflicts_with = "format")]
    pub changelog: bool,
    /// Exit 1 if there are such changes.
    #[arg(long, value_enum, value_name = "WHAT")]
    pub fail_on: Option<FailOn>,
}

/// The condition for exit code 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FailOn {
    /// A breaking change.
    Breaking,
    /// Any change.
    Any,
    /// A version in specs/sources.toml that is too low for the changes.
    Version,
}

impl FailOn {
    fn is_met(self, report: &Report) -> bool {
        match self {
            FailOn::Breaking => report.counts.at(Level::Breaking) > 0,
            FailOn::Any => !report.changes.is_empty(),
            FailOn::Version => !report.verdict.sufficient,
        }
    }
}

/// Runs the command in the project at `root`.
pub fn run(root: &Path, options: &Options, console: &Console) -> anyhow::Result<Outcome> {
    let (waiting, patience) = (|| console.say(lock::WAITING), cli::Options::patience());
    let _guard = match options.changelog {
        true => Some(lock::exclusive(root, None, patience, &waiting)?),
        false => lock::shared(root, None, patience, &waiting)?,
    };
    let report = compare(root, options.base.as_deref(), options.head.as_deref(), console)?;
    if options.changelog && report.is_blocked() {
        bail!(
            "specs/ are not settled: `cargo xtask diff` lists what is missing, with the lines to paste"
        );
    }
    if options.changelog {
        return changelog::write(root, &report, options.base.is_some(), console);
    }
    let text = reports::render(&report, options.format, &options.links, options.limit)?;
    match options.format {
        Format::Text => console.result(&text)?,
        _ => console.verbatim(&text)?,
    }
    let met = options.fail_on.is_some_and(|what| what.is_met(&report));
    Ok(if met || report.is_blocked() { Outcome::Different } else { Outcome::Fine })
}

/// Compares two states of the project at `root`.
///
/// # Errors
/// When a state cannot be found or used.
pub fn compare(
    root: &Path,
    base: Option<&str>,
    head: Option<&str>,
    console: &Console,
) -> anyhow::Result<Report> {
    let mut notes = Vec::new();
    let origin = match base {
        Some(name) => Origin::named(root, name)?,
        None => Origin::last(root, &mut notes)?,
    };
    let (base, head) = thread::scope(|scope| {
        let base = scope.spawn(|| origin.texts(root));
        let head = match head {
            Some(name) => Origin::named(root, name).and_then(|origin| origin.texts(root)),
            None => Origin::work_tree(root, &mut notes).texts(root),
        };
        (state::joined(base), head)
    });
    let (base, head) = (base?, head?);
    let mut report = report_of(root, base, head, console)?;
    report.notes.splice(0..0, notes);
    Ok(report)
}

/// Takes both states through the pipeline, and compares them with the levels of the project at `root`.
fn report_of(root: &Path, base: Texts, head: Texts, console: &Console) -> anyhow::Result<Report> {
    let severities = severities(root, console)?;
    let generated = base.api.clone();
    let (base, head) = state::both(base, head, console)?;
    console.done();
    let mut report = diff::compare(&base, &head, generated.as_deref());
    severities.apply(&mut report);
    // The program ends with the report: giving back two models piece by piece takes longer than writing it.
    std::mem::forget((base, head));
    Ok(report)
}

/// The levels of the project: they are those of the present generator, so no revision has its own.
fn severities(root: &Path, console: &Console) -> anyhow::Result<Severities> {
    const LABEL: &str = "specs/diff.yaml";
    if !root.join(LABEL).is_file() {
        return Ok(Severities::default());
    }
    match Severities::read(&read::text(&root.join(LABEL), LABEL)?) {
        Ok(severities) => Ok(severities),
        Err(mut failure) => {
            failure.diagnostics.iter_mut().for_each(|one| LABEL.clone_into(&mut one.at.file));
            console.diagnostics(&failure.diagnostics);
            bail!("{LABEL} has errors (above); there is no report");
        }
    }
}
