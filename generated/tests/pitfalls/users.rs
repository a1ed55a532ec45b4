//! Users, their phone numbers, plans and settings.

use crate::response;
use zoom_client::Operation as _;
use zoom_client::enums::{
    AutoRecording, DataCenterRegion, PhoneLabel, UserType, Verification, ZoomOneType,
    ZoomUnitedType,
};
use zoom_client::{enums, groups, users, v1};

#[tokio::test]
async fn p06_a_label_is_empty_or_missing() {
    let user = response!(
        users::get("me"),
        r#"{"phone_numbers":[{"label":"","number":"5550100"},{"number":"5550101"},{"label":"Office"},{"label":"Pager"}]}"#
    );
    let labels: Vec<_> = user.phone_numbers.into_iter().map(|number| number.label).collect();
    let pager = Some(PhoneLabel::Other("Pager".to_owned()));
    assert_eq!(labels, [None, None, Some(PhoneLabel::Office), pager]);
}

#[tokio::test]
async fn p10_regions_that_no_document_lists() {
    let settings = response!(
        users::settings::get("me"),
        r#"{"in_meeting":{"data_center_regions":["US","ZZ","Q1"]}}"#
    );
    let text = serde_json::to_string(&settings).unwrap();
    assert!(text.contains(r#"["US","ZZ","Q1"]"#), "{text}");
    assert_eq!(DataCenterRegion::from("ZZ"), DataCenterRegion::Other("ZZ".to_owned()));
}

#[tokio::test]
async fn p11_a_time_zone_is_a_text() {
    for zone in ["Asia/Manila", "Pacific/Kanton", "Mars/Olympus"] {
        let user = response!(users::get("me"), &format!(r#"{{"timezone":"{zone}"}}"#));
        assert_eq!(user.timezone.as_deref(), Some(zone));
    }
}

#[tokio::test]
async fn p17_settings_without_their_options() {
    let settings =
        response!(groups::settings::get("g"), r#"{"meeting_security":{"auto_security":true}}"#);
    let text = serde_json::to_string(&settings).unwrap();
    assert!(!text.contains("authentication_options"), "{text}");
    response!(
        groups::settings::get("g"),
        r#"{"meeting_authentication":true,"authentication_options":null}"#
    );
}

#[tokio::test]
async fn p24_verified_is_a_number_or_a_boolean() {
    let user = response!(
        users::get("me"),
        r#"{"verified":1,"phone_numbers":[{"verified":true},{"verified":1},{"verified":"0"}]}"#
    );
    assert_eq!(user.verified, Some(Verification::Verified));
    let numbers: Vec<_> = user.phone_numbers.iter().map(|number| number.verified).collect();
    assert_eq!(numbers, [Some(true), Some(true), Some(false)]);
    let user = response!(users::get("me"), r#"{"verified":true}"#);
    assert_eq!(user.verified, Some(Verification::Verified));
}

#[tokio::test]
async fn p25_a_pending_user_has_two_fields() {
    let user = response!(users::get("p"), r#"{"id":"abc","created_at":"2026-01-02T03:04:05Z"}"#);
    assert_eq!((user.id.as_deref(), user.email, user.type_), (Some("abc"), None, None));
    assert!(user.created_at.is_some());
}

#[tokio::test]
async fn p26_a_list_that_is_documented_as_an_object() {
    let user = response!(
        users::get("me"),
        r#"{"custom_attributes":[{"key":"k","name":"n","value":"v"}],"phone_numbers":[{"number":"1"}]}"#
    );
    assert_eq!(user.custom_attributes[0].value.as_deref(), Some("v"));
    assert_eq!(user.phone_numbers.len(), 1);
    let user = response!(users::get("me"), r#"{"custom_attributes":{"key":"k"},"id":"x"}"#);
    assert!(user.custom_attributes.is_empty());
    assert_eq!(user.extra.get("custom_attributes").unwrap()["key"], "k");
    assert_eq!(user.id.as_deref(), Some("x"));
}

#[tokio::test]
async fn p27_an_empty_string_is_nothing() {
    let user = response!(
        users::get("me"),
        r#"{"dept":"","group_ids":[],"timezone":"","pic_url":"","last_login_time":"","type":"","pmi":"","verified":""}"#
    );
    assert_eq!(
        (user.last_login_time, user.type_, user.pmi, user.verified),
        (None, None, None, None)
    );
    assert!(user.group_ids.is_empty() && user.extra.is_empty());
}

#[tokio::test]
async fn p45_automatic_recording_is_a_word_or_a_boolean() {
    let settings = response!(
        users::settings::get("me"),
        r#"{"recording":{"auto_recording":"local","cloud_recording":true}}"#
    );
    assert!(serde_json::to_string(&settings).unwrap().contains(r#""auto_recording":"local""#));
    response!(users::settings::get("me"), r#"{"recording":{"auto_recording":false}}"#);
    response!(groups::lock_settings::get("g"), r#"{"recording":{"auto_recording":true}}"#);
    response!(groups::lock_settings::get("g"), r#"{"recording":{"auto_recording":"cloud"}}"#);
    assert_eq!(AutoRecording::from("cloud"), AutoRecording::Cloud);
}

#[tokio::test]
async fn p47_plans_beyond_what_a_double_holds() {
    for exact in [576_460_752_303_423_488_i64, 72_057_594_037_927_936, 144_115_188_075_855_872] {
        let text = format!(r#"{{"zoom_one_type":{exact}}}"#);
        let user = response!(users::get("me"), &text);
        let plan = user.zoom_one_type.unwrap();
        assert_eq!(plan.as_i64(), exact);
        assert!(!matches!(plan, ZoomOneType::Unknown(_)), "{exact}");
        // What a client in JavaScript makes of it is another number.
        assert!(matches!(ZoomOneType::from(exact - 1), ZoomOneType::Unknown(_)));
    }
}

#[tokio::test]
async fn p48_lists_of_nothing() {
    let user = response!(
        users::get("me"),
        r#"{"group_ids":[null],"im_group_ids":null,"custom_attributes":[null]}"#
    );
    assert!(user.group_ids.is_empty() && user.custom_attributes.is_empty());
    // Between others it is left out.
    let user: users::User = serde_json::from_str(r#"{"group_ids":[null,"g",null]}"#).unwrap();
    assert_eq!(user.group_ids, ["g"]);
}

#[tokio::test]
async fn p51_plans_and_roles_are_numbers_in_text() {
    let user = response!(users::get("me"), r#"{"plan_united_type":"1","role_id":"0"}"#);
    assert_eq!(user.role_id.as_deref(), Some("0"));
    assert_eq!(user.plan_united_type, Some(ZoomUnitedType::from(1)));
    let user = response!(users::get("me"), r#"{"plan_united_type":"none","role_id":0}"#);
    assert_eq!(user.role_id.as_deref(), Some("0"));
    assert_eq!(user.extra.get("plan_united_type").unwrap(), "none");
}

#[tokio::test]
async fn p52_version_1_mixes_its_styles() {
    let text = r#"{"id":"u","type":1,"account_id":" unique_id","lastClientVersion":"5.0",
        "lastLoginTime":"2019-01-01T12:00:00.000Z","created_at":"2019-01-01T12:00:00Z","pmi":0}"#;
    let transport = zoom_client::runtime::testing::FakeTransport::new();
    transport.respond(zoom_client::runtime::testing::FakeResponse::json(200, text));
    let keys = zoom_client::auth::V1Keys::new("key", "secret");
    let zoom = crate::builder(&transport).auth(keys).build().unwrap();
    let user = v1::users::get("u").send(&zoom).await.unwrap();
    crate::keep::assert_kept(text, &user);
    assert_eq!(
        (user.type_, user.account_id.as_deref()),
        (Some(UserType::Basic), Some(" unique_id"))
    );
    assert_eq!(
        user.last_login_time.unwrap().unix_seconds(),
        user.created_at.unwrap().unix_seconds()
    );
    assert_eq!(user.last_client_version.as_deref(), Some("5.0"));
}

#[test]
fn p60_the_type_of_a_user_is_sent_as_a_number() {
    let info = users::create::UserInfo::new("ann@example.com", UserType::Licensed);
    let request = users::create(enums::UserCreation::Create, info).request().unwrap();
    let body: zoom_client::Value = serde_json::from_str(&request.body.text().unwrap()).unwrap();
    assert_eq!(body["user_info"]["type"], 2);
}

/// A settings response gets new keys and sections with every release, at any depth, and numbers come as strings.
#[test]
fn p61_settings_stay_settings_however_much_is_new() {
    use serde_json::json;
    use zoom_client::{Value, accounts, rooms, types};
    let grown = |mut value: Value| {
        for n in 0..60 {
            for section in ["in_meeting", "zoom_rooms", "client_alert"] {
                if let Some(section) = value.get_mut(section) {
                    section[format!("new_{n}")] = json!({"a": {"b": [n]}});
                }
            }
            value[format!("new_section_{n}")] =
                json!({"in_meeting": {"chat": true}, "enabled": true});
        }
        value
    };
    let files =
        json!({"chat": true, "virtual_background_settings": {"files": [{"size": "152343"}]}});
    let settings = grown(json!({"in_meeting": files, "feature": {"meeting_capacity": 100}}));
    assert!(matches!(
        users::settings::Settings::from_value(settings.clone()),
        users::settings::Settings::General(one) if one.in_meeting.as_ref().unwrap().chat == Some(true)
    ));
    assert!(matches!(
        accounts::settings::Settings::from_value(settings.clone()),
        accounts::settings::Settings::General(one) if one.in_meeting.as_ref().unwrap().chat == Some(true)
    ));
    assert!(matches!(
        groups::settings::Settings::from_value(settings.clone()),
        groups::settings::Settings::General(one) if one.in_meeting.as_ref().unwrap().chat == Some(true)
    ));
    assert!(matches!(
        types::Locks::from_value(settings),
        types::Locks::General(one) if one.in_meeting.as_ref().unwrap().chat == Some(true)
    ));
    let alerts = grown(json!({"client_alert": {"detect_microphone_error_alert": true}}));
    assert!(matches!(rooms::Settings::from_value(alerts), rooms::Settings::Alert(_)));
    let security = grown(json!({"meeting_security": {"waiting_room": true}}));
    assert!(matches!(
        users::settings::Settings::from_value(security),
        users::settings::Settings::MeetingSecurity(_)
    ));
}
