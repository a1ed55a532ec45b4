//! The users of Video SDK sessions.

use zoom_client::Operation as _;
use zoom_client::enums::{DeviceType, NetworkType, SessionType};
use zoom_client::video_sdk::sessions::users::{self, list};

use crate::client;
use crate::compare::round_trip;
use crate::support::{Reply, Server};

const EXAMPLE: &str = include_str!("../fixtures/session_users.json");

#[test]
fn an_id_is_encoded_twice_exactly_when_the_server_decodes_it_twice() {
    for (id, segment) in [
        ("/abcABC123==", "%252FabcABC123%253D%253D"),
        ("a//b==", "a%252F%252Fb%253D%253D"),
        ("//", "%252F%252F"),
        ("a/b==", "a%2Fb%3D%3D"),
        ("a/b/c", "a%2Fb%2Fc"),
        ("abc+1==", "abc%2B1%3D%3D"),
        ("abc/", "abc%2F"),
        ("plain-1_2.3~4", "plain-1_2.3~4"),
    ] {
        let request = users::list(id).request().unwrap();
        assert_eq!(request.path(), format!("/videosdk/sessions/{segment}/users"), "{id}");
    }
}

#[tokio::test]
async fn the_encoded_id_arrives_as_it_was_written() {
    let server = Server::always(Reply::ok("{}")).await;
    users::list("/a+b//c==").send(&client(&server)).await.unwrap();
    let path = "/videosdk/sessions/%252Fa%252Bb%252F%252Fc%253D%253D/users";
    assert_eq!(server.only().path(), path);
}

#[test]
fn the_published_example_is_read_completely() {
    let page: list::Page = round_trip(EXAMPLE);
    let user = &page.users[0];
    assert_eq!(user.device, Some(DeviceType::Windows));
    assert_eq!(user.network_type, Some(NetworkType::Wifi));
    let times = [&user.join_time, &user.leave_time];
    let times = times.map(|time| time.as_ref().and_then(|time| time.unix_seconds()).unwrap());
    assert_eq!(times[1] - times[0], 1_800);
}

#[tokio::test]
async fn items_go_through_all_pages() {
    let page = |token: &str, names: [&str; 2]| {
        let users = names.map(|name| format!(r#"{{"name":"{name}"}}"#)).join(",");
        Reply::ok(format!(r#"{{"page_size":2,"next_page_token":"{token}","users":[{users}]}}"#))
    };
    let pages = [page("t-2", ["a", "b"]), page("t-3", ["c", "d"]), page("", ["e", "f"])];
    let server = Server::replies(pages).await;
    let request = users::list("s-1").type_(SessionType::Live).page_size(2);
    let mut items = request.items(&client(&server));
    let mut names = String::new();
    while let Some(user) = items.try_next().await.unwrap() {
        names.push_str(user.name.as_deref().unwrap());
    }
    assert_eq!(names, "abcdef");
    let queries: Vec<_> = server.requests().iter().map(|request| request.query()).collect();
    let tokens: Vec<_> = queries
        .iter()
        .map(|query| query.iter().find(|(name, _)| name == "next_page_token"))
        .map(|token| token.map(|(_, value)| value.as_str()))
        .collect();
    assert_eq!(tokens, [None, Some("t-2"), Some("t-3")]);
    for query in &queries {
        // The rest of the query is the same on every page: tokens belong to it.
        assert!(query.contains(&("type".to_owned(), "live".to_owned())), "{query:?}");
        assert!(query.contains(&("page_size".to_owned(), "2".to_owned())), "{query:?}");
    }
}
