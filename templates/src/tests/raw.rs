//! Requests that no operation makes.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::json;

use super::renewing::Renewing;
use super::server::{Reply, Server};
use crate::runtime::private::{self as rt, Raw, Value};
use crate::sample::servers::V1;
use crate::sample::users;
use crate::zoom::auth::V1Keys;

fn url(request: &Raw) -> String {
    request.request().unwrap().url
}

fn rejected(request: &Raw) -> String {
    match request.request() {
        Err(rt::Error::InvalidRequest(error)) => {
            assert_eq!(error.operation, "raw");
            error.reason
        }
        other => panic!("{request:?}: {other:?}"),
    }
}

#[tokio::test]
async fn it_is_sent_like_an_operation() {
    let server =
        Server::always(Reply::json(200, r#"{"id":"a"}"#).header("x-zm-trackingid", "t-1")).await;
    let request = Raw::get("/users/me/anything").query("page_size", 30).header("X-Y", "z");
    let response: Value = request.clone().send(&server.client()).await.unwrap();
    assert_eq!(response, json!({"id": "a"}));
    let received = server.only();
    assert_eq!(
        (received.method.as_str(), received.target.as_str()),
        ("GET", "/users/me/anything?page_size=30")
    );
    assert_eq!(received.header("authorization"), Some("Bearer bearer-token"));
    assert_eq!(received.header("x-y"), Some("z"));
    assert_eq!(received.header("accept"), Some("application/json, */*;q=0.5"));
    assert_eq!((received.header("content-type"), received.body.len()), (None, 0));
    let response =
        request.clone().send::<rt::Bytes>(&server.client()).with_response().await.unwrap();
    assert_eq!((response.status, response.tracking_id.as_deref()), (200, Some("t-1")));
    assert_eq!(&response.value[..], br#"{"id":"a"}"#);
}

#[tokio::test]
async fn responses_are_of_any_type() {
    let server = Server::always(Reply::json(200, r#"{"id":7}"#)).await;
    let client = server.client();
    let request = Raw::get("/x");
    assert_eq!(
        request.clone().send::<users::User>(&client).await.unwrap().id.as_deref(),
        Some("7")
    );
    assert_eq!(request.clone().send::<BTreeMap<String, i64>>(&client).await.unwrap()["id"], 7);
    request.clone().send::<()>(&client).await.unwrap();
    assert!(matches!(request.clone().send::<Vec<i64>>(&client).await, Err(rt::Error::Decode(_))));
    let server = Server::always(Reply::new(200, "text/csv", "a,b")).await;
    assert_eq!(request.clone().send::<String>(&server.client()).await.unwrap(), "a,b");
    for (media_type, body, text) in [
        ("application/json", r#"{"id":7}"#, r#"{"id":7}"#),
        ("application/json", "\u{feff}[1, 2]", "[1, 2]"),
        ("application/json", "not JSON", "not JSON"),
        ("application/json", r#""a \"b\"""#, r#"a "b""#),
        ("application/xml", "<a/>", "<a/>"),
    ] {
        let server = Server::always(Reply::new(200, media_type, body)).await;
        assert_eq!(request.clone().send::<String>(&server.client()).await.unwrap(), text);
    }
    // An error response stays one, and what is no text is none.
    let server = Server::always(Reply::json(200, r#"{"code":300,"message":"no"}"#)).await;
    let error = request.clone().send::<String>(&server.client()).await.unwrap_err();
    assert!(matches!(error, rt::Error::Api(_)), "{error}");
    let server = Server::start(|_, _| Reply::bytes(200, "text/plain", b"a\xffb")).await;
    let error = request.clone().send::<String>(&server.client()).await.unwrap_err();
    assert!(matches!(error, rt::Error::Decode(_)), "{error}");
    let server = Server::always(Reply::empty(204)).await;
    assert_eq!(request.clone().send::<Value>(&server.client()).await.unwrap(), Value::Null);
}

#[tokio::test]
async fn bodies_are_of_any_kind() {
    let server = Server::always(Reply::empty(204)).await;
    let client = server.client();
    let info = users::UserInfo::new("a@b.c");
    let requests = [
        Raw::post("/x").json(json!({"a": [1]})),
        Raw::put("/x").json(&info),
        Raw::patch("/x").text("a b"),
        Raw::new(rt::Method::new("PROPFIND"), "/x").bytes(&b"\x01"[..]),
        Raw::post("/x").form([("a", "b c")]).form([("n", 1)]),
        Raw::post("/x").bytes("{}").header("Content-Type", "application/scim+json"),
        Raw::post("/x").file(rt::Upload::bytes("p.png", "PNG")),
    ];
    for request in &requests {
        request.clone().send::<()>(&client).await.unwrap();
    }
    let seen = server.received();
    let seen: Vec<_> = seen
        .iter()
        .map(|one| (one.method.as_str(), one.header("content-type").unwrap(), one.text()))
        .collect();
    let expected = [
        ("POST", "application/json", r#"{"a":[1]}"#),
        ("PUT", "application/json", r#"{"email":"a@b.c"}"#),
        ("PATCH", "text/plain; charset=utf-8", "a b"),
        ("PROPFIND", "application/octet-stream", "\u{1}"),
        ("POST", "application/x-www-form-urlencoded", "a=b+c&n=1"),
        ("POST", "application/scim+json", "{}"),
        ("POST", "image/png", "PNG"),
    ];
    assert_eq!(seen, expected.map(|(method, kind, body)| (method, kind, body.to_owned())));
}

#[tokio::test]
async fn files_go_out_as_parts() {
    let server = Server::always(Reply::empty(204)).await;
    let request = Raw::post("/x")
        .form([("note", "n")])
        .part("file", rt::Upload::bytes("me.png", "PNG"))
        .part("more", "m")
        .form([("last", "l")])
        .header("content-type", "multipart/form-data; boundary=wrong");
    request.clone().send::<()>(&server.client()).await.unwrap();
    let received = server.only();
    let kinds = received.headers.iter().filter(|(name, _)| name == "content-type");
    assert_eq!(kinds.count(), 1);
    assert!(!received.header("content-type").unwrap().contains("wrong"));
    let text = received.text();
    for part in [
        "name=\"note\"\r\n\r\nn\r\n",
        "name=\"file\"; filename=\"me.png\"\r\nContent-Type: image/png\r\n\r\nPNG\r\n",
        "name=\"more\"\r\n\r\nm\r\n",
        "name=\"last\"\r\n\r\nl\r\n",
    ] {
        assert!(text.replace("Content-Length: 3\r\n", "").contains(part), "{part}: {text}");
    }
}

#[tokio::test]
async fn keys_in_the_body_come_along() {
    let server = Server::always(Reply::json(200, r#"{"error":{"code":200,"message":"no"}}"#)).await;
    let client = server.builder().auth(V1Keys::new("k", "s")).build().unwrap();
    let error = Raw::post("/user/list").server(V1).send::<Value>(&client).await.unwrap_err();
    assert_eq!(error.api().map(|error| (error.operation, error.code)), Some(("raw", Some(200))));
    assert_eq!(server.only().text(), "api_key=k&api_secret=s");
    let error = Raw::post("/x").server(V1).json(json!({})).send::<()>(&client).await.unwrap_err();
    assert!(matches!(&error, rt::Error::InvalidRequest(error) if error.operation == "raw"));
    let error = Raw::get("/x").send::<()>(&client).await.unwrap_err();
    assert!(error.to_string().contains("a bearer token"), "{error}");
}

#[tokio::test]
async fn an_expired_token_is_renewed_and_errors_are_read() {
    let server = Server::start(|_, received| match received.header("authorization") {
        Some("Bearer old") => Reply::json(401, r#"{"code":124,"message":"expired"}"#),
        _ if received.path() == "/ok" => Reply::json(200, r#"{"n":1}"#),
        _ => Reply::json(404, r#"{"code":1001,"error_message":"no such new thing"}"#),
    })
    .await;
    let client = server.builder().auth(Renewing).build().unwrap();
    let request = Raw::post("/ok").json(json!({"a": 1}));
    assert_eq!(request.clone().send::<Value>(&client).await.unwrap()["n"], 1);
    let received = server.received();
    assert_eq!(received.len(), 2);
    assert_eq!(received[0].text(), received[1].text());
    let error = Raw::delete("/gone").send::<()>(&client).await.unwrap_err();
    assert!(error.is_not_found());
    let error = error.api().unwrap();
    assert_eq!((error.code, error.message.as_str()), (Some(1001), "no such new thing"));
}

#[tokio::test]
async fn time_is_bounded() {
    let server = Server::always(Reply::json(200, "{}").after(Duration::from_secs(3))).await;
    let request = Raw::get("/x").timeout(Duration::from_millis(50));
    let error = request.clone().send::<Value>(&server.client()).await.unwrap_err();
    assert!(
        matches!(&error, rt::Error::Transport(error) if error.kind == rt::TransportKind::Timeout)
    );
}

#[test]
fn paths_are_relative_to_the_server() {
    assert_eq!(url(&Raw::get("/users/me")), "/users/me");
    assert_eq!(url(&Raw::get("users/me")), "/users/me");
    assert_eq!(url(&Raw::get("")), "/");
    assert_eq!(url(&Raw::get("https://api.example.com/v2/users/me?a=1")), "/users/me?a=1");
    assert_eq!(url(&Raw::get("https://api.example.com/v2")), "/");
    // A query in the path and parameters come together.
    assert_eq!(
        url(&Raw::get("/x?a=1").query("b", "c d").query("b", true)),
        "/x?a=1&b=c%20d&b=true"
    );
    assert_eq!(url(&Raw::get("/x?").query("b", "&")), "/x?b=%26");
    // Encoded characters stay encoded, and those that a URL cannot contain are encoded.
    assert_eq!(url(&Raw::get("/a%2Fb/ü x?q={1}")), "/a%2Fb/%C3%BC%20x?q=%7B1%7D");
    let uuid = rt::path_segment(&rt::path_segment("/aj//=="));
    assert_eq!(
        url(&Raw::get(format!("/past_meetings/{uuid}"))),
        "/past_meetings/%252Faj%252F%252F%253D%253D"
    );
    assert_eq!(rt::path_segment("a/b?c#d"), "a%2Fb%3Fc%23d");
    // A colon alone makes no URL.
    assert_eq!(url(&Raw::get("users:list")), "/users:list");
}

#[test]
fn credentials_never_leave_the_server() {
    for path in [
        "https://evil.example.com/v2/users",
        "https://api.example.com/v3/users",
        "https://api.example.com/v2@evil.example.com/users",
        "https://api.example.com.evil.example.com/v2/users",
        "http://api.example.com/v2/users",
        "HTTPS://evil.example.com",
        "https:evil.example.com",
        " https://evil.example.com",
        "ftp://api.example.com/v2",
        "//evil.example.com/users",
    ] {
        let reason = rejected(&Raw::get(path));
        assert!(reason.contains("does not start with the base URL"), "{path}: {reason}");
        assert!(!reason.contains("evil"), "{reason}");
        assert!(Raw::get(path).server(rt::Server::DEFAULT_SERVER).request().is_err(), "{path}");
    }
    for path in
        ["/a/../b", "..", "/a/%2E%2e/b", "/.%2e?x", "/%2e/x", "https://api.example.com/v2/../x"]
    {
        assert!(rejected(&Raw::get(path)).contains("would change the path"), "{path}");
    }
    for path in ["/a\\..\\b", "\\\\evil.example.com", "/a\tb", "/a\nb", "/a#b", "/a\u{0}"] {
        assert!(rejected(&Raw::get(path)).contains("must be encoded"), "{path}");
    }
    // Dots in a query lead nowhere.
    assert_eq!(url(&Raw::get("/a?b=/../c")), "/a?b=/../c");
}

#[test]
fn what_cannot_be_written_is_an_error() {
    let keys = BTreeMap::from([((1, 2), 3)]);
    let broken = Raw::post("/x").json(&keys);
    assert!(rejected(&broken).contains("no JSON form"));
    assert_eq!(broken.json(1).request().unwrap().body.text().as_deref(), Some("1"));
    assert!(rejected(&Raw::get("/x").header("a", "b\r\nc")).contains("control character"));
    assert!(rejected(&Raw::new(rt::Method::new("GE T"), "/x")).contains("method"));
    assert_eq!(rt::Method::from_name("patch"), Some(rt::Method::PATCH));
    assert_eq!(rt::Method::from_name("FETCH"), None);
}

#[test]
fn it_is_plain_data_and_silent() {
    let request = Raw::post("/x?token=hush")
        .query("pwd", "hush")
        .header("authorization", "hush")
        .json(json!({"password": "hush"}));
    assert_eq!(request, request.clone());
    assert_ne!(request, request.clone().query("a", 1));
    let text =
        format!("{request:?} {:?} {:?}", request.request(), request.clone().form([("a", "hush")]));
    assert!(!text.contains("hush"), "{text}");
    for part in ["v2", "POST", "/x", "pwd", "authorization", "19 bytes"] {
        assert!(text.contains(part), "{part}: {text}");
    }
}
