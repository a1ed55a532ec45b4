//! Which deliveries are of one event.

use super::receive::{Notes, builder, send};
use crate::zoom::webhooks::DedupeKey;
use serde_json::{Value, json};

/// How often a receiver handles these bodies.
async fn handled(bodies: &[String]) -> usize {
    let notes = Notes::default();
    let kept = notes.clone();
    let receiver = builder()
        .on_any(move |event| {
            kept.add(event.name());
            std::future::ready(())
        })
        .build();
    for body in bodies {
        assert_eq!(send(&receiver, body).status, 200);
    }
    receiver.shutdown().await;
    notes.taken().len()
}

/// A recording as it is announced in one delivery.
fn recording(delivery: u32, change: impl Fn(&mut Value)) -> String {
    let mut body = json!({
        "event": "recording.completed",
        "event_ts": 1_738_182_229_511_i64,
        "download_token": format!("token-{delivery}"),
        "payload": {"account_id": "A", "object": {
            "id": 88_000_000_001_i64,
            "uuid": "abc==",
            "recording_files": [{
                "id": "f1",
                "file_type": "MP4",
                "file_size": 1,
                "download_url": format!("https://us02web.zoom.us/rec/webhook_download/x/{delivery}"),
                "play_url": format!("https://us02web.zoom.us/rec/play/{delivery}"),
            }],
        }},
    });
    change(&mut body);
    body.to_string()
}

#[tokio::test]
async fn deliveries_with_other_tokens_and_links_are_one_event() {
    let same = |delivery| recording(delivery, |_| {});
    assert_ne!(same(1), same(2));
    assert_eq!(handled(&[same(1), same(2), same(3)]).await, 1);
}

#[tokio::test]
async fn the_order_of_keys_and_spaces_do_not_matter_there() {
    let one = r#"{"event":"recording.completed","event_ts":1,"download_token":"a","payload":{"account_id":"A","object":{"id":1,"topic":"\u00e9 \/"}}}"#;
    let two = r#"{ "payload" : {"object":{"topic":"é /", "id":1},"account_id":"A"}, "download_token" : "b", "event_ts":1,"event":"recording.completed"}"#;
    assert_eq!(DedupeKey::of(one.as_bytes()), DedupeKey::of(two.as_bytes()));
}

#[tokio::test]
async fn every_other_difference_is_another_event() {
    let changes: [fn(&mut Value); 8] = [
        |_| {},
        |body| body["event"] = "recording.stopped".into(),
        |body| body["event_ts"] = 1_738_182_229_512_i64.into(),
        |body| body["payload"]["account_id"] = "B".into(),
        |body| body["payload"]["object"]["uuid"] = "abd==".into(),
        |body| body["payload"]["object"]["id"] = "88000000001".into(),
        |body| body["payload"]["object"]["recording_files"][0]["id"] = "f2".into(),
        |body| body["payload"]["object"]["recording_files"][0]["file_size"] = 2.into(),
    ];
    let bodies: Vec<String> = changes.iter().map(|change| recording(1, change)).collect();
    assert_eq!(handled(&bodies).await, bodies.len());
    // In the next delivery none of them is new.
    let again = changes.iter().map(|change| recording(2, change));
    assert_eq!(handled(&bodies.iter().cloned().chain(again).collect::<Vec<_>>()).await, 8);
}

#[tokio::test]
async fn events_of_one_millisecond_are_distinguished() {
    let joined = |who: &str| {
        json!({"event": "meeting.participant_joined", "event_ts": 1, "payload": {"account_id": "A",
            "object": {"id": 1, "uuid": "u", "participant": {"user_id": who, "user_name": "A"}}}})
        .to_string()
    };
    let updated = |topic: &str| {
        json!({"event": "meeting.updated", "event_ts": 1, "payload": {"account_id": "A",
            "object": {"id": 1, "topic": topic, "join_url": "https://zoom.us/j/1"}}})
        .to_string()
    };
    assert_eq!(handled(&[joined("1"), joined("2"), updated("a"), updated("b")]).await, 4);
    assert_eq!(handled(&[joined("1"), joined("1"), updated("a"), updated("a")]).await, 2);
}

#[test]
fn without_a_time_the_whole_body_counts() {
    let key = |token: &str, time: &str| {
        let body = format!(r#"{{"event":"bot_notification","download_token":"{token}"{time}}}"#);
        DedupeKey::of(body.as_bytes())
    };
    assert_ne!(key("a", ""), key("b", ""));
    assert_ne!(key("a", r#","event_ts":null"#), key("b", r#","event_ts":null"#));
    assert_ne!(key("a", r#","payload":{"event_ts":1}"#), key("b", r#","payload":{"event_ts":1}"#));
    assert_eq!(key("a", r#","event_ts":1"#), key("b", r#","event_ts":1"#));
}

#[test]
fn every_body_has_a_key() {
    let deep = format!(r#"{{"download_url":{}"#, "[".repeat(100_000));
    let bodies =
        ["", "{", "[]", r#""download_url":"#, r#"{"download_url":1e999,"event_ts":1}"#, &deep];
    for (at, one) in bodies.iter().enumerate() {
        for other in bodies.iter().skip(at + 1) {
            assert_ne!(DedupeKey::of(one.as_bytes()), DedupeKey::of(other.as_bytes()));
        }
    }
    // A name in a value is not a key.
    let said = |topic: &str| {
        let body = json!({"event": "meeting.updated", "event_ts": 1, "topic": topic});
        DedupeKey::of(body.to_string().as_bytes())
    };
    assert_ne!(said(r#""download_url":"a""#), said(r#""download_url":"b""#));
}
