//! Readers whose content is sent, without `async`.

use std::io::{self, ErrorKind, Read};
use std::mem;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use tokio::io::{AsyncRead, ReadBuf};
use tokio::task::{JoinHandle, spawn_blocking};

use super::Client;
use crate::runtime::error::Result;
use crate::runtime::request::operation::Operation;
use crate::runtime::send::response::FromResponse;

/// How much is read at once.
const PIECE: usize = 64 << 10;

/// Sends an operation whose one [`Upload::reader`](crate::runtime::Upload::reader) gets its content from a reader.
///
/// # Errors
/// As [`send_with`](crate::runtime::private::send_with).
pub fn send_with<T: FromResponse + 'static>(
    client: &Client,
    operation: &mut dyn Operation,
    reader: Box<dyn Read + Send>,
) -> Result<T> {
    let reader = Box::new(Reader { state: State::Waiting(reader), rest: Bytes::new() });
    client.wait(crate::runtime::private::send_with(client.as_async(), operation, reader))?
}

/// A reader that is read on a thread of its own: one that waits holds up neither the connection nor time limits.
struct Reader {
    state: State,
    /// Bytes that have been read and not been sent.
    rest: Bytes,
}

type Source = Box<dyn Read + Send>;

enum State {
    Waiting(Source),
    Reading(JoinHandle<(Source, io::Result<Vec<u8>>)>),
    Over,
}

impl AsyncRead for Reader {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        loop {
            let count = self.rest.len().min(buffer.remaining());
            if count > 0 {
                buffer.put_slice(&self.rest.split_to(count));
                return Poll::Ready(Ok(()));
            }
            self.state = match mem::replace(&mut self.state, State::Over) {
                State::Over => return Poll::Ready(Ok(())),
                State::Waiting(source) => State::Reading(spawn_blocking(move || read(source))),
                State::Reading(mut reading) => {
                    let Poll::Ready(read) = Pin::new(&mut reading).poll(context) else {
                        self.state = State::Reading(reading);
                        return Poll::Pending;
                    };
                    let (source, piece) = read.map_err(io::Error::other)?;
                    self.rest = piece?.into();
                    if self.rest.is_empty() { State::Over } else { State::Waiting(source) }
                }
            };
        }
    }
}

fn read(mut source: Source) -> (Source, io::Result<Vec<u8>>) {
    let mut piece = vec![0; PIECE];
    let read = loop {
        match source.read(&mut piece) {
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            read => break read,
        }
    };
    let read = read.map(|count| {
        piece.truncate(count);
        piece
    });
    (source, read)
}
