//! Error responses in every state.

use std::error::Error as _;
use std::time::Duration;

use super::server::{Reply, Server};
use crate::runtime::private as rt;
use crate::sample::users;

async fn rejected(reply: Reply) -> rt::ApiError {
    let server = Server::always(reply).await;
    let error = users::get("me").send(&server.client()).await.unwrap_err();
    assert!(!error.to_string().contains('\n'), "{error}");
    match error {
        rt::Error::Api(error) => *error,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn codes_messages_and_fields_are_read() {
    let body = r#"{"code":300,"message":"Validation Failed.","errors":[{"field":"email","message":"Invalid"},{"field":"type","message":"Bad\nvalue"}]}"#;
    let error = rejected(Reply::json(400, body).header("x-zm-trackingid", "t-1")).await;
    assert_eq!(
        (error.status, error.code, error.message.as_str()),
        (400, Some(300), "Validation Failed.")
    );
    assert_eq!((error.operation, error.meaning), ("users::get", Some("An input is wrong.")));
    assert_eq!(
        (error.fields[0].field.as_str(), error.fields[0].message.as_str()),
        ("email", "Invalid")
    );
    assert_eq!(error.body, body);
    assert_eq!(
        error.to_string(),
        "users::get: the server responded with HTTP 400, code 300: Validation Failed. — An input is wrong.; \
         email: Invalid; type: Bad\\nvalue (tracking id t-1)"
    );
    assert!(error.source().is_none());
    let error =
        rejected(Reply::json(404, r#"{"code":1001,"message":"User does not exist: me."}"#)).await;
    assert_eq!(error.meaning, Some("There is no such user."));
    assert!(rt::Error::Api(Box::new(error)).is_not_found());
}

#[tokio::test]
async fn field_errors_come_in_several_shapes() {
    let fields = async |errors: &str| {
        let body = format!(r#"{{"code":300,"message":"x","errors":{errors}}}"#);
        let fields = rejected(Reply::json(400, &body)).await.fields;
        fields.into_iter().map(|f| (f.field, f.message)).collect::<Vec<_>>()
    };
    let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    assert_eq!(fields(r#"{"field":"a","message":"b"}"#).await, [pair("a", "b")]);
    assert_eq!(fields(r#"{"a":"b","c":["d"]}"#).await, [pair("a", "b"), pair("c", r#"["d"]"#)]);
    assert_eq!(fields(r#"["a",{"message":"b"}]"#).await, [pair("", "a"), pair("", "b")]);
    assert_eq!(fields("null").await, []);
}

#[tokio::test]
async fn missing_scopes_are_named() {
    for body in [
        r#"{"code":4711,"message":"Invalid access token, does not contain scopes:[a:read, b:read]."}"#,
        r#"{"code":4711,"message":"Invalid access token, does not contain scopes:[\"a:read\",\"b:read\"]."}"#,
        // The quotes inside are not escaped.
        r#"{"code":4711,"message":"Invalid access token, does not contain scopes:["a:read","b:read"]."}"#,
        r#"{"message":"Invalid access token, does not contain scopes:["a:read","b:read"].", "code": 4711}"#,
        r#"{"code":4711,"message":"does not contain scopes:["a:read","b:read"].","errors":[]}"#,
    ] {
        let error = rejected(Reply::json(400, body)).await;
        assert_eq!(error.code, Some(4711), "{body}");
        assert_eq!(error.missing_scopes, ["a:read", "b:read"], "{}", error.message);
        assert!(error.message.ends_with("]."), "{}", error.message);
        assert_eq!(error.body, body);
    }
}

#[tokio::test]
async fn odd_bodies_still_say_something() {
    let cases = [
        (r#"{"code":120,"message":""}"#, Some(120), ""),
        (
            r#"{"code":-1,"message":"Required request part 'file' is not present"}"#,
            Some(-1),
            "Required request part 'file' is not present",
        ),
        (r#"{"code":"300","error_message":"Not checked in"}"#, Some(300), "Not checked in"),
        (r#"{"code":300,"message":"","error_message":"other"}"#, Some(300), "other"),
        (r#"{"error":"invalid_manifest","errors":["x"]}"#, None, "invalid_manifest"),
        (r#"{"reason":"Invalid Token!","error":"invalid_grant"}"#, None, "Invalid Token!"),
        (r#"{"code":64041,"message":"Route Not Found"}"#, Some(64041), "Route Not Found"),
        (r#"{"code":400.5,"message":7}"#, None, ""),
        (r#""just text""#, None, "just text"),
        ("", None, ""),
        ("[]", None, ""),
        ("{", None, ""),
        (r#"{"code":30"#, Some(30), ""),
        (r#"{"code":300,"message":"cut off"#, Some(300), "cut off"),
        (r#"{"message":"#, None, ""),
        (
            "<html><head><title>502 Bad Gateway</title></head>\n<body>\n<h1>502 Bad Gateway</h1></body></html>",
            None,
            "502 Bad Gateway 502 Bad Gateway",
        ),
        ("upstream connect error", None, "upstream connect error"),
    ];
    for (body, code, message) in cases {
        let error = rejected(Reply::new(502, "text/html", body)).await;
        assert_eq!((error.code, error.message.as_str()), (code, message), "{body}");
        assert_eq!(error.body, body);
    }
    let long = "é ".repeat(10_000);
    assert!(rejected(Reply::new(500, "text/plain", &long)).await.message.chars().count() <= 200);
}

#[tokio::test]
async fn an_error_response_may_come_with_a_success_status() {
    for body in [
        r#"{"code":200,"message":"No permission."}"#,
        r#" {"code":3161,"error_message":"No plan","id":"x"}"#,
    ] {
        assert_eq!(rejected(Reply::json(200, body)).await.status, 200);
        let server = Server::always(Reply::json(200, body)).await;
        let nothing =
            users::upload_picture("me", rt::Upload::bytes("a", "b")).send(&server.client()).await;
        assert!(matches!(nothing, Err(rt::Error::Api(_))), "{body}");
    }
    for body in [
        r#"{"code":0,"error_message":"success","id":"x"}"#,
        r#"{"code":"0","message":"success"}"#,
        r#"{"code":"86","message":"hello"}"#,
        r#"{"code":200}"#,
        r#"{"code":"US","message":"hello"}"#,
        r#"{"message":"hello"}"#,
        r#"{"code":null,"message":"hello"}"#,
    ] {
        let server = Server::always(Reply::json(200, body)).await;
        assert!(users::get("me").send(&server.client()).await.is_ok(), "{body}");
        let nothing =
            users::upload_picture("me", rt::Upload::bytes("a", "b")).send(&server.client()).await;
        assert!(nothing.is_ok(), "{body}");
    }
}

struct Coded {
    code: Option<i64>,
    message: Option<String>,
    extra: rt::Extra,
}
rt::model! { Coded { 0 code = "code", 1 message = "message" } }

struct GetCoded {
    extra: rt::Extra,
    options: rt::Options,
}
rt::operation! {
    GetCoded {} => Coded;
    rt::OperationInfo {
        id: "coded",
        path: "/coded",
        server: crate::sample::servers::V2,
        details: &rt::OperationDetails { response_code_field: true, ..rt::OperationDetails::DEFAULT },
        ..rt::OperationInfo::DEFAULT
    }
}

#[tokio::test]
async fn a_response_with_a_code_of_its_own_is_not_an_error_response() {
    let server = Server::always(Reply::json(200, r#"{"code":5,"message":"Vanilla"}"#)).await;
    let coded = <GetCoded as rt::Empty>::empty().send(&server.client()).await.unwrap();
    assert_eq!((coded.code, coded.message.as_deref()), (Some(5), Some("Vanilla")));
}

#[tokio::test]
async fn kinds_of_error_responses_are_distinguished() {
    let of = async |reply: Reply| rt::Error::Api(Box::new(rejected(reply).await));
    let limited =
        of(Reply::json(429, r#"{"code":429,"message":"Slow down"}"#).header("retry-after", "7"))
            .await;
    assert!(limited.is_rate_limited() && limited.is_retryable() && !limited.is_not_found());
    assert_eq!(
        limited.api().unwrap().retry_after,
        Some(rt::RetryAfter::Delay(Duration::from_secs(7)))
    );
    let soon = Reply::json(429, "{}").header("Date", "Fri, 19 Jun 2026 00:00:00 GMT");
    let soon = of(soon.header("Retry-After", "2026-06-19T00:00:05Z")).await;
    assert_eq!(soon.resume_at(), Some(rt::Timestamp::new("2026-06-19T00:00:05Z")));
    assert_eq!(of(Reply::json(429, "{}")).await.api().unwrap().retry_after, None);
    for status in [500, 502, 503, 504, 408] {
        assert!(of(Reply::empty(status)).await.is_retryable());
    }
    for status in [400, 403, 404, 409, 501] {
        assert!(!of(Reply::empty(status)).await.is_retryable());
    }
    assert!(of(Reply::empty(401)).await.is_unauthorized());
    assert!(of(Reply::empty(409)).await.is_conflict());
    assert!(of(Reply::empty(403)).await.is_forbidden());
    let scopes = r#"{"code":4711,"message":"Invalid access token, does not contain scopes:[a]."}"#;
    assert!(of(Reply::json(400, scopes)).await.is_forbidden());
    assert!(!of(Reply::json(400, r#"{"code":300,"message":"no"}"#)).await.is_forbidden());
    // Some servers say with any status that something does not exist.
    for status in [200, 400, 404] {
        assert!(of(Reply::json(status, r#"{"code":1001,"message":"gone"}"#)).await.is_not_found());
    }
    assert!(!of(Reply::json(400, r#"{"code":1002,"message":"no"}"#)).await.is_not_found());
    assert_eq!(of(Reply::empty(418)).await.status(), Some(418));
}

async fn unread(body: &str) -> rt::DecodeError {
    let server = Server::always(Reply::json(200, body)).await;
    match users::list().send(&server.client()).await.unwrap_err() {
        rt::Error::Decode(error) => *error,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn responses_that_are_not_understood_say_where() {
    let error = unread("{\"page_count\":1,\n \"users\":[{\"id\":\"secret-a\"},{\"host_key\":\"secret-b\",\"pmi\":12x}]}").await;
    assert_eq!((error.path.as_str(), error.line), ("$.users[1].pmi", 2));
    assert!(error.snippet.contains("host_key"), "{}", error.snippet);
    assert!(error.source().is_some());
    let error = unread(r#"{"users":[{"host_key":"secret-c"#).await;
    assert_eq!(
        (error.path.as_str(), error.reason.as_str()),
        ("$.users[0].host_key", "it ends too early")
    );
    let error = unread(r#"["secret-d", {"token": "secret-e"}]"#).await;
    assert_eq!((error.path.as_str(), error.line), ("$", 0));
    for body in [
        r#"{"a":"secret-x","b":12345678 secret"#,
        "secret0123456789abcdef",
        r#"{"k\"":"secret\"-y",}"#,
    ] {
        let error = unread(body).await;
        let text = format!(
            "{error} {error:?} {}",
            error.source().map(ToString::to_string).unwrap_or_default()
        );
        assert!(
            !text.contains("secret-") && !text.contains("secret0") && !text.contains("1234"),
            "{text}"
        );
        assert!(!error.to_string().contains('\n'));
    }
    let error = unread("<html>oops</html>").await;
    assert!(error.snippet.contains("html") || error.path == "$", "{error}");
}

#[tokio::test]
async fn errors_in_xml_are_read() {
    let head = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#;
    let xml = format!(
        "{head}<!-- x --><result><code>300</code><message>Validation &lt;Failed&gt; &#x41;<![CDATA[ & so]]>.</message>\
         <errors><field>password</field><message>At most 10 characters.</message></errors></result>"
    );
    for status in [200, 400] {
        let error = rejected(Reply::new(status, "application/xml;charset=UTF-8", &xml)).await;
        assert_eq!((error.status, error.code), (status, Some(300)));
        assert_eq!(error.message, "Validation <Failed> A & so.");
        assert_eq!(error.fields.len(), 1);
        assert_eq!(error.fields[0].field, "password");
        assert_eq!(error.fields[0].message, "At most 10 characters.");
        assert_eq!(error.meaning, (status == 400).then_some("An input is wrong."));
    }
    // With a list of faulty fields, an object for errors, and a namespace.
    let list = "<n:result xmlns:n=\"x\"><error><code>1001</code><message>No user</message></error>\
        <errors><error><field>a</field><message>b</message></error><error><field>c</field><message>d</message></error></errors></n:result>";
    let error = rejected(Reply::new(200, "text/xml", list)).await;
    assert_eq!(
        (error.code, error.message.as_str(), error.fields.len()),
        (Some(1001), "No user", 2)
    );
    assert!(rt::Error::Api(Box::new(error)).is_not_found());
    // What is no XML in the end, or says nothing, is text.
    for body in ["<result><code>300</code>", "<error>Bad Gateway</error>", "<a>&unknown;</a>"] {
        assert_eq!(rejected(Reply::new(500, "application/xml", body)).await.code, None);
    }
    let error = rejected(Reply::new(500, "text/xml", "<error>Bad <b>Gateway</b></error>")).await;
    assert_eq!(error.message, "Bad Gateway");
    let deep = "<a>".repeat(100_000);
    assert_eq!(rejected(Reply::new(500, "text/xml", &deep)).await.code, None);
}

#[tokio::test]
async fn errors_in_json_rpc_are_read() {
    let body = r#"{"jsonrpc":"2.0","id":1,"error":{"code":-32602,"message":"Validation Failed.","data":[{"field":"params.password","message":"Invalid field."}]}}"#;
    for status in [200, 400] {
        let error = rejected(Reply::json(status, body)).await;
        assert_eq!((error.status, error.code), (status, Some(-32602)));
        assert_eq!(error.message, "Validation Failed.");
        assert_eq!(error.fields[0].field, "params.password");
        // Where the body is not looked at, it is an error too.
        let server = Server::always(Reply::json(status, body)).await;
        let nothing =
            users::upload_picture("me", rt::Upload::bytes("a", "b")).send(&server.client()).await;
        assert!(matches!(nothing, Err(rt::Error::Api(_))));
    }
}

#[tokio::test]
async fn partners_have_shapes_of_their_own() {
    let of = async |body: &str| {
        let error = rejected(Reply::json(400, body)).await;
        let fields = error.fields.iter().map(|one| format!("{}: {}", one.field, one.message));
        (error.code, error.kind.clone(), error.message.clone(), fields.collect::<Vec<_>>())
    };
    let kind = |text: &str| Some(text.to_owned());
    // Contact Center, SCIM, OAuth, the Marketplace, calendars, a word where a number belongs.
    assert_eq!(
        of(r#"{"status":false,"errorCode":1234,"errorMessage":"No such queue"}"#).await,
        (Some(1234), None, "No such queue".into(), vec![])
    );
    assert_eq!(
        of(r#"{"schemas":["x"],"detail":"Not unique","status":"409","scimType":"uniqueness"}"#)
            .await,
        (None, kind("uniqueness"), "Not unique".into(), vec![])
    );
    assert_eq!(
        of(r#"{"reason":"Invalid Token!","error":"invalid_grant"}"#).await,
        (None, kind("invalid_grant"), "Invalid Token!".into(), vec![])
    );
    assert_eq!(
        of(r#"{"error":"invalid_manifest","errors":["x"]}"#).await,
        (None, kind("invalid_manifest"), "invalid_manifest".into(), vec![": x".into()])
    );
    assert_eq!(
        of(r#"{"error":{"code":404,"message":"Not Found","errors":[{"domain":"global","reason":"notFound"}]}}"#).await,
        (Some(404), None, "Not Found".into(), vec!["global: notFound".into()])
    );
    assert_eq!(
        of(r#"{"code":"NO_QUEUE","message":"none"}"#).await,
        (None, kind("NO_QUEUE"), "none".into(), vec![])
    );
    let error = rejected(Reply::json(400, r#"{"detail":"No","scimType":"mutability"}"#)).await;
    assert_eq!(
        error.to_string(),
        "users::get: the server responded with HTTP 400, mutability: No — An input is wrong."
    );
}

#[tokio::test]
async fn codes_mean_the_same_with_any_status() {
    for status in [200, 400, 500] {
        let of = async |code: i64| {
            let body = format!(r#"{{"code":{code},"message":"x"}}"#);
            rt::Error::Api(Box::new(rejected(Reply::json(status, &body)).await))
        };
        assert!(of(1001).await.is_not_found() && !of(124).await.is_not_found());
        assert!(of(124).await.is_unauthorized() && !of(1001).await.is_unauthorized());
        assert!(of(200).await.is_forbidden() && !of(124).await.is_forbidden());
    }
}

#[tokio::test]
async fn long_error_responses_are_cut_and_not_read() {
    let filler = r#"{"":0},"#.repeat(400_000);
    let body = format!(r#"{{"code":300,"message":"no","z":[{filler}0]}}"#);
    let error = rejected(Reply::json(400, &body)).await;
    assert_eq!((error.status, error.code, error.message.as_str()), (400, Some(300), "no"));
    assert_eq!(error.body.len(), 1 << 20);
    let message = format!(r#"{{"code":300,"message":"{}"}}"#, "é".repeat(1 << 20));
    let error = rejected(Reply::json(400, &message)).await;
    assert_eq!((error.code, error.message.chars().count()), (Some(300), 200));
    let error = rejected(Reply::json(400, &format!("[{filler}0]"))).await;
    assert_eq!((error.code, error.message.as_str()), (None, ""));
    // With a success status it is what it says it is.
    let server =
        Server::always(Reply::json(200, &format!(r#"{{"id":"a","z":[{filler}0]}}"#))).await;
    assert_eq!(users::get("me").send(&server.client()).await.unwrap().id.as_deref(), Some("a"));
}
