//! A server on this machine that responds as a test defines and keeps the requests.
//!
//! It stops when it is dropped, after a minute, or after more requests than any test sends.

#![allow(dead_code)] // Not every program that includes this file uses all of it.

use std::future::Future;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio::time::timeout;
use zoom_client::runtime::reqwest::Url;

const MOST_REQUESTS: usize = 200;
const LONGEST_REQUEST: usize = 1 << 20;
const LIFETIME: Duration = Duration::from_secs(60);

/// A request as it arrived.
#[derive(Clone, Debug)]
pub struct Request {
    /// The method and the target, as in `GET /users/me?login_type=100`.
    pub line: String,
    /// Names and values in the order of arrival.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: String,
}

impl Request {
    /// Path and query.
    pub fn target(&self) -> &str {
        self.line.split_once(' ').map_or("", |(_, target)| target)
    }

    /// The path alone.
    pub fn path(&self) -> &str {
        self.target().split('?').next().unwrap_or_default()
    }

    /// The decoded pairs of the query.
    pub fn query(&self) -> Vec<(String, String)> {
        pairs(self.target().split_once('?').map_or("", |(_, query)| query))
    }

    /// The decoded pairs of a form body.
    pub fn form(&self) -> Vec<(String, String)> {
        pairs(&self.body)
    }

    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(own, _)| own.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }
}

fn pairs(text: &str) -> Vec<(String, String)> {
    let url = Url::parse(&format!("http://localhost/?{text}")).expect("a valid URL");
    url.query_pairs().into_owned().collect()
}

/// A response to give.
#[derive(Clone, Debug)]
pub struct Reply {
    status: u16,
    headers: String,
    body: String,
}

impl Reply {
    /// JSON with status 200.
    pub fn ok(body: impl Into<String>) -> Self {
        Self::json(200, body)
    }

    /// JSON with another status.
    pub fn json(status: u16, body: impl Into<String>) -> Self {
        Self { status, headers: "Content-Type: application/json\r\n".into(), body: body.into() }
    }

    /// Adds a header.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push_str(&format!("{name}: {value}\r\n"));
        self
    }
}

/// A running server.
pub struct Server {
    /// Where it is.
    pub url: String,
    requests: Arc<Mutex<Vec<Request>>>,
    task: JoinHandle<()>,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Server {
    /// Starts a server that responds by a function of the request and of its number, from 0.
    pub async fn start(
        response: impl Fn(usize, &Request) -> Reply + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let requests = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&requests);
        let response = Arc::new(response);
        let accept = async move {
            for _ in 0..MOST_REQUESTS {
                let Ok((stream, _)) = listener.accept().await else { break };
                let sender = sender(stream, Arc::clone(&response), Arc::clone(&kept));
                tokio::spawn(bounded(sender));
            }
        };
        Self { url, requests, task: tokio::spawn(bounded(accept)) }
    }

    /// Starts a server that gives these responses in turn, and the last one from then on.
    pub async fn replies(replies: impl IntoIterator<Item = Reply>) -> Self {
        let replies: Vec<Reply> = replies.into_iter().collect();
        let last = replies.len() - 1;
        Self::start(move |number, _| replies[number.min(last)].clone()).await
    }

    /// Starts a server that always responds the same.
    pub async fn always(reply: Reply) -> Self {
        Self::replies([reply]).await
    }

    /// The requests so far.
    pub fn requests(&self) -> Vec<Request> {
        self.requests.lock().expect("no test has failed here").clone()
    }

    /// The one request that has arrived.
    pub fn only(&self) -> Request {
        let requests = self.requests();
        assert_eq!(requests.len(), 1, "one request was expected: {requests:?}");
        requests[0].clone()
    }
}

async fn bounded(work: impl Future<Output = ()>) {
    // What takes longer is a test that hangs, and its client gets to know by the closed connection.
    let _ = timeout(LIFETIME, work).await;
}

async fn sender<F>(mut stream: TcpStream, response: Arc<F>, kept: Arc<Mutex<Vec<Request>>>)
where
    F: Fn(usize, &Request) -> Reply + Send + Sync + 'static,
{
    let Some(request) = read(&mut stream).await else { return };
    let number = {
        let mut kept = kept.lock().expect("no test has failed here");
        kept.push(request.clone());
        kept.len() - 1
    };
    let Reply { status, headers, body } = response(number, &request);
    let length = body.len();
    let text = format!(
        "HTTP/1.1 {status} Status\r\nConnection: close\r\nContent-Length: {length}\r\n{headers}\r\n{body}"
    );
    let _ = stream.write_all(text.as_bytes()).await;
    let _ = stream.shutdown().await;
}

async fn read(stream: &mut TcpStream) -> Option<Request> {
    let mut bytes = Vec::new();
    while !is_complete(&bytes) {
        let mut chunk = [0; 4096];
        let count = stream.read(&mut chunk).await.ok().filter(|count| *count > 0)?;
        bytes.extend_from_slice(&chunk[..count]);
        if bytes.len() > LONGEST_REQUEST {
            return None;
        }
    }
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let (head, body) = text.split_once("\r\n\r\n")?;
    let mut lines = head.lines();
    let line = lines.next()?.trim_end_matches(" HTTP/1.1").to_owned();
    let headers = lines.filter_map(|line| line.split_once(": "));
    let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let body = if is_chunked(head) { joined(body)? } else { body.to_owned() };
    Some(Request { line, headers, body })
}

/// Whether all of a request is there.
fn is_complete(bytes: &[u8]) -> bool {
    let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") else { return false };
    let (head, body) = (String::from_utf8_lossy(&bytes[..end]), &bytes[end + 4..]);
    match is_chunked(&head) {
        true => body == b"0\r\n\r\n" || body.ends_with(b"\r\n0\r\n\r\n"),
        false => body.len() >= content_length(&head),
    }
}

fn is_chunked(head: &str) -> bool {
    head.to_ascii_lowercase().contains("\r\ntransfer-encoding: chunked")
}

/// The content of a body that came in chunks (RFC 9112, section 7.1).
fn joined(mut body: &str) -> Option<String> {
    let mut content = String::new();
    loop {
        let (length, rest) = body.split_once("\r\n")?;
        let (chunk, rest) = rest.split_at_checked(usize::from_str_radix(length, 16).ok()?)?;
        if chunk.is_empty() {
            return Some(content);
        }
        content.push_str(chunk);
        body = rest.strip_prefix("\r\n")?;
    }
}

fn content_length(head: &str) -> usize {
    let head = head.to_ascii_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    length.and_then(|length| length.trim().parse().ok()).unwrap_or(0)
}
