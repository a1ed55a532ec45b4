//! Bodies, and requests as plain data.

use crate::runtime::MoreInputs as _;
use crate::runtime::Operation as _;
use serde_json::json;

use crate::runtime::private as rt;
use crate::sample::enums::{LoginType, UserType};
use crate::sample::{servers, users, v1};

fn invalid(result: rt::Result<rt::PreparedRequest>) -> String {
    match result {
        Err(rt::Error::InvalidRequest(error)) => error.to_string(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn requests_are_plain_data() {
    let request = users::get("me").login_type(LoginType::Zoom);
    assert_eq!(request, request.clone());
    assert_ne!(request, users::get("me"));
    let prepared = request.request().unwrap();
    assert_eq!(prepared, request.clone().request().unwrap());
    assert_eq!(prepared.method, rt::Method::GET);
    assert_eq!(
        (prepared.path(), prepared.header("accept")),
        ("/users/me", Some("application/json"))
    );
    assert_eq!(prepared.body, rt::PreparedBody::Empty);
    assert_eq!(prepared.body.text(), None);
}

#[test]
fn what_is_required_is_checked_at_every_depth() {
    assert!(invalid(<users::Get as rt::Empty>::empty().request()).contains("`userId`"));
    assert!(
        invalid(users::create("create", rt::Empty::empty()).request())
            .contains("`user_info.email`")
    );
    let mut request = users::create("create", users::UserInfo::new("a@b.c"));
    assert!(request.request().is_ok());
    request.action = None;
    assert!(invalid(request.request()).contains("`action`"));
    // What the type cannot hold may be given as an addition.
    assert!(request.extra("action", 5).request().is_ok());
}

#[test]
fn json_bodies_hold_what_is_set() {
    let mut info = users::UserInfo::new("a@b.c");
    info.type_ = Some(UserType::Licensed);
    info.extra.insert("deep", json!([1]));
    let prepared = users::create("create", info).extra("new", 1).request().unwrap();
    assert_eq!(prepared.header("content-type"), Some("application/json"));
    assert_eq!(
        prepared.body.text().unwrap(),
        r#"{"action":"create","user_info":{"email":"a@b.c","type":"2","deep":[1]},"new":1}"#
    );
}

#[test]
fn forms_hold_the_same_as_pairs() {
    let request = v1::get_by_email("a@b.c", LoginType::Zoom).extra("data_type", "JSON");
    let prepared = request.request().unwrap();
    assert_eq!(prepared.header("content-type"), Some("application/x-www-form-urlencoded"));
    assert_eq!(prepared.body.text().unwrap(), "email=a%40b.c&login_type=100&data_type=JSON");
    assert_eq!(prepared.url, "/user/getbyemail");
}

#[test]
fn multipart_bodies_keep_files_as_files() {
    let file = rt::Upload::bytes("me.png", "content").content_type("image/png");
    let prepared = users::upload_picture("me", file.clone()).extra("note", "x").request().unwrap();
    let rt::PreparedBody::Multipart(parts) = &prepared.body else { panic!("{prepared:?}") };
    assert_eq!(parts[0].content, rt::PartContent::File(file));
    assert_eq!(parts[1].content, rt::PartContent::Text("x".into()));
    assert_eq!(prepared.header("content-type"), None);
}

macro_rules! with_body {
    ($name:ident, $body:expr, $kind:ty, $flags:literal) => {
        struct $name {
            body: Option<$kind>,
            extra: rt::Extra,
            options: rt::Options,
        }
        rt::operation! {
            $name { 0 body = "body" $flags } => ();
            rt::OperationInfo {
                id: "sample",
                method: rt::Method::PUT,
                path: "/x",
                server: servers::V2,
                body: $body,
                ..rt::OperationInfo::DEFAULT
            }
        }
        impl $name {
            fn of(body: impl Into<Option<$kind>>) -> Self {
                Self { body: body.into(), ..rt::Empty::empty() }
            }
        }
    };
}

// The flags are `body`, with `required` (1) or `text` (4).
with_body!(Whole, rt::Body::Json, users::UserInfo, 0x81);
with_body!(Maybe, rt::Body::Json, Vec<LoginType>, 0x84);
with_body!(WholeForm, rt::Body::Form, users::UserInfo, 0x80);
with_body!(Plain, rt::Body::Text("text/plain"), String, 0x80);
with_body!(File, rt::Body::Bytes("application/octet-stream"), rt::Upload, 0x80);

#[test]
fn one_input_may_be_the_whole_body() {
    let text = |prepared: rt::PreparedRequest| prepared.body.text().unwrap();
    let info = users::UserInfo::new("a@b.c");
    assert_eq!(text(Whole::of(info.clone()).request().unwrap()), r#"{"email":"a@b.c"}"#);
    assert_eq!(
        text(Whole::of(info.clone()).extra("n", 1).request().unwrap()),
        r#"{"email":"a@b.c","n":1}"#
    );
    assert!(invalid(Whole::of(None).request()).contains("`body`"));
    assert!(
        invalid(Whole::of(<users::UserInfo as rt::Empty>::empty()).request()).contains("`email`")
    );
    assert_eq!(text(Maybe::of(vec![LoginType::Zoom]).request().unwrap()), r#"["100"]"#);
    assert_eq!(Maybe::of(None).request().unwrap().body, rt::PreparedBody::Empty);
    assert_eq!(Maybe::of(None).request().unwrap().header("content-type"), None);
    assert_eq!(text(Maybe::of(None).extra("n", 1).request().unwrap()), r#"{"n":1}"#);
    assert!(invalid(Maybe::of(vec![]).extra("n", 1).request()).contains("not an object"));
    assert_eq!(text(WholeForm::of(info).extra("n", 1).request().unwrap()), "email=a%40b.c&n=1");
}

#[test]
fn text_and_files_go_as_they_are() {
    let prepared = Plain::of("a b".to_owned()).request().unwrap();
    assert_eq!(prepared.header("content-type"), Some("text/plain"));
    assert_eq!(prepared.body.text().unwrap(), "a b");
    let file = rt::Upload::path("/tmp/picture.jpg");
    assert_eq!((file.file_name(), file.content(), file.media_type()), ("picture.jpg", None, None));
    assert!(file.file_path().is_some());
    let prepared = File::of(file.clone().named("x.jpg")).request().unwrap();
    assert_eq!(prepared.body, rt::PreparedBody::File(file.named("x.jpg")));
    assert_eq!(prepared.header("content-type"), Some("application/octet-stream"));
}

#[test]
fn a_file_outside_of_multipart_is_an_error() {
    struct Odd {
        file: Option<rt::Upload>,
        extra: rt::Extra,
        options: rt::Options,
    }
    rt::operation! {
        Odd { 0 file = "file" } => ();
        rt::OperationInfo { id: "odd", method: rt::Method::POST, path: "/x", body: rt::Body::Json, ..rt::OperationInfo::DEFAULT }
    }
    let odd = Odd { file: Some(rt::Upload::bytes("a", "b")), ..rt::Empty::empty() };
    assert!(invalid(odd.request()).contains("odd"));
}

#[test]
fn the_errors_of_an_operation_are_read_from_its_lines() {
    let info = rt::OperationInfo {
        scopes: "user:read user:read:admin",
        errors: "404 1001 No such user: 1 2.\n400 - An input is wrong.\n0 -1 A negative code.\nno line",
        ..rt::OperationInfo::DEFAULT
    };
    let known = |status, code, meaning| rt::KnownError { status, code, meaning };
    let expected = [
        known(404, Some(1001), "No such user: 1 2."),
        known(400, None, "An input is wrong."),
        known(0, Some(-1), "A negative code."),
    ];
    assert_eq!(info.errors().collect::<Vec<_>>(), expected);
    assert_eq!(info.scopes().collect::<Vec<_>>(), ["user:read", "user:read:admin"]);
    assert_eq!(rt::OperationInfo::DEFAULT.scopes().count(), 0);
    assert_eq!(rt::OperationInfo::DEFAULT.errors().count(), 0);
}
