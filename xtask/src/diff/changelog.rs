//! The entry of generated/CHANGELOG.md that a comparison gives.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use zoom_codegen::diff::{Change, Level, Report};

use crate::console::Console;
use crate::disk::apply::apply;
use crate::disk::destination::{Content, Destination};
use crate::disk::recover;
use crate::read;

const COMMAND: &str = "cargo xtask diff --changelog";
const LABEL: &str = "generated/CHANGELOG.md";

const HEADER: &str = "\
# Changes

What changes for users of the crate. `cargo xtask diff --changelog` writes the entry of a
version, and writes it anew as long as the version is not released.
";

/// Writes the entry of the head's version; an entry of that version is replaced. The caller holds the lock.
///
/// # Errors
/// When the file cannot be read or written, or generated/ is half-written.
pub fn write(root: &Path, report: &Report, console: &Console) -> anyhow::Result<String> {
    let destination = Destination { command: COMMAND.to_owned(), ..Destination::project(root) };
    recover::before_writing(&destination, &|_| false, console)?;
    let old = if root.join(LABEL).exists() {
        read::text(&root.join(LABEL), LABEL)?
    } else {
        HEADER.to_owned()
    };
    let new = inserted(&old, &report.verdict.head, &entry(report));
    let files = BTreeMap::from([("CHANGELOG.md".to_owned(), new)]);
    apply(&destination, &Content { files, ..Content::default() })?;
    Ok(format!("{LABEL}: the entry of {} is written\n", report.verdict.head))
}

/// `## 0.2.0`, then breaking changes, additions, and the number of changes of documentation.
pub fn entry(report: &Report) -> String {
    let mut text = format!("## {}\n", report.verdict.head);
    // Writing to a string cannot fail, here and below.
    let _ = writeln!(text, "\nSince {}.", report.verdict.base);
    for (level, title) in [(Level::Breaking, "Breaking"), (Level::Additive, "New")] {
        let changes: Vec<&Change> =
            report.changes.iter().filter(|change| change.level == level).collect();
        if changes.is_empty() {
            continue;
        }
        let _ = writeln!(text, "\n### {title}\n");
        for change in changes {
            let hint = match change.hint.as_str() {
                "" => String::new(),
                hint => format!(": {hint}"),
            };
            let hint = if level == Level::Breaking { escaped(&hint) } else { String::new() };
            let _ = writeln!(text, "- {}{hint}.", escaped(&change.text));
        }
    }
    match report.counts.documentation {
        0 => {}
        1 => text.push_str("\nOne change of documentation or wire alone.\n"),
        count => {
            let _ = writeln!(text, "\n{count} changes of documentation or wire alone.");
        }
    }
    if report.changes.is_empty() {
        text.push_str("\nNothing changes for users.\n");
    }
    text
}

/// Text of a document must not become markup of this file.
fn escaped(text: &str) -> String {
    let one_line: Vec<&str> = text.split_whitespace().collect();
    one_line.join(" ").replace('<', "&lt;")
}

/// The file with this entry: in place of that of the same version, or above all others.
fn inserted(old: &str, version: &str, entry: &str) -> String {
    let head = format!("## {version}");
    let mut kept = String::new();
    let mut before = String::new();
    let mut skipping = false;
    for line in old.lines() {
        if line.starts_with("## ") {
            skipping = line.trim_end() == head;
        }
        let to = if kept.is_empty() && !line.starts_with("## ") { &mut before } else { &mut kept };
        if !skipping {
            to.push_str(line);
            to.push('\n');
        }
    }
    let parts = [before.trim_end(), entry.trim_end(), kept.trim_end()];
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join("\n\n") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_takes_the_place_of_its_version() {
        let first = inserted(HEADER, "0.1.0", "## 0.1.0\n\nFirst.\n");
        let second = inserted(&first, "0.2.0", "## 0.2.0\n\nSecond.\n");
        assert!(second.starts_with(HEADER.trim_end()), "{second}");
        let heads: Vec<&str> = second.lines().filter(|line| line.starts_with("## ")).collect();
        assert_eq!(heads, ["## 0.2.0", "## 0.1.0"]);
        let again = inserted(&second, "0.2.0", "## 0.2.0\n\nOther.\n");
        assert!(again.contains("Other.") && !again.contains("Second."), "{again}");
        assert!(again.contains("First."), "{again}");
        assert_eq!(inserted(&again, "0.2.0", "## 0.2.0\n\nOther.\n"), again);
    }
}
