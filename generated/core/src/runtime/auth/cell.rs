//! A token that is fetched when it is needed, once for all callers that need it.

mod pause;
mod shared;
mod token_state;

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use tokio::runtime::Handle;

use self::shared::{Early, Fetch, Need, Shared, unsendable};
use super::{
    AuthError, AuthErrorKind, BoxFuture, Credential, Credentials, Sender, Token, TokenStore,
};
use crate::runtime::error::Result;

/// Where tokens come from.
pub trait TokenIssuer: Send + Sync {
    /// Asks for a new token; `current` is the last one.
    fn issue<'a>(
        &'a self,
        current: Option<&'a Token>,
        sender: &'a Sender,
    ) -> BoxFuture<'a, Result<Token>>;

    /// Whether a new token is made from the last one, which can be used once. If so, a renewal is a task of its own,
    /// which goes on when all callers have given up, and a damaged store is an error: else the grant would be lost.
    ///
    /// The task ends early when its runtime is shut down. Before a program does that, it waits with
    /// [`Client::finish_renewals`](crate::runtime::Client::finish_renewals); a blocking client does so by itself.
    fn renews(&self) -> bool {
        false
    }

    /// The credentials of a token; the base URL for requests that use it can be added here.
    fn show(&self, token: &Token) -> Credentials {
        Credentials::new(vec![Credential::Bearer(token.access.clone())])
    }
}

/// Keeps a token, and fetches one when there is none, when it is about to end, or when it was rejected.
///
/// Callers that need a token at the same time wait for one fetch and share its result, also when it fails. Some minutes
/// before a token ends, a new one is fetched in the background while callers use the old one. A new token is in the
/// store before it is used. Clones share the token.
///
/// After a temporary failure of the server, nothing is fetched for the time in
/// `Retry-After`, an hour at most. Without that header, there is a pause after the second failure in a row: a second,
/// which doubles with each further failure up to half a minute. Calls in a pause fail at once with the same error,
/// whose [`retry_after`](crate::runtime::AuthError::retry_after) is the end of the pause.
#[derive(Clone)]
pub struct TokenCell {
    shared: Arc<Shared>,
}

impl TokenCell {
    /// A cell without a token.
    #[must_use]
    pub fn new(issuer: impl TokenIssuer + 'static, store: Arc<dyn TokenStore>) -> Self {
        Self { shared: Arc::new(Shared::new(Box::new(issuer), store)) }
    }

    /// The credentials for requests, if no fetch is needed: there is a token, it is still valid, and it
    /// is not time to fetch another.
    #[must_use]
    pub fn cached(&self) -> Option<Credentials> {
        let state = self.shared.state();
        let idle = !state.is_due() || self.shared.early.load(Ordering::Acquire);
        state.usable(None).filter(|_| idle)
    }

    /// The credentials for requests. `rejected` is the generation that must not be used any longer; if another has
    /// been fetched since, that one is returned.
    ///
    /// # Errors
    /// When the fetch or the store fails.
    pub async fn get(&self, rejected: Option<u64>, sender: &Sender) -> Result<Credentials> {
        let ended = self.shared.ended.load(Ordering::Acquire);
        self.need(Need { rejected, by_server: false, ended }, sender).await
    }

    /// The credentials after a server has rejected a generation as expired; `None` when a new token would hardly
    /// help: after two renewals for this reason the next one is ten seconds later, and then ever later, up to an hour.
    /// A token that another process has put into the store is used during this time too.
    ///
    /// # Errors
    /// When the fetch or the store fails.
    pub async fn renew(&self, rejected: u64, sender: &Sender) -> Result<Option<Credentials>> {
        let ended = self.shared.ended.load(Ordering::Acquire);
        if self.shared.state().keeps_rejected(rejected) {
            return self.shared.take_stored(rejected).await;
        }
        let need = Need { rejected: Some(rejected), by_server: true, ended };
        self.need(need, sender).await.map(Some)
    }

    async fn need(&self, need: Need, sender: &Sender) -> Result<Credentials> {
        let shared = &self.shared;
        let usable = {
            let state = shared.state();
            state.usable(need.rejected).map(|credentials| (credentials, state.is_due()))
        };
        if let Some((credentials, is_due)) = usable {
            if is_due {
                self.renew_early(sender);
            }
            return Ok(credentials);
        }
        match Handle::try_current() {
            Ok(runtime) if shared.issuer.renews() => {
                let (shared, own) = (Arc::clone(shared), sender.clone());
                let renewal = async move { shared.replace(need, &own).await };
                sender.renewals.spawn(&runtime, renewal).await.unwrap_or_else(|_| {
                    let reason = "the runtime was shut down while a token was fetched";
                    Err(AuthError::new(AuthErrorKind::Other, reason).into())
                })
            }
            _ => shared.replace(need, sender).await,
        }
    }

    /// Starts to fetch a new token in the background, unless that has been started.
    fn renew_early(&self, sender: &Sender) {
        let Ok(runtime) = Handle::try_current() else { return };
        if self.shared.early.swap(true, Ordering::AcqRel) {
            return;
        }
        let (early, own) = (Early(Arc::clone(&self.shared)), sender.clone());
        sender.renewals.spawn(&runtime, async move { early.0.replace_early(&own).await });
    }

    /// The token that is current or stored, whether or not it is still valid; sends no request.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn token(&self) -> Result<Option<Token>, AuthError> {
        let fetch = self.shared.fetch.lock().await;
        if let Some(unsaved) = &fetch.unsaved {
            return Ok(Some(unsaved.token.clone()));
        }
        let stored = self.shared.store.load().await?;
        Ok(stored.or_else(|| self.shared.state().token().cloned()))
    }

    /// Saves and holds a token that was got in another way.
    ///
    /// # Errors
    /// When the store fails, or the token cannot be sent in a header; it is not used then.
    pub async fn set(&self, token: Token) -> Result<(), AuthError> {
        if !token.is_sendable() {
            return Err(unsendable());
        }
        let mut fetch = self.shared.fetch.lock().await;
        let lock = self.shared.store.lock().await?;
        self.shared.store.save_locked(&token, &lock).await?;
        drop(lock);
        fetch.unsaved = None;
        self.shared.hold(&mut fetch, token, false);
        Ok(())
    }

    /// Forgets the token, here and in the store.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn clear(&self) -> Result<(), AuthError> {
        let mut fetch = self.shared.fetch.lock().await;
        let lock = self.shared.store.lock().await?;
        self.shared.store.clear().await?;
        drop(lock);
        *fetch = Fetch::default();
        self.shared.state().clear();
        Ok(())
    }

    /// Fetches a new token although the one that is current may still be good: scopes that an application
    /// was given meanwhile are only in new tokens.
    ///
    /// # Errors
    /// As [`get`](Self::get).
    pub async fn refresh(&self, sender: &Sender) -> Result<()> {
        let mut fetch = self.shared.fetch.lock().await;
        let is_empty = self.shared.state().token().is_none();
        if is_empty && let Some(token) = self.shared.store.load().await.map_err(AuthError::from)? {
            self.shared.hold(&mut fetch, token, false);
        }
        drop(fetch);
        let generation = self.shared.state().generation;
        self.get(Some(generation), sender).await.map(drop)
    }
}

/// Prints no secret.
impl fmt::Debug for TokenCell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenCell(***)")
    }
}
