//! Pages and items.

use crate::runtime::MoreInputs as _;
use std::pin::Pin;

use futures_core::Stream;

use super::server::{Received, Reply, Server};
use crate::runtime::private as rt;
use crate::sample::users;

/// A server whose pages follow a script: what the query must contain, and the page.
async fn paged(pages: &'static [(&'static str, &'static str)]) -> Server {
    Server::start(move |number, received| match pages.get(number) {
        Some((query, page)) if received.target.ends_with(query) => Reply::json(200, page),
        _ => Reply::json(
            400,
            &format!(
                r#"{{"code":1,"message":"unexpected request {number}: {}"}}"#,
                received.target
            ),
        ),
    })
    .await
}

async fn ids(server: &Server, list: users::List) -> rt::Result<Vec<String>> {
    let mut items = list.items(&server.client());
    let mut ids = Vec::new();
    while let Some(user) = items.try_next().await? {
        ids.extend(user.id);
    }
    // After the end it stays ended.
    assert!(items.try_next().await?.is_none());
    Ok(ids)
}

async fn check(pages: &'static [(&'static str, &'static str)], expected: &[&str]) {
    let server = paged(pages).await;
    assert_eq!(ids(&server, users::list()).await.unwrap(), expected);
    assert_eq!(server.received().len(), pages.len());
}

#[tokio::test]
async fn tokens_lead_from_page_to_page() {
    check(
        &[
            ("/users", r#"{"next_page_token":"a b","users":[{"id":"1"},{"id":"2"}]}"#),
            ("?next_page_token=a%20b", r#"{"next_page_token":"c","users":[]}"#),
            ("?next_page_token=c", r#"{"next_page_token":"","users":[{"id":"3"}]}"#),
        ],
        &["1", "2", "3"],
    )
    .await;
}

#[tokio::test]
async fn the_rest_of_the_query_stays() {
    let server = paged(&[
        ("/users?page_size=2&extra=1", r#"{"next_page_token":"t","users":[{"id":"1"}]}"#),
        ("/users?page_size=2&next_page_token=t&extra=1", r#"{"users":[{"id":"2"}]}"#),
    ])
    .await;
    let mut list = users::list().extra("extra", 1);
    list.page_size = Some(2);
    assert_eq!(ids(&server, list).await.unwrap(), ["1", "2"]);
}

#[tokio::test]
async fn lists_end_where_the_token_ends() {
    for last in [
        "{}",
        r#"{"next_page_token":null}"#,
        r#"{"next_page_token":""}"#,
        r#"{"next_page_token":"t"}"#,
    ] {
        let server = Server::start(move |number, _| match number {
            0 => Reply::json(200, r#"{"next_page_token":"t","users":[{"id":"1"}]}"#),
            _ => Reply::json(200, last),
        })
        .await;
        assert_eq!(ids(&server, users::list()).await.unwrap(), ["1"], "{last}");
        assert_eq!(server.received().len(), 2, "{last}");
    }
}

#[tokio::test]
async fn tokens_are_preferred_to_numbers() {
    check(
        &[
            (
                "/users",
                r#"{"page_number":1,"page_count":9,"next_page_token":"t","users":[{"id":"1"}]}"#,
            ),
            ("?next_page_token=t", r#"{"page_number":1,"page_count":9,"users":[{"id":"2"}]}"#),
        ],
        &["1", "2"],
    )
    .await;
    check(
        &[(
            "/users",
            r#"{"page_number":1,"page_count":9,"next_page_token":"","users":[{"id":"1"}]}"#,
        )],
        &["1"],
    )
    .await;
}

#[tokio::test]
async fn numbers_lead_from_page_to_page() {
    check(
        &[
            ("/users", r#"{"page_number":1,"page_count":3,"users":[{"id":"1"}]}"#),
            ("?page_number=2", r#"{"page_number":"2","page_count":"3","users":[{"id":"2"}]}"#),
            ("?page_number=3", r#"{"page_number":3,"page_count":3,"users":[{"id":"3"}]}"#),
        ],
        &["1", "2", "3"],
    )
    .await;
    // From the page that was asked for.
    let server = paged(&[
        ("?page_number=2", r#"{"page_count":3,"users":[{"id":"2"}]}"#),
        ("?page_number=3", r#"{"page_count":3,"users":[{"id":"3"}]}"#),
    ])
    .await;
    let mut list = users::list();
    list.page_number = Some(2);
    assert_eq!(ids(&server, list).await.unwrap(), ["2", "3"]);
}

#[tokio::test]
async fn lists_end_where_the_numbers_end() {
    check(&[("/users", r#"{"users":[{"id":"1"}]}"#)], &["1"]).await;
    check(&[("/users", r#"{"page_number":1,"users":[{"id":"1"}]}"#)], &["1"]).await;
    check(&[("/users", r#"{"page_number":1,"page_count":1,"users":[{"id":"1"}]}"#)], &["1"]).await;
    check(&[("/users", r#"{"page_number":1,"page_count":0}"#)], &[]).await;
    check(&[("/users", r#"{"page_number":1,"page_count":5}"#)], &[]).await;
    check(
        &[
            ("/users", r#"{"page_number":1,"page_count":5,"users":[{"id":"1"}]}"#),
            ("?page_number=2", r#"{"page_number":2,"page_count":5,"users":[]}"#),
        ],
        &["1"],
    )
    .await;
    // A server that always says that this is the first page.
    check(
        &[
            ("/users", r#"{"page_number":1,"page_count":2,"users":[{"id":"1"}]}"#),
            ("?page_number=2", r#"{"page_number":1,"page_count":2,"users":[{"id":"2"}]}"#),
        ],
        &["1", "2"],
    )
    .await;
}

#[tokio::test]
async fn pages_are_whole_responses() {
    let server = paged(&[
        ("/users", r#"{"next_page_token":"t","users":[{"id":"1"}],"total":2}"#),
        ("?next_page_token=t", r#"{"next_page_token":"","users":[{"id":"2"}]}"#),
    ])
    .await;
    let mut pages = users::list().pages(&server.client());
    let first = pages.try_next().await.unwrap().unwrap();
    assert_eq!((first.users.len(), first.extra.get("total")), (1, Some(&rt::Value::from(2))));
    assert_eq!(server.received().len(), 1, "the next page is fetched when it is asked for");
    assert!(pages.try_next().await.unwrap().is_some());
    assert!(pages.try_next().await.unwrap().is_none());
    assert!(!format!("{pages:?}").contains('1'));
}

#[tokio::test]
async fn an_error_ends_the_list() {
    let expired =
        r#"{"code":300,"message":"The next page token is either invalid or has expired."}"#;
    let server = Server::start(move |number, _| match number {
        0 => Reply::json(200, r#"{"next_page_token":"t","users":[{"id":"1"}]}"#),
        _ => Reply::json(400, expired),
    })
    .await;
    let mut items = users::list().items(&server.client());
    assert!(items.try_next().await.unwrap().is_some());
    assert_eq!(items.try_next().await.unwrap_err().api().unwrap().code, Some(300));
    assert!(items.try_next().await.unwrap().is_none());
    assert_eq!(server.received().len(), 2);
}

#[tokio::test]
async fn items_that_cannot_be_read_are_not_dropped_in_silence() {
    let server = paged(&[("/users", r#"{"users":[{"id":"1"},"two"]}"#)]).await;
    let error = ids(&server, users::list()).await.unwrap_err();
    assert!(matches!(&error, rt::Error::Decode(error) if error.path == "$.users"), "{error}");
}

#[tokio::test]
async fn both_are_streams() {
    async fn next<S: Stream + Unpin>(stream: &mut S) -> Option<S::Item> {
        std::future::poll_fn(|context| Pin::new(&mut *stream).poll_next(context)).await
    }
    let page: fn(usize, &Received) -> Reply = |_, _| Reply::json(200, r#"{"users":[{"id":"1"}]}"#);
    let server = Server::start(page).await;
    let mut items = users::list().items(&server.client());
    assert!(next(&mut items).await.unwrap().is_ok());
    assert!(next(&mut items).await.is_none());
    let mut pages = users::list().pages(&server.client());
    assert!(next(&mut pages).await.unwrap().is_ok());
    assert!(next(&mut pages).await.is_none());
    fn is_send<T: Send + 'static>(_: &T) {}
    is_send(&items);
    is_send(&pages);
}

#[tokio::test]
async fn a_page_may_be_asked_for_in_pieces() {
    let server = Server::start(|_, _| {
        Reply::json(200, r#"{"users":[{"id":"1"}]}"#).after(std::time::Duration::from_millis(300))
    })
    .await;
    let mut items = users::list().items(&server.client());
    // Giving up waiting loses nothing: the request goes on with the next call.
    let early = tokio::time::timeout(std::time::Duration::from_millis(50), items.try_next()).await;
    assert!(early.is_err());
    assert!(items.try_next().await.unwrap().is_some());
    assert_eq!(server.received().len(), 1);
}

/// A list of two pages, of which the last has the token for what changes later.
async fn synchronized() -> Server {
    paged(&[
        ("/users", r#"{"next_page_token":"t","next_sync_token":"s 0","users":[{"id":"1"}]}"#),
        ("?next_page_token=t", r#"{"next_sync_token":"s 1","users":[{"id":"2"},{"id":"3"}]}"#),
    ])
    .await
}

#[tokio::test]
async fn a_list_has_its_sync_token_at_its_end() {
    let server = synchronized().await;
    let mut items = users::list().items(&server.client());
    for expected in [None, None, Some("s 1")] {
        items.try_next().await.unwrap().unwrap();
        assert_eq!(items.sync_token(), expected);
    }
    assert!(items.try_next().await.unwrap().is_none());
    assert_eq!(items.sync_token(), Some("s 1"));
}

#[tokio::test]
async fn pages_have_the_sync_token_of_the_last_one_also_when_they_are_resumed() {
    let server = synchronized().await;
    let client = server.client();
    let mut pages = users::list().pages(&client);
    pages.try_next().await.unwrap().unwrap();
    assert_eq!(pages.sync_token(), None);
    let mut resumed = users::list().pages(&client).resume(pages.position());
    assert_eq!(resumed.sync_token(), None);
    resumed.try_next().await.unwrap().unwrap();
    assert_eq!(resumed.sync_token(), Some("s 1"));
}
