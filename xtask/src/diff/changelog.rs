//! The entry of generated/CHANGELOG.md that a comparison gives.
//!
//! A person may write into the entry too: only the lines between [`BEGIN`] and [`END`] are written anew.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use anyhow::bail;
use zoom_codegen::diff::{Change, Level, Report};

use super::{gate, git};
use crate::console::Console;
use crate::disk::apply::apply;
use crate::disk::destination::{Content, Destination};
use crate::disk::recover;
use crate::outcome::Outcome;
use crate::read;

const COMMAND: &str = "cargo xtask diff --changelog";
const LABEL: &str = "generated/CHANGELOG.md";
const BEGIN: &str = "<!-- written by `cargo xtask diff --changelog` -->";
const END: &str = "<!-- end of what is written -->";
/// How much of one fact is shown.
const WIDTH: usize = 160;

const HEADER: &str = "\
# Changelog

The changes for users of the crate. `cargo xtask diff --changelog` writes the lines between its marks anew until the
version is released.
";

/// Writes the entry of the head's version. The caller holds the lock.
///
/// # Errors
/// When there is nothing to compare with, the file cannot be read or written, or generated/ is half-written.
pub fn write(
    root: &Path,
    report: &Report,
    named: bool,
    console: &Console,
) -> anyhow::Result<Outcome> {
    let version = &report.verdict.head;
    if !named && git::last_tag(root)?.is_none() {
        bail!(
            "there is no tag yet, so nothing is known about the last release; \
             write the first entry of {LABEL} by hand, or name the base with --base"
        );
    }
    if !report.verdict.sufficient {
        console.result(&format!("{LABEL} is not changed. {}", gate::message(report)))?;
        return Ok(Outcome::Different);
    }
    if let Some(tag) = git::tag_of(root, version) {
        let text = format!(
            "{LABEL} is not changed: {version} is released (tag {tag}), and nothing since {} requires a new version\n",
            report.base.label
        );
        console.result(&text)?;
        return Ok(Outcome::Fine);
    }
    let destination = Destination { command: COMMAND.to_owned(), ..Destination::project(root) };
    recover::before_writing(&destination, &|_| false, console)?;
    let old = if root.join(LABEL).exists() {
        read::text(&root.join(LABEL), LABEL)?
    } else {
        HEADER.to_owned()
    };
    let Some(new) = inserted(&old, version, &entry(report)) else {
        bail!(
            "{LABEL} is not changed: its entry of {version} has a date, so {version} is released; \
             set another `version` in specs/sources.toml"
        );
    };
    let files = BTreeMap::from([("CHANGELOG.md".to_owned(), new)]);
    apply(&destination, &Content { files, ..Content::default() })?;
    console.result(&format!("{LABEL}: the entry of {version} is written\n"))?;
    Ok(Outcome::Fine)
}

/// Breaking changes, additions, and what differs on the wire or in the documents.
fn entry(report: &Report) -> String {
    let mut text = format!("Since {}.\n", escaped(&report.base.label));
    let at = |level| move |change: &&Change| change.level == level;
    section("Breaking", report.changes.iter().filter(at(Level::Breaking)), &mut text);
    section("Added", report.changes.iter().filter(at(Level::Additive)), &mut text);
    let facts = report.changes.iter().filter(at(Level::Documentation));
    section("Wire and documents", facts.filter(|one| !one.is_description()), &mut text);
    let descriptions = report.changes.iter().filter(|change| change.is_description()).count();
    match descriptions {
        0 => {}
        1 => text.push_str("\nOne description changed.\n"),
        count => {
            // Writing to a string cannot fail, here and below.
            let _ = writeln!(text, "\n{count} descriptions changed.");
        }
    }
    if report.changes.is_empty() {
        text.push_str("\nNothing changes for users.\n");
    }
    text
}

/// The changes of a level, by product.
fn section<'a>(title: &str, changes: impl Iterator<Item = &'a Change>, text: &mut String) {
    let mut product = None;
    for change in changes {
        if product.is_none() {
            let _ = writeln!(text, "\n### {title}");
        }
        if product != Some(&change.product) {
            let _ = writeln!(text, "\n{}:\n", escaped(crate::reports::title(&change.product)));
            product = Some(&change.product);
        }
        let _ = writeln!(text, "- {}", line(change));
    }
}

/// A change and what a caller does about it, or what it was and is.
fn line(change: &Change) -> String {
    let text = escaped(&change.text);
    let code = |fact: &str| {
        let words: Vec<&str> = fact.split_whitespace().collect();
        let fact: String = words.join(" ").chars().filter(|c| *c != '`').take(WIDTH).collect();
        format!("`{fact}`")
    };
    match (change.level, &change.before, &change.after) {
        (Level::Breaking, ..) if !change.hint.is_empty() => {
            format!("{text}: {}.", escaped(&change.hint))
        }
        (Level::Documentation, Some(before), Some(after)) => {
            format!("{text}: {} → {}.", code(before), code(after))
        }
        (Level::Documentation, Some(before), None) => format!("{text}: it was {}.", code(before)),
        (Level::Documentation, None, Some(after)) => format!("{text}: {}.", code(after)),
        _ => format!("{text}."),
    }
}

/// Text of a document must not become markup of this file, nor one of its marks.
fn escaped(text: &str) -> String {
    let one_line: Vec<&str> = text.split_whitespace().collect();
    let one_line = one_line.join(" ");
    let parts: Vec<&str> = one_line.split('`').collect();
    // Between backticks, nothing is markup; a backtick without a partner begins no code.
    let balanced = parts.len() % 2 == 1;
    let shown = parts.iter().enumerate().map(|(index, part)| match balanced && index % 2 == 1 {
        true => (*part).to_owned(),
        false => part.replace('<', "&lt;"),
    });
    shown.collect::<Vec<_>>().join("`")
}

/// The file with this entry: between the marks of the entry of the same version, else below what a person wrote there,
/// else above all entries. `None` if that version is released: its heading has more than `(unreleased)`.
fn inserted(old: &str, version: &str, entry: &str) -> Option<String> {
    let lines: Vec<&str> = old.lines().collect();
    let is_heading = |line: &&str| line.starts_with("## ");
    let own = |line: &&str| {
        let name = line.strip_prefix("## ")?;
        let rest = name.trim_start_matches('[').strip_prefix(version)?;
        let rest = rest.trim_start_matches(']');
        (rest.is_empty() || rest.starts_with(' ')).then(|| rest.trim().to_owned())
    };
    let marked = format!("{BEGIN}\n\n{}\n\n{END}", entry.trim_end());
    let found = lines.iter().position(|line| own(line).is_some());
    let (before, kept, after) = match found {
        None => {
            let first = lines.iter().position(is_heading).unwrap_or(lines.len());
            let (before, after) = lines.split_at(first);
            (before.join("\n"), format!("## {version} (unreleased)"), after.join("\n"))
        }
        Some(at) => {
            let (before, rest) = lines.split_at(at);
            let (heading, rest) = rest.split_first()?;
            if !["", "(unreleased)"].contains(&own(heading)?.as_str()) {
                return None;
            }
            let end = rest.iter().position(is_heading).unwrap_or(rest.len());
            let (section, after) = rest.split_at(end);
            let kept = format!("{heading}\n\n{}", without_marked(section).trim());
            (before.join("\n"), kept, after.join("\n"))
        }
    };
    let parts = [before.trim(), kept.trim(), &marked, after.trim()];
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    Some(parts.join("\n\n") + "\n")
}

/// The lines of an entry that a person wrote.
fn without_marked(section: &[&str]) -> String {
    let begin = section.iter().position(|line| *line == BEGIN);
    let end = section.iter().position(|line| *line == END);
    let (begin, end) = match (begin, end) {
        (Some(begin), Some(end)) if begin < end => (begin, end),
        _ => return section.join("\n"),
    };
    let before = section.get(..begin).unwrap_or_default().join("\n");
    let after = section.get(end.saturating_add(1)..).unwrap_or_default().join("\n");
    let parts = [before.trim(), after.trim()];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headings(text: &str) -> Vec<&str> {
        text.lines().filter(|line| line.starts_with("## ")).collect()
    }

    #[test]
    fn an_entry_takes_the_place_of_its_version() {
        let first = inserted(HEADER, "0.1.0", "First.\n").unwrap();
        let second = inserted(&first, "0.2.0", "Second.\n").unwrap();
        assert!(second.starts_with(HEADER.trim_end()), "{second}");
        assert_eq!(headings(&second), ["## 0.2.0 (unreleased)", "## 0.1.0 (unreleased)"]);
        let again = inserted(&second, "0.2.0", "Other.\n").unwrap();
        assert!(again.contains("Other.") && !again.contains("Second."), "{again}");
        assert!(again.contains("First."), "{again}");
        assert_eq!(inserted(&again, "0.2.0", "Other.\n").unwrap(), again);
    }

    #[test]
    fn text_is_never_markup() {
        assert_eq!(escaped("<b> `Vec<T>`\n<i>"), "&lt;b> `Vec<T>` &lt;i>");
        assert_eq!(escaped("a `<b>"), "a `&lt;b>");
    }

    #[test]
    fn what_a_person_wrote_stays() {
        let old = "# Changes\n\n## 0.2.0 (unreleased)\n\nBy hand.\n\n## 0.1.0\n\nFirst.\n";
        let once = inserted(old, "0.2.0", "Second.\n").unwrap();
        let marked = format!("By hand.\n\n{BEGIN}\n\nSecond.\n\n{END}\n\n## 0.1.0");
        assert!(once.contains(&marked), "{once}");
        let twice = inserted(&once, "0.2.0", "Third.\n").unwrap();
        assert_eq!(twice, once.replace("Second.", "Third."));
        // 0.2.0 is not 0.2.
        assert!(inserted(old, "0.2", "Other.\n").unwrap().contains("## 0.2 (unreleased)\n"));
    }

    #[test]
    fn an_entry_with_a_date_is_never_changed() {
        for heading in ["## 0.2.0 - 2026-12-01", "## [0.2.0] - 2026-12-01", "## 0.2.0 (2026-12-01)"]
        {
            assert_eq!(inserted(&format!("{heading}\n\nDone.\n"), "0.2.0", "New.\n"), None);
        }
    }
}
