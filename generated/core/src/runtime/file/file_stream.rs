//! The content of a file while it arrives.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;
use reqwest::header::{self, HeaderMap};

use super::file_name;
use crate::runtime::error::{Error, Result, TransportError, TransportKind};
use crate::runtime::send::rate::{Pace, PaceLimits};

/// The content of a file while it arrives. There is no limit of time for the whole unless the caller sets one, only for
/// standing still and for dripping.
#[must_use = "nothing is read until a piece is asked for"]
pub struct FileStream {
    /// The headers of the response.
    pub headers: HeaderMap,
    /// How many bytes there will be, where the server says so.
    pub length: Option<u64>,
    content: Pin<Box<dyn Stream<Item = reqwest::Result<Bytes>> + Send>>,
    read: u64,
    pace: Pace,
    is_over: bool,
}

impl FileStream {
    pub(crate) fn new(response: reqwest::Response, limits: PaceLimits) -> Self {
        Self {
            headers: response.headers().clone(),
            length: response.content_length(),
            content: Box::pin(response.bytes_stream()),
            read: 0,
            pace: Pace::new(limits),
            is_over: false,
        }
    }

    /// The media type, `video/mp4` for example.
    #[must_use]
    pub fn media_type(&self) -> Option<&str> {
        self.headers.get(header::CONTENT_TYPE)?.to_str().ok()
    }

    /// The file name that the server suggests in `Content-Disposition`, without anything that is dangerous in a path:
    /// no folders, no control characters, no marks of text direction, no names of devices, at most 200 bytes. Nothing
    /// uses it unless the caller does, and two files may have the same.
    #[must_use]
    pub fn suggested_name(&self) -> Option<String> {
        file_name::suggested(&self.headers)
    }

    /// The next piece; `None` after the last. After an error there are no more.
    ///
    /// # Errors
    /// When the connection fails, nothing or too little arrives for too long, or the file ends before its announced
    /// length.
    pub async fn try_next(&mut self) -> Result<Option<Bytes>> {
        std::future::poll_fn(|context| self.poll(context)).await.transpose()
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes>>> {
        if self.is_over {
            return Poll::Ready(None);
        }
        match self.content.as_mut().poll_next(context) {
            Poll::Ready(Some(Ok(piece))) => {
                let length = u64::try_from(piece.len()).unwrap_or(u64::MAX);
                self.read = self.read.saturating_add(length);
                match self.pace.arrived(piece.len()) {
                    Ok(()) => Poll::Ready(Some(Ok(piece))),
                    Err(error) => self.fail(error),
                }
            }
            Poll::Ready(Some(Err(error))) => self.fail(TransportError::from(error)),
            Poll::Ready(None) if self.length.is_some_and(|length| length != self.read) => {
                self.fail(TransportError::new(TransportKind::Broken, None))
            }
            Poll::Ready(None) => {
                self.is_over = true;
                Poll::Ready(None)
            }
            Poll::Pending => match self.pace.poll_late(context) {
                Poll::Ready(error) => self.fail(error),
                Poll::Pending => Poll::Pending,
            },
        }
    }

    fn fail(&mut self, error: TransportError) -> Poll<Option<Result<Bytes>>> {
        self.is_over = true;
        Poll::Ready(Some(Err(Error::Transport(error))))
    }
}

impl Stream for FileStream {
    type Item = Result<Bytes>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll(context)
    }
}

impl fmt::Debug for FileStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FileStream")
            .field("length", &self.length)
            .field("read", &self.read)
            .finish_non_exhaustive()
    }
}
