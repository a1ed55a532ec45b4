//! One run at a time on one output folder.
//!
//! The lock is a lock of the operating system on a file in `target/`, which version control ignores. It ends with its
//! process, however that ends, and leaves nothing in the output folder. The file is not removed: otherwise a third run
//! could lock a new file while a second still waits for the old one.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};

use crate::disk::journal::digest;

/// Printed while a run waits.
pub const WAITING: &str = "waiting for another run to finish…";
const LABEL: &str = "target/codegen.lock";

/// Holds the lock until it is dropped.
#[derive(Debug)]
pub struct Guard {
    _file: File,
}

/// The path of the lock file of an output folder; `None` is the project's own.
fn place(root: &Path, out: Option<&Path>) -> anyhow::Result<PathBuf> {
    let name = match out {
        None => "codegen.lock".to_owned(),
        Some(out) => {
            let out = std::path::absolute(out).context("cannot determine the current folder")?;
            let digest = digest(out.as_os_str().as_encoded_bytes());
            format!("codegen-{}.lock", digest.get(..16).unwrap_or(&digest))
        }
    };
    Ok(root.join("target").join(name))
}

/// Excludes every other run; waits at most `patience` for one that is active.
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

/// Excludes runs that write; waits at most `patience`. `None` if there is no lock file and it cannot be created, for
/// example in a read-only project: then no run has ever written there.
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
    let mut announced = false;
    loop {
        match attempt(&file) {
            Ok(()) => return Ok(Guard { _file: file }),
            // The file system has no locks: nothing better can be done.
            Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => {
                return Ok(Guard { _file: file });
            }
            Err(TryLockError::Error(error)) => {
                return Err(error).with_context(|| format!("cannot lock {LABEL}"));
            }
            Err(TryLockError::WouldBlock) if begun.elapsed() >= patience => bail!(
                "another run is still working on this folder after {} seconds; nothing was written; try \
                 again after it has ended",
                patience.as_secs()
            ),
            Err(TryLockError::WouldBlock) => {
                if !announced {
                    waiting();
                    announced = true;
                }
                sleep(Duration::from_millis(50).min(patience));
            }
        }
    }
}
