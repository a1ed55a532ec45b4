//! No secret is ever printed.

use crate::runtime::MoreInputs as _;
use crate::runtime::Operation as _;
use std::fmt::Debug;
use std::sync::{Arc, Mutex};

use secrecy::SecretString;

use crate::runtime::auth::{
    ApiKey, Basic, Bearer, BoxFuture, Credential, Credentials, MemoryStore, Token,
};
use crate::runtime::private as rt;
use crate::runtime::reqwest::{Request, Response};
use crate::sample::users;
use crate::zoom::auth::{ServerToServer, V1Keys};

const SECRET: &str = "hush-hush";

fn silent(value: &dyn Debug) {
    let text = format!("{value:?} {value:#?}");
    assert!(!text.contains("hush"), "{text}");
}

#[test]
fn credentials_are_silent() {
    silent(&Bearer::new(SECRET));
    silent(&Basic::new("name", SECRET));
    silent(&ApiKey::new(rt::Scheme::Header("x"), SECRET));
    silent(&V1Keys::new(SECRET, SECRET));
    silent(&ServerToServer::new(SECRET, SECRET, SECRET));
    silent(&Token::new(SECRET, std::time::Duration::from_secs(1)));
    let token =
        Token::new(SECRET, std::time::Duration::from_secs(1)).with_refresh(Some(SECRET.into()));
    silent(&token);
    silent(&token.to_json());
    silent(&MemoryStore::with(token));
    let secret = || SecretString::from(SECRET);
    let parts = vec![
        Credential::Bearer(secret()),
        Credential::Basic { name: "name".into(), password: secret() },
        Credential::Key(rt::Scheme::Bearer, secret()),
    ];
    silent(&parts);
    silent(&Credentials::new(parts));
    let builder = rt::Client::builder().auth(Bearer::new(SECRET)).auth(V1Keys::new(SECRET, SECRET));
    silent(&builder);
    silent(&builder.build().unwrap());
}

#[test]
fn secret_fields_are_silent_and_the_others_are_not() {
    let mut user =
        users::User { id: Some("a".into()), host_key: Some(SECRET.into()), ..Default::default() };
    user.extra.insert("new_token", SECRET);
    user.anything = Some(serde_json::json!({"password": SECRET}));
    user.manager =
        Some(Box::new(users::User { host_key: Some(SECRET.into()), ..Default::default() }));
    silent(&user);
    let text = format!("{user:?}");
    assert!(text.starts_with(r#"User { id: "a","#), "{text}");
    assert!(
        text.contains("host_key: ***") && text.contains("new_token") && text.contains("password"),
        "{text}"
    );
    assert!(!text.contains("pmi"), "what is not set is not printed: {text}");
    let page = users::Page { users: vec![user], ..Default::default() };
    silent(&page);
}

#[test]
fn requests_are_silent() {
    let mut info = users::UserInfo::new("a@b.c");
    info.password = Some(SECRET.into());
    let request = users::create("create", info).extra("pin", SECRET);
    let options = rt::Options::new().header("x-pass", SECRET).query("pass", SECRET);
    silent(&options);
    let request = request.options(options);
    silent(&request);
    let prepared = request.request().unwrap();
    silent(&prepared);
    silent(&prepared.body);
    assert!(prepared.body.text().unwrap().contains(SECRET));
    let text = format!("{prepared:?}");
    assert!(text.contains("/users") && text.contains("pass") && text.contains("x-pass"), "{text}");
    let file = rt::Upload::bytes("a.png", SECRET);
    silent(&file);
    let prepared = users::upload_picture("me", file).extra("pin", SECRET).request().unwrap();
    silent(&prepared);
    if let rt::PreparedBody::Multipart(parts) = &prepared.body {
        parts.iter().for_each(|part| silent(&part.content));
    }
    silent(&rt::PreparedBody::Form(vec![("pass".into(), SECRET.into())]));
}

#[tokio::test]
async fn errors_and_responses_are_silent() {
    let body = format!(r#"{{"id":"a","host_key":"{SECRET}"}}"#);
    let server = super::server::Server::always(
        super::server::Reply::json(200, &body).header("set-cookie", SECRET),
    )
    .await;
    let client = server.builder().auth(Bearer::new("token")).build().unwrap();
    silent(&client.execute(&users::get("me")).await.unwrap());
    silent(&users::get("me").send(&client).with_response().await.unwrap());
    let server = super::server::Server::always(super::server::Reply::json(400, &body)).await;
    let client = server.builder().auth(Bearer::new("token")).build().unwrap();
    let error = users::get("me").send(&client).await.unwrap_err();
    silent(&error);
    assert!(!error.to_string().contains("hush"));
    // A token that cannot be sent in a header.
    let client = server.builder().auth(Bearer::new("hush-hush\n")).build().unwrap();
    let error = users::get("me").send(&client).await.unwrap_err();
    silent(&error);
    assert!(!error.to_string().contains("hush"));
}

/// A transport that prints what it is given, as somebody who looks for a fault would.
struct Loud(Arc<Mutex<String>>);

impl rt::Transport for Loud {
    fn execute(&self, request: Request) -> BoxFuture<'_, Result<Response, rt::TransportError>> {
        *self.0.lock().unwrap() += &format!("{request:?}\n");
        Box::pin(async { Err(rt::TransportError::new(rt::TransportKind::Build, None)) })
    }
}

#[tokio::test]
async fn transports_that_print_requests_print_no_credentials() {
    let printed = Arc::new(Mutex::new(String::new()));
    for auth in [Bearer::new(SECRET), Bearer::new("hush")] {
        let client = rt::Client::builder().transport(Loud(printed.clone())).auth(auth);
        let client = client.retry(rt::Retry::none()).build().unwrap();
        users::get("me").send(&client).await.unwrap_err();
        users::create("create", users::UserInfo::new("a")).send(&client).await.unwrap_err();
    }
    let printed = printed.lock().unwrap();
    assert_eq!(printed.matches("authorization").count(), 4, "{printed}");
    assert!(!printed.contains("hush"), "{printed}");
}

#[test]
fn urls_are_printed_without_their_parameters_and_users() {
    let url = "https://zoom.example/rec/x?access_token=hush-1&pwd=hush-2&from=2026";
    let options = rt::Options::new().header("Authorization", "Bearer hush-3");
    let prepared = users::get("me").options(options);
    for download in [rt::Download::new(url), rt::Download::of(&prepared).unwrap()] {
        silent(&download.token("hush-4"));
    }
    let text = format!("{:?}", rt::Download::new(url));
    assert!(
        text.contains("https://zoom.example/rec/x?access_token=***&pwd=***&from=2026"),
        "{text}"
    );
    let url = "https://user:hush-1@zoom.example/oauth/token?key=hush-2";
    let expected = "https://***@zoom.example/oauth/token?key=***";
    let client = rt::Client::builder().base_url(url);
    let source = ServerToServer::new("a", "b", "c").token_url(url);
    let host = crate::zoom::auth::Host::new(url, url);
    let credentials = Credentials::new(Vec::new()).base_url("v2", url);
    let mut token = Token::new(SECRET, std::time::Duration::from_secs(1));
    token.api_url = Some(url.into());
    let printed: [&dyn Debug; 5] = [&client, &source, &host, &credentials, &token];
    for value in printed {
        silent(value);
        let text = format!("{value:?}");
        assert!(text.contains(expected), "{text}");
    }
}

#[test]
fn strings_of_models_are_printed_without_the_secrets_in_their_urls() {
    let url = "https://zoom.example/j/123?pwd=hush-1&tk=hush-2.x&uname=Ada";
    let mut user = users::User { id: Some("id-1".into()), ..Default::default() };
    user.group_ids = vec![format!("join {url}")];
    user.anything = Some(serde_json::json!(url));
    user.extra.insert(url, 1);
    silent(&user);
    let text = format!("{user:?}");
    assert_eq!(
        text.matches("https://zoom.example/j/123?pwd=***&tk=***&uname=Ada").count(),
        3,
        "{text}"
    );
    assert!(text.contains("id-1"), "{text}");
}

#[tokio::test]
async fn responses_without_a_type_are_printed_as_outlines() {
    let body = r#"{"id":"a","password":"hush-1"}"#;
    let server = super::server::Server::always(super::server::Reply::json(200, body)).await;
    let client = server.builder().auth(Bearer::new("token")).build().unwrap();
    let raw = rt::Raw::get("/x");
    silent(&raw.clone().send::<rt::Value>(&client).with_response().await.unwrap());
    silent(&raw.clone().send::<rt::Bytes>(&client).with_response().await.unwrap());
    let text =
        format!("{:?}", raw.clone().send::<rt::Value>(&client).with_response().await.unwrap());
    assert!(text.contains("password"), "{text}");
}

#[tokio::test]
async fn error_responses_that_repeat_what_was_sent_are_silent() {
    let body = "{\"code\":300,\"message\":\"`Hush%2BPass` and `SHVzaCtQYXNz` and `hush-header` are wrong, see https://zoom.example/j/1?pwd=hush-1 and got Authorization: Bearer hush-hush-hush-hush\",\"errors\":[{\"field\":\"a\",\"message\":\"Hush+Pass\"}]}";
    for status in [200, 400] {
        let server = super::server::Server::always(super::server::Reply::json(status, body)).await;
        let client = server.builder().auth(Bearer::new("token")).build().unwrap();
        let mut info = users::UserInfo::new("a@b.c");
        info.password = Some("Hush+Pass".into());
        let options = rt::Options::new().header("x-api-key", "hush-header");
        let error = users::create("create", info).options(options).send(&client).await.unwrap_err();
        for text in [format!("{error}"), format!("{error:?}"), format!("{error:#?}")] {
            let small = text.to_lowercase();
            assert!(!small.contains("hush") && !text.contains("SHVza"), "{text}");
            assert!(text.contains("https://zoom.example/j/1?pwd=***"), "{text}");
        }
    }
}

#[tokio::test]
async fn scopes_in_error_responses_are_silent() {
    let body = format!(
        r#"{{"code":4711,"message":"token does not contain scopes:[user:read, {SECRET}]."}}"#
    );
    let server = super::server::Server::always(super::server::Reply::json(400, &body)).await;
    let client = server.builder().auth(Bearer::new(SECRET)).build().unwrap();
    let error = users::get("me").send(&client).await.unwrap_err();
    assert_eq!(error.missing_scopes(), ["user:read", "***"]);
    silent(&error);
}

#[tokio::test]
async fn error_responses_that_repeat_credentials_are_silent() {
    for status in [200, 400, 401, 500] {
        let body = format!(
            r#"{{"code":300,"message":"{SECRET} is wrong","errors":[{{"field":"{SECRET}","message":"{SECRET}"}}]}}"#
        );
        let server = super::server::Server::always(super::server::Reply::json(status, &body)).await;
        let client = server.builder().auth(Bearer::new(SECRET)).build().unwrap();
        let error = users::get("me").send(&client).await.unwrap_err();
        assert_eq!(error.api().map(|error| error.fields.len()), Some(1), "{error}");
        silent(&error);
        assert!(error.to_string().contains("*** is wrong"), "{error}");
    }
}
