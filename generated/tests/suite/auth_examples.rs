//! The examples that get tokens, run as programs of their own.

use std::io::{BufRead, BufReader, Write};
use std::process::Stdio;

use zoom_client::runtime::reqwest::Url;

use crate::examples::{assert_lines, command, start};
use crate::support::{Reply, Request, Server};

const SECRET: &str = "client-secret-1414";

/// A server that issues `access-1`, and responds to requests that contain it with `answer`.
async fn server(response: &'static str) -> Server {
    Server::start(move |_, request| match request.path() {
        "/oauth/devicecode" => Reply::ok(
            r#"{"device_code":"d-1","user_code":"ABCD","verification_uri":"https://zoom.us/activate","interval":1}"#,
        ),
        "/oauth/token" => Reply::ok(
            r#"{"access_token":"access-1","refresh_token":"refresh-1","expires_in":3599}"#,
        ),
        "/oauth/revoke" => Reply::ok(r#"{"status":"success"}"#),
        _ if request.header("authorization") == Some("Bearer access-1") => Reply::ok(response),
        _ => Reply::json(401, r#"{"code":124,"message":"Invalid access token."}"#),
    })
    .await
}

fn variables(server: &Server) -> Vec<(&'static str, String)> {
    let own = [
        ("ZOOM_ACCOUNT_ID", "account-1"),
        ("ZOOM_CLIENT_ID", "client-1"),
        ("ZOOM_CLIENT_SECRET", SECRET),
        ("ZOOM_REDIRECT_URI", "https://app.example.com/back"),
        ("ZOOM_VIDEO_SDK_KEY", "sdk-key-1"),
        ("ZOOM_VIDEO_SDK_SECRET", SECRET),
    ];
    let mut variables: Vec<_> = own.map(|(name, value)| (name, value.to_owned())).into();
    variables.push(("ZOOM_BASE_URL", server.url.clone()));
    variables.push(("ZOOM_OAUTH_URL", format!("{}/oauth", server.url)));
    variables
}

async fn run(name: &str, arguments: &[&str], server: &Server) -> String {
    let output = start(name, arguments, variables(server)).await;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{text}{errors}");
    for secret in [SECRET, "access-1", "refresh-1", "d-1\n"] {
        assert!(!text.contains(secret) && !errors.contains(secret), "{secret} is printed");
    }
    text
}

/// A file for a token, which is not there yet.
struct TokenFile(std::path::PathBuf);

impl TokenFile {
    fn new(name: &str) -> Self {
        let folder = format!("zoom-client-{name}-{}", std::process::id());
        let folder = std::env::temp_dir().join(folder);
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder.join("token.json"))
    }

    fn path(&self) -> &str {
        self.0.to_str().unwrap()
    }
}

impl Drop for TokenFile {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(self.0.parent().unwrap());
    }
}

fn paths(server: &Server) -> Vec<String> {
    server.requests().iter().map(|request| request.path().to_owned()).collect()
}

fn input<'a>(form: &'a [(String, String)], name: &str) -> Option<&'a str> {
    form.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
}

#[tokio::test]
async fn server_to_server_asks_once_for_all_processes() {
    let server = server(r#"{"email":"jo@example.com"}"#).await;
    let file = TokenFile::new("server-to-server");
    for _ in 0..2 {
        let text = run("server_to_server", &[file.path()], &server).await;
        assert_lines(&text, &["jo@example.com owns the application"]);
    }
    assert_eq!(paths(&server), ["/oauth/token", "/users/me", "/users/me"]);
}

#[tokio::test]
async fn processes_that_run_at_the_same_time_ask_once() {
    let server = server(r#"{"email":"jo@example.com"}"#).await;
    let file = TokenFile::new("at-the-same-time");
    let arguments = [file.path()];
    let one = || run("server_to_server", &arguments, &server);
    for text in <[String; 3]>::from(tokio::join!(one(), one(), one())) {
        assert_lines(&text, &["jo@example.com owns the application"]);
    }
    let paths = paths(&server);
    assert_eq!(paths.iter().filter(|path| *path == "/oauth/token").count(), 1, "{paths:?}");
}

#[tokio::test]
async fn server_to_server_says_which_scopes_are_missing() {
    let error_response =
        r#"{"code":4711,"message":"Invalid access token, does not contain scopes:[user:read]."}"#;
    let server = Server::start(move |_, request| match request.path() {
        "/oauth/token" => Reply::ok(r#"{"access_token":"access-1"}"#),
        "/oauth/revoke" => Reply::ok(r#"{"status":"success"}"#),
        _ => Reply::json(400, error_response),
    })
    .await;
    let file = TokenFile::new("missing-scopes");
    let text = run("server_to_server", &[file.path()], &server).await;
    assert_lines(&text, &["add these scopes to the application: user:read"]);
    assert_eq!(paths(&server), ["/oauth/token", "/users/me", "/oauth/revoke"]);
    assert!(!file.0.exists(), "the token is forgotten");
}

#[tokio::test]
async fn chatbot_sends_a_message() {
    let server = server("{}").await;
    let text = run("chatbot", &["a-1", "robot@x", "jo@x", "ann@x", "Good morning"], &server).await;
    assert_lines(&text, &["sent"]);
    let requests = server.requests();
    assert_eq!(requests[0].body, "grant_type=client_credentials");
    assert_eq!(requests[1].line, "POST /im/chat/messages");
    assert!(requests[1].body.contains(r#""content":{"head":{"text":"Good morning"}}"#));
}

#[tokio::test]
async fn device_code_waits_for_the_user() {
    let server = server(r#"{"email":"jo@example.com"}"#).await;
    let file = TokenFile::new("device-code");
    let text = run("device_code", &[file.path()], &server).await;
    let lines = ["enter ABCD at https://zoom.us/activate", "signed in as jo@example.com"];
    assert_lines(&text, &lines);
    assert_eq!(paths(&server), ["/oauth/devicecode", "/oauth/token", "/users/me"]);
}

#[tokio::test]
async fn video_sdk_jwt_makes_its_own_token() {
    let page = r#"{"sessions":[{"session_name":"standup","user_count":3}]}"#;
    let server = Server::always(Reply::ok(page)).await;
    let text = run("video_sdk_jwt", &["2026-10-01", "2026-10-31"], &server).await;
    assert_lines(&text, &["standup: 3 users"]);
    let request = server.only();
    assert_eq!(request.line, "GET /videosdk/sessions?from=2026-10-01&to=2026-10-31&type=past");
    assert!(request.header("authorization").unwrap().starts_with("Bearer eyJ"));
}

/// Plays the user: opens the URL, allows the application, and pastes where the browser ends.
fn allow(file: &str, variables: Vec<(&str, String)>) -> (Url, String) {
    let mut command = command("authorization_code", &[file, "sign-in"], variables);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let url = lines.find_map(|line| Some(line.unwrap().split_once("open ")?.1.to_owned())).unwrap();
    let url = Url::parse(&url).unwrap();
    let state = url.query_pairs().find(|(name, _)| name == "state").unwrap().1.into_owned();
    let callback = format!("https://app.example.com/back?code=code-1&state={state}\n");
    child.stdin.take().unwrap().write_all(callback.as_bytes()).unwrap();
    let rest: Vec<String> = lines.map(Result::unwrap).collect();
    assert!(child.wait().unwrap().success(), "{rest:?}");
    (url, rest.join("\n"))
}

#[tokio::test]
async fn authorization_code_asks_the_user_once() {
    let server = server(r#"{"email":"jo@example.com"}"#).await;
    let file = TokenFile::new("authorization-code");
    let (path, values) = (file.path().to_owned(), variables(&server));
    let (url, text) = tokio::task::spawn_blocking(move || allow(&path, values)).await.unwrap();
    assert_lines(&text, &["signed in as jo@example.com"]);
    assert_eq!(url.path(), "/oauth/authorize");
    let sender: Request = server.requests().remove(0);
    let form = sender.form();
    assert_eq!((input(&form, "code"), sender.path()), (Some("code-1"), "/oauth/token"));
    assert!(input(&form, "code_verifier").is_some_and(|verifier| verifier.len() >= 43));
    // The second time nobody is asked.
    let text = run("authorization_code", &[file.path(), "sign-in"], &server).await;
    assert_lines(&text, &["signed in as jo@example.com"]);
    let text = run("authorization_code", &[file.path(), "sign-out"], &server).await;
    assert_lines(&text, &["signed out"]);
    let expected = ["/oauth/token", "/users/me", "/users/me", "/oauth/revoke"];
    assert_eq!(paths(&server), expected);
    assert!(!file.0.exists());
}
