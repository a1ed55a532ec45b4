//! Nothing that is printed contains a secret.

use std::fmt::Debug;
use zoom_client::MoreInputs as _;
use zoom_client::Operation as _;

use zoom_client::auth::{Bearer, ServerToServer, V1Keys};
use zoom_client::enums::{LoginType, UserType};
use zoom_client::{Client, users, v1};

use crate::support::{Reply, Server};
use crate::{KEY, SECRET, TOKEN, client};

fn shown(value: &impl Debug) -> String {
    format!("{value:?} {value:#?}")
}

#[track_caller]
fn assert_hidden(text: &str, secrets: &[&str]) {
    for secret in secrets {
        assert!(!text.contains(secret), "`{secret}` in {text}");
    }
}

#[tokio::test]
async fn the_keys_of_version_1_are_sent_once_and_never_shown() {
    let server = Server::always(Reply::ok(include_str!("../fixtures/v1_get_by_email.json"))).await;
    let zoom = client(&server);
    let request = v1::users::get_by_email("jo@example.com", LoginType::Zoom);
    let response = request.clone().send(&zoom).with_response().await.unwrap();

    let sent = server.only();
    assert_eq!(sent.line, "POST /user/getbyemail");
    assert_eq!(sent.header("content-type"), Some("application/x-www-form-urlencoded"));
    let form = [
        ("email", "jo@example.com"),
        ("login_type", "100"),
        ("api_key", KEY),
        ("api_secret", SECRET),
    ];
    assert_eq!(sent.form(), crate::owned(&form));
    assert_hidden(&format!("{} {:?}", sent.line, sent.headers), &[KEY, SECRET, TOKEN]);

    let prepared = request.request().unwrap();
    let printed = [
        shown(&request),
        shown(&prepared),
        shown(&zoom),
        shown(&response),
        shown(&crate::builder(&server).auth(V1Keys::new(KEY, SECRET))),
        shown(&V1Keys::new(KEY, SECRET)),
        prepared.url,
    ];
    assert_hidden(&printed.concat(), &[KEY, SECRET, TOKEN, "fake-token", "fake-zpk", "fake-zak"]);
}

#[tokio::test]
async fn credentials_that_a_document_lists_among_the_inputs_are_sent_once() {
    let server = Server::always(Reply::ok(include_str!("../fixtures/v1_get.json"))).await;
    v1::users::get("u-1").send(&client(&server)).await.unwrap();
    let sent = server.only();
    assert_eq!(sent.line, "POST /user/get");
    let form = [("id", "u-1"), ("api_key", KEY), ("api_secret", SECRET)];
    assert_eq!(sent.form(), crate::owned(&form));
}

#[test]
fn secret_fields_are_printed_as_stars() {
    let user: users::User = serde_json::from_str(include_str!("../fixtures/user.json")).unwrap();
    let text = shown(&user);
    assert!(text.contains(r#""jo@example.com""#) && text.contains("host_key: ***"), "{text}");
    assert_hidden(&text, &["123456,", "\"123456\""]);

    let body = include_str!("../fixtures/v1_get.json");
    let text = shown(&serde_json::from_str::<v1::users::User>(body).unwrap());
    for name in ["token", "zpk", "zak"] {
        assert!(text.contains(&format!("{name}: ***")), "{text}");
    }
    assert_hidden(&text, &["fake-"]);
    let body = include_str!("../fixtures/v1_list.json");
    let text = shown(&serde_json::from_str::<v1::users::list::Page>(body).unwrap());
    assert_hidden(&text, &["fake-"]);
    assert!(text.contains("zak: ***"), "{text}");
}

#[test]
fn secret_inputs_are_printed_as_stars_and_sent_as_they_are() {
    let create = v1::users::auto_create("jo@example.com", UserType::Basic, "pass-word-1");
    let update = v1::users::update("u-1").host_key("987654");
    let check = v1::users::check_zpk("zpk-value-1");
    let printed = [
        shown(&create),
        shown(&create.request().unwrap()),
        shown(&update),
        shown(&update.request().unwrap()),
        shown(&check),
        shown(&check.request().unwrap()),
    ];
    assert_hidden(&printed.concat(), &["pass-word-1", "987654", "zpk-value-1"]);
    assert!(printed[0].contains("password: ***"), "{}", printed[0]);
    assert!(printed[2].contains("host_key: ***"), "{}", printed[2]);
    let body = create.request().unwrap().body.text().unwrap();
    assert!(body.contains("password=pass-word-1"), "{body}");
}

#[test]
fn values_that_nobody_has_looked_at_are_not_printed() {
    let body = r#"{"id":"u-1","new_passcode":"extra-secret"}"#;
    let user: users::User = serde_json::from_str(body).unwrap();
    let text = shown(&user);
    assert!(text.contains("new_passcode"), "{text}");
    assert_hidden(&text, &["extra-secret"]);
    let request = users::get("me").extra("new_passcode", "extra-secret");
    assert_hidden(&(shown(&request) + &shown(&request.request().unwrap())), &["extra-secret"]);
}

#[tokio::test]
async fn errors_do_not_repeat_secrets() {
    let body = format!(r#"{{"error":{{"code":102,"message":"{KEY} and {SECRET} do not match"}}}}"#);
    for status in [200, 400] {
        let server = Server::always(Reply::json(status, &body)).await;
        let error = v1::users::get("u-1").send(&client(&server)).await.unwrap_err();
        assert_hidden(&format!("{error} {}", shown(&error)), &[KEY, SECRET]);
    }
    let server = Server::always(Reply::json(401, format!(r#"{{"message":"{TOKEN}"}}"#))).await;
    let error = users::get("me").send(&client(&server)).await.unwrap_err();
    assert_hidden(&format!("{error} {}", shown(&error)), &[TOKEN]);
    // Nor does the text around a place where a response could not be read.
    let broken = r#"{"id":"u-1","host_key":"123456","dept":]"#;
    let server = Server::always(Reply::ok(broken)).await;
    let error = users::get("me").send(&client(&server)).await.unwrap_err();
    assert_hidden(&format!("{error} {}", shown(&error)), &["123456"]);
}

#[tokio::test]
async fn nobody_there_is_no_reason_to_print_a_url() {
    let auth = ServerToServer::new("account-1", "client-1", "client-secret-1414")
        .token_url("http://127.0.0.1:9/oauth/token");
    assert_hidden(&shown(&auth), &["client-secret-1414"]);
    let zoom = Client::builder()
        .base_url("http://127.0.0.1:9")
        .retry(zoom_client::Retry::none())
        .auth(auth);
    let zoom = zoom.auth(V1Keys::new(KEY, SECRET)).build().unwrap();
    let errors = [
        users::get("me").send(&zoom).await.unwrap_err(),
        v1::users::get("u-1").send(&zoom).await.unwrap_err(),
    ];
    for error in errors {
        let text = format!("{error} {}", shown(&error));
        assert_hidden(&text, &["client-secret-1414", KEY, SECRET]);
    }
    assert_hidden(&shown(&Bearer::new(TOKEN)), &[TOKEN]);
}
