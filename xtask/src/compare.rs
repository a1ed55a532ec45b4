//! What should stand on the disk × what stands there → differences. Reads only.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use crate::journal::{self, Interrupted};
use crate::target::{Content, Target};

/// What was found at a path.
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

/// One path that is not as it should be.
#[derive(Clone, Debug)]
pub struct Difference<'a> {
    /// Where it is.
    pub path: PathBuf,
    /// What it is called in messages.
    pub label: String,
    /// What stands there.
    pub found: Found,
    /// What should stand there; `None`: nothing should, it is stale.
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

/// Everything that is not as it should be.
#[derive(Clone, Debug)]
pub struct Comparison<'a> {
    /// Files of the output to write, by path.
    pub files: Vec<Difference<'a>>,
    /// What stands in the generator's places and should not, by path.
    pub stale: Vec<Difference<'a>>,
    /// The file that keeps names, if it differs.
    pub names: Option<Difference<'a>>,
    /// How many files are as they should be.
    pub unchanged: usize,
    /// An earlier run that was cut off.
    pub interrupted: Option<Interrupted>,
}

impl Comparison<'_> {
    /// Nothing to write, nothing to remove, nothing left behind.
    pub fn is_empty(&self) -> bool {
        self.interrupted.is_none() && self.differences().next().is_none()
    }

    /// Every difference, in the order of the report.
    pub fn differences(&self) -> impl Iterator<Item = &Difference<'_>> {
        self.files.iter().chain(&self.stale).chain(&self.names)
    }
}

/// Compares `content` with what stands at `target`.
pub fn compare<'a>(target: &Target, content: &'a Content) -> anyhow::Result<Comparison<'a>> {
    content.validate()?;
    for path in content.files.keys().chain(&content.owned) {
        refuse_links_above(target, path.trim_end_matches('/'))?;
    }
    let mut unchanged = 0;
    let mut files = Vec::new();
    for (path, text) in &content.files {
        let place = target.dir.join(path);
        match difference(place, target.shown(path), text)? {
            Some(difference) => files.push(difference),
            None => unchanged += 1,
        }
    }
    let mut names = None;
    if let Some(text) = &content.names {
        names = difference(target.names.clone(), target.names_label.clone(), text)?;
        unchanged += usize::from(names.is_none());
    }
    let interrupted = journal::interrupted(target)?;
    Ok(Comparison { files, stale: stale(target, content)?, names, unchanged, interrupted })
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

/// A link in place of a folder would lead a write out of the output folder.
fn refuse_links_above(target: &Target, path: &str) -> anyhow::Result<()> {
    let ends = path.match_indices('/').map(|(at, _)| at).chain([path.len()]);
    for folder in ends.filter_map(|at| path.get(..at)) {
        let place = target.dir.join(folder);
        let Ok(metadata) = fs::symlink_metadata(&place) else { return Ok(()) };
        // A link in place of the file itself is only a difference: it is replaced, not followed.
        if metadata.is_symlink() && (folder != path || place.is_dir()) {
            bail!(
                "{} is a symbolic link to a folder, and codegen writes only into real folders; \
                 remove the link",
                target.shown(folder)
            );
        }
    }
    Ok(())
}

fn stale<'a>(target: &Target, content: &Content) -> anyhow::Result<Vec<Difference<'a>>> {
    let mut present = BTreeSet::new();
    for owned in &content.owned {
        collect(target, owned.trim_end_matches('/'), &mut present)?;
    }
    let mut list = Vec::new();
    for path in present.into_iter().filter(|path| !content.files.contains_key(path)) {
        let place = target.dir.join(&path);
        let label = target.shown(&path);
        let found = match look(&place).with_context(|| format!("cannot read {label}"))? {
            // What is going to be removed need not be kept in memory.
            Found::File(_) => Found::File(Vec::new()),
            other => other,
        };
        list.push(Difference { path: place, label, found, wanted: None });
    }
    Ok(list)
}

/// Adds everything at or below `path` that is not a folder.
fn collect(target: &Target, path: &str, present: &mut BTreeSet<String>) -> anyhow::Result<()> {
    let place = target.dir.join(path);
    let Ok(metadata) = fs::symlink_metadata(&place) else { return Ok(()) };
    if !metadata.is_dir() {
        present.insert(path.to_owned());
        return Ok(());
    }
    let failed = || format!("cannot read the folder {}", target.shown(path));
    for entry in fs::read_dir(&place).with_context(failed)? {
        let name = entry.with_context(failed)?.file_name();
        let Some(name) = name.to_str() else {
            bail!(
                "{} holds a file whose name is not UTF-8: {name:?}; remove it",
                target.shown(path)
            );
        };
        collect(target, &format!("{path}/{name}"), present)?;
    }
    Ok(())
}
