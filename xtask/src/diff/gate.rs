//! Whether the version follows the changes since the last tag.

use std::fmt::Write as _;
use std::path::Path;

use zoom_codegen::diff::{Level, Report};

use super::{Origin, git, report_of};
use crate::console::{BOLD, Console, RED};

/// The result of the gate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Gate {
    /// The version is high enough.
    Enough,
    /// There is no base to compare with; the reason.
    Unknown(String),
    /// The version is too low: the whole message, styled.
    TooLow(String),
}

/// Compares the project with the last tag.
///
/// # Errors
/// When the specs/ of the tag, or of the project, cannot be used.
pub fn gate(root: &Path, console: &Console) -> anyhow::Result<Gate> {
    let unknown = |why: &str| Ok(Gate::Unknown(format!("the version is not checked: {why}")));
    let Ok(commit) = git::commit(root, "HEAD") else {
        return unknown("this project is not under git, or has no commit");
    };
    let tag = match git::last_tag(root)? {
        Some(tag) => tag,
        None if git::is_shallow(root)? => {
            return unknown(
                "this shallow clone has no tags; get them by `git fetch --unshallow --tags`",
            );
        }
        None => return unknown("there is no tag yet"),
    };
    let base = Origin::named(root, &tag)?.texts(root)?;
    let mut notes = Vec::new();
    let head = Origin::work_tree(root, &mut notes).texts(root)?;
    // A released state is not run through the pipeline again.
    if commit == git::commit(root, &tag)? && base.specs == head.specs && base.api == head.api {
        return Ok(Gate::Enough);
    }
    let report = report_of(root, base, head, console)?;
    Ok(if report.verdict.sufficient { Gate::Enough } else { Gate::TooLow(message(&report)) })
}

/// The error, the changes that require the version, and the remedy.
pub(super) fn message(report: &Report) -> String {
    let verdict = &report.verdict;
    let mut text = format!(
        "{RED}The version {} is too low{RED:#} for what changed since {}: it must be {BOLD}{}{BOLD:#} at least.\n",
        verdict.head, report.base.label, verdict.needed
    );
    let worst = Level::ALL.into_iter().find(|level| report.counts.at(*level) > 0);
    let all = report.changes.iter().filter(|change| Some(change.level) == worst);
    let all = all.filter(|change| !change.is_description());
    let count = all.clone().count();
    for change in all.take(5) {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "  {}: {}", change.level, plain(&change.text));
    }
    if count > 5 {
        let _ = writeln!(text, "  … and {} more", count - 5);
    }
    text.push_str(
        "To fix it: set `version` in specs/sources.toml, run `cargo xtask codegen`, and `cargo xtask diff --changelog`.\n",
    );
    text
}

/// Escape sequences in documents must not reach a terminal.
fn plain(text: &str) -> String {
    text.replace(|c: char| c.is_control(), "\u{fffd}")
}
