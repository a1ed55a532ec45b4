//! Spans and events for those who collect them.

use std::fmt;
use std::sync::{Arc, Mutex};

use tracing::field::{Field, Visit};
use tracing::instrument::WithSubscriber as _;
use tracing::span;

use crate::runtime::auth::Bearer;
use crate::runtime::private::{self as rt, Retry};
use crate::runtime::testing::{FakeResponse, FakeTransport};
use crate::sample::enums::LoginType;
use crate::sample::users;
use crate::zoom::auth::ServerToServer;

/// Records all spans and events, as lines.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<String>>>);

struct Words<'a>(&'a mut String);

impl Visit for Words<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.0.push_str(&format!(" {field}={value:?}"));
    }
}

impl Lines {
    fn keep(&self, start: &str, visit: impl FnOnce(&mut dyn Visit)) {
        let mut line = start.to_owned();
        visit(&mut Words(&mut line));
        self.0.lock().unwrap().push(line);
    }
}

impl tracing::Subscriber for Lines {
    fn enabled(&self, metadata: &tracing::Metadata<'_>) -> bool {
        metadata.target().starts_with("zoom_templates")
    }

    fn new_span(&self, span: &span::Attributes<'_>) -> span::Id {
        self.keep(span.metadata().name(), |visit| span.record(visit));
        span::Id::from_u64(1)
    }

    fn record(&self, _: &span::Id, values: &span::Record<'_>) {
        self.keep("+", |visit| values.record(visit));
    }

    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}

    fn event(&self, event: &tracing::Event<'_>) {
        self.keep("!", |visit| event.record(visit));
    }

    fn enter(&self, _: &span::Id) {}

    fn exit(&self, _: &span::Id) {}
}

#[tokio::test(start_paused = true)]
async fn a_request_is_a_span_and_shows_no_body() {
    let transport = FakeTransport::new();
    transport.respond(FakeResponse::json(503, r#"{"code":1,"message":"busy"}"#)).respond(
        FakeResponse::json(200, r#"{"host_key":"hush"}"#).header("x-zm-trackingid", "t-1"),
    );
    let builder = rt::Client::builder().transport(transport.clone()).retry(Retry::new());
    let zoom = builder.auth(Bearer::new("hush")).build().unwrap();
    let lines = Lines::default();
    let sent =
        async { users::get("hush@example.com").login_type(LoginType::Zoom).send(&zoom).await };
    sent.with_subscriber(lines.clone()).await.unwrap();
    let lines = lines.0.lock().unwrap().join("\n");
    assert!(!lines.contains("hush"), "{lines}");
    for part in [
        r#"request operation="users::get" method="GET" path="/users/{userId}""#,
        "+ attempt=1",
        "+ status=503",
        "! message=again",
        "+ attempt=2",
        "+ status=200",
        r#"+ tracking_id="t-1""#,
    ] {
        assert!(lines.contains(part), "{part}: {lines}");
    }
}

#[tokio::test]
async fn bodies_are_events_on_demand_without_secrets() {
    let transport = FakeTransport::new();
    transport.always(FakeResponse::json(200, r#"{"id":"shown","host_key":"hush"}"#));
    let builder = rt::Client::builder().transport(transport.clone()).debug(true);
    let zoom = builder.auth(Bearer::new("hush")).build().unwrap();
    let lines = Lines::default();
    let sent = async { users::get("me").send(&zoom).await };
    sent.with_subscriber(lines.clone()).await.unwrap();
    let lines = lines.0.lock().unwrap().join("\n");
    assert!(lines.contains(r#""id":"shown""#), "{lines}");
    assert!(lines.contains(r#""host_key":"***""#) && !lines.contains("hush"), "{lines}");
}

#[tokio::test]
async fn nothing_of_a_token_is_in_a_log() {
    let error_response = r#"{"code":124,"message":"Access token is expired."}"#;
    let transport = FakeTransport::new();
    transport
        .respond(FakeResponse::json(200, r#"{"access_token":"hush-1"}"#))
        .respond(FakeResponse::json(401, error_response))
        .respond(FakeResponse::json(400, r#"{"reason":"hush-secret","error":"invalid_client"}"#));
    let builder = rt::Client::builder().transport(transport.clone()).debug(true);
    let auth = ServerToServer::new("account-1", "client-1", "hush-secret");
    let zoom = builder.auth(auth).retry(Retry::none()).build().unwrap();
    let lines = Lines::default();
    let sent = async { users::get("me").send(&zoom).await };
    let error = sent.with_subscriber(lines.clone()).await.unwrap_err();
    assert_eq!(transport.sent().len(), 3);
    let lines = lines.0.lock().unwrap().join("\n");
    let text = format!("{lines} {error} {error:?} {zoom:?} {transport:?}");
    assert!(lines.contains("users::get") && !text.contains("hush"), "{text}");
}
