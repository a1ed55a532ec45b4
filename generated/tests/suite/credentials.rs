//! Who is calling: a token that is fetched once, and renewed once.

use zoom_client::auth::{AuthErrorKind, Bearer, ServerToServer};
use zoom_client::{Client, Error, users};

use crate::builder;
use crate::support::{Reply, Request, Server};

const CLIENT_SECRET: &str = "client-secret-1414";

fn token(number: usize) -> String {
    format!(r#"{{"access_token":"token-{number}","token_type":"bearer","expires_in":3600}}"#)
}

fn server_to_server(server: &Server) -> Client {
    let auth = ServerToServer::new("account-1", "client-1", CLIENT_SECRET)
        .token_url(format!("{}/oauth/token", server.url));
    builder(server).auth(auth).build().unwrap()
}

/// Issues numbered tokens and rejects all but the newest that `good` accepts.
async fn issuer(good: impl Fn(&str) -> bool + Send + Sync + 'static) -> Server {
    let issued = std::sync::atomic::AtomicUsize::new(0);
    Server::start(move |_, request| {
        if request.path() == "/oauth/token" {
            let number = issued.fetch_add(1, std::sync::atomic::Ordering::SeqCst) + 1;
            return Reply::ok(token(number));
        }
        if good(request.header("authorization").unwrap_or_default()) {
            Reply::ok(r#"{"id":"u-1"}"#)
        } else {
            Reply::json(401, r#"{"code":124,"message":"Access token is expired."}"#)
        }
    })
    .await
}

fn count(requests: &[Request], path: &str) -> usize {
    requests.iter().filter(|request| request.path() == path).count()
}

#[tokio::test]
async fn a_token_is_fetched_once_for_everyone() {
    let server = issuer(|_| true).await;
    let zoom = server_to_server(&server);
    let calls: Vec<_> = (0..8)
        .map(|_| {
            let zoom = zoom.clone();
            tokio::spawn(async move { users::get("me").send(&zoom).await })
        })
        .collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    let requests = server.requests();
    assert_eq!((count(&requests, "/oauth/token"), count(&requests, "/users/me")), (1, 8));
    let asked = &requests[0];
    assert_eq!(asked.line, "POST /oauth/token");
    let form = [("grant_type", "account_credentials"), ("account_id", "account-1")];
    assert_eq!(asked.form(), crate::owned(&form));
    assert!(asked.header("authorization").unwrap().starts_with("Basic "));
    assert!(!asked.body.contains(CLIENT_SECRET));
    assert_eq!(requests[1].header("authorization"), Some("Bearer token-1"));
}

#[tokio::test]
async fn an_expired_token_is_renewed_once_and_the_request_sent_again() {
    let server = issuer(|shown| shown == "Bearer token-2").await;
    let user = users::get("me").send(&server_to_server(&server)).await.unwrap();
    assert_eq!(user.id.as_deref(), Some("u-1"));
    let paths: Vec<_> = server.requests().iter().map(|request| request.path().to_owned()).collect();
    assert_eq!(paths, ["/oauth/token", "/users/me", "/oauth/token", "/users/me"]);
}

#[tokio::test]
async fn a_token_that_is_rejected_again_is_an_error() {
    let server = issuer(|_| false).await;
    let error = users::get("me").send(&server_to_server(&server)).await.unwrap_err();
    assert!(error.is_unauthorized());
    assert_eq!(error.api().and_then(|api| api.code), Some(124));
    assert_eq!(server.requests().len(), 4);
}

#[tokio::test]
async fn a_fixed_token_is_not_sent_twice() {
    let body = r#"{"code":124,"message":"Invalid access token."}"#;
    let server = Server::always(Reply::json(401, body)).await;
    let zoom = builder(&server).auth(Bearer::new("token")).build().unwrap();
    let error = users::get("me").send(&zoom).await.unwrap_err();
    assert_eq!(error.status(), Some(401));
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn wrong_credentials_are_distinguished() {
    let body = r#"{"reason":"Invalid client_id or client_secret","error":"invalid_client"}"#;
    let server = Server::always(Reply::json(400, body)).await;
    let error = users::get("me").send(&server_to_server(&server)).await.unwrap_err();
    let Error::Auth(auth) = &error else { panic!("{error:?}") };
    assert_eq!((auth.kind, auth.status), (AuthErrorKind::BadClient, Some(400)));
    assert!(error.is_unauthorized());
    assert_eq!(count(&server.requests(), "/users/me"), 0);
    let text = format!("{error} {error:?}");
    assert!(text.contains("Invalid client_id") && !text.contains(CLIENT_SECRET), "{text}");
}
