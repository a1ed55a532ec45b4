//! Files that requests carry: from memory, from disk and from readers.

use super::folder::Folder;
use super::renewing::Renewing;
use super::server::{Received, Reply, Server};
use crate::runtime::Operation as _;
use crate::runtime::private::{self as rt, Error, FileErrorKind, Upload};
use crate::runtime::testing::{FakeResponse, FakeTransport};
use crate::sample::users;

/// The head and the content of the parts of a multipart body.
fn parts(received: &Received) -> Vec<(String, String)> {
    split(received.header("content-type").unwrap(), &received.text())
}

fn split(media_type: &str, body: &str) -> Vec<(String, String)> {
    let boundary = media_type.split_once("boundary=").unwrap().1;
    let body = body.strip_suffix(&format!("--{boundary}--\r\n")).unwrap();
    let separator = format!("--{boundary}\r\n");
    let parts = body.split(&separator).skip(1);
    parts
        .map(|part| {
            let (head, content) =
                part.strip_suffix("\r\n").unwrap().split_once("\r\n\r\n").unwrap();
            (head.to_owned(), content.to_owned())
        })
        .collect()
}

#[tokio::test]
async fn names_are_quoted_and_media_types_named() {
    let server = Server::always(Reply::empty(204)).await;
    for (name, head) in [
        ("me.png", "filename=\"me.png\"\r\nContent-Type: image/png"),
        ("Ärger 你好.JPG", "filename=\"Ärger 你好.JPG\"\r\nContent-Type: image/jpeg"),
        ("a\"b\r\nX: y", "filename=\"a%22b%0D%0AX: y\"\r\nContent-Type: application/octet-stream"),
    ] {
        users::upload_picture("me", Upload::bytes(name, "content"))
            .send(&server.client())
            .await
            .unwrap();
        let expected = format!("Content-Disposition: form-data; name=\"pic_file\"; {head}");
        let received = server.received();
        assert_eq!(parts(received.last().unwrap()), [(expected, "content".to_owned())], "{name}");
    }
    let upload = Upload::bytes("a", "content").content_type("video/mp4").named("b.bin");
    users::upload_picture("me", upload).send(&server.client()).await.unwrap();
    assert!(
        parts(&server.received()[3])[0]
            .0
            .ends_with("filename=\"b.bin\"\r\nContent-Type: video/mp4")
    );
    // Names of parts are quoted as well, whatever they are.
    let raw = rt::Raw::post("/x").part("bild ä", Upload::bytes("a", "b"));
    raw.send::<()>(&server.client()).await.unwrap();
    assert!(parts(&server.received()[4])[0].0.contains("; name=\"bild ä\"; filename=\"a\""));
}

#[tokio::test]
async fn a_file_on_disk_is_sent_with_its_length() {
    let (server, folder) = (Server::always(Reply::empty(204)).await, Folder::new());
    let content = "0123456789".repeat(50_000);
    std::fs::write(folder.join("me.jpg"), &content).unwrap();
    let picture = users::upload_picture("me", Upload::path(folder.join("me.jpg")));
    picture.send(&server.client()).await.unwrap();
    let received = server.only();
    assert!(received.header("content-length").is_some());
    let sent = parts(&received);
    assert!(sent[0].0.contains("filename=\"me.jpg\""));
    assert_eq!(sent[0].1, content);
    // The same where the file is the whole body.
    let raw = rt::Raw::put("/x").file(Upload::path(folder.join("me.jpg")));
    raw.send::<()>(&server.client()).await.unwrap();
    let received = server.received().remove(1);
    assert_eq!(received.header("content-length"), Some("500000"));
    assert_eq!((received.header("content-type"), received.text()), (Some("image/jpeg"), content));
}

#[tokio::test]
async fn a_file_that_is_not_there_is_named() {
    let (server, folder) = (Server::always(Reply::empty(204)).await, Folder::new());
    for path in [folder.join("none.jpg"), folder.join("")] {
        let picture = users::upload_picture("me", Upload::path(&path));
        let error = picture.send(&server.client()).await.unwrap_err();
        assert!(
            matches!(&error, Error::File(error) if error.kind == FileErrorKind::Read),
            "{error}"
        );
        assert!(error.to_string().contains(&path.display().to_string()), "{error}");
        assert!(!error.is_retryable() && std::error::Error::source(&error).is_some());
    }
    assert_eq!(server.received().len(), 0);
}

#[tokio::test]
async fn a_reader_is_read_while_the_request_is_sent() {
    let server = Server::always(Reply::empty(204)).await;
    let content = "abcdefghij".repeat(20_000);
    let waiting = users::upload_picture("me", Upload::reader("me.png").length(200_000));
    for _ in 0..2 {
        let reader = std::io::Cursor::new(content.clone());
        waiting.clone().send_with(&server.client(), reader).await.unwrap();
    }
    for received in server.received() {
        assert_eq!(parts(&received)[0].1, content);
    }
    // Without a length the body comes in chunks.
    let transport = FakeTransport::new();
    transport.respond(FakeResponse::status(204));
    let client = server
        .builder()
        .transport(transport.clone())
        .auth(rt::auth::Bearer::new("t"))
        .build()
        .unwrap();
    let waiting = users::upload_picture("me", Upload::reader("me.png"));
    waiting.send_with(&client, std::io::Cursor::new("streamed")).await.unwrap();
    let sent = &transport.sent()[0];
    assert!(!sent.headers.contains_key("content-length"));
    let media_type = sent.headers["content-type"].to_str().unwrap();
    assert_eq!(split(media_type, std::str::from_utf8(&sent.body).unwrap())[0].1, "streamed");
}

#[tokio::test]
async fn without_a_reader_nothing_is_sent() {
    let server = Server::always(Reply::empty(204)).await;
    let client = server.client();
    let waiting = users::upload_picture("me", Upload::reader("me.png"));
    assert!(!waiting.request().unwrap().body.is_repeatable());
    let error = waiting.clone().send(&client).await.unwrap_err();
    assert!(
        error.to_string().contains("users::upload_picture")
            && error.to_string().contains("send_with"),
        "{error}"
    );
    let reader = || std::io::Cursor::new("x");
    let error = users::upload_picture("me", Upload::bytes("a", "b"))
        .send_with(&client, reader())
        .await
        .unwrap_err();
    assert!(error.to_string().contains("exactly one file"), "{error}");
    assert_eq!(server.received().len(), 0);
    assert!(!format!("{waiting:?}").contains("Mutex"));
}

#[tokio::test]
async fn a_reader_is_sent_once() {
    let expired = Reply::json(401, r#"{"code":124,"message":"Access token is expired."}"#);
    let server = Server::always(expired).await;
    let client = server.builder().auth(Renewing).build().unwrap();
    let waiting = users::upload_picture("me", Upload::reader("me.png").length(1));
    let error = waiting.send_with(&client, std::io::Cursor::new("x")).await.unwrap_err();
    assert_eq!(error.api().unwrap().code, Some(124));
    assert_eq!(server.received().len(), 1);
    // What is in memory is sent again.
    let error =
        users::upload_picture("me", Upload::bytes("a", "b")).send(&client).await.unwrap_err();
    assert_eq!(error.api().unwrap().code, Some(124));
    assert_eq!(server.received().len(), 3);
}

#[tokio::test]
async fn a_reader_is_not_sent_again_whatever_the_caller_asks_for() {
    let server = Server::always(Reply::empty(503)).await;
    let retry = rt::Retry::new()
        .max_retries(4)
        .all_errors(true)
        .retry_non_idempotent(true)
        .base_delay(std::time::Duration::from_millis(1));
    let client = server.builder().auth(Renewing).retry(retry).build().unwrap();
    let waiting = users::upload_picture("me", Upload::reader("me.png").length(1));
    let error = waiting.send_with(&client, std::io::Cursor::new("x")).await.unwrap_err();
    assert_eq!(error.status(), Some(503));
    assert_eq!(server.received().len(), 1);
}

#[tokio::test]
async fn a_reader_gives_as_many_bytes_as_were_announced() {
    let server = Server::always(Reply::empty(204)).await;
    let client = server.builder().auth(rt::auth::Bearer::new("t"));
    let client = client.timeout(std::time::Duration::from_secs(2)).build().unwrap();
    let send = |length: u64| {
        let upload = users::upload_picture("me", Upload::reader("me.png").length(length));
        let client = client.clone();
        async move { upload.send_with(&client, std::io::Cursor::new("0123456789")).await }
    };
    for (length, content) in [(0, ""), (4, "0123"), (10, "0123456789")] {
        send(length).await.unwrap();
        assert_eq!(parts(server.received().last().unwrap())[0].1, content, "{length}");
    }
    let sent = server.received().len();
    for length in [11, 1 << 40, u64::MAX >> 1] {
        let error = send(length).await.unwrap_err();
        assert!(matches!(error, rt::Error::Transport(_)), "{length}: {error:?}");
    }
    for length in [1 << 63, u64::MAX] {
        let error = send(length).await.unwrap_err();
        assert!(matches!(error, rt::Error::InvalidRequest(_)), "{length}: {error:?}");
    }
    assert_eq!(server.received().len(), sent);
}
