//! Lists that end, or bring along more than one.

#![allow(deprecated, reason = "call logs have these faults")]

use crate::client;
use zoom_client::runtime::testing::FakeResponse;
use zoom_client::{phone, users};

#[tokio::test]
async fn p20_a_list_with_another_kind_of_token() {
    let text = r#"{"sync_token":"abc","call_logs":[{"id":"1"}],"call_elements":[{"id":"1"}]}"#;
    let (zoom, transport) = client([FakeResponse::json(200, text)]);
    let mut calls = phone::users::call_logs::list("me").items(&zoom);
    assert!(calls.try_next().await.unwrap().is_some());
    assert!(calls.try_next().await.unwrap().is_none());
    assert_eq!(transport.sent().len(), 1);
    let (zoom, _) = client([FakeResponse::json(200, text)]);
    let page = phone::users::call_logs::list("me").send(&zoom).await.unwrap();
    assert_eq!(page.extra.get("sync_token").unwrap(), "abc");
}

#[tokio::test]
async fn p22_a_page_without_its_list() {
    for text in
        [r#"{"page_count":0,"total_records":0}"#, r#"{"users":null,"next_page_token":""}"#, "{}"]
    {
        let (zoom, transport) = client([FakeResponse::json(200, text)]);
        let mut people = users::list().items(&zoom);
        assert!(people.try_next().await.unwrap().is_none(), "{text}");
        assert_eq!(transport.sent().len(), 1);
    }
}

#[tokio::test]
async fn p49_a_token_that_is_null_ends_the_list() {
    let (zoom, transport) = client([
        FakeResponse::json(200, r#"{"next_page_token":"t","users":[{"id":"1"}]}"#),
        FakeResponse::json(200, r#"{"next_page_token":null,"users":[{"id":"2"}]}"#),
    ]);
    let mut people = users::list().items(&zoom);
    let mut count = 0;
    while people.try_next().await.unwrap().is_some() {
        count += 1;
    }
    assert_eq!((count, transport.sent().len()), (2, 2));
}

#[tokio::test]
async fn p57_the_same_rows_under_two_keys_come_once() {
    let rows = r#"[{"id":"1"},{"id":"2"}]"#;
    let text = format!(r#"{{"call_logs":{rows},"call_history":{rows}}}"#);
    let (zoom, _) = client([FakeResponse::json(200, &text)]);
    let mut calls = phone::users::call_logs::list("me").items(&zoom);
    let mut count = 0;
    while calls.try_next().await.unwrap().is_some() {
        count += 1;
    }
    assert_eq!(count, 2);
    let (zoom, _) = client([FakeResponse::json(200, &text)]);
    let page = phone::users::call_logs::list("me").send(&zoom).await.unwrap();
    crate::keep::assert_kept(&text, &page);
}
