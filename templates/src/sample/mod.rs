//! An imitation of generated code: what the macros are used for, and what the tests work on.
// What is generated is a library: nobody has to call all of it.
#![allow(missing_docs, dead_code)]

pub(crate) mod enums {
    use crate::runtime::private as rt;

    #[derive(Clone, Copy)]
    #[non_exhaustive]
    pub enum LoginType {
        Facebook,
        Google,
        Zoom,
        Unknown(i64),
    }
    rt::integer_enum! { LoginType { Facebook = 0, Google = 1, Zoom = 100, } }

    #[derive(Clone, Copy)]
    #[non_exhaustive]
    pub enum UserType {
        Basic,
        Licensed,
        Odd,
        Unknown(i64),
    }
    rt::integer_enum! { UserType { Basic = 1, Licensed = 2, Odd = -1, } }

    #[derive(Clone, Debug)]
    #[non_exhaustive]
    pub enum UserStatus {
        Active,
        Inactive,
        Pending,
        Other(String),
    }
    rt::string_enum! { UserStatus { Active = "active", Inactive = "inactive", Pending = "pending", } }
}

pub(crate) mod repos;
pub(crate) mod servers;

pub(crate) mod users {
    use super::enums::{LoginType, UserStatus, UserType};
    use crate::runtime::private as rt;

    pub fn get(user_id: impl Into<String>) -> Get {
        Get { user_id: Some(user_id.into()), ..rt::Empty::empty() }
    }

    #[non_exhaustive]
    #[must_use = "nothing is sent until `send` is called"]
    pub struct Get {
        pub user_id: Option<String>,
        pub login_type: Option<LoginType>,
        pub encrypted_email: Option<bool>,
        pub extra: rt::Extra,
        pub options: rt::Options,
    }

    impl Get {
        pub fn login_type(mut self, value: LoginType) -> Self {
            self.login_type = Some(value);
            self
        }
    }

    rt::operation! {
        Get {
            0 user_id = "userId" 9,
            1 login_type = "login_type" 16,
            2 encrypted_email = "encrypted_email" 16,
        } => User;
        rt::OperationInfo {
            id: "users::get",
            method: rt::Method::GET,
            path: "/users/{userId}",
            server: super::servers::V2,
            sub_account: true,
            errors: "404 1001 There is no such user.\n400 - An input is wrong.",
            ..rt::OperationInfo::DEFAULT
        }
    }

    #[non_exhaustive]
    pub struct User {
        pub id: Option<String>,
        pub type_: Option<UserType>,
        pub status: Option<UserStatus>,
        pub group_ids: Vec<String>,
        pub login_types: Vec<LoginType>,
        pub custom_attributes: Vec<CustomAttribute>,
        pub manager: Option<Box<User>>,
        pub created_at: Option<rt::Timestamp>,
        pub birthday: Option<rt::Date>,
        pub labels: std::collections::BTreeMap<String, String>,
        pub anything: Option<rt::Value>,
        pub verified: Option<bool>,
        pub pmi: Option<i64>,
        pub score: Option<f64>,
        pub host_key: Option<String>,
        pub plan: Option<UserType>,
        pub target: Option<super::Target>,
        pub extra: rt::Extra,
    }
    rt::model! {
        User {
            0 id = "id",
            1 type_ = "type",
            2 status = "status",
            3 group_ids = "group_ids",
            4 login_types = "login_types",
            5 custom_attributes = "custom_attributes",
            6 manager = "manager",
            7 created_at = "created_at",
            8 birthday = "birthday",
            9 labels = "labels",
            10 anything = "anything",
            11 verified = "verified",
            12 pmi = "pmi",
            13 score = "score",
            14 host_key = "host_key" 2,
            15 plan = "plan" 4,
            16 target = "target",
        } default
    }

    #[non_exhaustive]
    pub struct CustomAttribute {
        pub key: Option<String>,
        pub value: Option<String>,
        pub extra: rt::Extra,
    }
    rt::model! { CustomAttribute { 0 key = "key", 1 value = "value" } default }

    pub fn list() -> List {
        rt::Empty::empty()
    }

    #[non_exhaustive]
    #[must_use = "nothing is sent until `send` is called"]
    pub struct List {
        pub status: Option<UserStatus>,
        pub role_ids: Option<Vec<String>>,
        pub page_size: Option<i64>,
        pub page_number: Option<i64>,
        pub next_page_token: Option<String>,
        pub extra: rt::Extra,
        pub options: rt::Options,
    }
    rt::operation! {
        List {
            0 status = "status" 16,
            1 role_ids = "role_ids" 16,
            2 page_size = "page_size" 16,
            3 page_number = "page_number" 16,
            4 next_page_token = "next_page_token" 16,
        } => Page, items in users of User;
        rt::OperationInfo {
            id: "users::list",
            method: rt::Method::GET,
            path: "/users",
            server: super::servers::V2,
            sub_account: true,
            paging: Some(rt::Paging {
                token: Some(rt::TokenPaging { request: "next_page_token", response: "next_page_token", sync: "next_sync_token" }),
                page: Some(rt::NumberPaging {
                    request: "page_number",
                    response: "page_number",
                    count: "page_count",
                }),
            }),
            ..rt::OperationInfo::DEFAULT
        }
    }

    #[non_exhaustive]
    pub struct Page {
        pub page_number: Option<i64>,
        pub page_count: Option<i64>,
        pub next_page_token: Option<String>,
        pub users: Vec<User>,
        pub extra: rt::Extra,
    }
    rt::model! {
        Page {
            0 page_number = "page_number",
            1 page_count = "page_count",
            2 next_page_token = "next_page_token",
            3 users = "users",
        } default
    }

    pub fn create(action: impl Into<String>, user_info: UserInfo) -> Create {
        Create { action: Some(action.into()), user_info: Some(user_info), ..rt::Empty::empty() }
    }

    #[non_exhaustive]
    #[must_use = "nothing is sent until `send` is called"]
    pub struct Create {
        pub action: Option<String>,
        pub user_info: Option<UserInfo>,
        pub extra: rt::Extra,
        pub options: rt::Options,
    }
    rt::operation! {
        Create { 0 action = "action" 1, 1 user_info = "user_info" 1 } => User;
        rt::OperationInfo {
            id: "users::create",
            method: rt::Method::POST,
            path: "/users",
            server: super::servers::V2,
            body: rt::Body::Json,
            ..rt::OperationInfo::DEFAULT
        }
    }

    #[non_exhaustive]
    pub struct UserInfo {
        pub email: Option<String>,
        pub password: Option<String>,
        pub type_: Option<UserType>,
        pub groups: Option<Vec<String>>,
        pub extra: rt::Extra,
    }
    rt::model! {
        UserInfo {
            0 email = "email" 1,
            1 password = "password" 2,
            2 type_ = "type" 4,
            3 groups = "groups",
        }
    }

    impl UserInfo {
        pub fn new(email: impl Into<String>) -> Self {
            Self { email: Some(email.into()), ..rt::Empty::empty() }
        }
    }

    pub fn upload_picture(user_id: impl Into<String>, pic_file: rt::Upload) -> UploadPicture {
        UploadPicture {
            user_id: Some(user_id.into()),
            pic_file: Some(pic_file),
            ..rt::Empty::empty()
        }
    }

    #[non_exhaustive]
    #[must_use = "nothing is sent until `send` is called"]
    pub struct UploadPicture {
        pub user_id: Option<String>,
        pub pic_file: Option<rt::Upload>,
        pub extra: rt::Extra,
        pub options: rt::Options,
    }
    rt::operation! {
        UploadPicture { 0 user_id = "userId" 9, 1 pic_file = "pic_file" 1 } => ();
        rt::OperationInfo {
            id: "users::upload_picture",
            method: rt::Method::POST,
            path: "/users/{userId}/picture",
            server: super::servers::V2,
            sub_account: true,
            body: rt::Body::Multipart,
            ..rt::OperationInfo::DEFAULT
        }
    }
    rt::upload! { UploadPicture => () }
}

pub(crate) mod reports {
    use super::users::{Page, User};
    use crate::runtime::private as rt;

    pub fn hosts(from: impl Into<String>, to: impl Into<String>) -> Hosts {
        Hosts { from: Some(from.into()), to: Some(to.into()), ..rt::Empty::empty() }
    }

    #[non_exhaustive]
    #[must_use = "nothing is sent until `send` is called"]
    pub struct Hosts {
        pub from: Option<String>,
        pub to: Option<String>,
        pub next_page_token: Option<String>,
        pub extra: rt::Extra,
        pub options: rt::Options,
    }
    rt::operation! {
        Hosts {
            0 from = "from" 17,
            1 to = "to" 17,
            2 next_page_token = "next_page_token" 16,
        } => Page, items in users of User;
        rt::OperationInfo {
            id: "reports::hosts",
            method: rt::Method::GET,
            path: "/report/users",
            server: super::servers::V2,
            sub_account: true,
            paging: Some(rt::Paging {
                token: Some(rt::TokenPaging { request: "next_page_token", response: "next_page_token", sync: "" }),
                page: None,
            }),
            details: &rt::OperationDetails {
                window: Some(rt::Window {
                    from: "from",
                    to: "to",
                    span: rt::Span::Months(1),
                    back_months: Some(6),
                }),
                ..rt::OperationDetails::DEFAULT
            },
            ..rt::OperationInfo::DEFAULT
        }
    }
    rt::windowed! { Hosts => Page, items in users of User }
}

pub(crate) mod v1 {
    use super::enums::LoginType;
    use crate::runtime::private as rt;

    pub fn get_by_email(email: impl Into<String>, login_type: LoginType) -> GetByEmail {
        GetByEmail { email: Some(email.into()), login_type: Some(login_type), ..rt::Empty::empty() }
    }

    #[non_exhaustive]
    #[must_use = "nothing is sent until `send` is called"]
    pub struct GetByEmail {
        pub email: Option<String>,
        pub login_type: Option<LoginType>,
        pub extra: rt::Extra,
        pub options: rt::Options,
    }
    rt::operation! {
        GetByEmail { 0 email = "email" 1, 1 login_type = "login_type" 5 } => super::users::User;
        rt::OperationInfo {
            id: "v1::user::get_by_email",
            method: rt::Method::POST,
            path: "/user/getbyemail",
            server: super::servers::V1,
            body: rt::Body::Form,
            ..rt::OperationInfo::DEFAULT
        }
    }

    pub fn upload_picture(id: impl Into<String>, pic_file: rt::Upload) -> UploadPicture {
        UploadPicture { id: Some(id.into()), pic_file: Some(pic_file), ..rt::Empty::empty() }
    }

    #[non_exhaustive]
    #[must_use = "nothing is sent until `send` is called"]
    pub struct UploadPicture {
        pub id: Option<String>,
        pub pic_file: Option<rt::Upload>,
        pub extra: rt::Extra,
        pub options: rt::Options,
    }
    rt::operation! {
        UploadPicture { 0 id = "id" 1, 1 pic_file = "pic_file" 1 } => ();
        rt::OperationInfo {
            id: "v1::user::upload_picture",
            method: rt::Method::POST,
            path: "/user/updatepassword",
            server: super::servers::V1,
            body: rt::Body::Multipart,
            ..rt::OperationInfo::DEFAULT
        }
    }
}

#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub enum Target {
    Attribute(users::CustomAttribute),
    Name(String),
    Count(i64),
    Names(Vec<String>),
    Other(crate::runtime::Value),
}
crate::runtime::private::union! {
    Target {
        0 Attribute(users::CustomAttribute),
        1 Name(String),
        2 Count(i64),
        3 Names(Vec<String>),
    }
}
