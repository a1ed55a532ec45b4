//! Going on with a list that stopped.

use super::server::{Reply, Server};
use crate::runtime::Position;
use crate::runtime::private as rt;
use crate::sample::users;

/// Three pages of two items; from request `expires` on no token is good.
async fn server(expires: usize) -> Server {
    Server::start(move |number, received| {
        let token = received.target.split_once("next_page_token=").map(|(_, token)| token);
        if token.is_some() && number >= expires {
            let message = "The next page token is either invalid or has expired.";
            return Reply::json(400, &format!(r#"{{"code":300,"message":"{message}"}}"#));
        }
        Reply::json(
            200,
            match token {
                None => r#"{"next_page_token":"two","users":[{"id":"1"},{"id":"2"}]}"#,
                Some("two") => r#"{"next_page_token":"three","users":[{"id":"3"},{"id":"4"}]}"#,
                Some("three") => r#"{"next_page_token":"","users":[{"id":"5"},{"id":"6"}]}"#,
                Some(_) => return Reply::json(500, "{}"),
            },
        )
    })
    .await
}

/// The ids up to the end or an error.
async fn ids(items: &mut rt::Items<users::Page, users::User>) -> (String, Option<rt::Error>) {
    let mut ids = String::new();
    loop {
        match items.try_next().await {
            Ok(Some(user)) => ids.push_str(&user.id.unwrap()),
            Ok(None) => return (ids, None),
            Err(error) => return (ids, Some(error)),
        }
    }
}

#[tokio::test]
async fn an_expired_token_says_where_to_resume() {
    let server = server(2).await;
    let (read, error) = ids(&mut users::list().items(&server.client())).await;
    assert_eq!(read, "1234");
    let error = error.unwrap();
    assert!(error.to_string().contains("has expired after 2 pages"), "{error}");
    assert_eq!((error.status(), error.api().unwrap().code), (Some(400), Some(300)));
    assert!(!error.is_retryable());
    assert!(std::error::Error::source(&error).unwrap().to_string().contains("300"));
    let rt::Error::PageExpired(expired) = error else { panic!("{error}") };
    assert_eq!((expired.operation, expired.position.pages), ("users::list", 2));
    assert_eq!(expired.position.token, None);

    // Started again: the pages that were read are fetched and skipped.
    let server = self::server(usize::MAX).await;
    let mut rest = users::list().items(&server.client()).resume(expired.position);
    let (read, error) = ids(&mut rest).await;
    assert_eq!((read.as_str(), error.is_none()), ("56", true));
    assert_eq!(server.received().len(), 3);
}

#[tokio::test]
async fn the_same_error_without_a_token_is_a_plain_error_response() {
    let server = Server::always(Reply::json(
        400,
        r#"{"code":300,"message":"The next page token is either invalid or has expired."}"#,
    ))
    .await;
    let error = users::list().pages(&server.client()).try_next().await.unwrap_err();
    assert!(matches!(error, rt::Error::Api(_)), "{error}");
    // And with one, other error responses stay what they are.
    let server =
        Server::always(Reply::json(400, r#"{"code":300,"message":"Bad page size"}"#)).await;
    let list = users::list().pages(&server.client()).resume(Position::at_token("t"));
    let error = { list }.try_next().await.unwrap_err();
    assert!(matches!(error, rt::Error::Api(_)), "{error}");
}

#[tokio::test]
async fn a_list_goes_on_in_the_middle_of_a_page() {
    let server = server(usize::MAX).await;
    let mut items = users::list().items(&server.client());
    for taken in 0..=6 {
        let position = items.position();
        let (read, _) = ids(&mut users::list().items(&server.client()).resume(position)).await;
        assert_eq!(read, "123456"[taken..], "after {taken}");
        items.try_next().await.unwrap();
    }
}

#[tokio::test]
async fn a_list_starts_where_the_caller_says() {
    let server = server(usize::MAX).await;
    let from = |position| users::list().items(&server.client()).resume(position);
    assert_eq!(ids(&mut from(Position::at_token("three"))).await.0, "56");
    assert_eq!(ids(&mut from(Position::after_pages(1))).await.0, "3456");
    let numbered = Server::start(|_, received| {
        let number = received.target.split_once("page_number=").map_or("1", |(_, number)| number);
        Reply::json(
            200,
            &format!(r#"{{"page_number":{number},"page_count":3,"users":[{{"id":"{number}"}}]}}"#),
        )
    })
    .await;
    let mut items = users::list().items(&numbered.client()).resume(Position::at_page(2));
    assert_eq!(ids(&mut items).await.0, "23");
    let mut pages = users::list().pages(&numbered.client());
    pages.try_next().await.unwrap();
    assert_eq!(pages.position().page, Some(2));
}

#[tokio::test]
async fn tokens_that_go_round_in_a_circle_end_the_list() {
    let server = Server::start(|number, _| {
        let token = ["a", "b", "c"][number % 3];
        Reply::json(
            200,
            &format!(r#"{{"next_page_token":"{token}","users":[{{"id":"{number}"}}]}}"#),
        )
    })
    .await;
    assert_eq!(ids(&mut users::list().items(&server.client())).await.0, "0123");
    assert_eq!(server.received().len(), 4);
}

#[tokio::test]
async fn a_position_is_kept_over_a_restart() {
    let server = server(usize::MAX).await;
    let mut items = users::list().items(&server.client());
    for _ in 0..3 {
        items.try_next().await.unwrap();
    }
    // The format is documented: what one version wrote is read by later ones.
    let text = serde_json::to_string(&items.position()).unwrap();
    assert_eq!(text, r#"{"token":"two","page":null,"pages":1,"items":1,"windows":0}"#);
    drop(items);
    let position: Position = serde_json::from_str(&text).unwrap();
    let mut rest = users::list().items(&server.client()).resume(position);
    assert_eq!(ids(&mut rest).await.0, "456");
    let end = serde_json::to_value(rest.position()).unwrap();
    assert_eq!(serde_json::from_value::<Position>(end).unwrap(), rest.position());
}

#[test]
fn a_position_that_is_not_one_is_rejected() {
    let read = serde_json::from_str::<Position>;
    assert_eq!(read("{}").unwrap(), Position::default());
    assert_eq!(read(r#"{"page":2}"#).unwrap(), Position::at_page(2));
    assert_eq!(read(r#"["t",null,0,0,0]"#).unwrap(), Position::at_token("t"));
    for (text, reason) in [
        (r#"{"pages":-1}"#, "invalid value"),
        (r#"{"items":"7"}"#, "invalid type"),
        (r#"{"tokens":"t"}"#, "unknown field `tokens`"),
        (r#"["t",null]"#, "invalid length 2"),
        ("7", "the position of a list"),
    ] {
        let error = read(text).unwrap_err().to_string();
        assert!(error.contains(reason), "{text}: {error}");
    }
}

#[tokio::test]
async fn a_position_of_any_numbers_is_no_panic() {
    let server = server(usize::MAX).await;
    let far = r#"{"token":"two","pages":18446744073709551615,"items":18446744073709551615}"#;
    for text in [far, r#"{"windows":18446744073709551615,"page":9223372036854775807}"#] {
        let position: Position = serde_json::from_str(text).unwrap();
        let mut items = users::list().items(&server.client()).resume(position.clone());
        let (read, error) = ids(&mut items).await;
        assert!(error.is_none() && read.len() <= 2, "{read}");
        let mut pages = users::list().pages(&server.client()).resume(position);
        while pages.try_next().await.unwrap().is_some() {}
    }
}

/// A server with a new token on each page, and what `page` puts on it.
async fn endless(page: fn(usize) -> &'static str) -> Server {
    Server::start(move |number, _| {
        Reply::json(200, &format!(r#"{{"next_page_token":"t{number}"{}}}"#, page(number)))
    })
    .await
}

#[tokio::test]
async fn a_list_that_never_ends_is_given_up() {
    let without_list: fn(usize) -> &'static str = |_| "";
    for page in [without_list, |_| r#","users":[]"#] {
        let server = endless(page).await;
        let (read, error) = ids(&mut users::list().items(&server.client())).await;
        assert_eq!((read.as_str(), server.received().len()), ("", 100));
        let Some(rt::Error::EndlessList(error)) = error else { panic!("{error:?}") };
        assert_eq!((error.operation, error.empty_pages), ("users::list", 100));
        assert_eq!(error.position.token.as_deref(), Some("t99"));
        assert!(error.to_string().contains("100 pages in a row were empty"), "{error}");
        // It goes on from there, if the caller wants it to.
        let pages = users::list().pages(&server.client()).resume(error.position);
        let mut pages = pages.max_empty_pages(3);
        for _ in 0..3 {
            assert!(pages.try_next().await.unwrap().is_some());
        }
        let error = pages.try_next().await.unwrap_err();
        assert!(!error.is_retryable() && error.api().is_none(), "{error}");
        assert!(pages.try_next().await.unwrap().is_none());
        assert_eq!(server.received().len(), 103);
    }
}

#[tokio::test]
async fn empty_pages_between_others_do_not_end_a_list() {
    let server = endless(|number| match number {
        0..=2 | 4..=6 => r#","users":[]"#,
        _ => r#","users":[{"id":"x"}]"#,
    })
    .await;
    let mut items = users::list().items(&server.client()).max_empty_pages(4);
    for _ in 0..5 {
        assert!(items.try_next().await.unwrap().is_some());
    }
    let mut items = users::list().items(&server.client()).max_empty_pages(3);
    assert!(items.try_next().await.unwrap().is_some());
}

#[tokio::test]
async fn pages_with_other_lists_than_that_of_the_items_count_as_empty() {
    let server = endless(|_| r#","users":[{"id":"x"}]"#).await;
    let pages = users::list().pages(&server.client());
    let mut items = rt::Items::new(pages, |_| Vec::<i64>::new()).max_empty_pages(2);
    let error = items.try_next().await.unwrap_err();
    assert!(matches!(error, rt::Error::EndlessList(_)), "{error}");
    assert!(items.try_next().await.unwrap().is_none());
    assert_eq!(server.received().len(), 2);
}

#[tokio::test]
async fn a_list_may_be_cut_short() {
    let server = server(usize::MAX).await;
    let mut pages = users::list().pages(&server.client()).max_pages(2);
    assert!(pages.try_next().await.unwrap().is_some());
    assert!(pages.try_next().await.unwrap().is_some());
    assert!(pages.try_next().await.unwrap().is_none());
    assert_eq!(server.received().len(), 2);
}
