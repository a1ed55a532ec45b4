//! Differences between documents and responses for which the API's own crate has no field: the same kinds of fields of
//! the fixture `odd_values`. The others are in generated/tests/pitfalls.

use crate::fixtures::odd_values::{rooms::Room, tickets};
use crate::runtime::{Operation as _, Value};

/// Decodes JSON and checks that every key is there again.
fn room(text: &str) -> Room {
    let room: Room = serde_json::from_str(text).unwrap();
    let (before, after): (Value, Value) =
        (serde_json::from_str(text).unwrap(), serde_json::to_value(&room).unwrap());
    for (name, value) in before.as_object().unwrap() {
        let is_empty = value.is_null() || value == "";
        assert_eq!(after.get(name).is_none(), is_empty, "{name} in {after}");
    }
    room
}

#[test]
fn p02_a_percentage_in_text() {
    assert_eq!(room(r#"{"battery_percentage":"90"}"#).battery_percentage, Some(90));
    assert_eq!(room(r#"{"battery_percentage":90}"#).battery_percentage, Some(90));
    let odd = room(r#"{"battery_percentage":"90%"}"#);
    assert_eq!(
        (odd.battery_percentage, odd.extra.get("battery_percentage").unwrap()),
        (None, &Value::from("90%"))
    );
}

#[test]
fn p03_an_action_in_text() {
    assert_eq!(room(r#"{"action":"1"}"#).action, Some(1));
    assert_eq!(room(r#"{"action":""}"#).action, None);
}

#[test]
fn p13_a_time_under_another_name() {
    assert!(room(r#"{"join_time":"2026-01-02T03:04:05Z"}"#).join_time.is_some());
    let other = room(r#"{"date_time":"2026-01-02T03:04:05Z"}"#);
    assert_eq!(
        (other.join_time, other.extra.get("date_time").unwrap()),
        (None, &Value::from("2026-01-02T03:04:05Z"))
    );
}

#[test]
fn p41_counts_in_strings() {
    assert_eq!(room(r#"{"capacity":"30"}"#).capacity, Some(30));
}

#[test]
fn p43_scores_in_strings() {
    let scores = room(r#"{"feedback_mos":{"min":"1.1","max":4}}"#).feedback_mos.unwrap();
    assert_eq!((scores.min, scores.max), (Some(1.1), Some(4.0)));
}

#[test]
fn p46_a_number_or_a_word() {
    assert_eq!(room(r#"{"share_scope":1}"#).share_scope, Some(1));
    let word = room(r#"{"share_scope":"ANYONE"}"#);
    assert_eq!(
        (word.share_scope, word.extra.get("share_scope").unwrap()),
        (None, &Value::from("ANYONE"))
    );
}

#[test]
fn p48_an_object_where_a_list_belongs() {
    assert_eq!(room(r#"{"errors":[{"reason":"x"}]}"#).errors.len(), 1);
    let object = room(r#"{"errors":{"reason":"x"}}"#);
    assert_eq!(
        (object.errors.len(), &object.extra.get("errors").unwrap()["reason"]),
        (0, &Value::from("x"))
    );
    assert!(room(r#"{"errors":null}"#).errors.is_empty());
}

#[test]
fn p42_a_price_is_sent_as_text() {
    let request =
        tickets::update("1", tickets::update::Operation::Publish).price(25).request().unwrap();
    assert_eq!(request.body.text().unwrap(), r#"{"operation":"publish","price":"25"}"#);
}

#[test]
fn p59_a_value_is_sent_in_lower_case() {
    use tickets::update::Operation;
    for (operation, text) in [
        (Operation::Publish, "publish"),
        (Operation::Cancel, "cancel"),
        // The documented value is accepted as well, for callers that use it.
        (Operation::from("Publish"), "Publish"),
    ] {
        let request = tickets::update("1", operation).request().unwrap();
        let body: Value = serde_json::from_str(&request.body.text().unwrap()).unwrap();
        assert_eq!(body["operation"], text);
    }
}
