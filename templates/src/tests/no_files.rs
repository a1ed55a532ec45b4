//! Responses that report success and are not the file, and places where no file can be.

use std::path::PathBuf;

use super::folder::Folder;
use super::server::{Reply, Server};
use crate::runtime::Operation as _;
use crate::runtime::{Download, Error, FileErrorKind, FileStream, Options, Result};
use crate::sample::users;

fn file() -> Download {
    Download::new("/f")
}

async fn content(file: Result<FileStream>) -> Result<String> {
    let (mut file, mut content) = (file?, Vec::new());
    while let Some(piece) = file.try_next().await? {
        content.extend_from_slice(&piece);
    }
    Ok(String::from_utf8(content).unwrap())
}

#[tokio::test]
async fn success_without_the_file_is_an_error() {
    let folder = Folder::new();
    for (status, body) in [(202, "wait"), (202, ""), (204, ""), (205, ""), (207, "<many/>")] {
        let server = Server::always(Reply::new(status, "video/mp4", body)).await;
        let zoom = server.client();
        let opened = content(file().open(&zoom).await).await;
        assert!(matches!(opened, Err(Error::Decode(_))), "{status}: {opened:?}");
        let saved = file().save(&zoom, folder.join("f")).await;
        assert!(matches!(saved, Err(Error::Decode(_))), "{status}: {saved:?}");
        assert!(folder.names().is_empty(), "{status}: {:?}", folder.names());
    }
    // An empty file is a file.
    let server = Server::always(Reply::new(200, "video/mp4", "")).await;
    assert_eq!(content(file().open(&server.client()).await).await.unwrap(), "");
    assert_eq!(file().save(&server.client(), folder.join("f")).await.unwrap().length, 0);
}

#[tokio::test]
async fn a_part_is_a_file_only_to_those_who_asked_for_it() {
    let part = Reply::new(206, "video/mp4", "cont").header("Content-Range", "bytes 0-3/7");
    let server = Server::always(part).await;
    let zoom = server.client();
    let opened = content(file().open(&zoom).await).await;
    assert!(opened.unwrap_err().to_string().contains("a part of the file"));
    let options = Options::new().header("Range", "bytes=0-3");
    let asked = Download::of(&users::get("me").options(options)).unwrap();
    assert_eq!(content(asked.open(&zoom).await).await.unwrap(), "cont");
}

#[tokio::test]
async fn only_redirects_are_followed_and_their_location_may_be_utf_8() {
    for (status, location, found) in [
        (302, "/there/é", Some("/there/%C3%A9")),
        (308, "/there?a=b%2Fc", Some("/there?a=b%2Fc")),
        (300, "/there", None),
        (304, "/there", None),
        (305, "/there", None),
    ] {
        let server = Server::start(move |number, _| match number {
            0 => Reply::empty(status).header("Location", location),
            _ => Reply::new(200, "video/mp4", "content"),
        });
        let server = server.await;
        let opened = content(file().open(&server.client()).await).await;
        let received = server.received();
        assert_eq!(received.get(1).map(|second| &*second.target), found, "{status} {location}");
        match found {
            Some(_) => assert_eq!(opened.unwrap(), "content"),
            None => assert_eq!(opened.unwrap_err().api().unwrap().status, status),
        }
    }
}

#[tokio::test]
async fn nothing_is_fetched_for_a_place_that_no_file_can_have() {
    let server = Server::always(Reply::new(200, "video/mp4", "content")).await;
    let folder = Folder::new();
    std::fs::create_dir(folder.join("folder")).unwrap();
    for path in [PathBuf::new(), folder.join(".."), "/".into(), folder.join("folder")] {
        let error = file().replace(true).save(&server.client(), &path).await.unwrap_err();
        assert!(
            matches!(&error, Error::File(error) if error.kind == FileErrorKind::Write),
            "{path:?}: {error:?}"
        );
    }
    assert!(server.received().is_empty());
    assert_eq!(folder.names(), ["folder"]);
}
