//! The responses of version 1, with every key that it documents.

use std::collections::BTreeSet;

use zoom_client::enums::{UserType, Verification};
use zoom_client::runtime::private::Model;
use zoom_client::v1::users as v1;

use crate::compare::{filled, round_trip};

/// Asserts that a string sets every field of its type.
#[track_caller]
fn assert_complete(model: &dyn Model, empty: &[&str]) {
    let fields = model.table().fields.iter().map(|field| field.wire);
    let expected: Vec<_> = fields.filter(|wire| !empty.contains(wire)).collect();
    // An empty text in a string field is kept as it is; whether it counts as filled does not matter.
    let own: Vec<_> = filled(model).into_iter().filter(|wire| !empty.contains(wire)).collect();
    assert_eq!(own, expected);
}

/// Asserts that every key of a string that is not empty sets a field: no other operation's field, and none in `extra`.
#[track_caller]
fn assert_read(user: &v1::User, body: &str) {
    let keys: serde_json::Map<String, serde_json::Value> = serde_json::from_str(body).unwrap();
    let full = keys.iter().filter(|(_, value)| !matches!(value.as_str(), Some("")));
    let expected: BTreeSet<&str> = full.map(|(key, _)| key.as_str()).collect();
    let empty = |key: &&str| keys.get(*key).is_none_or(|value| value.as_str() != Some(""));
    assert_eq!(filled(user).into_iter().filter(empty).collect::<BTreeSet<_>>(), expected);
}

#[test]
fn every_field_of_a_user_is_in_one_of_the_responses() {
    let bodies = [
        include_str!("../fixtures/v1_create.json"),
        include_str!("../fixtures/v1_sso_create.json"),
        include_str!("../fixtures/v1_get.json"),
        include_str!("../fixtures/v1_get_by_email.json"),
    ];
    let users: Vec<v1::User> = bodies.iter().map(|body| round_trip(body)).collect();
    let known: BTreeSet<&str> = users.iter().flat_map(|user| filled(user)).collect();
    let all = v1::User::default().table().fields.iter().map(|field| field.wire).collect();
    assert_eq!(known, all);
}

#[test]
fn a_created_user_is_read_completely() {
    let body = include_str!("../fixtures/v1_create.json");
    let user: v1::User = round_trip(body);
    assert_read(&user, body);
    assert_eq!(user.type_, Some(UserType::Basic));
    assert_eq!(user.verified, Some(Verification::Verified));
    assert_eq!(user.enable_silent_mode, Some(true));
    assert_eq!(user.meeting_capacity, Some(0));
    assert_eq!(user.auto_delete_cmr_days, Some(30));
    assert_eq!(user.last_login_time, None);
    assert_eq!(user.created_at.unwrap().unix_seconds(), Some(1_580_702_706));
}

#[test]
fn every_way_to_create_a_user_responds_the_same() {
    let body = include_str!("../fixtures/v1_create.json");
    let user: v1::User = round_trip(body);
    assert_eq!(user.id.as_deref(), Some("u-1"));
    let sso: v1::User = round_trip(include_str!("../fixtures/v1_sso_create.json"));
    assert_eq!(sso.type_, Some(UserType::Licensed));
    assert_eq!(sso.disable_private_chat, Some(false));
}

#[test]
fn a_user_is_read_completely() {
    let body = include_str!("../fixtures/v1_get.json");
    let user: v1::User = round_trip(body);
    assert_read(&user, body);
    // Names in camel case amid others are no exception.
    assert_eq!(user.last_client_version.as_deref(), Some("5.1.2(linux)"));
    assert_eq!(user.last_login_time.unwrap().unix_seconds(), Some(1_614_834_367));
    // The meaning of this number is not documented.
    assert_eq!(user.status, Some(0));
    assert_eq!(user.token.as_deref(), Some("fake-token"));

    let body = include_str!("../fixtures/v1_get_by_email.json");
    let user: v1::User = round_trip(body);
    assert_read(&user, body);
    // A search by email does not respond with these.
    assert_eq!((user.account_id, user.timezone), (None, None));
    assert_eq!(user.vanity_url.as_deref(), Some("https://example.com/my/jo"));
}

#[test]
fn a_list_of_users_is_read_completely() {
    let body = include_str!("../fixtures/v1_list.json");
    let page: v1::list::Page = round_trip(body);
    assert_complete(&page, &[]);
    let rows: serde_json::Value = serde_json::from_str(body).unwrap();
    let row = rows["users"][1].to_string();
    assert_read(&page.users[1], &row);
    assert_eq!((page.page_count, page.total_records), (Some(3), Some(5)));
    assert_eq!(page.users[1].type_, Some(UserType::Licensed));
    let pending: v1::list_pending::Page = round_trip(body);
    assert_read(&pending.users[1], &row);
    let schedulers: v1::list_schedulers::Response = round_trip(
        r#"{"total_records":1,"users":[{"id":"u-1","email":"jo@example.com","first_name":"Jo",
            "last_name":"Doe"}]}"#,
    );
    assert_complete(&schedulers.users[0], &[]);
}

#[test]
fn short_responses_are_read_completely() {
    let time = r#""2020-02-03T04:05:06.000Z""#;
    let dated = |name: &str, rest: &str| format!(r#"{{"id":"u-1"{rest},"{name}":{time}}}"#);
    let host = r#","host_email":"host@example.com""#;
    let email = r#","email":"jo@example.com""#;
    assert_complete(&round_trip::<v1::activate::Response>(&dated("activated_at", "")), &[]);
    assert_complete(&round_trip::<v1::deactivate::Response>(&dated("deactivated_at", "")), &[]);
    let deleted = dated("deleted_at", r#","account_id":"a-1""#);
    assert_complete(&round_trip::<v1::delete::Response>(&deleted), &[]);
    let deleted = dated("deleted_at", email);
    assert_complete(&round_trip::<v1::delete_permanently::Response>(&deleted), &[]);
    let updated = dated("updated_at", host);
    assert_complete(&round_trip::<v1::delete_assistant::Response>(&updated), &[]);
    assert_complete(&round_trip::<v1::set_assistant::Response>(&updated), &[]);
    let updated = dated("updated_at", email);
    assert_complete(&round_trip::<v1::revoke_sso_token::Response>(&updated), &[]);
    let updated = dated("updated_at", "");
    assert_complete(&round_trip::<v1::update::Response>(&updated), &[]);
    assert_complete(&round_trip::<v1::upload_picture::Response>(&updated), &[]);
    let existed: v1::check_email::Response = round_trip(r#"{"existed_email":true}"#);
    assert_eq!(existed.existed_email, Some(true));
    let expiry: v1::check_zpk::Response = round_trip(r#"{"expire_in":7187}"#);
    assert_eq!(expiry.expire_in, Some(7_187));
}
