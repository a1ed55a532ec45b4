//! The same call by hand: reqwest, and strict types derived by serde.

use std::collections::BTreeMap;
use std::hint::black_box;
use std::time::{Duration, Instant};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use serde_json::Value;

#[allow(dead_code)]
#[derive(Deserialize)]
struct User {
    id: Option<String>,
    #[serde(rename = "type")]
    type_: Option<i64>,
    status: Option<String>,
    #[serde(default)]
    group_ids: Vec<String>,
    #[serde(default)]
    login_types: Vec<i64>,
    #[serde(default)]
    custom_attributes: Vec<CustomAttribute>,
    manager: Option<Box<User>>,
    created_at: Option<String>,
    birthday: Option<String>,
    #[serde(default)]
    labels: BTreeMap<String, String>,
    anything: Option<Value>,
    verified: Option<bool>,
    pmi: Option<i64>,
    score: Option<f64>,
    host_key: Option<String>,
    plan: Option<String>,
    target: Option<Value>,
}

#[allow(dead_code)]
#[derive(Deserialize)]
struct CustomAttribute {
    key: Option<String>,
    value: Option<String>,
}

/// What the server accepts.
pub(crate) fn body() -> String {
    let attributes: Vec<String> = (0..5)
        .map(|number| format!(r#"{{"key":"attribute-{number}","value":"value-{number}"}}"#))
        .collect();
    format!(
        r#"{{"id":"zJKyaiAyTNC-MWjiWC18KQ","type":2,"status":"active","group_ids":["a-group-of-many","another-one"],"login_types":[1,100],"custom_attributes":[{}],"created_at":"2022-03-01T10:15:14Z","birthday":"1990-02-28","labels":{{"a":"b","c":"d"}},"verified":true,"pmi":5252525252,"score":0.5,"host_key":"123456"}}"#,
        attributes.join(",")
    )
}

/// What is escaped: all but the unreserved characters of RFC 3986.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Sends the request, reads the response, and says how long that took.
pub(crate) async fn sent(
    http: &reqwest::Client,
    url: &str,
    token: &str,
    user: &str,
    login_type: i64,
) -> Result<Duration, Box<dyn std::error::Error>> {
    let start = Instant::now();
    let user = utf8_percent_encode(user, ESCAPED);
    let response = http
        .get(format!("{url}/users/{user}?login_type={login_type}"))
        .bearer_auth(token)
        .header("accept", "application/json")
        .timeout(Duration::from_secs(60))
        .send()
        .await?
        .error_for_status()?;
    let user: User = serde_json::from_slice(&response.bytes().await?)?;
    let taken = start.elapsed();
    assert!(black_box(user).id.is_some(), "the response is read");
    Ok(taken)
}
