//! Runs the program of the README against a server on this machine, with a token from there.

use std::process::Command;

#[path = "../zoom-client/tests/support/mod.rs"]
mod support;

use support::{Reply, Request, Server};

fn answer(_: usize, request: &Request) -> Reply {
    match request.path() {
        "/oauth/token" => Reply::ok(r#"{"access_token":"token-1","expires_in":3600}"#),
        "/users/me" => Reply::ok(r#"{"id":"u-1","email":"jo@example.com"}"#),
        _ if request.target().contains("next_page_token") => {
            Reply::ok(r#"{"next_page_token":"","users":[{"email":"sam@example.com"}]}"#)
        }
        _ => Reply::ok(r#"{"next_page_token":"t-2","users":[{"email":"kim@example.com"}]}"#),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_program_of_the_readme_runs() {
    let server = Server::start(answer).await;
    let output = Command::new(env!("CARGO_BIN_EXE_outside"))
        .env("SERVER", &server.url)
        .env("ZOOM_ACCOUNT_ID", "account-1")
        .env("ZOOM_CLIENT_ID", "client-1")
        .env("ZOOM_CLIENT_SECRET", "secret-1")
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    let lines = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(lines, "jo@example.com\nkim@example.com\nsam@example.com\n");
    let requests = server.requests();
    let paths: Vec<_> = requests.iter().map(Request::path).collect();
    assert_eq!(paths, ["/oauth/token", "/users/me", "/report/users", "/report/users"]);
    assert_eq!(requests[1].line, "GET /users/me?login_type=100");
    assert_eq!(requests[1].header("authorization"), Some("Bearer token-1"));
}
