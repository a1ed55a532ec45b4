//! The common part of all events, and which handlers get them.

use std::collections::BTreeSet;

use serde_json::json;
use zoom_client::events::{self, Event, meetings, phone, recordings, sessions, webinars};
use zoom_client::runtime::EventType;

use super::read;

#[test]
fn an_event_is_what_its_name_says() {
    let event = read(&json!({
        "event": "meeting.participant_joined",
        "event_ts": 1_626_230_691_572_i64,
        "payload": {"account_id": "abc", "object": {
            "id": 1_234_567_890, "uuid": "4444AAAiAAAAAiAiAiiAii==", "topic": "Standup", "type": 8,
            "participant": {"user_id": "16778240", "user_name": "Ann", "email": "ann@example.com"},
        }},
    }));
    assert_eq!(event.name(), meetings::ParticipantJoined::NAME);
    assert_eq!(event.event_ts(), Some(1_626_230_691_572));
    assert_eq!(event.account_id(), Some("abc"));
    let joined = meetings::ParticipantJoined::from_event(event.clone()).expect("this event");
    let object = joined.payload.and_then(|payload| payload.object).expect("an object");
    assert_eq!(object.type_, Some(zoom_client::enums::MeetingType::RecurringFixed));
    let participant = object.participant.expect("a participant");
    assert_eq!(participant.user_name.as_deref(), Some("Ann"));
    // Another type gives the event back.
    assert_eq!(webinars::ParticipantJoined::from_event(event.clone()), Err(event));
}

#[test]
fn every_name_is_known_once_and_decodes_to_itself() {
    let names: BTreeSet<&str> = Event::NAMES.iter().copied().collect();
    assert_eq!(names.len(), Event::NAMES.len());
    assert!(Event::NAMES.is_sorted(), "the table of names is searched by halves");
    for name in Event::NAMES {
        let body = json!({"event": name, "event_ts": 5, "payload": {"account_id": "a"}});
        let event = read(&body);
        assert!(!matches!(event, Event::Unknown(_)), "{name}");
        assert_eq!((event.name(), event.event_ts()), (*name, Some(5)), "{name}");
        // The account has one location in all events, except those of chatbots.
        let chatbot = name.starts_with("bot_") || name.starts_with("interactive_");
        let validation = *name == "endpoint.url_validation";
        if !chatbot && !validation {
            assert_eq!(event.account_id(), Some("a"), "{name}");
        }
    }
}

#[test]
fn the_token_for_downloads_is_there_and_never_printed() {
    for name in [recordings::Completed::NAME, sessions::RecordingCompleted::NAME] {
        let event = read(&json!({"event": name, "download_token": "hush", "payload": {}}));
        assert_eq!(event.download_token(), Some("hush"));
        assert!(!format!("{event:?}").contains("hush"));
    }
}

#[test]
fn unknown_events_do_not_fail() {
    let event = read(&json!({
        "event": "whiteboard.published", "event_ts": 7, "payload": {"account_id": "a", "object": {"id": "w"}},
    }));
    let Event::Unknown(unknown) = &event else { panic!("{event:?}") };
    assert_eq!(
        (unknown.name.as_str(), &unknown.raw["payload"]["object"]["id"]),
        ("whiteboard.published", &json!("w"))
    );
    assert_eq!((event.event_ts(), event.account_id()), (Some(7), Some("a")));
}

#[test]
fn payloads_with_the_same_fields_are_one_type() {
    let body = r#"{"account_id": "abc", "object": {"user_id": "u"}, "more": 1}"#;
    let payload: events::Payload<_> =
        serde_json::from_str::<phone::CallLogsPayload>(body).expect("a payload");
    assert_eq!(payload.require_account_id().expect("an ID").as_str(), "abc");
    assert_eq!(payload.extra.get("more"), Some(&json!(1)));
    assert_eq!(
        serde_json::to_value(&payload).expect("JSON"),
        serde_json::from_str::<serde_json::Value>(body).expect("JSON")
    );
    assert_eq!(payload.clone(), payload);
    let missing =
        phone::CallLogsPayload::default().require_account_id().expect_err("no ID").to_string();
    assert!(missing.contains("account_id") && missing.contains("events::Payload"), "{missing}");
}
