//! Server-to-server OAuth: an application that acts for its own account.

use std::fmt;

use secrecy::SecretString;

use super::{answer, variable};
use crate::runtime::auth::{Auth, BoxFuture, Credentials, Exchange, Token, TokenCell};
use crate::runtime::{Result, Scheme};

/// Where tokens are issued, unless another URL is set.
const TOKEN_URL: &str = "https://zoom.us/oauth/token";

/// Server-to-server OAuth: an application that acts for its own account.
///
/// A token is fetched with the first request, shared by all, and replaced a minute before it ends or
/// when the server says that it has expired.
pub struct ServerToServer {
    account_id: String,
    client_id: String,
    client_secret: SecretString,
    token_url: String,
    cell: TokenCell,
}

impl ServerToServer {
    /// The ids and the secret of an application.
    #[must_use]
    pub fn new(
        account_id: impl Into<String>,
        client_id: impl Into<String>,
        client_secret: impl Into<SecretString>,
    ) -> Self {
        Self {
            account_id: account_id.into(),
            client_id: client_id.into(),
            client_secret: client_secret.into(),
            token_url: TOKEN_URL.to_owned(),
            cell: TokenCell::new(),
        }
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

    /// Fetches tokens elsewhere: `https://zoomgov.com/oauth/token` for Zoom for Government, or a
    /// server of your own.
    #[must_use]
    pub fn token_url(mut self, url: impl Into<String>) -> Self {
        self.token_url = url.into();
        self
    }

    async fn token(&self, refused: Option<u64>, exchange: &Exchange) -> Result<Credentials> {
        self.cell.get(refused, || self.fetch(exchange)).await
    }

    /// Asks for a token. The inputs go into the form, because the server has stopped to take them from
    /// the query.
    async fn fetch(&self, exchange: &Exchange) -> Result<Token> {
        let form =
            [("grant_type", "account_credentials"), ("account_id", self.account_id.as_str())];
        let form = form.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let application = Some((self.client_id.as_str(), &self.client_secret));
        let answer = exchange.post_form(&self.token_url, application, &form).await?;
        Ok(answer::read(&answer, &self.client_secret)?)
    }
}

impl Auth for ServerToServer {
    fn satisfies(&self, scheme: Scheme) -> bool {
        scheme == Scheme::Bearer
    }

    fn credentials<'a>(
        &'a self,
        _: &'a [Scheme],
        exchange: &'a Exchange,
    ) -> BoxFuture<'a, Result<Credentials>> {
        Box::pin(self.token(None, exchange))
    }

    fn renew<'a>(
        &'a self,
        refused: &'a Credentials,
        exchange: &'a Exchange,
    ) -> BoxFuture<'a, Result<Option<Credentials>>> {
        Box::pin(async move { self.token(Some(refused.issued()), exchange).await.map(Some) })
    }
}

/// Prints no secret.
impl fmt::Debug for ServerToServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ServerToServer").field("token_url", &self.token_url).finish_non_exhaustive()
    }
}
