//! Files that are put together from parts: never from parts of two files.

use std::time::Duration;

use serde_json::{Value, json};

use super::folder::Folder;
use super::server::{Received, Reply, Server};
use crate::runtime::{Download, Error, FileErrorKind};

fn download(url: &str) -> Download {
    Download::new(url).attempts(2).retry_delay(Duration::from_millis(1))
}

fn whole(content: &str, tag: &str) -> Reply {
    Reply::new(200, "video/mp4", content).header("ETag", tag)
}

fn part(content: &str, range: &str) -> Reply {
    Reply::new(206, "video/mp4", content).header("Content-Range", range)
}

const OLD: &str = "AAAAAAAAAA";
const NEW: &str = "BBBBBBBBBB";

/// A server whose first response ends after 5 of 10 bytes, and which has a new file when it is asked for all of it.
async fn broken_then(second: Reply) -> Server {
    Server::start(move |number, received| match (number, received.header("range")) {
        (0, _) => whole(OLD, "\"1\"").cut(5),
        (_, Some("bytes=5-")) => second.clone(),
        _ => whole(NEW, "\"2\""),
    })
    .await
}

#[tokio::test]
async fn parts_of_two_files_are_not_put_together() {
    let same = |reply: Reply| reply.header("ETag", "\"1\"");
    for (why, second) in [
        ("another tag", part("BBBBB", "bytes 5-9/10").header("ETag", "\"2\"")),
        ("no tag", part("BBBBB", "bytes 5-9/10")),
        ("a weak tag", part("BBBBB", "bytes 5-9/10").header("ETag", "W/\"1\"")),
        ("two tags", same(part("BBBBB", "bytes 5-9/10")).header("ETag", "\"2\"")),
        ("another length", same(part("BBBBBBBBBB", "bytes 5-14/15"))),
        ("no length", same(part("BBBBB", "bytes 5-9/*"))),
        ("no length, and short", same(part("BB", "bytes 5-6/*"))),
        ("short", same(part("BBB", "bytes 5-7/10"))),
        ("shorter than it says", same(part("BBB", "bytes 5-9/10"))),
        ("longer than it says", same(part("BBBBBBB", "bytes 5-9/10"))),
        ("encoded", same(part("BBBBB", "bytes 5-9/10")).header("Content-Encoding", "gzip")),
        ("another begin", same(part("BBBBBB", "bytes 4-9/10"))),
        ("from the begin", same(part(NEW, "bytes 0-9/10"))),
        ("beyond the end", same(part("BBBBBB", "bytes 5-10/10"))),
        ("backwards", same(part("", "bytes 5-4/10"))),
        ("another unit", same(part("BBBBB", "lines 5-9/10"))),
        ("signs", same(part("BBBBB", "bytes +5-+9/+10"))),
        ("two ranges", same(part("BBBBB", "bytes 5-9/10")).header("Content-Range", "bytes 0-4/10")),
        ("no range", same(Reply::new(206, "multipart/byteranges; boundary=x", "BBBBB"))),
        ("the end of a shorter file", Reply::empty(416).header("Content-Range", "bytes */5")),
        ("no end", Reply::empty(416)),
    ] {
        let (server, folder) = (broken_then(second).await, Folder::new());
        let saved = download("/a").save(&server.client(), folder.join("a")).await.unwrap();
        assert_eq!(std::fs::read_to_string(folder.join("a")).unwrap(), NEW, "{why}");
        assert_eq!((saved.length, saved.resumed), (10, 0), "{why}");
        let received = server.received();
        assert_eq!(received.len(), 3, "{why}");
        assert_eq!(received[1].header("if-range"), Some("\"1\""), "{why}");
        let last = &received[2];
        assert_eq!((last.header("range"), last.header("if-range")), (None, None), "{why}");
        assert_eq!(folder.names(), ["a"], "{why}");
    }
    // The same file is continued, whatever else a response says.
    for second in [
        same(part("AAAAA", "bytes 5-9/10")),
        same(part("AAAAA", "Bytes 5-9/10")).header("Content-Encoding", "identity"),
    ] {
        let (server, folder) = (broken_then(second).await, Folder::new());
        download("/a").save(&server.client(), folder.join("a")).await.unwrap();
        assert_eq!(std::fs::read_to_string(folder.join("a")).unwrap(), OLD);
        assert_eq!(server.received().len(), 2);
    }
}

#[tokio::test]
async fn a_part_in_place_of_the_whole_file_is_an_error() {
    let reply = part("BBBBB", "bytes 5-9/10").header("ETag", "\"1\"");
    let (server, folder) = (Server::always(reply).await, Folder::new());
    let error = download("/a").save(&server.client(), folder.join("a")).await.unwrap_err();
    let source = std::error::Error::source(&error).unwrap().to_string();
    assert!(source.contains("a part of the file"), "{source}");
    assert_eq!((server.received().len(), folder.names().len()), (4, 0));
}

#[tokio::test]
async fn another_url_has_another_file() {
    let content = |received: &Received| if received.path() == "/a" { OLD } else { NEW };
    let server = Server::start(move |number, received| match received.header("range") {
        None if number == 0 => whole(content(received), "\"1\"").cut(5),
        None => whole(content(received), "\"1\""),
        Some(_) => part(&content(received)[5..], "bytes 5-9/10").header("ETag", "\"1\""),
    })
    .await;
    let folder = Folder::new();
    let once = |url: &str| download(url).attempts(1);
    once("/a").save(&server.client(), folder.join("f")).await.unwrap_err();
    assert_eq!(folder.names(), ["f.part", "f.part.note"]);
    let saved = once("/b").save(&server.client(), folder.join("f")).await.unwrap();
    assert_eq!(std::fs::read_to_string(folder.join("f")).unwrap(), NEW);
    assert_eq!((saved.resumed, server.received()[1].header("range")), (0, None));
}

#[tokio::test]
async fn the_note_knows_the_file_and_no_secret() {
    let server = Server::start(|number, received| match received.header("range") {
        None if number == 0 => whole(OLD, "\"1\"").cut(5),
        None => whole(NEW, "\"1\""),
        Some(_) => part("AAAAA", "bytes 5-9/10").header("ETag", "\"1\""),
    })
    .await;
    let folder = Folder::new();
    let once = |query: &str| download(&format!("/a?{query}")).attempts(1);
    let first = once("type=mp4&access_token=hush-1&pwd=hush-2&X-Amz-Signature=hush-3&Expires=4");
    first.save(&server.client(), folder.join("f")).await.unwrap_err();
    let note = std::fs::read_to_string(folder.join("f.part.note")).unwrap();
    assert!(!note.contains("hush") && !note.contains("Expires"), "{note}");
    let note: Value = serde_json::from_str(&note).unwrap();
    let url = format!("{}/a?type=mp4", server.url);
    assert_eq!(note, json!({"url": url, "etag": "\"1\"", "total": 10}));
    // Another token is no other file; another value of what is no secret is one.
    let again = once("type=mp4&access_token=hush-9&Expires=5");
    let saved = again.save(&server.client(), folder.join("f")).await.unwrap();
    assert_eq!((saved.resumed, saved.length), (5, 10));
    for (name, text) in [("f.part", "AAAAA"), ("f.part.note", &note.to_string())] {
        std::fs::write(folder.join(name), text).unwrap();
    }
    let other = once("type=m4a").replace(true);
    let saved = other.save(&server.client(), folder.join("f")).await.unwrap();
    assert_eq!((saved.resumed, saved.length), (0, 10));
    assert_eq!(std::fs::read_to_string(folder.join("f")).unwrap(), NEW);
}

#[tokio::test]
async fn a_note_that_is_not_understood_is_as_good_as_none() {
    let server = Server::start(|_, received| match received.header("range") {
        None => whole(NEW, "\"1\""),
        Some(_) => part("BBBBB", "bytes 5-9/10").header("ETag", "\"1\""),
    })
    .await;
    let good = json!({"url": format!("{}/a", server.url), "etag": "\"1\"", "total": 10});
    let long = format!("{}{good}", " ".repeat(100_000));
    for (note, resumed) in [
        (good.to_string().as_str(), 5),
        ("\"1\"", 0),
        ("", 0),
        ("{", 0),
        ("[]", 0),
        (r#"{"etag":"\"1\"","total":10}"#, 0),
        (&good.to_string().replace("etag", "tag"), 0),
        (&good.to_string().replace(":10", ":12"), 0),
        (&good.to_string().replace(":10}", ":-1}"), 5),
        (&long, 0),
    ] {
        let folder = Folder::new();
        std::fs::write(folder.join("f.part"), "BBBBB").unwrap();
        std::fs::write(folder.join("f.part.note"), note).unwrap();
        let saved = download("/a").save(&server.client(), folder.join("f")).await.unwrap();
        assert_eq!((saved.resumed, saved.length), (resumed, 10), "{note}");
        assert_eq!(std::fs::read_to_string(folder.join("f")).unwrap(), NEW, "{note}");
    }
}

#[tokio::test]
async fn a_time_of_change_counts_when_it_is_long_ago() {
    const CHANGED: &str = "Fri, 19 Jun 2026 10:00:00 GMT";
    for (date, second, ranges) in [
        ("Fri, 19 Jun 2026 10:00:00 GMT", CHANGED, [None, None]),
        ("Fri, 19 Jun 2026 09:00:00 GMT", CHANGED, [None, None]),
        ("", CHANGED, [None, None]),
        ("Fri, 19 Jun 2026 11:00:00 GMT", CHANGED, [Some("bytes=5-"), None]),
        (
            "Fri, 19 Jun 2026 11:00:00 GMT",
            "Fri, 19 Jun 2026 10:00:01 GMT",
            [Some("bytes=5-"), None],
        ),
    ] {
        let server = Server::start(move |number, received| {
            let is_part = received.header("range").is_some();
            let (content, changed) = if number == 0 { (OLD, CHANGED) } else { (NEW, second) };
            let reply = match is_part {
                true if changed == CHANGED => part("AAAAA", "bytes 5-9/10"),
                true => part("BBBBB", "bytes 5-9/10"),
                false => Reply::new(200, "video/mp4", content),
            };
            let reply = reply.header("Last-Modified", changed).header("Date", date);
            if number == 0 { reply.cut(5) } else { reply }
        })
        .await;
        let folder = Folder::new();
        download("/a").save(&server.client(), folder.join("f")).await.unwrap();
        let received = server.received();
        assert_eq!(received[1].header("range"), ranges[0], "{date} {second}");
        assert_eq!(received[1].header("if-range"), ranges[0].map(|_| CHANGED));
        let is_continued = ranges[0].is_some() && second == CHANGED;
        let expected = if is_continued { OLD } else { NEW };
        assert_eq!(std::fs::read_to_string(folder.join("f")).unwrap(), expected, "{date} {second}");
    }
}

#[tokio::test]
async fn encoded_content_is_not_continued() {
    let server = Server::start(|number, _| {
        let reply = whole(NEW, "\"1\"").header("Content-Encoding", "gzip");
        if number == 0 { reply.cut(5) } else { reply }
    })
    .await;
    let folder = Folder::new();
    download("/a").save(&server.client(), folder.join("f")).await.unwrap();
    assert_eq!(server.received()[1].header("range"), None);
    assert_eq!(std::fs::read_to_string(folder.join("f")).unwrap(), NEW);
}

#[cfg(unix)]
#[tokio::test]
async fn planted_links_are_not_followed() {
    use std::os::unix::fs::symlink;
    let server = Server::start(|_, received| match received.header("range") {
        None => whole(NEW, "\"1\""),
        Some(_) => part("BBBBB", "bytes 5-9/10").header("ETag", "\"1\""),
    })
    .await;
    let note =
        json!({"url": format!("{}/a", server.url), "etag": "\"1\"", "total": 10}).to_string();
    for is_soft in [true, false] {
        for (planted, with_note) in [("f.part", true), ("f.part", false), ("f.part.note", true)] {
            let folder = Folder::new();
            let victim = folder.join("victim");
            std::fs::write(&victim, if planted == "f.part" { "BBBBB" } else { &note }).unwrap();
            let before = std::fs::read_to_string(&victim).unwrap();
            match is_soft {
                true => symlink(&victim, folder.join(planted)).unwrap(),
                false => std::fs::hard_link(&victim, folder.join(planted)).unwrap(),
            }
            if with_note && planted == "f.part" {
                std::fs::write(folder.join("f.part.note"), &note).unwrap();
            } else if with_note {
                std::fs::write(folder.join("f.part"), "BBBBB").unwrap();
            }
            let saved = download("/a").save(&server.client(), folder.join("f")).await.unwrap();
            assert_eq!((saved.resumed, saved.length), (0, 10), "{planted}");
            assert_eq!(std::fs::read_to_string(&victim).unwrap(), before, "{planted}");
            assert!(folder.join("f").symlink_metadata().unwrap().is_file(), "{planted}");
            assert_eq!(std::fs::read_to_string(folder.join("f")).unwrap(), NEW);
            assert_eq!(folder.names(), ["f", "victim"]);
        }
    }
    // Links to nothing and to devices, a folder, and a link in place of the target.
    let folder = Folder::new();
    symlink("/dev/zero", folder.join("g.part.note")).unwrap();
    symlink(folder.join("nothing"), folder.join("g.part")).unwrap();
    download("/a").save(&server.client(), folder.join("g")).await.unwrap();
    assert_eq!(folder.names(), ["g"]);
    std::fs::create_dir(folder.join("h.part")).unwrap();
    let error = download("/a").save(&server.client(), folder.join("h")).await.unwrap_err();
    assert!(matches!(&error, Error::File(error) if error.kind == FileErrorKind::Write), "{error}");
    symlink(folder.join("nothing"), folder.join("i")).unwrap();
    let error = download("/a").save(&server.client(), folder.join("i")).await.unwrap_err();
    assert!(matches!(&error, Error::File(error) if error.kind == FileErrorKind::Exists), "{error}");
    download("/a").replace(true).save(&server.client(), folder.join("i")).await.unwrap();
    assert!(folder.join("i").symlink_metadata().unwrap().is_file());
    assert!(!folder.join("nothing").exists());
}

/// Two names of one file are left where a program ended between getting the second one and removing the first.
#[cfg(unix)]
#[tokio::test]
async fn a_complete_file_is_not_emptied_through_its_first_name() {
    let server = Server::always(whole(NEW, "\"2\"").cut(5)).await;
    let folder = Folder::new();
    std::fs::write(folder.join("f"), OLD).unwrap();
    std::fs::hard_link(folder.join("f"), folder.join("f.part")).unwrap();
    let note = json!({"url": format!("{}/a", server.url), "etag": "\"1\"", "total": 10});
    std::fs::write(folder.join("f.part.note"), note.to_string()).unwrap();
    let once = download("/a").attempts(1).replace(true);
    once.save(&server.client(), folder.join("f")).await.unwrap_err();
    assert_eq!(std::fs::read_to_string(folder.join("f")).unwrap(), OLD);
}
