//! What makes a cut-off write visible.
//!
//! The journal stands in the output folder exactly while files are being replaced. It lists what will
//! be written and removed. A run that finds one knows that the folder may hold a mixture of two
//! states; since the output can always be generated anew, completing the work needs nothing more.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::Context;
use sha2::{Digest, Sha256};

use crate::compare::Comparison;
use crate::target::{self, Target};

const BEFORE: &str = "# `";
const AFTER: &str = "` was replacing these files when it was cut off. Run it again to complete it.";

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
        let _ = match change.wanted {
            Some(wanted) => writeln!(text, "write {} {path}", digest(wanted.as_bytes())),
            None => writeln!(text, "remove - {path}"),
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

/// The command that was cut off, where the journal says which.
pub fn command(target: &Target) -> anyhow::Result<Option<String>> {
    let bytes = match fs::read(target.journal()) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => {
            return Err(error)
                .with_context(|| format!("cannot read {}", target.shown(target::JOURNAL)));
        }
    };
    let text = String::from_utf8_lossy(&bytes);
    let line = text.lines().next().unwrap_or_default();
    let command = line.strip_prefix(BEFORE).and_then(|rest| rest.strip_suffix(AFTER));
    Ok(command.map(str::to_owned))
}

/// A step of a journal: where, and the digest of what is written there (`None`: it is removed).
type Step = (PathBuf, Option<String>);

fn steps(target: &Target) -> anyhow::Result<Option<Vec<Step>>> {
    let place = target.journal();
    let bytes = match fs::read(&place) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => {
            return Err(error)
                .with_context(|| format!("cannot read {}", target.shown(target::JOURNAL)));
        }
    };
    let text = String::from_utf8_lossy(&bytes);
    Ok(Some(text.lines().filter_map(|line| step(target, line)).collect()))
}

/// Lines that make no sense are passed over: that there is a journal says enough.
fn step(target: &Target, line: &str) -> Option<Step> {
    let mut words = line.splitn(3, ' ');
    let (action, digest, path) = (words.next()?, words.next()?, words.next()?);
    let place = match path {
        "@names" => target.names.clone(),
        // The journal is a file like any other: it must not lead outside either.
        _ if target::fault(path).is_some() => return None,
        _ => target.dir.join(path),
    };
    match action {
        "write" => Some((place, Some(digest.to_owned()))),
        "remove" => Some((place, None)),
        _ => None,
    }
}

/// Whether an earlier run was cut off, and how far it had come.
pub fn interrupted(target: &Target) -> anyhow::Result<Option<Interrupted>> {
    let Some(steps) = steps(target)? else {
        let begun = fs::symlink_metadata(target::temporary(&target.journal())?).is_ok();
        return Ok(begun.then_some(Interrupted { done: 0, of: 0 }));
    };
    let taken = |(place, wanted): &&Step| match wanted {
        Some(wanted) => fs::read(place).is_ok_and(|bytes| digest(&bytes) == *wanted),
        None => fs::symlink_metadata(place).is_err(),
    };
    Ok(Some(Interrupted { done: steps.iter().filter(taken).count(), of: steps.len() }))
}

/// Removes the temporary files of a run that was cut off.
pub fn sweep(target: &Target) -> anyhow::Result<()> {
    let places = steps(target)?.unwrap_or_default().into_iter().map(|(place, _)| place);
    for place in places.chain([target.journal()]) {
        let place = target::temporary(&place)?;
        match fs::remove_file(&place) {
            Err(error) if fs::symlink_metadata(&place).is_ok() => {
                return Err(error).with_context(|| format!("cannot remove {}", place.display()));
            }
            _ => {}
        }
    }
    Ok(())
}
