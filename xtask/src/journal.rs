//! What makes a cut-off write visible.
//!
//! The journal stands in the output folder exactly while files are being replaced. It lists what will
//! be written and removed, with the digests of what is to stand there and of what stood there. A run
//! that finds one knows that the folder may hold a mixture of two states, and `recover` how to end it.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::Context;
use sha2::{Digest, Sha256};

use crate::beside;
use crate::compare::{Comparison, Found};
use crate::target::{self, Target};

const BEFORE: &str = "# `";
const AFTER: &str = "` was replacing these files when it was cut off. Run it again to complete it.";
/// In place of a digest: nothing stands there.
const NOTHING: &str = "-";
/// In place of a digest: what stood there does not matter.
const ANYTHING: &str = "?";

/// An earlier run that was cut off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Interrupted {
    /// How many of its steps had been taken.
    pub done: usize,
    /// How many steps it had.
    pub of: usize,
}

impl std::fmt::Display for Interrupted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.of {
            0 => f.write_str("an earlier run was cut off before it changed a file"),
            _ => write!(f, "an earlier run was cut off after {} of {} files", self.done, self.of),
        }
    }
}

/// What a journal says.
#[derive(Clone, Debug, Default)]
pub struct Journal {
    /// The command that was cut off.
    pub command: Option<String>,
    /// What it was to do.
    pub steps: Vec<Step>,
    /// Whether every line could be read.
    pub is_readable: bool,
}

/// A step of a journal.
#[derive(Clone, Debug)]
pub struct Step {
    /// Where.
    pub place: PathBuf,
    /// What the place is called in messages.
    pub label: String,
    /// The digest of what is written there (`None`: it is removed).
    pub after: Option<String>,
    /// The digest of what stood there, or what stands for one.
    before: String,
}

/// What stands at the place of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stand {
    /// What stood there before.
    Before,
    /// What the step was to put there.
    After,
    /// Something else.
    Neither,
}

impl Step {
    /// What stands there now.
    pub fn stand(&self) -> anyhow::Result<Stand> {
        let found = match fs::symlink_metadata(&self.place) {
            Err(_) => Some(NOTHING.to_owned()),
            Ok(metadata) if metadata.is_file() => {
                let failed = || format!("cannot read {}", self.label);
                Some(digest(&fs::read(&self.place).with_context(failed)?))
            }
            Ok(_) => None,
        };
        let after = self.after.as_deref().unwrap_or(NOTHING);
        Ok(match found.as_deref() {
            Some(found) if found == after => Stand::After,
            Some(found) if found == self.before => Stand::Before,
            _ if self.before == ANYTHING => Stand::Before,
            _ => Stand::Neither,
        })
    }

    /// Whether the whole text that is to stand there stands beside it.
    pub fn is_staged(&self) -> anyhow::Result<bool> {
        let Some(after) = &self.after else { return Ok(true) };
        let place = target::temporary(&self.place)?;
        let is_file = fs::symlink_metadata(&place).is_ok_and(|metadata| metadata.is_file());
        Ok(is_file && fs::read(&place).is_ok_and(|bytes| digest(&bytes) == *after))
    }
}

/// The SHA-256 of a text, as hexadecimal digits.
pub fn digest(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(64);
    for byte in Sha256::digest(bytes) {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// The journal of what `comparison` is going to change.
pub fn text(target: &Target, comparison: &Comparison<'_>) -> String {
    let mut text = format!("{BEFORE}{}{AFTER}\n", target.command);
    for change in comparison.differences() {
        let path = relative(target, &change.path);
        let _ = match (change.wanted, &change.found) {
            (None, _) => writeln!(text, "remove {NOTHING} {ANYTHING} {path}"),
            (Some(wanted), found) => {
                let before = match found {
                    Found::Nothing => NOTHING.to_owned(),
                    Found::File(bytes) => digest(bytes),
                    Found::Link | Found::Other => ANYTHING.to_owned(),
                };
                writeln!(text, "write {} {before} {path}", digest(wanted.as_bytes()))
            }
        };
    }
    text
}

/// The name in the journal; the file that keeps names stands outside the output folder, and is `@names`.
fn relative(target: &Target, path: &Path) -> String {
    if path == target.names {
        return "@names".to_owned();
    }
    let path = path.strip_prefix(&target.dir).unwrap_or(path);
    path.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

/// Reads the journal, if one stands.
pub fn read(target: &Target) -> anyhow::Result<Option<Journal>> {
    let bytes = match fs::read(target.journal()) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => {
            return Err(error)
                .with_context(|| format!("cannot read {}", target.shown(target::JOURNAL)));
        }
    };
    let text = String::from_utf8_lossy(&bytes);
    let mut lines = text.lines().peekable();
    let quoted = |line: &str| Some(line.strip_prefix(BEFORE)?.strip_suffix(AFTER)?.to_owned());
    let command = lines.peek().and_then(|line| quoted(line));
    if command.is_some() {
        lines.next();
    }
    let steps: Vec<Option<Step>> = lines.map(|line| step(target, line)).collect();
    let is_readable = !steps.is_empty() && steps.iter().all(Option::is_some);
    Ok(Some(Journal { command, steps: steps.into_iter().flatten().collect(), is_readable }))
}

fn step(target: &Target, line: &str) -> Option<Step> {
    let mut words = line.splitn(4, ' ');
    let (action, after) = (words.next()?, words.next()?);
    let (before, path) = (words.next()?.to_owned(), words.next()?);
    let (place, label) = match path {
        "@names" => (target.names.clone(), target.names_label.clone()),
        // The journal is a file like any other: it must not lead outside either.
        _ if target::fault(path).is_some() => return None,
        _ => (target.dir.join(path), target.shown(path)),
    };
    let after = match action {
        "write" => Some(after.to_owned()),
        "remove" => None,
        _ => return None,
    };
    Some(Step { place, label, after, before })
}

/// The command that was cut off, where the journal says which.
pub fn command(target: &Target) -> anyhow::Result<Option<String>> {
    Ok(read(target)?.and_then(|journal| journal.command))
}

/// Whether an earlier run was cut off, and how far it had come.
pub fn interrupted(target: &Target) -> anyhow::Result<Option<Interrupted>> {
    let Some(journal) = read(target)? else {
        return Ok(has_begun(target)?.then_some(Interrupted { done: 0, of: 0 }));
    };
    let mut done = 0;
    for step in &journal.steps {
        done += usize::from(step.stand()? == Stand::After);
    }
    Ok(Some(Interrupted { done, of: journal.steps.len() }))
}

/// Whether a run ended while it wrote its journal.
pub fn has_begun(target: &Target) -> anyhow::Result<bool> {
    Ok(fs::symlink_metadata(target::temporary(&target.journal())?).is_ok())
}

/// Removes the temporary files of a run that was cut off, and the folders that it made for them.
pub fn sweep(target: &Target) -> anyhow::Result<()> {
    let steps = read(target)?.unwrap_or_default().steps;
    for step in &steps {
        beside::discard(&step.place)?;
        beside::remove_empty_above(&target.dir, &step.place);
    }
    beside::discard(&target.journal())
}
