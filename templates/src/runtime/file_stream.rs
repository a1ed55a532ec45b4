//! The content of a file while it arrives.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use reqwest::header::{self, HeaderMap};
use tokio::time::{Instant, Sleep};

use super::{Error, Result, TransportError, TransportKind};

/// The content of a file while it arrives. There is no limit of time for the whole, only for standing still.
#[must_use = "nothing is read until a piece is asked for"]
pub struct FileStream {
    /// The headers of the answer.
    pub headers: HeaderMap,
    /// How many bytes there will be, where the server says so.
    pub length: Option<u64>,
    content: Pin<Box<dyn Stream<Item = reqwest::Result<Bytes>> + Send>>,
    read: u64,
    idle: Duration,
    /// When waiting for the next piece ends; made when there is something to wait for.
    timer: Pin<Box<Option<Sleep>>>,
    is_over: bool,
}

impl FileStream {
    pub(super) fn new(answer: reqwest::Response, idle: Duration) -> Self {
        Self {
            headers: answer.headers().clone(),
            length: answer.content_length(),
            content: Box::pin(answer.bytes_stream()),
            read: 0,
            idle,
            timer: Box::pin(None),
            is_over: false,
        }
    }

    /// The media type, `video/mp4` for example.
    #[must_use]
    pub fn media_type(&self) -> Option<&str> {
        self.headers.get(header::CONTENT_TYPE)?.to_str().ok()
    }

    /// The next piece; `None` after the last. After an error there are no more.
    ///
    /// # Errors
    /// When the connection fails, nothing arrives for too long, or the file ends before its announced length.
    pub async fn try_next(&mut self) -> Result<Option<Bytes>> {
        std::future::poll_fn(|context| self.poll(context)).await.transpose()
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes>>> {
        if self.is_over {
            return Poll::Ready(None);
        }
        match self.content.as_mut().poll_next(context) {
            Poll::Ready(Some(Ok(piece))) => {
                self.timer.set(None);
                self.read += piece.len() as u64;
                Poll::Ready(Some(Ok(piece)))
            }
            Poll::Ready(Some(Err(error))) => self.fail(TransportError::from(error)),
            Poll::Ready(None) if self.length.is_some_and(|length| length != self.read) => {
                self.fail(TransportError::new(TransportKind::Broken, None))
            }
            Poll::Ready(None) => {
                self.is_over = true;
                Poll::Ready(None)
            }
            Poll::Pending => self.wait(context),
        }
    }

    fn wait(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes>>> {
        if self.timer.is_none() {
            let end = Instant::now().checked_add(self.idle);
            self.timer.set(end.map(tokio::time::sleep_until));
        }
        let timer = self.timer.as_mut().as_pin_mut();
        if timer.is_some_and(|timer| timer.poll(context).is_ready()) {
            return self.fail(TransportError::new(TransportKind::Timeout, None));
        }
        Poll::Pending
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
