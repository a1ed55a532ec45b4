//! Server-to-server OAuth: an application that acts for its own account.

use secrecy::SecretString;

use super::application::Application;
use super::flow::{Flow, Grant, flow};
use super::variable;
use crate::runtime::Result;

/// Server-to-server OAuth: an application that acts for its own account
/// (<https://developers.zoom.us/docs/internal-apps/s2s-oauth/>).
///
/// A token is fetched with the first request and shared by all. Some minutes before it ends, or when the server reports
/// that it has expired, it is replaced. Clones share it.
#[derive(Clone)]
pub struct ServerToServer {
    flow: Flow,
}

flow!(ServerToServer);

impl ServerToServer {
    /// The ids and the secret of an application.
    #[must_use]
    pub fn new(
        account_id: impl Into<String>,
        client_id: impl Into<String>,
        client_secret: impl Into<SecretString>,
    ) -> Self {
        let application = Application::new(client_id, Some(client_secret.into()));
        Self { flow: Flow::new(application, Grant::Account(account_id.into())) }
    }

    /// The ids and the secret in `ZOOM_ACCOUNT_ID`, `ZOOM_CLIENT_ID` and `ZOOM_CLIENT_SECRET`.
    ///
    /// # Errors
    /// When one of them is not set.
    pub fn from_env() -> Result<Self> {
        Ok(Self::new(
            variable("ZOOM_ACCOUNT_ID")?,
            variable("ZOOM_CLIENT_ID")?,
            variable("ZOOM_CLIENT_SECRET")?,
        ))
    }

    /// Fetches tokens from another endpoint, a server of your own for example.
    #[must_use]
    pub fn token_url(mut self, url: impl Into<String>) -> Self {
        self.flow = self.flow.with_application(|own| own.set_token_url(url));
        self
    }
}
