//! How applications show Zoom who they are.

mod answer;
mod server_to_server;
mod v1_keys;

pub use self::server_to_server::ServerToServer;
pub use self::v1_keys::V1Keys;

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
