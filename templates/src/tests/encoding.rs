//! What is written, and in which order.

use serde_json::json;

use crate::runtime::private as rt;
use crate::sample::enums::UserType;
use crate::sample::users::{self, User, UserInfo};

#[test]
fn fields_come_in_the_order_of_the_document_and_extras_last() {
    let mut user = User { pmi: Some(1), id: Some("a".into()), ..User::default() };
    user.extra.insert("aaa", 1);
    assert_eq!(serde_json::to_string(&user).unwrap(), r#"{"id":"a","pmi":1,"aaa":1}"#);
}

#[test]
fn a_field_that_is_set_wins_over_an_extra_of_its_name() {
    let mut user = User { pmi: Some(1), ..User::default() };
    user.extra.insert("pmi", "old");
    user.extra.insert("score", "1.2.3");
    assert_eq!(serde_json::to_string(&user).unwrap(), r#"{"pmi":1,"score":"1.2.3"}"#);
}

#[test]
fn nothing_is_written_that_is_not_set() {
    assert_eq!(serde_json::to_string(&User::default()).unwrap(), "{}");
    let info =
        UserInfo { groups: Some(vec![]), type_: Some(UserType::Basic), ..UserInfo::new("a@b.c") };
    assert_eq!(
        serde_json::to_string(&info).unwrap(),
        r#"{"email":"a@b.c","type":"1","groups":[]}"#
    );
}

#[test]
fn numbers_that_json_does_not_have_are_rejected() {
    for number in [f64::NAN, f64::INFINITY] {
        let user = User { score: Some(number), ..User::default() };
        assert!(serde_json::to_string(&user).is_err());
    }
}

#[test]
fn request_types_and_responses_decode_alike() {
    let info: UserInfo =
        serde_json::from_value(json!({"email": "a", "groups": [], "new": 1})).unwrap();
    assert_eq!(info.groups, Some(vec![]));
    assert_eq!(info.extra.get("new"), Some(&json!(1)));
}

#[test]
fn extras_are_plain_collections() {
    let mut extra: rt::Extra = [("a", 1), ("b", 2)].into_iter().collect();
    assert_eq!(extra.insert("a", "x"), Some(json!(1)));
    assert_eq!(extra.remove("b"), Some(json!(2)));
    assert_eq!(extra.iter().collect::<Vec<_>>(), [("a", &json!("x"))]);
    assert_eq!((&extra).into_iter().count(), 1);
    assert_eq!((extra.len(), extra.is_empty()), (1, false));
    assert!(users::get("me").extra.is_empty());
}
