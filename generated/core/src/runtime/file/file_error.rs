//! Files on this machine that could not be read or written.

use std::error::Error as StdError;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::runtime::error::Error;
use crate::runtime::secret::Line;

/// A file on this machine that could not be read or written.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct FileError {
    /// The file.
    pub path: PathBuf,
    /// What happened.
    pub kind: FileErrorKind,
    cause: Option<Arc<io::Error>>,
}

/// What happened to a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FileErrorKind {
    /// It could not be read.
    Read,
    /// It could not be written.
    Write,
    /// It is there already, and nobody has said that it may be replaced.
    Exists,
}

impl FileError {
    pub(crate) fn error(path: &Path, kind: FileErrorKind, cause: Option<io::Error>) -> Error {
        Error::File(Box::new(Self { path: path.to_owned(), kind, cause: cause.map(Arc::new) }))
    }

    /// What the operating system said.
    #[must_use]
    pub fn io_kind(&self) -> Option<io::ErrorKind> {
        self.cause.as_ref().map(|cause| cause.kind())
    }
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path.to_string_lossy();
        let path = Line(&path);
        match self.kind {
            FileErrorKind::Read => write!(f, "the file `{path}` could not be read"),
            FileErrorKind::Write => write!(f, "the file `{path}` could not be written"),
            FileErrorKind::Exists => {
                write!(f, "the file `{path}` exists already; `replace(true)` allows to replace it")
            }
        }
    }
}

impl StdError for FileError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.cause.as_ref().map(|cause| &**cause as &(dyn StdError + 'static))
    }
}
