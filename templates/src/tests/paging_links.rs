//! Pages that name the next one in the header `Link`.

use super::server::{Received, Reply, Server};
use crate::runtime::Operation as _;
use crate::runtime::Position;
use crate::runtime::private as rt;
use crate::sample::repos;

/// A page with one item, and the lines of its header.
fn page(id: usize, links: &[&str]) -> Reply {
    let page = Reply::json(200, &format!(r#"[{{"id":"{id}"}}]"#));
    links.iter().fold(page, |page, link| page.header("Link", link))
}

/// The URL of a target on the server that received a request.
fn url(received: &Received, target: &str) -> String {
    format!("http://{}{target}", received.header("host").unwrap())
}

/// The ids up to the end or an error.
async fn ids(items: &mut rt::Items<Vec<repos::Repo>, repos::Repo>) -> (String, Option<String>) {
    let mut ids = String::new();
    loop {
        match items.try_next().await {
            Ok(Some(repo)) => ids.push_str(&repo.id.unwrap()),
            Ok(None) => return (ids, None),
            Err(error) => return (ids, Some(error.to_string())),
        }
    }
}

fn targets(server: &Server) -> Vec<String> {
    server.received().into_iter().map(|received| received.target).collect()
}

/// Three pages, of which the second is elsewhere on the server.
async fn three_pages() -> Server {
    Server::start(|_, received| match received.target.as_str() {
        "/v2/repos?per_page=1" => {
            let next = url(received, "/elsewhere/7?per_page=1&page=2&q=a%2Cb#top");
            page(1, &[&format!("<{next}>; rel=\"next\", <{next}>; rel=\"last\"")])
        }
        "/elsewhere/7?per_page=1&page=2&q=a%2Cb" => {
            page(2, &["<?page=3>; rel=\"next\"", "</v2/repos>; rel=\"first\""])
        }
        "/elsewhere/7?page=3" => page(3, &["</v2/repos>; rel=\"first\""]),
        _ => Reply::json(404, "{}"),
    })
    .await
}

fn client(server: &Server) -> rt::Client {
    let base_url = format!("{}/v2/", server.url);
    let auth = rt::auth::Bearer::new("bearer-token");
    server.builder().base_url(base_url).auth(auth).build().unwrap()
}

fn one_a_page() -> repos::List {
    let mut list = repos::list().options(rt::Options::new().header("x-own", "kept"));
    list.per_page = Some(1);
    list
}

#[tokio::test]
async fn links_lead_from_page_to_page() {
    let server = three_pages().await;
    let read = ids(&mut one_a_page().items(&client(&server))).await;
    assert_eq!(read, ("123".to_owned(), None));
    for received in server.received() {
        assert_eq!(received.header("authorization"), Some("Bearer bearer-token"));
        assert_eq!(received.header("x-own"), Some("kept"));
    }
}

#[tokio::test]
async fn a_position_is_the_url_of_the_page() {
    let server = three_pages().await;
    let mut items = one_a_page().items(&client(&server));
    for taken in 0..=3 {
        let position = items.position();
        let token = position.token.as_ref().map(|url| url.replace(&server.url, ""));
        let expected = [
            None,
            Some("/elsewhere/7?per_page=1&page=2&q=a%2Cb"),
            Some("/elsewhere/7?page=3"),
            None,
        ];
        assert_eq!(token.as_deref(), expected[taken]);
        let kept = serde_json::to_string(&position).unwrap();
        let position: Position = serde_json::from_str(&kept).unwrap();
        if taken < 3 {
            let mut rest = one_a_page().items(&client(&server)).resume(position);
            assert_eq!(ids(&mut rest).await, ("123"[taken..].to_owned(), None));
        }
        items.try_next().await.unwrap();
    }
}

#[tokio::test]
async fn the_header_is_read_in_all_its_forms() {
    for (links, next) in [
        (&["</repos?page=2>; rel=\"next\""][..], "/repos?page=2"),
        (&["<?page=2>;rel=next"], "/repos?page=2"),
        (&["<repos/more>  ;  Rel = Next"], "/repos/more"),
        (&["</a>; rel=\"prev\", </b>; rel=\"next\", </c>; rel=\"last\""], "/b"),
        (&["</a>; rel=\"prev\"", "</b>; rel=\"next\""], "/b"),
        (&["</b,c;d?e=%2C>; title=\"x\\\", <y>; rel=next\"; rel=\"prev  NEXT\""], "/b,c;d?e=%2C"),
        (&[",, </b>; crossorigin; rel=next,"], "/b"),
        (&["broken, </b>; rel=next"], "/b"),
    ] {
        let lines: Vec<String> = links.iter().map(ToString::to_string).collect();
        let server = Server::start(move |number, _| {
            let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
            page(number, if number == 0 { &lines } else { &[] })
        })
        .await;
        let read = ids(&mut repos::list().items(&server.client())).await;
        assert_eq!(read, ("01".to_owned(), None), "{links:?}");
        assert_eq!(targets(&server), ["/repos", next], "{links:?}");
    }
}

#[tokio::test]
async fn a_header_without_a_next_link_ends_the_list() {
    for links in [
        &[][..],
        &[""],
        &["</a>; rel=\"prev\""],
        &["</a>; rel=nextish"],
        &["</a>; title=\"rel=next\""],
        // The first relation counts, and a link of another page is not one of this page.
        &["</a>; rel=prev; rel=next"],
        &["</a>; rel=next; anchor=\"/other\""],
        &["</a; rel=next"],
        &["</a>; rel=\"next"],
    ] {
        let server = Server::always(page(1, links)).await;
        let list = repos::list();
        let (read, error) = ids(&mut list.items(&server.client())).await;
        // An open quote at the end is taken as closed: such a link is followed, once.
        assert_eq!(error, None);
        let expected = if links == ["</a>; rel=\"next"] { "11" } else { "1" };
        assert_eq!(read, expected, "{links:?}");
    }
}

#[tokio::test]
async fn another_origin_is_an_error_and_gets_nothing() {
    let stranger = Server::always(page(2, &[])).await;
    let foreign = [
        format!("{}/repos?page=2", stranger.url),
        stranger.url.replace("http:", ""),
        stranger.url.replace("127.0.0.1", "localhost"),
        "https://{own}/repos".to_owned(),
        format!("http://{{own}}@{}/repos", stranger.url.replace("http://", "")),
        "https://api.example.com/repos".to_owned(),
        "javascript:alert(1)".to_owned(),
    ];
    for target in foreign {
        let link = format!("<{target}>; rel=\"next\"");
        let server = Server::start(move |_, received| {
            let own = received.header("host").unwrap();
            page(1, &[&link.replace("{own}", own)])
        })
        .await;
        let mut items = repos::list().items(&server.client());
        let (read, error) = ids(&mut items).await;
        // What arrived before is not lost, and after the error there is nothing.
        assert_eq!(read, "1", "{target}");
        let error = error.unwrap();
        let named = format!("which is another origin than `{}`; it is not followed", server.url);
        assert!(error.contains("repos::list") && error.contains(&named), "{target}: {error}");
        assert_eq!(ids(&mut items).await, (String::new(), None));
        assert_eq!(server.received().len(), 1);
    }
    // A position is data that may come from anywhere.
    let server = Server::always(page(1, &[])).await;
    for token in [stranger.url.as_str(), "abc"] {
        let mut items = repos::list().items(&server.client()).resume(Position::at_token(token));
        let error = items.try_next().await.unwrap_err();
        assert!(matches!(error, rt::Error::InvalidRequest(_)), "{error}");
    }
    assert_eq!((server.received().len(), stranger.received().len()), (0, 0));
}

#[tokio::test]
async fn links_that_go_round_in_a_circle_end_the_list() {
    let server = Server::start(|number, received| match received.target.as_str() {
        "/repos" => page(number, &["</repos?page=2>; rel=next"]),
        "/repos?page=2" => page(number, &["</repos?page=3>; rel=next"]),
        _ => page(number, &["</repos>; rel=next"]),
    })
    .await;
    assert_eq!(ids(&mut repos::list().items(&server.client())).await, ("012".to_owned(), None));
    // A page that names itself.
    let server = Server::always(page(1, &["<>; rel=next"])).await;
    assert_eq!(ids(&mut repos::list().items(&server.client())).await, ("1".to_owned(), None));
}

#[tokio::test]
async fn links_to_empty_pages_without_end_are_given_up() {
    let server = Server::start(|number, _| {
        Reply::json(200, "[]").header("Link", &format!("</repos?page={number}>; rel=next"))
    })
    .await;
    let mut items = repos::list().items(&server.client()).max_empty_pages(3);
    let error = items.try_next().await.unwrap_err();
    let rt::Error::EndlessList(endless) = error else { panic!("{error}") };
    assert_eq!((endless.empty_pages, server.received().len()), (3, 3));
    assert_eq!(endless.position.token, Some(format!("{}/repos?page=2", server.url)));
}

#[tokio::test]
async fn credentials_that_a_link_repeats_are_left_out() {
    let server = Server::start(|number, _| match number {
        0 => page(0, &["</repos?key=old-secret&page=2&monkey=1>; rel=next"]),
        _ => page(1, &[]),
    })
    .await;
    let mut pages = repos::list().pages(&server.client());
    pages.try_next().await.unwrap();
    assert_eq!(pages.position().token, Some(format!("{}/repos?page=2&monkey=1", server.url)));
    pages.try_next().await.unwrap();
    assert_eq!(targets(&server), ["/repos", "/repos?page=2&monkey=1"]);
}
