//! Client credentials: an application that acts for itself.

use secrecy::SecretString;

use super::application::Application;
use super::flow::{Flow, Grant, flow};
use super::variable;
use crate::runtime::Result;

/// Client credentials: an application that acts for itself, as chatbots do
/// (<https://developers.zoom.us/docs/team-chat/chatbot/extend/>).
///
/// Tokens have the scope `imchat:bot` and scopes of the marketplace, and no access to users. They are
/// fetched, shared and replaced as those of [`ServerToServer`](super::ServerToServer).
#[derive(Clone)]
pub struct ClientCredentials {
    flow: Flow,
}

flow!(ClientCredentials);

impl ClientCredentials {
    /// The id and the secret of an application.
    #[must_use]
    pub fn new(client_id: impl Into<String>, client_secret: impl Into<SecretString>) -> Self {
        let application = Application::new(client_id, Some(client_secret.into()));
        Self { flow: Flow::new(application, Grant::Client) }
    }

    /// The id and the secret in `ZOOM_CLIENT_ID` and `ZOOM_CLIENT_SECRET`.
    ///
    /// # Errors
    /// When one of them is not set.
    pub fn from_env() -> Result<Self> {
        Ok(Self::new(variable("ZOOM_CLIENT_ID")?, variable("ZOOM_CLIENT_SECRET")?))
    }
}
