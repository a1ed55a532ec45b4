//! Requests that no operation makes.

use std::time::{Duration, Instant};

use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use zoom_client::auth::Bearer;
use zoom_client::runtime::testing::{FakeResponse, FakeTransport};
use zoom_client::runtime::{Bytes, Method, Part, PartContent, PreparedBody, Raw, TransportKind};
use zoom_client::{Client, Error, Retry, Upload, Value, users};

use crate::support::{Reply, Server};
use crate::{assert_sent, owned};

fn client(url: &str) -> Client {
    let builder =
        Client::builder().base_url(url).retry(Retry::none()).auth(Bearer::new("bearer-token-4711"));
    builder.timeout(Duration::from_secs(10)).build().unwrap()
}

/// Responds to one request; returns the address.
async fn responding(media_type: &'static str, body: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let _ = stream.read(&mut [0; 4096]).await;
        let length = body.len();
        let head =
            format!("HTTP/1.1 200 OK\r\nContent-Type: {media_type}\r\nConnection: close\r\n");
        let response = format!("{head}Content-Length: {length}\r\n\r\n{body}");
        stream.write_all(response.as_bytes()).await.unwrap();
    });
    url
}

#[test]
fn any_path_method_query_and_headers() {
    let request = Raw::get("/workspaces").query("page_size", 30).query("name", "a & b");
    let query = [("page_size", "30"), ("name", "a & b")];
    assert_sent(request.request(), "GET /workspaces", &query, None);
    // A path may come without a slash, and with a query.
    let request = Raw::get("workspaces?page_size=30").query("name", "a & b");
    assert_sent(request.request(), "GET /workspaces", &query, None);

    for (method, name) in [
        (Method::GET, "GET"),
        (Method::POST, "POST"),
        (Method::PUT, "PUT"),
        (Method::PATCH, "PATCH"),
        (Method::DELETE, "DELETE"),
        (Method::new("HEAD"), "HEAD"),
        (Method::new("OPTIONS"), "OPTIONS"),
    ] {
        let request = Raw::new(method, "/workspaces/w-1").request();
        assert_sent(request, &format!("{name} /workspaces/w-1"), &[], None);
    }

    let request = Raw::get("/workspaces").header("X-Trace", "t-1").header("Accept", "text/csv");
    let request = request.request().unwrap();
    assert_eq!(request.header("x-trace"), Some("t-1"));
    assert_eq!(request.header("accept"), Some("text/csv"));
}

#[test]
fn any_body() {
    let data = json!({"name": "Kitchen", "seats": [1, 2]});
    let request = Raw::post("/workspaces").json(&data).request();
    assert_sent(request, "POST /workspaces", &[], data);

    let form = [("name", "Kitchen & hall"), ("note", "ä")];
    let request = Raw::post("/workspaces").form(form).request().unwrap();
    assert_eq!(request.header("content-type"), Some("application/x-www-form-urlencoded"));
    assert_eq!(request.body, PreparedBody::Form(owned(&form)));

    // Form data and file data together, and a name that the file is sent under.
    let file = Upload::bytes("floor.png", "PNG").named("plan.png");
    let request = Raw::post("/workspaces").form(form).part("plan", file.clone());
    let PreparedBody::Multipart(parts) = request.request().unwrap().body else {
        panic!("{request:?}")
    };
    let parts: Vec<_> =
        parts.into_iter().map(|Part { name, content, .. }| (name, content)).collect();
    let text = |text: &str| PartContent::Text(text.to_owned());
    let expected = [
        ("name".to_owned(), text("Kitchen & hall")),
        ("note".to_owned(), text("ä")),
        ("plan".to_owned(), PartContent::File(file)),
    ];
    assert_eq!(parts, expected);
}

#[tokio::test]
async fn it_is_sent_with_the_credentials_of_the_client() {
    let server = Server::always(Reply::ok(r#"{"id":"w-1"}"#)).await;
    let request = Raw::patch("/workspaces/w-1").query("dry", true).json(json!({"seats": 3}));
    let response: Value = request.send(&client(&server.url)).await.unwrap();
    assert_eq!(response, json!({"id": "w-1"}));
    let sent = server.only();
    assert_eq!(sent.line, "PATCH /workspaces/w-1?dry=true");
    assert_eq!(sent.header("authorization"), Some("Bearer bearer-token-4711"));
    assert_eq!(sent.header("content-type"), Some("application/json"));
    assert_eq!(sent.body, r#"{"seats":3}"#);
}

#[tokio::test]
async fn credentials_go_nowhere_else() {
    let server = Server::always(Reply::ok("{}")).await;
    let request = Raw::get("https://example.com/v2/users/me");
    let result = request.send::<Value>(&client(&server.url)).await;
    assert!(matches!(result, Err(Error::InvalidRequest(_))), "{result:?}");
    assert_eq!(server.requests().len(), 0);
}

#[tokio::test]
async fn a_response_is_json_text_or_bytes() {
    let request = Raw::get("/workspaces");
    let url = responding("application/json; charset=utf-8", r#"{"a":[1,null]}"#).await;
    let json: Value = request.clone().send(&client(&url)).await.unwrap();
    assert_eq!(json, json!({"a": [1, null]}));
    let url = responding("text/csv", "name,seats\nKitchen,3\n").await;
    let text: String = request.clone().send(&client(&url)).await.unwrap();
    assert_eq!(text, "name,seats\nKitchen,3\n");
    // Bytes are whatever comes, JSON too.
    for (media_type, body) in [("image/png", "\u{0}PNG"), ("application/json", " {\"a\": 1}\n")] {
        let url = responding(media_type, body).await;
        let bytes: Bytes = request.clone().send(&client(&url)).await.unwrap();
        assert_eq!(&bytes[..], body.as_bytes());
    }
    let server = Server::always(Reply::ok(r#"{"id":"u-1"}"#)).await;
    let response = request.send::<users::User>(&client(&server.url)).with_response().await.unwrap();
    assert_eq!((response.status, response.value.id.as_deref()), (200, Some("u-1")));
}

#[tokio::test]
async fn an_error_response_is_the_error_it_is_for_operations() {
    let server = Server::always(Reply::json(404, r#"{"code":1001,"message":"None."}"#)).await;
    let result = Raw::get("/users/u-9").send::<Value>(&client(&server.url)).await;
    let Err(Error::Api(error)) = result else { panic!("{result:?}") };
    assert_eq!((error.status, error.code, error.message.as_str()), (404, Some(1001), "None."));
}

#[tokio::test]
async fn a_request_has_a_time_limit_of_its_own() {
    // Connections are taken by the system, and there is never a response.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let request = Raw::get("/workspaces").timeout(Duration::from_millis(100));
    let started = Instant::now();
    let result = request.send::<Value>(&client(&url)).await;
    let Err(Error::Transport(error)) = result else { panic!("{result:?}") };
    assert_eq!(error.kind, TransportKind::Timeout);
    assert!(started.elapsed() < Duration::from_secs(5));
}

/// A connector's knobs: timeout, maximal number of retries, delay, retry on all errors, exponential backoff, debug.
#[tokio::test]
async fn attempts_are_as_the_caller_says() {
    let attempts = async |request: Raw, response: FakeResponse| {
        let transport = FakeTransport::new();
        transport.always(response);
        let builder = Client::builder().transport(transport.clone()).retry(Retry::none());
        let zoom = builder.auth(Bearer::new("bearer-token-4711")).build().unwrap();
        request.send::<Value>(&zoom).await.unwrap_err();
        transport.sent().len()
    };
    let get = || Raw::get("/users/me").timeout(Duration::from_secs(5));
    let retry = Retry::new().max_retries(2).base_delay(Duration::from_millis(1)).exponential(false);
    assert_eq!(attempts(get(), FakeResponse::status(500)).await, 1);
    assert_eq!(attempts(get().retry(retry), FakeResponse::status(500)).await, 3);
    assert_eq!(attempts(get().retry(retry), FakeResponse::status(400)).await, 1);
    assert_eq!(attempts(get().retry(retry.all_errors(true)), FakeResponse::status(400)).await, 3);
    let patch = Raw::patch("/users/me").json(json!({"dept": "x"})).retry(retry);
    assert_eq!(attempts(patch.clone(), FakeResponse::status(500)).await, 1);
    let anyway = patch.retry(retry.retry_non_idempotent(true).exponential(true));
    assert_eq!(attempts(anyway, FakeResponse::status(500)).await, 3);
}
