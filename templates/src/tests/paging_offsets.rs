//! Lists whose pages are known by the position of their first item, as those of SCIM.

use serde_json::{Value, json};

use super::server::{Received, Reply, Server};
use crate::runtime::Position;
use crate::runtime::private as rt;
use crate::sample::repos;

/// Five items, at most two of them a page, counted from 1; `total` says how many there are.
async fn server(total: fn() -> Option<u32>) -> Server {
    let page = move |_: usize, received: &Received| {
        let start = received.target.split_once("startIndex=").map_or("1", |(_, rest)| rest);
        let start: u32 = start.split('&').next().unwrap().parse().unwrap();
        let items: Vec<Value> =
            (start..=5).take(2).map(|id| json!({"id": id.to_string()})).collect();
        // A list that is never empty and no list of items.
        let mut page = json!({"schemas": ["urn:example"], "Resources": items});
        if let Some(total) = total() {
            page["totalResults"] = json!(total);
        }
        Reply::json(200, &page.to_string())
    };
    Server::start(page).await
}

fn targets(server: &Server) -> Vec<String> {
    server.received().into_iter().map(|received| received.target).collect()
}

async fn ids(mut items: rt::Items<repos::MembersPage, repos::Repo>) -> String {
    let mut ids = String::new();
    while let Some(item) = items.try_next().await.unwrap() {
        ids.push_str(&item.id.unwrap());
    }
    ids
}

#[tokio::test]
async fn the_next_page_begins_behind_the_last_item() {
    let server = server(|| Some(5)).await;
    assert_eq!(ids(repos::members().items(&server.client())).await, "12345");
    let expected = ["/scim/Users", "/scim/Users?startIndex=3", "/scim/Users?startIndex=5"];
    assert_eq!(targets(&server), expected);
}

#[tokio::test]
async fn a_list_without_total_ends_at_an_empty_page() {
    let server = server(|| None).await;
    assert_eq!(ids(repos::members().items(&server.client())).await, "12345");
    assert_eq!(targets(&server).last().unwrap(), "/scim/Users?startIndex=6");
    assert_eq!(targets(&server).len(), 4);
}

#[tokio::test]
async fn a_total_that_is_too_high_leads_nowhere() {
    let server = server(|| Some(1_000_000)).await;
    assert_eq!(ids(repos::members().items(&server.client())).await, "12345");
    assert_eq!(targets(&server).len(), 4);
}

#[tokio::test]
async fn a_list_begins_where_the_request_says_and_can_be_resumed() {
    let server = server(|| Some(5)).await;
    let client = server.client();
    let from = repos::Members { start_index: Some(4), ..repos::members() };
    assert_eq!(ids(from.items(&client)).await, "45");
    let mut pages = repos::members().pages(&client);
    pages.try_next().await.unwrap();
    let position = pages.position();
    assert_eq!(position.page, Some(3));
    assert_eq!(ids(repos::members().items(&client).resume(position)).await, "345");
    assert_eq!(ids(repos::members().items(&client).resume(Position::at_page(5))).await, "5");
}
