//! The client that waits.

use std::io::{Cursor, Read};
use std::time::Duration;

use serde_json::{Value, json};

use super::folder::Folder;
use super::server::{Reply, Server};
use crate::runtime::auth::Bearer;
use crate::runtime::private::{self as rt, Download, Raw, Retry, Upload, blocking};
use crate::runtime::testing::{FakeResponse, FakeTransport};
use crate::sample::{reports, users};

fn client(transport: &FakeTransport) -> blocking::Client {
    let builder = rt::Client::builder().transport(transport.clone()).retry(Retry::none());
    builder.auth(Bearer::new("hush")).build_blocking().unwrap()
}

fn page(token: &str, ids: &[&str]) -> FakeResponse {
    let users: Vec<_> = ids.iter().map(|id| json!({"id": id})).collect();
    FakeResponse::json(200, json!({"next_page_token": token, "users": users}))
}

#[test]
fn the_surface_is_the_same() {
    let transport = FakeTransport::new();
    transport
        .respond(FakeResponse::json(200, r#"{"id":"a"}"#))
        .respond(FakeResponse::json(200, r#"{"id":"b"}"#).header("x-zm-trackingid", "t-1"))
        .respond(FakeResponse::json(404, r#"{"code":1001,"message":"gone"}"#))
        .respond(FakeResponse::json(200, r#"{"n":1}"#));
    let zoom = client(&transport);
    assert_eq!(users::get("me").send_blocking(&zoom).unwrap().id.as_deref(), Some("a"));
    let response = users::get("me").send_with_response_blocking(&zoom).unwrap();
    assert_eq!((response.tracking_id.as_deref(), response.status), (Some("t-1"), 200));
    assert!(users::get("me").send_blocking(&zoom).unwrap_err().is_not_found());
    let raw = Raw::get("/x").send_with_response_blocking::<Value>(&zoom).unwrap();
    assert_eq!((raw.status, &raw.value["n"]), (200, &json!(1)));
    transport.respond(FakeResponse::json(200, r#"{"n":2}"#));
    assert_eq!(Raw::get("/x").send_blocking::<Value>(&zoom).unwrap()["n"], 2);
    transport.respond(page("next", &["a", "b"])).respond(page("", &["c"]));
    let pages = users::list().pages_blocking(&zoom).collect::<rt::Result<Vec<_>>>().unwrap();
    assert_eq!(pages.len(), 2);
    transport.respond(page("next", &["a", "b"])).respond(page("", &["c"]));
    let items = users::list().items_blocking(&zoom).collect::<rt::Result<Vec<_>>>().unwrap();
    assert_eq!(items.len(), 3);
    transport.respond(page("next", &["a"])).respond(FakeResponse::status(500));
    let mut items = users::list().items_blocking(&zoom);
    assert!(items.next().unwrap().is_ok() && items.next().unwrap().is_err());
    assert!(items.next().is_none() && items.next().is_none());
    transport.respond(FakeResponse::status(204));
    assert_eq!(zoom.execute(&users::get("me")).unwrap().status, 204);
    transport.always(FakeResponse::json(200, "{}"));
    users::get("me").send_blocking(&zoom.with_auth(Bearer::new("other"))).unwrap();
    assert_eq!(transport.sent().last().unwrap().header("authorization"), Some("Bearer other"));
}

#[test]
fn threads_share_one_client() {
    let transport = FakeTransport::new();
    transport.always(FakeResponse::json(200, r#"{"id":"a"}"#));
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
    transport.always(FakeResponse::json(200, "{}"));
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
    let responding = std::thread::spawn(move || {
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
    assert!(responding.join().unwrap().starts_with("GET /users/me HTTP/1.1"));
}

#[test]
fn lists_go_on_where_others_have_come_to() {
    let transport = FakeTransport::new();
    let zoom = client(&transport);
    transport.respond(page("next", &["a", "b"]));
    let mut items = users::list().items_blocking(&zoom);
    assert_eq!(items.next().unwrap().unwrap().id.as_deref(), Some("a"));
    transport.respond(page("next", &["a", "b"])).respond(page("", &["c"]));
    let rest = users::list().items_blocking(&zoom).resume(items.position());
    let ids: Vec<_> = rest.map(|user| user.unwrap().id.unwrap()).collect();
    assert_eq!(ids, ["b", "c"]);
    transport.respond(page("next", &["a"])).respond(page("", &["b"]));
    let mut pages = users::list().pages_blocking(&zoom).max_pages(1);
    assert!(pages.next().unwrap().is_ok() && pages.next().is_none());
    let mut rest = users::list().pages_blocking(&zoom).resume(pages.position());
    assert_eq!(rest.next().unwrap().unwrap().users[0].id.as_deref(), Some("b"));
}

#[test]
fn long_ranges_are_read_in_windows() {
    let transport = FakeTransport::new();
    let zoom = client(&transport);
    let report = || reports::hosts("2026-01-01", "2026-03-05");
    transport.respond(page("t", &["a"])).respond(page("", &["b"]));
    transport.respond(page("", &[])).respond(page("", &["c"]));
    let hosts = report().items_in_windows_blocking(&zoom).unwrap();
    let ids: Vec<_> = hosts.map(|host| host.unwrap().id.unwrap()).collect();
    assert_eq!((ids.join(" ").as_str(), transport.sent().len()), ("a b c", 4));
    transport.always(page("", &["a"]));
    assert_eq!(report().pages_in_windows_blocking(&zoom).unwrap().count(), 3);
    assert!(reports::hosts("", "2026-03-05").items_in_windows_blocking(&zoom).is_err());
}

/// A server on threads of its own, and a client for it that waits.
fn served(reply: impl Fn(usize) -> Reply + Send + Sync + 'static) -> (Server, blocking::Client) {
    static THREADS: std::sync::LazyLock<tokio::runtime::Runtime> =
        std::sync::LazyLock::new(|| tokio::runtime::Runtime::new().unwrap());
    let server = THREADS.block_on(Server::start(move |number, _| reply(number)));
    let zoom = server.builder().auth(Bearer::new("t")).build_blocking().unwrap();
    (server, zoom)
}

#[test]
fn files_are_read_and_saved() {
    let content = "0123456789".repeat(30_000);
    let body = content.clone();
    let file = move || Reply::new(200, "video/mp4", &body).header("ETag", "\"1\"");
    let rest = content[100_000..].to_owned();
    let (server, zoom) = served(move |number| match number {
        2 => file().cut(100_000),
        3 => Reply::new(206, "video/mp4", &rest)
            .header("ETag", "\"1\"")
            .header("Content-Range", "bytes 100000-299999/300000"),
        _ => file(),
    });
    let download = Download::new("/rec/1").attempts(2).retry_delay(Duration::from_millis(1));
    let mut stream = download.clone().open_blocking(&zoom).unwrap();
    assert_eq!((stream.length(), stream.media_type()), (Some(300_000), Some("video/mp4")));
    assert!(stream.headers().contains_key("etag"));
    // Three bytes by hand, what was left of that piece, and all others.
    let mut first = [0; 3];
    stream.read_exact(&mut first).unwrap();
    let rest: Vec<u8> = stream.flat_map(|piece| piece.unwrap()).collect();
    assert_eq!((&first, rest.len()), (b"012", 299_997));
    let mut text = String::new();
    download.clone().open_blocking(&zoom).unwrap().read_to_string(&mut text).unwrap();
    assert!(text == content);
    let folder = Folder::new();
    let saved = download.clone().save_blocking(&zoom, folder.join("a.mp4")).unwrap();
    assert!(std::fs::read_to_string(saved.path).unwrap() == content);
    let received = server.received();
    assert_eq!((received.len(), received[3].header("range")), (4, Some("bytes=100000-")));
}

#[test]
fn a_download_that_breaks_is_an_error_of_the_reader() {
    let (_server, zoom) = served(|_| Reply::new(200, "video/mp4", "0123456789").cut(4));
    let mut stream = Download::new("/rec/1").open_blocking(&zoom).unwrap();
    let mut read = Vec::new();
    let error = stream.read_to_end(&mut read).unwrap_err();
    let cause = error.get_ref().unwrap().downcast_ref::<rt::Error>();
    assert!(cause.is_some_and(rt::Error::is_retryable), "{error}");
    assert_eq!(read, b"0123");
}

struct Unreadable;

impl Read for Unreadable {
    fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
        Err(std::io::Error::other("the disk is gone"))
    }
}

#[test]
fn readers_are_read_while_they_are_sent() {
    let transport = FakeTransport::new();
    transport.always(FakeResponse::status(204));
    let zoom = client(&transport);
    let picture = || users::upload_picture("me", Upload::reader("me.jpg"));
    let content = "0123456789".repeat(20_000);
    picture().send_with_blocking(&zoom, Cursor::new(content.clone())).unwrap();
    let sent = String::from_utf8(transport.sent()[0].body.to_vec()).unwrap();
    assert!(sent.contains(&format!("\r\n\r\n{content}\r\n--")), "{} bytes", sent.len());
    assert!(picture().send_with_blocking(&zoom, Unreadable).is_err());
    let held = users::upload_picture("me", Upload::bytes("a.jpg", "a"));
    let error = held.send_with_blocking(&zoom, Cursor::new("b")).unwrap_err();
    assert!(matches!(error, rt::Error::InvalidRequest(_)), "{error}");
}

#[cfg(feature = "oauth")]
#[test]
fn users_authorize_without_async() {
    use secrecy::ExposeSecret;

    let transport = FakeTransport::new();
    let user = crate::zoom::auth::OAuth::new("client-1", "hush");
    let builder = rt::Client::builder().transport(transport.clone()).auth(user.clone());
    let zoom = builder.retry(Retry::none()).build_blocking().unwrap();
    let token = |number| {
        let body = json!({"access_token": format!("access-{number}"), "refresh_token": format!("refresh-{number}")});
        transport.respond(FakeResponse::json(200, body));
    };
    let shown = || transport.sent().last().unwrap().header("authorization").unwrap().to_owned();
    let held = || user.token_blocking(&zoom).unwrap().map(|token| token.access);
    assert!(!user.is_authorized_blocking(&zoom).unwrap() && held().is_none());
    // In a browser.
    let consent = user.consent().unwrap();
    let callback = format!("code=code-1&state={}", consent.state().expose_secret());
    token(1);
    user.accept_blocking(&zoom, &consent, &callback).unwrap();
    transport.respond(FakeResponse::json(200, "{}"));
    users::get("me").send_blocking(&zoom).unwrap();
    assert_eq!(shown(), "Bearer access-1");
    token(2);
    user.refresh_blocking(&zoom).unwrap();
    assert_eq!(held().unwrap().expose_secret(), "access-2");
    transport.respond(FakeResponse::json(200, r#"{"status":"success"}"#));
    user.revoke_blocking(&zoom).unwrap();
    assert!(!user.is_authorized_blocking(&zoom).unwrap());
    // On another device.
    transport.respond(FakeResponse::json(
        200,
        r#"{"device_code":"d","user_code":"AB","verification_uri":"https://zoom.us/activate","interval":1}"#,
    ));
    let code = user.device_blocking(&zoom).unwrap();
    assert_eq!(code.user_code(), "AB");
    token(3);
    user.wait_blocking(&zoom, &code).unwrap();
    assert_eq!(held().unwrap().expose_secret(), "access-3");
    let kept = rt::auth::Token::new("access-4", Duration::from_secs(3_600));
    user.set_token_blocking(&zoom, kept).unwrap();
    assert!(user.is_authorized_blocking(&zoom).unwrap());
    assert_eq!(held().unwrap().expose_secret(), "access-4");
}
