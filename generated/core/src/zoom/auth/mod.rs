//! How applications show Zoom who they are.
//!
//! | Who calls | Credentials |
//! | --- | --- |
//! | a program, for its own account | [`ServerToServer`] |
//! | an application, for users who allow it | `OAuth` (feature `oauth`): in a browser, or with a code on another device |
//! | a chatbot, for itself | [`ClientCredentials`] |
//! | a program, for its Video SDK account | `VideoSdkJwt` (feature `video-sdk-jwt`) |
//! | a program that uses version 1 | [`V1Keys`] |
//! | a program that has a token already | [`Bearer`](crate::runtime::auth::Bearer) |

mod application;
mod client_credentials;
mod flow;
#[cfg(feature = "oauth")]
mod oauth;
mod server_to_server;
mod token_response;
mod v1_keys;
#[cfg(feature = "video-sdk-jwt")]
mod video_sdk_jwt;

pub use self::client_credentials::ClientCredentials;
#[cfg(feature = "oauth")]
pub use self::oauth::{Consent, DeviceCode, OAuth};
pub use self::server_to_server::ServerToServer;
pub use self::v1_keys::V1Keys;
#[cfg(feature = "video-sdk-jwt")]
pub use self::video_sdk_jwt::VideoSdkJwt;
pub use super::hosts::{Host, Region};

use crate::runtime::{AuthError, AuthErrorKind, Result};

/// The value of an environment variable that has to be there.
pub(super) fn variable(name: &str) -> Result<String> {
    match std::env::var(name) {
        Ok(value) if !value.trim().is_empty() => Ok(value.trim().to_owned()),
        // The text of the other error would show the value.
        _ => Err(AuthError::new(
            AuthErrorKind::Missing,
            format!(
                "the environment variable {name} is not set, or its value is empty or not text"
            ),
        )
        .into()),
    }
}
