//! Requests that a program keeps and sends later.

use crate::runtime::MoreInputs as _;
use crate::runtime::Operation as _;
use std::time::Duration;

use serde_json::{Value, json};

use crate::runtime::private as rt;
use crate::sample::enums::{LoginType, UserType};
use crate::sample::{Target, servers, users, v1};

#[non_exhaustive]
#[must_use = "nothing is sent until `send` is called"]
struct Everything {
    id: Option<String>,
    tags: Option<Vec<String>>,
    since: Option<rt::Timestamp>,
    tenant: Option<String>,
    session: Option<String>,
    id_2: Option<i64>,
    ratio: Option<f64>,
    days: Option<Vec<LoginType>>,
    plan: Option<UserType>,
    target: Option<Target>,
    info: Option<users::UserInfo>,
    labels: Option<std::collections::BTreeMap<String, String>>,
    anything: Option<Value>,
    api_secret: Option<String>,
    extra: rt::Extra,
    options: rt::Options,
}
rt::operation! {
    Everything {
        0 id = "id" 9,
        1 tags = "tags" 528,
        2 since = "since" 16,
        3 tenant = "X-Tenant" 32,
        4 session = "session" 66,
        5 id_2 = "id",
        6 ratio = "ratio",
        7 days = "days" 512,
        8 plan = "plan" 4,
        9 target = "target",
        10 info = "info",
        11 labels = "labels",
        12 anything = "anything",
        13 api_secret = "api_secret" 2,
    } => ();
    rt::OperationInfo {
        id: "tests::everything",
        method: rt::Method::POST,
        path: "/things/{id}",
        server: servers::V2,
        body: rt::Body::Json,
        ..rt::OperationInfo::DEFAULT
    }
}

fn everything() -> Everything {
    let mut info = users::UserInfo::new("");
    info.groups = Some(vec![String::new(), "a,b".into()]);
    info.extra.insert("added", json!({"deep": [null, 1.5]}));
    info = info.null("type");
    Everything {
        id: Some("a/b".into()),
        tags: Some(vec!["x, y".into(), "z".into()]),
        since: Some(rt::Timestamp::new("2026-10-01T00:00:00Z")),
        tenant: Some("t".into()),
        id_2: Some(7),
        ratio: Some(-0.0),
        days: Some(vec![LoginType::Zoom, LoginType::Unknown(5)]),
        plan: Some(UserType::Licensed),
        target: Some(Target::Names(vec!["n".into()])),
        info: Some(info),
        labels: Some([("k".to_owned(), String::new())].into()),
        anything: Some(json!([null, {"a": null}])),
        ..rt::Empty::empty()
    }
}

/// The request that comes back from its JSON text.
fn again<R: rt::Operation + serde::Serialize + serde::de::DeserializeOwned>(request: &R) -> R {
    serde_json::from_str(&serde_json::to_string(request).unwrap()).unwrap()
}

fn fault<R: serde::de::DeserializeOwned>(stored: Value) -> String {
    match serde_json::from_value::<R>(stored) {
        Ok(_) => panic!("it was read"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn every_part_of_a_request_has_its_key() {
    let request = everything().null("plan").extra("new", 1).extra("flag", Value::Null);
    assert_eq!(
        serde_json::to_value(&request).unwrap(),
        json!({
            "operation": "tests::everything",
            "path": {"id": "a/b"},
            "query": {"tags": ["x, y", "z"], "since": "2026-10-01T00:00:00Z"},
            "headers": {"X-Tenant": "t"},
            "body": {
                "id": 7,
                "ratio": -0.0,
                "days": [100, 5],
                "target": ["n"],
                "info": {"email": "", "groups": ["", "a,b"], "added": {"deep": [null, 1.5]}, "type": null},
                "labels": {"k": ""},
                "anything": [null, {"a": null}],
            },
            "extra": {"new": 1, "plan": null, "flag": null},
        })
    );
    assert_eq!(serde_json::to_string(&users::list()).unwrap(), r#"{"operation":"users::list"}"#);
}

#[test]
fn what_was_stored_is_the_same_request() {
    let request = everything();
    assert_eq!(again(&request), request);
    let (before, after) = (request.request().unwrap(), again(&request).request().unwrap());
    assert_eq!(before, after);
    let request = everything().null("plan").extra("new", json!([1])).extra("count", u64::MAX);
    assert_eq!(again(&request), request);
    assert_eq!(again(&request).request().unwrap(), request.request().unwrap());

    let retry = rt::Retry::none().base_delay(Duration::from_millis(1500)).all_errors(true);
    let options = rt::Options::new()
        .timeout(Duration::from_nanos(5))
        .total_timeout(Duration::MAX)
        .header("idempotency", "1")
        .query("a", "b")
        .query("a", "c")
        .on_account("a1")
        .retry(retry)
        .skip_limiter()
        .debug(false);
    let request = users::get("me").options(options);
    assert_eq!(again(&request), request);
    let request = users::list().extra("size", 5).extra("words", json!(["a"]));
    assert_eq!(again(&request), request);
    let request = v1::get_by_email("a@b.c", LoginType::Unknown(-1));
    assert_eq!(again(&request), request);
    // Also through a value, and in other formats that know maps.
    let value = serde_json::to_value(&request).unwrap();
    assert_eq!(serde_json::from_value::<v1::GetByEmail>(value).unwrap(), request);
}

#[test]
fn secrets_are_stored_only_on_demand() {
    let mut info = users::UserInfo::new("a@b.c");
    info.password = Some("Hush1".into());
    info.extra.insert("new_password", "Hush2");
    let mut request = everything().extra("host_key", "Hush3").extra("start_url", Value::Null);
    request.info = Some(info);
    request.session = Some("Hush4".into());
    request.api_secret = Some("Hush5".into());
    request.labels = Some([("access_token".to_owned(), "Hush6".to_owned())].into());
    request.anything = Some(json!([{"api_key": "Hush7", "password": true, "a": 1}]));
    let options = rt::Options::new().header("Authorization", "Hush8").query("tk", "Hush9");
    let request = request.options(options.header("Accept-Language", "de"));

    let stored = serde_json::to_value(&request).unwrap();
    assert!(!stored.to_string().contains("Hush"), "{stored}");
    assert_eq!(stored["body"]["info"], json!({"email": "a@b.c"}));
    assert_eq!(stored["body"]["anything"], json!([{"password": true, "a": 1}]));
    assert_eq!(stored["extra"], json!({"start_url": null}));
    assert_eq!(stored["options"], json!({"headers": [["Accept-Language", "de"]]}));
    assert_eq!(stored.get("cookies"), None);
    let read: Everything = serde_json::from_value(stored).unwrap();
    assert_eq!(read.api_secret, None);

    let stored = serde_json::to_string(&rt::WithSecrets(&request)).unwrap();
    assert_eq!(stored.matches("Hush").count(), 9, "{stored}");
    assert_eq!(serde_json::from_str::<Everything>(&stored).unwrap(), request);
    // What the wrapper writes is not in what `Debug` prints.
    assert!(!format!("{request:?}").contains("Hush"));
}

#[test]
fn a_request_without_a_required_secret_is_read_and_not_sent() {
    let read: Everything = serde_json::from_value(json!({"body": {"ratio": 1}})).unwrap();
    let error = read.request().unwrap_err().to_string();
    assert!(error.contains("`id` is required"), "{error}");
}

#[test]
fn unknown_inputs_are_kept_where_they_can_be_sent() {
    let stored = json!({
        "path": {"id": "1"},
        "body": {"new": {"a": 1}, "plan": "soon", "ratio": null},
        "priority": 3,
    });
    let read: Everything = serde_json::from_value(stored).unwrap();
    let names: Vec<&str> = read.extra.iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["new", "plan", "priority", "ratio"]);
    assert_eq!(
        read.request().unwrap().body.text().unwrap(),
        r#"{"new":{"a":1},"plan":"soon","priority":3,"ratio":null}"#
    );
    let stored = json!({"operation": "users::list", "query": {"page_size": "30", "new": "x"}});
    let read: users::List = serde_json::from_value(stored).unwrap();
    assert_eq!(read, rt_list(30).extra("new", "x"));
    assert_eq!(read.request().unwrap().url, "/users?page_size=30&new=x");
}

fn rt_list(size: i64) -> users::List {
    let mut list = users::list();
    list.page_size = Some(size);
    list
}

#[test]
fn what_would_be_sent_elsewhere_is_an_error() {
    for (stored, expected) in [
        (
            json!({"operation": "users::get"}),
            r#"this is a request of "users::get", not of "tests::everything""#,
        ),
        (json!({"path": {"other": 1}}), "tests::everything has no input `path.other`"),
        (json!({"query": {"id": 1}}), "tests::everything has no input `query.id`"),
        (json!({"headers": {"X-Tenant": []}}), "a list does not fit `headers.X-Tenant`"),
        (json!({"query": {"tags": {"secret": "Hush"}}}), "an object does not fit `query.tags`"),
        (json!({"query": []}), "an object with inputs by name in `query`"),
        (json!({"options": {"timeout": 5}}), "the option `timeout` is not understood"),
        (json!({"options": {"retry": {"times": 5}}}), "the option `retry` is not understood"),
        (json!({"options": {"proxy": "x"}}), "the option `proxy` is not understood"),
        (json!("users::get"), "a request of tests::everything"),
    ] {
        let error = fault::<Everything>(stored);
        assert!(error.contains(expected), "{error}");
        assert!(!error.contains("Hush"), "{error}");
    }
}

#[test]
fn files_are_not_stored() {
    let request = users::upload_picture("me", rt::Upload::bytes("me.png", "content"));
    let error = serde_json::to_string(&request).unwrap_err().to_string();
    assert!(
        error.contains("`users::upload_picture.pic_file` is a file, and files are not stored"),
        "{error}"
    );
    let error = serde_json::to_string(&rt::WithSecrets(&request)).unwrap_err().to_string();
    assert!(error.contains("is a file"), "{error}");
    // Without its file the request is stored, and the file set again.
    let mut request = request;
    let file = request.pic_file.take();
    let mut read = again(&request);
    assert_eq!(read, request);
    read.pic_file = file;
    assert!(read.request().is_ok());
}

macro_rules! with_body {
    ($name:ident, $kind:ty) => {
        #[non_exhaustive]
        #[must_use = "nothing is sent until `send` is called"]
        struct $name {
            body: Option<$kind>,
            extra: rt::Extra,
            options: rt::Options,
        }
        rt::operation! {
            $name { 0 body = "" 128 } => ();
            rt::OperationInfo {
                id: "tests::whole",
                method: rt::Method::PUT,
                path: "/x",
                server: servers::V2,
                body: rt::Body::Json,
                ..rt::OperationInfo::DEFAULT
            }
        }
    };
}

with_body!(PutUser, users::UserInfo);
with_body!(PutList, Vec<UserType>);
with_body!(PutTarget, Target);

#[test]
fn a_whole_body_is_under_its_key() {
    let mut info = users::UserInfo::new("a@b.c");
    info.password = Some("Hush".into());
    let request = PutUser { body: Some(info), ..rt::Empty::empty() }.extra("new", 1);
    assert_eq!(
        serde_json::to_string(&request).unwrap(),
        r#"{"operation":"tests::whole","body":{"email":"a@b.c"},"extra":{"new":1}}"#
    );
    let stored = serde_json::to_string(&rt::WithSecrets(&request)).unwrap();
    assert_eq!(serde_json::from_str::<PutUser>(&stored).unwrap(), request);
    // Keys that the body does not know belong to the body.
    let read: PutUser = serde_json::from_value(json!({"body": {"new": 1}})).unwrap();
    assert_eq!(read.body.unwrap().extra.get("new"), Some(&json!(1)));

    let request = PutList { body: Some(vec![UserType::Odd]), ..rt::Empty::empty() };
    assert_eq!(again(&request), request);
    assert!(fault::<PutList>(json!({"body": {"a": 1}})).contains("an object does not fit `body`"));
    let request = PutTarget { body: Some(Target::Count(5)), ..rt::Empty::empty() };
    assert_eq!(again(&request), request);
    let empty: PutTarget = rt::Empty::empty();
    assert_eq!(again(&empty), empty);
}
