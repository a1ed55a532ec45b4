//! Files that a server has, without `async`.

use std::io::{self, Read};
use std::path::Path;

use bytes::Bytes;
use reqwest::header::HeaderMap;

use super::{Client, Each};
use crate::runtime::error::Result;
use crate::runtime::file::download::{Download, Saved};

/// The content of a file while it arrives: pieces one after the other, or a [`Read`]. There is no limit of time for the
/// whole, only for standing still.
#[must_use = "nothing is read until a piece is asked for"]
#[derive(Debug)]
pub struct FileStream {
    content: Each<crate::runtime::FileStream>,
    /// Bytes that have arrived and have not been read.
    rest: Bytes,
}

impl FileStream {
    /// The headers of the response.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.content.stream.headers
    }

    /// The total number of bytes, if the server sent it.
    #[must_use]
    pub fn length(&self) -> Option<u64> {
        self.content.stream.length
    }

    /// The media type, `video/mp4` for example.
    #[must_use]
    pub fn media_type(&self) -> Option<&str> {
        self.content.stream.media_type()
    }
}

impl Iterator for FileStream {
    type Item = Result<Bytes>;

    fn next(&mut self) -> Option<Self::Item> {
        match self.rest.is_empty() {
            true => self.content.next(),
            false => Some(Ok(std::mem::take(&mut self.rest))),
        }
    }
}

/// Errors are those of the download, inside of an [`io::Error`].
impl Read for FileStream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.rest.is_empty() && !buffer.is_empty() {
            let Some(piece) = self.content.next() else { return Ok(0) };
            self.rest = piece.map_err(io::Error::other)?;
        }
        let count = (&*self.rest).read(buffer)?;
        let _ = self.rest.split_to(count);
        Ok(count)
    }
}

impl Download {
    /// Starts the download; the content is read from what this returns.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub fn open_blocking(self, client: &Client) -> Result<FileStream> {
        let content = client.wait(self.open(client.as_async()))??;
        Ok(FileStream { content: client.each(content), rest: Bytes::new() })
    }

    /// Saves the file, and waits until all of it is there; see [`save`](Self::save).
    ///
    /// # Errors
    /// As [`save`](Self::save).
    pub fn save_blocking(self, client: &Client, path: impl AsRef<Path>) -> Result<Saved> {
        client.wait(self.save(client.as_async(), path))?
    }
}
