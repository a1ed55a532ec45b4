//! names.lock: wire identity → Rust path, one a line, sorted.
//!
//! A name in this file never changes by rule. Names that disappear from the documents are kept as retired, so that
//! they are not given to anything else later on; a thing that takes the name in the same run is its successor.

use std::collections::BTreeMap;

use super::alternatives;
use crate::diagnostic::{Finding, Findings, Severity};
use crate::pointer::Pointer;
use crate::settings::file;
use crate::word::is_identifier;

const HEADER: &str = "\
# Wire identity = Rust path, one a line, sorted. Written by `cargo xtask codegen`; a person may change the
# right side to rename, and may add `field IDENTITY = name` lines. What the documents no longer have is kept
# as `retired`, so that its name is not given to something else. An `alternative` line has the variant, title
# and fields of an alternative of a union: by these it keeps its number and name wherever the document lists it.
";

/// The kinds of entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Operation,
    /// A variant of the enum of all events.
    Event,
    Type,
    Field,
    Variant,
    /// The title and shape of an alternative of a union.
    Alternative,
}

impl Kind {
    const ALL: [Kind; 6] =
        [Kind::Operation, Kind::Event, Kind::Type, Kind::Field, Kind::Variant, Kind::Alternative];

    /// Whether the right side of a line is a name of this kind.
    fn allows(self, name: &str) -> bool {
        let parts: Vec<&str> = name.split("::").collect();
        let all = parts.iter().all(|part| is_identifier(part));
        match self {
            // Functions are in modules.
            Kind::Operation => all && parts.len() > 1,
            Kind::Type => all && parts.last().is_some_and(|last| is_type(last)),
            Kind::Event => all && parts.len() == 1 && is_type(name),
            Kind::Field | Kind::Variant => all && parts.len() == 1,
            Kind::Alternative => !name.is_empty(),
        }
    }

    pub fn word(self) -> &'static str {
        match self {
            Kind::Operation => "operation",
            Kind::Event => "event",
            Kind::Type => "type",
            Kind::Field => "field",
            Kind::Variant => "variant",
            Kind::Alternative => "alternative",
        }
    }
}

/// Rule-made names of types may end in an underscore.
fn is_type(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_uppercase())
}

/// An entry as it was read.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub kind: Kind,
    pub key: String,
    pub name: String,
    pub retired: bool,
    /// From 1; 0 for an entry that this run made.
    pub line: usize,
}

#[derive(Clone, Debug)]
struct Entry {
    name: String,
    retired: bool,
    line: usize,
    used: bool,
}

/// The names given so far.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lock {
    entries: BTreeMap<(Kind, String), Entry>,
}

impl Lock {
    /// Reads the file; lines that cannot be read are errors.
    pub fn read(text: &str, findings: &mut Findings) -> Lock {
        let mut lock = Lock::default();
        for (index, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let mut fault = |message: String| {
                let help = "write `operation|event|type|field|variant IDENTITY = name`, the name as Rust has it";
                let root = Pointer::root();
                let finding =
                    Finding::new(Severity::Error, "names-lock", file::NAMES, &root, message, help);
                findings.push(finding.at_position(index + 1, 1));
            };
            let (retired, rest) = match line.strip_prefix("retired ") {
                Some(rest) => (true, rest),
                None => (false, line),
            };
            let kind = Kind::ALL.into_iter().find_map(|kind| {
                let rest = rest.strip_prefix(kind.word())?.strip_prefix(' ')?;
                Some((kind, rest.rsplit_once(" = ")?))
            });
            let Some((kind, (key, name))) = kind else {
                fault(format!("`{line}` is not an entry"));
                continue;
            };
            if !kind.allows(name.trim()) {
                fault(format!("`{}` is not a valid {} name", name.trim(), kind.word()));
                continue;
            }
            let entry =
                Entry { name: name.trim().to_owned(), retired, line: index + 1, used: false };
            if lock.entries.insert((kind, key.trim().to_owned()), entry).is_some() {
                fault(format!("`{key}` occurs twice"));
            }
        }
        lock
    }

    /// The name of this identity, when it has one; it counts as used from then on.
    pub fn take(&mut self, kind: Kind, key: &str) -> Option<String> {
        let entry = self.entries.get_mut(&(kind, key.to_owned()))?;
        entry.used = true;
        entry.retired = false;
        Some(entry.name.clone())
    }

    /// Records a name; an existing entry keeps its own.
    pub fn put(&mut self, kind: Kind, key: &str, name: &str) {
        let fresh = Entry { name: name.to_owned(), retired: false, line: 0, used: true };
        let entry = self.entries.entry((kind, key.to_owned())).or_insert(fresh);
        entry.used = true;
        entry.retired = false;
    }

    /// The name that the variant of an alternative had.
    pub fn variant(&self, key: &str) -> Option<String> {
        let entry = self.entries.get(&(Kind::Alternative, key.to_owned()))?;
        alternatives::variant(&entry.name).filter(|name| is_type(name)).map(str::to_owned)
    }

    /// Records what is true of an identity now.
    pub fn replace(&mut self, kind: Kind, key: &str, text: &str) {
        let line = self.line(kind, key);
        let entry = Entry { name: text.to_owned(), retired: false, line, used: true };
        self.entries.insert((kind, key.to_owned()), entry);
    }

    /// Drops an identity that has become part of another, so that the other can take its name.
    pub fn forget(&mut self, kind: Kind, key: &str) {
        self.entries.remove(&(kind, key.to_owned()));
    }

    /// The line of an identity; 0 for a new one.
    pub fn line(&self, kind: Kind, key: &str) -> usize {
        self.entries.get(&(kind, key.to_owned())).map_or(0, |entry| entry.line)
    }

    /// Every entry.
    pub fn entries(&self) -> impl Iterator<Item = Line> {
        self.entries.iter().map(|((kind, key), entry)| Line {
            kind: *kind,
            key: key.clone(),
            name: entry.name.clone(),
            retired: entry.retired,
            line: entry.line,
        })
    }

    /// Retires the entries whose thing is gone; one whose name went to something else is dropped.
    pub fn retire(&mut self, unclaimed: impl Fn(Kind, &str, &str) -> bool) {
        self.entries.retain(|(kind, key), entry| {
            entry.retired |= !entry.used;
            entry.used || unclaimed(*kind, key, &entry.name)
        });
    }

    /// Entries that a person wrote for a place that is not there.
    pub fn unused_overrides(&self) -> impl Iterator<Item = (&str, usize)> {
        let overrides = self.entries.iter().filter(|((kind, _), entry)| {
            matches!(kind, Kind::Field | Kind::Variant) && !entry.used && !entry.retired
        });
        overrides.map(|((_, key), entry)| (key.as_str(), entry.line))
    }

    /// The file as it should be.
    pub fn write(&self) -> String {
        let mut text = String::from(HEADER);
        for ((kind, key), entry) in &self.entries {
            let retired = if entry.retired { "retired " } else { "" };
            text.push_str(&format!("{retired}{} {key} = {}\n", kind.word(), entry.name));
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_what_is_used_and_retires_the_rest() {
        let mut findings = Findings::default();
        let text = "operation v2 GET /a = x::get\nretired type v2 GET /b 200 = x::Old\n# note\n";
        let mut lock = Lock::read(text, &mut findings);
        assert!(!findings.has_errors());
        assert_eq!(lock.take(Kind::Operation, "v2 GET /z"), None);
        lock.put(Kind::Operation, "v2 GET /z", "x::z");
        lock.retire(|_, _, _| true);
        let written = lock.write();
        let lines: Vec<&str> = written.lines().filter(|line| !line.starts_with('#')).collect();
        assert_eq!(
            lines,
            [
                "retired operation v2 GET /a = x::get",
                "operation v2 GET /z = x::z",
                "retired type v2 GET /b 200 = x::Old"
            ]
        );
    }

    #[test]
    fn a_line_that_cannot_be_read_is_an_error() {
        let mut findings = Findings::default();
        Lock::read("operation v2 GET /a\n", &mut findings);
        assert!(findings.has_errors());
    }
}
