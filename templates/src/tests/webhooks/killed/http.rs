//! As much of HTTP/1.1 as a webhook needs.

use std::io;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A connection, and what was read of the next message.
pub(super) struct Connection {
    stream: TcpStream,
    read: Vec<u8>,
}

/// The first line, the headers with names in lower case, and the body.
pub(super) struct Message {
    pub(super) first: String,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

impl Connection {
    pub(super) fn new(stream: TcpStream) -> Self {
        let _ = stream.set_nodelay(true);
        Self { stream, read: Vec::new() }
    }

    pub(super) async fn write(
        &mut self,
        first: &str,
        headers: &[(&str, String)],
        body: &[u8],
    ) -> io::Result<()> {
        let mut text = format!("{first}\r\ncontent-length: {}\r\n", body.len());
        for (name, value) in headers {
            text.push_str(&format!("{name}: {value}\r\n"));
        }
        text.push_str("\r\n");
        self.stream.write_all(&[text.as_bytes(), body].concat()).await
    }

    /// The next message; `None` at the end of the connection.
    pub(super) async fn read(&mut self) -> io::Result<Option<Message>> {
        loop {
            if let Some(end) = self.read.windows(4).position(|four| four == b"\r\n\r\n") {
                let head = String::from_utf8(self.read[..end].to_vec()).unwrap();
                let mut lines = head.split("\r\n");
                let first = lines.next().unwrap().to_owned();
                let header = |line: &str| {
                    let (name, value) = line.split_once(':').unwrap();
                    (name.to_lowercase(), value.trim().to_owned())
                };
                let headers: Vec<_> = lines.map(header).collect();
                let length = headers.iter().find(|(name, _)| name == "content-length");
                let length: usize = length.unwrap().1.parse().unwrap();
                if self.read.len() >= end + 4 + length {
                    let body = self.read[end + 4..end + 4 + length].to_vec();
                    self.read.drain(..end + 4 + length);
                    return Ok(Some(Message { first, headers, body }));
                }
            }
            if self.stream.read_buf(&mut self.read).await? == 0 {
                return Ok(None);
            }
        }
    }
}
