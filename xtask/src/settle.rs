//! Differences → disk. **A write is all or repairable.**
//!
//! 1. Nothing differs: nothing is touched.
//! 2. The journal is written: from here on a cut-off run is visible, and `recover` can end it.
//! 3. Every new text is written beside its place and flushed. A full disk or a read-only folder is
//!    found here, while every old file still stands; the texts are taken away again.
//! 4. Every new text takes its place by a rename, so that no file is ever seen truncated.
//! 5. What is stale is removed, names go last, and then the journal.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use crate::beside::{self, remove, replace, stage};
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
    let mut comparison = compare(target, content)?;
    if comparison.interrupted.is_some() {
        journal::sweep(target)?;
        // The temporary files that were swept away had been found as stale.
        comparison = compare(target, content)?;
    }
    if comparison.differences().next().is_some() {
        refuse_folders(&comparison)?;
        write(target, content, &comparison)?;
    }
    if comparison.interrupted.is_some() {
        prune(target, content);
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
    let is_new = !target.dir.exists();
    if let Err(problem) = begin(target, changes) {
        let _ = beside::discard(&target.journal());
        remove_made(target, is_new);
        return Err(problem);
    }
    // A stale file may stand where a folder has to be, or inside of what has to be a file.
    let (in_the_way, other) = changes.stale.iter().partition::<Vec<_>, _>(|stale| {
        changes
            .files
            .iter()
            .any(|new| new.path.starts_with(&stale.path) || stale.path.starts_with(&new.path))
    });
    for stale in &in_the_way {
        remove(&stale.path, &stale.label)?;
    }
    if !in_the_way.is_empty() {
        prune(target, content);
    }

    let new: Vec<&Difference<'_>> = changes.files.iter().chain(&changes.names).collect();
    if let Err(problem) = new.iter().try_for_each(|change| prepare(change)) {
        for change in new {
            let _ = beside::discard(&change.path);
            beside::remove_empty_above(&target.dir, &change.path);
        }
        // Where every old file still stands, the journal of this run has nothing to say; that of an
        // earlier run still has.
        if changes.interrupted.is_none() && in_the_way.is_empty() {
            let _ = fs::remove_file(target.journal());
            remove_made(target, is_new);
        }
        return Err(problem);
    }
    let places = || changes.differences().map(|change| change.path.as_path());
    beside::flush_above(&target.dir, places());
    for change in &changes.files {
        replace(&change.path, &change.label)?;
    }
    for stale in other {
        remove(&stale.path, &stale.label)?;
    }
    prune(target, content);
    beside::flush_above(&target.dir, places());
    if let Some(names) = &changes.names {
        replace(&names.path, &names.label)?;
        beside::flush_above(&target.dir, [names.path.as_path()]);
    }
    Ok(())
}

/// Writes the journal: from here on a cut-off run is visible.
fn begin(target: &Target, changes: &Comparison<'_>) -> anyhow::Result<()> {
    let failed = || format!("cannot create the folder {}", target.label);
    fs::create_dir_all(&target.dir).with_context(failed)?;
    let (journal, label) = (target.journal(), target.shown(target::JOURNAL));
    stage(&journal, &label, &journal::text(target, changes))?;
    replace(&journal, &label)?;
    // It must not come after what it tells of.
    beside::flush(&target.dir);
    Ok(())
}

/// Removes the output folder if it was made for files that could not be written.
fn remove_made(target: &Target, is_new: bool) {
    if is_new {
        let _ = fs::remove_dir(&target.dir);
    }
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
