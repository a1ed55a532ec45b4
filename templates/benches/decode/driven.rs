//! The types as they are generated: through the value driver.

use crate::runtime::private as rt;

#[derive(Clone, Copy)]
pub enum UserType {
    Basic,
    Licensed,
    Unassigned,
    None,
    Unknown(i64),
}
rt::integer_enum! { UserType { Basic = 1, Licensed = 2, Unassigned = 4, None = 99, } }

#[derive(Clone, Copy)]
pub enum LoginType {
    Facebook,
    Google,
    Apple,
    Zoom,
    Sso,
    Unknown(i64),
}
rt::integer_enum! { LoginType { Facebook = 0, Google = 1, Apple = 24, Zoom = 100, Sso = 101, } }

#[derive(Clone, Copy)]
pub enum Verification {
    Unverified,
    Verified,
    Unknown(i64),
}
rt::integer_enum! { Verification { Unverified = 0, Verified = 1, } }

#[derive(Clone, Debug)]
pub enum UserStatus {
    Active,
    Inactive,
    Pending,
    Other(String),
}
rt::string_enum! { UserStatus { Active = "active", Inactive = "inactive", Pending = "pending", } }

pub struct CustomAttribute {
    pub key: Option<String>,
    pub name: Option<String>,
    pub value: Option<String>,
    pub extra: rt::Extra,
}
rt::model! { CustomAttribute { 0 key = "key", 1 name = "name", 2 value = "value", } }

pub struct PhoneNumber {
    pub code: Option<String>,
    pub country: Option<String>,
    pub number: Option<String>,
    pub verified: Option<bool>,
    pub extra: rt::Extra,
}
rt::model! {
    PhoneNumber { 0 code = "code", 1 country = "country", 2 number = "number", 3 verified = "verified", }
}

pub struct User {
    pub id: Option<String>,
    pub created_at: Option<rt::Timestamp>,
    pub dept: Option<String>,
    pub email: Option<String>,
    pub first_name: Option<String>,
    pub last_client_version: Option<String>,
    pub last_login_time: Option<rt::Timestamp>,
    pub last_name: Option<String>,
    pub pmi: Option<i64>,
    pub role_name: Option<String>,
    pub timezone: Option<String>,
    pub type_: Option<UserType>,
    pub use_pmi: Option<bool>,
    pub account_id: Option<String>,
    pub cms_user_id: Option<String>,
    pub company: Option<String>,
    pub custom_attributes: Vec<CustomAttribute>,
    pub group_ids: Vec<String>,
    pub host_key: Option<String>,
    pub im_group_ids: Vec<String>,
    pub jid: Option<String>,
    pub job_title: Option<String>,
    pub language: Option<String>,
    pub location: Option<String>,
    pub login_type: Option<LoginType>,
    pub manager: Option<String>,
    pub personal_meeting_url: Option<String>,
    pub phone_country: Option<String>,
    pub phone_number: Option<String>,
    pub phone_numbers: Vec<PhoneNumber>,
    pub pic_url: Option<String>,
    pub plan_united_type: Option<String>,
    pub role_id: Option<String>,
    pub status: Option<UserStatus>,
    pub vanity_url: Option<String>,
    pub verified: Option<Verification>,
    pub extra: rt::Extra,
}
rt::model! {
    User {
        0 id = "id",
        1 created_at = "created_at",
        2 dept = "dept",
        3 email = "email" 1,
        4 first_name = "first_name",
        5 last_client_version = "last_client_version",
        6 last_login_time = "last_login_time",
        7 last_name = "last_name",
        8 pmi = "pmi",
        9 role_name = "role_name",
        10 timezone = "timezone",
        11 type_ = "type" 1,
        12 use_pmi = "use_pmi",
        13 account_id = "account_id",
        14 cms_user_id = "cms_user_id",
        15 company = "company",
        16 custom_attributes = "custom_attributes",
        17 group_ids = "group_ids",
        18 host_key = "host_key" 2,
        19 im_group_ids = "im_group_ids",
        20 jid = "jid",
        21 job_title = "job_title",
        22 language = "language",
        23 location = "location",
        24 login_type = "login_type",
        25 manager = "manager",
        26 personal_meeting_url = "personal_meeting_url",
        27 phone_country = "phone_country",
        28 phone_number = "phone_number",
        29 phone_numbers = "phone_numbers",
        30 pic_url = "pic_url",
        31 plan_united_type = "plan_united_type",
        32 role_id = "role_id",
        33 status = "status",
        34 vanity_url = "vanity_url",
        35 verified = "verified",
    }
}

pub struct Page {
    pub page_count: Option<i64>,
    pub page_size: Option<i64>,
    pub total_records: Option<i64>,
    pub next_page_token: Option<String>,
    pub users: Vec<User>,
    pub extra: rt::Extra,
}
rt::model! {
    Page {
        0 page_count = "page_count",
        1 page_size = "page_size",
        2 total_records = "total_records",
        3 next_page_token = "next_page_token",
        4 users = "users",
    }
}
