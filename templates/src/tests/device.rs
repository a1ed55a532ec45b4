//! Users who allow an application with a code on another device (RFC 8628).

use std::time::Duration;

use secrecy::ExposeSecret;
use tokio::time::Instant;

use super::oauth::{SECRET, auth_error};
use crate::runtime::TransportKind;
use crate::runtime::auth::AuthErrorKind;
use crate::runtime::private as rt;
use crate::runtime::testing::{FakeResponse, FakeTransport};
use crate::zoom::auth::OAuth;

const CODE: &str = r#"{"device_code":"device-hush","user_code":"ABCD-EFGH","verification_uri":"https://zoom.us/activate",
    "verification_uri_complete":"https://zoom.us/activate?user_code=ABCD-EFGH","expires_in":900,"interval":5}"#;

fn pending() -> FakeResponse {
    FakeResponse::json(400, r#"{"reason":"not yet","error":"authorization_pending"}"#)
}

fn setup(code: &str) -> (FakeTransport, OAuth, rt::Client) {
    let transport = FakeTransport::new();
    transport.respond(FakeResponse::json(200, code));
    let user = OAuth::new("client-1", SECRET);
    let zoom =
        rt::Client::builder().transport(transport.clone()).auth(user.clone()).build().unwrap();
    (transport, user, zoom)
}

#[tokio::test(start_paused = true)]
async fn a_device_waits_as_long_as_the_server_requires() {
    let (transport, user, zoom) = setup(CODE);
    let code = user.device(&zoom).await.unwrap();
    assert_eq!(
        (code.user_code(), code.verification_uri()),
        ("ABCD-EFGH", "https://zoom.us/activate")
    );
    assert!(code.verification_uri_complete().unwrap().ends_with("ABCD-EFGH"));
    assert_eq!(code.expires_in(), Duration::from_secs(900));
    transport
        .respond(pending())
        .respond(FakeResponse::json(400, r#"{"error":"slow_down"}"#))
        .respond(FakeResponse::status(503))
        .respond(FakeResponse::failure(TransportKind::Timeout))
        .respond(FakeResponse::json(
            200,
            r#"{"access_token":"access-1","refresh_token":"refresh-1"}"#,
        ));
    let begun = Instant::now();
    user.wait(&zoom, &code).await.unwrap();
    // 5 and 5, then 10 because of `slow_down`, then twice as much after each response that did not come.
    assert_eq!(begun.elapsed().as_secs(), 5 + 5 + 10 + 20 + 40);
    let sent = transport.sent();
    assert_eq!(sent[0].url.as_str(), "https://zoom.us/oauth/devicecode");
    assert_eq!(sent[0].body.as_ref(), b"client_id=client-1");
    assert_eq!(sent[1].url.as_str(), "https://zoom.us/oauth/token");
    let form = "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code&device_code=device-hush&client_id=client-1";
    assert_eq!(std::str::from_utf8(&sent[1].body).unwrap(), form);
    assert!(sent.iter().all(|one| one.header("authorization").unwrap().starts_with("Basic ")));
    let kept = user.token().await.unwrap().unwrap();
    assert_eq!(kept.refresh.unwrap().expose_secret(), "refresh-1");
    assert!(!format!("{code:?}").contains("hush") && !format!("{code:?}").contains("ABCD"));
}

#[tokio::test(start_paused = true)]
async fn a_code_that_nobody_enters_expires() {
    let (transport, user, zoom) = setup(CODE);
    let code = user.device(&zoom).await.unwrap();
    transport.always(pending());
    let begun = Instant::now();
    assert_eq!(auth_error(user.wait(&zoom, &code).await).kind, AuthErrorKind::Expired);
    assert!(begun.elapsed() <= Duration::from_secs(900));
    assert_eq!(transport.sent().len(), 1 + 179);
    // The server says so itself.
    let (transport, user, zoom) = setup(CODE);
    let code = user.device(&zoom).await.unwrap();
    transport.respond(FakeResponse::json(400, r#"{"error":"expired_token"}"#));
    assert_eq!(auth_error(user.wait(&zoom, &code).await).kind, AuthErrorKind::Expired);
    assert!(!user.is_authorized().await.unwrap());
}

#[tokio::test(start_paused = true)]
async fn a_user_who_rejects_ends_the_wait() {
    let (transport, user, zoom) = setup(CODE);
    let code = user.device(&zoom).await.unwrap();
    transport.respond(pending()).respond(FakeResponse::json(
        400,
        r#"{"error":"access_denied","reason":"device-hush was rejected"}"#,
    ));
    let error = auth_error(user.wait(&zoom, &code).await);
    assert_eq!(error.kind, AuthErrorKind::Denied);
    assert!(!format!("{error} {error:?}").contains("hush"), "{error:?}");
    assert_eq!(transport.sent().len(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_server_that_says_little_is_asked_with_pauses() {
    let (transport, user, zoom) = setup(
        r#"{"device_code":"d","user_code":"u","verification_uri":"https://zoom.us/activate","interval":0,"expires_in":"10"}"#,
    );
    let code = user.device(&zoom).await.unwrap();
    assert_eq!((code.verification_uri_complete(), code.expires_in().as_secs()), (None, 10));
    transport.always(pending());
    assert!(user.wait(&zoom, &code).await.is_err());
    assert_eq!(transport.sent().len(), 1 + 9);
    for body in ["{}", "", "<html>", "[]", r#"{"device_code":"hush","user_code":""}"#] {
        let (_, user, zoom) = setup(body);
        let error = auth_error(user.device(&zoom).await);
        assert_eq!((error.kind, error.status), (AuthErrorKind::Other, Some(200)), "{body}");
        assert!(!error.to_string().contains("hush"));
    }
}
