//! The receiver as a tower service, and in axum.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};

use axum::Router;
use axum::routing::post;
use bytes::Bytes;
use http::{Request, Response};
use http_body::{Body, Frame};
use http_body_util::{BodyExt, Full};
use tower_service::Service;

use super::SECRET;
use crate::zoom::webhooks::{Receiver, Verified, Verifier, testing};

const QUESTION: &[u8] = br#"{"event":"endpoint.url_validation","payload":{"plainToken":"abc"}}"#;
const STARTED: &[u8] = br#"{"event":"meeting.started","event_ts":1}"#;

fn receiver() -> (Receiver, Arc<AtomicUsize>) {
    let count = Arc::new(AtomicUsize::new(0));
    let kept = Arc::clone(&count);
    let receiver = Receiver::builder(Verifier::new(SECRET).unwrap()).body_limit(1_000);
    let receiver = receiver.on_any(move |_| {
        kept.fetch_add(1, Ordering::SeqCst);
        std::future::ready(())
    });
    (receiver.build(), count)
}

/// A request that is signed as if its body were `signed`.
fn request<B>(method: &str, path: &str, signed: &[u8], body: B) -> Request<B> {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in testing::headers(SECRET, signed) {
        request = request.header(name, value);
    }
    request.body(body).unwrap()
}

async fn status_and_body<B>(response: Response<B>) -> (u16, String)
where
    B: Body<Data = Bytes>,
    B::Error: std::fmt::Debug,
{
    let status = response.status().as_u16();
    let body = response.into_body().collect().await.unwrap().to_bytes();
    (status, String::from_utf8(body.to_vec()).unwrap())
}

/// A body that never ends, or fails.
struct Endless {
    piece: Option<&'static [u8]>,
    fails: bool,
}

impl Body for Endless {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, std::io::Error>>> {
        match self.piece {
            _ if self.fails => Poll::Ready(Some(Err(std::io::Error::other("gone")))),
            Some(piece) => Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(piece))))),
            None => Poll::Pending,
        }
    }
}

#[tokio::test]
async fn a_service_responds_and_hands_on() {
    let (mut receiver, count) = receiver();
    let asked = request("POST", "/any", QUESTION, Full::new(Bytes::from_static(QUESTION)));
    let response = receiver.call(asked).await.unwrap();
    assert_eq!(response.headers()["content-type"], "application/json");
    let (status, body) = status_and_body(response).await;
    assert_eq!(status, 200);
    assert!(body.contains("encryptedToken"), "{body}");
    let started = || request("POST", "/any", STARTED, Full::new(Bytes::from_static(STARTED)));
    assert_eq!(
        status_and_body(receiver.call(started()).await.unwrap()).await,
        (200, String::new())
    );
    let unsigned = Request::post("/any").body(Full::new(Bytes::from_static(STARTED))).unwrap();
    let (status, body) = status_and_body(receiver.call(unsigned).await.unwrap()).await;
    assert_eq!((status, body.as_str()), (401, "the header x-zm-request-timestamp is missing"));
    let get = request("GET", "/any", b"", Full::<Bytes>::default());
    let response = receiver.call(get).await.unwrap();
    assert_eq!(response.headers()["allow"], "POST");
    assert_eq!(status_and_body(response).await.0, 405);
    receiver.shutdown().await;
    assert_eq!(count.load(Ordering::SeqCst), 1);
}

#[tokio::test(start_paused = true)]
async fn bodies_without_end_are_not_waited_for() {
    let (mut receiver, _) = receiver();
    for (body, expected) in [
        (Endless { piece: Some(b"a long body that comes and comes"), fails: false }, 413),
        (Endless { piece: None, fails: false }, 408),
        (Endless { piece: None, fails: true }, 408),
    ] {
        let response = receiver.call(request("POST", "/", b"", body)).await.unwrap();
        assert_eq!(status_and_body(response).await.0, expected);
    }
}

/// A body that nobody may read.
struct Untouched {
    length: u64,
}

impl Body for Untouched {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, std::io::Error>>> {
        panic!("the body is read");
    }

    fn size_hint(&self) -> http_body::SizeHint {
        http_body::SizeHint::with_exact(self.length)
    }
}

/// Requests that are rejected without their bodies: no headers, one of them, an old time, no signature.
fn hopeless() -> Vec<Vec<(&'static str, String)>> {
    let [time, signature] = testing::headers(SECRET, STARTED);
    let malformed = vec![time.clone(), (signature.0, "v0=".to_owned())];
    let stale = testing::headers_at(SECRET, 1_720_705_455, STARTED).to_vec();
    vec![vec![], vec![time], vec![signature], malformed, stale]
}

fn with_headers<B>(headers: &[(&'static str, String)], body: B) -> Request<B> {
    let mut request = Request::post("/zoom");
    for (name, value) in headers {
        request = request.header(*name, value);
    }
    request.body(body).unwrap()
}

#[tokio::test]
async fn a_body_is_not_read_when_the_headers_are_enough() {
    let (mut receiver, count) = receiver();
    for headers in hopeless() {
        let request = with_headers(&headers, Untouched { length: 10 });
        assert_eq!(
            status_and_body(receiver.call(request).await.unwrap()).await.0,
            401,
            "{headers:?}"
        );
    }
    // Nor when its length is.
    let request = request("POST", "/zoom", STARTED, Untouched { length: 1_001 });
    assert_eq!(status_and_body(receiver.call(request).await.unwrap()).await.0, 413);
    receiver.shutdown().await;
    assert_eq!(count.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn an_extractor_does_not_read_the_body_either() {
    async fn hook(_: Verified) {}
    let verifier = Verifier::new(SECRET).unwrap();
    let mut router = Router::new().route("/zoom", post(hook)).with_state(verifier);
    for headers in hopeless() {
        let body = axum::body::Body::new(Untouched { length: 10 });
        let response = router.call(with_headers(&headers, body)).await.unwrap();
        assert_eq!(status_and_body(response).await.0, 401, "{headers:?}");
    }
}

#[tokio::test]
async fn a_router_with_a_state_takes_the_receiver_as_a_service() {
    let (receiver, count) = receiver();
    async fn people(axum::extract::State(name): axum::extract::State<String>) -> String {
        name
    }
    let mut router = Router::new()
        .route("/people", axum::routing::get(people))
        .route_service("/zoom", receiver.clone())
        .with_state("somebody".to_owned());
    let event = request("POST", "/zoom", STARTED, axum::body::Body::from(STARTED));
    assert_eq!(status_and_body(router.call(event).await.unwrap()).await.0, 200);
    let people = request("GET", "/people", b"", axum::body::Body::empty());
    assert_eq!(status_and_body(router.call(people).await.unwrap()).await.1, "somebody");
    receiver.shutdown().await;
    assert_eq!(count.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_router_receives_at_one_path() {
    let (receiver, count) = receiver();
    let mut router = Router::new().merge(receiver.router("/zoom"));
    let mut send = async |path: &str| {
        let request = request("POST", path, STARTED, axum::body::Body::from(STARTED));
        status_and_body(router.call(request).await.unwrap()).await.0
    };
    assert_eq!(send("/zoom").await, 200);
    assert_eq!(send("/other").await, 404);
    receiver.shutdown().await;
    assert_eq!(count.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn an_extractor_gives_the_event() {
    async fn hook(Verified(event): Verified) -> String {
        event.name().to_owned()
    }
    let verifier = Verifier::new(SECRET).unwrap();
    let mut router = Router::new().route("/zoom", post(hook)).with_state(verifier);
    let mut send = async |signed: &'static [u8], body: Vec<u8>| {
        let request = request("POST", "/zoom", signed, axum::body::Body::from(body));
        status_and_body(router.call(request).await.unwrap()).await
    };
    assert_eq!(send(STARTED, STARTED.to_vec()).await, (200, "meeting.started".to_owned()));
    assert_eq!(send(QUESTION, STARTED.to_vec()).await.0, 401);
    assert_eq!(send(STARTED, vec![b' '; 2 << 20]).await.0, 413);
    assert_eq!(send(b"[]", b"[]".to_vec()).await.0, 400);
    let (status, body) = send(QUESTION, QUESTION.to_vec()).await;
    assert_eq!(status, 200);
    assert!(body.contains(r#""plainToken":"abc""#), "{body}");
}
