//! Enums: one type per meaning, open, and written as each place wants them.

use std::collections::{BTreeMap, HashSet};
use zoom_client::Operation as _;

use zoom_client::enums::{ChimeType, DeleteType, LoginType, UserStatus, UserType};
use zoom_client::{users, v1};

#[test]
fn the_documented_values_have_names() {
    let logins: Vec<_> = LoginType::VALUES.iter().map(|value| value.as_i64()).collect();
    for documented in [0, 1, 11, 21, 23, 24, 27, 97, 98, 99, 100, 101] {
        assert!(logins.contains(&documented), "{documented} has no name");
    }
    let plans: Vec<_> = UserType::VALUES.iter().map(|value| value.as_i64()).collect();
    for documented in [1, 2, 3, 4, 99] {
        assert!(plans.contains(&documented), "{documented} has no name");
    }
    assert_eq!((DeleteType::Existing.as_i64(), DeleteType::Pending.as_i64()), (0, 1));
    assert_eq!((ChimeType::All.as_i64(), ChimeType::Host.as_i64()), (0, 1));
    assert_eq!(LoginType::Sso.name(), Some("Sso"));
}

#[test]
fn an_unknown_value_is_as_good_as_a_known_one() {
    let unknown = LoginType::from(4711);
    assert_eq!(unknown, LoginType::Unknown(4711));
    assert_eq!((unknown.as_i64(), unknown.name()), (4711, None));
    assert_eq!(unknown.to_string(), "4711");
    assert_eq!("4711".parse(), Ok(unknown));
    assert_eq!(LoginType::Unknown(100), LoginType::Zoom);
    let set: HashSet<_> = [LoginType::Unknown(100), LoginType::Zoom, unknown].into();
    assert_eq!(set.len(), 2);

    let other = UserStatus::from("on_leave");
    assert_eq!(other, UserStatus::Other("on_leave".to_owned()));
    assert_eq!(other.to_string(), "on_leave");
    assert_eq!(UserStatus::Other("active".to_owned()), UserStatus::Active);
}

#[test]
fn names_and_numbers_can_be_read() {
    assert_eq!("sso".parse(), Ok(LoginType::Sso));
    assert_eq!(" 101 ".parse(), Ok(LoginType::Sso));
    let error = "nothing".parse::<LoginType>().unwrap_err();
    assert!(error.to_string().contains("LoginType"), "{error}");
    assert_eq!("pending".parse(), Ok(UserStatus::Pending));
}

#[test]
fn the_same_type_is_written_as_each_place_wants_it() {
    let second = users::get("me").login_type(LoginType::Sso).request().unwrap();
    assert_eq!(second.query(), crate::owned(&[("login_type", "101")]));
    let first = v1::users::get_by_email("jo@example.com", LoginType::Sso).request().unwrap();
    assert_eq!(first.body.text().unwrap(), "email=jo%40example.com&login_type=101");
    // In JSON it is a number in both.
    let user: users::User = serde_json::from_str(r#"{"login_type":"101"}"#).unwrap();
    assert_eq!(serde_json::to_string(&user).unwrap(), r#"{"login_type":101}"#);
    let user: v1::users::User = serde_json::from_str(r#"{"type":"2"}"#).unwrap();
    assert_eq!(user.type_, Some(UserType::Licensed));
    assert_eq!(serde_json::to_string(&user).unwrap(), r#"{"type":2}"#);
}

#[test]
fn an_unknown_value_is_sent_back_unchanged() {
    let request = users::get("me").login_type(LoginType::Unknown(4711)).request().unwrap();
    assert_eq!(request.url, "/users/me?login_type=4711");
    let request = v1::users::create("a@b.c", UserType::from(-5)).request().unwrap();
    assert_eq!(request.body.text().unwrap(), "email=a%40b.c&type=-5");
}

#[test]
fn enums_are_keys_and_compare_with_strings() {
    let members = r#"{"users":[{"id":"a","status":"pending"},{"id":"b","status":"active"},{"id":"c","status":"pending"}]}"#;
    let page: users::list::Page = serde_json::from_str(members).unwrap();
    let mut counts: BTreeMap<UserStatus, usize> = BTreeMap::new();
    for user in &page.users {
        *counts.entry(user.status.clone().unwrap()).or_default() += 1;
    }
    assert_eq!(
        counts.into_iter().collect::<Vec<_>>(),
        [(UserStatus::Active, 1), (UserStatus::Pending, 2)]
    );
    assert!(page.users[0].status.as_ref().is_some_and(|status| *status == "pending"));
    assert!(UserType::Basic < UserType::Licensed);
}

#[test]
fn numbers_are_printed_with_their_names() {
    let user: users::User = serde_json::from_str(r#"{"type":2,"login_types":[101,4711]}"#).unwrap();
    assert_eq!(format!("{:?}", user.type_), "Some(Licensed (2))");
    assert_eq!(
        format!("{user:?}"),
        "User { type: Licensed (2), login_types: [Sso (101), Unknown(4711)] }"
    );
}
