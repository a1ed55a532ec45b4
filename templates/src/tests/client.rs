//! Sending and receiving.

use crate::runtime::MoreInputs as _;
use crate::runtime::Operation as _;
use std::time::Duration;

use super::server::{Reply, Server};
use crate::runtime::auth::{ApiKey, Basic, Bearer};
use crate::runtime::private as rt;
use crate::sample::enums::{LoginType, UserType};
use crate::sample::{servers, users};

/// An operation that responds with any type and asks for any credentials.
macro_rules! responding {
    ($name:ident => $response:ty, $($info:tt)*) => {
        struct $name {
            extra: rt::Extra,
            options: rt::Options,
        }
        rt::operation! {
            $name {} => $response;
            rt::OperationInfo { id: "sample", path: "/x", server: servers::V2, $($info)* ..rt::OperationInfo::DEFAULT }
        }
    };
}

#[tokio::test]
async fn a_request_is_sent_as_documented_and_its_response_read() {
    let body = r#"{"id":"a","type":"2","created_at":"2022-03-01T10:15:14Z","host_key":"123456"}"#;
    let server = Server::always(Reply::json(200, body).header("X-Zm-TrackingId", "track-1")).await;
    let client = server.client();
    let response =
        users::get("me").login_type(LoginType::Zoom).send(&client).with_response().await.unwrap();
    assert_eq!(response.status, 200);
    assert_eq!(response.tracking_id.as_deref(), Some("track-1"));
    assert!(response.headers.contains_key("content-type"));
    assert_eq!(response.value.type_, Some(UserType::Licensed));
    let received = server.only();
    assert_eq!(
        (received.method.as_str(), received.target.as_str()),
        ("GET", "/users/me?login_type=100")
    );
    assert_eq!(received.header("authorization"), Some("Bearer bearer-token"));
    assert_eq!(received.header("accept"), Some("application/json"));
    let own_name = concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION"));
    assert_eq!(received.header("user-agent"), Some(own_name));
    assert!(received.body.is_empty());
}

#[tokio::test]
async fn options_apply_to_one_request() {
    let server = Server::always(Reply::json(200, "{}")).await;
    let client = server.builder().auth(Bearer::new("t")).user_agent("own/1").build().unwrap();
    let options = rt::Options::new().header("X-Own", "1").query("debug", "a b");
    users::get("me").options(options).send(&client).await.unwrap();
    let received = server.only();
    assert_eq!(received.target, "/users/me?debug=a%20b");
    assert_eq!(received.header("x-own"), Some("1"));
    assert_eq!(received.header("user-agent"), Some("own/1"));
    let bad = rt::Options::new().header("bad name", "1");
    let error = users::get("me").options(bad).send(&client).await.unwrap_err();
    assert!(matches!(error, rt::Error::InvalidRequest(_)), "{error}");
    assert!(error.to_string().contains("users::get"));
}

#[tokio::test]
async fn json_goes_out_as_json() {
    let server = Server::always(Reply::json(201, r#"{"id":"new"}"#)).await;
    let user = users::create("create", users::UserInfo::new("a@b.c"))
        .send(&server.client())
        .await
        .unwrap();
    assert_eq!(user.id.as_deref(), Some("new"));
    let received = server.only();
    assert_eq!(received.header("content-type"), Some("application/json"));
    assert_eq!(received.text(), r#"{"action":"create","user_info":{"email":"a@b.c"}}"#);
}

#[tokio::test]
async fn files_go_out_with_quoted_names() {
    let server = Server::always(Reply::empty(204)).await;
    users::upload_picture("me", rt::Upload::bytes("me.png", "CONTENT"))
        .send(&server.client())
        .await
        .unwrap();
    let received = server.only();
    assert!(received.header("content-type").unwrap().starts_with("multipart/form-data; boundary="));
    let text = received.text();
    assert!(text.contains(r#"name="pic_file"; filename="me.png""#), "{text}");
    assert!(text.contains("Content-Type: image/png"), "{text}");
    assert!(text.contains("\r\n\r\nCONTENT\r\n"), "{text}");
    // From disk, and from a disk that does not have it.
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
    users::upload_picture("me", rt::Upload::path(manifest)).send(&server.client()).await.unwrap();
    assert!(server.received()[1].text().contains("zoom-templates"));
    let error = users::upload_picture("me", rt::Upload::path("/nowhere/x.png"))
        .send(&server.client())
        .await;
    let error = error.unwrap_err();
    assert!(matches!(&error, rt::Error::File(_)), "{error}");
    assert!(!error.is_retryable());
}

responding!(Nothing => (),);
responding!(Raw => rt::Bytes,);
responding!(Text => String,);
responding!(Any => rt::Value,);
responding!(Numbers => Vec<i64>,);
responding!(Names => std::collections::BTreeMap<String, i64>,);
responding!(Kind => UserType,);
responding!(Either => crate::sample::Target,);

#[tokio::test]
async fn responses_may_be_anything() {
    async fn client(media_type: &str, body: &str) -> (Server, rt::Client) {
        let server = Server::always(Reply::new(200, media_type, body)).await;
        let client = server.client();
        (server, client)
    }
    fn blank<T: rt::Empty>() -> T {
        T::empty()
    }
    let (_server, html) = client("text/html", "<p>hello</p>").await;
    assert_eq!(blank::<Nothing>().send(&html).await.unwrap(), ());
    assert_eq!(blank::<Raw>().send(&html).await.unwrap(), "<p>hello</p>");
    assert_eq!(blank::<Text>().send(&html).await.unwrap(), "<p>hello</p>");
    assert_eq!(blank::<Any>().send(&html).await.unwrap(), "<p>hello</p>");
    assert!(matches!(blank::<Numbers>().send(&html).await, Err(rt::Error::Decode(_))));
    let (_server, text) = client("application/json; charset=utf-8", "\u{feff}\"hello\"").await;
    assert_eq!(blank::<Text>().send(&text).await.unwrap(), "hello");
    assert_eq!(
        blank::<Either>().send(&text).await.unwrap(),
        crate::sample::Target::Name("hello".into())
    );
    let (_server, list) = client("application/json", "[1,\"2\",null]").await;
    assert_eq!(blank::<Numbers>().send(&list).await.unwrap(), [1, 2]);
    assert!(matches!(users::get("me").send(&list).await, Err(rt::Error::Decode(_))));
    let (_server, map) = client("text/plain", r#"{"a":1}"#).await;
    assert_eq!(blank::<Names>().send(&map).await.unwrap()["a"], 1);
    assert_eq!(blank::<Any>().send(&map).await.unwrap()["a"], 1);
    let (_server, number) = client("application/json", "2").await;
    assert_eq!(blank::<Kind>().send(&number).await.unwrap(), UserType::Licensed);
    let (_server, empty) = client("application/json", " ").await;
    assert_eq!(users::get("me").send(&empty).await.unwrap(), users::User::default());
    assert!(blank::<Numbers>().send(&empty).await.unwrap().is_empty());
    assert!(matches!(blank::<Kind>().send(&empty).await, Err(rt::Error::Decode(_))));
}

#[tokio::test]
async fn the_raw_response_can_be_had() {
    let server = Server::always(Reply::new(200, "text/csv", "a,b")).await;
    let response = server.client().execute(&users::get("me")).await.unwrap();
    assert_eq!(
        (response.status, response.header("content-type"), &response.body[..]),
        (200, Some("text/csv"), &b"a,b"[..])
    );
}

#[tokio::test]
async fn responses_are_bounded_in_size_and_time() {
    let server = Server::start(|_, received| match received.path() {
        "/users/large" => Reply::json(200, &format!("\"{}\"", "x".repeat(5_000))),
        "/users/cut" => Reply::json(200, r#"{"id":"a"#).announcing(100),
        _ => Reply::json(200, "{}").after(Duration::from_secs(3)),
    })
    .await;
    let client = server.builder().auth(Bearer::new("t")).max_response_bytes(1_000).build().unwrap();
    let kind = |error: rt::Error| match error {
        rt::Error::Transport(error) => error.kind,
        other => panic!("{other}"),
    };
    let error = users::get("large").send(&client).await.unwrap_err();
    assert!(!error.is_retryable());
    assert_eq!(kind(error), rt::TransportKind::TooLarge);
    let error = users::get("cut").send(&client).await.unwrap_err();
    assert!(error.is_retryable());
    assert_eq!(kind(error), rt::TransportKind::Broken);
    let options = rt::Options::new().timeout(Duration::from_millis(100));
    let error = users::get("slow").options(options).send(&client).await.unwrap_err();
    assert!(error.is_retryable() && std::error::Error::source(&error).is_some());
    assert_eq!(kind(error), rt::TransportKind::Timeout);
    let gone = rt::Client::builder()
        .base_url("http://127.0.0.1:1")
        .auth(Bearer::new("t"))
        .build()
        .unwrap();
    let error = users::get("me").send(&gone).await.unwrap_err();
    assert!(!error.to_string().contains("127.0.0.1"));
    assert_eq!(kind(error), rt::TransportKind::Connect);
}

#[tokio::test]
async fn a_proxy_of_the_caller_carries_requests() {
    let proxy = Server::start(|number, _| match number {
        0 => Reply::json(200, r#"{"id":"a"}"#),
        _ => Reply::empty(302).header("Location", "http://127.0.0.1:9/elsewhere"),
    })
    .await;
    let redirects = rt::reqwest::redirect::Policy::limited(5);
    let http = rt::reqwest::Client::builder().redirect(redirects);
    let http = http.proxy(rt::reqwest::Proxy::http(&proxy.url).unwrap());
    let builder = rt::Client::builder().http(http).base_url("http://127.0.0.1:9/v2");
    let client = builder.auth(Bearer::new("t")).retry(rt::Retry::none()).build().unwrap();
    assert_eq!(users::get("me").send(&client).await.unwrap().id.as_deref(), Some("a"));
    assert_eq!(proxy.only().target, "http://127.0.0.1:9/v2/users/me");
    // Redirects stay off: they would take credentials along.
    let error = users::get("me").send(&client).await.unwrap_err();
    assert_eq!((error.status(), proxy.received().len()), (Some(302), 2));
}

#[test]
fn secrets_go_to_safe_urls_only() {
    for url in
        ["https://api.example.com", "http://localhost:1/v2/", "http://[::1]:2", "http://127.8.9.1"]
    {
        assert!(rt::Client::builder().base_url(url).build().is_ok(), "{url}");
    }
    for url in [
        "http://api.example.com",
        "ftp://localhost",
        "api.example.com",
        "",
        "http://localhost.example.com",
    ] {
        assert!(rt::Client::builder().base_url(url).build().is_err(), "{url}");
        assert!(rt::Client::builder().server_url("v2", url).build().is_err(), "{url}");
    }
    assert!(rt::Client::builder().user_agent("two\nlines").build().is_err());
}

#[tokio::test]
async fn nothing_is_sent_when_something_is_missing() {
    let server = Server::always(Reply::json(200, "{}")).await;
    let without = server.builder().build().unwrap();
    let error = users::get("me").send(&without).await.unwrap_err();
    let text = error.to_string();
    assert!(matches!(error, rt::Error::InvalidRequest(_)));
    assert!(text.contains("users::get") && text.contains("a bearer token"), "{text}");
    let other = server.builder().auth(Basic::new("a", "b")).build().unwrap();
    assert!(users::get("me").send(&other).await.is_err());
    assert!(users::get("").send(&server.client()).await.is_err());
    let incomplete = users::create("create", rt::Empty::empty());
    assert!(matches!(incomplete.send(&server.client()).await, Err(rt::Error::InvalidRequest(_))));
    assert!(server.received().is_empty());
}

responding!(Open => (), details: &rt::OperationDetails { security: Some(&[]), ..rt::OperationDetails::DEFAULT },);
responding!(Password => (), details: &rt::OperationDetails { security: Some(&[rt::Scheme::Basic]), ..rt::OperationDetails::DEFAULT },);
responding!(InHeader => (), details: &rt::OperationDetails { security: Some(&[rt::Scheme::Header("X-Key")]), ..rt::OperationDetails::DEFAULT },);
responding!(InQuery => (), details: &rt::OperationDetails { security: Some(&[rt::Scheme::Query("key")]), ..rt::OperationDetails::DEFAULT },);
responding!(InCookie => (), details: &rt::OperationDetails { security: Some(&[rt::Scheme::Cookie("key")]), ..rt::OperationDetails::DEFAULT },);

#[tokio::test]
async fn each_operation_gets_the_credentials_that_it_needs() {
    let server = Server::always(Reply::empty(204)).await;
    let client = server
        .builder()
        .auth(Basic::new("name", "word"))
        .auth(ApiKey::new(rt::Scheme::Header("X-Key"), "header-key"))
        .auth(ApiKey::new(rt::Scheme::Query("key"), "query key"))
        .auth(ApiKey::new(rt::Scheme::Cookie("key"), "cookie-key"))
        .build()
        .unwrap();
    <Open as rt::Empty>::empty().send(&client).await.unwrap();
    <Password as rt::Empty>::empty().send(&client).await.unwrap();
    <InHeader as rt::Empty>::empty().send(&client).await.unwrap();
    <InQuery as rt::Empty>::empty().extra("a", 1).send(&client).await.unwrap();
    <InCookie as rt::Empty>::empty().send(&client).await.unwrap();
    let own = rt::Options::new().header("Authorization", "Own").header("Cookie", "own=1");
    <Password as rt::Empty>::empty().options(own.clone()).send(&client).await.unwrap();
    <InCookie as rt::Empty>::empty().options(own).send(&client).await.unwrap();
    let received = server.received();
    assert_eq!(received[0].header("authorization"), None);
    assert_eq!(received[1].header("authorization"), Some("Basic bmFtZTp3b3Jk"));
    assert_eq!(received[2].header("x-key"), Some("header-key"));
    assert_eq!(received[3].target, "/x?a=1&key=query%20key");
    assert_eq!(received[4].header("cookie"), Some("key=cookie-key"));
    // What the caller sets for one request wins, and comes once.
    let values = |at: usize, name: &str| {
        let same = received[at].headers.iter().filter(|(own, _)| own.eq_ignore_ascii_case(name));
        same.map(|(_, value)| value.clone()).collect::<Vec<_>>()
    };
    assert_eq!(values(5, "authorization"), ["Own"]);
    assert_eq!(values(6, "cookie"), ["key=cookie-key; own=1"]);
    for (at, received) in received[..5].iter().enumerate() {
        let secrets = received
            .headers
            .iter()
            .filter(|(_, value)| value.contains("-key") || value.contains("Basic"));
        assert_eq!(secrets.count(), usize::from(matches!(at, 1 | 2 | 4)));
    }
}

#[tokio::test]
async fn one_server_may_be_elsewhere() {
    let all = Server::always(Reply::json(200, "{}")).await;
    let one = Server::always(Reply::json(200, "{}")).await;
    let client = all
        .builder()
        .auth(Bearer::new("t"))
        .server_url("v2", format!("{}/base/", one.url))
        .build()
        .unwrap();
    users::get("me").send(&client.clone()).await.unwrap();
    assert_eq!(one.only().path(), "/base/users/me");
    assert!(all.received().is_empty());
}

#[tokio::test]
async fn nothing_is_sent_until_it_is_awaited() {
    fn movable<T: Send + Unpin>(value: T) -> T {
        value
    }
    let server = Server::always(Reply::json(200, "{}")).await;
    let client = server.client();
    let request = users::get("me");
    drop(request.clone().send(&client));
    let (one, two) = (
        movable(request.clone().send(&client)),
        movable(request.clone().send(&client).with_response()),
    );
    assert_eq!(format!("{one:?}"), r#"SendFuture { operation: "users::get", .. }"#);
    assert_eq!(format!("{two:?}"), r#"ResponseFuture { operation: "users::get", .. }"#);
    assert!(server.received().is_empty());
    let (one, two) = tokio::join!(one, two);
    assert_eq!(one.unwrap(), two.unwrap().value);
    assert_eq!(server.received().len(), 2);
}

#[test]
fn a_client_with_a_token_sends_it_and_has_no_other_credentials() {
    let client = rt::Client::with_token("t").unwrap();
    assert!(client.auth_for(&[rt::Scheme::Bearer]).is_some());
    assert!(client.auth_for(&[rt::Scheme::Basic]).is_none());
    assert!(!format!("{client:?}").contains("Bearer(t"));
}
