//! Credentials stay with the server that they are for.

use super::server::{Reply, Server};
use crate::runtime::auth::Bearer;
use crate::runtime::{Error, Upload, reqwest};
use crate::sample::{enums::LoginType, users, v1};
use crate::zoom::auth::V1Keys;

#[tokio::test]
async fn redirects_are_not_followed() {
    let other = Server::always(Reply::json(200, "{}")).await;
    for status in [301, 302, 303, 307, 308] {
        let to = format!("{}/elsewhere", other.url);
        let server = Server::always(Reply::empty(status).header("Location", &to)).await;
        // Also when the caller's own HTTP client would follow them.
        let http =
            reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::limited(10));
        let client = server
            .builder()
            .http(http)
            .auth(Bearer::new("t"))
            .auth(V1Keys::new("k", "s"))
            .build()
            .unwrap();
        let errors = [
            users::get("me").send(&client).await.unwrap_err(),
            v1::get_by_email("a@b.c", LoginType::Zoom).send(&client).await.unwrap_err(),
            v1::upload_picture("me", Upload::bytes("a", "b")).send(&client).await.unwrap_err(),
        ];
        for error in errors {
            assert!(matches!(&error, Error::Api(error) if error.status == status), "{error}");
        }
    }
    assert!(other.received().is_empty());
}
