//! Programs of users (`examples/`), each against a server on this machine.

#![allow(dead_code)] // `main` of the programs.

#[path = "../support/mod.rs"]
mod support;

mod products;

mod monthly_recordings {
    include!("../../examples/monthly_recordings.rs");

    #[tokio::test]
    async fn videos_of_all_windows_are_saved() {
        use crate::support::{Reply, Server};

        let videos = |day: &str, id: &str| {
            let url = format!("/rec/download/{id}");
            Reply::ok(format!(
                r#"{{"meetings":[{{"id":1,"start_time":"{day}T10:00:00Z","recording_files":[
                    {{"id":"{id}","file_type":"MP4","download_url":"{url}"}},
                    {{"id":"chat","file_type":"CHAT","download_url":"{url}"}}]}}]}}"#
            ))
        };
        let server = Server::replies([
            videos("2026-09-02", "first"),
            videos("2026-10-02", "second"),
            Reply::ok("12345"),
            Reply::ok("1234567"),
        ])
        .await;
        let folder = std::env::temp_dir().join(format!("zoom-videos-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let zoom = crate::client(&server);
        let bytes =
            save(&zoom, "2026-09-01", "2026-10-15", folder.to_str().unwrap()).await.unwrap();
        assert_eq!(bytes, 12);
        let saved = |id: &str| std::fs::read(folder.join(format!("{id}.mp4"))).unwrap().len();
        assert_eq!(saved("first") + saved("second"), 12);
        std::fs::remove_dir_all(&folder).unwrap();
        assert_eq!(server.requests().len(), 4);
    }
}

mod nightly_sync {
    include!("../../examples/nightly_sync.rs");

    #[tokio::test]
    async fn each_user_of_all_pages_is_written_with_its_settings() {
        use crate::support::{Reply, Server};

        let server = Server::start(|_, request| match request.target() {
            line if line.starts_with("/users?") && line.contains("next_page_token=t") => {
                Reply::ok(r#"{"users":[{"id":"u-3"}]}"#)
            }
            line if line.starts_with("/users?") => {
                Reply::ok(r#"{"next_page_token":"t","users":[{"id":"u-1"},{"id":"u-2"}]}"#)
            }
            _ => {
                Reply::ok(r#"{"in_meeting":{"chat":true},"schedule_meeting":{"host_video":true}}"#)
            }
        })
        .await;
        let mut lines = Vec::new();
        assert_eq!(sync(&crate::client(&server), &mut lines).await.unwrap(), 3);
        let lines = String::from_utf8(lines).unwrap();
        let mut users: Vec<serde_json::Value> =
            lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        users.sort_by_key(|row| row["user"]["id"].to_string());
        let ids: Vec<_> = users.iter().map(|row| row["user"]["id"].as_str().unwrap()).collect();
        assert_eq!(ids, ["u-1", "u-2", "u-3"]);
        assert_eq!(users[2]["settings"]["in_meeting"]["chat"], true);
        assert!(server.requests()[0].target().contains("status=active"));
    }
}

mod own_store {
    include!("../../examples/own_store.rs");

    #[tokio::test]
    async fn limits_in_a_file_are_a_store_that_limiters_share() {
        use crate::support::{Reply, Server};

        let folder = std::env::temp_dir().join(format!("zoom-limits-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let limits = FileLimits { path: folder.join("checked.json") };
        testing::stores::limits(|| limits.clone()).await.unwrap();
        // A free account has 4 light requests a second, and 6,000 a day.
        let limits = FileLimits { path: folder.join("shared.json") };
        let server = Server::start(|_, _| Reply::ok(r#"{"id":"u-1"}"#)).await;
        let begun = std::time::Instant::now();
        for _ in 0..3 {
            let limiter = Limiter::new(Plan::Free).store(limits.clone());
            let builder = Client::builder().auth(Bearer::new("token")).base_url(server.url.clone());
            let zoom = builder.limiter(limiter.clone()).build().unwrap();
            for _ in 0..2 {
                users::get("me").send(&zoom).await.unwrap();
            }
            assert!(limiter.store_failure().is_none());
        }
        // Each process by itself would have waited for nothing.
        assert!(begun.elapsed() > std::time::Duration::from_millis(400), "{:?}", begun.elapsed());
        let text = std::fs::read_to_string(&limits.path).unwrap();
        assert!(text.contains(r#""used":6"#), "{text}");
        std::fs::remove_dir_all(&folder).unwrap();
    }
}

mod recurring_meeting {
    include!("../../examples/recurring_meeting.rs");

    #[tokio::test]
    async fn a_course_is_scheduled_and_its_people_are_registered() {
        use crate::support::{Reply, Server};

        let server = Server::start(|_, request| match request.path() {
            "/users/me/meetings" => Reply::json(201, r#"{"id":81234567890}"#),
            _ if request.body.contains("jo@example.com") => {
                Reply::json(201, r#"{"join_url":"https://zoom.us/w/1"}"#)
            }
            _ => Reply::json(201, r#"{"join_url":"https://zoom.us/w/2"}"#),
        })
        .await;
        let people = ["jo@example.com=Jo", "sam@example.com=Sam"].map(str::to_owned);
        let links = schedule(&crate::client(&server), people.into_iter()).await.unwrap();
        assert_eq!(links, ["https://zoom.us/w/1", "https://zoom.us/w/2"]);
        let requests = server.requests();
        let course: serde_json::Value = serde_json::from_str(&requests[0].body).unwrap();
        assert_eq!(course["recurrence"]["weekly_days"], "2,4");
        assert_eq!(course["settings"]["approval_type"], 0);
        for registered in &requests[1..] {
            assert_eq!(registered.line, "POST /meetings/81234567890/registrants");
            let body: serde_json::Value = serde_json::from_str(&registered.body).unwrap();
            assert!(body["email"].as_str().unwrap().ends_with("@example.com"), "{body}");
        }
    }
}

#[cfg(all(feature = "inbox", feature = "redis"))]
mod scaled_receiver {
    include!("../../examples/scaled_receiver.rs");

    /// A running program: the URL of its server, its lines, and what ends it.
    async fn start(
        place: &str,
    ) -> (String, tokio::sync::mpsc::UnboundedReceiver<String>, tokio::sync::oneshot::Sender<()>)
    {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (lines, printed) = tokio::sync::mpsc::unbounded_channel();
        let print = move |line| drop(lines.send(line));
        let receiver = receiver(Verifier::new("secret").unwrap(), inbox(place).unwrap(), print);
        let (stop, stopped) = tokio::sync::oneshot::channel();
        tokio::spawn(async move {
            let stopped = async { drop(stopped.await) };
            serve(listener, receiver, stopped).await.unwrap();
        });
        (url, printed, stop)
    }

    #[tokio::test]
    async fn two_processes_share_events_and_numbers() {
        use zoom_client::runtime::reqwest;

        let folder = std::env::temp_dir().join(format!("zoom-inbox-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let place = folder.join("events.db").display().to_string();
        let (first, mut printed, stop) = start(&place).await;
        let (second, mut others, _stop) = start(&place).await;
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        for (number, url) in (1..).zip([&first, &second, &second]) {
            let body = format!(
                r#"{{"event":"meeting.started","event_ts":{},"payload":{{"object":{{"id":"7","topic":"t"}}}}}}"#,
                // The third is the second, delivered again.
                std::cmp::min(number, 2)
            );
            let mut request = http.post(format!("{url}/zoom")).body(body.clone());
            for (name, value) in zoom_client::webhooks::testing::headers("secret", body.as_bytes())
            {
                request = request.header(name, value);
            }
            assert_eq!(request.send().await.unwrap().status(), 200);
        }
        let mut lines = Vec::new();
        for _ in 0..2 {
            tokio::select! {
                line = printed.recv() => lines.push(line.unwrap()),
                line = others.recv() => lines.push(line.unwrap()),
            }
        }
        // Which process prints first is not known here: both lines may be there at once.
        lines.sort();
        assert_eq!(lines, ["Some(1) has started: t", "Some(2) has started: t"]);
        stop.send(()).unwrap();
        let numbers = http.get(format!("{second}/metrics")).send().await.unwrap();
        let numbers = numbers.text().await.unwrap();
        assert!(numbers.contains("zoom_events_accepted 1\n"), "{numbers}");
        assert!(numbers.contains("zoom_inbox_dead 0\n"), "{numbers}");
        assert!(printed.try_recv().is_err() && others.try_recv().is_err());
        std::fs::remove_dir_all(&folder).unwrap();
    }
}

mod usage_report {
    include!("../../examples/usage_report.rs");

    #[tokio::test]
    async fn the_rows_of_all_months_are_added_up() {
        use crate::support::{Reply, Server};

        let server = Server::always(Reply::ok(
            r#"{"users":[{"email":"jo@example.com","meetings":2,"meeting_minutes":30}]}"#,
        ))
        .await;
        let totals = totals(&crate::client(&server), "2026-01-01", "2026-03-31").await.unwrap();
        let windows = i64::try_from(server.requests().len()).unwrap();
        assert!(windows >= 3, "{windows} windows");
        assert_eq!(totals["jo@example.com"], [2 * windows, 30 * windows]);
    }
}

mod webhook_service {
    include!("../../examples/webhook_service.rs");

    #[tokio::test]
    async fn an_event_is_completed_by_a_request() {
        use zoom_client::runtime::reqwest;

        use crate::support::{Reply, Server};

        let server =
            Server::always(Reply::ok(r#"{"share_url":"https://zoom.us/rec/share/1"}"#)).await;
        let (links, mut finished) = unbounded_channel();
        let verifier = Verifier::new("secret").unwrap();
        let receiver = receiver(verifier, crate::client(&server), links);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/zoom", listener.local_addr().unwrap());
        tokio::spawn(axum::serve(listener, receiver.router("/zoom")).into_future());
        let body =
            r#"{"event":"recording.completed","event_ts":1,"payload":{"object":{"uuid":"/u=="}}}"#;
        let mut request =
            reqwest::Client::builder().no_proxy().build().unwrap().post(url).body(body);
        for (name, value) in zoom_client::webhooks::testing::headers("secret", body.as_bytes()) {
            request = request.header(name, value);
        }
        assert_eq!(request.send().await.unwrap().status(), 200);
        assert_eq!(finished.recv().await.unwrap(), "https://zoom.us/rec/share/1");
        assert_eq!(server.only().line, "GET /meetings/%252Fu%253D%253D/recordings");
    }
}

/// A client that sends everything to this server.
fn client(server: &support::Server) -> zoom_client::Client {
    let builder = zoom_client::Client::builder().base_url(server.url.clone());
    builder.auth(zoom_client::auth::Bearer::new("token")).build().unwrap()
}
