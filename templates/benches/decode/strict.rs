//! The same types as a careful programmer writes them by hand: derived, and strict.

use serde::Deserialize;

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum UserStatus {
    Active,
    Inactive,
    Pending,
}

#[derive(Deserialize)]
pub struct CustomAttribute {
    pub key: String,
    pub name: String,
    pub value: String,
}

#[derive(Deserialize)]
pub struct PhoneNumber {
    pub code: String,
    pub country: String,
    pub number: String,
    pub verified: bool,
}

#[derive(Deserialize)]
pub struct User {
    pub id: Option<String>,
    pub created_at: Option<String>,
    pub dept: Option<String>,
    pub email: String,
    pub first_name: Option<String>,
    pub last_client_version: Option<String>,
    pub last_login_time: Option<String>,
    pub last_name: Option<String>,
    pub pmi: Option<i64>,
    pub role_name: Option<String>,
    pub timezone: Option<String>,
    #[serde(rename = "type")]
    pub type_: i64,
    pub use_pmi: Option<bool>,
    pub account_id: Option<String>,
    pub cms_user_id: Option<String>,
    pub company: Option<String>,
    #[serde(default)]
    pub custom_attributes: Vec<CustomAttribute>,
    #[serde(default)]
    pub group_ids: Vec<String>,
    pub host_key: Option<String>,
    #[serde(default)]
    pub im_group_ids: Vec<String>,
    pub jid: Option<String>,
    pub job_title: Option<String>,
    pub language: Option<String>,
    pub location: Option<String>,
    pub login_type: Option<i64>,
    pub manager: Option<String>,
    pub personal_meeting_url: Option<String>,
    pub phone_country: Option<String>,
    pub phone_number: Option<String>,
    #[serde(default)]
    pub phone_numbers: Vec<PhoneNumber>,
    pub pic_url: Option<String>,
    pub plan_united_type: Option<String>,
    pub role_id: Option<String>,
    pub status: Option<UserStatus>,
    pub vanity_url: Option<String>,
    pub verified: Option<i64>,
}

#[derive(Deserialize)]
pub struct Page {
    pub page_count: i64,
    pub page_size: i64,
    pub total_records: i64,
    pub next_page_token: String,
    pub users: Vec<User>,
}
