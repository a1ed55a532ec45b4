//! A server on this machine that responds as a test defines and keeps the requests.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use crate::runtime::auth::Bearer;
use crate::runtime::{Client, ClientBuilder, Retry, reqwest};

/// A request as it arrived.
#[derive(Clone, Debug, Default)]
pub(crate) struct Received {
    pub(crate) method: String,
    pub(crate) target: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Received {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(own, _)| own.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    pub(crate) fn path(&self) -> &str {
        self.target.split('?').next().unwrap()
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The pairs of a form body.
    pub(crate) fn form(&self) -> Vec<(String, String)> {
        url::form_urlencoded::parse(&self.body).into_owned().collect()
    }
}

/// A response to give.
#[derive(Clone, Debug)]
pub(crate) struct Reply {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    delay: Duration,
    /// How many bytes to announce, where that is not how many there are.
    announced: Option<usize>,
    /// A rest before the second half of the body.
    pause: Duration,
}

impl Reply {
    pub(crate) fn json(status: u16, body: &str) -> Self {
        Self::new(status, "application/json", body)
    }

    pub(crate) fn new(status: u16, media_type: &str, body: &str) -> Self {
        Self::bytes(status, media_type, body.as_bytes())
    }

    pub(crate) fn bytes(status: u16, media_type: &str, body: &[u8]) -> Self {
        let headers = vec![("Content-Type".to_owned(), media_type.to_owned())];
        Self {
            status,
            headers,
            body: body.into(),
            delay: Duration::ZERO,
            announced: None,
            pause: Duration::ZERO,
        }
    }

    pub(crate) fn empty(status: u16) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: Vec::new(),
            delay: Duration::ZERO,
            announced: None,
            pause: Duration::ZERO,
        }
    }

    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn after(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// Rests before the second half of the body.
    pub(crate) fn pausing(mut self, pause: Duration) -> Self {
        self.pause = pause;
        self
    }

    /// Leaves away what comes after so many bytes; the announced length stays.
    pub(crate) fn cut(mut self, after: usize) -> Self {
        self.announced.get_or_insert(self.body.len());
        self.body.truncate(after);
        self
    }

    pub(crate) fn announcing(mut self, length: usize) -> Self {
        self.announced = Some(length);
        self
    }
}

/// A running server; it ends when it is dropped.
pub(crate) struct Server {
    pub(crate) url: String,
    received: Arc<Mutex<Vec<Received>>>,
    task: JoinHandle<()>,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Server {
    /// Starts a server that responds by a function of the request and its number, from 0.
    pub(crate) async fn start(
        response: impl Fn(usize, &Received) -> Reply + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let received = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&received);
        let response = Arc::new(response);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, Arc::clone(&response), Arc::clone(&kept)));
            }
        });
        Self { url, received, task }
    }

    /// Starts a server that always gives the same response.
    pub(crate) async fn always(reply: Reply) -> Self {
        Self::start(move |_, _| reply.clone()).await
    }

    /// What has arrived so far.
    pub(crate) fn received(&self) -> Vec<Received> {
        self.received.lock().unwrap().clone()
    }

    /// The only request that has arrived.
    pub(crate) fn only(&self) -> Received {
        let received = self.received();
        assert_eq!(received.len(), 1, "one request was expected: {received:?}");
        received[0].clone()
    }

    pub(crate) fn builder(&self) -> ClientBuilder {
        // A proxy of the machine that runs the tests must not come between.
        let http = reqwest::Client::builder().no_proxy();
        Client::builder()
            .http(http)
            .base_url(&self.url)
            .timeout(Duration::from_secs(5))
            .retry(Retry::none())
    }

    /// A client with a bearer token.
    pub(crate) fn client(&self) -> Client {
        self.builder().auth(Bearer::new("bearer-token")).build().unwrap()
    }
}

async fn serve<F>(mut stream: TcpStream, response: Arc<F>, kept: Arc<Mutex<Vec<Received>>>)
where
    F: Fn(usize, &Received) -> Reply + Send + Sync + 'static,
{
    let limit = Duration::from_secs(5);
    let Ok(Some(received)) = tokio::time::timeout(limit, read(&mut stream)).await else { return };
    let number = {
        let mut kept = kept.lock().unwrap();
        kept.push(received.clone());
        kept.len() - 1
    };
    let reply = response(number, &received);
    tokio::time::sleep(reply.delay).await;
    let mut head = format!("HTTP/1.1 {} Status\r\nConnection: close\r\n", reply.status);
    for (name, value) in &reply.headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str(&format!(
        "Content-Length: {}\r\n\r\n",
        reply.announced.unwrap_or(reply.body.len())
    ));
    let _ = stream.write_all(head.as_bytes()).await;
    let (first, second) = reply.body.split_at(reply.body.len() / 2);
    let _ = stream.write_all(first).await;
    if !reply.pause.is_zero() {
        let _ = stream.flush().await;
        tokio::time::sleep(reply.pause).await;
    }
    let _ = stream.write_all(second).await;
    let _ = stream.shutdown().await;
}

async fn read(stream: &mut TcpStream) -> Option<Received> {
    let mut bytes = Vec::new();
    let head_end = loop {
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break end;
        }
        let mut chunk = [0; 4096];
        let count = stream.read(&mut chunk).await.ok().filter(|count| *count > 0)?;
        bytes.extend_from_slice(&chunk[..count]);
    };
    let head = String::from_utf8_lossy(&bytes[..head_end]).into_owned();
    let mut lines = head.split("\r\n");
    let mut first = lines.next()?.split(' ');
    let mut received = Received {
        method: first.next()?.to_owned(),
        target: first.next()?.to_owned(),
        headers: lines
            .filter_map(|line| line.split_once(": "))
            .map(|(n, v)| (n.to_owned(), v.to_owned()))
            .collect(),
        body: bytes[head_end + 4..].to_vec(),
    };
    let length: usize =
        received.header("content-length").and_then(|text| text.parse().ok()).unwrap_or(0);
    assert!(
        received.header("transfer-encoding").is_none(),
        "bodies are expected to announce their length"
    );
    while received.body.len() < length {
        let mut chunk = [0; 4096];
        let count = stream.read(&mut chunk).await.ok().filter(|count| *count > 0)?;
        received.body.extend_from_slice(&chunk[..count]);
    }
    Some(received)
}
