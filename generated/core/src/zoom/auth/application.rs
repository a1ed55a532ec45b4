//! An application that is registered at Zoom, and its requests to the token endpoints.

use secrecy::{ExposeSecret, SecretString};

use super::{Host, token_response};
use crate::runtime::auth::{AuthError, AuthErrorKind, Sender, Token};
use crate::runtime::secret::Known;
use crate::runtime::{Error, RawResponse, Result};

/// Inputs that an error may show.
const HARMLESS: &[&str] = &["account_id", "client_id", "grant_type", "redirect_uri", "scope"];

/// An application, and its token endpoint.
#[derive(Clone)]
pub(super) struct Application {
    pub(super) client_id: String,
    /// `None` for an application that cannot keep a secret.
    pub(super) client_secret: Option<SecretString>,
    /// The base URL of the endpoints.
    oauth_url: String,
    token_url: Option<String>,
}

/// An input of a token endpoint.
pub(super) type Input<'a> = (&'static str, &'a str);

impl Application {
    pub(super) fn new(client_id: impl Into<String>, client_secret: Option<SecretString>) -> Self {
        Self {
            client_id: client_id.into(),
            client_secret,
            oauth_url: Host::GLOBAL_OAUTH.to_owned(),
            token_url: None,
        }
    }

    pub(super) fn set_oauth_url(&mut self, url: impl Into<String>) {
        self.oauth_url = url.into().trim_end_matches('/').to_owned();
        self.token_url = None;
    }

    /// Sets the endpoint of tokens alone; the others are beside it where it has the usual name.
    pub(super) fn set_token_url(&mut self, url: impl Into<String>) {
        let url = url.into();
        if let Some(base) = url.strip_suffix("/token") {
            self.oauth_url = base.to_owned();
        }
        self.token_url = Some(url);
    }

    /// The URL of an endpoint.
    pub(super) fn endpoint(&self, name: &str) -> String {
        format!("{}/{name}", self.oauth_url)
    }

    pub(super) fn token_url(&self) -> String {
        self.token_url.clone().unwrap_or_else(|| self.endpoint("token"))
    }

    /// Asks for a token. `more` is kept out of errors, as are the secret of the application and the inputs.
    pub(super) async fn token(
        &self,
        sender: &Sender,
        inputs: &[Input<'_>],
        more: &[&SecretString],
    ) -> Result<Token> {
        let response = self.ask(sender, &self.token_url(), inputs).await?;
        let mut known = self.secrets(inputs);
        more.iter().for_each(|secret| known.add(secret.expose_secret()));
        Ok(token_response::token(&response, &known)?)
    }

    /// Takes a token back, and with it the one that renews it
    /// (<https://developers.zoom.us/docs/integrations/oauth/#revoking-an-access-token>, RFC 7009).
    pub(super) async fn revoke(&self, sender: &Sender, token: &Token) -> Result<()> {
        let inputs = [("token", token.access.expose_secret())];
        let response = self.ask(sender, &self.endpoint("revoke"), &inputs).await?;
        let mut secrets = self.secrets(&inputs);
        token.refresh.iter().for_each(|secret| secrets.add(secret.expose_secret()));
        // RFC 7009 has no body in a successful response, Zoom has one.
        if response.is_success() && response.body.is_empty() {
            return Ok(());
        }
        let object = token_response::object(&response, &secrets)?;
        match token_response::text(&object, "status") {
            None if !object.contains_key("error") => Ok(()),
            Some("success") => Ok(()),
            _ => Err(token_response::error_response(&response, Some(&object), &secrets).into()),
        }
    }

    /// Posts a form. The inputs go into the body, because Zoom has stopped to take them from the query
    /// (<https://devforum.zoom.us/t/124925>); the secret of the application goes into the header.
    pub(super) async fn ask(
        &self,
        sender: &Sender,
        url: &str,
        inputs: &[Input<'_>],
    ) -> Result<RawResponse> {
        let mut form: Vec<(String, String)> =
            inputs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        if self.client_secret.is_none() && !inputs.iter().any(|(name, _)| *name == "client_id") {
            // RFC 6749, section 4.1.3: a client without a secret sends its ID.
            form.push(("client_id".to_owned(), self.client_id.clone()));
        }
        let basic = self.client_secret.as_ref().map(|secret| (self.client_id.as_str(), secret));
        sender.post_form(url, basic, &form).await.map_err(|error| match error {
            Error::Transport(error) => AuthError::from(error).into(),
            error => error,
        })
    }

    /// Strings that no error may contain: the secret of the application, and inputs that are not known to be harmless.
    pub(super) fn secrets<'a>(&'a self, inputs: &[Input<'a>]) -> Known<'a> {
        let mut known = Known::default();
        self.client_secret.iter().for_each(|secret| known.add(secret.expose_secret()));
        for (name, value) in inputs {
            if !HARMLESS.contains(name) {
                known.add(*value);
            }
        }
        known
    }
}

/// Nobody has allowed the application anything yet.
pub(super) fn not_authorized() -> Error {
    AuthError::new(AuthErrorKind::Reauthorize, "no token is kept that could be renewed").into()
}
