//! Servers that repeat what they were sent, say too much, or write something that deceives a reader.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use secrecy::ExposeSecret;

use super::oauth::{SECRET, auth_error, client, old, user};
use super::server::{Received, Reply, Server};
use crate::runtime::auth::{AuthError, AuthErrorKind, Bearer, MemoryStore};
use crate::runtime::private::{self as rt, Error};
use crate::sample::users;
use crate::zoom::auth::{Consent, ServerToServer};

/// Everything that is printed of an error and of those behind it.
fn printed(error: &Error) -> String {
    let mut text = format!("{error} {error:?} {error:#?}");
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        text.push_str(&format!(" {error} {error:?}"));
        cause = error.source();
    }
    text
}

fn spellings(secret: &str) -> Vec<String> {
    let percent = utf8_percent_encode(secret, NON_ALPHANUMERIC).to_string();
    vec![
        secret.to_owned(),
        percent.to_lowercase().replace(&secret.to_lowercase(), secret),
        percent,
        STANDARD.encode(secret),
        URL_SAFE_NO_PAD.encode(secret),
    ]
}

/// Responds with what was sent, in one part of an error response after the other.
fn error_responses(received: &Received) -> Vec<Reply> {
    let header = received.header("authorization").unwrap_or_default();
    let body = String::from_utf8_lossy(&received.body).into_owned();
    let url_safe = header.replace('+', "-").replace('/', "_").replace('=', "");
    let echoes = [header, &url_safe, &body, &STANDARD.encode(&body)];
    let values: Vec<String> = received.form().into_iter().map(|(_, value)| value).collect();
    let echoes = echoes.iter().map(|echo| (*echo).to_owned());
    let echoes: Vec<String> =
        echoes.chain(values.iter().flat_map(|value| spellings(value))).collect();
    let mut replies = Vec::new();
    for echo in &echoes {
        let json = |body: serde_json::Value| Reply::json(400, &body.to_string());
        replies.push(json(serde_json::json!({ "reason": format!("bad `{echo}`") })));
        replies.push(json(serde_json::json!({ "reason": "bad", "error": echo })));
        replies.push(json(serde_json::json!({
            "code": 4711, "error": "invalid_scope",
            "reason": format!("the token does not contain scopes:[a:b, {}]", echo.replace(',', ";"))
        })));
        replies.push(Reply::new(400, "text/plain", &format!("bad request: {echo}")));
        // Cut off in the middle of the secret.
        replies.push(Reply::new(400, "text/plain", &format!("{} {echo}", "x".repeat(170))));
    }
    replies
}

/// Sends the same request until each error response was seen, and gives everything that was printed.
async fn seen<F>(ask: impl Fn(Server) -> F) -> Vec<(AuthError, String)>
where
    F: Future<Output = Result<(), Error>>,
{
    let mut all = Vec::new();
    for number in 0.. {
        let server = Server::start(move |_, received| {
            error_responses(received)
                .into_iter()
                .nth(number)
                .unwrap_or_else(|| Reply::json(200, "[]"))
        })
        .await;
        let error = ask(server).await.unwrap_err();
        let text = printed(&error);
        if error.status() == Some(200) {
            break;
        }
        all.push((auth_error(Err::<(), _>(error)), text));
    }
    assert!(all.len() > 20, "{}", all.len());
    all
}

fn assert_silent(all: &[(AuthError, String)], secrets: &[&str]) {
    for (_, text) in all {
        for secret in secrets {
            for spelling in spellings(secret) {
                assert!(!text.contains(&spelling), "`{spelling}` in {text}");
            }
            let start = secret.get(..secret.len().min(10)).unwrap();
            assert!(!text.contains(start), "`{start}` in {text}");
        }
        let pair = STANDARD.encode(format!("client-1:{SECRET}"));
        assert!(!text.contains(&pair[..16]), "{text}");
    }
}

#[tokio::test]
async fn a_token_endpoint_that_repeats_what_it_was_sent_makes_us_print_none_of_it() {
    let all = seen(async |server: Server| {
        let auth = ServerToServer::new("account-1", "client-1", SECRET)
            .token_url(format!("{}/oauth/token", server.url));
        let zoom = server.builder().auth(auth).retry(rt::Retry::none()).build().unwrap();
        users::get("me").send(&zoom).await.map(drop)
    })
    .await;
    assert_silent(&all, &[SECRET]);
    assert!(all.iter().any(|(error, _)| error.reason.starts_with("bad `Basic ***`")));
    assert!(all.iter().all(|(error, _)| error.status == Some(400)));
    let scopes = all.iter().filter(|(error, _)| error.kind == AuthErrorKind::WrongScope);
    assert!(scopes.clone().count() > 3);
    assert!(scopes.clone().all(|(error, _)| error.missing_scopes[0] == "a:b"));
}

#[tokio::test]
async fn codes_verifiers_and_refresh_tokens_are_not_printed() {
    let (state, verifier) = ("state-5f2d8c7b6a", "verifier/9a8b+7c6d~");
    let all = seen(async |server: Server| {
        let user = user(&server);
        let zoom = client(&server, &user);
        let consent = Consent::restore(state, verifier);
        let callback = format!("?state={state}&code=code%2F4e3d2c1b");
        user.accept(&zoom, &consent, &callback).await
    })
    .await;
    assert_silent(&all, &[SECRET, verifier, "code/4e3d2c1b"]);
    let all = seen(async |server: Server| {
        let mut token = old();
        token.refresh = Some("refresh/1a2b+3c4d".into());
        let user = user(&server).store(MemoryStore::with(token));
        let zoom = client(&server, &user);
        users::get("me").send(&zoom).await.map(drop)
    })
    .await;
    assert_silent(&all, &[SECRET, "refresh/1a2b+3c4d"]);
}

#[test]
fn a_callback_that_repeats_secrets_is_printed_without_them() {
    let consent = Consent::restore("state-5f2d8c7b6a", "verifier-9a8b7c6d");
    let callback = "?state=state-5f2d8c7b6a&code=code-4e3d2c1b&error=state-5f2d8c7b6a%0D%0Aforged\
        &error_description=verifier-9a8b7c6d%20code-4e3d2c1b%E2%80%AE";
    let error = consent.code(callback).unwrap_err();
    let text = format!("{error} {error:?}");
    for secret in ["5f2d8c7b6a", "9a8b7c6d", "4e3d2c1b", "\n", "\u{202e}"] {
        assert!(!text.contains(secret), "{text}");
    }
    assert!(consent.state().expose_secret().ends_with("6a"));
}

/// What nobody should find in a log, and how it is written instead.
const DECEIVING: [(&str, &str); 8] = [
    ("x\r\n2026-01-01 ERROR forged", r"x\r\n2026-01-01 ERROR forged"),
    ("x\u{85}forged", r"x\u{85}forged"),
    ("x\u{9b}31mforged", r"x\u{9b}31mforged"),
    ("x\u{1b}[31mforged", r"x\u{1b}[31mforged"),
    ("x\u{2028}forged", r"x\u{2028}forged"),
    ("x\u{202e}forged", r"x\u{202e}forged"),
    ("x\u{2066}forged", r"x\u{2066}forged"),
    ("x\u{61c}forged", r"x\u{61c}forged"),
];

#[tokio::test]
async fn what_deceives_a_reader_is_escaped_in_every_error() {
    for (text, expected) in DECEIVING {
        let error_response = serde_json::json!({
            "code": 300, "message": text, "errors": [{"field": text, "message": text}],
        });
        let token = serde_json::json!({"reason": text, "error": text});
        let (error_response, token) = (error_response.to_string(), token.to_string());
        // A key of this name before the fault; JSON escapes some of it itself.
        let broken = format!("{{{}:x}}", serde_json::json!(text));
        for (path, status, body) in [
            ("/users/me", 400, &error_response),
            ("/token", 400, &token),
            ("/users/me", 200, &broken),
        ] {
            let body = body.clone();
            let server = Server::start(move |_, received| match received.path() == path {
                true => Reply::json(status, &body),
                false => Reply::json(200, r#"{"access_token":"token-1"}"#),
            })
            .await;
            let auth =
                ServerToServer::new("a", "c", SECRET).token_url(format!("{}/token", server.url));
            let zoom = server.builder().auth(auth).retry(rt::Retry::none()).build().unwrap();
            let error = users::get("me").send(&zoom).await.unwrap_err();
            let shown = error.to_string();
            let is_plain =
                |c: char| !c.is_control() && !"\u{2028}\u{202e}\u{2066}\u{61c}".contains(c);
            assert!(shown.chars().all(is_plain), "{shown:?}");
            let expected = if status == 200 { "forged" } else { expected };
            assert!(shown.contains(expected), "{shown}");
        }
    }
}

#[tokio::test]
async fn errors_have_a_bounded_length() {
    let long = "k".repeat(1 << 20);
    let many: Vec<_> =
        (0..20_000).map(|n| serde_json::json!({"field": n.to_string(), "message": "no"})).collect();
    let error_responses = [
        serde_json::json!({"code": 1, "message": long}).to_string(),
        serde_json::json!({"code": 1, "message": "m", "errors": [{"field": long, "message": long}]})
            .to_string(),
        serde_json::json!({"code": 1, "message": "m", "errors": many}).to_string(),
        format!(r#"{{"code":1,"message":"does not contain scopes:[{}]"}}"#, "a, ".repeat(50_000)),
    ];
    let unread = [
        format!(r#"{{"{long}":"#),
        format!(r#"{{"a":{{"{long}":{{"b":x"#),
        format!("{}x", r#"{"a":["#.repeat(60)),
    ];
    let cases =
        error_responses.iter().map(|body| (400, body)).chain(unread.iter().map(|body| (200, body)));
    for (status, body) in cases {
        let server = Server::always(Reply::json(status, body)).await;
        let zoom = server.builder().auth(Bearer::new("token-1")).build().unwrap();
        let error = users::get("me").send(&zoom).await.unwrap_err();
        for text in [error.to_string(), format!("{error:?}")] {
            let start: String = text.chars().take(200).collect();
            assert!(text.len() < 12_000, "{} bytes: {start}", text.len());
        }
        assert!(error.to_string().len() < 6_000, "{}", error.to_string().len());
        if let Some(error_response) = error.api() {
            assert_eq!(
                error_response.body.len(),
                body.len().min(1 << 20),
                "the body has all of it, up to 1 MiB"
            );
        }
    }
}
