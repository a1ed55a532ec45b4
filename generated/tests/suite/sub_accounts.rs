//! Calls on behalf of a sub-account, of every kind that users make.

use zoom_client::runtime::private::Operation;
use zoom_client::{Error, Options, meetings, reports, users, video_sdk};

use crate::client;
use crate::support::{Reply, Server};

#[tokio::test]
async fn the_account_is_in_the_path_of_every_request() {
    let page = |token: &str| {
        Reply::ok(format!(r#"{{"users":[{{"id":"u"}}],"next_page_token":"{token}"}}"#))
    };
    let pages = [page("2"), page(""), page(""), Reply::ok("{}")];
    let server = Server::replies(pages).await;
    let master = client(&server);
    let sub = master.on_account("acc 1");
    let mut list = reports::hosts("2026-10-01", "2026-10-31").items(&sub);
    while list.try_next().await.unwrap().is_some() {}
    users::list().send(&master).await.unwrap();
    let options = Options::new().on_account("other");
    meetings::get(123_456_789).options(options).send(&master).await.unwrap();
    let requests = server.requests();
    let paths: Vec<&str> = requests.iter().map(|request| request.path()).collect();
    let expected = [
        "/accounts/acc%201/report/users",
        "/accounts/acc%201/report/users",
        "/users",
        "/accounts/other/meetings/123456789",
    ];
    assert_eq!(paths, expected);
}

#[tokio::test]
async fn an_operation_says_whether_it_is_for_sub_accounts() {
    assert!(users::list().info().sub_account);
    assert!(video_sdk::sessions::users::list("s").info().sub_account);
    let server = Server::always(Reply::ok("{}")).await;
    let zoom = client(&server).on_account("a");
    let request = users::check_vanity_name("b");
    assert!(!request.info().sub_account);
    let error = request.send(&zoom).await.unwrap_err();
    let Error::InvalidRequest(error) = error else { panic!("{error:?}") };
    assert_eq!(error.reason, "it cannot be called on behalf of a sub-account");
    assert!(server.requests().is_empty());
}
