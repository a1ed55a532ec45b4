//! The tokens that a program makes itself for the API of the Video SDK.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use secrecy::ExposeSecret;
use sha2::Sha256;

use super::server::{Reply, Server};
use crate::runtime::auth::{Credential, Credentials};
use crate::sample::users;
use crate::zoom::auth::VideoSdkJwt;

const SECRET: &str = "sdk-secret-0123";

fn text(credentials: &Credentials) -> String {
    let [Credential::Bearer(token)] = credentials.parts() else { panic!("{credentials:?}") };
    token.expose_secret().to_owned()
}

fn noon() -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(1_700_000_000)
}

fn after(seconds: u64) -> SystemTime {
    noon() + Duration::from_secs(seconds)
}

#[test]
fn a_token_is_a_jwt_that_the_secret_signed() {
    let keys = VideoSdkJwt::new("sdk-key", SECRET);
    let token = text(&keys.token_at(noon(), None).unwrap());
    let parts: Vec<&str> = token.split('.').collect();
    let decoded = |at: usize| URL_SAFE_NO_PAD.decode(parts[at]).unwrap();
    let json = |at| serde_json::from_slice::<serde_json::Value>(&decoded(at)).unwrap();
    assert_eq!(parts.len(), 3);
    assert_eq!(json(0), serde_json::json!({"alg": "HS256", "typ": "JWT"}));
    // Seconds, not milliseconds; the clock of the server may be half a minute behind.
    let claims = serde_json::json!({"iss": "sdk-key", "iat": 1_699_999_970, "exp": 1_700_007_200});
    assert_eq!(json(1), claims);
    let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).unwrap();
    mac.update(format!("{}.{}", parts[0], parts[1]).as_bytes());
    mac.verify_slice(&decoded(2)).unwrap();
    assert!(!format!("{keys:?}").contains("sdk-secret"));
}

#[test]
fn a_token_is_used_until_a_minute_before_its_end() {
    let keys = VideoSdkJwt::new("sdk-key", SECRET);
    let first = keys.token_at(noon(), None).unwrap();
    let at = |seconds| keys.clone().token_at(after(seconds), None).unwrap();
    assert_eq!(text(&at(7_139)), text(&first));
    let second = at(7_140);
    assert_ne!(text(&second), text(&first));
    assert_ne!(second.generation(), first.generation());
    // The clock was set back: nobody knows how old the token is.
    assert_ne!(text(&at(0)), text(&second));
}

#[test]
fn a_rejected_token_is_replaced_unless_it_is_new() {
    let keys = VideoSdkJwt::new("sdk-key", SECRET);
    let first = keys.token_at(noon(), None).unwrap();
    assert!(keys.renew_at(after(4), first.generation()).unwrap().is_none());
    let second = keys.renew_at(after(600), first.generation()).unwrap().unwrap();
    assert_ne!(text(&second), text(&first));
    // A late rejection of the first one leads to the second one.
    let again = keys.renew_at(after(601), first.generation()).unwrap().unwrap();
    assert_eq!(text(&again), text(&second));
}

#[tokio::test]
async fn requests_show_it_and_a_wrong_key_is_asked_once() {
    let server =
        Server::always(Reply::json(401, r#"{"code":124,"message":"Invalid access token."}"#)).await;
    let client = server.builder().auth(VideoSdkJwt::new("sdk-key", SECRET)).build().unwrap();
    let error = users::get("me").send(&client).await.unwrap_err();
    assert!(error.is_unauthorized() && !format!("{error:?}").contains(SECRET));
    assert!(server.only().header("authorization").unwrap().starts_with("Bearer eyJ"));
}
