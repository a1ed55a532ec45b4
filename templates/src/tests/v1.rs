//! The first version of the API: keys in the body, error responses with status 200.

use super::server::{Reply, Server};
use crate::runtime::MoreInputs as _;
use crate::runtime::Operation as _;
use crate::runtime::private::{self as rt, Error};
use crate::sample::enums::LoginType;
use crate::sample::{users, v1};
use crate::zoom::auth::V1Keys;

const KEY: &str = "v1-key-4711";
const SECRET: &str = "v1-secret-0815";

fn client(server: &Server) -> rt::Client {
    server.builder().auth(V1Keys::new(KEY, SECRET)).build().unwrap()
}

#[tokio::test]
async fn key_and_secret_are_once_in_the_body_and_nowhere_else() {
    let server = Server::always(Reply::json(200, r#"{"id":"a","type":1}"#)).await;
    let request = v1::get_by_email("a@b.c", LoginType::Zoom);
    let user = request.clone().send(&client(&server)).await.unwrap();
    assert_eq!(user.id.as_deref(), Some("a"));
    let received = server.only();
    assert_eq!((received.method.as_str(), received.target.as_str()), ("POST", "/user/getbyemail"));
    assert_eq!(received.header("content-type"), Some("application/x-www-form-urlencoded"));
    let pairs =
        [("email", "a@b.c"), ("login_type", "100"), ("api_key", KEY), ("api_secret", SECRET)];
    assert_eq!(received.form(), pairs.map(|(name, value)| (name.to_owned(), value.to_owned())));
    let headers = format!("{:?}", received.headers);
    assert!(!headers.contains(KEY) && !headers.contains(SECRET));
    let prepared = request.request().unwrap();
    assert!(!prepared.body.text().unwrap().contains("api_"));
}

#[tokio::test]
async fn a_key_that_a_caller_adds_gives_way() {
    let server = Server::always(Reply::json(200, "{}")).await;
    let request = v1::get_by_email("a@b.c", LoginType::Zoom).extra("api_key", "other");
    request.clone().send(&client(&server)).await.unwrap();
    let names: Vec<_> =
        server.only().form().into_iter().filter(|(name, _)| name == "api_key").collect();
    assert_eq!(names, [("api_key".to_owned(), KEY.to_owned())]);
}

#[tokio::test]
async fn in_a_multipart_body_they_are_parts() {
    let server = Server::always(Reply::json(200, r#"{"id":"a"}"#)).await;
    v1::upload_picture("me", rt::Upload::bytes("p.png", "PNG"))
        .send(&client(&server))
        .await
        .unwrap();
    let received = server.only();
    assert_eq!(received.target, "/user/updatepassword");
    let text = received.text();
    for (name, value) in [("id", "me"), ("api_key", KEY), ("api_secret", SECRET)] {
        assert_eq!(
            text.matches(&format!("name=\"{name}\"\r\n\r\n{value}\r\n")).count(),
            1,
            "{text}"
        );
    }
    assert!(text.contains(r#"name="pic_file"; filename="p.png""#));
}

#[tokio::test]
async fn error_responses_come_with_status_200() {
    let body = r#"{"error":{"code":102,"message":"You app key and secret doesn't match."}}"#;
    let server = Server::always(Reply::json(200, body).header("x-zm-trackingid", "t-1")).await;
    let operations = [
        v1::get_by_email("a@b.c", LoginType::Zoom).send(&client(&server)).await.map(drop),
        v1::upload_picture("me", rt::Upload::bytes("p.png", "PNG")).send(&client(&server)).await,
    ];
    for result in operations {
        let Err(Error::Api(error)) = result else { panic!("{result:?}") };
        assert_eq!((error.status, error.code), (200, Some(102)));
        assert_eq!(error.message, "You app key and secret doesn't match.");
        assert_eq!(error.tracking_id.as_deref(), Some("t-1"));
    }
}

#[tokio::test]
async fn an_error_object_without_a_code_is_data() {
    for body in [
        r#"{"error":{}}"#,
        r#"{"error":null}"#,
        r#"{"error":{"code":0,"message":"ok"}}"#,
        r#"{"error":"x"}"#,
    ] {
        let server = Server::always(Reply::json(200, body)).await;
        assert!(
            v1::get_by_email("a", LoginType::Zoom).send(&client(&server)).await.is_ok(),
            "{body}"
        );
    }
}

#[tokio::test]
async fn a_server_that_repeats_a_key_does_not_make_us_print_it() {
    for status in [200, 400] {
        let body =
            format!(r#"{{"error":{{"code":102,"message":"{KEY} and {SECRET} do not match"}}}}"#);
        let server = Server::always(Reply::json(status, &body)).await;
        let error =
            v1::get_by_email("a", LoginType::Zoom).send(&client(&server)).await.unwrap_err();
        let text = format!("{error} {error:?}");
        assert!(!text.contains(KEY) && !text.contains(SECRET), "{text}");
    }
}

#[tokio::test]
async fn each_version_has_its_own_credentials() {
    let server = Server::always(Reply::json(200, "{}")).await;
    let error = users::get("me").send(&client(&server)).await.unwrap_err();
    assert!(error.to_string().contains("a bearer token"));
    let error = v1::get_by_email("a", LoginType::Zoom).send(&server.client()).await.unwrap_err();
    assert!(error.to_string().contains("`api_key` and the form field `api_secret`"), "{error}");
    let both = server
        .builder()
        .auth(V1Keys::new(KEY, SECRET))
        .auth(crate::runtime::auth::Bearer::new("t"));
    let both = both.build().unwrap();
    users::get("me").send(&both).await.unwrap();
    v1::get_by_email("a", LoginType::Zoom).send(&both).await.unwrap();
    assert_eq!(server.received()[0].header("authorization"), Some("Bearer t"));
    assert_eq!(server.received()[1].header("authorization"), None);
}
