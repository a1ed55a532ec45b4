//! The examples about lists and files, run as programs of their own, as in [`examples`](crate::examples).

use std::io::Write;
use std::path::PathBuf;
use std::process::Stdio;

use crate::examples::{assert_lines, command, printed, run, variables};
use crate::support::{Reply, Request, Server};

/// A folder that is there for one test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let folder =
            std::env::temp_dir().join(format!("zoom-client-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn targets(server: &Server) -> Vec<String> {
    server.requests().iter().map(|request| request.target().to_owned()).collect()
}

#[tokio::test]
async fn paging_goes_on_after_a_token_has_expired() {
    let page = |token: &str, names: [&str; 2]| {
        let [one, two] = names.map(|name| format!(r#"{{"email":"{name}@example.com"}}"#));
        Reply::ok(format!(r#"{{"next_page_token":"{token}","users":[{one},{two}]}}"#))
    };
    let expired =
        r#"{"code":300,"message":"The next page token is either invalid or has expired."}"#;
    let replies = [
        page("t-1", ["a", "b"]),
        Reply::json(400, expired),
        page("t-2", ["a", "b"]),
        page("", ["c", "d"]),
    ];
    let server = Server::replies(replies).await;
    let text = run("paging", &[], &server).await;
    assert_lines(&text, &["4 users"]);
    let printed: Vec<_> = text.lines().filter(|line| line.ends_with("@example.com")).collect();
    let expected = ["a@example.com", "b@example.com", "c@example.com", "d@example.com"];
    assert_eq!(printed, expected, "each once");
    let first = "/users?page_size=300&status=active";
    let next = |token| format!("/users?next_page_token={token}&page_size=300&status=active");
    assert_eq!(targets(&server), [first.to_owned(), next("t-1"), first.to_owned(), next("t-2")]);
}

#[tokio::test]
async fn report_windows_asks_for_one_month_after_the_other() {
    let server = Server::start(|number, _| {
        let page =
            format!(r#"{{"users":[{{"email":"{number}@example.com","meetings":{number}}}]}}"#);
        Reply::ok(page)
    })
    .await;
    let text = run("report_windows", &["2026-04-01", "2026-06-01"], &server).await;
    let windows = [
        "from=2026-04-01&to=2026-04-30",
        "from=2026-05-01&to=2026-05-30",
        "from=2026-05-31&to=2026-06-01",
    ];
    let targets = targets(&server);
    assert_eq!(targets.len(), windows.len(), "{targets:?}");
    for (number, (target, window)) in targets.iter().zip(windows).enumerate() {
        assert!(target.starts_with("/report/users?") && target.contains(window), "{target}");
        assert_lines(&text, &[target, &format!("{number}@example.com  {number} meetings")]);
    }
}

/// What arrived is one part with this content.
fn assert_picture(request: &Request, name: &str, content: &str) {
    assert_eq!(request.line, "POST /users/jo%40example.com/picture");
    let head = format!("name=\"pic_file\"; filename=\"{name}\"\r\nContent-Type: image/jpeg");
    assert!(request.body.contains(&format!("{head}\r\n\r\n{content}\r\n")), "{}", request.body);
}

#[tokio::test]
async fn upload_sends_a_file() {
    let server = Server::always(Reply::json(201, "{}")).await;
    let folder = Folder::new("upload");
    let file = folder.0.join("jo.jpg");
    std::fs::write(&file, "a picture").unwrap();
    let text = run("upload", &["jo@example.com", file.to_str().unwrap()], &server).await;
    assert_lines(&text, &["uploaded"]);
    assert_picture(&server.only(), "jo.jpg", "a picture");
}

#[tokio::test]
async fn upload_sends_what_comes_in() {
    let server = Server::always(Reply::json(201, "{}")).await;
    let mut command = command("upload", &["jo@example.com", "-"], variables(&server));
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let run = move || {
        let mut child = command.spawn().unwrap();
        child.stdin.take().unwrap().write_all(b"another picture").unwrap();
        child.wait_with_output().unwrap()
    };
    let output = tokio::task::spawn_blocking(run).await.unwrap();
    assert_lines(&printed(&output), &["uploaded"]);
    let request = server.only();
    assert_eq!(request.header("transfer-encoding"), Some("chunked"), "nobody knows the length");
    assert_picture(&request, "picture.jpg", "another picture");
}

#[tokio::test]
async fn download_saves_recordings_and_shows_no_token_to_strangers() {
    let content = "0123456789".repeat(2_000);
    let body = content.clone();
    let stranger = Server::always(Reply::ok(content.clone())).await;
    let elsewhere = format!("{}/signed", stranger.url);
    let server = Server::start(move |_, request| match request.path() {
        "/meetings/95212345678/recordings" => {
            let here = format!("http://{}/rec", request.header("host").unwrap());
            let files = [("r-1", "MP4"), ("r-2", "M4A")].map(|(id, extension)| {
                let url = format!("{here}/{id}");
                format!(r#"{{"id":"{id}","file_extension":"{extension}","download_url":"{url}"}}"#)
            });
            Reply::ok(format!(r#"{{"recording_files":[{}]}}"#, files.join(",")))
        }
        "/rec/r-2" => Reply::json(302, "").header("Location", &elsewhere),
        _ => Reply::ok(body.clone()),
    })
    .await;
    let folder = Folder::new("download");
    let mut command = command("download", &["95212345678"], variables(&server));
    command.current_dir(&folder.0);
    let output = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
    let text = printed(&output);
    for name in ["r-1.mp4", "r-2.m4a"] {
        assert_lines(&text, &[&format!("{name}: 20000 bytes, 0 of them from an earlier attempt")]);
        assert!(std::fs::read_to_string(folder.0.join(name)).unwrap() == content, "{name}");
    }
    assert_eq!(std::fs::read_dir(&folder.0).unwrap().count(), 2, "nothing is left over");
    let bearer = format!("Bearer {}", crate::TOKEN);
    assert!(server.requests().iter().all(|own| own.header("authorization") == Some(&bearer)));
    assert_eq!(stranger.only().header("authorization"), None);
}
