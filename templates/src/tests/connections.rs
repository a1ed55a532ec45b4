//! Connections: how long they may take to be made, what an HTTP/2 server rejects, and transports around the default
//! one.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use tokio::net::{TcpListener, TcpSocket, TcpStream};

use super::server::{Reply, Server};
use crate::runtime::auth::{Bearer, BoxFuture};
use crate::runtime::{
    Client, Error, HttpTransport, Method, Raw, Retry, Transport, TransportError, TransportKind,
    Value, reqwest,
};

/// What an HTTP/2 server does with the first requests.
#[derive(Clone, Copy)]
enum Rejection {
    Stream,
    Connection,
}

/// An HTTP/2 server that does not begin with the first requests, and its count of those that arrived.
async fn rejecting(first: usize, error_response: Rejection) -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let arrived = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&arrived);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(serve(stream, Arc::clone(&count), first, error_response));
        }
    });
    (url, arrived)
}

async fn serve(
    stream: TcpStream,
    count: Arc<AtomicUsize>,
    first: usize,
    error_response: Rejection,
) {
    let Ok(mut connection) = h2::server::handshake(stream).await else { return };
    while let Some(Ok((_, mut respond))) = connection.accept().await {
        match (count.fetch_add(1, Ordering::SeqCst) < first, error_response) {
            (false, _) => {
                let response = http::Response::builder().header("content-type", "application/json");
                let mut body = respond.send_response(response.body(()).unwrap(), false).unwrap();
                body.send_data("{}".into(), true).unwrap();
            }
            (true, Rejection::Stream) => respond.send_reset(h2::Reason::REFUSED_STREAM),
            (true, Rejection::Connection) => {
                respond.send_reset(h2::Reason::REFUSED_STREAM);
                connection.graceful_shutdown();
            }
        }
    }
}

fn http2(url: &str, retry: Retry) -> Client {
    let http = reqwest::Client::builder().no_proxy().http2_prior_knowledge();
    let builder = Client::builder().http(http).base_url(url).auth(Bearer::new("t"));
    builder.retry(retry.base_delay(Duration::from_millis(1))).build().unwrap()
}

#[tokio::test]
async fn nothing_is_repeated_below_the_policy() {
    for method in [Method::GET, Method::POST] {
        let (url, arrived) = rejecting(usize::MAX, Rejection::Stream).await;
        let client = http2(&url, Retry::none());
        let error = Raw::new(method, "/x").send::<Value>(&client).await.unwrap_err();
        assert!(
            matches!(&error, Error::Transport(error) if error.kind == TransportKind::Unprocessed),
            "{error:?}"
        );
        assert!(error.is_retryable(), "{error}");
        assert_eq!(arrived.load(Ordering::SeqCst), 1, "{method}");
    }
}

#[tokio::test]
async fn what_the_server_has_not_begun_with_is_repeated_with_any_method() {
    for (method, error_response) in [Method::GET, Method::POST, Method::PATCH]
        .into_iter()
        .flat_map(|method| [(method, Rejection::Stream), (method, Rejection::Connection)])
    {
        let (url, arrived) = rejecting(2, error_response).await;
        let client = http2(&url, Retry::new());
        Raw::new(method, "/x").send::<Value>(&client).await.unwrap();
        assert_eq!(arrived.load(Ordering::SeqCst), 3, "{method}");
        // As often as the policy says, and no more.
        let (url, arrived) = rejecting(usize::MAX, error_response).await;
        let client = http2(&url, Retry::new().max_retries(1));
        Raw::new(method, "/x").send::<Value>(&client).await.unwrap_err();
        assert_eq!(arrived.load(Ordering::SeqCst), 2, "{method}");
    }
}

#[tokio::test]
async fn a_connection_that_does_not_come_about_ends_early() {
    // A full queue of connections: the system takes no more, and says nothing about it.
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let listener = socket.listen(1).unwrap();
    let address = listener.local_addr().unwrap();
    let mut held = Vec::new();
    while let Ok(Ok(stream)) =
        tokio::time::timeout(Duration::from_millis(200), TcpStream::connect(address)).await
    {
        held.push(stream);
        assert!(held.len() < 100, "the queue of this system cannot be filled");
    }
    let http = reqwest::Client::builder().no_proxy();
    let builder = Client::builder().http(http).base_url(format!("http://{address}"));
    let builder = builder.connect_timeout(Duration::from_millis(100)).retry(Retry::none());
    let client = builder.auth(Bearer::new("t")).build().unwrap();
    let start = Instant::now();
    let error = Raw::post("/x").send::<Value>(&client).await.unwrap_err();
    assert!(start.elapsed() < Duration::from_secs(3), "{:?}", start.elapsed());
    // Nothing was sent, so any method may be repeated.
    assert!(
        matches!(&error, Error::Transport(error) if error.kind == TransportKind::Connect),
        "{error:?}"
    );
}

/// Counts, and marks what it carries.
struct Counting {
    http: HttpTransport,
    carried: Arc<AtomicUsize>,
}

impl Transport for Counting {
    fn execute(
        &self,
        mut request: reqwest::Request,
    ) -> BoxFuture<'_, Result<reqwest::Response, TransportError>> {
        self.carried.fetch_add(1, Ordering::SeqCst);
        request.headers_mut().insert("x-marked", "yes".parse().unwrap());
        self.http.execute(request)
    }
}

#[tokio::test]
async fn the_default_transport_can_be_wrapped() {
    let server = Server::start(|number, _| match number {
        0 => Reply::json(503, "{}"),
        1 => Reply::json(200, r#"{"ok":true}"#),
        _ => Reply::empty(302).header("Location", "/elsewhere"),
    })
    .await;
    let carried = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&carried);
    let builder = server.builder().auth(Bearer::new("hush"));
    let builder = builder.retry(Retry::new().base_delay(Duration::from_millis(1)));
    let builder = builder.wrap_transport(move |http| Counting { http, carried: count });
    let client = builder.build().unwrap();
    let value = Raw::get("/x").send::<Value>(&client).await.unwrap();
    assert_eq!((value["ok"].as_bool(), carried.load(Ordering::SeqCst)), (Some(true), 2));
    for received in server.received() {
        assert_eq!(received.header("x-marked"), Some("yes"));
        assert_eq!(received.header("authorization"), Some("Bearer hush"));
    }
    // It follows no redirects, as the client's own.
    let error = Raw::get("/y").send::<Value>(&client).await.unwrap_err();
    assert_eq!((error.status(), server.received().len()), (Some(302), 3));
}

#[tokio::test]
async fn the_default_transport_can_be_made_apart_from_a_client() {
    let server = Server::always(Reply::empty(302).header("Location", "/elsewhere")).await;
    let settings =
        reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::limited(5));
    let transport = HttpTransport::new(settings).unwrap();
    let builder = Client::builder().transport(transport).base_url(&server.url);
    let client = builder.auth(Bearer::new("t")).build().unwrap();
    let error = Raw::get("/x").send::<Value>(&client).await.unwrap_err();
    assert_eq!((error.status(), server.received().len()), (Some(302), 1));
}
