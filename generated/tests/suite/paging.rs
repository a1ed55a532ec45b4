//! Lists in pages: by token, by number, and where they end.

use std::pin::Pin;
use std::task::{Context, Waker};

use zoom_client::ids::UserId;
use zoom_client::runtime::reqwest;
use zoom_client::{Client, Error, reports, v1};

use crate::client;
use crate::support::{Reply, Request, Server};

/// A page of a report with one host and whatever else.
fn page(id: &str, rest: &str) -> Reply {
    Reply::ok(format!(r#"{{"users":[{{"id":"{id}"}}]{rest}}}"#))
}

/// The IDs of all hosts of a report.
async fn hosts(zoom: &Client) -> Result<Vec<UserId>, Error> {
    let mut hosts = reports::hosts("2026-10-01", "2026-10-31").page_size(1).items(zoom);
    let mut ids = Vec::new();
    while let Some(host) = hosts.try_next().await? {
        ids.push(host.require_id()?.clone());
    }
    Ok(ids)
}

fn sent(requests: &[Request], name: &str) -> Vec<Option<String>> {
    let value = |pairs: Vec<(String, String)>| {
        pairs.into_iter().find(|(own, _)| own == name).map(|(_, value)| value)
    };
    let pairs = |request: &Request| [request.query(), request.form()].concat();
    requests.iter().map(|request| value(pairs(request))).collect()
}

#[tokio::test]
async fn a_report_is_paged_by_token() {
    let next =
        |token: &str| format!(r#","page_count":3,"page_number":1,"next_page_token":"{token}""#);
    let pages =
        [page("a", &next("t/2+")), page("b", &next("t-3")), page("c", &next("")), page("d", "")];
    let server = Server::replies(pages).await;
    assert_eq!(hosts(&client(&server)).await.unwrap(), ["a", "b", "c"]);
    let requests = server.requests();
    let tokens = sent(&requests, "next_page_token");
    assert_eq!(tokens, [None, Some("t/2+".to_owned()), Some("t-3".to_owned())]);
    // A token belongs to the query that it came from.
    assert_eq!(sent(&requests, "from"), vec![Some("2026-10-01".to_owned()); 3]);
    assert_eq!(sent(&requests, "page_size"), vec![Some("1".to_owned()); 3]);
    assert_eq!(sent(&requests, "page_number"), vec![None; 3]);
}

#[tokio::test]
async fn a_report_ends_where_no_new_token_comes() {
    for end in [r#","next_page_token":"""#, "", r#","next_page_token":null"#] {
        let server = Server::replies([page("a", end), page("b", "")]).await;
        assert_eq!(hosts(&client(&server)).await.unwrap(), ["a"], "{end}");
        assert_eq!(server.requests().len(), 1, "{end}");

        let first = page("a", r#","next_page_token":"t-2""#);
        let server = Server::replies([first, page("b", end), page("c", "")]).await;
        assert_eq!(hosts(&client(&server)).await.unwrap(), ["a", "b"], "{end}");
        assert_eq!(server.requests().len(), 2, "{end}");
    }
    let server = Server::always(page("a", r#","next_page_token":"same""#)).await;
    assert_eq!(hosts(&client(&server)).await.unwrap(), ["a", "a"]);
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn an_empty_page_in_between_does_not_end_a_report() {
    let empty = Reply::ok(r#"{"users":[],"next_page_token":"t-3"}"#);
    let absent = Reply::ok(r#"{"total_records":2,"next_page_token":"t-4"}"#);
    let pages = [page("a", r#","next_page_token":"t-2""#), empty, absent, page("b", "")];
    let server = Server::replies(pages).await;
    assert_eq!(hosts(&client(&server)).await.unwrap(), ["a", "b"]);
    assert_eq!(server.requests().len(), 4);
}

#[tokio::test]
async fn an_error_ends_a_report_after_what_came_before() {
    let error_response =
        r#"{"code":300,"message":"The next page token is either invalid or has expired."}"#;
    let pages = [page("a", r#","next_page_token":"t-2""#), Reply::json(400, error_response)];
    let server = Server::replies(pages).await;
    let mut hosts = reports::hosts("2026-10-01", "2026-10-31").items(&client(&server));
    assert_eq!(hosts.try_next().await.unwrap().unwrap().id.as_deref(), Some("a"));
    let error = hosts.try_next().await.unwrap_err();
    assert_eq!(error.api().and_then(|error| error.code), Some(300));
    assert!(hosts.try_next().await.unwrap().is_none());
    assert_eq!(server.requests().len(), 2);
}

/// Three pages of users by number, as version 1 returns them.
fn numbered(number: usize, _: &Request) -> Reply {
    let users = [r#"{"id":"a"},{"id":"b"}"#, r#"{"id":"c"},{"id":"d"}"#, r#"{"id":"e"}"#];
    let (page, users) = (number + 1, users[number.min(2)]);
    Reply::ok(format!(
        r#"{{"page_count":3,"total_records":5,"page_number":{page},"page_size":2,"users":[{users}]}}"#
    ))
}

#[tokio::test]
async fn the_users_of_version_1_are_paged_by_number() {
    let server = Server::start(numbered).await;
    let mut users = v1::users::list().page_size(2).items(&client(&server));
    let mut ids = String::new();
    while let Some(user) = users.try_next().await.unwrap() {
        ids.push_str(user.id.as_deref().unwrap());
    }
    assert_eq!(ids, "abcde");
    let requests = server.requests();
    assert!(requests.iter().all(|request| request.line == "POST /user/list"), "{requests:?}");
    let numbers = sent(&requests, "page_number");
    assert_eq!(numbers, [None, Some("2".to_owned()), Some("3".to_owned())]);
    assert_eq!(sent(&requests, "page_size"), vec![Some("2".to_owned()); 3]);
}

#[tokio::test]
async fn the_pending_users_of_version_1_are_paged_by_number() {
    let server = Server::start(numbered).await;
    let mut pages = v1::users::list_pending().page_number(1).pages(&client(&server));
    let mut sizes = Vec::new();
    while let Some(page) = pages.try_next().await.unwrap() {
        assert_eq!(page.total_records, Some(5));
        sizes.push(page.users.len());
    }
    assert_eq!(sizes, [2, 2, 1]);
    let requests = server.requests();
    assert!(requests.iter().all(|request| request.line == "POST /user/pending"), "{requests:?}");
    let numbers = sent(&requests, "page_number");
    assert_eq!(numbers, ["1", "2", "3"].map(|number| Some(number.to_owned())));
}

#[tokio::test]
async fn pages_by_number_end_when_they_should() {
    let one = r#"{"page_count":1,"page_number":1,"users":[{"id":"a"}]}"#;
    let none = r#"{"page_count":0,"page_number":1,"total_records":0,"users":[]}"#;
    let emptied = r#"{"page_count":9,"page_number":1,"users":[]}"#;
    let unnumbered = r#"{"users":[{"id":"a"}]}"#;
    for body in [one, none, emptied, unnumbered] {
        let server = Server::always(Reply::ok(body)).await;
        let mut pages = v1::users::list().pages(&client(&server));
        while pages.try_next().await.unwrap().is_some() {}
        assert_eq!(server.requests().len(), 1, "{body}");
    }
    // A server that always responds that this is the first page is not asked for ever.
    let stuck = r#"{"page_count":3,"page_number":1,"users":[{"id":"a"}]}"#;
    let server = Server::always(Reply::ok(stuck)).await;
    let mut pages = v1::users::list().pages(&client(&server));
    while pages.try_next().await.unwrap().is_some() {}
    assert_eq!(server.requests().len(), 3);
}

#[tokio::test]
async fn nothing_is_sent_before_the_first_page_is_asked_for() {
    let server = Server::always(page("a", "")).await;
    drop(reports::hosts("2026-10-01", "2026-10-31").items(&client(&server)));
    drop(v1::users::list().pages(&client(&server)));
    assert_eq!(server.requests().len(), 0);
}

#[tokio::test]
async fn items_are_a_stream() {
    fn is_stream<S: futures_core::Stream + Unpin + Send>(_: &S) {}
    let refused = Client::builder()
        .base_url("http://127.0.0.1:9")
        .retry(zoom_client::Retry::none())
        .auth(crate::Bearer::new("t"));
    let refused = refused.http(reqwest::Client::builder()).build().unwrap();
    let mut items = reports::hosts("2026-10-01", "2026-10-31").items(&refused);
    is_stream(&items);
    is_stream(&v1::users::list().pages(&refused));
    // The first poll starts the request; a missing server is an item of the stream and not a panic.
    let mut context = Context::from_waker(Waker::noop());
    let _ = futures_core::Stream::poll_next(Pin::new(&mut items), &mut context);
    assert!(matches!(items.try_next().await, Err(Error::Transport(_))));
}
