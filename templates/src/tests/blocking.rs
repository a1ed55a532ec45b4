//! The client that waits.

use serde_json::{Value, json};

use crate::runtime::auth::Bearer;
use crate::runtime::testing::{FakeAnswer, FakeTransport};
use crate::runtime::{self as rt, Raw, Retry, blocking};
use crate::sample::servers::V2;
use crate::sample::users;

fn client(transport: &FakeTransport) -> blocking::Client {
    let builder = rt::Client::builder().transport(transport.clone()).retry(Retry::none());
    builder.auth(Bearer::new("hush")).build_blocking().unwrap()
}

fn page(token: &str, ids: &[&str]) -> FakeAnswer {
    let users: Vec<_> = ids.iter().map(|id| json!({"id": id})).collect();
    FakeAnswer::json(200, json!({"next_page_token": token, "users": users}))
}

#[test]
fn the_surface_is_the_same() {
    let transport = FakeTransport::new();
    transport
        .answer(FakeAnswer::json(200, r#"{"id":"a"}"#))
        .answer(FakeAnswer::json(200, r#"{"id":"b"}"#).header("x-zm-trackingid", "t-1"))
        .answer(FakeAnswer::json(404, r#"{"code":1001,"message":"gone"}"#))
        .answer(FakeAnswer::json(200, r#"{"n":1}"#));
    let zoom = client(&transport);
    assert_eq!(users::get("me").send_blocking(&zoom).unwrap().id.as_deref(), Some("a"));
    let response = users::get("me").send_with_response_blocking(&zoom).unwrap();
    assert_eq!((response.tracking_id.as_deref(), response.status), (Some("t-1"), 200));
    assert!(users::get("me").send_blocking(&zoom).unwrap_err().is_not_found());
    assert_eq!(Raw::get(&V2, "/x").send_blocking::<Value>(&zoom).unwrap()["n"], 1);
    transport.answer(page("next", &["a", "b"])).answer(page("", &["c"]));
    let pages = users::list().pages_blocking(&zoom).collect::<rt::Result<Vec<_>>>().unwrap();
    assert_eq!(pages.len(), 2);
    transport.answer(page("next", &["a", "b"])).answer(page("", &["c"]));
    let items = users::list().items_blocking(&zoom).collect::<rt::Result<Vec<_>>>().unwrap();
    assert_eq!(items.len(), 3);
    transport.answer(page("next", &["a"])).answer(FakeAnswer::status(500));
    let mut items = users::list().items_blocking(&zoom);
    assert!(items.next().unwrap().is_ok() && items.next().unwrap().is_err());
    assert!(items.next().is_none() && items.next().is_none());
    transport.answer(FakeAnswer::status(204));
    assert_eq!(zoom.execute(&users::get("me")).unwrap().status, 204);
    transport.always(FakeAnswer::json(200, "{}"));
    users::get("me").send_blocking(&zoom.with_auth(Bearer::new("other"))).unwrap();
    assert_eq!(transport.sent().last().unwrap().header("authorization"), Some("Bearer other"));
}

#[test]
fn threads_share_one_client() {
    let transport = FakeTransport::new();
    transport.always(FakeAnswer::json(200, r#"{"id":"a"}"#));
    let zoom = client(&transport);
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                for _ in 0..5 {
                    users::get("me").send_blocking(&zoom).unwrap();
                }
            });
        }
    });
    assert_eq!(transport.sent().len(), 40);
}

#[tokio::test]
async fn inside_of_another_runtime_it_is_an_error_and_no_panic() {
    let transport = FakeTransport::new();
    transport.always(FakeAnswer::json(200, "{}"));
    let zoom = client(&transport);
    let error = users::get("me").send_blocking(&zoom).unwrap_err();
    assert!(matches!(error, rt::Error::InvalidRequest(_)), "{error}");
    let mut items = users::list().items_blocking(&zoom);
    assert!(items.next().unwrap().is_err());
    assert!(items.next().is_none(), "who skips errors comes to an end");
    assert!(transport.sent().is_empty());
    // The asynchronous client behind it works, and letting go of the last clone is no panic.
    users::get("me").send(zoom.as_async()).await.unwrap();
    drop((zoom, items));
    assert_eq!(transport.sent().len(), 1);
}

#[test]
fn connections_work_without_a_runtime_around() {
    let server = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", server.local_addr().unwrap());
    let answering = std::thread::spawn(move || {
        use std::io::{Read as _, Write as _};
        let (mut stream, _) = server.accept().unwrap();
        let mut request = [0; 2048];
        let count = stream.read(&mut request).unwrap();
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n{\"id\":\"a\"}").unwrap();
        String::from_utf8_lossy(&request[..count]).into_owned()
    });
    let http = rt::reqwest::Client::builder().no_proxy();
    let builder = rt::Client::builder().http(http).base_url(url).auth(Bearer::new("t"));
    let builder = builder.timeout(std::time::Duration::from_secs(5)).retry(Retry::none());
    let zoom = builder.build_blocking().unwrap();
    assert_eq!(users::get("me").send_blocking(&zoom).unwrap().id.as_deref(), Some("a"));
    assert!(answering.join().unwrap().starts_with("GET /users/me HTTP/1.1"));
}
