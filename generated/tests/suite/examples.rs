//! The examples, run as programs of their own.
//!
//! This test program starts itself again with the arguments and environment of an example and has
//! [`program`] run it, because an example is not at a path that a test knows.

use std::process::{Command, Output};

use crate::support::{Reply, Server};

mod authorization_code {
    include!("../../examples/authorization_code.rs");

    pub(super) fn program() {
        main().unwrap();
    }
}

mod chatbot {
    include!("../../examples/chatbot.rs");

    pub(super) fn program() {
        main().unwrap();
    }
}

mod device_code {
    include!("../../examples/device_code.rs");

    pub(super) fn program() {
        main().unwrap();
    }
}

mod download {
    include!("../../examples/download.rs");

    pub(super) fn program() {
        main().unwrap();
    }
}

mod get_user {
    include!("../../examples/get_user.rs");

    pub(super) fn program() {
        main().unwrap();
    }
}

mod inactive_hosts {
    include!("../../examples/inactive_hosts.rs");

    pub(super) fn program() {
        main().unwrap();
    }
}

mod paging {
    include!("../../examples/paging.rs");

    pub(super) fn program() {
        main().unwrap();
    }
}

mod report_windows {
    include!("../../examples/report_windows.rs");

    pub(super) fn program() {
        main().unwrap();
    }
}

mod server_to_server {
    include!("../../examples/server_to_server.rs");

    pub(super) fn program() {
        main().unwrap();
    }
}

mod session_users {
    include!("../../examples/session_users.rs");

    pub(super) fn program() {
        main().unwrap();
    }
}

mod upload {
    include!("../../examples/upload.rs");

    pub(super) fn program() {
        main().unwrap();
    }
}

mod v1_create_user {
    include!("../../examples/v1_create_user.rs");

    pub(super) fn program() {
        main().unwrap();
    }
}

mod video_sdk_jwt {
    include!("../../examples/video_sdk_jwt.rs");

    pub(super) fn program() {
        main().unwrap();
    }
}

/// Not a test: what [`run`] starts. On its own it does nothing.
#[test]
fn program() {
    match std::env::var("ZOOM_CLIENT_EXAMPLE").as_deref() {
        Ok("authorization_code") => authorization_code::program(),
        Ok("chatbot") => chatbot::program(),
        Ok("device_code") => device_code::program(),
        Ok("download") => download::program(),
        Ok("get_user") => get_user::program(),
        Ok("inactive_hosts") => inactive_hosts::program(),
        Ok("paging") => paging::program(),
        Ok("report_windows") => report_windows::program(),
        Ok("server_to_server") => server_to_server::program(),
        Ok("session_users") => session_users::program(),
        Ok("upload") => upload::program(),
        Ok("v1_create_user") => v1_create_user::program(),
        Ok("video_sdk_jwt") => video_sdk_jwt::program(),
        _ => {}
    }
}

const VARIABLES: [(&str, &str); 3] = [
    ("ZOOM_TOKEN", crate::TOKEN),
    ("ZOOM_API_KEY", crate::KEY),
    ("ZOOM_API_SECRET", crate::SECRET),
];

/// Credentials and URLs that examples read; those of whoever runs the tests must not reach them.
const FOREIGN: [&str; 8] = [
    "ZOOM_ACCOUNT_ID",
    "ZOOM_CLIENT_ID",
    "ZOOM_CLIENT_SECRET",
    "ZOOM_REDIRECT_URI",
    "ZOOM_VIDEO_SDK_KEY",
    "ZOOM_VIDEO_SDK_SECRET",
    "ZOOM_BASE_URL",
    "ZOOM_OAUTH_URL",
];

/// An example that is ready to run. Its arguments come first, where it expects them, and all of them have to
/// be given; the test runner takes them for names of further tests and finds none.
pub(super) fn command(name: &str, arguments: &[&str], variables: Vec<(&str, String)>) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(arguments).args(["--exact", "--nocapture", "examples::program"]);
    for name in FOREIGN.into_iter().chain(VARIABLES.map(|(name, _)| name)) {
        command.env_remove(name);
    }
    command.env("ZOOM_CLIENT_EXAMPLE", name).envs(variables);
    command
}

/// Runs an example.
pub(super) async fn start(
    name: &str,
    arguments: &[&str],
    variables: Vec<(&str, String)>,
) -> Output {
    let mut command = command(name, arguments, variables);
    tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap()
}

/// What an example reads that has a token and a server on this machine.
pub(super) fn variables(server: &Server) -> Vec<(&'static str, String)> {
    let mut variables = VARIABLES.map(|(name, value)| (name, value.to_owned())).to_vec();
    variables.push(("ZOOM_BASE_URL", server.url.clone()));
    variables
}

/// What an example printed that succeeded.
pub(super) fn printed(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{text}{}", String::from_utf8_lossy(&output.stderr));
    text
}

/// Runs an example that succeeds and returns what it prints.
pub(super) async fn run(name: &str, arguments: &[&str], server: &Server) -> String {
    printed(&start(name, arguments, variables(server)).await)
}

pub(super) fn assert_lines(text: &str, lines: &[&str]) {
    for line in lines {
        assert!(text.lines().any(|own| own.trim_end() == *line), "no line `{line}` in {text}");
    }
}

#[tokio::test]
async fn get_user_prints_a_user() {
    let server = Server::always(Reply::ok(include_str!("../fixtures/user.json"))).await;
    let text = run("get_user", &["jo@example.com"], &server).await;
    assert_lines(
        &text,
        &[
            "id      u-1",
            "email   jo@example.com",
            "plan    Licensed (2)",
            "status  active",
            "created 2020-02-03T04:05:06Z",
        ],
    );
    let request = server.only();
    assert_eq!(request.line, "GET /users/jo%40example.com?login_type=100");
    assert_eq!(request.header("authorization"), Some("Bearer bearer-token-4711"));
}

#[tokio::test]
async fn get_user_says_when_there_is_none() {
    let body = r#"{"code":1001,"message":"User does not exist: nobody."}"#;
    let server = Server::always(Reply::json(404, body)).await;
    let text = run("get_user", &["nobody"], &server).await;
    assert!(text.contains("There is no such user: users::get"), "{text}");
}

#[tokio::test]
async fn an_example_without_credentials_fails_and_says_what_is_missing() {
    let output = start("get_user", &["me"], Vec::new()).await;
    assert!(!output.status.success());
    let error = String::from_utf8_lossy(&output.stderr);
    let text = format!("{}{error}", String::from_utf8_lossy(&output.stdout));
    assert!(text.contains("ZOOM_ACCOUNT_ID"), "{text}");
}

#[tokio::test]
async fn inactive_hosts_goes_through_all_pages() {
    let page = |token: &str, email: &str, name: &str| {
        Reply::ok(format!(
            r#"{{"next_page_token":"{token}","users":[{{"email":"{email}","user_name":"{name}"}}]}}"#
        ))
    };
    let pages = [page("t-2", "jo@example.com", "Jo Doe"), page("", "sam@example.com", "Sam Roe")];
    let server = Server::replies(pages).await;
    let text = run("inactive_hosts", &["2026-10-01", "2026-10-31"], &server).await;
    assert_lines(
        &text,
        &["jo@example.com  Jo Doe", "sam@example.com  Sam Roe", "2 inactive hosts"],
    );
    let targets: Vec<_> = server.requests().into_iter().map(|request| request.line).collect();
    assert_eq!(targets.len(), 2);
    assert!(targets[0].contains("from=2026-10-01&to=2026-10-31"), "{targets:?}");
    assert!(targets[0].contains("type=inactive"), "{targets:?}");
    assert!(targets[1].contains("next_page_token=t-2"), "{targets:?}");
}

#[tokio::test]
async fn session_users_says_how_they_were_connected() {
    let server = Server::always(Reply::ok(include_str!("../fixtures/session_users.json"))).await;
    let text = run("session_users", &["//s-1=="], &server).await;
    assert_lines(
        &text,
        &["Jo Doe: Windows, Wifi", "Sam Roe: Windows, Wifi", "  stayed for 1800 s"],
    );
    let line = "GET /videosdk/sessions/%252F%252Fs-1%253D%253D/users?type=past";
    assert_eq!(server.only().line, line);
}

#[tokio::test]
async fn v1_create_user_creates_a_user() {
    let server = Server::always(Reply::ok(include_str!("../fixtures/v1_create.json"))).await;
    let text = run("v1_create_user", &["jo@example.com", "licensed"], &server).await;
    assert_lines(&text, &["created u-1"]);
    let request = server.only();
    assert_eq!(request.line, "POST /user/create");
    let sent = [
        ("email", "jo@example.com"),
        ("type", "2"),
        ("option_enter_exit_chime_type", "1"),
        ("enable_waiting_room", "true"),
        ("api_key", crate::KEY),
        ("api_secret", crate::SECRET),
    ];
    assert_eq!(request.form(), crate::owned(&sent));
}

#[tokio::test]
async fn v1_create_user_says_why_it_is_rejected() {
    let body = r#"{"error":{"code":1005,"message":"User already in the account."}}"#;
    let server = Server::always(Reply::ok(body)).await;
    let text = run("v1_create_user", &["jo@example.com", "basic"], &server).await;
    assert_lines(&text, &["rejected: User already in the account."]);
}
