//! OAuth: an application that acts for users who allow it.

#[cfg(feature = "blocking")]
mod blocking;
mod consent;
mod device;

use secrecy::{ExposeSecret, SecretString};

use super::application::Application;
use super::flow::{Flow, Grant, flow};
use super::variable;
use crate::runtime::auth::Token;
use crate::runtime::{Client, Result};

pub use self::consent::Consent;
pub use self::device::DeviceCode;

/// OAuth: an application that acts for a user who allows it
/// (<https://developers.zoom.us/docs/integrations/oauth/>).
///
/// The user allows it either in a browser, which comes back with a code ([`consent`](Self::consent),
/// [`accept`](Self::accept)), or with a code on another device ([`device`](Self::device),
/// [`wait`](Self::wait)). From then on the token is renewed without the user. Renewing uses the last token
/// up, so that it has to be kept: give a [`store`](Self::store) that outlives the process, one for each
/// user. A renewal goes on when its callers have given up, but not when the runtime is shut down: see
/// [`Client::finish_renewals`]. Clones share the token.
#[derive(Clone)]
pub struct OAuth {
    flow: Flow,
    redirect_uri: Option<String>,
    scopes: Vec<String>,
    parameters: Vec<(String, String)>,
}

flow!(OAuth);

impl OAuth {
    /// The id and the secret of an application.
    #[must_use]
    pub fn new(client_id: impl Into<String>, client_secret: impl Into<SecretString>) -> Self {
        Self::of(Application::new(client_id, Some(client_secret.into())))
    }

    /// The id of an application that runs where it cannot keep a secret: on a phone, on a desktop
    /// (<https://developers.zoom.us/blog/public-pkce/>).
    #[must_use]
    pub fn public(client_id: impl Into<String>) -> Self {
        Self::of(Application::new(client_id, None))
    }

    /// The id and the secret in `ZOOM_CLIENT_ID` and `ZOOM_CLIENT_SECRET`, and the place where the browser
    /// comes back in `ZOOM_REDIRECT_URI`, which may be missing.
    ///
    /// # Errors
    /// When one of the others is not set.
    pub fn from_env() -> Result<Self> {
        let mut own = Self::new(variable("ZOOM_CLIENT_ID")?, variable("ZOOM_CLIENT_SECRET")?);
        own.redirect_uri = variable("ZOOM_REDIRECT_URI").ok();
        Ok(own)
    }

    fn of(application: Application) -> Self {
        let flow = Flow::new(application, Grant::User);
        Self { flow, redirect_uri: None, scopes: Vec::new(), parameters: Vec::new() }
    }

    /// Where the browser comes back with a code: one of the URLs that the application is registered with.
    #[must_use]
    pub fn redirect_uri(mut self, uri: impl Into<String>) -> Self {
        self.redirect_uri = Some(uri.into());
        self
    }

    /// The scopes to request; all of the application unless set.
    #[must_use]
    pub fn scopes<T: Into<String>>(mut self, scopes: impl IntoIterator<Item = T>) -> Self {
        self.scopes = scopes.into_iter().map(Into::into).collect();
        self
    }

    /// Adds another parameter to the URL that the user opens: `optional_scope` or
    /// `include_granted_scopes`, for example.
    #[must_use]
    pub fn parameter(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.parameters.push((name.into(), value.into()));
        self
    }

    /// Whether there is a stored token that is valid or can be renewed; sends no request.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn is_authorized(&self) -> Result<bool> {
        let token = self.flow.cell.token().await?;
        let now = std::time::SystemTime::now();
        let good = |token: &Token| token.refresh.is_some() || !token.usable_for(now).is_zero();
        Ok(token.as_ref().is_some_and(good))
    }

    /// Starts an authorization in a browser: makes the URL that the user opens, with a state and a PKCE
    /// challenge (method S256, RFC 7636) that are new each time.
    ///
    /// # Errors
    /// When the system has no random numbers, or the URL of the endpoint is not valid.
    pub fn consent(&self) -> Result<Consent> {
        let scopes = self.scopes.join(" ");
        let mut parameters = Vec::new();
        parameters.push(("client_id", self.flow.application().client_id.as_str()));
        parameters.extend(self.redirect_uri.as_deref().map(|uri| ("redirect_uri", uri)));
        parameters.extend((!scopes.is_empty()).then_some(("scope", scopes.as_str())));
        parameters
            .extend(self.parameters.iter().map(|(name, value)| (name.as_str(), value.as_str())));
        Consent::new(&self.flow.application().endpoint("authorize"), &parameters)
    }

    /// Completes an authorization in a browser: checks where the browser came back, changes the code
    /// for a token, and keeps it.
    ///
    /// `callback` is the URL with its query, or the query alone. A code can be used once, within five
    /// minutes.
    ///
    /// # Errors
    /// [`AuthErrorKind::Mismatch`](crate::runtime::AuthErrorKind::Mismatch) when the callback does not belong
    /// to this consent, `Denied` when the user rejected, `Reauthorize` when the code is used up or too old.
    pub async fn accept(&self, client: &Client, consent: &Consent, callback: &str) -> Result<()> {
        let code = consent.code(callback)?;
        let mut inputs = vec![
            ("grant_type", "authorization_code"),
            ("code", code.expose_secret()),
            ("code_verifier", consent.verifier().expose_secret()),
        ];
        inputs.extend(self.redirect_uri.as_deref().map(|uri| ("redirect_uri", uri)));
        let application = self.flow.application();
        let token = application.token(client.sender(), &inputs, &[consent.state()]).await?;
        Ok(self.flow.cell.set(token).await?)
    }

    /// Starts an authorization with a code that the user enters on another device (RFC 8628).
    ///
    /// # Errors
    /// When the server rejects or is not reached.
    pub async fn device(&self, client: &Client) -> Result<DeviceCode> {
        let application = self.flow.application();
        let scopes = self.scopes.join(" ");
        let mut inputs = vec![("client_id", application.client_id.as_str())];
        inputs.extend((!scopes.is_empty()).then_some(("scope", scopes.as_str())));
        let url = application.endpoint("devicecode");
        let response = application.ask(client.sender(), &url, &inputs).await?;
        Ok(DeviceCode::read(&response, &application.secrets(&inputs))?)
    }

    /// Completes an authorization with a code: polls as often as the server allows until the user has entered
    /// it, and stores the token.
    ///
    /// # Errors
    /// [`AuthErrorKind::Expired`](crate::runtime::AuthErrorKind::Expired) when the user took too long, `Denied` when
    /// the user rejected.
    pub async fn wait(&self, client: &Client, code: &DeviceCode) -> Result<()> {
        let token = code.token(self.flow.application(), client.sender()).await?;
        Ok(self.flow.cell.set(token).await?)
    }

    /// Keeps a token that was got in another way.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn set_token(&self, token: Token) -> Result<()> {
        Ok(self.flow.cell.set(token).await?)
    }
}
