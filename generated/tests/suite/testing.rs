//! The test that the guide shows, and what it relies on.

use serde_json::json;
use zoom_client::auth::Bearer;
use zoom_client::runtime::testing::{FakeResponse, FakeTransport};
use zoom_client::{Client, Error, Method, Result, users};

/// What is tested: a user is looked up, and changed by the ID.
async fn deactivate(zoom: &Client, email: &str) -> Result<()> {
    let user = users::get(email).send(zoom).await?;
    users::update(user.require_id()?).dept("Former").send(zoom).await?;
    Ok(())
}

#[tokio::test]
async fn a_test_without_a_server() -> Result<()> {
    let transport = FakeTransport::new();
    transport
        .on(Method::GET, "/v2/users/{userId}", FakeResponse::json(200, r#"{"id":"u1","type":2}"#))
        .on(Method::PATCH, "/v2/users/u1", FakeResponse::status(204));
    let zoom = Client::builder().transport(transport.clone()).auth(Bearer::new("token")).build()?;
    deactivate(&zoom, "jane@example.com").await?;
    let sent = transport.sent();
    assert_eq!((sent[1].path(), sent[1].json()), ("/v2/users/u1", json!({"dept": "Former"})));

    // What was not set is an error that says what was.
    let error = users::list().send(&zoom).await.unwrap_err();
    assert!(matches!(error, Error::Transport(_)), "{error}");
    let cause = std::error::Error::source(&error).unwrap().to_string();
    assert!(
        cause.contains("GET /v2/users: there are responses for GET /v2/users/{userId}"),
        "{cause}"
    );
    Ok(())
}
