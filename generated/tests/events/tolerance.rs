//! Values that do not fit are kept; a body that is not an event is an error.

use serde_json::json;
use zoom_client::Error;
use zoom_client::events::{Event, meetings, sessions};
use zoom_client::runtime::EventType;

use super::read;

#[test]
fn an_object_may_be_a_list() {
    let unknown = json!({"event": "revenue_accelerator.crm_associations_updated", "payload": {"object": [{"id": 1}]}});
    assert!(matches!(read(&unknown), Event::Unknown(_)));
    let known =
        json!({"event": "meeting.started", "payload": {"account_id": "a", "object": [{"id": 1}]}});
    let event = read(&known);
    assert_eq!(event.account_id(), Some("a"));
    let started = meetings::Started::from_event(event).expect("this event");
    let payload = started.payload.expect("a payload");
    assert_eq!((payload.object, payload.extra.get("object")), (None, Some(&json!([{"id": 1}]))));
}

#[test]
fn a_payload_that_fits_nowhere_is_kept() {
    for payload in [json!("text"), json!(5), json!([1, 2]), json!(true)] {
        let event =
            read(&json!({"event": "meeting.ended", "event_ts": {"a": 1}, "payload": payload}));
        assert_eq!((event.event_ts(), event.account_id()), (None, None));
        let ended = meetings::Ended::from_event(event).expect("this event");
        assert_eq!(ended.extra.get("payload"), Some(&payload));
        assert_eq!(ended.extra.get("event_ts"), Some(&json!({"a": 1})));
    }
}

#[test]
fn a_name_may_end_in_a_period_or_a_space() {
    for name in ["session.started.", "session.started ", "session.started"] {
        let event = read(&json!({"event": name, "payload": {"object": {"session_name": "s"}}}));
        assert_eq!(event.name(), sessions::Started::NAME);
        let started = sessions::Started::from_event(event).expect("this event");
        assert_eq!(started.event.as_deref(), Some(name), "the name is kept as it came");
    }
    // Examples of an event sometimes carry the name of another: who knows better says which it is.
    let body = br#"{"event": "group.members_deleted", "payload": {}}"#;
    let event = Event::decode("meeting.ended", body).expect("an event");
    assert!(matches!(event, Event::MeetingEnded(_)));
}

#[test]
fn escapes_are_text() {
    let body = br#"{"event":"meeting.started","payload":{"object":{"topic":"Fire \ud83d\ude92 \u2019 drill"}}}"#;
    let event = Event::from_slice(body).expect("an event");
    let started = meetings::Started::from_event(event).expect("this event");
    let object = started.payload.and_then(|payload| payload.object).expect("an object");
    assert_eq!(object.topic.as_deref(), Some("Fire \u{1f692} \u{2019} drill"));
}

#[test]
fn what_is_no_json_is_an_error() {
    for body in [
        r#"{"event":"calendar.acl_created","payload":{"object":{"id":"a",}}}"#,
        r#"{"event":"team_chat.bookmark_created","payload":{"object":{"id":a}}}"#,
        r#"{"event":"meeting.started","payload":{"object":{"#,
        r#"{"payload":{}}"#,
        "[]",
        "",
    ] {
        let error = Event::from_slice(body.as_bytes()).expect_err(body);
        assert!(matches!(error, Error::Decode(_)), "{body}: {error}");
    }
}

#[test]
fn unknown_values_of_enums_come_back_unchanged() {
    let body = json!({"event": "meeting.alert", "payload": {"object": {
        "type": 77, "issues": ["Unstable audio quality", "Gremlins"],
    }}});
    let alert = meetings::Alert::from_event(read(&body)).expect("this event");
    let object = alert.payload.and_then(|payload| payload.object).expect("an object");
    assert_eq!(object.type_.map(|kind| kind.as_i64()), Some(77));
    assert_eq!(object.issues.len(), 2);
    assert!(object.extra.is_empty());
}
