//! The hand-written modules that the crate contains: lines of api-runtime.txt.

use std::collections::{BTreeMap, BTreeSet};

use super::Compared;
use super::lines::key;
use super::pending::{Changes, PendingChange};
use super::rules::{self, Rule};

/// Reports nothing if a side has no templates: a folder that contains specs/ alone.
pub(super) fn compare(compared: &Compared<'_>, changes: &mut Changes) {
    let (Some(base), Some(head)) = (&compared.base.state.runtime, &compared.head.state.runtime)
    else {
        return;
    };
    let (base, head): (BTreeSet<&str>, BTreeSet<&str>) = (words(base), words(head));
    let (gone, mut new) = (only(&base, &head), only(&head, &base));
    for (key, lines) in gone {
        let mut after = new.remove(key).unwrap_or_default().into_iter();
        for line in lines {
            let after = after.next();
            let rule =
                if after.is_some() { rules::RUNTIME_CHANGED } else { rules::RUNTIME_REMOVED };
            push(rule, key, Some(line), after, changes);
        }
        added(key, after, &base, changes);
    }
    for (key, lines) in new {
        added(key, lines.into_iter(), &base, changes);
    }
}

/// The lines of one side by what they are about. A type with parameters may have several methods of one name.
fn only<'l>(own: &BTreeSet<&'l str>, other: &BTreeSet<&'l str>) -> BTreeMap<&'l str, Vec<&'l str>> {
    let mut only: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for line in own.difference(other) {
        only.entry(identity(line)).or_default().push(*line);
    }
    only
}

fn added<'l>(
    key: &str,
    lines: impl Iterator<Item = &'l str>,
    base: &BTreeSet<&str>,
    changes: &mut Changes,
) {
    for line in lines {
        let rule = if breaks(line, base) { rules::RUNTIME_GREW } else { rules::RUNTIME_ADDED };
        push(rule, key, None, Some(line), changes);
    }
}

fn words(lines: &[String]) -> BTreeSet<&str> {
    lines.iter().map(String::as_str).collect()
}

/// What a line is about: two lines with one identity are one item that changed.
fn identity(line: &str) -> &str {
    if line.starts_with("impl ") { line } else { key(line) }
}

/// Whether a new line breaks those who had to name every part of its owner.
fn breaks(line: &str, base: &BTreeSet<&str>) -> bool {
    let key = key(line);
    let Some((kind, path)) = key.split_once(' ') else { return false };
    let Some(at) = path.rfind(['.', ':']) else { return false };
    let owner = path.get(..at).unwrap_or_default().trim_end_matches(':');
    let was = |kind: &str, mark: &str| {
        let start = format!("{kind} {owner}{mark}");
        base.iter().any(|line| *line == start || line.starts_with(&format!("{start} ")))
    };
    match kind {
        "field" => was("struct", ": exhaustive"),
        "variant" => was("enum", ": exhaustive"),
        "required" => was("trait", "") || was("trait", ":"),
        "method" | "fn" => line.ends_with(" required") && (was("trait", "") || was("trait", ":")),
        _ => false,
    }
}

fn push(
    rule: &'static Rule,
    key: &str,
    before: Option<&str>,
    after: Option<&str>,
    changes: &mut Changes,
) {
    let path = match key.strip_prefix("impl ") {
        Some(_) => key,
        None => key.split_once(' ').map_or(key, |(_, path)| path),
    };
    let change = PendingChange::new(rule, "crate", path, "");
    changes.push(change.before(before.map(str::to_owned)).after(after.map(str::to_owned)));
}
