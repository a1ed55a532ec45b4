//! Requests that no operation makes, with responses as types of the caller.

use serde::Deserialize;

use super::server::{Reply, Server};
use crate::runtime::private::{self as rt, Position, Raw, Value};
use crate::sample::servers::{V1, V2};
use crate::zoom::auth::V1Keys;

#[derive(Debug, Deserialize, PartialEq)]
struct Call {
    id: String,
    duration: Option<u32>,
}

#[derive(Debug, Deserialize)]
struct Log {
    calls: Vec<Call>,
}

fn call(id: &str, duration: Option<u32>) -> Call {
    Call { id: id.to_owned(), duration }
}

/// A server whose pages follow a script: the query of each request, and the page.
async fn scripted(pages: &'static [(&'static str, &'static str)]) -> Server {
    Server::start(move |number, received| match pages.get(number) {
        Some((target, page)) if received.target == *target => Reply::json(200, page),
        _ => Reply::json(400, &format!(r#"{{"code":1,"message":"{}"}}"#, received.target)),
    })
    .await
}

async fn ids(mut items: rt::Items<Vec<Call>, Call>) -> rt::Result<Vec<String>> {
    let mut ids = Vec::new();
    while let Some(call) = items.try_next().await? {
        ids.push(call.id);
    }
    assert!(items.try_next().await?.is_none());
    Ok(ids)
}

#[tokio::test]
async fn responses_are_types_of_the_caller() {
    let body = r#"{"calls":[{"id":"a","duration":7},{"id":"b","more":1}],"other":null}"#;
    let server = Server::always(Reply::json(200, body)).await;
    let client = server.client();
    let request = Raw::get("/phone/call_history").query("from", "2026-01-01");
    let log: Log = request.clone().send_json(&client).await.unwrap();
    assert_eq!(log.calls, [call("a", Some(7)), call("b", None)]);
    assert_eq!(server.only().target, "/phone/call_history?from=2026-01-01");
    let response = request.clone().send_json::<Log>(&client).with_response().await.unwrap();
    assert_eq!((response.status, response.value.calls.len()), (200, 2));
    assert_eq!(request.send_json::<Value>(&client).await.unwrap()["calls"][1]["more"], 1);

    // Nothing is null.
    let server = Server::always(Reply::empty(204)).await;
    let request = Raw::delete("/x");
    request.clone().send_json::<()>(&server.client()).await.unwrap();
    assert!(request.clone().send_json::<Option<Log>>(&server.client()).await.unwrap().is_none());
    let error = request.send_json::<Log>(&server.client()).await.unwrap_err();
    assert!(error.to_string().contains("it is empty"), "{error}");
}

#[tokio::test]
async fn what_does_not_fit_is_named_without_its_value() {
    for (body, expected) in [
        (r#"{"calls":[{"id":"a"},{"id":"b","duration":"hush"}]}"#, "it is not u32"),
        (r#"{"calls":[{"id":"a"},{"duration":1}]}"#, "missing field `id`"),
        (r#"{"calls":"hush"}"#, "it is not a sequence"),
        (r#"{"calls":[{"id":"a","duration":4711.5}]}"#, "it is not u32"),
    ] {
        let server = Server::always(Reply::json(200, body)).await;
        let error = Raw::get("/x").send_json::<Log>(&server.client()).await.unwrap_err();
        assert!(matches!(error, rt::Error::Decode(_)), "{error}");
        let text = format!("{error} {error:?}");
        assert!(text.contains(expected), "{body}: {text}");
        assert!(text.contains("$.calls"), "{text}");
        assert!(!text.contains("hush") && !text.contains("4711"), "{text}");
        let mut source = std::error::Error::source(&error);
        while let Some(cause) = source {
            assert!(!cause.to_string().contains("hush"), "{cause}");
            source = cause.source();
        }
        let items = Raw::get("/x").items::<Call>(&server.client(), "calls");
        let text = ids(items).await.unwrap_err().to_string();
        assert!(text.contains(expected) && !text.contains("hush"), "{text}");
    }
    // An error response stays one.
    let server = Server::always(Reply::json(200, r#"{"code":300,"message":"no"}"#)).await;
    let error = Raw::get("/x").send_json::<Value>(&server.client()).await.unwrap_err();
    assert!(matches!(error, rt::Error::Api(_)), "{error}");
    let error = Raw::get("/x").items::<Call>(&server.client(), "calls").try_next().await;
    assert!(matches!(error, Err(rt::Error::Api(_))), "{error:?}");
}

#[tokio::test]
async fn items_follow_the_names_of_the_server() {
    let server = scripted(&[
        ("/calls?size=2", r#"{"next_page_token":"t u","calls":[{"id":"1"},{"id":"2"}]}"#),
        ("/calls?size=2&next_page_token=t%20u", r#"{"calls":[],"next_page_token":"v"}"#),
        ("/calls?size=2&next_page_token=v", r#"{"calls":[{"id":"3"}],"next_page_token":""}"#),
    ])
    .await;
    let items = Raw::get("/calls").query("size", 2).items(&server.client(), "calls");
    assert_eq!(ids(items).await.unwrap(), ["1", "2", "3"]);

    // By number, which may be in the path.
    let server = scripted(&[
        ("/calls?page_number=2&a=b", r#"{"page_count":3,"page_number":2,"calls":[{"id":"1"}]}"#),
        ("/calls?a=b&page_number=3", r#"{"page_count":3,"page_number":3,"calls":[{"id":"2"}]}"#),
    ])
    .await;
    let items = Raw::get("/calls?page_number=2&a=b").items(&server.client(), "calls");
    assert_eq!(ids(items).await.unwrap(), ["1", "2"]);

    // By names of its own, with the items further down.
    let server = scripted(&[
        ("/calls", r#"{"next":7,"data":{"calls":[{"id":"1"}],"n":1},"x":[[]]}"#),
        ("/calls?pageToken=7", r#"{"data":{"calls":[{"id":"2"}]}}"#),
    ])
    .await;
    let request = Raw::get("/calls").page_token("pageToken", "next");
    assert_eq!(ids(request.items(&server.client(), "data/calls")).await.unwrap(), ["1", "2"]);

    // The page is the list; the header names the next one.
    let server = Server::start(|number, received| match number {
        0 => Reply::json(200, r#"[{"id":"1"}]"#).header("link", "</v2/calls?page=2>; rel=\"next\""),
        _ => Reply::json(200, &format!(r#"[{{"id":"{}"}}]"#, received.target)),
    })
    .await;
    let items = Raw::get("/calls").items(&server.client(), "");
    assert_eq!(ids(items).await.unwrap(), ["1", "/v2/calls?page=2"]);
}

#[tokio::test]
async fn a_misspelled_key_is_an_error() {
    for (body, key, expected) in [
        (r#"{"calls":[{"id":"1"}],"n":[]}"#, "call", "no list `call`; its lists are `calls`"),
        (r#"{"data":{"calls":[1]}}"#, "calls", "its lists are `data`"),
        (r#"[{"id":"1"}]"#, "calls", "its lists are the page itself"),
        (r#"{"calls":{"id":"1"}}"#, "calls", "it is not a sequence"),
        (r#"{"calls":[{"id":"1"}]}"#, "", "no list ``"),
    ] {
        let server = Server::always(Reply::json(200, body)).await;
        let items = Raw::get("/x").items::<Call>(&server.client(), key);
        let error = ids(items).await.unwrap_err().to_string();
        assert!(error.contains(expected), "{key}: {error}");
    }
    // No items are none.
    for body in ["{}", r#"{"calls":null,"total":0}"#, r#"{"calls":[]}"#, "", "null"] {
        let server = Server::always(Reply::json(200, body)).await;
        let items = Raw::get("/x").items::<Call>(&server.client(), "calls");
        assert!(ids(items).await.unwrap().is_empty(), "{body}");
    }
}

#[tokio::test]
async fn pages_are_types_of_the_caller() {
    let server = scripted(&[
        ("/calls", r#"{"next_page_token":"t","calls":[{"id":"1"},{"id":"2"}]}"#),
        ("/calls?next_page_token=t", r#"{"next_page_token":"t","calls":[{"id":"3"}]}"#),
        ("/calls?next_page_token=t", r#"{"calls":[{"id":"3"}]}"#),
    ])
    .await;
    let client = server.client();
    let mut pages = Raw::get("/calls").pages::<Log>(&client);
    assert_eq!(pages.try_next().await.unwrap().unwrap().calls.len(), 2);
    let position = pages.position();
    assert_eq!((position.token.as_deref(), position.pages), (Some("t"), 1));
    // The same token again is the end.
    assert_eq!(pages.try_next().await.unwrap().unwrap().calls, [call("3", None)]);
    assert!(pages.try_next().await.unwrap().is_none());
    let items = Raw::get("/calls").items(&client, "calls").resume(Position::at_token("t"));
    assert_eq!(ids(items).await.unwrap(), ["3"]);
}

#[tokio::test]
async fn lists_of_empty_pages_and_expired_tokens_end() {
    let server = Server::start(|number, _| {
        Reply::json(200, &format!(r#"{{"next_page_token":"{number}","calls":[]}}"#))
    })
    .await;
    let items = Raw::get("/x").items(&server.client(), "calls").max_empty_pages(3);
    assert!(matches!(ids(items).await, Err(rt::Error::EndlessList(_))));
    let server = Server::start(|number, _| match number {
        0 => Reply::json(200, r#"{"next_page_token":"t","calls":[{"id":"1"}]}"#),
        _ => Reply::json(400, r#"{"code":300,"message":"The next page token is invalid."}"#),
    })
    .await;
    let items = Raw::get("/x").items(&server.client(), "calls");
    let Err(rt::Error::PageExpired(expired)) = ids(items).await else { panic!("not expired") };
    assert_eq!((expired.operation, expired.position.pages), ("raw", 1));
}

#[tokio::test]
async fn the_server_has_a_default() {
    assert_eq!(Raw::get("/x"), Raw::get("/x").server(V2));
    let usual = rt::Server { paging: V2.paging, ..*V1 };
    let usual: &'static rt::Server = Box::leak(Box::new(usual));
    let server = Server::start(|number, _| {
        let page = number + 1;
        let body =
            format!(r#"{{"page_number":{page},"page_count":2,"users":[{{"id":"{page}"}}]}}"#);
        Reply::json(200, &body)
    })
    .await;
    let client = server.builder().auth(V1Keys::new("k", "s")).build().unwrap();
    // A form has the number of the page.
    let request = Raw::post("/user/list").server(usual).form([("page_size", 1)]);
    assert_eq!(ids(request.items(&client, "users")).await.unwrap(), ["1", "2"]);
    let sent: Vec<_> =
        server.received().iter().map(|one| (one.target.clone(), one.text())).collect();
    let keys = "api_key=k&api_secret=s";
    let bodies = [format!("page_size=1&{keys}"), format!("page_size=1&page_number=2&{keys}")];
    assert_eq!(sent, bodies.map(|body| ("/user/list".to_owned(), body)));
}

#[cfg(feature = "blocking")]
#[test]
fn the_same_without_async() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let server = runtime.block_on(scripted(&[
        ("/calls", r#"{"next_page_token":"t","calls":[{"id":"1"}]}"#),
        ("/calls?next_page_token=t", r#"{"calls":[{"id":"2"}]}"#),
        ("/calls", r#"{"calls":[{"id":"3"}]}"#),
        ("/calls", r#"{"calls":[{"id":"4"}]}"#),
    ]));
    let client = server.builder().auth(rt::auth::Bearer::new("t")).build_blocking().unwrap();
    let items = Raw::get("/calls").items_blocking::<Call>(&client, "calls");
    let ids: Vec<_> = items.map(|call| call.unwrap().id).collect();
    assert_eq!(ids, ["1", "2"]);
    let page = Raw::get("/calls").pages_blocking::<Log>(&client).next().unwrap().unwrap();
    assert_eq!(page.calls, [call("3", None)]);
    let log: Log = Raw::get("/calls").send_json_blocking(&client).unwrap();
    assert_eq!(log.calls, [call("4", None)]);
}
