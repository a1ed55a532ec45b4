//! Error responses in every form.

use crate::client;
use zoom_client::runtime::testing::FakeResponse;
use zoom_client::{Error, users, webinars};

async fn error_response(status: u16, body: &str) -> zoom_client::ApiError {
    let (zoom, _) = client([FakeResponse::status(status)
        .header("content-type", "application/json")
        .body(body.to_owned())]);
    match users::get("me").send(&zoom).await {
        Err(Error::Api(error)) => *error,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn p21_messages_under_two_names() {
    for name in ["message", "error_message"] {
        let error =
            error_response(400, &format!(r#"{{"code":300,"{name}":"Not checked in"}}"#)).await;
        assert_eq!((error.code, error.message.as_str()), (Some(300), "Not checked in"));
    }
}

#[tokio::test]
async fn p53_a_body_with_quotes_that_nobody_escaped() {
    let body = r#"{"code":104,"message":"Invalid access token, does not contain scopes:["calendar:read:admin","calendar:read"]"}"#;
    let error = error_response(400, body).await;
    assert_eq!(error.code, Some(104));
    assert_eq!(error.missing_scopes, ["calendar:read:admin", "calendar:read"]);
    assert_eq!(&error.body[..], body.as_bytes());
}

#[tokio::test]
async fn p54_a_success_that_is_an_error_response_and_one_that_is_none() {
    let error = error_response(200, r#"{"code":200,"message":"Webinar plan is missing."}"#).await;
    assert_eq!((error.status, error.code), (200, Some(200)));
    let (zoom, _) =
        client([FakeResponse::json(200, r#"{"code":0,"error_message":"success","id":"1"}"#)]);
    assert!(webinars::get("1").send(&zoom).await.is_ok());
}

#[tokio::test]
async fn p55_codes_without_a_message_and_below_zero() {
    let error = error_response(400, r#"{"code":120,"message":""}"#).await;
    assert_eq!((error.code, error.message.as_str()), (Some(120), ""));
    assert!(error.to_string().contains("120"));
    let error = error_response(
        400,
        r#"{"code":-1,"message":"Required request part 'file' is not present"}"#,
    )
    .await;
    assert_eq!(error.code, Some(-1));
}
