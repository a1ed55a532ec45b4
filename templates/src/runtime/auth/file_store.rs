//! A token in a file.
//!
//! Written with the standard library alone: it has had file locks since Rust 1.89, and a temporary file
//! next to the real one with a fixed name needs no library while the lock is current.

use std::ffi::OsStr;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use secrecy::ExposeSecret;
use tokio::task::spawn_blocking;
use tokio::time::{Instant, sleep};

use super::{BoxFuture, StoreError, StoreErrorKind, StoreLock, Token, TokenStore};

/// How long to wait for another process by default: a token endpoint responds
/// within seconds, and a process that hangs must not stop the others forever.
const LOCK_TIMEOUT: Duration = Duration::from_secs(30);

/// The pause between two attempts to lock.
const PAUSE: Duration = Duration::from_millis(20);

/// No file with a token is larger.
const LARGEST: u64 = 1 << 20;

/// How many symbolic links are followed, as on Linux.
const MOST_LINKS: usize = 40;

/// Keeps a token in a file that several processes can share: one file for one credential.
///
/// The file is replaced as a whole, so that nobody ever reads half of it, and only its owner may read it
/// (mode 0600, where the system has modes). Next to it lies a file with the ending `.lock`, which is
/// locked while a token is replaced; it stays there.
///
/// A symbolic link leads to the file: all paths that lead to one file share its lock, wherever the links are. The file
/// is replaced and removed, and the links stay; a link whose file is not there yet is followed too, and the file is
/// made where it points. Hard links are not followed: saving separates them.
#[derive(Clone, Debug)]
pub struct FileStore {
    path: PathBuf,
    lock_timeout: Duration,
}

impl FileStore {
    /// A file, which need not be there yet; its folder has to.
    #[must_use]
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into(), lock_timeout: LOCK_TIMEOUT }
    }

    /// How long to wait for another process that replaces the token; half a minute unless set.
    #[must_use]
    #[doc(alias("patience", "wait"))]
    pub fn lock_timeout(mut self, lock_timeout: Duration) -> Self {
        self.lock_timeout = lock_timeout;
        self
    }

    /// Runs what blocks with the path of the file itself.
    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Path) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let path = self.path.clone();
        let ended = |_| StoreError::new(StoreErrorKind::Other, "the program ends");
        spawn_blocking(move || work(&followed(&path)?)).await.map_err(ended)?
    }

    async fn locked(&self) -> Result<StoreLock, StoreError> {
        let begun = Instant::now();
        let open = |path: &Path| {
            let path = with_ending(path, ".lock");
            let file = private().write(true).create(true).truncate(false).open(&path);
            file.map_err(|error| unwritable(&path, "lock", error)).map(|file| (file, path))
        };
        let (file, path) = self.run(open).await?;
        let failed = |error| unwritable(&path, "lock", error);
        loop {
            match file.try_lock() {
                // The file is unlocked when it is closed.
                Ok(()) => return Ok(StoreLock::new(file)),
                Err(TryLockError::Error(error)) => return Err(failed(error)),
                Err(TryLockError::WouldBlock) if begun.elapsed() >= self.lock_timeout => {
                    let reason = format!(
                        "another process holds {} for more than {} s: see what it is doing, or end it",
                        path.display(),
                        self.lock_timeout.as_secs()
                    );
                    return Err(StoreError::new(StoreErrorKind::Locked, reason));
                }
                Err(TryLockError::WouldBlock) => sleep(PAUSE).await,
            }
        }
    }
}

impl TokenStore for FileStore {
    fn load(&self) -> BoxFuture<'_, Result<Option<Token>, StoreError>> {
        Box::pin(self.run(read))
    }

    fn save<'a>(&'a self, token: &'a Token) -> BoxFuture<'a, Result<(), StoreError>> {
        let text = token.to_json();
        Box::pin(self.run(move |path| {
            replace(path, text.expose_secret()).map_err(|error| unwritable(path, "write", error))
        }))
    }

    fn clear(&self) -> BoxFuture<'_, Result<(), StoreError>> {
        Box::pin(self.run(|path| {
            remove(path)?;
            let left = leftovers(path).map_err(|error| unwritable(folder(path), "read", error))?;
            left.iter().try_for_each(|file| remove(file))
        }))
    }

    fn lock(&self) -> BoxFuture<'_, Result<StoreLock, StoreError>> {
        Box::pin(self.locked())
    }
}

/// The file that a path leads to, which need not be there: the same path whatever links led to it.
fn followed(path: &Path) -> Result<PathBuf, StoreError> {
    if path.file_name().is_none() {
        let reason = format!("the path `{}` has no file name", path.display());
        return Err(StoreError::new(StoreErrorKind::Unreadable, reason));
    }
    let mut file = path.to_owned();
    for _ in 0..MOST_LINKS {
        let Ok(target) = fs::read_link(&file) else {
            return Ok(in_real_folder(file));
        };
        // A relative target is counted from the folder of the link; an absolute one takes its place.
        file = folder(&file).join(target);
    }
    let reason = format!(
        "{} leads to no file: its symbolic links go round in a circle, or there are more than {MOST_LINKS}; \
         let it point to the file",
        path.display()
    );
    Err(StoreError::new(StoreErrorKind::Unreadable, reason))
}

/// The same file by the one path of its folder without links. If there is no such folder, the next step fails.
fn in_real_folder(file: PathBuf) -> PathBuf {
    match (fs::canonicalize(folder(&file)), file.file_name()) {
        (Ok(folder), Some(name)) => folder.join(name),
        _ => file,
    }
}

fn folder(file: &Path) -> &Path {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    folder.unwrap_or(Path::new("."))
}

/// A file with another ending, in the same folder.
fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(ending);
    path.with_file_name(name)
}

fn unwritable(path: &Path, what: &str, error: std::io::Error) -> StoreError {
    let reason = format!("cannot {what} {}: {}", path.display(), error.kind());
    StoreError::new(StoreErrorKind::Unwritable, reason).with_source(error)
}

fn read(path: &Path) -> Result<Option<Token>, StoreError> {
    let unreadable = |error: std::io::Error| {
        let reason = format!("cannot read {}: {}", path.display(), error.kind());
        StoreError::new(StoreErrorKind::Unreadable, reason).with_source(error)
    };
    let mut bytes = Vec::new();
    match File::open(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(unreadable(error)),
        Ok(file) => file.take(LARGEST).read_to_end(&mut bytes).map_err(unreadable)?,
    };
    // A file that somebody made beforehand, to give it an owner for example.
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Ok(None);
    }
    let text = str::from_utf8(&bytes).unwrap_or_default();
    Token::from_json(text).map(Some).map_err(|error| {
        let reason = format!(
            "{} is damaged ({error}): delete it, and authorize the application again if it acts for a user",
            path.display()
        );
        StoreError::new(error.kind, reason)
    })
}

/// Replaces the old file with a new one: a reader gets all of one of them.
fn replace(path: &Path, text: &str) -> std::io::Result<()> {
    static NUMBER: AtomicU64 = AtomicU64::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let temporary = with_ending(path, &format!(".{}-{number}.tmp", std::process::id()));
    let written = write_new(&temporary, text).and_then(|()| fs::rename(&temporary, path));
    if written.is_err() {
        // An incomplete file must be removed: it contains a secret.
        let _ = fs::remove_file(&temporary);
    }
    written?;
    // The new name is on the disk when the folder is. Systems that cannot open folders do it anyway.
    if let Ok(folder) = File::open(folder(path)) {
        let _ = folder.sync_all();
    }
    Ok(())
}

/// Removes a file; that there is none is as good.
fn remove(path: &Path) -> Result<(), StoreError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(unwritable(path, "remove", error)),
        _ => Ok(()),
    }
}

/// The temporary files beside a file: processes that were killed leave them, with a token in each. The holder of
/// the lock may remove them.
fn leftovers(path: &Path) -> std::io::Result<Vec<PathBuf>> {
    let prefix = with_ending(path, ".");
    let prefix = prefix.file_name().unwrap_or_default().as_encoded_bytes();
    let is_left = |name: &OsStr| {
        let numbers = name.as_encoded_bytes().strip_prefix(prefix);
        let numbers = numbers.and_then(|rest| rest.strip_suffix(b".tmp")).unwrap_or_default();
        let mut numbers = numbers.split(|byte| *byte == b'-');
        let mut is_number = || {
            numbers
                .next()
                .is_some_and(|number| !number.is_empty() && number.iter().all(u8::is_ascii_digit))
        };
        is_number() && is_number() && numbers.next().is_none()
    };
    let entries = match fs::read_dir(folder(path)) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut left = Vec::new();
    for entry in entries {
        let name = entry?.file_name();
        if is_left(&name) {
            left.push(path.with_file_name(name));
        }
    }
    Ok(left)
}

fn write_new(path: &Path, text: &str) -> std::io::Result<()> {
    // One that is there was left by a process of the same number that was killed.
    let _ = fs::remove_file(path);
    let mut file = private().write(true).create_new(true).open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

/// Files that only their owner may read.
fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}
