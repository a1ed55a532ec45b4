//! Many callers, one token.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, SystemTime};

use super::server::{Reply, Server};
use crate::runtime::auth::{AuthErrorKind, MemoryStore, Token};
use crate::runtime::private::{self as rt, Error};
use crate::sample::users;
use crate::zoom::auth::ServerToServer;

const CALLERS: usize = 200;
const EXPIRED: &str = r#"{"code":124,"message":"Access token is expired."}"#;

/// A server that issues numbered tokens by `grant` and answers requests by `response`, which is given what
/// they show.
async fn server(
    grant: impl Fn(usize) -> Reply + Send + Sync + 'static,
    response: impl Fn(&str) -> Reply + Send + Sync + 'static,
) -> Server {
    let issued = AtomicUsize::new(0);
    Server::start(move |_, received| match received.path() {
        "/oauth/token" => grant(issued.fetch_add(1, Ordering::SeqCst) + 1),
        _ => response(received.header("authorization").unwrap()),
    })
    .await
}

fn token(number: usize) -> Reply {
    Reply::json(200, &format!(r#"{{"access_token":"token-{number}","expires_in":3600}}"#))
}

fn fresh(shown: &str) -> Reply {
    match shown {
        // Slow enough for all to be rejected before the first asks again.
        "Bearer old" => Reply::json(401, EXPIRED).after(Duration::from_millis(200)),
        _ => Reply::json(200, r#"{"id":"u-1"}"#),
    }
}

fn client(server: &Server, held: Token) -> rt::Client {
    let auth = ServerToServer::new("account-1", "client-1", "client-secret")
        .oauth_url(format!("{}/oauth", server.url))
        .store(MemoryStore::with(held));
    server.builder().auth(auth).build().unwrap()
}

async fn storm(zoom: &rt::Client) -> Vec<Result<users::User, Error>> {
    let tasks: Vec<_> = (0..CALLERS)
        .map(|_| {
            let zoom = zoom.clone();
            tokio::spawn(async move { users::get("me").send(&zoom).await })
        })
        .collect();
    let mut results = Vec::new();
    for task in tasks {
        results.push(task.await.unwrap());
    }
    results
}

fn count(server: &Server, path: &str) -> usize {
    server.received().iter().filter(|received| received.path() == path).count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_hundred_callers_with_a_rejected_token_cost_one_token() {
    let server = server(token, fresh).await;
    let zoom = client(&server, Token::new("old", Duration::from_secs(3_600)));
    let results = storm(&zoom).await;
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), CALLERS);
    assert_eq!(count(&server, "/oauth/token"), 1);
    // Later requests had the new token; none was sent a third time.
    assert!(count(&server, "/users/me") <= 2 * CALLERS);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_hundred_callers_with_an_expired_token_cost_one_token() {
    let server = server(token, fresh).await;
    let mut old = Token::new("old", Duration::from_secs(3_600));
    old.expires_at = SystemTime::now();
    let results = storm(&client(&server, old)).await;
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), CALLERS);
    assert_eq!((count(&server, "/oauth/token"), count(&server, "/users/me")), (1, CALLERS));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_failure_is_reported_to_all_waiting_callers_and_the_next_call_tries_again() {
    let server = server(
        |number| match number {
            1 => Reply::json(400, r#"{"reason":"Bad","error":"invalid_client"}"#)
                .after(Duration::from_millis(400)),
            number => token(number),
        },
        fresh,
    )
    .await;
    let mut old = Token::new("old", Duration::from_secs(3_600));
    old.expires_at = SystemTime::now();
    let zoom = client(&server, old);
    for result in storm(&zoom).await {
        let Err(Error::Auth(error)) = result else { panic!("{result:?}") };
        assert_eq!(error.kind, AuthErrorKind::BadClient);
    }
    assert_eq!((count(&server, "/oauth/token"), count(&server, "/users/me")), (1, 0));
    users::get("me").send(&zoom).await.unwrap();
    assert_eq!(count(&server, "/oauth/token"), 2);
}

#[tokio::test]
async fn a_late_rejection_of_an_older_token_does_not_cost_another() {
    let asked = AtomicUsize::new(0);
    let server = server(token, move |shown| match shown {
        // The first to ask hears of it last.
        "Bearer old" => {
            let late = if asked.fetch_add(1, Ordering::SeqCst) == 0 { 600 } else { 0 };
            Reply::json(401, EXPIRED).after(Duration::from_millis(late))
        }
        "Bearer token-1" => Reply::json(200, "{}"),
        other => panic!("{other}"),
    })
    .await;
    let zoom = client(&server, Token::new("old", Duration::from_secs(3_600)));
    let late = tokio::spawn({
        let zoom = zoom.clone();
        async move { users::get("late").send(&zoom).await }
    });
    while server.received().is_empty() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    users::get("me").send(&zoom).await.unwrap();
    late.await.unwrap().unwrap();
    assert_eq!(count(&server, "/oauth/token"), 1);
    assert_eq!((count(&server, "/users/late"), count(&server, "/users/me")), (2, 2));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_issues_the_same_token_again_is_asked_once() {
    let same = |_| Reply::json(200, r#"{"access_token":"old","expires_in":3600}"#);
    let server = server(same, fresh).await;
    let results = storm(&client(&server, Token::new("old", Duration::from_secs(3_600)))).await;
    assert!(results.iter().all(|result| result.as_ref().is_err_and(Error::is_unauthorized)));
    assert_eq!(count(&server, "/oauth/token"), 1);
}

#[tokio::test]
async fn a_token_endpoint_that_is_not_reached_can_be_recognized() {
    // The port is closed: it was free a moment ago.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/oauth", listener.local_addr().unwrap());
    drop(listener);
    let server = server(token, fresh).await;
    let auth = ServerToServer::new("account-1", "client-1", "client-secret").oauth_url(url);
    let zoom = server.builder().auth(auth).build().unwrap();
    let Err(Error::Auth(error)) = users::get("me").send(&zoom).await else { panic!() };
    assert_eq!((error.kind, error.is_temporary()), (AuthErrorKind::Transport, true));
    let cause = std::error::Error::source(&error).unwrap();
    let transport = cause.downcast_ref::<rt::TransportError>().unwrap();
    assert_eq!(transport.kind, rt::TransportKind::Connect);
    assert!(server.received().is_empty());
}
