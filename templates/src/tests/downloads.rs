//! Files from the server: in pieces, resumed, and without credentials for strangers.

use std::time::Duration;

use super::folder::Folder;
use super::server::{Received, Reply, Server};
use crate::runtime::auth::Bearer;
use crate::runtime::testing::{FakeResponse, FakeTransport};
use crate::runtime::{Client, Download, Error, FileErrorKind, TransportKind};

/// A file that is longer than what is sent at once.
fn content() -> String {
    (0..40_000).map(|number| format!("{number:06} ")).collect()
}

fn download(url: &str) -> Download {
    Download::new(url)
        .attempts(5)
        .retry_delay(Duration::from_millis(1))
        .idle_timeout(Duration::from_secs(5))
}

/// The whole file, or what is asked for of it, if it is still the same.
fn serve(received: &Received, tag: &str) -> Reply {
    let content = content();
    let same = received.header("if-range").is_none_or(|own| own == tag);
    let from = received
        .header("range")
        .filter(|_| same)
        .and_then(|range| range.strip_prefix("bytes=")?.strip_suffix('-')?.parse::<usize>().ok());
    let reply = match from {
        None => Reply::new(200, "video/mp4", &content),
        Some(from) if from >= content.len() => {
            let reply = Reply::new(416, "text/plain", "");
            return reply.header("Content-Range", &format!("bytes */{}", content.len()));
        }
        Some(from) => Reply::new(206, "video/mp4", &content[from..]).header(
            "Content-Range",
            &format!("bytes {from}-{}/{}", content.len() - 1, content.len()),
        ),
    };
    reply.header("ETag", tag)
}

/// The reply, but the connection ends after so many bytes.
fn broken(reply: Reply, after: usize) -> Reply {
    reply.cut(after)
}

#[tokio::test]
async fn a_file_arrives_in_pieces() {
    let server = Server::start(|_, received| serve(received, "\"1\"")).await;
    let mut stream = download("/rec/1").open(&server.client()).await.unwrap();
    assert_eq!(stream.length, Some(content().len() as u64));
    assert_eq!(stream.media_type(), Some("video/mp4"));
    let (mut read, mut pieces) = (Vec::new(), 0);
    while let Some(piece) = stream.try_next().await.unwrap() {
        read.extend_from_slice(&piece);
        pieces += 1;
    }
    assert!(pieces > 1);
    assert_eq!(String::from_utf8(read).unwrap(), content());
    let received = server.only();
    assert_eq!(received.header("authorization"), Some("Bearer bearer-token"));
    assert_eq!(received.header("accept-encoding"), Some("identity"));
    assert!(stream.try_next().await.unwrap().is_none());
}

#[tokio::test]
async fn a_file_is_saved_under_its_name_when_it_is_complete() {
    let (server, folder) =
        (Server::start(|_, received| serve(received, "\"1\"")).await, Folder::new());
    let saved = download("/rec/1").save(&server.client(), folder.join("a.mp4")).await.unwrap();
    assert_eq!((saved.length, saved.resumed), (content().len() as u64, 0));
    assert_eq!(std::fs::read_to_string(saved.path).unwrap(), content());
    assert_eq!(folder.names(), ["a.mp4"]);
}

#[tokio::test]
async fn a_connection_that_breaks_is_resumed_where_it_broke() {
    let server = Server::start(|number, received| match number {
        0 => broken(serve(received, "\"1\""), 70_000),
        _ => serve(received, "\"1\""),
    })
    .await;
    let folder = Folder::new();
    let saved = download("/rec/1").save(&server.client(), folder.join("a.mp4")).await.unwrap();
    assert_eq!(std::fs::read_to_string(saved.path).unwrap(), content());
    let received = server.received();
    assert_eq!(received.len(), 2);
    assert_eq!(received[1].header("range"), Some("bytes=70000-"));
    assert_eq!(received[1].header("if-range"), Some("\"1\""));
    assert_eq!(folder.names(), ["a.mp4"]);
}

#[tokio::test]
async fn the_next_call_completes_what_one_left_behind() {
    let server = Server::start(|number, received| match number {
        0 => broken(serve(received, "\"1\""), 70_000),
        _ => serve(received, "\"1\""),
    })
    .await;
    let folder = Folder::new();
    let once = download("/rec/1").attempts(1);
    let error = once.clone().save(&server.client(), folder.join("a.mp4")).await.unwrap_err();
    assert!(
        matches!(&error, Error::Transport(error) if error.kind == TransportKind::Broken),
        "{error}"
    );
    assert_eq!(folder.names(), ["a.mp4.part", "a.mp4.part.note"]);
    let saved = once.clone().save(&server.client(), folder.join("a.mp4")).await.unwrap();
    assert_eq!((saved.resumed, saved.length), (70_000, content().len() as u64));
    assert_eq!(std::fs::read_to_string(saved.path).unwrap(), content());
    assert_eq!(folder.names(), ["a.mp4"]);
}

#[tokio::test]
async fn a_file_that_has_changed_begins_anew() {
    let server = Server::start(|number, received| match number {
        0 => broken(
            Reply::new(200, "video/mp4", &"x".repeat(90_000)).header("ETag", "\"old\""),
            70_000,
        ),
        _ => serve(received, "\"new\""),
    })
    .await;
    let folder = Folder::new();
    let saved = download("/rec/1").save(&server.client(), folder.join("a.mp4")).await.unwrap();
    assert_eq!(std::fs::read_to_string(saved.path).unwrap(), content());
}

#[tokio::test]
async fn a_server_without_ranges_or_tags_sends_everything_again() {
    for tag in ["\"1\"", "W/\"1\""] {
        let server = Server::start(move |number, _| {
            let reply = Reply::new(200, "video/mp4", &content()).header("ETag", tag);
            if number == 0 { broken(reply, 70_000) } else { reply }
        })
        .await;
        let folder = Folder::new();
        let saved = download("/rec/1").save(&server.client(), folder.join("a.mp4")).await.unwrap();
        assert_eq!(std::fs::read_to_string(saved.path).unwrap(), content());
        assert_eq!(server.received()[1].header("range").is_some(), tag == "\"1\"", "{tag}");
    }
}

#[tokio::test]
async fn nothing_left_of_a_range_is_the_end() {
    let server = Server::start(|_, received| serve(received, "\"1\"")).await;
    let folder = Folder::new();
    std::fs::write(folder.join("a.mp4.part"), content()).unwrap();
    let note =
        format!(r#"{{"url":"{}/rec/1","etag":"\"1\"","total":{}}}"#, server.url, content().len());
    std::fs::write(folder.join("a.mp4.part.note"), &note).unwrap();
    let saved = download("/rec/1").save(&server.client(), folder.join("a.mp4")).await.unwrap();
    assert_eq!(saved.resumed, saved.length);
    assert_eq!(server.received().len(), 1);
    // What is longer than the file is no part of it.
    std::fs::write(folder.join("b.mp4.part"), content() + "more").unwrap();
    std::fs::write(folder.join("b.mp4.part.note"), &note).unwrap();
    let saved = download("/rec/1").save(&server.client(), folder.join("b.mp4")).await.unwrap();
    assert_eq!((saved.resumed, saved.length), (0, content().len() as u64));
    assert_eq!(std::fs::read_to_string(saved.path).unwrap(), content());
}

#[tokio::test]
async fn a_file_without_a_note_is_not_trusted() {
    let server = Server::start(|_, received| serve(received, "\"1\"")).await;
    let folder = Folder::new();
    std::fs::write(folder.join("a.mp4.part"), "something else").unwrap();
    let saved = download("/rec/1").save(&server.client(), folder.join("a.mp4")).await.unwrap();
    assert_eq!((saved.resumed, saved.length), (0, content().len() as u64));
}

#[tokio::test]
async fn a_part_that_nobody_asked_for_is_not_taken() {
    let server = Server::start(|number, received| match number {
        0 => broken(serve(received, "\"1\""), 70_000),
        1 => Reply::new(206, "video/mp4", "wrong").header("Content-Range", "bytes 5-9/280000"),
        _ => serve(received, "\"1\""),
    })
    .await;
    let folder = Folder::new();
    let saved = download("/rec/1").save(&server.client(), folder.join("a.mp4")).await.unwrap();
    assert_eq!(std::fs::read_to_string(saved.path).unwrap(), content());
    assert_eq!(server.received().len(), 3);
}

#[tokio::test]
async fn attempts_are_counted_and_error_responses_are_final() {
    let folder = Folder::new();
    let server = Server::always(broken(Reply::new(200, "video/mp4", &content()), 10)).await;
    let error =
        download("/r").attempts(3).save(&server.client(), folder.join("a")).await.unwrap_err();
    assert!(matches!(error, Error::Transport(_)), "{error}");
    assert_eq!(server.received().len(), 3);
    let server =
        Server::always(Reply::json(404, r#"{"code":3301,"message":"No recording"}"#)).await;
    let error = download("/r").save(&server.client(), folder.join("a")).await.unwrap_err();
    assert_eq!((error.is_not_found(), error.api().unwrap().code), (true, Some(3301)));
    assert_eq!(server.received().len(), 1);
    // Nothing that could be resumed, so nothing is left behind.
    assert_eq!(folder.names(), [""; 0]);
}

#[tokio::test]
async fn a_file_that_exists_is_kept_unless_the_caller_says_otherwise() {
    let (server, folder) =
        (Server::start(|_, received| serve(received, "\"1\"")).await, Folder::new());
    std::fs::write(folder.join("a.mp4"), "mine").unwrap();
    let error = download("/r").save(&server.client(), folder.join("a.mp4")).await.unwrap_err();
    assert!(matches!(&error, Error::File(error) if error.kind == FileErrorKind::Exists), "{error}");
    assert!(error.to_string().contains("a.mp4") && !error.is_retryable());
    assert_eq!(server.received().len(), 0);
    assert_eq!(std::fs::read_to_string(folder.join("a.mp4")).unwrap(), "mine");
    download("/r").replace(true).save(&server.client(), folder.join("a.mp4")).await.unwrap();
    assert_eq!(std::fs::read_to_string(folder.join("a.mp4")).unwrap(), content());
    assert_eq!(folder.names(), ["a.mp4"]);
    let error = download("/r").save(&server.client(), folder.join("none/a")).await.unwrap_err();
    assert!(matches!(&error, Error::File(error) if error.kind == FileErrorKind::Write), "{error}");
    assert!(std::error::Error::source(&error).is_some());
}

#[tokio::test]
async fn credentials_do_not_go_to_strangers() {
    let stranger = Server::start(|_, received| serve(received, "\"1\"")).await;
    for status in [301, 302, 303, 307, 308] {
        let to = format!("{}/file?signed=1", stranger.url);
        let server = Server::start(move |_, received| match received.target.as_str() {
            "/rec/1" => Reply::empty(status).header("Location", "/moved"),
            _ => Reply::empty(status).header("Location", &to),
        })
        .await;
        for own in
            [download("/rec/1"), download(&format!("{}/rec/1", server.url)).token("download-token")]
        {
            let folder = Folder::new();
            let saved = own.save(&server.client(), folder.join("a")).await.unwrap();
            assert_eq!(saved.length, content().len() as u64);
        }
        let shown: Vec<_> = server
            .received()
            .iter()
            .map(|one| one.header("authorization").map(str::to_owned))
            .collect();
        let expected = ["Bearer bearer-token", "Bearer download-token"];
        assert_eq!(
            shown,
            expected.map(|one| [Some(one.to_owned()), Some(one.to_owned())]).concat()
        );
    }
    for received in stranger.received() {
        assert_eq!(received.header("authorization"), None);
        assert_eq!(received.target, "/file?signed=1");
    }
    assert_eq!(stranger.received().len(), 10);
}

#[tokio::test]
async fn a_token_is_not_sent_to_a_stranger_at_all() {
    let stranger = Server::start(|_, received| serve(received, "\"1\"")).await;
    let client = Client::builder()
        .auth(Bearer::new("t"))
        .base_url("https://api.zoom.us/v2")
        .build()
        .unwrap();
    let url = format!("{}/file", stranger.url);
    let error = download(&url).token("secret-token").open(&client).await.unwrap_err();
    assert!(matches!(error, Error::InvalidRequest(_)), "{error}");
    assert!(!format!("{error} {error:?}").contains("secret-token"));
    assert_eq!(stranger.received().len(), 0);
    assert!(download("http://example.com/file").open(&client).await.is_err());
}

#[tokio::test]
async fn redirects_end() {
    let server = Server::always(Reply::empty(302).header("Location", "/again")).await;
    let once = download("/rec/1").attempts(1);
    let error = once.open(&server.client()).await.unwrap_err();
    assert!(error.to_string().contains("too many redirects"), "{error}");
    assert_eq!(server.received().len(), 11);
    for unsafe_url in ["http://example.com/", "ftp://example.com/", "file:///etc/passwd"] {
        let server = Server::always(Reply::empty(302).header("Location", unsafe_url)).await;
        let error = download("/rec/1").open(&server.client()).await.unwrap_err();
        assert!(error.to_string().contains("not safe"), "{error}");
    }
}

#[tokio::test]
async fn a_web_page_is_no_file() {
    let server =
        Server::always(Reply::new(200, "text/html; charset=utf-8", "<html>Sign in</html>")).await;
    let folder = Folder::new();
    let error = download("/rec/1").save(&server.client(), folder.join("a")).await.unwrap_err();
    assert!(matches!(error, Error::Decode(_)) && error.to_string().contains("web page"), "{error}");
    assert_eq!(folder.names(), [""; 0]);
}

#[tokio::test]
async fn a_stall_is_a_failure_and_slowness_is_none() {
    let server =
        Server::start(|_, received| serve(received, "\"1\"").after(Duration::from_secs(3))).await;
    let late = download("/rec/1").attempts(1).idle_timeout(Duration::from_millis(30));
    let error = late.clone().open(&server.client()).await.unwrap_err();
    assert!(
        matches!(&error, Error::Transport(error) if error.kind == TransportKind::Timeout),
        "{error}"
    );
    // In the middle of the file.
    let late = late.idle_timeout(Duration::from_secs(1));
    let server =
        Server::start(|_, received| serve(received, "\"1\"").pausing(Duration::from_secs(3))).await;
    let mut stream = late.clone().open(&server.client()).await.unwrap();
    let error = loop {
        match stream.try_next().await {
            Ok(piece) => assert!(piece.is_some(), "the file cannot be complete"),
            Err(error) => break error,
        }
    };
    assert!(
        matches!(&error, Error::Transport(error) if error.kind == TransportKind::Timeout),
        "{error}"
    );
    // The limit of a request as a whole is none of a file.
    let server =
        Server::start(|_, received| serve(received, "\"1\"").pausing(Duration::from_millis(200)))
            .await;
    let client =
        server.builder().auth(Bearer::new("t")).timeout(Duration::from_millis(50)).build().unwrap();
    let folder = Folder::new();
    assert!(download("/rec/1").save(&client, folder.join("a")).await.is_ok());
}

#[tokio::test]
async fn what_began_with_encryption_does_not_go_on_without() {
    let transport = FakeTransport::new();
    transport.respond(FakeResponse::status(302).header("Location", "http://127.0.0.1:9/signed"));
    transport.always(FakeResponse::status(200).body("content"));
    let builder = Client::builder().transport(transport.clone()).auth(Bearer::new("t"));
    let error = download("/rec/1").open(&builder.build().unwrap()).await.unwrap_err();
    assert!(matches!(&error, Error::InvalidRequest(_)), "{error}");
    assert!(error.to_string().contains("not safe"), "{error}");
    assert_eq!(transport.sent().len(), 1);
}

#[tokio::test]
async fn an_error_response_that_repeats_the_token_does_not_show_it() {
    let message = r#"{"code":200,"message":"hush-1 and hush-2 have no access"}"#;
    let server = Server::always(Reply::json(403, message)).await;
    let client = server.builder().auth(Bearer::new("hush-1")).build().unwrap();
    for (download, own, other) in [
        (download("/rec/1"), "hush-1", "hush-2"),
        (download("/rec/1").token("hush-2"), "hush-2", "hush-1"),
    ] {
        let error = download.open(&client).await.unwrap_err();
        let text = format!("{error} {error:?}");
        assert!(!text.contains(own) && text.contains(other), "{text}");
    }
}
