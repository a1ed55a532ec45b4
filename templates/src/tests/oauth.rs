//! Users who allow an application to act for them, in a browser.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use secrecy::ExposeSecret;
use sha2::{Digest, Sha256};
use url::Url;

use super::renewal::rotating;
use super::server::{Reply, Server};
use super::token_store::Folder;
use crate::runtime::auth::{AuthError, AuthErrorKind, FileStore, MemoryStore, Token, TokenStore};
use crate::runtime::private::{self as rt, Error};
use crate::sample::users;
use crate::zoom::auth::{Consent, Host, OAuth};

pub(super) const SECRET: &str = "client-secret-0123";

/// A token of a user that has to be renewed before it is used.
pub(super) fn old() -> Token {
    Token::new("access-0", Duration::ZERO).with_refresh(Some("refresh-0".into()))
}

pub(super) fn user(server: &Server) -> OAuth {
    OAuth::new("client-1", SECRET)
        .oauth_url(format!("{}/oauth", server.url))
        .redirect_uri("https://app.example.com/back?from=zoom")
}

pub(super) fn client(server: &Server, user: &OAuth) -> rt::Client {
    server.builder().auth(user.clone()).build().unwrap()
}

pub(super) fn auth_error<T: std::fmt::Debug>(result: Result<T, Error>) -> AuthError {
    match result {
        Err(Error::Auth(error)) => error,
        other => panic!("{other:?}"),
    }
}

fn callback(consent: &Consent, more: &str) -> String {
    format!(
        "https://app.example.com/back?from=zoom&state={}{more}",
        consent.state().expose_secret()
    )
}

#[test]
fn the_url_to_open_has_a_state_and_a_challenge_that_are_new_each_time() {
    let app = OAuth::new("client 1", SECRET)
        .redirect_uri("https://app.example.com/back?from=zoom")
        .scopes(["user:read", "meeting:read"])
        .parameter("optional_scope", "phone:read");
    let consent = app.consent().unwrap();
    let url = Url::parse(consent.url()).unwrap();
    assert_eq!((url.host_str(), url.path()), (Some("zoom.us"), "/oauth/authorize"));
    let pairs: Vec<(String, String)> = url.query_pairs().into_owned().collect();
    let value = |key: &str| pairs.iter().find(|(name, _)| name == key).unwrap().1.as_str();
    assert_eq!((value("response_type"), value("client_id")), ("code", "client 1"));
    assert_eq!(value("redirect_uri"), "https://app.example.com/back?from=zoom");
    assert_eq!((value("scope"), value("optional_scope")), ("user:read meeting:read", "phone:read"));
    assert_eq!(value("state"), consent.state().expose_secret());
    assert_eq!(value("code_challenge_method"), "S256", "the default of Zoom is `plain`");
    let verifier = consent.verifier().expose_secret();
    assert!(verifier.len() >= 43 && !consent.url().contains(verifier));
    assert!(!consent.url().contains(SECRET));
    let again = app.consent().unwrap();
    assert_ne!(again.state().expose_secret(), consent.state().expose_secret());
    assert_ne!(again.verifier().expose_secret(), verifier);
    assert!(!format!("{consent:?} {app:?}").contains(consent.state().expose_secret()));
    let government = OAuth::new("c", SECRET).host(&Host::government()).consent().unwrap();
    assert!(government.url().starts_with("https://zoomgov.com/oauth/authorize?"));
}

#[test]
fn the_challenge_is_the_digest_of_the_verifier() {
    let digest = |text: &str| URL_SAFE_NO_PAD.encode(Sha256::digest(text));
    // RFC 7636, appendix B.
    let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    assert_eq!(digest(verifier), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    let consent = OAuth::new("client-1", SECRET).consent().unwrap();
    let url = Url::parse(consent.url()).unwrap();
    let sent = url.query_pairs().find(|(name, _)| name == "code_challenge").unwrap().1;
    assert_eq!(sent, digest(consent.verifier().expose_secret()));
}

#[tokio::test]
async fn a_code_becomes_a_token_that_is_kept() {
    let server = Server::start(|_, received| match received.path() {
        "/oauth/token" => Reply::json(
            200,
            r#"{"access_token":"access-1","refresh_token":"refresh-1","expires_in":"3599","scope":"a b"}"#,
        ),
        _ => Reply::json(200, "{}"),
    })
    .await;
    let folder = Folder::new();
    let user = user(&server).store(FileStore::new(folder.file()));
    let zoom = client(&server, &user);
    assert!(!user.is_authorized().await.unwrap());
    let consent = user.consent().unwrap();
    user.accept(&zoom, &consent, &callback(&consent, "&code=code-1")).await.unwrap();
    assert!(user.is_authorized().await.unwrap());
    let received = server.only();
    assert_eq!(received.target, "/oauth/token", "nothing goes into the query");
    assert!(received.header("authorization").unwrap().starts_with("Basic "));
    let form = received.form();
    let expected = [
        ("grant_type", "authorization_code"),
        ("code", "code-1"),
        ("code_verifier", consent.verifier().expose_secret()),
        ("redirect_uri", "https://app.example.com/back?from=zoom"),
    ];
    assert_eq!(form, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
    users::get("me").send(&zoom).await.unwrap();
    assert_eq!(server.received()[1].header("authorization"), Some("Bearer access-1"));
    let kept = FileStore::new(folder.file()).load().await.unwrap().unwrap();
    assert_eq!(kept.refresh.unwrap().expose_secret(), "refresh-1");
    assert_eq!(kept.scopes, ["a", "b"]);
}

#[tokio::test]
async fn a_callback_that_does_not_fit_is_not_followed() {
    let server = Server::always(Reply::json(200, r#"{"access_token":"a"}"#)).await;
    let user = user(&server);
    let zoom = client(&server, &user);
    let consent = user.consent().unwrap();
    let state = consent.state().expose_secret().to_owned();
    let cases = [
        ("https://app.example.com/back?code=c&state=other".to_owned(), AuthErrorKind::Mismatch),
        ("https://app.example.com/back?code=c".to_owned(), AuthErrorKind::Mismatch),
        ("code=c&state=".to_owned(), AuthErrorKind::Mismatch),
        (String::new(), AuthErrorKind::Mismatch),
        (format!("?state={state}"), AuthErrorKind::Mismatch),
        (format!("?state={state}&code="), AuthErrorKind::Mismatch),
        (format!("error=access_denied&state={state}"), AuthErrorKind::Denied),
        (
            format!("error=invalid_scope&state={state}&error_description=x"),
            AuthErrorKind::WrongScope,
        ),
        // Somebody else's error response is no error response.
        ("error=access_denied&state=other".to_owned(), AuthErrorKind::Mismatch),
    ];
    for (callback, kind) in cases {
        let error = auth_error(user.accept(&zoom, &consent, &callback).await);
        assert_eq!(error.kind, kind, "{callback}");
        assert!(!format!("{error} {error:?}").contains(&state), "{error:?}");
    }
    assert!(server.received().is_empty());
    // The query alone, a fragment, and an authorization that another process completes.
    let restored = Consent::restore(state.clone(), consent.verifier().expose_secret());
    user.accept(&zoom, &restored, &format!("code=c%2B1&state={state}#_")).await.unwrap();
    assert_eq!(server.only().form()[1], ("code".to_owned(), "c+1".to_owned()));
}

#[tokio::test]
async fn an_application_without_a_secret_says_who_it_is_in_the_form() {
    let server = Server::always(Reply::json(200, r#"{"access_token":"a"}"#)).await;
    let user = OAuth::public("client-1").oauth_url(format!("{}/oauth", server.url));
    let consent = user.consent().unwrap();
    let zoom = client(&server, &user);
    user.accept(&zoom, &consent, &callback(&consent, "&code=c")).await.unwrap();
    let received = server.only();
    assert_eq!(received.header("authorization"), None);
    assert!(received.form().contains(&("client_id".to_owned(), "client-1".to_owned())));
    assert!(!received.form().iter().any(|(name, _)| name == "redirect_uri"));
}

#[tokio::test]
async fn codes_that_are_rejected_say_what_to_do_and_are_not_printed() {
    for body in [
        r#"{"reason":"Invalid authorization code code-hush","error":"invalid_grant"}"#,
        r#"{"reason":"Invalid authorization code code-hush","error":"invalid_request"}"#,
        r#"{"errorCode":4734,"errorMessage":"code-hush is bad"}"#,
    ] {
        let server = Server::always(Reply::json(400, body)).await;
        let user = user(&server);
        let zoom = client(&server, &user);
        let consent = user.consent().unwrap();
        let sent = user.accept(&zoom, &consent, &callback(&consent, "&code=code-hush")).await;
        let error = auth_error(sent);
        assert_eq!((error.kind, error.status), (AuthErrorKind::Reauthorize, Some(400)), "{body}");
        assert!(!format!("{error} {error:?}").contains("hush"), "{error:?}");
        assert!(!user.is_authorized().await.unwrap());
    }
}

#[tokio::test]
async fn without_an_authorization_nothing_is_sent() {
    let server = Server::always(Reply::json(200, "{}")).await;
    let user = user(&server);
    let error = auth_error(users::get("me").send(&client(&server, &user)).await);
    assert_eq!(error.kind, AuthErrorKind::Reauthorize);
    assert!(Error::from(error).is_unauthorized());
    assert!(server.received().is_empty());
}

#[tokio::test]
async fn clients_for_many_users_share_connections_and_not_tokens() {
    let server = rotating(Duration::ZERO).await;
    let app = user(&server);
    let zoom = client(&server, &app);
    for name in ["access-a", "access-b"] {
        let token = Token::new(name, Duration::from_secs(3_600));
        let own = zoom.with_auth(app.clone().store(MemoryStore::with(token)));
        users::get("me").send(&own).await.unwrap();
    }
    let shown: Vec<_> = server
        .received()
        .iter()
        .map(|one| one.header("authorization").unwrap().to_owned())
        .collect();
    assert_eq!(shown, ["Bearer access-a", "Bearer access-b"]);
    assert_eq!(auth_error(users::get("me").send(&zoom).await).kind, AuthErrorKind::Reauthorize);
}
