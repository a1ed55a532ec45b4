//! The record of a write in progress.
//!
//! The journal is in the output folder exactly while files are being replaced. It lists the files to write and to
//! remove, with their digests before and after. A run that finds a journal knows that the folder may contain a mixture
//! of two states; `recover` completes or undoes it.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::Context;
use sha2::{Digest, Sha256};

use crate::disk::destination::{self, Destination};
use crate::disk::plan::{Found, Plan};
use crate::disk::staged_file;

const BEFORE: &str = "# `";
const AFTER: &str =
    "` was replacing these files when it was interrupted. Run it again to complete it.";
/// In place of a digest: no file.
const NOTHING: &str = "-";
/// In place of a digest: the content does not matter.
const ANYTHING: &str = "?";

/// An earlier run that was interrupted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Interrupted {
    /// How many of its steps were done.
    pub done: usize,
    /// How many steps it had.
    pub of: usize,
}

impl std::fmt::Display for Interrupted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.of {
            0 => f.write_str("an earlier run was interrupted before it changed a file"),
            _ => {
                write!(f, "an earlier run was interrupted after {} of {} files", self.done, self.of)
            }
        }
    }
}

/// The content of a journal.
#[derive(Clone, Debug, Default)]
pub struct Journal {
    /// The interrupted command.
    pub command: Option<String>,
    /// Its steps.
    pub steps: Vec<Step>,
    /// Whether every line could be read.
    pub is_readable: bool,
}

/// A step of a journal.
#[derive(Clone, Debug)]
pub struct Step {
    /// The path of the file.
    pub place: PathBuf,
    /// The name of the file in messages.
    pub label: String,
    /// The digest of the new text; `None`: the file is removed.
    pub after: Option<String>,
    /// The digest of the old content, or a sign in place of one.
    before: String,
}

/// The content of the file of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnDisk {
    /// The old content.
    Before,
    /// The new content.
    After,
    /// Something else.
    Neither,
}

impl Step {
    /// The present content.
    pub fn on_disk(&self) -> anyhow::Result<OnDisk> {
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
            Some(found) if found == after => OnDisk::After,
            Some(found) if found == self.before => OnDisk::Before,
            _ if self.before == ANYTHING => OnDisk::Before,
            _ => OnDisk::Neither,
        })
    }

    /// Whether the temporary file contains the whole new text.
    pub fn is_staged(&self) -> anyhow::Result<bool> {
        let Some(after) = &self.after else { return Ok(true) };
        let place = destination::temporary(&self.place)?;
        let is_file = fs::symlink_metadata(&place).is_ok_and(|metadata| metadata.is_file());
        Ok(is_file && fs::read(&place).is_ok_and(|bytes| digest(&bytes) == *after))
    }
}

/// The SHA-256 of some bytes, as hexadecimal digits.
pub fn digest(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

/// Bytes as hexadecimal digits.
pub fn hexadecimal(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// The journal of the changes of `plan`.
pub fn text(destination: &Destination, plan: &Plan<'_>) -> String {
    let mut text = format!("{BEFORE}{}{AFTER}\n", destination.command);
    for change in plan.differences() {
        let path = relative(destination, &change.path);
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

/// The name in the journal; the file that is written last may be outside of the output folder, and is `@names`.
fn relative(destination: &Destination, path: &Path) -> String {
    if path == destination.commit_last {
        return "@names".to_owned();
    }
    let path = path.strip_prefix(&destination.dir).unwrap_or(path);
    path.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

/// Reads the journal, if there is one.
pub fn read(destination: &Destination) -> anyhow::Result<Option<Journal>> {
    let bytes = match fs::read(destination.journal()) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => {
            return Err(error).with_context(|| {
                format!("cannot read {}", destination.shown(destination::JOURNAL))
            });
        }
    };
    let text = String::from_utf8_lossy(&bytes);
    let mut lines = text.lines().peekable();
    let quoted = |line: &str| Some(line.strip_prefix(BEFORE)?.strip_suffix(AFTER)?.to_owned());
    let command = lines.peek().and_then(|line| quoted(line));
    if command.is_some() {
        lines.next();
    }
    let steps: Vec<Option<Step>> = lines.map(|line| step(destination, line)).collect();
    let is_readable = !steps.is_empty() && steps.iter().all(Option::is_some);
    Ok(Some(Journal { command, steps: steps.into_iter().flatten().collect(), is_readable }))
}

fn step(destination: &Destination, line: &str) -> Option<Step> {
    let mut words = line.splitn(4, ' ');
    let (action, after) = (words.next()?, words.next()?);
    let (before, path) = (words.next()?.to_owned(), words.next()?);
    let (place, label) = match path {
        "@names" => (destination.commit_last.clone(), destination.commit_last_label.clone()),
        // The journal is a file like any other: it must not lead outside either.
        _ if destination::fault(path).is_some() => return None,
        _ => (destination.dir.join(path), destination.shown(path)),
    };
    let after = match action {
        "write" => Some(after.to_owned()),
        "remove" => None,
        _ => return None,
    };
    Some(Step { place, label, after, before })
}

/// The interrupted command, if the journal names it.
pub fn command(destination: &Destination) -> anyhow::Result<Option<String>> {
    Ok(read(destination)?.and_then(|journal| journal.command))
}

/// Whether an earlier run was interrupted, and how far it got.
pub fn interrupted(destination: &Destination) -> anyhow::Result<Option<Interrupted>> {
    let Some(journal) = read(destination)? else {
        return Ok(has_begun(destination)?.then_some(Interrupted { done: 0, of: 0 }));
    };
    let mut done = 0;
    for step in &journal.steps {
        done += usize::from(step.on_disk()? == OnDisk::After);
    }
    Ok(Some(Interrupted { done, of: journal.steps.len() }))
}

/// Whether a run ended while it wrote its journal.
pub fn has_begun(destination: &Destination) -> anyhow::Result<bool> {
    Ok(fs::symlink_metadata(destination::temporary(&destination.journal())?).is_ok())
}

/// Removes the temporary files of an interrupted run, and the folders that it created for them.
pub fn sweep(destination: &Destination) -> anyhow::Result<()> {
    let steps = read(destination)?.unwrap_or_default().steps;
    for step in &steps {
        staged_file::discard(&step.place)?;
        staged_file::remove_empty_above(&destination.dir, &step.place);
    }
    staged_file::discard(&destination.journal())
}
