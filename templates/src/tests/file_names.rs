//! The file name that a server suggests.

use super::folder::Folder;
use super::server::{Reply, Server};
use crate::runtime::testing::{FakeResponse, FakeTransport};
use crate::runtime::{Client, Download, auth::Bearer};

async fn suggested(value: &str) -> Option<String> {
    let transport = FakeTransport::new();
    transport.always(FakeResponse::status(200).header("Content-Disposition", value));
    let builder = Client::builder().transport(transport).auth(Bearer::new("t"));
    let client = builder.build().unwrap();
    Download::new("/a").open(&client).await.unwrap().suggested_name()
}

#[tokio::test]
async fn names_are_read_in_every_form() {
    for (value, name) in [
        (r#"attachment; filename="meeting.mp4""#, "meeting.mp4"),
        ("attachment; filename=meeting.mp4", "meeting.mp4"),
        ("ATTACHMENT;FileName = meeting.mp4 ;size=5", "meeting.mp4"),
        (r#"filename="meeting.mp4""#, "meeting.mp4"),
        (r#"attachment; filename="a; b.mp4"; x=y"#, "a; b.mp4"),
        (r#"attachment; filename="a\"b.mp4""#, "a_b.mp4"),
        (r#"attachment; filename="open"#, "open"),
        ("attachment; filename*=UTF-8''na%C3%AFve%20file.txt", "naïve file.txt"),
        ("attachment; filename*=iso-8859-1'en'%A3%20rates", "£ rates"),
        // The extended form is the better one, wherever it is.
        (r#"attachment; filename="plain.txt"; filename*=UTF-8''b%C3%A4r.txt"#, "bär.txt"),
        (r#"attachment; filename*=UTF-8''b%C3%A4r.txt; filename="plain.txt""#, "bär.txt"),
        (r#"attachment; filename*=UTF-8''%FF; filename="plain.txt""#, "plain.txt"),
        (r#"attachment; filename*=koi8-r''x; filename="plain.txt""#, "plain.txt"),
        (r#"attachment; filename*=UTF-8''..; filename="plain.txt""#, "plain.txt"),
        (r#"attachment; filename="bär.txt""#, "bär.txt"),
    ] {
        assert_eq!(suggested(value).await.as_deref(), Some(name), "{value}");
    }
    for value in ["attachment", "", ";;;=;", "attachment; name=x", "attachment; filename=", "="] {
        assert_eq!(suggested(value).await, None, "{value}");
    }
}

#[tokio::test]
async fn names_lead_nowhere_and_deceive_nobody() {
    for (name, safe) in [
        ("../../etc/passwd", Some("passwd")),
        ("/etc/passwd", Some("passwd")),
        (r"..\..\boot.ini", Some("boot.ini")),
        (r"C:\temp\a.txt", Some("a.txt")),
        ("..%2F..%2Fetc%2Fpasswd", Some("passwd")),
        ("a%00b%0D%0Ac.txt", Some("abc.txt")),
        ("cod%E2%80%AEgpj.exe", Some("codgpj.exe")),
        ("%E2%81%A6a%E2%81%A9%E2%80%8F%EF%BB%BF.txt", Some("a.txt")),
        ("a:b%7Cc%3Fd%2Ae%3Cf%3E.txt", Some("a_b_c_d_e_f_.txt")),
        (".bashrc", Some("bashrc")),
        ("...", None),
        ("..", None),
        (".", None),
        ("%20", None),
        ("a/", None),
        ("%E2%80%AE", None),
        ("name.%20.", Some("name")),
        ("CON", Some("_CON")),
        ("con.txt", Some("_con.txt")),
        ("NUL.tar.gz", Some("_NUL.tar.gz")),
        ("com1.log", Some("_com1.log")),
        ("LPT%C2%B9", Some("_LPT¹")),
        ("COM10", Some("COM10")),
        ("Console.txt", Some("Console.txt")),
        ("aux%20.c", Some("_aux .c")),
    ] {
        let value = format!("attachment; filename*=UTF-8''{name}");
        assert_eq!(suggested(&value).await.as_deref(), safe, "{name}");
    }
    let long = format!("{}.mp4", "ä".repeat(1_000));
    let name = suggested(&format!("attachment; filename=\"{long}\"")).await.unwrap();
    assert!(name.len() <= 200 && name.ends_with("ä.mp4"), "{} {name}", name.len());
    let name = suggested(&format!("attachment; filename=\"{}\"", "x".repeat(1_000))).await;
    assert_eq!(name.unwrap().len(), 200);
}

#[tokio::test]
async fn names_are_not_used_unless_the_caller_does() {
    let reply = Reply::new(200, "video/mp4", "content");
    let reply = reply.header("Content-Disposition", "attachment; filename=\"theirs.mp4\"");
    let (server, folder) = (Server::always(reply).await, Folder::new());
    let download = Download::new("/a");
    let saved = download.save(&server.client(), folder.join("mine.mp4")).await.unwrap();
    assert_eq!(saved.suggested_name.as_deref(), Some("theirs.mp4"));
    assert_eq!(folder.names(), ["mine.mp4"]);
}
