//! One file at a time: its text is written beside its place and flushed, and then moved there, so that nobody ever
//! sees a part of it.

use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

use anyhow::Context;

use crate::target::temporary;

/// Writes `text` beside `path`, under its temporary name, and flushes it. Where that fails, a part of it may be left there.
pub fn stage(path: &Path, label: &str, text: &str) -> anyhow::Result<()> {
    let place = temporary(path)?;
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
pub fn replace(path: &Path, label: &str) -> anyhow::Result<()> {
    let failed = || format!("cannot replace {label}");
    fs::rename(temporary(path)?, path).with_context(failed)
}

/// Takes the staged text away again, if there is one.
pub fn discard(path: &Path) -> anyhow::Result<()> {
    let place = temporary(path)?;
    match fs::remove_file(&place) {
        Err(error) if fs::symlink_metadata(&place).is_ok() => {
            Err(error).with_context(|| format!("cannot remove {}", place.display()))
        }
        _ => Ok(()),
    }
}

/// Removes a file or a link, never what a link leads to.
pub fn remove(path: &Path, label: &str) -> anyhow::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("cannot remove {label}"))
        }
        _ => Ok(()),
    }
}

/// Removes the folders of `path` that are empty, as far up as `top`, which stays.
pub fn remove_empty_above(top: &Path, path: &Path) {
    let inside = |folder: &&Path| folder.starts_with(top) && *folder != top;
    for folder in path.ancestors().skip(1).take_while(inside) {
        // Fails where the folder holds something, and that is meant.
        if fs::remove_dir(folder).is_err() && folder.exists() {
            break;
        }
    }
}

/// Makes it last that these files stand where they do: flushes their folders, and those above as far up as `top`.
pub fn flush_above<'a>(top: &Path, paths: impl IntoIterator<Item = &'a Path>) {
    let mut folders = BTreeSet::new();
    for path in paths {
        folders.extend(path.parent());
        folders.extend(path.ancestors().skip(1).take_while(|folder| folder.starts_with(top)));
    }
    folders.into_iter().for_each(flush);
}

/// Not every system can flush a folder; where it cannot, there is nothing better to do.
pub fn flush(folder: &Path) {
    let _ = File::open(folder).and_then(|folder| folder.sync_all());
}
