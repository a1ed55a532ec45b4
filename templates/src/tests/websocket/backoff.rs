//! How often a server that ends its connections is asked again.

use std::time::Duration;

use futures_util::SinkExt;

use super::{
    CONNECTED, INVALID, LIMIT, SHORT, Socket, Zoom, client, drain, issuing, message, next,
    next_name, say,
};
use crate::runtime::Client;
use crate::zoom::websocket::{EventsBuilder, WebSocketError};

/// Plays a server that accepts every connection and ends it at once; `last` is what it says before that.
async fn accepting(last: &'static str) -> Zoom {
    let play = move |_, mut socket: Socket| async move {
        say(&mut socket, CONNECTED).await;
        if !last.is_empty() {
            say(&mut socket, last).await;
            drain(socket).await;
        }
    };
    Zoom::start(|_| None, play).await
}

/// The waits are a twentieth of the usual ones, so half a second corresponds to ten.
const HALF_A_SECOND: Duration = Duration::from_millis(500);

fn slowly(zoom: &Zoom, client: &Client) -> EventsBuilder {
    zoom.events(client).backoff(Duration::from_millis(50), Duration::from_secs(3))
}

#[tokio::test]
async fn a_token_that_is_rejected_after_each_acceptance_costs_longer_and_longer_waits() {
    let (server, client) = issuing().await;
    let zoom = accepting(INVALID).await;
    let events = slowly(&zoom, &client).connect().unwrap();
    tokio::time::sleep(HALF_A_SECOND).await;
    let (connections, tokens) = (zoom.tokens().len(), server.received().len());
    assert!((2..=4).contains(&connections), "{connections} connections");
    assert!(tokens <= connections, "{tokens} tokens for {connections} connections");
    drop(events);
}

#[tokio::test]
async fn a_connection_that_is_accepted_and_closed_costs_longer_and_longer_waits() {
    let zoom = accepting("").await;
    let events = slowly(&zoom, &client()).connect().unwrap();
    tokio::time::sleep(HALF_A_SECOND).await;
    let connections = zoom.tokens().len();
    assert!((2..=4).contains(&connections), "{connections} connections");
    drop(events);
}

#[tokio::test]
async fn attempts_end_every_loop() {
    let (server, client) = issuing().await;
    let zoom = accepting(INVALID).await;
    let mut events = zoom.events(&client).attempts(3).connect().unwrap();
    assert!(matches!(next(&mut events).await, Err(WebSocketError::Token)));
    assert_eq!((zoom.tokens().len(), server.received().len()), (3, 3));
    let zoom = accepting("").await;
    let mut events = zoom.events(&client).attempts(3).connect().unwrap();
    assert!(next(&mut events).await.is_err());
    assert_eq!(zoom.tokens().len(), 3);
}

#[tokio::test]
async fn a_connection_that_has_stood_for_a_while_makes_up_for_failures() {
    let play = |number, mut socket: Socket| async move {
        say(&mut socket, CONNECTED).await;
        // Longer than the longest wait.
        tokio::time::sleep(SHORT * 8).await;
        if number < 4 {
            let _ = socket.close(None).await;
        } else {
            socket.send(message("fifth")).await.unwrap();
            drain(socket).await;
        }
    };
    let zoom = Zoom::start(|_| None, play).await;
    let mut events = zoom.events(&client()).attempts(2).connect().unwrap();
    assert_eq!(next_name(&mut events).await, "fifth");
}

#[tokio::test]
async fn functions_of_the_program_that_panic_do_no_harm() {
    let play = |number, mut socket: Socket| async move {
        if number > 0 {
            say(&mut socket, "{").await;
            socket.send(message("second")).await.unwrap();
            drain(socket).await;
        }
    };
    let zoom = Zoom::start(|_| None, play).await;
    let panics = |_: &WebSocketError| panic!("as the test wants it");
    let mut events = zoom.events(&client()).on_error(panics).connect().unwrap();
    assert_eq!(next_name(&mut events).await, "second");
}

#[tokio::test]
async fn waits_of_any_length_are_possible() {
    let zoom = Zoom::start(|_| Some(500), |_, _| async {}).await;
    for (shortest, longest) in
        [(Duration::ZERO, Duration::ZERO), (Duration::MAX, Duration::MAX), (LIMIT, SHORT)]
    {
        let events = zoom.events(&client()).backoff(shortest, longest).connect().unwrap();
        tokio::time::sleep(SHORT * 4).await;
        tokio::time::timeout(LIMIT, events.close()).await.unwrap();
    }
    let connections = zoom.tokens().len();
    assert!((3..=40).contains(&connections), "{connections} connections");
}
