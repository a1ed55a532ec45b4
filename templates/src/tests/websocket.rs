//! Events over a WebSocket, from a server on this machine.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::JoinHandle;
use tokio_tungstenite::tungstenite::handshake::server::{ErrorResponse, Request, Response};
use tokio_tungstenite::tungstenite::{Bytes, Message};
use tokio_tungstenite::{WebSocketStream, accept_hdr_async};

use super::server::{Reply, Server};
use crate::events::Event;
use crate::runtime::auth::Bearer;
use crate::runtime::{Client, reqwest};
use crate::zoom::auth::ServerToServer;
use crate::zoom::websocket::{Events, EventsBuilder, WebSocketError};

mod backoff;
mod tokens;

const CONNECTED: &str = r#"{"module":"build_connection","content":"","success":true}"#;
const INVALID: &str = r#"{"module":"message","content":"Invalid Token","success":false}"#;
const SHORT: Duration = Duration::from_millis(5);
const LIMIT: Duration = Duration::from_secs(20);

type Socket = WebSocketStream<TcpStream>;

/// A server whose connections are played by a function of their number and query.
struct Zoom {
    url: String,
    queries: Arc<Mutex<Vec<HashMap<String, String>>>>,
    task: JoinHandle<()>,
}

impl Drop for Zoom {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Zoom {
    /// `reject` gives the HTTP status for connections that are not opened.
    async fn start<F>(
        reject: impl Fn(usize) -> Option<u16> + Send + 'static,
        play: impl Fn(usize, Socket) -> F + Send + 'static,
    ) -> Self
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("ws://{}/ws", listener.local_addr().unwrap());
        let queries = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&queries);
        let task = tokio::spawn(async move {
            for number in 0..50 {
                let Ok((stream, _)) = listener.accept().await else { return };
                let status = reject(number);
                let kept = Arc::clone(&kept);
                #[allow(clippy::result_large_err)] // The signature is the library's.
                let read = move |request: &Request, response: Response| {
                    let query = request.uri().query().unwrap_or_default();
                    let query = url::form_urlencoded::parse(query.as_bytes()).into_owned();
                    kept.lock().unwrap().push(query.collect());
                    match status {
                        None => Ok(response),
                        Some(status) => {
                            let mut error_response = ErrorResponse::new(None);
                            *error_response.status_mut() = status.try_into().unwrap();
                            Err(error_response)
                        }
                    }
                };
                if let Ok(socket) = accept_hdr_async(stream, read).await {
                    tokio::spawn(play(number, socket));
                }
            }
        });
        Self { url, queries, task }
    }

    fn events(&self, client: &Client) -> EventsBuilder {
        Events::builder(client, "sub&1")
            .url(&self.url)
            .http(reqwest::Client::builder().no_proxy())
            .backoff(SHORT, SHORT * 2)
    }

    fn tokens(&self) -> Vec<String> {
        self.queries.lock().unwrap().iter().map(|query| query["access_token"].clone()).collect()
    }
}

fn client() -> Client {
    Client::builder().auth(Bearer::new("hush-token")).build().unwrap()
}

fn message(name: &str) -> Message {
    let content = serde_json::json!({"event": name, "event_ts": 1}).to_string();
    Message::text(serde_json::json!({"module": "message", "content": content}).to_string())
}

async fn say(socket: &mut Socket, text: &'static str) {
    socket.send(Message::text(text)).await.unwrap();
}

/// Reads until the other side closes or is gone; the messages that came.
async fn drain(mut socket: Socket) -> Vec<String> {
    let mut texts = Vec::new();
    while let Some(Ok(message)) = socket.next().await {
        if let Message::Text(text) = message {
            texts.push(text.to_string());
        }
    }
    texts
}

async fn next(events: &mut Events) -> Result<Option<Event>, WebSocketError> {
    tokio::time::timeout(LIMIT, events.try_next()).await.expect("an event in time")
}

async fn next_name(events: &mut Events) -> String {
    next(events).await.unwrap().unwrap().name().to_owned()
}

#[tokio::test]
async fn events_arrive_and_the_connection_is_closed_in_order() {
    let (sent, closed) = tokio::sync::oneshot::channel();
    let sent = Mutex::new(Some(sent));
    let zoom = Zoom::start(
        |_| None,
        move |_, mut socket| {
            let sent = sent.lock().unwrap().take();
            async move {
                say(&mut socket, CONNECTED).await;
                socket.send(message("meeting.started")).await.unwrap();
                socket.send(Message::Ping(Bytes::new())).await.unwrap();
                socket.send(message("meeting.new")).await.unwrap();
                drain(socket).await;
                sent.unwrap().send(()).unwrap();
            }
        },
    )
    .await;
    let mut events = zoom.events(&client()).connect().unwrap();
    assert!(matches!(next(&mut events).await, Ok(Some(Event::MeetingStarted(_)))));
    assert!(matches!(next(&mut events).await, Ok(Some(Event::Unknown(_)))));
    events.close().await;
    closed.await.unwrap();
    let queries = zoom.queries.lock().unwrap();
    assert_eq!(queries.len(), 1);
    assert_eq!(queries[0]["subscriptionId"], "sub&1");
    assert_eq!(queries[0]["access_token"], "hush-token");
}

#[tokio::test]
async fn heartbeats_are_sent_also_when_the_program_is_busy() {
    let heard = Arc::new(Semaphore::new(0));
    let hearing = Arc::clone(&heard);
    let zoom = Zoom::start(
        |_| None,
        move |_, mut socket| {
            let hearing = Arc::clone(&hearing);
            async move {
                // More than fits between the connection and a program that takes nothing.
                for _ in 0..300 {
                    socket.send(message("meeting.ended")).await.unwrap();
                }
                while let Some(Ok(Message::Text(text))) = socket.next().await {
                    assert_eq!(text.as_str(), r#"{"module":"heartbeat"}"#);
                    hearing.add_permits(1);
                }
            }
        },
    )
    .await;
    let mut events = zoom.events(&client()).heartbeat(SHORT * 10).connect().unwrap();
    let three = tokio::time::timeout(LIMIT, heard.acquire_many(3)).await;
    three.expect("three heartbeats while nothing is taken").unwrap().forget();
    for _ in 0..300 {
        assert_eq!(next_name(&mut events).await, "meeting.ended");
    }
    assert_eq!(zoom.tokens().len(), 1, "there was one connection");
}

#[tokio::test]
async fn a_lost_connection_is_made_anew() {
    let troubles = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&troubles);
    let zoom = Zoom::start(
        |number| (number == 3).then_some(503),
        |number, mut socket| async move {
            match number {
                // Gone without a word.
                0 => {
                    socket.send(message("first")).await.unwrap();
                }
                // Closed in order.
                1 => {
                    socket.send(message("second")).await.unwrap();
                    socket.close(None).await.unwrap();
                    drain(socket).await;
                }
                2 => {
                    say(
                        &mut socket,
                        r#"{"module":"build_connection","content":"busy","success":false}"#,
                    )
                    .await;
                    drain(socket).await;
                }
                _ => {
                    socket.send(message("third")).await.unwrap();
                    drain(socket).await;
                }
            }
        },
    )
    .await;
    let report = move |error: &WebSocketError| kept.lock().unwrap().push(error.clone());
    let mut events = zoom.events(&client()).on_error(report).connect().unwrap();
    for name in ["first", "second", "third"] {
        assert_eq!(next_name(&mut events).await, name);
    }
    events.close().await;
    let troubles = troubles.lock().unwrap();
    assert!(
        matches!(
            troubles[..],
            [
                WebSocketError::Broken(_) | WebSocketError::Closed,
                WebSocketError::Closed,
                WebSocketError::Rejected(_),
                WebSocketError::Status(503),
            ]
        ),
        "{troubles:?}"
    );
    assert!(!format!("{troubles:?}").contains("hush"));
}

#[tokio::test]
async fn a_silent_connection_is_given_up() {
    let zoom = Zoom::start(
        |_| None,
        |number, mut socket| async move {
            if number > 0 {
                socket.send(message("second")).await.unwrap();
            }
            drain(socket).await;
        },
    )
    .await;
    let mut events = zoom.events(&client()).heartbeat(SHORT * 4).connect().unwrap();
    assert_eq!(next_name(&mut events).await, "second");
}

#[tokio::test]
async fn what_is_not_understood_is_skipped() {
    let troubles = Arc::new(Mutex::new(0));
    let kept = Arc::clone(&troubles);
    let zoom = Zoom::start(
        |_| None,
        |_, mut socket| async move {
            for text in ["", "{", "[]", "7", r#"{"module":"other"}"#, r#"{"module":"message"}"#] {
                say(&mut socket, text).await;
            }
            say(&mut socket, r#"{"module":"message","content":"[]"}"#).await;
            socket.send(Message::binary(vec![0xff, 0xfe])).await.unwrap();
            say(&mut socket, r#"{"module":"heartbeat","success":true}"#).await;
            say(&mut socket, r#"{"module":"message","content":{"event":"an.object"}}"#).await;
            let binary = message("binary").into_data();
            socket.send(Message::Binary(binary)).await.unwrap();
            drain(socket).await;
        },
    )
    .await;
    let report = move |error: &WebSocketError| {
        assert!(matches!(error, WebSocketError::Frame(_)), "{error:?}");
        *kept.lock().unwrap() += 1;
    };
    let mut events = zoom.events(&client()).on_error(report).connect().unwrap();
    assert_eq!(next_name(&mut events).await, "an.object");
    assert_eq!(next_name(&mut events).await, "binary");
    assert_eq!(*troubles.lock().unwrap(), 8);
}

/// A client whose tokens are numbered.
async fn issuing() -> (Server, Client) {
    let server = Server::start(|number, _| {
        Reply::json(200, &format!(r#"{{"access_token":"token-{number}","expires_in":3600}}"#))
    })
    .await;
    let url = format!("{}/oauth/token", server.url);
    let auth = ServerToServer::new("account", "client", "hush").token_url(url);
    let client = server.builder().auth(auth).build().unwrap();
    (server, client)
}

#[tokio::test]
async fn a_rejected_token_is_replaced() {
    let (_server, client) = issuing().await;
    let zoom = Zoom::start(
        |number| (number == 2).then_some(401),
        |number, mut socket| async move {
            if number == 0 {
                say(&mut socket, CONNECTED).await;
                socket.send(message("first")).await.unwrap();
                say(&mut socket, INVALID).await;
            } else {
                say(&mut socket, CONNECTED).await;
                socket.send(message("later")).await.unwrap();
            }
            if number == 1 {
                return;
            }
            drain(socket).await;
        },
    )
    .await;
    let mut events = zoom.events(&client).connect().unwrap();
    for name in ["first", "later", "later"] {
        assert_eq!(next_name(&mut events).await, name);
    }
    assert_eq!(zoom.tokens(), ["token-0", "token-1", "token-1", "token-2"]);
}

#[tokio::test]
async fn it_ends_when_no_token_is_taken() {
    let (server, client) = issuing().await;
    let play = |_, mut socket: Socket| async move {
        say(&mut socket, r#"{"module":"build_connection","content":"Token is invalid"}"#).await;
        drain(socket).await;
    };
    let zoom = Zoom::start(|_| None, play).await;
    let mut events = zoom.events(&client).connect().unwrap();
    assert!(matches!(next(&mut events).await, Err(WebSocketError::Token)));
    assert!(matches!(next(&mut events).await, Ok(None)));
    assert_eq!(server.received().len(), 2);
    // A token that cannot be replaced is tried once.
    let mut events = zoom.events(&self::client()).connect().unwrap();
    assert!(matches!(next(&mut events).await, Err(WebSocketError::Token)));
    assert_eq!(zoom.tokens(), ["token-0", "token-1", "hush-token"]);
}

#[tokio::test]
async fn it_ends_when_there_is_no_such_subscription_or_enough_was_tried() {
    let zoom = Zoom::start(|_| Some(404), |_, _| async {}).await;
    let mut events = zoom.events(&client()).connect().unwrap();
    assert!(matches!(next(&mut events).await, Err(WebSocketError::Status(404))));
    let zoom = Zoom::start(|_| Some(500), |_, _| async {}).await;
    let mut events = zoom.events(&client()).attempts(3).connect().unwrap();
    assert!(matches!(next(&mut events).await, Err(WebSocketError::Status(500))));
    assert_eq!(zoom.tokens().len(), 3);
}

#[tokio::test]
async fn mistakes_are_reported_at_once() {
    let unsafe_url = Events::builder(&client(), "1").url("ws://example.com/ws").connect();
    assert!(unsafe_url.unwrap_err().to_string().contains("https://"));
    let nobody = Client::builder().build().unwrap();
    let error = Events::builder(&nobody, "1").connect().unwrap_err();
    assert!(error.to_string().contains("ServerToServer"), "{error}");
    assert!(!format!("{:?}", Events::builder(&client(), "1")).contains("hush"));
}

#[test]
fn without_a_runtime_it_says_so() {
    let error = Events::builder(&client(), "1").connect().unwrap_err();
    assert!(error.to_string().contains("Tokio runtime"), "{error}");
}
