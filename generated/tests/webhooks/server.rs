//! The example server over HTTP.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use zoom_client::runtime::reqwest;
use zoom_client::webhooks::testing;

use super::SECRET;

mod example {
    include!("../../examples/webhook_server.rs");

    pub(super) async fn run(
        listener: TcpListener,
        print: impl Fn(String) + Clone + Send + Sync + 'static,
        stop: impl Future<Output = ()> + Send + 'static,
    ) {
        let verifier = Verifier::new(super::SECRET).unwrap();
        serve(listener, receiver(verifier, print), stop).await.unwrap();
    }

    // The program itself is started by a person.
    const _: fn() -> Result<(), Box<dyn Error>> = main;
}

struct Running {
    url: String,
    http: reqwest::Client,
    lines: Arc<Mutex<Vec<String>>>,
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

impl Running {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/zoom", listener.local_addr().unwrap());
        let lines = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&lines);
        let (stop, stopped) = oneshot::channel();
        let task = tokio::spawn(example::run(
            listener,
            move |line| kept.lock().unwrap().push(line),
            async {
                let _ = stopped.await;
            },
        ));
        let http =
            reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(20)).build().unwrap();
        Self { url, http, lines, stop, task }
    }

    async fn post(
        &self,
        headers: &[(&str, String)],
        body: impl Into<reqwest::Body>,
    ) -> (u16, String) {
        let mut request = self.http.post(&self.url).body(body);
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        let response = request.send().await.unwrap();
        (response.status().as_u16(), response.text().await.unwrap())
    }

    /// Sends a body as Zoom would.
    async fn send(&self, body: &str) -> (u16, String) {
        self.post(&testing::headers(SECRET, body.as_bytes()), body.to_owned()).await
    }

    /// Stops the server; what it has printed, sorted, because handlers run side by side.
    async fn end(self) -> Vec<String> {
        self.stop.send(()).unwrap();
        // Open connections would keep the server from ending.
        drop(self.http);
        self.task.await.unwrap();
        let mut lines = std::mem::take(&mut *self.lines.lock().unwrap());
        lines.sort();
        lines
    }
}

const STARTED: &str = r#"{"event":"meeting.started","event_ts":7,"payload":{"account_id":"a","object":{"topic":"Fire drill \ud83d\ude92 ’café’"}}}"#;

#[tokio::test]
async fn the_check_of_the_endpoint_gets_its_response() {
    let server = Running::start().await;
    let question = r#"{"event":"endpoint.url_validation","payload":{"plainToken":"abc"}}"#;
    let (status, response) = server.send(question).await;
    assert_eq!(status, 200);
    // The HMAC-SHA256 of `abc` under the secret.
    let expected = r#"{"encryptedToken":"644d5403ffd7861accb6b491f76442a3e6c823692620e36bbc26add6949b1092","plainToken":"abc"}"#;
    let json = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
    assert_eq!(json(&response), json(expected));
    assert_eq!(server.end().await, Vec::<String>::new());
}

#[tokio::test]
async fn events_are_taken_and_handled() {
    let server = Running::start().await;
    assert_eq!(server.send(STARTED).await, (200, String::new()));
    let unknown = r#"{"event":"meeting.from_tomorrow","event_ts":8}"#;
    assert_eq!(server.send(unknown).await, (200, String::new()));
    // A repetition, signed anew.
    assert_eq!(server.send(STARTED).await, (200, String::new()));
    let expected = [
        "a meeting has started: Fire drill \u{1f692} ’café’",
        "meeting.from_tomorrow at Some(8)",
        "meeting.started at Some(7)",
        "unknown: meeting.from_tomorrow",
    ];
    assert_eq!(server.end().await, expected);
}

#[tokio::test]
async fn what_zoom_did_not_send_is_rejected() {
    let server = Running::start().await;
    let body = STARTED.as_bytes();
    assert_eq!(server.post(&[], STARTED).await.0, 401);
    assert_eq!(server.post(&testing::headers("another", body), STARTED).await.0, 401);
    assert_eq!(
        server.post(&testing::headers_at(SECRET, 1_720_705_455, body), STARTED).await.0,
        401
    );
    let [time, signature] = testing::headers(SECRET, body);
    assert_eq!(
        server.post(&[time.clone(), signature.clone(), signature.clone()], STARTED).await.0,
        401
    );
    assert_eq!(server.post(&[time, signature], format!("{STARTED} ")).await.0, 401);
    for body in ["", "[]", "{\"event\":", "{\"event\":\"meeting.started\"} {}"] {
        assert_eq!(server.send(body).await.0, 400, "{body}");
    }
    let lines = server.end().await;
    assert_eq!(lines.len(), 9, "{lines:?}");
    assert!(lines.iter().all(|line| line.starts_with("rejected: ")), "{lines:?}");
}

#[tokio::test]
async fn a_large_body_is_rejected() {
    let server = Running::start().await;
    let body =
        format!(r#"{{"event":"meeting.started","event_ts":9,"filler":"{}"}}"#, "x".repeat(2 << 20));
    let headers = testing::headers(SECRET, body.as_bytes());
    let mut request = server.http.post(&server.url).body(body);
    for (name, value) in headers {
        request = request.header(name, value);
    }
    // The server accepts before it has all of the body; whether the client still reads the response or finds
    // the connection closed is a matter of chance.
    if let Ok(response) = request.send().await {
        assert_eq!(response.status().as_u16(), 413);
    }
    assert_eq!(server.send(STARTED).await.0, 200);
    let lines = server.end().await;
    assert!(
        lines.contains(&"rejected: the body has more than 1048576 bytes".to_owned()),
        "{lines:?}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_events_at_once_are_all_handled() {
    let server = Arc::new(Running::start().await);
    let senders = (0..50).map(|sender| {
        let server = Arc::clone(&server);
        tokio::spawn(async move {
            for number in 0..20 {
                let number = sender * 20 + number;
                let body = format!(r#"{{"event":"meeting.ended","event_ts":{number}}}"#);
                let (status, _) = server.send(&body).await;
                assert_eq!(status, 200, "event {number}");
            }
        })
    });
    for sender in senders.collect::<Vec<_>>() {
        sender.await.unwrap();
    }
    let lines = Arc::into_inner(server).unwrap().end().await;
    let mut expected: Vec<String> =
        (0..1_000).map(|number| format!("meeting.ended at Some({number})")).collect();
    expected.sort();
    assert_eq!(lines, expected);
}
