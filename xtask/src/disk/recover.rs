//! Completes or undoes an interrupted run from the files on the disk alone.
//!
//! All temporary files are complete before the first one is renamed (`apply`). So a run that has not renamed a file is
//! undone, and a run that has is completed, without the document or server that was its source. If a file was
//! changed since, or a temporary file is missing, nothing is changed.

use anyhow::bail;

use crate::console::Console;
use crate::disk::destination::{Destination, JOURNAL};
use crate::disk::journal::{self, Interrupted, Journal, OnDisk, Step};
use crate::disk::staged_file;

/// The result of a recovery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recovery {
    /// No run was interrupted.
    Nothing,
    /// All files are as before the interrupted run.
    Undone,
    /// All files are as the interrupted run would have left them.
    Completed(Interrupted),
    /// Neither is possible; the reason, as part of a message.
    Stuck(String),
}

/// Completes or undoes an interrupted run. The caller holds the lock.
///
/// # Errors
/// When a file cannot be read, moved or removed; the journal remains then.
pub fn recover(destination: &Destination) -> anyhow::Result<Recovery> {
    let Some(journal) = journal::read(destination)? else {
        let begun = journal::has_begun(destination)?;
        journal::sweep(destination)?;
        return Ok(if begun { Recovery::Undone } else { Recovery::Nothing });
    };
    let shown = destination.shown(JOURNAL);
    if !journal.is_readable {
        return Ok(Recovery::Stuck(format!("{shown} is not a journal of this version")));
    }
    let mut left = Vec::new();
    for step in &journal.steps {
        match step.on_disk()? {
            OnDisk::After => {}
            OnDisk::Before => left.push(step),
            OnDisk::Neither => {
                return Ok(Recovery::Stuck(format!("{} was changed since", step.label)));
            }
        }
    }
    let (of, done) = (journal.steps.len(), journal.steps.len() - left.len());
    if done > 0 {
        for step in &left {
            if !step.is_staged()? {
                return Ok(Recovery::Stuck(format!(
                    "the temporary file of {} is missing or incomplete",
                    step.label
                )));
            }
        }
        complete(destination, &journal, &left)?;
    }
    journal::sweep(destination)?;
    staged_file::remove(&destination.journal(), &shown)?;
    Ok(if done > 0 { Recovery::Completed(Interrupted { done, of }) } else { Recovery::Undone })
}

/// Takes the remaining steps in the order of the journal; the last file states that all others are complete.
fn complete(destination: &Destination, journal: &Journal, left: &[&Step]) -> anyhow::Result<()> {
    let flush = || {
        let places = journal.steps.iter().map(|step| step.place.as_path());
        staged_file::flush_above(&destination.dir, places);
    };
    for step in left {
        if step.place == destination.commit_last {
            flush();
        }
        match step.after {
            Some(_) => staged_file::replace(&step.place, &step.label)?,
            None => staged_file::remove(&step.place, &step.label)?,
        }
    }
    flush();
    Ok(())
}

/// Recovers before a command writes, and prints the result. `is_same` decides whether the interrupted command, if the
/// journal names it, is the present one, which may overwrite its own incomplete write.
///
/// # Errors
/// When the folder remains half-written.
pub fn before_writing(
    destination: &Destination,
    is_same: &dyn Fn(Option<&str>) -> bool,
    console: &Console,
) -> anyhow::Result<()> {
    let command = journal::command(destination)?;
    let by = command.as_deref().map_or_else(String::new, |command| format!(" (`{command}`)"));
    let folder = &destination.label;
    match recover(destination)? {
        Recovery::Nothing => {}
        Recovery::Undone => console.say(format_args!(
            "note: an earlier run{by} was interrupted before it changed a file; its temporary files in {folder}/ have been removed"
        )),
        Recovery::Completed(interrupted) => {
            console.say(format_args!("note: {interrupted}{by}; it has been completed"));
        }
        Recovery::Stuck(_) if is_same(command.as_deref()) => {}
        Recovery::Stuck(why) => {
            let command = command.unwrap_or_else(|| destination.command.clone());
            bail!(
                "{folder}/ was half-written by an interrupted run, and cannot be completed from the files there: \
                 {why}; complete it by `{command}`, or restore {folder}/ from version control and remove {}",
                destination.shown(JOURNAL)
            );
        }
    }
    Ok(())
}
