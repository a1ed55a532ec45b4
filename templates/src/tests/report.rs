//! What is written down about requests, and what never is.

use std::sync::{Arc, Mutex};

use serde_json::json;

use crate::runtime::Operation as _;
use crate::runtime::auth::{ApiKey, Bearer};
use crate::runtime::private::{self as rt, Raw, Retry};
use crate::runtime::testing::{FakeResponse, FakeTransport};
use crate::sample::servers::V1;
use crate::sample::users;
use crate::zoom::auth::V1Keys;

/// A client that logs what it does, and what it has written.
fn client(transport: &FakeTransport, debug: bool) -> (rt::Client, Arc<Mutex<Vec<String>>>) {
    let written = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&written);
    let builder = rt::Client::builder()
        .transport(transport.clone())
        .retry(Retry::none())
        .auth(Bearer::new("hush-bearer"))
        .auth(V1Keys::new("hush-key", "hush-secret"))
        .auth(ApiKey::new(rt::Scheme::Header("X-Own"), "hush-own"))
        .debug(debug)
        .debug_to(move |text| kept.lock().unwrap().push(text.to_owned()));
    (builder.build().unwrap(), written)
}

#[tokio::test]
async fn requests_and_responses_are_written_without_secrets() {
    let transport = FakeTransport::new();
    let body = json!({
        "id": "a", "host_key": "hush-1", "nested": [{"access_token": "hush-2", "pstn_password": "hush-3"}],
        "join_url": "https://example.com/j/1?pwd=hush-4", "echo": "got hush-bearer from you",
        "invitation": format!("{} Passcode: hush-5", "x".repeat(300)),
    });
    transport.always(
        FakeResponse::json(200, body)
            .header("x-zm-trackingid", "t-1")
            .header("Set-Cookie", "hush-6")
            .header("X-Unheard-Of", "hush-7"),
    );
    let (zoom, written) = client(&transport, true);
    let mut info = users::UserInfo::new("a@example.com");
    info.password = Some("hush-8".into());
    let options = rt::Options::new().header("x-api-key", "hush-9").query("access_token", "hush-10");
    users::create("create", info).options(options).send(&zoom).await.unwrap();
    let texts = written.lock().unwrap().clone();
    assert_eq!(texts.len(), 2, "{texts:?}");
    let all = texts.join("\n");
    assert!(!all.contains("hush"), "{all}");
    for part in [
        "> POST /users?access_token=*** (users::create, attempt 1)",
        "> x-api-key: ***",
        "> content-type: application/json",
        r#"> {"action":"create","user_info":{"email":"a@example.com","password":"***"}}"#,
        "< 200 (users::create)",
        "< x-zm-trackingid: t-1",
        "< set-cookie: ***",
        r#""join_url":"https://example.com/j/1?pwd=***""#,
        r#""echo":"got *** from you""#,
    ] {
        assert!(all.contains(part), "{part}: {all}");
    }
}

#[tokio::test]
async fn what_looks_like_a_secret_is_left_out_and_errors_are_as_silent() {
    let transport = FakeTransport::new();
    let (zoom, written) = client(&transport, true);
    transport.respond(FakeResponse::json(
        200,
        json!({
            "new_password": "hush-1", "userAccessToken": "hush-2", "next_page_token": "shown-1",
            "signature": 17, "country_code": "DE", "use_password": true,
            "url": "https://user:hush-3@example.com/a?code=hush-4&b=1", "id": "a\u{202e}b\u{85}",
        }),
    ));
    let options = rt::Options::new().query("key", "hush-5").query("b", "1\n< forged");
    users::get("me").options(options).send(&zoom).await.unwrap();
    let message = "no such meeting: https://zoom.example/j/1?pwd=hush-6\r\n> forged hush-bearer";
    transport.respond(FakeResponse::json(400, json!({"code": 300, "message": message})));
    users::get("me").send(&zoom).await.unwrap_err();
    let texts = written.lock().unwrap().clone();
    let all = texts.join("\n");
    assert!(!all.contains("hush"), "{all}");
    assert!(!all.contains(['\r', '\u{202e}', '\u{85}']), "{all}");
    assert!(all.lines().all(|line| !line.contains("forged") || line.contains("\\n")), "{all}");
    for part in [
        r#""country_code":"DE""#,
        r#""next_page_token":"shown-1""#,
        r#""signature":"***""#,
        r#""use_password":true"#,
        r#""url":"https://***@example.com/a?code=***&b=1""#,
        "?key=***&b=1\\n< forged",
    ] {
        assert!(all.contains(part), "{part}: {all}");
    }
    let failed = texts.last().unwrap();
    assert!(failed.contains("https://zoom.example/j/1?pwd=***\\r\\n> forged ***"), "{failed}");
}

#[tokio::test]
async fn forms_parts_and_what_is_no_json_are_outlines() {
    let transport = FakeTransport::new();
    transport.always(FakeResponse::status(200).body("hush, not JSON\nat all"));
    let (zoom, written) = client(&transport, true);
    let form = Raw::post("/x").server(V1).form([("email", "a@example.com"), ("password", "hush")]);
    form.send::<()>(&zoom).await.unwrap();
    Raw::post("/x").text("hush").send::<()>(&zoom).await.unwrap();
    let upload = users::upload_picture("me", rt::Upload::bytes("me.png", "hush"));
    upload.send(&zoom).await.unwrap();
    let all = written.lock().unwrap().join("\n");
    assert!(!all.contains("hush"), "{all}");
    for part in ["> email=a@example.com", "> password=***", "> 4 bytes", "me.png", "< 21 bytes"] {
        assert!(all.contains(part), "{part}: {all}");
    }
    transport.always(FakeResponse::json(200, json!({"list": vec!["é"; 20_000]})));
    written.lock().unwrap().clear();
    users::get("me").send(&zoom).await.unwrap();
    assert!(written.lock().unwrap().iter().all(|text| text.len() < 17_000));
}

#[tokio::test(start_paused = true)]
async fn one_request_can_be_watched_alone_with_its_attempts() {
    let transport = FakeTransport::new();
    let (zoom, written) = client(&transport, false);
    transport.respond(FakeResponse::json(200, "{}"));
    users::get("me").send(&zoom).await.unwrap();
    assert!(written.lock().unwrap().is_empty());
    let watched = rt::Options::new().debug(true).retry(Retry::new().max_retries(1));
    transport.always(FakeResponse::json(503, r#"{"code":1,"message":"busy"}"#));
    users::get("me").options(watched).send(&zoom).await.unwrap_err();
    let texts = written.lock().unwrap().clone();
    let first: Vec<_> = texts.iter().map(|text| text.split(' ').next().unwrap()).collect();
    assert_eq!(first, [">", "<", "again", ">", "<", "users::get:"], "{texts:?}");
    assert!(texts[3].contains("attempt 2"), "{}", texts[3]);
    let (zoom, written) = client(&transport, true);
    let silent = rt::Options::new().debug(false);
    users::get("me").options(silent).send(&zoom).await.unwrap_err();
    assert!(written.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_function_that_panics_ends_no_request() {
    let transport = FakeTransport::new();
    transport.always(FakeResponse::json(200, r#"{"id":"u1"}"#));
    let builder = rt::Client::builder().transport(transport).auth(Bearer::new("hush"));
    let zoom = builder.debug(true).debug_to(|_| panic!("no room for logs")).build().unwrap();
    assert_eq!(users::get("me").send(&zoom).await.unwrap().id.as_deref(), Some("u1"));
}
