//! Open enums.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use crate::sample::enums::{LoginType, UserStatus, UserType};
use crate::sample::users::User;

#[test]
fn integer_enums_compare_display_and_parse_by_value() {
    assert_eq!(LoginType::from(100), LoginType::Zoom);
    assert_eq!(LoginType::Unknown(100), LoginType::Zoom);
    assert_ne!(LoginType::Unknown(27), LoginType::Zoom);
    assert_eq!(HashSet::from([LoginType::Unknown(0), LoginType::Facebook]).len(), 1);
    assert_eq!(LoginType::Zoom.as_i64(), 100);
    assert_eq!(i64::from(LoginType::Unknown(27)), 27);
    assert_eq!(LoginType::Zoom.to_string(), "100");
    assert_eq!(LoginType::Zoom.name(), Some("Zoom"));
    assert_eq!(LoginType::Unknown(1).name(), Some("Google"));
    assert_eq!(LoginType::Unknown(27).name(), None);
    assert_eq!(LoginType::VALUES.len(), 3);
    assert_eq!("zoom".parse(), Ok(LoginType::Zoom));
    assert_eq!(" 1 ".parse(), Ok(LoginType::Google));
    assert_eq!("27".parse(), Ok(LoginType::Unknown(27)));
    assert_eq!("-1".parse(), Ok(UserType::Odd));
    assert!("nobody".parse::<LoginType>().unwrap_err().to_string().contains("LoginType"));
    assert_eq!(serde_json::to_string(&LoginType::Zoom).unwrap(), "100");
    assert_eq!(serde_json::from_str::<LoginType>("\"100\"").unwrap(), LoginType::Zoom);
    assert!(serde_json::from_str::<LoginType>("\"x\"").is_err());
    assert!(serde_json::from_str::<LoginType>("null").is_err());
}

#[test]
fn string_enums_compare_display_and_parse_by_text() {
    assert_eq!(UserStatus::from("active"), UserStatus::Active);
    assert_eq!(UserStatus::Other("active".into()), UserStatus::Active);
    assert_eq!(HashSet::from([UserStatus::Other("pending".into()), UserStatus::Pending]).len(), 1);
    assert_eq!(UserStatus::from("x".to_owned()).as_str(), "x");
    assert_eq!(UserStatus::Inactive.to_string(), "inactive");
    assert_eq!("new".parse(), Ok(UserStatus::Other("new".into())));
    assert_eq!(UserStatus::VALUES.len(), 3);
    assert_eq!(serde_json::to_string(&UserStatus::Active).unwrap(), "\"active\"");
    assert_eq!(
        serde_json::from_str::<UserStatus>("\"new\"").unwrap(),
        UserStatus::Other("new".into())
    );
}

#[test]
fn enums_are_ordered_by_their_wire_values() {
    let numbers = [UserType::Licensed, UserType::Unknown(7), UserType::Odd, UserType::Unknown(1)];
    let sorted: Vec<_> = BTreeSet::from(numbers).into_iter().map(i64::from).collect();
    assert_eq!(sorted, [-1, 1, 2, 7]);
    assert!(UserType::Basic < UserType::Licensed);
    let count = BTreeMap::from([(UserStatus::Pending, 1), (UserStatus::from("on_leave"), 2)]);
    assert_eq!(count.keys().map(UserStatus::as_str).collect::<Vec<_>>(), ["on_leave", "pending"]);
    assert_eq!(count[&UserStatus::Other("pending".into())], 1);
    assert!(UserStatus::Active < UserStatus::Inactive);
}

#[test]
fn string_enums_compare_with_strings() {
    assert!(UserStatus::Active == "active");
    assert!(UserStatus::Active != "Active");
    let new = UserStatus::from("new");
    assert!(new == *"new");
}

#[test]
fn numbers_are_printed_with_their_names_alone_and_in_models() {
    assert_eq!(format!("{:?}", LoginType::Zoom), "Zoom (100)");
    assert_eq!(format!("{:?}", LoginType::Unknown(1)), "Google (1)");
    assert_eq!(format!("{:?}", LoginType::Unknown(27)), "Unknown(27)");
    let user: User =
        serde_json::from_str(r#"{"type":-1,"login_types":[0,27],"plan":"2"}"#).unwrap();
    assert_eq!(
        format!("{user:?}"),
        "User { type: Odd (-1), login_types: [Facebook (0), Unknown(27)], plan: Licensed (2) }"
    );
    assert_eq!(
        serde_json::to_string(&user).unwrap(),
        r#"{"type":-1,"login_types":[0,27],"plan":"2"}"#
    );
    assert_eq!(user, user.clone());
}
