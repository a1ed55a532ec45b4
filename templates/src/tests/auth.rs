//! Tokens: fetched once, kept, replaced.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use super::server::{Received, Reply, Server};
use crate::runtime::auth::{AuthErrorKind, Bearer};
use crate::runtime::private::{self as rt, Error};
use crate::sample::users;
use crate::zoom::auth::{ServerToServer, V1Keys};

const SECRET: &str = "client-secret-0123";

fn application(server: &Server) -> ServerToServer {
    ServerToServer::new("account-1", "client-1", SECRET)
        .token_url(format!("{}/oauth/token", server.url))
}

fn client(server: &Server) -> rt::Client {
    server.builder().auth(application(server)).build().unwrap()
}

/// A server that issues numbered tokens and rejects those up to a number.
async fn issuing(rejected: usize, lifetime: &'static str) -> Server {
    let issued = AtomicUsize::new(0);
    Server::start(move |_, received| {
        if received.path() == "/oauth/token" {
            let number = issued.fetch_add(1, Ordering::SeqCst) + 1;
            return Reply::json(200, &format!(r#"{{"access_token":"token-{number}"{lifetime}}}"#));
        }
        let token = received.header("authorization").unwrap();
        let number: usize = token.rsplit('-').next().unwrap().parse().unwrap();
        if number <= rejected {
            // Slow enough for all concurrent requests to be rejected before the first asks again.
            return Reply::json(401, r#"{"code":124,"message":"Access token is expired."}"#)
                .after(Duration::from_millis(100));
        }
        Reply::json(200, "{}")
    })
    .await
}

fn count(server: &Server, path: &str) -> usize {
    server.received().iter().filter(|received| received.path() == path).count()
}

async fn fifty(client: &rt::Client) -> Vec<Result<users::User, Error>> {
    let tasks: Vec<_> = (0..50)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { users::get("me").send(&client).await })
        })
        .collect();
    let mut results = Vec::new();
    for task in tasks {
        results.push(task.await.unwrap());
    }
    results
}

#[tokio::test]
async fn the_grant_is_in_the_body_and_the_secret_in_the_header() {
    let server = issuing(
        0,
        r#","token_type":"bearer","expires_in":3599,"scope":"a b","api_url":"https://x""#,
    )
    .await;
    users::get("me").send(&client(&server)).await.unwrap();
    let received = server.received();
    let grant: &Received = &received[0];
    assert_eq!((grant.method.as_str(), grant.target.as_str()), ("POST", "/oauth/token"));
    assert_eq!(grant.header("authorization"), Some("Basic Y2xpZW50LTE6Y2xpZW50LXNlY3JldC0wMTIz"));
    assert_eq!(grant.header("content-type"), Some("application/x-www-form-urlencoded"));
    assert_eq!(grant.text(), "grant_type=account_credentials&account_id=account-1");
    assert_eq!(received[1].header("authorization"), Some("Bearer token-1"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn concurrent_callers_share_one_token() {
    let server = issuing(0, r#","expires_in":3600"#).await;
    let client = client(&server);
    assert!(fifty(&client).await.iter().all(Result::is_ok));
    assert_eq!(count(&server, "/oauth/token"), 1);
    users::get("me").send(&client).await.unwrap();
    assert_eq!((count(&server, "/oauth/token"), count(&server, "/users/me")), (1, 51));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn concurrent_error_responses_lead_to_one_new_token() {
    let server = issuing(1, r#","expires_in":"3600""#).await;
    let client = client(&server);
    assert!(fifty(&client).await.iter().all(Result::is_ok));
    assert_eq!(count(&server, "/oauth/token"), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn concurrent_callers_share_one_failure() {
    let server = Server::start(|_, _| {
        Reply::json(400, r#"{"reason":"Bad","error":"invalid_client"}"#)
            .after(Duration::from_millis(300))
    })
    .await;
    let results = fifty(&client(&server)).await;
    assert!(results.iter().all(|result| matches!(result, Err(Error::Auth(_)))));
    assert_eq!(server.received().len(), 1);
}

#[tokio::test]
async fn a_rejected_token_is_replaced_once_and_the_request_sent_again() {
    let server = issuing(1, "").await;
    let client = client(&server);
    users::get("me").send(&client).await.unwrap();
    assert_eq!((count(&server, "/oauth/token"), count(&server, "/users/me")), (2, 2));
    // The new token is kept.
    users::get("me").send(&client).await.unwrap();
    assert_eq!((count(&server, "/oauth/token"), count(&server, "/users/me")), (2, 3));
}

#[tokio::test]
async fn a_second_error_response_is_final() {
    let server = issuing(usize::MAX, "").await;
    let error = users::get("me").send(&client(&server)).await.unwrap_err();
    assert!(error.is_unauthorized() && !error.is_retryable());
    assert_eq!(error.api().unwrap().code, Some(124));
    assert_eq!((count(&server, "/oauth/token"), count(&server, "/users/me")), (2, 2));
}

#[tokio::test]
async fn other_error_responses_do_not_cost_the_token() {
    for (status, body) in [
        (401, r#"{"code":200,"message":"No permission."}"#),
        (403, r#"{"code":300,"message":"x"}"#),
        (404, r#"{"code":1001,"message":"x"}"#),
    ] {
        let server = Server::start(move |_, received| match received.path() {
            "/oauth/token" => Reply::json(200, r#"{"access_token":"t"}"#),
            _ => Reply::json(status, body),
        })
        .await;
        assert!(users::get("me").send(&client(&server)).await.is_err());
        assert_eq!(server.received().len(), 2);
    }
}

#[tokio::test]
async fn a_token_that_somebody_else_keeps_is_not_replaced() {
    let server =
        Server::always(Reply::json(401, r#"{"code":124,"message":"Invalid access token."}"#)).await;
    let client = server.builder().auth(Bearer::new("fixed")).build().unwrap();
    assert!(users::get("me").send(&client).await.unwrap_err().is_unauthorized());
    assert_eq!(server.received().len(), 1);
}

#[tokio::test]
async fn a_token_is_replaced_before_it_ends() {
    // It lives for no time at all, so that every request needs a new one.
    let server = issuing(0, r#","expires_in":0"#).await;
    let client = client(&server);
    for _ in 0..3 {
        users::get("me").send(&client).await.unwrap();
    }
    assert_eq!(count(&server, "/oauth/token"), 3);
    // Two seconds are less than the margin; half of them are used.
    let server = issuing(0, r#","expires_in":2"#).await;
    let client = self::client(&server);
    users::get("me").send(&client).await.unwrap();
    users::get("me").send(&client).await.unwrap();
    assert_eq!(count(&server, "/oauth/token"), 1);
    tokio::time::sleep(Duration::from_millis(1_100)).await;
    users::get("me").send(&client).await.unwrap();
    assert_eq!(count(&server, "/oauth/token"), 2);
}

#[tokio::test]
async fn a_token_that_claims_to_live_forever_is_taken() {
    let server = issuing(0, r#","expires_in":18446744073709551615"#).await;
    users::get("me").send(&client(&server)).await.unwrap();
}

#[tokio::test]
async fn an_abandoned_fetch_does_not_block_the_others() {
    let server = Server::start(|number, received| match received.path() {
        "/oauth/token" if number == 0 => {
            Reply::json(200, r#"{"access_token":"slow"}"#).after(Duration::from_secs(4))
        }
        "/oauth/token" => Reply::json(200, r#"{"access_token":"fast"}"#),
        _ => Reply::json(200, "{}"),
    })
    .await;
    let client = client(&server);
    let request = users::get("me");
    let abandoned = tokio::time::timeout(Duration::from_millis(200), request.send(&client)).await;
    assert!(abandoned.is_err());
    let done = tokio::time::timeout(Duration::from_secs(3), users::get("me").send(&client)).await;
    assert!(done.unwrap().is_ok());
}

#[tokio::test]
async fn error_responses_of_the_token_endpoint_say_what_to_do() {
    let cases = [
        (
            400,
            r#"{"reason":"Invalid client_id or client_secret","error":"invalid_client"}"#,
            AuthErrorKind::BadClient,
        ),
        (
            400,
            r#"{"reason":"Invalid authorization code","error":"invalid_grant"}"#,
            AuthErrorKind::Reauthorize,
        ),
        (401, r#"{"reason":"Invalid scope","error":"invalid_scope"}"#, AuthErrorKind::WrongScope),
        (400, r#"{"reason":"Bad request","error":"invalid_request"}"#, AuthErrorKind::Other),
        (
            400,
            r#"{"code":4741,"message":"The token has been revoked."}"#,
            AuthErrorKind::Reauthorize,
        ),
        (
            400,
            r#"{"errorCode":"4735","errorMessage":"gone","error":"invalid_request"}"#,
            AuthErrorKind::Reauthorize,
        ),
        (200, r#"{"error":"invalid_client"}"#, AuthErrorKind::BadClient),
        (200, r#"{"access_token":""}"#, AuthErrorKind::Other),
        (200, r#"{"access_token":7}"#, AuthErrorKind::Other),
        (401, r#"{"access_token":"t"}"#, AuthErrorKind::Other),
        (404, "<html><body>Not found</body></html>", AuthErrorKind::Other),
        (200, "", AuthErrorKind::Other),
        (500, "", AuthErrorKind::Other),
        (200, "[]", AuthErrorKind::Other),
        (200, "{\"access_token\":\"t\"", AuthErrorKind::Other),
    ];
    for (status, body, kind) in cases {
        let server = Server::always(Reply::json(status, body)).await;
        let Err(Error::Auth(error)) = users::get("me").send(&client(&server)).await else {
            panic!("{body}")
        };
        assert_eq!((error.kind, error.status), (kind, Some(status)), "{body}");
        assert_eq!(error.is_temporary(), status == 500);
        assert_eq!(server.received().len(), 1);
        let text = error.to_string();
        assert!(!text.contains('\n') && !text.contains(SECRET), "{text}");
    }
}

#[tokio::test]
async fn a_token_endpoint_that_repeats_the_secret_does_not_make_us_print_it() {
    let body = format!(r#"{{"reason":"Secret {SECRET} is wrong","error":"invalid_client"}}"#);
    let server = Server::always(Reply::json(400, &body)).await;
    let error = users::get("me").send(&client(&server)).await.unwrap_err();
    assert!(!format!("{error} {error:?}").contains(SECRET));
    assert!(error.to_string().contains("Secret *** is wrong"));
}

#[tokio::test]
async fn an_unsafe_token_url_is_not_used() {
    let server = Server::always(Reply::json(200, "{}")).await;
    let unsafe_url =
        ServerToServer::new("a", "c", SECRET).token_url("http://zoom.example.com/oauth/token");
    let client = server.builder().auth(unsafe_url).build().unwrap();
    assert!(matches!(users::get("me").send(&client).await, Err(Error::InvalidRequest(_))));
}

#[test]
fn missing_settings_are_named() {
    // These are not set where tests run, and tests must not change the environment.
    if std::env::var_os("ZOOM_ACCOUNT_ID").is_none() {
        assert!(ServerToServer::from_env().unwrap_err().to_string().contains("ZOOM_ACCOUNT_ID"));
    }
    if std::env::var_os("ZOOM_API_KEY").is_none() {
        assert!(V1Keys::from_env().unwrap_err().to_string().contains("ZOOM_API_KEY"));
    }
}

/// However a server writes that a token has expired: with any status, and in any shape.
#[tokio::test]
async fn an_expired_token_is_renewed_once_in_every_shape() {
    const XML: &str =
        "<result><code>124</code><message>Access token is expired.</message></result>";
    const RPC: &str =
        r#"{"jsonrpc":"2.0","error":{"code":124,"message":"Access token is expired."}}"#;
    for (status, body) in [
        (401, r#"{"status":false,"errorCode":401}"#),
        (400, r#"{"code":124,"message":"Access token is expired."}"#),
        (200, r#"{"code":124,"message":"Access token is expired."}"#),
        (401, XML),
        (200, XML),
        (401, RPC),
        (200, RPC),
    ] {
        let server = Server::start(move |_, received| match received.path() {
            "/oauth/token" => Reply::json(200, r#"{"access_token":"t"}"#),
            _ => Reply::json(status, body),
        })
        .await;
        let error = users::get("me").send(&client(&server)).await.unwrap_err();
        assert!(error.is_unauthorized(), "{error}");
        let counts = (count(&server, "/users/me"), count(&server, "/oauth/token"));
        assert_eq!(counts, (2, 2), "{status} {body}");
    }
}
