//! Responses that are built to take far more memory than their text. How much it is in fact is measured by
//! `benches/memory.rs`.

use serde_json::{Value, json};

use crate::runtime::private::{self as rt, FromResponse, OperationInfo};
use crate::sample::users::{Page, User};

fn read<T: FromResponse>(body: String) -> Result<T, rt::DecodeError> {
    let response = rt::RawResponse {
        status: 200,
        headers: rt::reqwest::header::HeaderMap::new(),
        tracking_id: None,
        body: body.into(),
    };
    T::read(&OperationInfo::DEFAULT, &response)
}

/// A list of many small values.
fn many(value: &str, length: usize) -> String {
    format!("[{}{value}]", format!("{value},").repeat(length / (value.len() + 1)))
}

const MEBIBYTE: usize = 1 << 20;

#[test]
fn keys_that_no_field_has_take_little_more_than_their_text() {
    let list = many(r#"{"":0}"#, 2 * MEBIBYTE);
    let user: User = read(format!(r#"{{"id":"a","new":{list},"pmi":{list}}}"#)).unwrap();
    assert_eq!((user.id.as_deref(), user.pmi, user.extra.len()), (Some("a"), None, 2));
    // As text: a tree of it would have 300,000 objects.
    assert_eq!(user.extra.json("new").map(str::len), Some(list.len()));
    assert_eq!(user.extra.json("pmi"), Some(list.as_str()));
    let written = serde_json::to_string(&user).unwrap();
    assert_eq!(written.len(), format!(r#"{{"id":"a","new":{list},"pmi":{list}}}"#).len());

    let keys: String = (0..200_000).rev().map(|n| format!(r#""k{n}":{n},"#)).collect();
    let user: User = read(format!(r#"{{{keys}"id":"a"}}"#)).unwrap();
    assert_eq!((user.id.as_deref(), user.extra.len()), (Some("a"), 200_000));
    assert_eq!(user.extra.get("k77"), Some(&json!(77)));
}

#[test]
fn a_list_of_the_wrong_kind_is_kept_as_text() {
    let page: Page = read(format!(r#"{{"users":{}}}"#, many("{},5", MEBIBYTE))).unwrap();
    assert!(page.users.is_empty());
    assert!(page.extra.json("users").is_some_and(|json| json.len() >= MEBIBYTE - 16));
}

#[test]
fn values_that_would_take_far_more_than_their_text_are_an_error() {
    let bodies = [
        // Any JSON: a node of a tree each.
        read::<Value>(many(r#"{"":0}"#, 2 * MEBIBYTE)).map(drop),
        read::<User>(format!(r#"{{"anything":{}}}"#, many(r#"{"":0}"#, 2 * MEBIBYTE))).map(drop),
        // Objects with all their fields.
        read::<Vec<User>>(many("{}", 2 * MEBIBYTE)).map(drop),
        // None of the alternatives.
        read::<User>(format!(r#"{{"target":[{}]}}"#, many(r#"{"":0}"#, 2 * MEBIBYTE))).map(drop),
    ];
    for result in bodies {
        let error = result.unwrap_err();
        assert!(error.reason.contains("memory"), "{error}");
    }
    // What is of a usual size is not looked at that closely.
    assert_eq!(read::<Vec<User>>(many("{}", 64 << 10)).unwrap().len(), 21_846);
}

#[test]
fn extras_are_compared_copied_and_changed_by_value() {
    let text = r#"{"b":{"y":1, "x":[1.0,-0.0,"\u00e9\n\"\\"]},"a":[],"c":18446744073709551615}"#;
    let user: User = serde_json::from_str(text).unwrap();
    let names: Vec<&str> = user.extra.iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["a", "b", "c"]);
    assert_eq!(user.extra.get("b"), Some(&json!({"x": [1.0, -0.0, "é\n\"\\"], "y": 1})));
    assert_eq!(user.extra.json("c"), Some("18446744073709551615"));
    let other: User = serde_json::from_str(
        r#"{"c":18446744073709551615,"a":[],"b":{"x":[1.0,-0.0,"é\n\"\\"],"y":1}}"#,
    )
    .unwrap();
    assert_eq!(user, other);
    let mut copy = user.clone();
    for round in 0..100 {
        assert_eq!(copy.extra.insert("d", round), (round > 0).then(|| json!(round - 1)));
        assert_ne!(copy, user);
    }
    assert_eq!(copy.extra.remove("d"), Some(json!(99)));
    assert_eq!((copy.extra.remove("d"), copy.extra.json("d")), (None, None));
    assert_eq!(copy, user);
    assert_eq!(copy.extra.insert("n", Value::Null), None);
    assert_eq!((copy.extra.len(), copy.extra.get("n")), (4, Some(&Value::Null)));
}
