//! What has to hold for any input: also for those that libFuzzer finds (fuzz/ at the root of the repository).

use proptest::prelude::*;
use proptest::test_runner::TestCaseError;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use zoom_client::Operation as _;
use zoom_client::events::Event;
use zoom_client::webhooks::{DedupeKey, Verifier, WebhookError, testing};
use zoom_client::{Timestamp, meetings, users};

/// What the bodies of the tests are signed with.
pub const SECRET: &str = "a-secret-token";

/// Values that may mean "not set": an empty string does, wherever the type is not a string.
fn nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(list) => list.iter().all(nothing),
        _ => false,
    }
}

/// An object of JSON is read, whatever it holds; no key of it is lost.
pub fn kept<T>(body: &[u8]) -> Result<(), TestCaseError>
where
    T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug,
{
    let Ok(value) = serde_json::from_slice::<T>(body) else {
        let object = serde_json::from_slice::<Value>(body).is_ok_and(|value| value.is_object());
        prop_assert!(!object, "an object was refused");
        return Ok(());
    };
    let written = serde_json::to_value(&value).map_err(|error| fail(error.to_string()))?;
    if let (Ok(Value::Object(sent)), Value::Object(kept)) = (serde_json::from_slice(body), &written)
    {
        for (name, value) in &sent {
            prop_assert!(nothing(value) || kept.contains_key(name), "the key {} is lost", name);
        }
    }
    let again: T = serde_json::from_value(written).map_err(|error| fail(error.to_string()))?;
    prop_assert_eq!(&again, &value, "a value changes when it is written and read again");
    let _ = format!("{value:?}");
    Ok(())
}

/// A response of any of these operations.
pub fn answer(body: &[u8]) -> Result<(), TestCaseError> {
    kept::<users::User>(body)?;
    kept::<meetings::Meeting>(body)?;
    kept::<users::list::Page>(body)
}

fn fail(text: impl Into<String>) -> TestCaseError {
    TestCaseError::fail(text.into())
}

/// A body that was signed is authentic; it is an event, or is rejected.
pub fn signed(body: &[u8]) -> Result<(), TestCaseError> {
    let verifier = Verifier::new(SECRET).unwrap();
    let request = verifier.authenticate(testing::headers(SECRET, body), body);
    let request = request.map_err(|error| fail(format!("not authentic: {error}")))?;
    let value = serde_json::from_slice::<Value>(body).ok();
    let named = value.as_ref().is_some_and(|value| value["event"].is_string());
    let event = match request.event() {
        Ok(event) => event,
        Err(WebhookError::Malformed(_)) if !named => return Ok(()),
        Err(error) => return Err(fail(format!("JSON with a name is no event: {error}"))),
    };
    prop_assert!(named, "an event without a name");
    let text = serde_json::to_vec(&event).map_err(|error| fail(format!("not written: {error}")))?;
    let again =
        Event::from_slice(&text).map_err(|error| fail(format!("not read again: {error}")))?;
    prop_assert_eq!(&again, &event, "an event changes when it is written and read again");
    let _ = (format!("{event:?}"), event.event_ts(), event.account_id(), request.challenge());
    known_again(value.as_ref().and_then(Value::as_object))
}

/// An event with a time is the same with another token, and another one with any other difference.
fn known_again(event: Option<&serde_json::Map<String, Value>>) -> Result<(), TestCaseError> {
    let Some(event) = event else { return Ok(()) };
    let key = |member: &str, text: &str| {
        let mut event = event.clone();
        event.insert(member.to_owned(), text.into());
        DedupeKey::of(Value::Object(event).to_string().as_bytes())
    };
    let timed = event.get("event_ts").is_some_and(|time| !time.is_null());
    let same = key("download_token", "one") == key("download_token", "two");
    prop_assert_eq!(same, timed, "another token");
    prop_assert_ne!(key("a member", "one"), key("a member", "two"), "another value");
    Ok(())
}

/// The last part of a path, as it is sent.
fn last(url: &str) -> &str {
    let path = url.split('?').next().unwrap_or_default();
    path.rsplit('/').next().unwrap_or_default()
}

fn decoded(part: &str) -> String {
    percent_encoding::percent_decode_str(part).decode_utf8_lossy().into_owned()
}

/// A string in a path arrives unchanged, or is rejected.
pub fn in_path(text: &str) -> Result<(), TestCaseError> {
    let Ok(request) = users::get(text).request() else {
        // Values that would lead to another path are rejected: empty ones, and those that mean the folder above.
        prop_assert!(text.is_empty() || text.chars().all(|c| c == '.'), "{:?} was refused", text);
        return Ok(());
    };
    let ascii = request.url.bytes().all(|byte| byte.is_ascii_graphic());
    prop_assert!(ascii, "{}", request.url);
    prop_assert_eq!(request.url.matches('/').count(), 2, "{}", request.url);
    prop_assert_eq!(decoded(last(&request.url)), text);
    Ok(())
}

/// An ID is encoded twice exactly when it must.
pub fn encoded_twice(text: &str) -> Result<(), TestCaseError> {
    let Ok(request) = meetings::get(text).request() else { return Ok(()) };
    let once = decoded(last(&request.url));
    // Zoom's rule: what begins with a slash, or has two in a row.
    let twice = text.starts_with('/') || text.contains("//");
    prop_assert_eq!(if twice { decoded(&once) } else { once }, text, "{}", request.url);
    Ok(())
}

/// A string may be a point in time, and stays unchanged.
pub fn point_in_time(text: &str) -> Result<(), TestCaseError> {
    let time = Timestamp::new(text);
    prop_assert_eq!(time.as_str(), text);
    if let Some(seconds) = time.unix_seconds()
        && (-62_135_596_800..253_402_300_800).contains(&seconds)
    {
        prop_assert_eq!(Timestamp::from_unix_seconds(seconds).unix_seconds(), Some(seconds));
    }
    Ok(())
}

/// All properties of strings.
pub fn text(text: &str) -> Result<(), TestCaseError> {
    in_path(text)?;
    encoded_twice(text)?;
    point_in_time(text)
}
