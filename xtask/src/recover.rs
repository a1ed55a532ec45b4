//! What a run that was cut off has left is completed or undone, from what stands on the disk alone.
//!
//! Every new text is whole beside its place before the first one takes it (`settle`). So a run that changed nothing
//! yet is undone, and one that had begun to change is completed, without the document or the server that it had its
//! texts from. Where somebody has changed a file since, or a text is gone, nothing is touched.

use anyhow::bail;

use crate::beside;
use crate::console::Console;
use crate::journal::{self, Interrupted, Journal, Stand, Step};
use crate::target::{JOURNAL, Target};

/// What was found, and done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recovery {
    /// No run was cut off.
    Nothing,
    /// All is as it was before the run that was cut off.
    Undone,
    /// All is as that run would have left it.
    Completed(Interrupted),
    /// Neither can be done; why, in the words of a message.
    Stuck(String),
}

/// Completes or undoes a run that was cut off. The caller holds the lock.
///
/// # Errors
/// When a file cannot be read, moved or removed; the journal still stands then.
pub fn recover(target: &Target) -> anyhow::Result<Recovery> {
    let Some(journal) = journal::read(target)? else {
        let begun = journal::has_begun(target)?;
        journal::sweep(target)?;
        return Ok(if begun { Recovery::Undone } else { Recovery::Nothing });
    };
    let shown = target.shown(JOURNAL);
    if !journal.is_readable {
        return Ok(Recovery::Stuck(format!("{shown} is not a journal of this version")));
    }
    let mut left = Vec::new();
    for step in &journal.steps {
        match step.stand()? {
            Stand::After => {}
            Stand::Before => left.push(step),
            Stand::Neither => {
                return Ok(Recovery::Stuck(format!("{} was changed since", step.label)));
            }
        }
    }
    let (of, done) = (journal.steps.len(), journal.steps.len() - left.len());
    if done > 0 {
        for step in &left {
            if !step.is_staged()? {
                return Ok(Recovery::Stuck(format!("the new text of {} is gone", step.label)));
            }
        }
        complete(target, &journal, &left)?;
    }
    journal::sweep(target)?;
    beside::remove(&target.journal(), &shown)?;
    Ok(if done > 0 { Recovery::Completed(Interrupted { done, of }) } else { Recovery::Undone })
}

/// Takes the steps that are left, in the order of the journal: what goes last says that all others are in place.
fn complete(target: &Target, journal: &Journal, left: &[&Step]) -> anyhow::Result<()> {
    let flush = || {
        let places = journal.steps.iter().map(|step| step.place.as_path());
        beside::flush_above(&target.dir, places);
    };
    for step in left {
        if step.place == target.names {
            flush();
        }
        match step.after {
            Some(_) => beside::replace(&step.place, &step.label)?,
            None => beside::remove(&step.place, &step.label)?,
        }
    }
    flush();
    Ok(())
}

/// Does that before a command writes, and says so. `is_same` tells whether the command that was cut off, if the journal
/// names one, may be the one that runs now: it may write over what it left, whatever that is.
///
/// # Errors
/// When the folder stays half-written.
pub fn before_writing(
    target: &Target,
    is_same: &dyn Fn(Option<&str>) -> bool,
    console: &Console,
) -> anyhow::Result<()> {
    let command = journal::command(target)?;
    let by = command.as_deref().map_or_else(String::new, |command| format!(" (`{command}`)"));
    let folder = &target.label;
    match recover(target)? {
        Recovery::Nothing => {}
        Recovery::Undone => console.say(format_args!(
            "note: an earlier run{by} was cut off before it changed a file; what it left in {folder}/ is removed"
        )),
        Recovery::Completed(interrupted) => {
            console.say(format_args!("note: {interrupted}{by}; it is completed now"));
        }
        Recovery::Stuck(_) if is_same(command.as_deref()) => {}
        Recovery::Stuck(why) => {
            let command = command.unwrap_or_else(|| target.command.clone());
            bail!(
                "{folder}/ is half-written by a run that was cut off, and cannot be completed from what is left: \
                 {why}; complete it by `{command}`, or restore {folder}/ from version control and remove {}",
                target.shown(JOURNAL)
            );
        }
    }
    Ok(())
}
