//! Responses and request bodies that drip, stall, or are slow for a good reason.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_core::Stream;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::time::{Instant, Sleep};

use super::folder::Folder;
use crate::runtime::auth::{Bearer, BoxFuture};
use crate::runtime::{
    Bytes, Client, ClientBuilder, Download, Error, Raw, Retry, Transport, TransportError,
    TransportKind, Upload, reqwest,
};

/// A response whose body comes in pieces of one length, at equal distances; the last one never ends.
#[derive(Clone, Copy)]
struct Dripping {
    status: u16,
    piece: usize,
    every: Duration,
    pieces: usize,
}

struct Drops {
    rest: Dripping,
    timer: Pin<Box<Sleep>>,
}

impl Stream for Drops {
    type Item = Result<Bytes, std::io::Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.rest.pieces == 0 {
            return Poll::Ready(None);
        }
        if self.timer.as_mut().poll(context).is_pending() {
            return Poll::Pending;
        }
        self.rest.pieces -= 1;
        self.timer = Box::pin(tokio::time::sleep(self.rest.every));
        Poll::Ready(Some(Ok(vec![b'x'; self.rest.piece].into())))
    }
}

impl Transport for Dripping {
    fn execute(
        &self,
        _: reqwest::Request,
    ) -> BoxFuture<'_, Result<reqwest::Response, TransportError>> {
        let timer = Box::pin(tokio::time::sleep(self.every));
        let body = reqwest::Body::wrap_stream(Drops { rest: *self, timer });
        let response = http::Response::builder().status(self.status).body(body).unwrap();
        Box::pin(async move { Ok(response.into()) })
    }
}

fn builder(transport: Dripping) -> ClientBuilder {
    Client::builder().transport(transport).auth(Bearer::new("t")).retry(Retry::none())
}

fn seconds(count: u64) -> Duration {
    Duration::from_secs(count)
}

/// Reads to the end: how many bytes, or the error and when it came.
async fn read(download: Download, client: Client) -> Result<usize, (String, u64)> {
    let start = Instant::now();
    let mut content = download.open(&client).await.unwrap();
    let mut length = 0;
    loop {
        match content.try_next().await {
            Ok(Some(piece)) => length += piece.len(),
            Ok(None) => return Ok(length),
            Err(error) => {
                assert!(error.is_timeout(), "{error}");
                let source = std::error::Error::source(&error).unwrap().to_string();
                return Err((source, start.elapsed().as_secs()));
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_byte_per_idle_time_is_too_slow() {
    let drip = |every| Dripping { status: 200, piece: 1, every, pieces: 100_000 };
    let file = || Download::new("/a");
    // A byte each 50 seconds: the window is as long as the pause that is allowed.
    let (why, at) = read(file(), builder(drip(seconds(50))).build().unwrap()).await.unwrap_err();
    assert!(why.contains("less than 1 per second") && at == 60, "{why} after {at} s");
    // With shorter pauses the window is 20 seconds.
    let short = file().idle_timeout(seconds(5));
    let slow = builder(drip(seconds(4))).build().unwrap();
    let (why, at) = read(short.clone(), slow).await.unwrap_err();
    assert!(why.contains("less than 1 per second") && at == 20, "{why} after {at} s");
    // Standing still is noticed earlier.
    let still = builder(drip(seconds(6))).build().unwrap();
    let (why, at) = read(short.clone(), still).await.unwrap_err();
    assert!(why.contains("nothing has arrived") && at == 5, "{why} after {at} s");
    // Limits of the client, of one download, and none.
    let client = builder(drip(seconds(1))).minimum_rate(100, seconds(30)).build().unwrap();
    let (why, at) = read(short.clone(), client.clone()).await.unwrap_err();
    assert!(why.contains("less than 100 per second") && at == 30, "{why} after {at} s");
    let (_, at) =
        read(short.clone().minimum_rate(2, seconds(10)), client.clone()).await.unwrap_err();
    assert_eq!(at, 10);
    for off in [short.clone().minimum_rate(0, seconds(10)), short.minimum_rate(1, seconds(0))] {
        assert_eq!(read(off, client.clone()).await, Ok(100_000));
    }
}

#[tokio::test(start_paused = true)]
async fn a_dripping_file_is_not_saved_and_ends() {
    let transport = Dripping { status: 200, piece: 1, every: seconds(50), pieces: 100_000 };
    let (client, folder) = (builder(transport).build().unwrap(), Folder::new());
    let download = Download::new("/a").attempts(3).retry_delay(Duration::ZERO);
    let start = Instant::now();
    let error = download.clone().save(&client, folder.join("f")).await.unwrap_err();
    assert!(error.is_timeout(), "{error}");
    assert_eq!((start.elapsed().as_secs(), folder.names().len()), (180, 0));
}

#[tokio::test(start_paused = true)]
async fn slowness_is_no_failure() {
    // Ten bytes each ten seconds is a byte per second, for ever.
    let transport = Dripping { status: 200, piece: 10, every: seconds(10), pieces: 1_000 };
    let client = builder(transport).build().unwrap();
    assert_eq!(read(Download::new("/a"), client).await, Ok(10_000));
    // A reader that takes its time does not make the server slow.
    let transport = Dripping { status: 200, piece: 10, every: seconds(1), pieces: 20 };
    let client = builder(transport).build().unwrap();
    let mut content = Download::new("/a").open(&client).await.unwrap();
    let mut length = 0;
    while let Some(piece) = content.try_next().await.unwrap() {
        length += piece.len();
        tokio::time::sleep(seconds(3_600)).await;
    }
    assert_eq!(length, 200);
}

#[tokio::test(start_paused = true)]
async fn the_body_of_an_error_response_ends_too() {
    for (piece, every) in [(1, seconds(50)), (1, Duration::from_millis(500))] {
        let transport = Dripping { status: 500, piece, every, pieces: 1_000_000 };
        let client = builder(transport).timeout(seconds(30)).build().unwrap();
        let start = Instant::now();
        let error = Download::new("/a").open(&client).await.unwrap_err();
        assert_eq!((error.status(), start.elapsed().as_secs()), (Some(500), 30), "{error}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_time_for_the_whole_covers_the_content() {
    let transport = Dripping { status: 200, piece: 100, every: seconds(1), pieces: 1_000 };
    let client = builder(transport).total_timeout(seconds(10)).build().unwrap();
    let download = Download::new("/a");
    let (why, at) = read(download.clone(), client.clone()).await.unwrap_err();
    assert!(why.contains("the time for the whole") && at == 10, "{why} after {at} s");
    let folder = Folder::new();
    let start = Instant::now();
    let error = download.clone().save(&client, folder.join("f")).await.unwrap_err();
    assert!(error.is_timeout(), "{error}");
    assert_eq!((start.elapsed().as_secs(), folder.names().len()), (10, 0));
    // One download may take longer, or have less time for each attempt.
    let patient = download.clone().total_timeout(Duration::MAX);
    assert_eq!(patient.save(&client, folder.join("f")).await.unwrap().length, 100_000);
    let start = Instant::now();
    download.total_timeout(seconds(3)).save(&client, folder.join("g")).await.unwrap_err();
    assert_eq!(start.elapsed().as_secs(), 3);
}

/// Takes the head of a request and nothing more.
async fn deaf() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let mut held = Vec::new();
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = stream.read(&mut [0; 1024]).await;
            held.push(stream);
        }
    });
    url
}

fn uploading(url: &str) -> Client {
    let builder = Client::builder().http(reqwest::Client::builder().no_proxy()).base_url(url);
    let builder = builder.minimum_rate(1, Duration::from_millis(300)).timeout(seconds(30));
    builder.auth(Bearer::new("t")).retry(Retry::none()).build().unwrap()
}

#[tokio::test]
async fn an_upload_that_stalls_ends() {
    let (url, folder) = (deaf().await, Folder::new());
    // More than what the system takes without a reader.
    let content = vec![0_u8; 64 << 20];
    std::fs::write(folder.join("f"), &content).unwrap();
    let client = uploading(&url);
    for raw in [
        Raw::put("/x").file(Upload::bytes("f", content.clone())),
        Raw::put("/x").file(Upload::path(folder.join("f"))),
        Raw::post("/x").part("file", Upload::bytes("f", content)),
    ] {
        let start = Instant::now();
        let error = raw.send::<()>(&client).await.unwrap_err();
        assert!(
            matches!(&error, Error::Transport(error) if error.kind == TransportKind::Timeout),
            "{error:?}"
        );
        let source = std::error::Error::source(&error).unwrap().to_string();
        assert!(source.contains("bytes were sent"), "{source}");
        assert!(start.elapsed() < seconds(10), "{:?}", start.elapsed());
    }
}

#[tokio::test]
async fn a_slow_reader_or_a_slow_response_is_not_a_stalled_upload() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                let mut all = Vec::new();
                while !all.ends_with(b"end") {
                    if stream.read_buf(&mut all).await.unwrap_or_default() == 0 {
                        return;
                    }
                }
                tokio::time::sleep(Duration::from_millis(700)).await;
                let _ = stream.write_all(b"HTTP/1.1 204 None\r\nContent-Length: 0\r\n\r\n").await;
            });
        }
    });
    let client = uploading(&url);
    let content = [vec![0_u8; 200_000], b"end".to_vec()].concat();
    let raw = Raw::put("/x").file(Upload::bytes("f", content));
    raw.send::<()>(&client).await.unwrap();
    // The source has nothing to send for more than two windows.
    let (mut writer, reader) = tokio::io::duplex(16);
    tokio::spawn(async move {
        let _ = writer.write_all(b"begin").await;
        tokio::time::sleep(Duration::from_millis(800)).await;
        let _ = writer.write_all(b"end").await;
    });
    let waiting = crate::sample::users::upload_picture("me", Upload::reader("f").length(8));
    let builder = Client::builder().http(reqwest::Client::builder().no_proxy()).base_url(&url);
    let builder = builder.minimum_rate(1, Duration::from_millis(300)).retry(Retry::none());
    let client = builder.timeout(seconds(3)).auth(Bearer::new("t")).build().unwrap();
    // The server looks for the end of the content, which a boundary follows here.
    let error = waiting.send_with(&client, reader).await.unwrap_err();
    let source = std::error::Error::source(&error).unwrap().to_string();
    assert!(!source.contains("bytes were sent"), "{source}");
}
