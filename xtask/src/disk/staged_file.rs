//! One file: its text is written under a temporary name in the same folder, flushed, and then renamed, so that no
//! reader sees a part of it.

use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

use anyhow::Context;

use crate::disk::destination::temporary;

/// Writes `text` under the temporary name of `path` and flushes it. After a failure, a part of it may remain.
pub fn stage(path: &Path, label: &str, text: &str) -> anyhow::Result<()> {
    let place = temporary(path)?;
    // A file of that name was left by an interrupted run; a link must not be followed.
    let _ = fs::remove_file(&place);
    let written =
        OpenOptions::new().write(true).create_new(true).open(&place).and_then(|mut file: File| {
            file.write_all(text.as_bytes())?;
            file.sync_all()
        });
    written.with_context(|| format!("cannot write {label}"))
}

/// Renames the temporary file to `path`.
pub fn replace(path: &Path, label: &str) -> anyhow::Result<()> {
    let failed = || format!("cannot replace {label}");
    fs::rename(temporary(path)?, path).with_context(failed)
}

/// Removes the temporary file, if it exists.
pub fn discard(path: &Path) -> anyhow::Result<()> {
    let place = temporary(path)?;
    match fs::remove_file(&place) {
        Err(error) if fs::symlink_metadata(&place).is_ok() => {
            Err(error).with_context(|| format!("cannot remove {}", place.display()))
        }
        _ => Ok(()),
    }
}

/// Removes a file or a link, never the target of a link.
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
        // Fails if the folder is not empty, which is intended.
        if fs::remove_dir(folder).is_err() && folder.exists() {
            break;
        }
    }
}

/// Makes renames of these files durable: flushes their folders and the folders above, up to `top`.
pub fn flush_above<'a>(top: &Path, paths: impl IntoIterator<Item = &'a Path>) {
    let mut folders = BTreeSet::new();
    for path in paths {
        folders.extend(path.parent());
        folders.extend(path.ancestors().skip(1).take_while(|folder| folder.starts_with(top)));
    }
    folders.into_iter().for_each(flush);
}

/// Flushes a folder, where the system supports it.
pub fn flush(folder: &Path) {
    let _ = File::open(folder).and_then(|folder| folder.sync_all());
}
