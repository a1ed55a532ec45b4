//! Futures and streams own their request and their client: they can be spawned, stored, buffered and returned, while
//! the client that made them is gone.

use futures_util::stream::{self, StreamExt};
use serde_json::json;
use tokio::task::JoinSet;
use zoom_client::auth::Bearer;
use zoom_client::reports;
use zoom_client::runtime::testing::{FakeResponse, FakeTransport};
use zoom_client::users::{self, User};
use zoom_client::{
    Bytes, Client, Download, Items, Method, Pages, Raw, ResponseFuture, Result, SendFuture, Upload,
    Value,
};

/// A client whose server knows every user by their ID, and two pages of users.
fn zoom() -> (Client, FakeTransport) {
    let transport = FakeTransport::new();
    transport
        .on_request(Method::GET, "/v2/users/{userId}", |request| {
            let id = request.path().rsplit('/').next().unwrap_or_default();
            FakeResponse::json(200, json!({ "id": id }))
        })
        .on_request(Method::GET, "/v2/users", |request| {
            let is_first = !request.query().iter().any(|(name, _)| name == "next_page_token");
            let (id, next) = if is_first { ("first", "more") } else { ("second", "") };
            FakeResponse::json(200, json!({ "users": [{ "id": id }], "next_page_token": next }))
        });
    let builder = Client::builder().transport(transport.clone()).auth(Bearer::new("token"));
    (builder.build().unwrap(), transport)
}

fn movable<T: Send + 'static>(value: T) -> T {
    value
}

fn id(user: Result<User>) -> String {
    user.unwrap().id.unwrap().to_string()
}

#[tokio::test]
async fn a_request_is_spawned() {
    let (client, _) = zoom();
    let one = tokio::spawn(users::get("a").send(&client));
    let other = tokio::spawn(users::get("b").send(&client).with_response());
    drop(client);
    assert_eq!(id(one.await.unwrap()), "a");
    let other = other.await.unwrap().unwrap();
    assert_eq!((other.status, other.value.id.as_deref()), (200, Some("b")));
}

#[tokio::test]
async fn requests_fill_a_join_set() {
    let (client, transport) = zoom();
    let mut tasks = JoinSet::new();
    for number in 0..20 {
        tasks.spawn(users::get(format!("u{number}")).send(&client));
    }
    let mut ids: Vec<String> = tasks.join_all().await.into_iter().map(id).collect();
    ids.sort();
    let mut expected: Vec<String> = (0..20).map(|number| format!("u{number}")).collect();
    expected.sort();
    assert_eq!((ids, transport.sent().len()), (expected, 20));
}

#[tokio::test]
async fn requests_are_buffered_in_a_stream() {
    let (client, transport) = zoom();
    let requests = stream::iter(["a", "b", "c"]).map(|id| users::get(id).send(&client));
    let mut ids: Vec<String> = requests.buffer_unordered(2).map(id).collect().await;
    ids.sort();
    assert_eq!((ids, transport.sent().len()), (vec!["a".into(), "b".into(), "c".into()], 3));
}

/// What a program keeps for later.
struct Lookup {
    user: SendFuture<User>,
    response: ResponseFuture<User>,
    rest: Vec<SendFuture<User>>,
}

fn lookup(client: &Client) -> Lookup {
    let rest = ["c", "d"].map(|id| users::get(id).send(client)).into();
    let response = users::get("b").send(client).with_response();
    Lookup { user: users::get("a").send(client), response, rest }
}

#[tokio::test]
async fn futures_are_stored_and_returned() {
    let (client, transport) = zoom();
    let Lookup { user, response, rest } = movable(lookup(&client));
    drop(client);
    assert!(transport.sent().is_empty(), "nothing is sent until it is awaited");
    assert_eq!(id(user.await), "a");
    assert_eq!(response.await.unwrap().value.id.as_deref(), Some("b"));
    for (future, expected) in rest.into_iter().zip(["c", "d"]) {
        assert_eq!(id(future.await), expected);
    }
}

fn people(client: &Client) -> Items<users::list::Page, User> {
    users::list().items(client)
}

fn pages(client: &Client) -> Pages<users::list::Page> {
    users::list().pages(client)
}

#[tokio::test]
async fn lists_are_returned_and_spawned() {
    let (client, _) = zoom();
    let (people, pages) = (movable(people(&client)), movable(pages(&client)));
    drop(client);
    let ids = tokio::spawn(people.map(id).collect::<Vec<_>>()).await.unwrap();
    assert_eq!(ids, ["first", "second"]);
    assert_eq!(tokio::spawn(pages.count()).await.unwrap(), 2);
}

#[tokio::test]
async fn the_items_of_windows_are_spawned() {
    let (client, transport) = zoom();
    transport.always(FakeResponse::json(200, json!({ "users": [{ "id": "h" }] })));
    let hosts = reports::hosts("2026-01-01", "2026-02-15").items_in_windows(&client).unwrap();
    drop(client);
    assert_eq!(tokio::spawn(hosts.count()).await.unwrap(), 2);
    assert_eq!(transport.sent().len(), 2);
}

#[tokio::test]
async fn transfers_are_spawned() {
    let (client, transport) = zoom();
    transport
        .on(Method::POST, "/v2/users/{userId}/picture", FakeResponse::status(204))
        .always(FakeResponse::status(200).body("content"));
    let file = Download::new("/rec/download/1");
    let folder = std::env::temp_dir().join(format!("zoom-owned-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let saved = tokio::spawn(file.clone().save(&client, folder.join("file")));
    let opened = tokio::spawn(file.open(&client));
    let picture = Upload::bytes("a.png", "picture");
    let sent = tokio::spawn(users::upload_picture("a", picture).send(&client));
    let reader = std::io::Cursor::new("picture");
    let read = users::upload_picture("a", Upload::reader("a.png")).send_with(&client, reader);
    let read = tokio::spawn(read);
    drop(client);
    assert_eq!(saved.await.unwrap().unwrap().length, 7);
    let mut content = opened.await.unwrap().unwrap();
    assert_eq!(content.try_next().await.unwrap(), Some(Bytes::from("content")));
    sent.await.unwrap().unwrap();
    read.await.unwrap().unwrap();
    std::fs::remove_dir_all(folder).unwrap();
}

#[tokio::test]
async fn raw_requests_are_spawned() {
    let (client, _) = zoom();
    let raw = Raw::get("/users/a");
    let value = tokio::spawn(raw.clone().send::<Value>(&client));
    let response = tokio::spawn(raw.send::<User>(&client).with_response());
    drop(client);
    assert_eq!(value.await.unwrap().unwrap(), json!({ "id": "a" }));
    assert_eq!(response.await.unwrap().unwrap().value.id.as_deref(), Some("a"));
}

#[tokio::test]
async fn a_clone_is_sent_again() {
    let (client, transport) = zoom();
    let request = users::get("a");
    assert_eq!(id(request.clone().send(&client).await), id(request.send(&client).await));
    assert_eq!(transport.sent().len(), 2);
}
