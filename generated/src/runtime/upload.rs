//! Files that a request carries.

use std::fmt;
use std::path::{Path, PathBuf};

use bytes::Bytes;

/// The content of a file that a request carries: bytes, or a path that is read when the request is sent.
#[derive(Clone, PartialEq, Eq)]
pub struct Upload {
    source: Source,
    file_name: String,
    content_type: Option<String>,
}

#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Source {
    Bytes(Bytes),
    Path(PathBuf),
}

impl Upload {
    /// Content in memory. Servers expect a file name, also where nothing is a file.
    #[must_use]
    pub fn bytes(file_name: impl Into<String>, content: impl Into<Bytes>) -> Self {
        Self {
            source: Source::Bytes(content.into()),
            file_name: file_name.into(),
            content_type: None,
        }
    }

    /// A file on disk, read when the request is sent; sent under the last part of its path.
    #[must_use]
    pub fn path(path: impl Into<PathBuf>) -> Self {
        let path = path.into();
        let file_name = path
            .file_name()
            .map_or_else(|| "file".to_owned(), |n| n.to_string_lossy().into_owned());
        Self { source: Source::Path(path), file_name, content_type: None }
    }

    /// Sends the file under another name.
    #[must_use]
    pub fn named(mut self, file_name: impl Into<String>) -> Self {
        self.file_name = file_name.into();
        self
    }

    /// Names the media type, `image/png` for example.
    #[must_use]
    pub fn content_type(mut self, content_type: impl Into<String>) -> Self {
        self.content_type = Some(content_type.into());
        self
    }

    /// The name that the file is sent under.
    #[must_use]
    pub fn file_name(&self) -> &str {
        &self.file_name
    }

    /// The media type, where one was named.
    #[must_use]
    pub fn media_type(&self) -> Option<&str> {
        self.content_type.as_deref()
    }

    /// The content, where it is in memory.
    #[must_use]
    pub fn content(&self) -> Option<&Bytes> {
        match &self.source {
            Source::Bytes(content) => Some(content),
            Source::Path(_) => None,
        }
    }

    /// The path, where the content is on disk.
    #[must_use]
    pub fn file_path(&self) -> Option<&Path> {
        match &self.source {
            Source::Bytes(_) => None,
            Source::Path(path) => Some(path),
        }
    }

    pub(crate) fn source(&self) -> &Source {
        &self.source
    }
}

/// Prints the name and the size, never the content.
impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.source {
            Source::Bytes(content) => {
                write!(f, "Upload({:?}, {} bytes)", self.file_name, content.len())
            }
            Source::Path(path) => {
                write!(f, "Upload({:?}, from {})", self.file_name, path.display())
            }
        }
    }
}
