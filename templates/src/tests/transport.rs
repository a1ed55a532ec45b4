//! Other transports than HTTP: requests and responses in memory.

use std::time::Duration;

use serde_json::json;

use crate::runtime::auth::Bearer;
use crate::runtime::private as rt;
use crate::runtime::testing::{FakeResponse, FakeTransport};
use crate::sample::users;
use crate::zoom::auth::ServerToServer;

fn client(transport: &FakeTransport) -> rt::Client {
    let builder = rt::Client::builder().transport(transport.clone()).auth(Bearer::new("hush"));
    builder.base_url("https://api.example.com/v2").build().unwrap()
}

#[tokio::test]
async fn no_socket_is_needed() {
    let transport = FakeTransport::new();
    transport
        .respond(FakeResponse::json(200, json!({"id": "a"})).header("x-zm-trackingid", "t-1"))
        .respond(FakeResponse::json(404, r#"{"code":1001,"message":"gone"}"#));
    let client = client(&transport);
    let response = users::get("me").send(&client).with_response().await.unwrap();
    assert_eq!(response.value.id.as_deref(), Some("a"));
    assert_eq!(response.tracking_id.as_deref(), Some("t-1"));
    let create = users::create("create", users::UserInfo::new("a@example.com"));
    let error = create.clone().send(&client).await.unwrap_err();
    assert_eq!(error.api().and_then(|error| error.code), Some(1001));
    let sent = transport.sent();
    assert_eq!((sent[0].method.as_str(), sent[0].path()), ("GET", "/v2/users/me"));
    assert_eq!(sent[0].url.as_str(), "https://api.example.com/v2/users/me");
    assert_eq!(sent[0].header("authorization"), Some("Bearer hush"));
    assert!(sent[0].header("user-agent").unwrap().contains('/'));
    assert_eq!(sent[1].json()["user_info"]["email"], "a@example.com");
    assert!(!format!("{sent:?} {transport:?} {client:?}").contains("hush"));
}

#[tokio::test]
async fn bodies_in_pieces_are_kept_whole() {
    let transport = FakeTransport::new();
    transport.always(FakeResponse::status(204));
    let upload = users::upload_picture("me", rt::Upload::bytes("me.png", "CONTENT"));
    upload.send(&client(&transport)).await.unwrap();
    let body = String::from_utf8(transport.sent()[0].body.to_vec()).unwrap();
    assert!(body.contains("\r\n\r\nCONTENT\r\n"), "{body}");
}

#[tokio::test]
async fn tokens_are_fetched_through_it() {
    let transport = FakeTransport::new();
    transport
        .respond(FakeResponse::json(200, json!({"access_token": "fresh", "expires_in": 3600})))
        .always(FakeResponse::json(200, "{}"));
    let auth = ServerToServer::new("account", "id", "secret");
    let client = rt::Client::builder().transport(transport.clone()).auth(auth).build().unwrap();
    users::get("me").send(&client).await.unwrap();
    users::get("me").send(&client).await.unwrap();
    let sent = transport.sent();
    assert_eq!(sent.len(), 3);
    assert_eq!(sent[0].header("content-type"), Some("application/x-www-form-urlencoded"));
    assert_eq!(sent[2].header("authorization"), Some("Bearer fresh"));
}

#[tokio::test(start_paused = true)]
async fn failures_and_limits_are_those_of_any_transport() {
    let transport = FakeTransport::new();
    let client = client(&transport);
    let kind = |error: rt::Error| match error {
        rt::Error::Transport(error) => error.kind,
        other => panic!("{other:?}"),
    };
    let none = users::get("me").send(&client).await.unwrap_err();
    assert_eq!(std::error::Error::source(&none).unwrap().to_string(), "no response is queued");
    assert_eq!(kind(none), rt::TransportKind::Build);
    transport.respond(FakeResponse::status(200).after(Duration::from_secs(61)));
    let create = users::create("create", users::UserInfo::new("a@example.com"));
    assert_eq!(kind(create.clone().send(&client).await.unwrap_err()), rt::TransportKind::Timeout);
    transport.respond(FakeResponse::failure(rt::TransportKind::Broken));
    assert_eq!(kind(create.clone().send(&client).await.unwrap_err()), rt::TransportKind::Broken);
    transport.respond(FakeResponse::status(99));
    assert_eq!(kind(create.clone().send(&client).await.unwrap_err()), rt::TransportKind::Build);
}

#[tokio::test]
async fn responses_go_by_method_and_path_in_any_order() {
    let transport = FakeTransport::new();
    transport
        .on(rt::Method::GET, "/v2/users/{userId}", FakeResponse::json(200, json!({"id": "any"})))
        .on(rt::Method::GET, "/v2/users/exact", FakeResponse::json(200, json!({"id": "exact"})))
        .on(rt::Method::GET, "/v2/users/a@b.c", FakeResponse::json(200, json!({"id": "decoded"})))
        .on(
            rt::Method::POST,
            "/v2/users",
            FakeResponse::json(409, r#"{"code":1005,"message":"x"}"#),
        )
        .respond(FakeResponse::json(200, r#"{"users":[{"id":"queued"}]}"#));
    let client = client(&transport);
    let id = |name: &'static str| {
        let client = client.clone();
        tokio::spawn(async move { users::get(name).send(&client).await.unwrap().id.unwrap() })
    };
    // All at once, and the last one set is asked for first.
    let (decoded, exact, any) = (id("a@b.c"), id("exact"), id("other"));
    let create = users::create("create", users::UserInfo::new("a@example.com"));
    let error = create.clone().send(&client).await.unwrap_err();
    assert_eq!(error.api().and_then(|error| error.code), Some(1005));
    let got = (decoded.await.unwrap(), exact.await.unwrap(), any.await.unwrap());
    assert_eq!(got, ("decoded".to_owned(), "exact".to_owned(), "any".to_owned()));
    // What was queued was for none of these.
    let list = users::list().send(&client).await.unwrap();
    assert_eq!(list.users[0].id.as_deref(), Some("queued"));
}

#[tokio::test(start_paused = true)]
async fn responses_for_one_path_come_in_turn_and_the_last_one_stays() {
    let transport = FakeTransport::new();
    transport.on(rt::Method::GET, "/v2/users/{}", FakeResponse::status(503)).on(
        rt::Method::GET,
        "/v2/users/{}",
        FakeResponse::json(200, json!({"id": "a"})),
    );
    let client = client(&transport);
    // The first one is rejected, and sent again.
    for _ in 0..2 {
        assert_eq!(users::get("me").send(&client).await.unwrap().id.as_deref(), Some("a"));
    }
    assert_eq!(transport.sent().len(), 3);
}

#[tokio::test]
async fn a_response_may_be_made_from_the_request() {
    let transport = FakeTransport::new();
    let record = transport.clone();
    transport.on_request(rt::Method::GET, "/v2/users", move |request| {
        // The function may use the transport itself.
        let number = record.sent().len();
        match request.query().iter().find(|(name, _)| name == "next_page_token") {
            None => FakeResponse::json(200, r#"{"next_page_token":"t","users":[{"id":"1"}]}"#),
            Some((_, token)) => {
                FakeResponse::json(200, json!({"users": [{"id": format!("{token}{number}")}]}))
            }
        }
    });
    let client = client(&transport);
    let mut items = users::list().items(&client);
    let mut ids = Vec::new();
    while let Some(user) = items.try_next().await.unwrap() {
        ids.extend(user.id);
    }
    assert_eq!(ids, ["1", "t2"]);
}

#[tokio::test]
async fn a_request_that_nothing_was_set_for_says_what_was() {
    let transport = FakeTransport::new();
    transport.on(rt::Method::GET, "/v2/users/{}", FakeResponse::status(204)).on(
        rt::Method::POST,
        "/v2/users",
        FakeResponse::status(204),
    );
    let client = client(&transport);
    let rejected = |error: rt::Error| {
        assert!(
            matches!(&error, rt::Error::Transport(error) if error.kind == rt::TransportKind::Build)
        );
        std::error::Error::source(&error).unwrap().to_string()
    };
    let error = rejected(users::list().send(&client).await.unwrap_err());
    assert_eq!(
        error,
        "no response for GET /v2/users: there are responses for GET /v2/users/{}, POST /v2/users, and none is queued"
    );
    // Neither more nor fewer segments, and none that is empty.
    for path in ["/users/a/b", "/users/", "/groups/a"] {
        let raw = rt::Raw::get(path);
        rejected(raw.send::<rt::Value>(&client).await.unwrap_err());
    }
}
