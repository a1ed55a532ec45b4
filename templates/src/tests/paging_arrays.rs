//! Numbered pages of responses that have no number of pages: arrays, and objects with a list alone.

use super::server::{Reply, Server};
use crate::runtime::Position;
use crate::runtime::private as rt;
use crate::sample::repos;

/// Three pages; after them none has an item.
async fn server(page: fn(&str) -> String) -> Server {
    Server::start(move |_, received| {
        let number = received.target.split_once("page=").map_or("1", |(_, rest)| rest);
        let items = match number.split('&').next().unwrap() {
            "1" => r#"[{"id":"1"},{"id":"2"}]"#,
            // A short page is not the last one: servers leave out what the caller may not see.
            "2" => r#"[{"id":"3"}]"#,
            "3" => r#"[{"id":"4"},{"id":"5"}]"#,
            _ => "[]",
        };
        Reply::json(200, &page(items))
    })
    .await
}

async fn ids<T: rt::FromResponse + rt::FieldType + 'static>(
    mut items: rt::Items<T, repos::Repo>,
) -> String {
    let mut ids = String::new();
    while let Some(repo) = items.try_next().await.unwrap() {
        ids.push_str(&repo.id.unwrap());
    }
    assert!(items.try_next().await.unwrap().is_none());
    ids
}

fn targets(server: &Server) -> Vec<String> {
    server.received().into_iter().map(|received| received.target).collect()
}

#[tokio::test]
async fn an_array_without_items_ends_the_list() {
    let server = server(str::to_owned).await;
    assert_eq!(ids(repos::forks().items(&server.client())).await, "12345");
    assert_eq!(targets(&server), ["/forks", "/forks?page=2", "/forks?page=3", "/forks?page=4"]);
}

#[tokio::test]
async fn an_object_without_items_ends_the_list() {
    let server = server(|items| format!(r#"{{"repos":{items}}}"#)).await;
    assert_eq!(ids(repos::stars().items(&server.client())).await, "12345");
    assert_eq!(targets(&server), ["/stars", "/stars?page=2", "/stars?page=3", "/stars?page=4"]);
}

#[tokio::test]
async fn the_list_begins_at_the_page_that_was_asked_for() {
    let server = server(str::to_owned).await;
    let mut list = repos::forks();
    (list.page, list.per_page) = (Some(3), Some(2));
    assert_eq!(ids(list.items(&server.client())).await, "45");
    assert_eq!(targets(&server), ["/forks?page=3&per_page=2", "/forks?page=4&per_page=2"]);
}

#[tokio::test]
async fn a_position_in_an_array_is_found_again() {
    let server = server(str::to_owned).await;
    let mut items = repos::forks().items(&server.client());
    for taken in 0..=5 {
        let position = items.position();
        let rest = repos::forks().items(&server.client()).resume(position);
        assert_eq!(ids(rest).await, "12345"[taken..], "after {taken}");
        items.try_next().await.unwrap();
    }
    let rest = repos::forks().items(&server.client()).resume(Position::at_page(2));
    assert_eq!(ids(rest).await, "345");
}

#[tokio::test]
async fn a_list_that_is_no_array_is_an_error() {
    let server = Server::always(Reply::json(200, r#"{"message":"moved"}"#)).await;
    let error = repos::forks().items(&server.client()).try_next().await.unwrap_err();
    assert!(matches!(error, rt::Error::Decode(_)), "{error}");
}
