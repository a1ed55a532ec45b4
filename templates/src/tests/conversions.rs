//! Conversions between types that describe one thing.

use crate::runtime::Operation as _;
use serde_json::json;

use crate::runtime::private as rt;
use crate::sample::enums::UserType;
use crate::sample::servers;
use crate::sample::users::{CustomAttribute, User};

#[non_exhaustive]
#[must_use = "nothing is sent until `send` is called"]
struct Update {
    user_id: Option<String>,
    kind: Option<UserType>,
    group_ids: Option<Vec<String>>,
    custom_attributes: Option<Vec<CustomAttribute>>,
    manager: Option<User>,
    extra: rt::Extra,
    options: rt::Options,
}
rt::operation! {
    Update {
        0 user_id = "userId" 9,
        1 kind = "type",
        2 group_ids = "group_ids",
        3 custom_attributes = "custom_attributes",
        4 manager = "manager",
    } => ();
    rt::OperationInfo {
        id: "users::update",
        method: rt::Method::PATCH,
        path: "/users/{userId}",
        server: servers::V2,
        body: rt::Body::Json,
        ..rt::OperationInfo::DEFAULT
    }
}
rt::conversion! { try User => Update, of "users::User" { 0 = 0, 1 = 1, 2 = 3, 3 = 5, 4 = 6 } }

#[non_exhaustive]
struct UserRef {
    id: Option<String>,
    name: Option<String>,
    extra: rt::Extra,
}
rt::model! { UserRef { 0 id = "id", 1 name = "name" } default }
rt::conversion! { User => UserRef { 0 = 0 } }

fn user(json: serde_json::Value) -> User {
    serde_json::from_value(json).unwrap()
}

#[test]
fn members_that_both_have_are_copied() {
    let user = user(json!({
        "id": "u1",
        "type": 77,
        "status": "active",
        "group_ids": ["a"],
        "custom_attributes": [{"key": "k", "new": 1}],
        "manager": {"id": "m"},
        "unknown": true,
        "verified": "?",
    }));
    let update = Update::try_from(&user).unwrap();
    assert_eq!((update.kind, update.user_id.as_deref()), (Some(UserType::Unknown(77)), Some("u1")));
    // What only the response knows is not sent back, except inside of what is copied as a whole.
    assert!(update.extra.is_empty());
    let request = update.request().unwrap();
    assert_eq!(request.url, "/users/u1");
    assert_eq!(
        request.body.text().unwrap(),
        r#"{"type":77,"group_ids":["a"],"custom_attributes":[{"key":"k","new":1}],"manager":{"id":"m"}}"#
    );
    let reference = UserRef::from(&user);
    assert_eq!((reference.id.as_deref(), reference.name), (Some("u1"), None));
}

#[test]
fn what_is_required_and_absent_is_an_error_with_field_and_type() {
    match Update::try_from(&user(json!({"type": 1}))) {
        Err(rt::Error::Missing { field, of }) => assert_eq!((field, of), ("id", "users::User")),
        other => panic!("{other:?}"),
    }
    assert_eq!(UserRef::from(&User::default()), UserRef::default());
}
