//! Responses: whatever JSON arrives, nothing of it is lost, and reading it again gives the same value.

use proptest::prelude::*;
use zoom_client::{meetings, users};

use super::judged::kept;
use super::{explore, inputs};

const KEYS: &[&str] = &[
    "id",
    "type",
    "status",
    "email",
    "first_name",
    "dept",
    "pmi",
    "verified",
    "created_at",
    "group_ids",
    "custom_attributes",
    "phone_numbers",
    "key",
    "value",
    "login_types",
    "users",
    "next_page_token",
    "page_size",
    "uuid",
    "topic",
    "settings",
    "recurrence",
    "weekly_days",
    "occurrences",
    "start_time",
    "duration",
    "tracking_fields",
    "auto_recording",
    "join_before_host",
    "host_video",
    "plan_united_type",
    "password",
];

/// A response as documents show them.
const SAMPLE: &str = r#"{"id":"zJKyaiAyTNC-MWjiWC18KQ","type":2,"email":"ada@example.com","pmi":3542471135,"verified":1,"created_at":"2018-10-31T04:32:37Z","group_ids":["a"],"login_types":[100,1],"custom_attributes":[{"key":"k","name":"n","value":"v"}],"phone_numbers":[{"country":"US","code":"+1","number":"800000000","label":"Mobile","verified":true}],"dept":"","settings":{"join_before_host":true,"auto_recording":"cloud"},"users":[{"id":"x","type":99}],"next_page_token":""}"#;

fn body() -> impl Strategy<Value = Vec<u8>> {
    let spoiled = inputs::damage().prop_map(|damage| inputs::damaged(SAMPLE, &damage));
    let named = inputs::json(KEYS).prop_map(|value| value.to_string().into_bytes());
    prop_oneof![1 => inputs::bytes(), 5 => named, 4 => spoiled]
}

#[test]
fn whatever_is_answered_is_kept() {
    explore("users", body(), |body| kept::<users::User>(&body));
    explore("meetings", body(), |body| kept::<meetings::Meeting>(&body));
    explore("pages", body(), |body| kept::<users::list::Page>(&body));
}
