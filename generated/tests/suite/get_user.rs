//! One user, from the request to the last field.

use zoom_client::enums::{LoginType, UserStatus, UserType, Verification};
use zoom_client::runtime::private::Model;
use zoom_client::users::{self, User};

use crate::client;
use crate::compare::{assert_preserved, filled, left_over, round_trip};
use crate::support::{Reply, Server};

const EXAMPLE: &str = include_str!("../fixtures/user.json");
const EVERY_FIELD: &str = include_str!("../fixtures/user_all.json");

async fn answered(body: &str) -> User {
    let server = Server::always(Reply::ok(body)).await;
    users::get("me").send(&client(&server)).await.unwrap()
}

#[tokio::test]
async fn the_published_example_is_read_completely() {
    let server = Server::always(Reply::ok(EXAMPLE)).await;
    let sent = users::get("me").login_type(LoginType::Zoom).send(&client(&server)).await;
    let user = sent.unwrap();

    let request = server.only();
    assert_eq!(request.line, "GET /users/me?login_type=100");
    assert_eq!(request.header("accept"), Some("application/json"));
    assert_eq!(request.body, "");

    assert_eq!(user.id.as_deref(), Some("u-1"));
    assert_eq!(user.type_, Some(UserType::Licensed));
    assert_eq!(user.status, Some(UserStatus::Active));
    assert_eq!(user.verified, Some(Verification::Verified));
    assert_eq!(user.pmi.as_deref(), Some("1234567890"));
    assert_eq!(user.use_pmi, Some(false));
    assert_eq!(user.host_key.as_deref(), Some("123456"));
    assert_eq!(user.im_group_ids, ["g-1"]);
    assert!(user.group_ids.is_empty());
    assert_eq!(user.custom_attributes[0].value.as_deref(), Some("green"));
    assert_eq!(user.created_at.as_ref().and_then(|time| time.unix_seconds()), Some(1_580_702_706));

    assert_eq!(left_over(&user), Vec::<String>::new());
    assert_preserved(EXAMPLE, &user);
    assert_eq!(user, round_trip(EXAMPLE));
}

#[test]
fn every_documented_field_is_read() {
    let user: User = round_trip(EVERY_FIELD);
    let documented: Vec<_> = user.table().fields.iter().map(|field| field.wire).collect();
    assert_eq!(filled(&user), documented);
    assert_eq!(user.login_type, Some(LoginType::Zoom));
    assert_eq!(user.phone_numbers[0].verified, Some(true));
}

#[tokio::test]
async fn a_pending_user_has_two_fields() {
    let body = r#"{"id":"u-1","created_at":"2020-02-03T04:05:06Z"}"#;
    let user = answered(body).await;
    assert_eq!(filled(&user), ["id", "created_at"]);
    assert_preserved(body, &user);
}

#[tokio::test]
async fn an_unexpected_value_is_kept_and_written_in_the_documented_form() {
    let cases = [
        (r#"{"type":"2"}"#, Some(UserType::Licensed), r#"{"type":2}"#),
        (r#"{"type":2}"#, Some(UserType::Licensed), r#"{"type":2}"#),
        (r#"{"type":7}"#, Some(UserType::Unknown(7)), r#"{"type":7}"#),
        (r#"{"type":"7"}"#, Some(UserType::Unknown(7)), r#"{"type":7}"#),
        (r#"{"type":"toll"}"#, None, r#"{"type":"toll"}"#),
        (r#"{"type":{"plan":2}}"#, None, r#"{"type":{"plan":2}}"#),
        (r#"{"type":null}"#, None, "{}"),
        (r#"{"type":""}"#, None, "{}"),
    ];
    for (body, expected, encoded) in cases {
        let user = answered(body).await;
        assert_eq!(user.type_, expected, "{body}");
        assert_eq!(serde_json::to_string(&user).unwrap(), encoded);
    }
    let user = answered(r#"{"type":"toll"}"#).await;
    assert_eq!(user.extra.get("type"), Some(&"toll".into()));

    let user = answered(r#"{"login_type":27}"#).await;
    assert_eq!(user.login_type, Some(LoginType::Microsoft));
    assert_eq!(serde_json::to_string(&user).unwrap(), r#"{"login_type":27}"#);
    let user = answered(r#"{"login_type":"28"}"#).await;
    assert_eq!(user.login_type.map(LoginType::as_i64), Some(28));
    assert_eq!(serde_json::to_string(&user).unwrap(), r#"{"login_type":28}"#);
}

#[tokio::test]
async fn loose_values_are_understood() {
    let body = r#"{"verified":true,"use_pmi":1,"pmi":"1234567890","dept":null,"group_ids":[null,"g"],
        "last_login_time":"","status":"on_leave","role_id":0}"#;
    let user = answered(body).await;
    assert_eq!(user.verified, Some(Verification::Verified));
    assert_eq!(user.use_pmi, Some(true));
    assert_eq!(user.pmi.as_deref(), Some("1234567890"));
    assert_eq!(user.group_ids, ["g"]);
    assert_eq!(user.last_login_time, None);
    assert_eq!(user.status, Some(UserStatus::Other("on_leave".to_owned())));
    assert_eq!(user.role_id.as_deref(), Some("0"));
    assert_eq!(left_over(&user), Vec::<String>::new());
}

#[tokio::test]
async fn what_no_field_holds_is_in_extra_and_written_again() {
    let body = r#"{"id":"u-1","shoe_size":43,"custom_attributes":{"key":"k","name":"n"},
        "phone_numbers":[{"number":"5550100","shade":"Mobile"}]}"#;
    let user = answered(body).await;
    assert_eq!(user.extra.get("shoe_size"), Some(&43.into()));
    // One object where the document has a list.
    assert!(user.custom_attributes.is_empty());
    assert!(user.extra.get("custom_attributes").is_some());
    assert_eq!(user.phone_numbers[0].extra.get("shade"), Some(&"Mobile".into()));
    assert_preserved(body, &user);
}

#[tokio::test]
async fn status_and_headers_can_be_had() {
    let reply = Reply::ok(EXAMPLE).header("X-Zm-TrackingId", "track-1");
    let server = Server::always(reply).await;
    let response = users::get("me").send(&client(&server)).with_response().await.unwrap();
    assert_eq!(response.status, 200);
    assert_eq!(response.tracking_id.as_deref(), Some("track-1"));
    assert_eq!(response.headers["content-type"], "application/json");
    assert_eq!(response.value.id.as_deref(), Some("u-1"));
}

#[test]
fn a_response_can_be_made_by_hand() {
    let mut user = User::default();
    user.id = Some("u-1".into());
    user.type_ = Some(UserType::Basic);
    assert_eq!(serde_json::to_string(&user).unwrap(), r#"{"id":"u-1","type":1}"#);
}
