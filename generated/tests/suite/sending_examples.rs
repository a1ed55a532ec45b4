//! The examples about sending, run as programs of their own, as in [`examples`](crate::examples).

use std::process::{Command, Output};

use crate::support::{Reply, Server};

mod rate_limits {
    include!("../../examples/rate_limits.rs");

    pub(super) fn program() {
        main().unwrap();
    }
}

mod raw_list {
    include!("../../examples/raw_list.rs");

    pub(super) fn program() {
        main().unwrap();
    }
}

mod raw_request {
    include!("../../examples/raw_request.rs");

    pub(super) fn program() {
        let _ = main();
    }
}

mod wrapped_transport {
    include!("../../examples/wrapped_transport.rs");

    pub(super) fn program() {
        main().unwrap();
    }
}

/// Not a test: what [`run`] starts. On its own it does nothing.
#[test]
fn program() {
    match std::env::var("ZOOM_CLIENT_SENDING_EXAMPLE").as_deref() {
        Ok("rate_limits") => rate_limits::program(),
        Ok("raw_list") => raw_list::program(),
        Ok("raw_request") => raw_request::program(),
        Ok("wrapped_transport") => wrapped_transport::program(),
        _ => {}
    }
}

/// Runs an example to its end. The arguments after those of the example are for the test runner.
async fn run(name: &str, arguments: &[&str], debug: bool, server: &Server) -> Output {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(arguments).args(["--exact", "--nocapture", "sending_examples::program"]);
    command.env("ZOOM_CLIENT_SENDING_EXAMPLE", name);
    command.env("ZOOM_BASE_URL", &server.url).env("ZOOM_TOKEN", crate::TOKEN);
    if debug {
        command.env("ZOOM_DEBUG", "1");
    }
    tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[tokio::test]
async fn rate_limits_fetches_users_and_says_when_the_day_is_over() {
    let server = Server::start(|_, request| match request.path() {
        "/users/late%40example.com" => {
            Reply::json(429, r#"{"code":429,"message":"daily rate limit"}"#)
                .header("X-RateLimit-Type", "Daily-limit")
                .header("X-RateLimit-Category", "Heavy")
                .header("Retry-After", "2099-01-01T00:00:00Z")
        }
        _ => Reply::ok(r#"{"display_name":"Jo Doe","email":"jo@example.com"}"#),
    })
    .await;
    let output =
        run("rate_limits", &["pro", "jo@example.com", "late@example.com"], false, &server).await;
    let printed = text(&output.stdout);
    assert!(printed.contains("jo@example.com: Jo Doe"), "{printed}{}", text(&output.stderr));
    assert!(
        printed.contains("late@example.com: no more requests before 2099-01-01T00:00:00Z"),
        "{printed}"
    );
    assert!(printed.contains("me: jo@example.com"), "{printed}");
}

#[tokio::test]
async fn raw_list_prints_the_items_of_all_pages() {
    let server = Server::start(|number, _| match number {
        0 => Reply::ok(r#"{"next_page_token":"t","call_logs":[{"id":"a","duration":7}]}"#),
        _ => Reply::ok(r#"{"next_page_token":"","call_logs":[{"id":"b"}]}"#),
    })
    .await;
    let output = run("raw_list", &["2026-10-01", "2026-10-31"], false, &server).await;
    let printed = text(&output.stdout);
    let lines = "a: 7 seconds\nb: 0 seconds\n";
    assert!(printed.contains(lines), "{printed}{}", text(&output.stderr));
    let lines: Vec<_> = server.requests().iter().map(|one| one.line.clone()).collect();
    let days = "from=2026-10-01&to=2026-10-31";
    let first = format!("GET /phone/call_history?{days}");
    assert_eq!(lines, [first.clone(), format!("{first}&next_page_token=t")]);
}

#[tokio::test]
async fn raw_request_prints_the_response_and_on_demand_what_was_sent() {
    let server = Server::always(Reply::ok(r#"{"id":"a","host_key":"hush"}"#)).await;
    let output =
        run("raw_request", &["patch", "/users/me", r#"{"dept": "x"}"#], true, &server).await;
    let (printed, written) = (text(&output.stdout), text(&output.stderr));
    assert!(printed.contains(r#"{"id":"a","host_key":"hush"}"#), "{printed}{written}");
    assert_eq!(
        (server.only().line.as_str(), server.only().body.as_str()),
        ("PATCH /users/me", r#"{"dept":"x"}"#)
    );
    if cfg!(not(feature = "tracing")) {
        assert!(written.contains("> PATCH /users/me (raw, attempt 1)"), "{written}");
    }
    assert!(!written.contains("hush") && !written.contains(crate::TOKEN), "{written}");
}

#[tokio::test]
async fn wrapped_transport_prints_each_request() {
    let server = Server::always(Reply::ok(r#"{"email":"jo@example.com"}"#)).await;
    let output = run("wrapped_transport", &[], false, &server).await;
    let printed = text(&output.stdout);
    assert!(printed.contains("GET /users/me: Ok(200) after "), "{printed}{}", text(&output.stderr));
    assert!(printed.contains("me: jo@example.com"), "{printed}");
}
