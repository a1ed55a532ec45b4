//! What goes wrong between client and server, over connections on this machine: each ends in a typed error or a
//! recovery, never in a hang, and never shows a secret.

use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use super::server::{Reply, Server};
use crate::runtime::Operation as _;
use crate::runtime::auth::Bearer;
use crate::runtime::private::{self as rt, Error, Limiter, Retry, TransportKind, reqwest};
use crate::sample::users;

const TOKEN: &str = "hush-token";

/// What a server does with one connection after it has read the head of a request.
#[derive(Clone, Copy)]
enum Deed {
    /// Writes this and closes.
    Write(&'static [u8]),
    /// Writes this and resets the connection.
    Reset(&'static [u8]),
    /// Writes the head of a response, then a byte from time to time.
    Drip,
    /// Writes pieces of a body whose length nobody knows.
    Flood,
    /// Writes nothing.
    Hang,
}

/// A server that does one deed for each connection in turn, and the last from then on.
struct Villain {
    url: String,
    task: JoinHandle<()>,
}

impl Drop for Villain {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Villain {
    async fn start(deeds: &'static [Deed]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let task = tokio::spawn(async move {
            for number in 0..20 {
                let Ok((stream, _)) = listener.accept().await else { return };
                let deed = deeds[number.min(deeds.len() - 1)];
                tokio::spawn(tokio::time::timeout(Duration::from_secs(5), act(stream, deed)));
            }
        });
        Self { url, task }
    }

    fn client(&self, retry: Retry) -> rt::Client {
        let http = reqwest::Client::builder().no_proxy();
        let builder = rt::Client::builder().http(http).base_url(&self.url).retry(retry);
        builder.timeout(Duration::from_secs(5)).auth(Bearer::new(TOKEN)).build().unwrap()
    }

    /// The error of one attempt; nothing that it shows is a secret.
    async fn error(&self, timeout: Duration) -> Error {
        let options = rt::Options::new().timeout(timeout);
        let request = users::get("me").options(options);
        let error = request.send(&self.client(Retry::none())).await.unwrap_err();
        let mut shown = format!("{error} {error:?}");
        let mut source = std::error::Error::source(&error);
        while let Some(cause) = source {
            shown.push_str(&format!(" {cause} {cause:?}"));
            source = cause.source();
        }
        assert!(!shown.contains("hush"), "{shown}");
        error
    }
}

async fn act(mut stream: TcpStream, deed: Deed) {
    let mut head = [0; 4_096];
    let _ = stream.read(&mut head).await;
    match deed {
        Deed::Write(bytes) => {
            let _ = stream.write_all(bytes).await;
            let _ = stream.shutdown().await;
        }
        Deed::Reset(bytes) => {
            let _ = stream.write_all(bytes).await;
            let _ = stream.flush().await;
            tokio::time::sleep(Duration::from_millis(50)).await;
            let _ = stream.set_zero_linger();
        }
        Deed::Drip => {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n").await;
            while stream.write_all(b" ").await.is_ok() {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        }
        Deed::Flood => {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await;
            while stream.write_all(&[b' '; 600]).await.is_ok() {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        }
        Deed::Hang => tokio::time::sleep(Duration::from_secs(5)).await,
    }
}

fn kind(error: &Error) -> TransportKind {
    match error {
        Error::Transport(error) => error.kind,
        other => panic!("{other:?}"),
    }
}

const LONG: Duration = Duration::from_secs(5);
const SHORT: Duration = Duration::from_millis(300);
const GOOD: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n{\"id\":\"a\"}";
const HALF: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n{\"id\":\"a\"";

#[tokio::test]
async fn rejected_connections() {
    let gone = Villain::start(&[Deed::Hang]).await;
    let url = gone.url.clone();
    drop(gone);
    // The port is free again as soon as the task has ended.
    tokio::task::yield_now().await;
    let http = reqwest::Client::builder().no_proxy();
    let builder = rt::Client::builder().http(http).base_url(url).auth(Bearer::new(TOKEN));
    let client =
        builder.retry(Retry::new().max_retries(2).base_delay(Duration::ZERO)).build().unwrap();
    let error = users::get("me").send(&client).await.unwrap_err();
    assert_eq!(kind(&error), TransportKind::Connect);
    assert!(error.is_retryable());
}

#[tokio::test]
async fn connections_that_end_in_the_middle_of_a_body() {
    for deeds in [&[Deed::Reset(HALF)] as &'static [Deed], &[Deed::Write(HALF)]] {
        let error = Villain::start(deeds).await.error(LONG).await;
        assert_eq!(kind(&error), TransportKind::Broken);
        assert!(error.is_retryable() && std::error::Error::source(&error).is_some());
    }
    // Before anything has arrived.
    let error = Villain::start(&[Deed::Reset(b"")]).await.error(LONG).await;
    assert_eq!(kind(&error), TransportKind::Broken);
    // What is read can be read again; what may have created something is not.
    let villain = Villain::start(&[Deed::Reset(HALF), Deed::Write(HALF), Deed::Write(GOOD)]).await;
    let client = villain.client(Retry::new().base_delay(Duration::ZERO));
    assert_eq!(users::get("me").send(&client).await.unwrap().id.as_deref(), Some("a"));
    let villain = Villain::start(&[Deed::Reset(HALF), Deed::Write(GOOD)]).await;
    let client = villain.client(Retry::new().base_delay(Duration::ZERO));
    let create = users::create("create", users::UserInfo::new("a@example.com"));
    assert_eq!(kind(&create.send(&client).await.unwrap_err()), TransportKind::Broken);
}

#[tokio::test]
async fn responses_that_never_come_or_never_end() {
    for deeds in [&[Deed::Hang] as &'static [Deed], &[Deed::Drip]] {
        let error = Villain::start(deeds).await.error(SHORT).await;
        assert_eq!(kind(&error), TransportKind::Timeout);
        assert!(error.is_timeout() && error.is_retryable());
    }
    let villain = Villain::start(&[Deed::Hang, Deed::Drip, Deed::Write(GOOD)]).await;
    let client = villain.client(Retry::new().base_delay(Duration::ZERO));
    let request = users::get("me").options(rt::Options::new().timeout(SHORT));
    assert_eq!(request.send(&client).await.unwrap().id.as_deref(), Some("a"));
}

#[tokio::test]
async fn responses_that_are_longer_than_anybody_said() {
    const WHOLE: &[u8] = b"HTTP/1.1 200 OK\r\n\r\n                              {}";
    let cases = [(&[Deed::Flood] as &'static [Deed], 1_000), (&[Deed::Write(WHOLE)], 20)];
    for (deeds, longest) in cases {
        let villain = Villain::start(deeds).await;
        let http = reqwest::Client::builder().no_proxy();
        let builder = rt::Client::builder().http(http).base_url(&villain.url).timeout(LONG);
        let builder = builder.max_response_bytes(longest).auth(Bearer::new(TOKEN));
        let client = builder.retry(Retry::none()).build().unwrap();
        let error = users::get("me").send(&client).await.unwrap_err();
        assert_eq!(kind(&error), TransportKind::TooLarge);
        assert!(!error.is_retryable());
    }
}

#[tokio::test]
async fn responses_that_are_not_what_they_say() {
    // Nobody asked for compression, so this is a server out of its mind.
    let zipped: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 6\r\n\r\n\x1f\x8b\x08\x00\x00\x00";
    let cut: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-length: 18\r\n\r\n{\"host_key\":\"hush-";
    let latin: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-length: 18\r\n\r\n{\"host_key\":\"h\xfcsh\"";
    for response in [zipped, cut, latin] {
        let deeds: &'static [Deed] = Box::leak(Box::new([Deed::Write(response)]));
        let error = Villain::start(deeds).await.error(LONG).await;
        assert!(matches!(error, Error::Decode(_)), "{error}");
        assert!(!error.is_retryable());
    }
    let noise = Villain::start(&[Deed::Write(b"\x00\x01nothing like HTTP\r\n\r\n")]).await;
    assert_eq!(kind(&noise.error(LONG).await), TransportKind::Broken);
}

#[tokio::test]
async fn large_error_pages() {
    let page = format!("<html><title>Down</title>{}</html>", "<p>sorry</p>".repeat(900_000));
    assert!(page.len() > 10 << 20);
    let server = Server::always(Reply::new(500, "text/html", &page)).await;
    let error = users::get("me").send(&server.client()).await.unwrap_err();
    assert_eq!(error.status(), Some(500));
    assert!(error.to_string().len() < 500 && error.to_string().contains("Down"), "{error}");
    assert!(format!("{error:?}").len() < 2_000);
}

#[tokio::test]
async fn redirects_in_a_circle() {
    let server = Server::start(|_, received| {
        Reply::empty(302).header("Location", &format!("{}/again", received.path()))
    })
    .await;
    let error = users::get("me").send(&server.client()).await.unwrap_err();
    assert_eq!((error.status(), server.received().len()), (Some(302), 1));
}

#[tokio::test]
async fn too_many_requests_over_a_connection() {
    let server = Server::start(|number, _| match number {
        0 => Reply::json(
            429,
            r#"{"code":429,"message":"You have reached the maximum per-second rate limit"}"#,
        )
        .header("X-RATELIMIT-TYPE", "QPS")
        .header("retry-after", "0"),
        1 => Reply::json(200, r#"{"id":"a"}"#),
        _ => Reply::json(429, "{}")
            .header("x-ratelimit-type", "Daily-limit")
            .header("x-ratelimit-category", "Light")
            .header("Retry-After", "2099-01-01T00:00:00Z"),
    })
    .await;
    let builder = server.builder().auth(Bearer::new(TOKEN)).retry(Retry::new());
    let client = builder.limiter(Limiter::new("pro")).build().unwrap();
    assert_eq!(users::get("me").send(&client).await.unwrap().id.as_deref(), Some("a"));
    let error = users::get("me").send(&client).await.unwrap_err();
    assert_eq!(
        error.resume_at().map(|end| end.to_string()).as_deref(),
        Some("2099-01-01T00:00:00Z")
    );
    assert_eq!(server.received().len(), 3);
}
