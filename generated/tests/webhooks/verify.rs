//! Without a server: a body and its headers in, an event out.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, UNIX_EPOCH};

use zoom_client::events::{Event, recordings};
use zoom_client::webhooks::{RETRY_WINDOW, Receiver, Verifier, WebhookError, testing};

use super::SECRET;

#[test]
fn the_known_vector_verifies() {
    let body = br#"{"payload":{"plainToken":"xys8n8PGS7mAU0m5-YJjRA"},"event_ts":1720705455858,"event":"endpoint.url_validation"}"#;
    let headers = [
        ("X-Zm-Request-Timestamp", "1720705455"),
        ("X-Zm-Signature", "v0=93a1a675965ceb9c5a50c5dfb31f20e50f763be37a54ef74cd2d16a1a8e5c0d6"),
    ];
    let verifier = Verifier::new("4fv1RkqGQUq5sWbEz6hA5A").unwrap();
    let late = verifier.verify(headers, body);
    assert!(matches!(late, Err(WebhookError::Stale { .. })), "{late:?}");
    let verifier = verifier.clock(|| UNIX_EPOCH + Duration::from_secs(1_720_705_460));
    let event = verifier.verify(headers, body).unwrap();
    assert!(matches!(event, Event::EndpointUrlValidation(_)), "{event:?}");
    assert_eq!(event.event_ts(), Some(1_720_705_455_858));
}

#[test]
fn events_of_all_names_are_distinguished() {
    let verifier = Verifier::new(SECRET).unwrap();
    for name in Event::NAMES.iter().chain(&["meeting.from_tomorrow"]) {
        let body = format!(r#"{{"event":"{name}","event_ts":1,"payload":{{"account_id":"a"}}}}"#);
        let headers = testing::headers(SECRET, body.as_bytes());
        let event = verifier.verify(headers, body.as_bytes()).unwrap();
        assert_eq!(event.name(), *name);
        assert_eq!(matches!(event, Event::Unknown(_)), !Event::NAMES.contains(name), "{name}");
    }
}

/// A receiver needs no framework: this is all that a function behind a gateway has to do.
#[tokio::test]
async fn a_receiver_works_with_any_framework() {
    let verifier = Verifier::new(SECRET).unwrap().window(RETRY_WINDOW);
    let receiver = Receiver::builder(verifier).on_any(|_| async {}).build();
    let body = br#"{"event":"app_deauthorized"}"#;
    let reply = receiver.accept(testing::headers(SECRET, body), body);
    assert_eq!((reply.status, reply.body.as_str()), (200, ""));
    let reply = receiver.accept(testing::headers("another", body), body);
    assert_eq!(reply.status, 401);
    receiver.shutdown().await;
}

/// What Zoom was seen to do: the second delivery has another token and another link.
#[tokio::test]
async fn a_recording_that_is_announced_twice_is_handled_once() {
    let count = Arc::new(AtomicUsize::new(0));
    let receiver = Receiver::builder(Verifier::new(SECRET).unwrap())
        .with_state(Arc::clone(&count))
        .on(|count, _: recordings::Completed| async move {
            count.fetch_add(1, Ordering::SeqCst);
        })
        .build();
    for delivery in [1, 2] {
        let body = format!(
            r#"{{"event":"recording.completed","event_ts":1738182229511,"download_token":"t{delivery}","payload":{{"account_id":"A","object":{{"id":88000000001,"uuid":"abc==","recording_files":[{{"id":"f1","file_type":"MP4","download_url":"https://us02web.zoom.us/rec/webhook_download/x/{delivery}"}}]}}}}}}"#
        );
        let reply = receiver.accept(testing::headers(SECRET, body.as_bytes()), body.as_bytes());
        assert_eq!(reply.status, 200);
    }
    receiver.shutdown().await;
    assert_eq!(count.load(Ordering::SeqCst), 1);
}
