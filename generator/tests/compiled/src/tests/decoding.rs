//! Responses.

use serde::de::DeserializeOwned;
use serde_json::json;

use crate::fixtures as f;

/// Decodes a value, and encodes it back unchanged.
fn both_ways<T: DeserializeOwned + serde::Serialize>(value: serde_json::Value) -> T {
    let decoded: T = serde_json::from_value(value.clone()).expect("an answer");
    assert_eq!(serde_json::to_value(&decoded).expect("JSON"), value);
    decoded
}

#[test]
fn recursive_responses() {
    let node: f::recursive_properties::types::Node = both_ways(json!({
        "next": {"children": [{}, {"next": {}}]}, "named": {"a": {"named": {"b": {}}}}
    }));
    assert_eq!(node.next.map(|next| next.children.len()), Some(2));
}

#[test]
fn unions_take_the_alternative_that_fits() {
    use f::union_scalars::values::Value as Response;
    use f::union_scalars::values::get::{Id, State, When};
    let answer: Response = both_ways(json!({"id": 7, "when": [1.5], "state": "on", "same": "x"}));
    assert_eq!((answer.id, answer.when), (Some(Id::Integer(7)), Some(When::List(vec![1.5]))));
    assert_eq!(answer.same.as_deref(), Some("x"));
    assert!(!matches!(answer.state, None | Some(State::Other(_))));
    let answer: Response = both_ways(json!({"id": {"a": 1}, "first": "a", "second": "b"}));
    assert_eq!(answer.id, Some(Id::Other(json!({"a": 1}))));
    assert!(answer.extra.is_empty(), "{:?}", answer.extra);
    let answer: f::union_objects::targets::list::Response =
        both_ways(json!({"target": {"floor": 3}, "many": [{"name": "A"}, "B"]}));
    use f::union_objects::targets::list::{Many, Target};
    assert!(matches!(answer.target, Some(Target::Room(room)) if room.floor == Some(3)));
    assert!(matches!(answer.many.as_slice(), [Many::User(_), Many::Text(_)]));
}

#[test]
fn inferred_responses() {
    use f::infer_objects::users::list::Response;
    let answer: Response = both_ways(json!({
        "total": 2, "created": "2012-11-25T12:00:00.000Z", "birthday": "2001-02-03",
        "users": [{"id": "a", "address": {"city": "X"}, "tags": ["p"]}], "next": {"any": [1]}
    }));
    assert_eq!(answer.birthday.and_then(|day| day.ymd()), Some((2001, 2, 3)));
    assert!(answer.extra.is_empty());
    use f::infer_enums::enums::UserKind;
    use f::infer_enums::users::list::Response as Kinds;
    let kinds: Kinds = both_ways(json!({"users": [{"kind": 2, "state": "1"}, {"kind": 40}]}));
    assert_eq!(kinds.users[0].kind, Some(UserKind::Pro));
    assert_eq!(kinds.users[0].state, Some(UserKind::Basic));
    assert_eq!(kinds.users[1].kind, Some(UserKind::Unknown(40)));
}

#[test]
fn merged_responses_and_unknown_keys() {
    let cat: f::all_of_merge::types::Cat = both_ways(
        json!({"name": "Tom", "home": {"street": "S"}, "lazy": true, "lives": 7, "color": "gray"}),
    );
    assert_eq!((cat.name.as_deref(), cat.lives), (Some("Tom"), Some(7)));
    assert_eq!(cat.extra.get("color"), Some(&json!("gray")));
}

#[test]
fn maps_and_lists() {
    let answer: f::maps_and_free_objects::settings::update::Response =
        both_ways(json!({"limits": {"a": 1, "b": 2}, "free": {"x": [null]}}));
    assert_eq!(answer.limits.get("b"), Some(&2));
    let lists: f::infer_lists::grid::get::Response =
        both_ways(json!({"rows": [[1, 2], [3]], "days": ["2001-02-03"]}));
    assert_eq!(lists.rows, [vec![1, 2], vec![3]]);
}
