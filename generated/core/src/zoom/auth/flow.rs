//! The common part of all token sources: an application, a grant, a store, a token.

use std::sync::Arc;

use secrecy::ExposeSecret;
use url::{Host as UrlHost, Url};

use super::application::{Application, Input, not_authorized};
use crate::runtime::auth::{
    BoxFuture, Credential, Credentials, MemoryStore, Sender, Token, TokenCell, TokenIssuer,
    TokenStore,
};
use crate::runtime::{Client, Result};
use crate::zoom::hosts::API;

/// Base URLs that a token response may name: hosts of Zoom.
const TRUSTED: [&str; 3] = ["zoom.us", "zoom.com", "zoomgov.com"];

/// The grant with which a token is requested.
#[derive(Clone)]
pub(super) enum Grant {
    /// The id of the account that the application belongs to.
    Account(String),
    /// Nothing but the application itself.
    Client,
    /// The last token.
    #[cfg_attr(not(feature = "oauth"), allow(dead_code))]
    User,
}

/// A source of tokens. Clones share the token.
#[derive(Clone)]
pub(super) struct Flow {
    issuer: Issuer,
    store: Arc<dyn TokenStore>,
    pub(super) cell: TokenCell,
}

#[derive(Clone)]
struct Issuer {
    application: Application,
    grant: Grant,
    /// Whether the base URL for requests comes from the token response.
    use_api_url: bool,
}

impl Flow {
    pub(super) fn new(application: Application, grant: Grant) -> Self {
        let issuer = Issuer { application, grant, use_api_url: false };
        Self::of(issuer, Arc::new(MemoryStore::new()))
    }

    fn of(issuer: Issuer, store: Arc<dyn TokenStore>) -> Self {
        let cell = TokenCell::new(issuer.clone(), Arc::clone(&store));
        Self { issuer, store, cell }
    }

    /// A flow with another application; it holds no token yet.
    pub(super) fn with_application(mut self, change: impl FnOnce(&mut Application)) -> Self {
        change(&mut self.issuer.application);
        Self::of(self.issuer, self.store)
    }

    pub(super) fn with_store(self, store: Arc<dyn TokenStore>) -> Self {
        Self::of(self.issuer, store)
    }

    pub(super) fn with_api_url(mut self, used: bool) -> Self {
        self.issuer.use_api_url = used;
        Self::of(self.issuer, self.store)
    }

    pub(super) fn application(&self) -> &Application {
        &self.issuer.application
    }

    pub(super) async fn revoke(&self, client: &Client) -> Result<()> {
        let Some(token) = self.cell.token().await? else { return Ok(()) };
        self.application().revoke(client.sender(), &token).await?;
        Ok(self.cell.clear().await?)
    }
}

impl TokenIssuer for Issuer {
    fn issue<'a>(
        &'a self,
        held: Option<&'a Token>,
        sender: &'a Sender,
    ) -> BoxFuture<'a, Result<Token>> {
        Box::pin(async move {
            let ask =
                async |inputs: &[Input<'_>]| self.application.token(sender, inputs, &[]).await;
            match &self.grant {
                Grant::Account(id) => {
                    ask(&[("grant_type", "account_credentials"), ("account_id", id)]).await
                }
                Grant::Client => ask(&[("grant_type", "client_credentials")]).await,
                Grant::User => {
                    let held = held.ok_or_else(not_authorized)?;
                    self.renew(held, sender).await
                }
            }
        })
    }

    fn renews(&self) -> bool {
        matches!(self.grant, Grant::User)
    }

    fn show(&self, token: &Token) -> Credentials {
        let shown = Credentials::new(vec![Credential::Bearer(token.access.clone())]);
        let api_url = token.api_url.as_deref().filter(|_| self.use_api_url);
        match api_url.filter(|url| is_trusted(url, &self.application.token_url())) {
            Some(url) => shown.base_url(API, format!("{}/v2", url.trim_end_matches('/'))),
            None => shown,
        }
    }
}

impl Issuer {
    async fn renew(&self, held: &Token, sender: &Sender) -> Result<Token> {
        let refresh = held.refresh.as_ref().ok_or_else(not_authorized)?;
        let inputs = [("grant_type", "refresh_token"), ("refresh_token", refresh.expose_secret())];
        let mut token = self.application.token(sender, &inputs, &[&held.access]).await?;
        // RFC 6749, section 6: without a new one the old one stays good.
        token.refresh.get_or_insert_with(|| refresh.clone());
        if token.scopes.is_empty() {
            token.scopes.clone_from(&held.scopes);
        }
        Ok(token)
    }
}

/// Whether a base URL out of a token response may get the token: Zoom's hosts may, and this machine, where
/// the token came from.
fn is_trusted(api_url: &str, token_url: &str) -> bool {
    let (Ok(api), Ok(token)) = (Url::parse(api_url), Url::parse(token_url)) else { return false };
    let below = |name: &str, suffix: &str| {
        name.strip_suffix(suffix).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    };
    let own = |name: &str| TRUSTED.iter().any(|suffix| below(name, suffix));
    match api.host() {
        Some(UrlHost::Domain(name)) if own(name) => api.scheme() == "https",
        Some(UrlHost::Ipv4(address)) => address.is_loopback() && api.host() == token.host(),
        _ => false,
    }
}

/// The methods that every source of tokens has.
macro_rules! flow {
    ($name:ident) => {
        impl $name {
            /// Gets tokens from another host, [`Host::government`](super::Host::government) for example.
            #[must_use]
            pub fn host(self, host: &super::Host) -> Self {
                self.oauth_url(host.oauth_url())
            }

            /// Gets tokens from endpoints below another URL, which is `https://zoom.us/oauth` unless set.
            #[must_use]
            pub fn oauth_url(mut self, url: impl Into<String>) -> Self {
                self.flow = self.flow.with_application(|own| own.set_oauth_url(url));
                self
            }

            /// Keeps the token in a store, so that it outlives the process or is shared with others.
            #[must_use]
            pub fn store(mut self, store: impl crate::runtime::auth::TokenStore + 'static) -> Self {
                self.flow = self.flow.with_store(std::sync::Arc::new(store));
                self
            }

            /// Sends requests to the host that the server names with the token: that of the region where the
            /// data is. A base URL that the client was given comes first. Only hosts of Zoom are believed.
            #[must_use]
            pub fn use_api_url(mut self) -> Self {
                self.flow = self.flow.with_api_url(true);
                self
            }

            /// The token that is current or stored, whether or not it is still valid; sends no request.
            ///
            /// # Errors
            /// When the store fails.
            pub async fn token(
                &self,
            ) -> crate::runtime::Result<Option<crate::runtime::auth::Token>> {
                Ok(self.flow.cell.token().await?)
            }

            /// Gets a new token although the last one may still be good: scopes that were added to the
            /// application are only in new tokens.
            ///
            /// # Errors
            /// As every request that needs a token.
            pub async fn refresh(
                &self,
                client: &crate::runtime::Client,
            ) -> crate::runtime::Result<()> {
                self.flow.cell.refresh(client.sender()).await
            }

            /// Takes the token back at the server, and forgets it. Without a token there is nothing to do.
            ///
            /// # Errors
            /// When the server rejects or is not reached, or the store fails; the token is kept then.
            pub async fn revoke(
                &self,
                client: &crate::runtime::Client,
            ) -> crate::runtime::Result<()> {
                self.flow.revoke(client).await
            }
        }

        #[cfg(feature = "blocking")]
        impl $name {
            /// As [`token`](Self::token), and waits for the store.
            ///
            /// # Errors
            /// When the store fails.
            pub fn token_blocking(
                &self,
                client: &crate::runtime::blocking::Client,
            ) -> crate::runtime::Result<Option<crate::runtime::auth::Token>> {
                client.wait(self.token())?
            }

            /// As [`refresh`](Self::refresh), and waits for the token.
            ///
            /// # Errors
            /// As every request that needs a token.
            pub fn refresh_blocking(
                &self,
                client: &crate::runtime::blocking::Client,
            ) -> crate::runtime::Result<()> {
                client.wait(self.refresh(client.as_async()))?
            }

            /// As [`revoke`](Self::revoke), and waits for the response.
            ///
            /// # Errors
            /// As [`revoke`](Self::revoke).
            pub fn revoke_blocking(
                &self,
                client: &crate::runtime::blocking::Client,
            ) -> crate::runtime::Result<()> {
                client.wait(self.revoke(client.as_async()))?
            }
        }

        impl crate::runtime::auth::Auth for $name {
            fn satisfies(&self, scheme: crate::runtime::Scheme) -> bool {
                scheme == crate::runtime::Scheme::Bearer
            }

            fn credentials<'a>(
                &'a self,
                _: &'a [crate::runtime::Scheme],
                sender: &'a crate::runtime::auth::Sender,
            ) -> crate::runtime::auth::BoxFuture<
                'a,
                crate::runtime::Result<crate::runtime::auth::Credentials>,
            > {
                Box::pin(self.flow.cell.get(None, sender))
            }

            fn cached(
                &self,
                _: &[crate::runtime::Scheme],
            ) -> Option<crate::runtime::auth::Credentials> {
                self.flow.cell.cached()
            }

            fn renew<'a>(
                &'a self,
                rejected: &'a crate::runtime::auth::Credentials,
                sender: &'a crate::runtime::auth::Sender,
            ) -> crate::runtime::auth::BoxFuture<
                'a,
                crate::runtime::Result<Option<crate::runtime::auth::Credentials>>,
            > {
                Box::pin(self.flow.cell.renew(rejected.generation(), sender))
            }
        }

        /// Prints no secret.
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct(stringify!($name))
                    .field(
                        "token_url",
                        &crate::runtime::secret::Masked(&self.flow.application().token_url()),
                    )
                    .finish_non_exhaustive()
            }
        }
    };
}

pub(super) use flow;
