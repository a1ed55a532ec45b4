//! Copies are equal to what they were made of, and whatever differs is unequal.

use std::time::Duration;

use serde_json::json;

use crate::runtime::Operation as _;
use crate::runtime::private::{Date, Model, Options, Timestamp, Upload};
use crate::sample::Target;
use crate::sample::enums::{LoginType, UserType};
use crate::sample::users::{self, CustomAttribute, User};

fn full() -> User {
    let body = json!({
        "id": "u-1", "type": 77, "status": "busy", "group_ids": ["a", ""], "login_types": [1, 1234],
        "custom_attributes": [{"key": "k", "more": 1}, {}], "manager": {"id": "u-2", "manager": {}},
        "created_at": "2024-01-02T03:04:05Z", "birthday": "2000-01-02", "labels": {"a": "1", "b": ""},
        "anything": {"x": [1, null]}, "verified": false, "pmi": 0, "score": 1.5, "host_key": "123456",
        "plan": "2", "target": ["a"], "unknown": {"y": 1},
    });
    serde_json::from_value(body).unwrap()
}

#[test]
fn a_copy_is_equal_whatever_it_holds() {
    let user = full();
    let fields = user.table().fields.len();
    let text = serde_json::to_value(&user).unwrap();
    assert_eq!(text.as_object().unwrap().len(), fields + 1, "every field is set, and one extra");
    let copy = user.clone();
    assert_eq!(copy, user);
    assert_eq!(serde_json::to_value(&copy).unwrap(), text);
    assert_eq!(User::default().clone(), User::default());
}

#[test]
fn every_difference_counts() {
    let user = full();
    let differs = |change: fn(&mut User)| {
        let mut other = user.clone();
        change(&mut other);
        assert_ne!(other, user);
        assert_ne!(user, other);
        assert_eq!(other.clone(), other);
    };
    differs(|user| user.id = None);
    differs(|user| user.type_ = Some(UserType::Basic));
    differs(|user| user.group_ids.truncate(1));
    differs(|user| user.login_types[1] = LoginType::Zoom);
    differs(|user| user.custom_attributes[0].extra.insert("more", 2).map_or((), drop));
    differs(|user| user.custom_attributes.push(CustomAttribute::default()));
    differs(|user| user.manager.as_mut().unwrap().manager = None);
    differs(|user| user.created_at = Some(Timestamp::new("")));
    differs(|user| user.birthday = Some(Date::new("")));
    differs(|user| user.labels.insert("b".into(), "2".into()).map_or((), drop));
    differs(|user| user.labels.remove("b").map_or((), drop));
    differs(|user| user.anything = Some(json!(null)));
    differs(|user| user.verified = None);
    differs(|user| user.score = Some(f64::NAN.max(1.25)));
    differs(|user| user.target = Some(Target::Other(json!(["a"]))));
    differs(|user| user.extra.remove("unknown").map_or((), drop));
}

#[test]
fn a_copy_of_a_union_is_the_same_alternative() {
    for target in [Target::Other(json!("5")), Target::Name("5".into()), Target::Count(5)] {
        let user = User { target: Some(target.clone()), ..User::default() };
        assert_eq!(user.clone().target, Some(target));
    }
}

#[test]
fn requests_are_compared_with_their_options() {
    let request = users::get("u-1").options(Options::new().timeout(Duration::from_secs(1)));
    assert_eq!(request.clone(), request);
    assert_ne!(request, users::get("u-1"));
    assert_ne!(users::get("u-2"), users::get("u-1"));
    let upload = users::upload_picture("u-1", Upload::bytes("a.png", "abc"));
    assert_eq!(upload.clone(), upload);
    assert_ne!(upload, users::upload_picture("u-1", Upload::bytes("a.png", "abd")));
}
