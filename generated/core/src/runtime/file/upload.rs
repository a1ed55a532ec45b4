//! Files that a request carries.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use tokio::io::AsyncRead;

use crate::runtime::error::{Error, InvalidRequest, Result};
use crate::runtime::request::operation::Operation;
use crate::runtime::send::client::{Call, Client};
use crate::runtime::send::response::FromResponse;
use crate::runtime::send::send_future::SendFuture;
use crate::runtime::value::decode_into::DecodeInto;
use crate::runtime::value::model::ModelExt;
use crate::runtime::value::value_ref::ValueRef;

/// The content of a file that a request carries: bytes, a path that is read when the request is sent, or a reader
/// that comes with `send_with`. Neither file nor reader is ever held in memory as a whole.
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
    Reader { reader: Reader, length: Option<u64> },
}

/// Where the content comes from, once.
type BoxReader = Box<dyn AsyncRead + Send + Unpin>;

/// Place for a reader; sending takes it out.
#[derive(Clone, Default)]
pub(crate) struct Reader(Arc<Mutex<Option<BoxReader>>>);

impl Reader {
    pub(crate) fn take(&self) -> Option<BoxReader> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    fn holding(reader: BoxReader) -> Self {
        Self(Arc::new(Mutex::new(Some(reader))))
    }

    fn is_empty(&self) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).is_none()
    }
}

/// Requests are equal when they wait for a reader alike, or share one.
impl PartialEq for Reader {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || (self.is_empty() && other.is_empty())
    }
}

impl Eq for Reader {}

impl Upload {
    /// Content in memory. Servers expect a file name, also where nothing is a file.
    #[must_use]
    pub fn bytes(file_name: impl Into<String>, content: impl Into<Bytes>) -> Self {
        Self::new(Source::Bytes(content.into()), file_name.into())
    }

    /// A file on disk, read when the request is sent; sent under the last part of its path.
    #[must_use]
    pub fn path(path: impl Into<PathBuf>) -> Self {
        let path = path.into();
        let file_name = path
            .file_name()
            .map_or_else(|| "file".to_owned(), |n| n.to_string_lossy().into_owned());
        Self::new(Source::Path(path), file_name)
    }

    /// Content that is read while the request is sent: with `send_with`, which brings the reader.
    #[must_use]
    pub fn reader(file_name: impl Into<String>) -> Self {
        let source = Source::Reader { reader: Reader::default(), length: None };
        Self::new(source, file_name.into())
    }

    fn new(source: Source, file_name: String) -> Self {
        Self { source, file_name, content_type: None }
    }

    /// Says how many bytes a reader will give, so that the server knows beforehand. Has no effect on other content.
    ///
    /// Only so many are read. When the reader ends earlier, sending fails.
    #[must_use]
    pub fn length(mut self, bytes: u64) -> Self {
        if let Source::Reader { length, .. } = &mut self.source {
            *length = Some(bytes);
        }
        self
    }

    /// Sends the file under another name.
    #[must_use]
    pub fn named(mut self, file_name: impl Into<String>) -> Self {
        self.file_name = file_name.into();
        self
    }

    /// Names the media type, `image/png` for example; otherwise it follows from the file name.
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
            _ => None,
        }
    }

    /// The path, where the content is on disk.
    #[must_use]
    pub fn file_path(&self) -> Option<&Path> {
        match &self.source {
            Source::Path(path) => Some(path),
            _ => None,
        }
    }

    /// Whether the content comes from a reader.
    #[must_use]
    pub fn is_reader(&self) -> bool {
        matches!(self.source, Source::Reader { .. })
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
            Source::Reader { .. } => write!(f, "Upload({:?}, from a reader)", self.file_name),
        }
    }
}

/// Sends an operation whose one [`Upload::reader`] gets its content from a reader.
pub fn send_with<T: FromResponse + 'static>(
    client: &Client,
    operation: &mut dyn Operation,
    reader: BoxReader,
) -> SendFuture<T> {
    let call = attach(operation, reader).and_then(|()| Call::of(operation, client));
    SendFuture::of(client, call, operation.info().id)
}

/// Gives the reader to the input that waits for it.
fn attach(operation: &mut dyn Operation, reader: BoxReader) -> Result<()> {
    let inputs = 0..operation.table().fields.len();
    let waits =
        |index: &usize| matches!(operation.view(*index), ValueRef::File(file) if file.is_reader());
    let waiting: Vec<usize> = inputs.filter(waits).collect();
    let target = match waiting.as_slice() {
        [one] => Some(operation.target(*one)),
        _ => None,
    };
    if let Some(DecodeInto::File(Some(file))) = target
        && let Source::Reader { reader: room, .. } = &mut file.source
    {
        // A room of its own: clones of the request go on waiting.
        *room = Reader::holding(reader);
        return Ok(());
    }
    let reason = "exactly one file must be an `Upload::reader` when a reader is sent";
    Err(Error::InvalidRequest(InvalidRequest::new(operation.info().id, reason)))
}
