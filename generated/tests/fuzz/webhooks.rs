//! Webhooks: every request is rejected or becomes an event that loses nothing.

use proptest::prelude::*;
use serde_json::Value;
use zoom_client::events::Event;
use zoom_client::webhooks::{Receiver, Verifier, testing};

use super::judged::{SECRET, signed};
use super::{explore, inputs};

/// Names that occur in many events.
const KEYS: &[&str] = &[
    "event",
    "event_ts",
    "payload",
    "account_id",
    "object",
    "old_object",
    "operator",
    "operator_id",
    "time_stamp",
    "download_token",
    "id",
    "uuid",
    "topic",
    "type",
    "host_id",
    "start_time",
    "duration",
    "timezone",
    "participant",
    "user_id",
    "user_name",
    "email",
    "join_time",
    "recording_files",
    "settings",
    "occurrences",
    "recurrence",
    "registrant",
    "issues",
    "plainToken",
];

/// An event as Zoom sends them, for a name.
fn sample(name: &str) -> String {
    format!(
        r#"{{"event":"{name}","event_ts":1720705455858,"download_token":"t","payload":{{"account_id":"A1","operator":"a@example.com","object":{{"id":"94890226305","uuid":"4444AAAiAAAAAiAiAiiAii==","host_id":"x","topic":"Fire drill \ud83d\ude92 ’café’","type":2,"start_time":"2024-07-11T13:44:15Z","duration":60,"timezone":"","settings":{{"use_pmi":false}},"participant":{{"user_id":"16778240","user_name":"A","id":"","join_time":"2024-07-11T13:44:15Z"}},"recording_files":[{{"id":"r","file_size":1,"status":"completed"}}],"issues":["x"]}},"old_object":{{"id":94890226305}},"time_stamp":1720705455858}}}}"#
    )
}

fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        8 => proptest::sample::select(Event::NAMES).prop_map(str::to_owned),
        1 => any::<String>(),
        1 => Just("meeting.from_tomorrow".to_owned()),
    ]
}

fn body() -> impl Strategy<Value = Vec<u8>> {
    let named =
        (name(), inputs::json(KEYS), inputs::json(KEYS)).prop_map(|(name, mut whole, payload)| {
            if let Value::Object(whole) = &mut whole {
                whole.insert("event".to_owned(), name.into());
                whole.insert("payload".to_owned(), payload);
            }
            whole.to_string().into_bytes()
        });
    let spoiled = (name(), inputs::damage())
        .prop_map(|(name, damage)| inputs::damaged(&sample(&name), &damage));
    prop_oneof![1 => inputs::bytes(), 4 => named, 5 => spoiled]
}

#[test]
fn whatever_is_signed_is_an_event_or_refused() {
    explore("verify and decode", body(), |body| signed(&body));
}

#[test]
fn whatever_is_changed_is_refused() {
    let verifier = Verifier::new(SECRET).unwrap();
    explore("changed bodies", (body(), inputs::damage()), |(body, damage)| {
        let text = String::from_utf8_lossy(&body).into_owned();
        let changed = inputs::damaged(&text, &damage);
        let outcome = verifier.authenticate(testing::headers(SECRET, text.as_bytes()), &changed);
        prop_assert_eq!(outcome.is_ok(), changed == text.as_bytes());
        Ok(())
    });
}

#[test]
fn whatever_stands_in_headers_is_refused() {
    let name = prop_oneof![
        2 => Just("x-zm-signature".to_owned()),
        2 => Just("X-Zm-Request-Timestamp".to_owned()),
        1 => any::<String>(),
    ];
    let value = prop_oneof![
        2 => inputs::bytes(),
        1 => any::<u64>().prop_map(|number| number.to_string().into_bytes()),
        1 => "v0=[0-9a-f]{64}".prop_map(String::into_bytes),
        1 => Just(testing::headers(SECRET, b"{}")[0].1.clone().into_bytes()),
    ];
    let headers = proptest::collection::vec((name, value), 0..5);
    let receiver = Receiver::builder(Verifier::new(SECRET).unwrap()).on_any(|_| async {}).build();
    explore("headers", headers, |headers| {
        let reply = receiver.accept(headers, b"{}");
        prop_assert_eq!(reply.status, 401, "{}", reply.body);
        Ok(())
    });
}
