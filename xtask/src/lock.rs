//! One run at a time on one output folder.
//!
//! The lock is the operating system's, on a file in `target/`, which version control ignores: it ends
//! with its process, whatever way that ends, and leaves nothing in the output folder. The file stays:
//! removing it would let a third run lock a new file while a second still waits for the old one.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};

use crate::journal::digest;

/// Said by who waits.
pub const WAITING: &str = "waiting for another run to finish…";
const LABEL: &str = "target/codegen.lock";

/// Holds the lock until it is dropped.
#[derive(Debug)]
pub struct Guard {
    _file: File,
}

/// What the lock file of an output folder is called; `None` is the project's own.
fn place(root: &Path, out: Option<&Path>) -> anyhow::Result<PathBuf> {
    let name = match out {
        None => "codegen.lock".to_owned(),
        Some(out) => {
            let out = std::path::absolute(out).context("cannot tell the current folder")?;
            let digest = digest(out.as_os_str().as_encoded_bytes());
            format!("codegen-{}.lock", digest.get(..16).unwrap_or(&digest))
        }
    };
    Ok(root.join("target").join(name))
}

/// Keeps every other run out, waiting for it at most `patience`.
pub fn exclusive(
    root: &Path,
    out: Option<&Path>,
    patience: Duration,
    waiting: &dyn Fn(),
) -> anyhow::Result<Guard> {
    let place = place(root, out)?;
    let failed = || format!("cannot open {LABEL}");
    if let Some(folder) = place.parent() {
        fs::create_dir_all(folder).with_context(failed)?;
    }
    wait(open(&place).with_context(failed)?, File::try_lock, patience, waiting)
}

/// Keeps writing runs out, waiting at most `patience`. Who reads may find no folder for locks, or may not write
/// there; where no run has ever left a lock file either, there is nothing to lock and nothing to wait for.
pub fn shared(
    root: &Path,
    out: Option<&Path>,
    patience: Duration,
    waiting: &dyn Fn(),
) -> anyhow::Result<Option<Guard>> {
    let place = place(root, out)?;
    match open(&place).or_else(|_| File::open(&place)) {
        Ok(file) => wait(file, File::try_lock_shared, patience, waiting).map(Some),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| format!("cannot open {LABEL}")),
    }
}

fn open(place: &Path) -> io::Result<File> {
    OpenOptions::new().create(true).truncate(false).write(true).open(place)
}

fn wait(
    file: File,
    attempt: fn(&File) -> Result<(), TryLockError>,
    patience: Duration,
    waiting: &dyn Fn(),
) -> anyhow::Result<Guard> {
    let begun = Instant::now();
    let mut told = false;
    loop {
        match attempt(&file) {
            Ok(()) => return Ok(Guard { _file: file }),
            // A file system without locks has only careful people.
            Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => {
                return Ok(Guard { _file: file });
            }
            Err(TryLockError::Error(error)) => {
                return Err(error).with_context(|| format!("cannot lock {LABEL}"));
            }
            Err(TryLockError::WouldBlock) if begun.elapsed() >= patience => bail!(
                "another run is still at work on this folder after {} seconds; nothing was written, try \
                 again when it has ended",
                patience.as_secs()
            ),
            Err(TryLockError::WouldBlock) => {
                if !told {
                    waiting();
                    told = true;
                }
                sleep(Duration::from_millis(50).min(patience));
            }
        }
    }
}
