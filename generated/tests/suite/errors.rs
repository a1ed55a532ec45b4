//! What a caller learns when it goes wrong.

use zoom_client::enums::{LoginType, UserType};
use zoom_client::{Error, users, v1};

use crate::client;
use crate::support::{Reply, Server};

async fn error_response(reply: Reply) -> Error {
    let server = Server::always(reply).await;
    users::get("nobody").send(&client(&server)).await.unwrap_err()
}

#[tokio::test]
async fn a_known_code_has_a_meaning() {
    let body = r#"{"code":1001,"message":"User does not exist: nobody."}"#;
    let error = error_response(Reply::json(404, body).header("X-Zm-TrackingId", "track-1")).await;
    assert!(error.is_not_found() && !error.is_retryable());
    let api = error.api().unwrap();
    assert_eq!((api.operation, api.status, api.code), ("users::get", 404, Some(1001)));
    assert_eq!(api.message, "User does not exist: nobody.");
    assert_eq!(api.meaning, Some("No user of this account has this ID or email address."));
    assert_eq!(api.tracking_id.as_deref(), Some("track-1"));
    let text = error.to_string();
    for part in ["users::get", "404", "1001", "User does not exist", "No user of this", "track-1"] {
        assert!(text.contains(part), "no `{part}` in {text}");
    }
    let api = error_response(Reply::json(400, r#"{"code":1120,"message":"Not found."}"#)).await;
    let meaning = api.api().and_then(|api| api.meaning).unwrap();
    assert!(meaning.contains("invited"), "{meaning}");
}

#[tokio::test]
async fn an_unknown_code_is_still_reported() {
    let body = r#"{"code":300,"message":"Validation Failed.","errors":[
        {"field":"login_type","message":"Invalid field."}]}"#;
    let error = error_response(Reply::json(400, body)).await;
    let api = error.api().unwrap();
    assert_eq!((api.code, api.meaning), (Some(300), None));
    assert_eq!(api.fields[0].field, "login_type");
    assert!(error.to_string().contains("login_type: Invalid field."), "{error}");
}

#[tokio::test]
async fn missing_scopes_are_listed() {
    let body = r#"{"code":4711,"message":"Invalid access token, does not contain scopes:[user:read:admin, user:read]."}"#;
    let error = error_response(Reply::json(400, body)).await;
    assert_eq!(error.api().unwrap().missing_scopes, ["user:read:admin", "user:read"]);
}

#[tokio::test]
async fn a_success_status_may_hide_an_error_response() {
    let error = error_response(Reply::ok(r#"{"code":200,"message":"No permission."}"#)).await;
    assert_eq!(error.api().map(|api| (api.status, api.code)), Some((200, Some(200))));
    // A code of zero says that all is well.
    let server = Server::always(Reply::ok(r#"{"code":0,"message":"success","id":"u-1"}"#)).await;
    let user = users::get("me").send(&client(&server)).await.unwrap();
    assert_eq!(user.id.as_deref(), Some("u-1"));
}

#[tokio::test]
async fn version_1_rejects_with_a_success_status() {
    let body = r#"{"error":{"code":1001,"message":"User not exist: nobody"}}"#;
    let server = Server::always(Reply::ok(body)).await;
    let zoom = client(&server);
    let results = [
        v1::users::get("nobody").send(&zoom).await.map(drop),
        v1::users::get_by_email("a@b.c", LoginType::Zoom).send(&zoom).await.map(drop),
        v1::users::create("a@b.c", UserType::Basic).send(&zoom).await.map(drop),
        v1::users::list().send(&zoom).await.map(drop),
        v1::users::list().items(&zoom).try_next().await.map(drop),
        v1::users::check_zpk("zpk").send(&zoom).await.map(drop),
    ];
    for result in results {
        let error = result.unwrap_err();
        let api = error.api().unwrap();
        assert_eq!((api.status, api.code), (200, Some(1001)));
        assert_eq!(api.message, "User not exist: nobody");
    }
    // The same with a status that says so.
    let server = Server::always(Reply::json(400, body)).await;
    let error = v1::users::get("nobody").send(&client(&server)).await.unwrap_err();
    assert_eq!(error.api().map(|api| (api.status, api.code)), Some((400, Some(1001))));
}

#[tokio::test]
async fn a_response_that_is_not_json_says_where() {
    let server = Server::always(Reply::ok(r#"{"id":"u-1","dept":"#)).await;
    let error = users::get("me").send(&client(&server)).await.unwrap_err();
    let Error::Decode(decode) = &error else { panic!("{error:?}") };
    assert!(decode.to_string().contains("users::get"), "{decode}");
    let page = error_response(Reply::json(502, "<html>Bad gateway</html>")).await;
    assert_eq!(page.status(), Some(502));
    assert!(page.is_retryable());
}

#[tokio::test]
async fn too_many_requests_can_be_recognized() {
    let body = r#"{"code":429,"message":"You have reached the maximum per-second rate limit."}"#;
    let error = error_response(Reply::json(429, body).header("Retry-After", "7")).await;
    assert!(error.is_rate_limited() && error.is_retryable());
    assert!(error.api().unwrap().retry_after.is_some());
}

#[test]
fn an_error_can_be_passed_on() {
    fn is_error<E: std::error::Error + Clone + Send + Sync + 'static>() {}
    is_error::<Error>();
}
