//! Errors, rejected operations, repairs and notes, each with its location and advice.

use std::fmt;

use serde::Serialize;

use super::pointer::Pointer;

/// How much a diagnostic costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Nothing is written.
    Error,
    /// One operation is left out.
    Refused,
    /// An integer has values without names: it stays an integer, but a check fails.
    Gap,
    /// A fault of the document that was put right.
    Repair,
    /// Worth knowing, costs nothing.
    Note,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Severity::Error => "error",
            Severity::Refused => "rejected",
            Severity::Gap => "gap",
            Severity::Repair => "repaired",
            Severity::Note => "note",
        })
    }
}

/// Where a diagnostic points.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Location {
    /// The file, relative to `specs/`.
    pub file: String,
    /// The line, from 1; 0 when it is not known.
    pub line: usize,
    /// The column, from 1; 0 when it is not known.
    pub column: usize,
    /// The JSON pointer inside the file; empty for the whole file.
    pub pointer: String,
}

/// A line of a file below specs/ that solves a problem when it is written or removed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Edit {
    /// The file, relative to `specs/`.
    pub file: String,
    /// Whether the line is to be removed, instead of written.
    pub remove: bool,
    /// The line.
    pub line: String,
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// A stable code such as `duplicate-key`.
    pub code: &'static str,
    /// The severity.
    pub severity: Severity,
    /// Where it is.
    pub at: Location,
    /// The problem.
    pub message: String,
    /// Advice: how to solve it.
    pub help: String,
    /// Lines that solve it, where they are known.
    pub edits: Vec<Edit>,
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}[{}]: {}", self.severity, self.code, self.message)?;
        write!(f, "  --> {}", self.at.file)?;
        if self.at.line > 0 {
            write!(f, ":{}:{}", self.at.line, self.at.column)?;
        }
        if !self.at.pointer.is_empty() {
            write!(f, "\n   at {}", self.at.pointer)?;
        }
        if !self.help.is_empty() {
            write!(f, "\n   = help: {}", self.help)?;
        }
        Ok(())
    }
}

/// A finding whose line and column are not looked up yet.
#[derive(Clone, Debug)]
pub(crate) struct Finding {
    pub code: &'static str,
    pub severity: Severity,
    pub file: String,
    pub pointer: Pointer,
    /// Known position, where a parser reported one (pointers into text that did not parse do not exist).
    pub position: Option<(usize, usize)>,
    pub message: String,
    pub help: String,
    pub edits: Vec<Edit>,
}

impl Finding {
    pub fn new(
        severity: Severity,
        code: &'static str,
        file: &str,
        pointer: &Pointer,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Finding {
        Finding {
            code,
            severity,
            file: file.to_owned(),
            pointer: pointer.clone(),
            position: None,
            message: message.into(),
            help: help.into(),
            edits: Vec::new(),
        }
    }

    /// A line to write into a file.
    pub fn paste(mut self, file: impl Into<String>, line: String) -> Finding {
        self.edits.push(Edit { file: file.into(), remove: false, line });
        self
    }

    pub fn at_position(mut self, line: usize, column: usize) -> Finding {
        self.position = Some((line, column));
        self
    }
}

/// The codes of entries that match nothing.
pub(super) const UNMATCHED: [&str; 3] =
    ["unmatched-entry", "overlay-unmatched", "names-lock-unmatched"];

/// Everything found so far; all of it is reported, sorted, once.
#[derive(Clone, Debug, Default)]
pub(crate) struct Findings {
    pub(super) list: Vec<Finding>,
}

impl Findings {
    pub fn push(&mut self, finding: Finding) {
        self.list.push(finding);
    }

    /// Takes out what a person has to settle: errors, and integers and secrets that nobody has decided about.
    pub fn take_open(&mut self) -> Findings {
        let is_open =
            |finding: &Finding| matches!(finding.severity, Severity::Error | Severity::Gap);
        let (open, rest) = self.list.drain(..).partition(is_open);
        self.list = rest;
        Findings { list: open }
    }

    /// Drops what only follows from a document that could not be read: patterns without a match.
    pub fn drop_followers(&mut self) {
        self.list.retain(|finding| !UNMATCHED.contains(&finding.code));
    }

    /// Takes the errors out.
    pub fn take_errors(&mut self) -> Findings {
        let (errors, rest) =
            self.list.drain(..).partition(|finding| finding.severity == Severity::Error);
        self.list = rest;
        Findings { list: errors }
    }

    /// Keeps the findings that fit.
    pub fn retain(&mut self, fits: impl FnMut(&Finding) -> bool) {
        self.list.retain(fits);
    }

    /// Makes gaps that are known already to notes.
    pub fn lower_gaps(&mut self, is_known: impl Fn(&Finding) -> bool) {
        for finding in &mut self.list {
            if finding.severity == Severity::Gap && is_known(finding) {
                finding.severity = Severity::Note;
            }
        }
    }

    /// Adds what was found elsewhere.
    pub fn append(&mut self, mut other: Findings) {
        self.list.append(&mut other.list);
    }

    pub fn has_errors(&self) -> bool {
        self.list.iter().any(|finding| finding.severity == Severity::Error)
    }
}
