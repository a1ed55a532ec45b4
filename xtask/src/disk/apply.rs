//! Differences → disk. **A write is complete or can be repaired.**
//!
//! 1. If nothing differs, nothing is written.
//! 2. The journal is written: from here on an interrupted run can be detected, and `recover` can complete or undo it.
//! 3. Every new text is written to a temporary file and flushed. A full disk or a read-only folder is detected here,
//!    while all old files still exist; the temporary files are then removed.
//! 4. Every temporary file is renamed, so that no file is ever truncated.
//! 5. Stale files are removed, the file that is written last is renamed, and the journal is removed.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use crate::disk::destination::{self, Content, Destination};
use crate::disk::journal::{self, Interrupted};
use crate::disk::plan::{Difference, Found, Plan};
use crate::disk::staged_file::{self, remove, replace, stage};

/// The changes on the disk.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Applied {
    /// The files written.
    pub written: Vec<String>,
    /// The files removed.
    pub removed: Vec<String>,
    /// How many files were not changed.
    pub unchanged: usize,
    /// The earlier run that this one completed.
    pub completed: Option<Interrupted>,
}

/// Writes `content` to the disk.
pub fn apply(destination: &Destination, content: &Content) -> anyhow::Result<Applied> {
    let mut plan = Plan::new(destination, content)?;
    if plan.interrupted.is_some() {
        journal::sweep(destination)?;
        // The removed temporary files were part of the first plan.
        plan = Plan::new(destination, content)?;
    }
    if plan.differences().next().is_some() {
        reject_folders(&plan)?;
        reject_what_is_not_rust(&plan)?;
        write(destination, content, &plan)?;
    }
    if plan.interrupted.is_some() {
        prune(destination, content);
    }
    if !plan.is_empty() {
        remove(&destination.journal(), &destination.shown(destination::JOURNAL))?;
    }
    let label = |change: &Difference<'_>| change.label.clone();
    Ok(Applied {
        written: plan.files.iter().chain(&plan.commit_last).map(label).collect(),
        removed: plan.stale.iter().map(label).collect(),
        unchanged: plan.unchanged,
        completed: plan.interrupted,
    })
}

/// A generated file that is not Rust is a fault of the generator, and is not written.
fn reject_what_is_not_rust(plan: &Plan<'_>) -> anyhow::Result<()> {
    let files = plan.files.iter();
    let files = files.filter_map(|change| Some((change.label.as_str(), change.wanted?)));
    let faults = zoom_codegen::not_rust(files);
    if faults.is_empty() {
        return Ok(());
    }
    let lines: String =
        faults.iter().map(|(label, error)| format!("{label} is not Rust: {error}\n")).collect();
    bail!(
        "{lines}this is a fault of the generator: please report it with the document; nothing was \
         written"
    )
}

fn write(destination: &Destination, content: &Content, changes: &Plan<'_>) -> anyhow::Result<()> {
    let is_new = !destination.dir.exists();
    if let Err(problem) = begin(destination, changes) {
        let _ = staged_file::discard(&destination.journal());
        remove_made(destination, is_new);
        return Err(problem);
    }
    // A stale file may be in the place of a new folder, or in a folder in the place of a new file.
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
        prune(destination, content);
    }

    let new: Vec<&Difference<'_>> = changes.files.iter().chain(&changes.commit_last).collect();
    if let Err(problem) = new.iter().try_for_each(|change| prepare(change)) {
        for change in new {
            let _ = staged_file::discard(&change.path);
            staged_file::remove_empty_above(&destination.dir, &change.path);
        }
        // If all old files still exist, the journal of this run is not needed; that of an earlier run still is.
        if changes.interrupted.is_none() && in_the_way.is_empty() {
            let _ = fs::remove_file(destination.journal());
            remove_made(destination, is_new);
        }
        return Err(problem);
    }
    let places = || changes.differences().map(|change| change.path.as_path());
    staged_file::flush_above(&destination.dir, places());
    for change in &changes.files {
        replace(&change.path, &change.label)?;
    }
    for stale in other {
        remove(&stale.path, &stale.label)?;
    }
    prune(destination, content);
    staged_file::flush_above(&destination.dir, places());
    if let Some(commit_last) = &changes.commit_last {
        replace(&commit_last.path, &commit_last.label)?;
        staged_file::flush_above(&destination.dir, [commit_last.path.as_path()]);
    }
    Ok(())
}

/// Writes the journal: from here on an interrupted run can be detected.
fn begin(destination: &Destination, changes: &Plan<'_>) -> anyhow::Result<()> {
    let failed = || format!("cannot create the folder {}", destination.label);
    fs::create_dir_all(&destination.dir).with_context(failed)?;
    let (journal, label) = (destination.journal(), destination.shown(destination::JOURNAL));
    stage(&journal, &label, &journal::text(destination, changes))?;
    replace(&journal, &label)?;
    // It must be on the disk before the changes that it lists.
    staged_file::flush(&destination.dir);
    Ok(())
}

/// Removes the output folder if it was created for files that could not be written.
fn remove_made(destination: &Destination, is_new: bool) {
    if is_new {
        let _ = fs::remove_dir(&destination.dir);
    }
}

/// Stops if something in the place of a file is neither a file nor a link.
fn reject_folders(changes: &Plan<'_>) -> anyhow::Result<()> {
    let inside = |place: &Path| changes.stale.iter().any(|stale| stale.path.starts_with(place));
    for change in changes.files.iter().chain(&changes.commit_last).chain(&changes.stale) {
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

/// Removes empty folders inside the folders of the generator. Version control ignores them, so one may remain.
fn prune(destination: &Destination, content: &Content) {
    for owned in &content.owned {
        prune_below(&destination.dir.join(owned.trim_end_matches('/')));
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
    // Fails if the folder is not empty, which is intended.
    let _ = fs::remove_dir(folder);
}
