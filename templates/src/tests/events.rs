//! Events: one type a name, and an enum of all of them.

use serde_json::{Value, json};

use crate::runtime::private::{self as rt, EventType, UnknownEvent};

pub(crate) struct Started {
    event: Option<String>,
    ts: Option<i64>,
    payload: Option<Payload>,
    extra: rt::Extra,
}

rt::model! {
    Started {
        0 event = "event",
        1 ts = "ts",
        2 payload = "payload",
    } default
}

pub(crate) struct Payload {
    account: Option<String>,
    token: Option<String>,
    extra: rt::Extra,
}

rt::model! {
    Payload {
        0 account = "account",
        1 token = "token" 2,
    } default
}

pub(crate) struct Ended {
    payload: Option<Payload>,
    extra: rt::Extra,
}

rt::model! {
    Ended {
        0 payload = "payload",
    } default
}

pub(crate) enum Event {
    Ended(Box<Ended>),
    Started(Box<Started>),
    Unknown(UnknownEvent),
}

rt::event_enum! {
    Event {
        0 Ended(Ended) = "meeting.ended",
        1 Started(Started) = "meeting.started",
    }
}
rt::event_types! {
    Event {
        Ended = "meeting.ended",
        Started = "meeting.started",
    }
}
rt::event_names! { Event in "event" }
rt::event_values! {
    Event {
        ts: integer = ["ts"],
        account: text = ["payload", "account"],
    }
}

fn read(value: &Value) -> Event {
    let event = Event::from_slice(value.to_string().as_bytes()).unwrap();
    assert_eq!(serde_json::to_value(&event).unwrap(), *value, "an event is written as it came");
    assert_eq!(serde_json::from_value::<Event>(value.clone()).unwrap(), event);
    event
}

#[test]
fn the_name_decides() {
    let event = read(&json!({"event": "meeting.started", "ts": 5, "payload": {"account": "a"}}));
    assert_eq!(
        (event.name(), event.ts(), event.account()),
        ("meeting.started", Some(5), Some("a"))
    );
    let started = Started::from_event(event.clone()).unwrap();
    assert_eq!(started.ts, Some(5));
    assert_eq!(Event::from(started), event);
    assert_eq!(Ended::from_event(event.clone()), Err(event));
    assert_eq!(Event::NAMES, ["meeting.ended", "meeting.started"]);
    assert_eq!(Started::NAME, "meeting.started");
}

#[test]
fn the_name_may_come_last_or_twice_and_from_outside() {
    let event = Event::from_slice(br#"{"ts":1,"event":"x","event":"meeting.started"}"#).unwrap();
    assert!(matches!(event, Event::Started(_)), "the last of two keys counts");
    let event = Event::decode("meeting.ended", br#"{"event":"meeting.started"}"#).unwrap();
    assert!(matches!(event, Event::Ended(_)), "the name that is said counts");
    for name in ["meeting.ended.", "meeting.ended ", " meeting.ended. "] {
        let event = Event::decode(name, b"{}").unwrap();
        assert!(matches!(event, Event::Ended(_)), "{name:?}");
    }
}

#[test]
fn unknown_events_are_kept_whole() {
    let event =
        read(&json!({"event": "meeting.paused", "ts": "7", "payload": {"account": "a", "x": [1]}}));
    assert_eq!((event.name(), event.ts(), event.account()), ("meeting.paused", Some(7), Some("a")));
    let Event::Unknown(unknown) = &event else { panic!("{event:?}") };
    assert_eq!(unknown.raw["payload"]["x"], json!([1]));
}

#[test]
fn what_does_not_fit_is_kept_beside() {
    let event =
        read(&json!({"event": "meeting.started", "ts": {"a": 1}, "payload": ["b"], "new": 1}));
    assert_eq!((event.ts(), event.account()), (None, None));
    let Event::Started(started) = event else { panic!("{event:?}") };
    assert_eq!(started.extra.get("payload"), Some(&json!(["b"])));
    assert_eq!(started.extra.len(), 3);
    // A value in extra is found where a method looks for it.
    let event = read(&json!({"event": "meeting.ended", "ts": 9, "payload": {"account": "a"}}));
    assert_eq!((event.ts(), event.account()), (Some(9), Some("a")));
}

#[test]
fn what_is_no_event_says_so() {
    for (body, expected) in [
        ("", "ends too early"),
        ("{\"event\":\"meeting.started\"", "ends too early"),
        ("{\"event\":\"meeting.started\"} x", "not valid JSON"),
        ("[]", "an event is a JSON object, not a list"),
        ("7", "an event is a JSON object, not a number"),
        ("null", "an event is a JSON object, not null"),
        ("{}", "an event has its name under `event`, and there is none"),
        ("{\"event\":7}", "an event has its name under `event`, and there is none"),
    ] {
        let error = Event::from_slice(body.as_bytes()).unwrap_err();
        assert!(matches!(error, rt::Error::Decode(_)), "{body}: {error:?}");
        assert!(error.to_string().contains(expected), "{body}: {error}");
    }
    assert!(Event::decode("meeting.started", b"[]").is_err());
    assert!(Event::decode("other", b"[]").is_err());
}

#[test]
fn nothing_secret_is_printed() {
    let secret = json!({"event": "meeting.started", "payload": {"token": "hush"}});
    assert!(!format!("{:?}", read(&secret)).contains("hush"));
    let secret = json!({"event": "other", "payload": {"token": "hush"}});
    let printed = format!("{:?}", read(&secret));
    assert!(printed.contains("payload") && !printed.contains("hush"), "{printed}");
}
