//! Differences → disk. **A write is all or repairable.**
//!
//! 1. Nothing differs: nothing is touched.
//! 2. The journal is written: from here on a cut-off run is visible.
//! 3. Every new text is written beside its place and flushed. A full disk or a read-only folder is
//!    found here, while every old file still stands; the texts are taken away again.
//! 4. Every new text takes its place by a rename, so that no file is ever seen truncated.
//! 5. What is stale is removed, names go last, and then the journal.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use crate::compare::{Comparison, Difference, Found, compare};
use crate::journal::{self, Interrupted};
use crate::target::{self, Content, Target};

/// What a run did to the disk.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settled {
    /// The files written.
    pub written: Vec<String>,
    /// The files removed.
    pub removed: Vec<String>,
    /// How many files stayed as they were.
    pub unchanged: usize,
    /// The earlier run that this one completed.
    pub completed: Option<Interrupted>,
}

/// Makes the disk hold `content`.
pub fn settle(target: &Target, content: &Content) -> anyhow::Result<Settled> {
    let comparison = compare(target, content)?;
    if comparison.interrupted.is_some() {
        journal::sweep(target)?;
    }
    // The temporary files that were swept away had been found as stale.
    let comparison =
        if comparison.interrupted.is_some() { compare(target, content)? } else { comparison };
    if comparison.differences().next().is_some() {
        refuse_folders(&comparison)?;
        write(target, content, &comparison)?;
    }
    if !comparison.is_empty() {
        remove(&target.journal(), &target.shown(target::JOURNAL))?;
    }
    let label = |change: &Difference<'_>| change.label.clone();
    Ok(Settled {
        written: comparison.files.iter().chain(&comparison.names).map(label).collect(),
        removed: comparison.stale.iter().map(label).collect(),
        unchanged: comparison.unchanged,
        completed: comparison.interrupted,
    })
}

fn write(target: &Target, content: &Content, changes: &Comparison<'_>) -> anyhow::Result<()> {
    let failed = || format!("cannot create the folder {}", target.label);
    fs::create_dir_all(&target.dir).with_context(failed)?;
    let journal = target.journal();
    let journal_label = target.shown(target::JOURNAL);
    stage(&journal, &journal_label, &journal::text(target, changes))?;
    replace(&journal, &journal_label)?;

    // A stale file may stand where a folder has to be, or inside of what has to be a file.
    let (in_the_way, other) = changes.stale.iter().partition::<Vec<_>, _>(|stale| {
        changes
            .files
            .iter()
            .any(|new| new.path.starts_with(&stale.path) || stale.path.starts_with(&new.path))
    });
    for stale in in_the_way {
        remove(&stale.path, &stale.label)?;
    }
    prune(target, content);

    let new: Vec<&Difference<'_>> = changes.files.iter().chain(&changes.names).collect();
    if let Err(problem) = new.iter().try_for_each(|change| prepare(change)) {
        // Every old file still stands, so the journal of this run has nothing to say; that of an
        // earlier run still has.
        for change in new {
            let _ = target::temporary(&change.path).map(fs::remove_file);
        }
        if changes.interrupted.is_none() {
            let _ = fs::remove_file(&journal);
        }
        return Err(problem);
    }
    for change in &changes.files {
        replace(&change.path, &change.label)?;
    }
    for stale in other {
        remove(&stale.path, &stale.label)?;
    }
    prune(target, content);
    flush_folders(changes);
    if let Some(names) = &changes.names {
        replace(&names.path, &names.label)?;
        flush_folder(names.path.parent());
    }
    Ok(())
}

/// Something that is neither a file nor a link is left for a person to judge.
fn refuse_folders(changes: &Comparison<'_>) -> anyhow::Result<()> {
    let inside = |place: &Path| changes.stale.iter().any(|stale| stale.path.starts_with(place));
    for change in changes.files.iter().chain(&changes.names).chain(&changes.stale) {
        let empties = change.path.is_dir() && inside(&change.path);
        if change.found == Found::Other && !empties {
            bail!("{} is not a file; remove it", change.label);
        }
    }
    Ok(())
}

fn prepare(change: &Difference<'_>) -> anyhow::Result<()> {
    if let Some(folder) = change.path.parent() {
        let failed = || format!("cannot create the folder of {}", change.label);
        fs::create_dir_all(folder).with_context(failed)?;
    }
    stage(&change.path, &change.label, change.wanted.unwrap_or_default())
}

/// Writes `text` beside `path`, under its temporary name.
fn stage(path: &Path, label: &str, text: &str) -> anyhow::Result<()> {
    let place = target::temporary(path)?;
    // Whatever stands there is left from a run that was cut off; a link must not be followed.
    let _ = fs::remove_file(&place);
    let written =
        OpenOptions::new().write(true).create_new(true).open(&place).and_then(|mut file: File| {
            file.write_all(text.as_bytes())?;
            file.sync_all()
        });
    written.with_context(|| format!("cannot write {label}"))
}

/// Moves the staged text to its place.
fn replace(path: &Path, label: &str) -> anyhow::Result<()> {
    let failed = || format!("cannot replace {label}");
    fs::rename(target::temporary(path)?, path).with_context(failed)
}

/// Removes a file or a link, never what a link leads to.
fn remove(path: &Path, label: &str) -> anyhow::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("cannot remove {label}"))
        }
        _ => Ok(()),
    }
}

/// Removes empty folders inside the generator's own. Version control does not see them, so it does
/// not matter if one stays.
fn prune(target: &Target, content: &Content) {
    for owned in &content.owned {
        prune_below(&target.dir.join(owned.trim_end_matches('/')));
    }
}

fn prune_below(folder: &Path) {
    let is_folder = fs::symlink_metadata(folder).is_ok_and(|metadata| metadata.is_dir());
    if !is_folder {
        return;
    }
    let entries: Vec<PathBuf> =
        fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    for entry in entries {
        prune_below(&entry);
    }
    // Fails where the folder holds something, and that is meant.
    let _ = fs::remove_dir(folder);
}

/// Makes renames and removals last before the journal goes.
fn flush_folders(changes: &Comparison<'_>) {
    let mut folders: Vec<&Path> =
        changes.files.iter().chain(&changes.stale).filter_map(|c| c.path.parent()).collect();
    folders.sort_unstable();
    folders.dedup();
    folders.into_iter().for_each(|folder| flush_folder(Some(folder)));
}

/// Not every system can flush a folder; where it cannot, there is nothing better to do.
fn flush_folder(folder: Option<&Path>) {
    let _ = folder.map(|folder| File::open(folder).and_then(|folder| folder.sync_all()));
}
