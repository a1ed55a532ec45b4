//! IDs: types of their own, made from strings and integers, in the wire form of their location.

use crate::runtime::Error;
use crate::runtime::private as rt;

rt::id_types! {
    /// A user.
    UserId;
    /// A meeting.
    MeetingId [numeric];
    /// One occurrence of a meeting.
    MeetingUuid;
    /// Either of the two.
    MeetingIdOrUuid [numeric] from MeetingId and MeetingUuid;
}

struct Meeting {
    id: Option<MeetingId>,
    number: Option<MeetingId>,
    host_id: Option<UserId>,
    others: Vec<UserId>,
    extra: rt::Extra,
}

rt::model! {
    Meeting {
        0 id = "id",
        1 number = "number" 65536,
        2 host_id = "host_id",
        3 others = "others",
    } default
}

rt::require! { Meeting of "meetings::Meeting" { require_id = id "id": MeetingId } }

fn meeting(json: &str) -> Meeting {
    serde_json::from_str(json).unwrap()
}

fn takes_either(id: impl Into<MeetingIdOrUuid>) -> String {
    id.into().to_string()
}

#[test]
fn ids_are_made_from_strings_integers_and_references() {
    let user: UserId = "abc".into();
    assert_eq!(user, UserId::from("abc".to_owned()));
    assert_eq!(user, UserId::from(&"abc".to_owned()));
    assert_eq!(user, UserId::from(&user));
    assert_eq!((user.as_str(), user.to_string().as_str()), ("abc", "abc"));
    assert_eq!(String::from(user.clone()), "abc");
    let next = UserId::from("abd");
    assert!(user == "abc" && user == *"abc" && user < next);
    assert_eq!(format!("{user:?}"), "UserId(\"abc\")");
    for id in [
        MeetingId::from(85_746_065_432_i64),
        MeetingId::from(85_746_065_432_u64),
        "85746065432".parse().unwrap(),
    ] {
        assert_eq!(id, "85746065432");
    }
    assert_eq!(MeetingId::from(7_i32), MeetingId::from(7_u32));
}

#[test]
fn a_location_that_accepts_two_ids_is_made_from_both() {
    assert_eq!(takes_either(MeetingId::from(7)), "7");
    let uuid = MeetingUuid::from("a/b==");
    assert_eq!(takes_either(&uuid), "a/b==");
    assert_eq!(takes_either(uuid), "a/b==");
    assert_eq!(takes_either(7_i64), "7");
    assert_eq!(takes_either("7"), "7");
}

#[test]
fn either_form_is_decoded_and_the_documented_one_is_sent() {
    for json in [
        r#"{"id":85746065432,"number":85746065432}"#,
        r#"{"id":"85746065432","number":"85746065432"}"#,
    ] {
        let meeting = meeting(json);
        assert_eq!(meeting.id, meeting.number);
        assert_eq!(
            serde_json::to_string(&meeting).unwrap(),
            r#"{"id":"85746065432","number":85746065432}"#
        );
    }
    // An ID above the range of integers, one that is no number, and one whose zeros matter.
    for (json, expected) in [
        (r#"{"number":18446744073709551615}"#, r#"{"number":"18446744073709551615"}"#),
        (r#"{"number":"abc"}"#, r#"{"number":"abc"}"#),
        (r#"{"number":"007"}"#, r#"{"number":"007"}"#),
    ] {
        assert_eq!(serde_json::to_string(&meeting(json)).unwrap(), expected);
    }
}

#[test]
fn a_missing_id_is_an_error_with_field_and_type() {
    assert_eq!(meeting(r#"{"id":7}"#).require_id().unwrap(), "7");
    for json in ["{}", r#"{"id":null}"#, r#"{"id":""}"#] {
        let error = meeting(json).require_id().unwrap_err();
        assert!(matches!(error, Error::Missing { field: "id", of: "meetings::Meeting" }));
        let text = error.to_string();
        assert!(text.contains("`id`") && text.contains("`meetings::Meeting`"), "{text}");
        assert!(!error.is_retryable());
    }
}

#[test]
fn ids_serialize_as_strings_by_themselves_and_in_lists() {
    let id = MeetingId::from(7);
    assert_eq!(serde_json::to_string(&id).unwrap(), "\"7\"");
    assert_eq!(serde_json::from_str::<MeetingId>("7").unwrap(), id);
    let meeting = meeting(r#"{"others":["a",1]}"#);
    assert_eq!(meeting.others, [UserId::from("a"), UserId::from("1")]);
    assert_eq!(serde_json::to_string(&meeting).unwrap(), r#"{"others":["a","1"]}"#);
}
