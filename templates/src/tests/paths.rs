//! Paths and queries.

use crate::runtime::MoreInputs as _;
use crate::runtime::Operation as _;
use crate::runtime::private as rt;
use crate::sample::enums::{LoginType, UserStatus};
use crate::sample::servers;
use crate::sample::users;

/// A path parameter with the rule for ids that may contain slashes, and lists in every style.
struct Session {
    id: Option<String>,
    plain: Option<Vec<String>>,
    comma: Option<Vec<LoginType>>,
    brackets: Option<Vec<String>>,
    space: Option<Vec<String>>,
    pipe: Option<Vec<i64>>,
    deep: Option<users::CustomAttribute>,
    spread: Option<users::CustomAttribute>,
    json: Option<users::CustomAttribute>,
    header: Option<bool>,
    cookie: Option<String>,
    number: Option<f64>,
    extra: rt::Extra,
    options: rt::Options,
}

rt::operation! {
    Session {
        0 id = "id" 265,
        1 plain = "plain" 16,
        2 comma = "comma" 528,
        3 brackets = "brackets" 2064,
        4 space = "space" 4112,
        5 pipe = "pipe" 8208,
        6 deep = "deep" 2064,
        7 spread = "spread" 16,
        8 json = "json" 16400,
        9 header = "X-Flag" 32,
        10 cookie = "taste" 64,
        11 number = "number" 16,
    } => rt::Value;
    rt::OperationInfo { id: "sessions::get", path: "/sessions/{id}/users", server: servers::V2, ..rt::OperationInfo::DEFAULT }
}

fn session(id: &str) -> Session {
    Session { id: Some(id.into()), ..rt::Empty::empty() }
}

#[test]
fn ids_are_encoded_twice_exactly_where_slashes_demand_it() {
    for (id, path) in [
        ("/abcABC123==", "%252FabcABC123%253D%253D"),
        ("a//b==", "a%252F%252Fb%253D%253D"),
        ("a/b==", "a%2Fb%3D%3D"),
        ("abc+1==", "abc%2B1%3D%3D"),
        ("plain-id_1.2~", "plain-id_1.2~"),
        ("100%", "100%25"),
        ("ä b?#&;", "%C3%A4%20b%3F%23%26%3B"),
    ] {
        assert_eq!(session(id).request().unwrap().url, format!("/sessions/{path}/users"), "{id}");
    }
    // Without the rule, once.
    assert_eq!(users::get("/a//b").request().unwrap().url, "/users/%2Fa%2F%2Fb");
    assert_eq!(
        users::get("me+you@example.com").request().unwrap().url,
        "/users/me%2Byou%40example.com"
    );
}

#[test]
fn a_value_never_leads_to_another_path() {
    for id in ["", ".", ".."] {
        let error = users::get(id).request().unwrap_err();
        assert!(matches!(error, rt::Error::InvalidRequest(_)), "{id}: {error}");
    }
    assert_eq!(users::get("../x").request().unwrap().url, "/users/..%2Fx");
    assert_eq!(users::get("...").request().unwrap().url, "/users/...");
}

#[test]
fn queries_follow_the_style_of_their_place() {
    let mut request = session("s");
    request.plain = Some(vec!["a b".into(), "c&d".into()]);
    request.comma = Some(vec![LoginType::Google, LoginType::Unknown(27)]);
    request.brackets = Some(vec!["x".into(), "y".into()]);
    request.space = Some(vec!["x".into(), "y".into()]);
    request.pipe = Some(vec![1, 2]);
    let attribute = users::CustomAttribute {
        key: Some("k".into()),
        value: Some("v".into()),
        ..Default::default()
    };
    request.deep = Some(attribute.clone());
    request.spread = Some(attribute.clone());
    request.json = Some(attribute);
    request.number = Some(2.0);
    let prepared = request.request().unwrap();
    let pairs = [
        ("plain", "a b"),
        ("plain", "c&d"),
        ("comma", "1,27"),
        ("brackets[]", "x"),
        ("brackets[]", "y"),
        ("space", "x y"),
        ("pipe", "1|2"),
        ("deep[key]", "k"),
        ("deep[value]", "v"),
        ("key", "k"),
        ("value", "v"),
        ("json", r#"{"key":"k","value":"v"}"#),
        ("number", "2"),
    ];
    assert_eq!(prepared.query(), pairs.map(|(name, value)| (name.to_owned(), value.to_owned())));
    assert!(
        prepared
            .url
            .starts_with("/sessions/s/users?plain=a%20b&plain=c%26d&comma=1%2C27&brackets%5B%5D=x")
    );
    request.number = Some(f64::NAN);
    assert!(request.request().is_err());
}

#[test]
fn values_are_written_as_the_server_reads_them() {
    let mut request = users::get("me").login_type(LoginType::Zoom);
    request.encrypted_email = Some(true);
    assert_eq!(request.request().unwrap().url, "/users/me?login_type=100&encrypted_email=true");
    let mut request = users::list();
    request.status = Some(UserStatus::Other("a b".into()));
    request.role_ids = Some(vec![]);
    assert_eq!(request.request().unwrap().url, "/users?status=a%20b");
}

#[test]
fn additions_go_to_the_query_where_there_is_no_body() {
    let request = users::list().extra("new", vec!["a", "b"]).extra("flag", true);
    assert_eq!(request.request().unwrap().url, "/users?flag=true&new=a&new=b");
    // A query has no null, so there is nothing that could be sent for one.
    assert!(request.extra("none", rt::Value::Null).request().is_err());
    let request = users::get("me").login_type(LoginType::Zoom).extra("login_type", 99);
    assert_eq!(request.request().unwrap().url, "/users/me?login_type=99");
    let options = rt::Options::new()
        .query("debug", "1")
        .header("X-Own", "yes")
        .header("Accept", "text/plain");
    let prepared = users::list().options(options).request().unwrap();
    assert_eq!(prepared.url, "/users?debug=1");
    assert_eq!(prepared.header("x-own"), Some("yes"));
    assert_eq!(prepared.header("accept"), Some("text/plain"));
    assert_eq!(prepared.headers.len(), 2);
}

#[test]
fn headers_and_cookies_have_their_place() {
    let mut request = session("s");
    request.header = Some(false);
    request.cookie = Some("sweet; sour".into());
    let prepared = request.request().unwrap();
    assert_eq!(prepared.header("x-flag"), Some("false"));
    assert_eq!(prepared.header("cookie"), Some("taste=sweet%3B%20sour"));
    request.cookie = Some("two\nlines".into());
    assert!(request.request().unwrap_err().to_string().contains("taste"));
}
