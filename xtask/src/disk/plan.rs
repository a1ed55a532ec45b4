//! Content × disk → differences. Only reads.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use crate::disk::destination::{Content, Destination};
use crate::disk::journal::{self, Interrupted};

/// The kind of file at a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// Nothing.
    Nothing,
    /// A file with these bytes.
    File(Vec<u8>),
    /// A symbolic link. Links are never followed.
    Link,
    /// Something else: a folder, a device, a pipe.
    Other,
}

/// One path whose content differs from the plan.
#[derive(Clone, Debug)]
pub struct Difference<'a> {
    /// Where it is.
    pub path: PathBuf,
    /// Its name in messages.
    pub label: String,
    /// The file that is there.
    pub found: Found,
    /// The text that should be there; `None`: the file is stale.
    pub wanted: Option<&'a str>,
}

impl Difference<'_> {
    /// `missing`, `changed` or `stale`.
    pub fn kind(&self) -> &'static str {
        match (&self.wanted, &self.found) {
            (None, _) => "stale",
            (Some(_), Found::Nothing) => "missing",
            (Some(_), _) => "changed",
        }
    }
}

/// All differences between the content and the disk.
#[derive(Clone, Debug)]
pub struct Plan<'a> {
    /// Files of the output to write, by path.
    pub files: Vec<Difference<'a>>,
    /// Stale files in the folders of the generator, by path.
    pub stale: Vec<Difference<'a>>,
    /// The file that is renamed last, if it differs.
    pub commit_last: Option<Difference<'a>>,
    /// How many files do not differ.
    pub unchanged: usize,
    /// An earlier run that was interrupted.
    pub interrupted: Option<Interrupted>,
}

impl<'a> Plan<'a> {
    /// Compares `content` with the files at `destination`.
    ///
    /// # Errors
    /// When a path is not acceptable or a file cannot be read.
    pub fn new(destination: &Destination, content: &'a Content) -> anyhow::Result<Plan<'a>> {
        content.validate()?;
        for path in content.files.keys().chain(&content.owned) {
            reject_links_above(destination, path.trim_end_matches('/'))?;
        }
        let mut unchanged = 0;
        let mut files = Vec::new();
        for (path, text) in &content.files {
            let place = destination.dir.join(path);
            match difference(place, destination.shown(path), text)? {
                Some(difference) => files.push(difference),
                None => unchanged += 1,
            }
        }
        let mut commit_last = None;
        if let Some(text) = &content.commit_last {
            commit_last = difference(
                destination.commit_last.clone(),
                destination.commit_last_label.clone(),
                text,
            )?;
            unchanged += usize::from(commit_last.is_none());
        }
        let interrupted = journal::interrupted(destination)?;
        Ok(Plan { files, stale: stale(destination, content)?, commit_last, unchanged, interrupted })
    }
}

impl Plan<'_> {
    /// Whether there is nothing to write, to remove, or to recover.
    pub fn is_empty(&self) -> bool {
        self.interrupted.is_none() && self.differences().next().is_none()
    }

    /// Every difference, in the order of the report.
    pub fn differences(&self) -> impl Iterator<Item = &Difference<'_>> {
        self.files.iter().chain(&self.stale).chain(&self.commit_last)
    }
}

/// Whether the output of an earlier run is complete and unchanged: files by path, with their digests, and no others in the
/// folders of the generator.
///
/// # Errors
/// When a path is not acceptable or a file cannot be read.
pub fn is_complete(
    destination: &Destination,
    files: &BTreeMap<String, String>,
    owned: &[String],
) -> anyhow::Result<bool> {
    let content = Content { files: files.clone(), owned: owned.to_vec(), commit_last: None };
    content.validate()?;
    for path in files.keys().chain(owned) {
        reject_links_above(destination, path.trim_end_matches('/'))?;
    }
    for (path, digest) in files {
        match look(&destination.dir.join(path))? {
            Found::File(bytes) if journal::digest(&bytes) == *digest => {}
            _ => return Ok(false),
        }
    }
    let is_interrupted = journal::interrupted(destination)?.is_some();
    Ok(!is_interrupted && stale(destination, &content)?.is_empty())
}

fn difference(path: PathBuf, label: String, text: &str) -> anyhow::Result<Option<Difference<'_>>> {
    let found = look(&path).with_context(|| format!("cannot read {label}"))?;
    match &found {
        Found::File(bytes) if bytes == text.as_bytes() => Ok(None),
        _ => Ok(Some(Difference { path, label, found, wanted: Some(text) })),
    }
}

fn look(path: &Path) -> io::Result<Found> {
    use io::ErrorKind::{NotADirectory, NotFound};
    let kind = match fs::symlink_metadata(path) {
        Ok(metadata) => metadata.file_type(),
        Err(error) if matches!(error.kind(), NotFound | NotADirectory) => {
            return Ok(Found::Nothing);
        }
        Err(error) => return Err(error),
    };
    if kind.is_symlink() {
        Ok(Found::Link)
    } else if kind.is_file() {
        fs::read(path).map(Found::File)
    } else {
        Ok(Found::Other)
    }
}

/// Rejects a link in place of a folder: a write through it would leave the output folder.
fn reject_links_above(destination: &Destination, path: &str) -> anyhow::Result<()> {
    let ends = path.match_indices('/').map(|(at, _)| at).chain([path.len()]);
    for folder in ends.filter_map(|at| path.get(..at)) {
        let place = destination.dir.join(folder);
        let Ok(metadata) = fs::symlink_metadata(&place) else { return Ok(()) };
        // A link in place of the file itself is a difference: it is replaced, not followed.
        if metadata.is_symlink() && (folder != path || place.is_dir()) {
            bail!(
                "{} is a symbolic link to a folder, and codegen writes only into real folders; \
                 remove the link",
                destination.shown(folder)
            );
        }
    }
    Ok(())
}

fn stale<'a>(destination: &Destination, content: &Content) -> anyhow::Result<Vec<Difference<'a>>> {
    let mut present = BTreeSet::new();
    for owned in &content.owned {
        collect(destination, owned.trim_end_matches('/'), &mut present)?;
    }
    let mut list = Vec::new();
    for path in present.into_iter().filter(|path| !content.files.contains_key(path)) {
        let place = destination.dir.join(&path);
        let label = destination.shown(&path);
        let found = match look(&place).with_context(|| format!("cannot read {label}"))? {
            // The content of a file that will be removed is not needed.
            Found::File(_) => Found::File(Vec::new()),
            other => other,
        };
        list.push(Difference { path: place, label, found, wanted: None });
    }
    Ok(list)
}

/// Adds everything at or below `path` that is not a folder.
fn collect(
    destination: &Destination,
    path: &str,
    present: &mut BTreeSet<String>,
) -> anyhow::Result<()> {
    let place = destination.dir.join(path);
    let Ok(metadata) = fs::symlink_metadata(&place) else { return Ok(()) };
    if !metadata.is_dir() {
        present.insert(path.to_owned());
        return Ok(());
    }
    let failed = || format!("cannot read the folder {}", destination.shown(path));
    for entry in fs::read_dir(&place).with_context(failed)? {
        let name = entry.with_context(failed)?.file_name();
        let Some(name) = name.to_str() else {
            bail!(
                "{} holds a file whose name is not UTF-8: {name:?}; remove it",
                destination.shown(path)
            );
        };
        collect(destination, &format!("{path}/{name}"), present)?;
    }
    Ok(())
}
