// The same as client.rs with reqwest and serde: the token, the request, errors as Zoom describes them, and all fields
// that the generated type has. Like there, a field of a value that is not used is read all the same.

use std::env;
use std::error::Error;
use std::time::Duration;

use reqwest::{Client, RequestBuilder};
use serde::Deserialize;
use serde::de::DeserializeOwned;

#[derive(Deserialize)]
struct Token {
    access_token: String,
}

#[derive(Debug, Deserialize)]
#[allow(dead_code)]
struct Failure {
    code: Option<i64>,
    #[serde(alias = "reason", alias = "error_description")]
    message: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
#[allow(dead_code)]
struct User {
    id: Option<String>,
    created_at: Option<String>,
    dept: Option<String>,
    email: Option<String>,
    first_name: Option<String>,
    last_client_version: Option<String>,
    last_login_time: Option<String>,
    last_name: Option<String>,
    pmi: Option<i64>,
    role_name: Option<String>,
    timezone: Option<String>,
    #[serde(rename = "type")]
    type_: Option<i64>,
    use_pmi: Option<bool>,
    display_name: Option<String>,
    account_id: Option<String>,
    account_number: Option<i64>,
    cms_user_id: Option<String>,
    company: Option<String>,
    user_created_at: Option<String>,
    custom_attributes: Vec<CustomAttribute>,
    employee_unique_id: Option<String>,
    group_ids: Vec<String>,
    division_ids: Vec<String>,
    im_group_ids: Vec<String>,
    jid: Option<String>,
    job_title: Option<String>,
    cost_center: Option<String>,
    language: Option<String>,
    location: Option<String>,
    login_types: Vec<i64>,
    manager: Option<String>,
    personal_meeting_url: Option<String>,
    phone_country: Option<String>,
    phone_number: Option<String>,
    phone_numbers: Vec<PhoneNumber>,
    pic_url: Option<String>,
    plan_united_type: Option<String>,
    pronouns: Option<String>,
    pronouns_option: Option<i64>,
    role_id: Option<String>,
    status: Option<String>,
    vanity_url: Option<String>,
    verified: Option<i64>,
    cluster: Option<String>,
    zoom_one_type: Option<i64>,
    license_info_list: Vec<LicenseInfo>,
    host_key: Option<String>,
    login_type: Option<i64>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
#[allow(dead_code)]
struct CustomAttribute {
    key: Option<String>,
    name: Option<String>,
    value: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
#[allow(dead_code)]
struct PhoneNumber {
    code: Option<String>,
    country: Option<String>,
    label: Option<String>,
    number: Option<String>,
    verified: Option<bool>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
#[allow(dead_code)]
struct LicenseInfo {
    license_type: Option<String>,
    license_option: Option<i64>,
    subscription_id: Option<String>,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let http = Client::builder()
        .connect_timeout(Duration::from_secs(10))
        .timeout(Duration::from_secs(60))
        .redirect(reqwest::redirect::Policy::none())
        .user_agent("by-hand/1.0")
        .build()?;
    let (id, secret) = (env::var("ZOOM_CLIENT_ID")?, env::var("ZOOM_CLIENT_SECRET")?);
    let account = env::var("ZOOM_ACCOUNT_ID")?;
    let token = http
        .post("https://zoom.us/oauth/token")
        .basic_auth(id, Some(secret))
        .form(&[("grant_type", "account_credentials"), ("account_id", &account)]);
    let token: Token = response(token).await?;
    let user = http
        .get("https://api.zoom.us/v2/users/me")
        .query(&[("login_type", "100")])
        .bearer_auth(token.access_token);
    let user: User = response(user).await?;
    println!("{:?} is a {:?} user", user.email, user.type_);
    Ok(())
}

async fn response<T: DeserializeOwned>(request: RequestBuilder) -> Result<T, Box<dyn Error>> {
    let response = request.header("accept", "application/json").send().await?;
    let status = response.status();
    let body = response.bytes().await?;
    if !status.is_success() {
        let failure: Failure = serde_json::from_slice(&body)?;
        return Err(format!("{status}: {failure:?}").into());
    }
    Ok(serde_json::from_slice(&body)?)
}
