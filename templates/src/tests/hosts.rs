//! Where requests go, and where tokens come from.

use std::time::Duration;

use secrecy::ExposeSecret;

use crate::runtime::auth::{AuthErrorKind, MemoryStore, Token, TokenStore};
use crate::runtime::private::{self as rt, ClientBuilder, Error};
use crate::runtime::testing::{FakeResponse, FakeTransport};
use crate::sample::users;
use crate::zoom::auth::{ClientCredentials, Host, Region, ServerToServer};

const SECRET: &str = "client-secret-0123";

fn application() -> ServerToServer {
    ServerToServer::new("account-1", "client-1", SECRET)
}

/// Where the token and the request go.
async fn asked(
    auth: ServerToServer,
    api_url: &str,
    set: impl FnOnce(ClientBuilder) -> ClientBuilder,
) -> [String; 2] {
    let transport = FakeTransport::new();
    transport
        .respond(FakeResponse::json(
            200,
            format!(r#"{{"access_token":"t","api_url":"{api_url}"}}"#),
        ))
        .respond(FakeResponse::json(200, "{}"));
    let builder = rt::Client::builder().transport(transport.clone()).auth(auth);
    users::get("me").send(&set(builder).build().unwrap()).await.unwrap();
    let sent = transport.sent();
    [0, 1].map(|at| sent[at].url.to_string())
}

const TOKEN: &str = "https://zoom.us/oauth/token";

#[tokio::test]
async fn each_host_has_its_urls() {
    let government = Host::government();
    let to = asked(application().host(&government), "", |one| one.host(&government)).await;
    assert_eq!(to, ["https://zoomgov.com/oauth/token", "https://api.zoomgov.com/v2/users/me"]);
    let regions = [
        (Region::Australia, "au"),
        (Region::Canada, "ca"),
        (Region::EuropeanUnion, "eu"),
        (Region::India, "in"),
        (Region::SaudiArabia, "sa"),
        (Region::Singapore, "sg"),
        (Region::UnitedKingdom, "uk"),
        (Region::UnitedStates, "us"),
    ];
    for (region, code) in regions {
        let host = Host::region(region);
        assert_eq!(host.api_url(), format!("https://api-{code}.zoom.us/v2"));
        assert_eq!(host.oauth_url(), "https://zoom.us/oauth");
    }
    let host = Host::vanity("acme-1").unwrap();
    let to = asked(application().host(&host), "", |one| one.host(&host)).await;
    assert_eq!(to, [TOKEN, "https://acme-1.zoom.us/v2/users/me"]);
    for name in
        ["", "acme.zoom.us", "a/b", "-a", "a-", "evil.example.com#", "a b", "ä", &"a".repeat(64)]
    {
        assert!(Host::vanity(name).is_err(), "{name}");
    }
    assert_eq!(Host::global(), Host::new(Host::GLOBAL_API, Host::GLOBAL_OAUTH));
}

#[tokio::test]
async fn the_url_in_a_token_response_is_used_if_the_caller_says_so_and_zoom_owns_it() {
    let eu = "https://api-eu.zoom.us";
    // The server of the sample.
    let global = "https://api.example.com/v2/users/me";
    assert_eq!(asked(application(), eu, |one| one).await, [TOKEN, global]);
    let to = asked(application().use_api_url(), eu, |one| one).await;
    assert_eq!(to, [TOKEN, "https://api-eu.zoom.us/v2/users/me"]);
    let to = asked(application().use_api_url(), "https://api.zoomgov.com/", |one| one).await;
    assert_eq!(to[1], "https://api.zoomgov.com/v2/users/me");
    for other in [
        "https://zoom.us.example.com",
        "https://notzoom.us",
        "https://example.com/zoom.us",
        "http://api-eu.zoom.us",
        "http://127.0.0.1:1",
        "https://[::1]",
        "api-eu.zoom.us",
        "",
    ] {
        let to = asked(application().use_api_url(), other, |one| one).await;
        assert_eq!(to, [TOKEN, global], "{other}");
    }
    // What the caller set comes first.
    let own = |one: ClientBuilder| one.base_url("https://example.com/api");
    let to = asked(application().use_api_url(), eu, own).await;
    assert_eq!(to[1], "https://example.com/api/users/me");
}

#[tokio::test]
async fn a_chatbot_asks_for_itself() {
    let transport = FakeTransport::new();
    transport
        .respond(FakeResponse::json(200, r#"{"access_token":"bot","expires_in":3600}"#))
        .always(FakeResponse::json(200, "{}"));
    let bot = ClientCredentials::new("client-1", SECRET);
    let zoom = rt::Client::builder().transport(transport.clone()).auth(bot).build().unwrap();
    for _ in 0..2 {
        users::get("me").send(&zoom).await.unwrap();
    }
    let sent = transport.sent();
    assert_eq!((sent.len(), sent[0].url.as_str()), (3, TOKEN));
    assert_eq!(sent[0].body.as_ref(), b"grant_type=client_credentials");
    assert_eq!(sent[0].header("authorization"), Some("Basic Y2xpZW50LTE6Y2xpZW50LXNlY3JldC0wMTIz"));
    assert_eq!(sent[2].header("authorization"), Some("Bearer bot"));
}

#[tokio::test]
async fn a_token_is_taken_back_and_forgotten() {
    let transport = FakeTransport::new();
    let store = MemoryStore::with(Token::new("token-hush", Duration::from_secs(3_600)));
    let auth = application().store(store.clone());
    let zoom = rt::Client::builder().transport(transport.clone()).auth(auth.clone());
    let zoom = zoom.build().unwrap();
    // An error response leaves the token where it is.
    for (status, body, kind) in [
        (400, r#"{"reason":"token-hush is bad","error":"invalid_request"}"#, AuthErrorKind::Other),
        (200, r#"{"reason":"who?","error":"invalid_client"}"#, AuthErrorKind::BadClient),
        (200, r#"{"status":"failed"}"#, AuthErrorKind::Other),
        (502, "<html>token-hush</html>", AuthErrorKind::Other),
    ] {
        transport.respond(FakeResponse::json(status, body));
        let Err(Error::Auth(error)) = auth.revoke(&zoom).await else { panic!("{body}") };
        assert_eq!((error.kind, error.status), (kind, Some(status)), "{body}");
        assert!(!format!("{error} {error:?}").contains("hush"), "{error:?}");
        assert_eq!(store.load().await.unwrap().unwrap().access.expose_secret(), "token-hush");
    }
    transport.respond(FakeResponse::json(200, r#"{"status":"success"}"#));
    auth.revoke(&zoom).await.unwrap();
    let sent = transport.sent();
    let last = sent.last().unwrap();
    assert_eq!(last.url.as_str(), "https://zoom.us/oauth/revoke");
    assert_eq!(last.body.as_ref(), b"token=token-hush");
    assert!(last.header("authorization").unwrap().starts_with("Basic "));
    assert!(store.load().await.unwrap().is_none() && auth.token().await.unwrap().is_none());
    // There is nothing left to take back.
    auth.revoke(&zoom).await.unwrap();
    assert_eq!(transport.sent().len(), sent.len());
    // The next request fetches a new one. RFC 7009 has responses without a body.
    transport
        .respond(FakeResponse::json(200, r#"{"access_token":"new"}"#))
        .respond(FakeResponse::json(200, "{}"))
        .respond(FakeResponse::status(200));
    users::get("me").send(&zoom).await.unwrap();
    auth.revoke(&zoom).await.unwrap();
    assert_eq!(transport.sent().last().unwrap().body.as_ref(), b"token=new");
}

#[tokio::test]
async fn a_new_token_can_be_forced_after_scopes_were_added() {
    let transport = FakeTransport::new();
    let error_response = r#"{"code":4711,"message":"Invalid access token, does not contain scopes:[user:read, user:write]."}"#;
    transport
        .respond(FakeResponse::json(200, r#"{"access_token":"one","scope":"a"}"#))
        .respond(FakeResponse::json(400, error_response))
        .respond(FakeResponse::json(200, r#"{"access_token":"two","scope":"a user:read"}"#))
        .respond(FakeResponse::json(200, "{}"));
    let auth = application();
    let zoom = rt::Client::builder().transport(transport.clone()).auth(auth.clone());
    let zoom = zoom.build().unwrap();
    let error = users::get("me").send(&zoom).await.unwrap_err();
    assert_eq!(error.missing_scopes(), ["user:read", "user:write"]);
    assert_eq!(auth.token().await.unwrap().unwrap().scopes, ["a"]);
    auth.refresh(&zoom).await.unwrap();
    users::get("me").send(&zoom).await.unwrap();
    assert_eq!(transport.sent()[3].header("authorization"), Some("Bearer two"));
    // The token endpoint rejects for the same reason, in JSON that is not valid.
    for error_response in [
        error_response,
        r#"{"code":104,"message":"does not contain scopes:["user:read","user:write"]"}"#,
    ] {
        transport.respond(FakeResponse::json(400, error_response));
        let Err(error) = auth.refresh(&zoom).await else { panic!() };
        assert_eq!(error.missing_scopes(), ["user:read", "user:write"], "{error:?}");
        assert!(matches!(error, Error::Auth(error) if error.kind == AuthErrorKind::WrongScope));
    }
}
