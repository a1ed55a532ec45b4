//! The work behind a [`TokenCell`](super::TokenCell): one fetch at a time, from the store or the issuer.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Mutex as Queue;

use super::TokenIssuer;
use super::pause::Pause;
use super::token_state::TokenState;
use crate::runtime::auth::{
    AuthError, AuthErrorKind, Credentials, Sender, StoreError, StoreErrorKind, StoreLock, Token,
    TokenStore,
};
use crate::runtime::error::{Error, Result};

pub(super) struct Shared {
    pub(super) issuer: Box<dyn TokenIssuer>,
    pub(super) store: Arc<dyn TokenStore>,
    state: Mutex<TokenState>,
    /// Locked by the one caller that fetches, while the others wait.
    pub(super) fetch: Queue<Fetch>,
    /// How many fetches have ended.
    pub(super) ended: AtomicU64,
    /// Whether a renewal in the background is in flight.
    pub(super) early: AtomicBool,
}

#[derive(Default)]
pub(super) struct Fetch {
    pub(super) unsaved: Option<Unsaved>,
    /// The result of the last fetch, if it failed.
    failure: Option<Error>,
    pause: Pause,
}

/// A token that was issued and could not be saved: it is the only one that can be renewed.
#[derive(Clone)]
pub(super) struct Unsaved {
    pub(super) token: Token,
    /// The token that it was made from, or that it was to replace.
    base: Option<Token>,
}

impl Unsaved {
    /// Whether somebody else has replaced the base meanwhile. What is stored then is newer.
    fn is_overtaken(&self, stored: &Token) -> bool {
        let is = |token: &Token| token.is_same(stored);
        !is(&self.token) && !self.base.as_ref().is_some_and(is)
    }
}

/// The credentials that a caller needs.
#[derive(Clone, Copy)]
pub(super) struct Need {
    /// The token that must be replaced.
    pub(super) rejected: Option<u64>,
    /// Whether a server rejected it.
    pub(super) by_server: bool,
    /// How many fetches had ended when the caller came.
    pub(super) ended: u64,
}

/// A renewal in the background; also ends when the runtime drops its task.
pub(super) struct Early(pub(super) Arc<Shared>);

impl Drop for Early {
    fn drop(&mut self) {
        self.0.early.store(false, Ordering::Release);
    }
}

impl Shared {
    pub(super) fn new(issuer: Box<dyn TokenIssuer>, store: Arc<dyn TokenStore>) -> Self {
        Self {
            issuer,
            store,
            state: Mutex::default(),
            fetch: Queue::default(),
            ended: AtomicU64::new(0),
            early: AtomicBool::new(false),
        }
    }

    pub(super) fn state(&self) -> MutexGuard<'_, TokenState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn hold(
        &self,
        fetch: &mut Fetch,
        token: Token,
        after_rejection: bool,
    ) -> Credentials {
        fetch.failure = None;
        self.state().hold(token, after_rejection, &*self.issuer)
    }

    pub(super) async fn replace(&self, need: Need, sender: &Sender) -> Result<Credentials> {
        // Holding the lock while fetching is what makes the others wait.
        let mut fetch = self.fetch.lock().await;
        let is_current = {
            let mut state = self.state();
            if let Some(credentials) = state.usable(need.rejected) {
                return Ok(credentials);
            }
            if self.ended.load(Ordering::Acquire) != need.ended {
                if let Some(failure) = &fetch.failure {
                    return Err(failure.clone());
                }
                if let Some(credentials) = state.just_fetched(need.rejected) {
                    return Ok(credentials);
                }
            }
            state.reject(need.rejected)
        };
        let token = self.fetch(&mut fetch, sender).await?;
        Ok(self.hold(&mut fetch, token, need.by_server && is_current))
    }

    /// Replaces a token that is still good, unless that has been done meanwhile.
    pub(super) async fn replace_early(&self, sender: &Sender) {
        let mut fetch = self.fetch.lock().await;
        if !self.state().is_due() {
            return;
        }
        match self.fetch(&mut fetch, sender).await {
            Ok(token) => drop(self.hold(&mut fetch, token, false)),
            Err(_error) => {
                // When the old token has ended, the caller that needs a new one gets the error.
                self.state().put_off(fetch.pause.left());
                #[cfg(feature = "tracing")]
                tracing::warn!(error = %_error, "a token could not be renewed before its end");
            }
        }
    }

    /// A token that is not the rejected one, as far as this can be had without the issuer.
    pub(super) async fn take_stored(&self, rejected: u64) -> Result<Option<Credentials>> {
        let mut fetch = self.fetch.lock().await;
        if let Some(credentials) = self.state().usable(Some(rejected)) {
            return Ok(Some(credentials));
        }
        let stored = self.load().await?.filter(|token| self.state().is_news(token));
        Ok(stored.map(|token| self.hold(&mut fetch, token, false)))
    }

    /// A new token; counts the fetch as ended, and keeps its failure for the callers that wait.
    async fn fetch(&self, fetch: &mut Fetch, sender: &Sender) -> Result<Token> {
        let fetched = self.fetch_new(fetch, sender).await;
        self.ended.fetch_add(1, Ordering::Release);
        fetched.inspect_err(|error| fetch.failure = Some(error.clone()))
    }

    /// A new token: from the store, if another process has put one there, else from the issuer.
    async fn fetch_new(&self, fetch: &mut Fetch, sender: &Sender) -> Result<Token> {
        if fetch.unsaved.is_none() {
            if let Some(token) = self.load().await?.filter(|token| self.state().is_news(token)) {
                return Ok(token);
            }
            if let Some(error) = fetch.pause.error() {
                return Err(error.clone());
            }
        }
        let lock = self.store.lock().await.map_err(AuthError::from)?;
        self.save_unsaved(fetch, &lock).await?;
        // While this process waited for the lock, the other one may have done the work.
        let stored = self.load().await?;
        if let Some(token) = stored.clone().filter(|token| self.state().is_news(token)) {
            return Ok(token);
        }
        if let Some(error) = fetch.pause.error() {
            return Err(error.clone());
        }
        let base = stored.or_else(|| self.state().token().cloned());
        let token = match self.issuer.issue(base.as_ref(), sender).await {
            Ok(token) if token.is_sendable() => token,
            Ok(token) => return Err(self.rejected(fetch, Unsaved { token, base }, &lock).await),
            Err(error) => {
                if let Some(token) = self.overtaken(base.as_ref()).await {
                    return Ok(token);
                }
                return Err(if error.is_retryable() { fetch.pause.start(error) } else { error });
            }
        };
        let token = match self.keep(fetch, Unsaved { token: token.clone(), base }, &lock).await {
            Ok(()) => token,
            Err(error) if error.kind == StoreErrorKind::Overtaken => {
                let stored = self.load().await?.filter(|token| self.state().is_news(token));
                stored.ok_or_else(|| AuthError::from(error))?
            }
            Err(error) => return Err(AuthError::from(error).into()),
        };
        fetch.pause = Pause::default();
        drop(lock);
        Ok(token)
    }

    /// Saves a token that could not be saved before, unless there is a newer one.
    async fn save_unsaved(&self, fetch: &mut Fetch, lock: &StoreLock) -> Result<(), AuthError> {
        let Some(unsaved) = fetch.unsaved.clone() else { return Ok(()) };
        // If the store cannot be read, saving may mend it.
        let stored = self.store.load().await.ok().flatten();
        if !stored.is_some_and(|stored| unsaved.is_overtaken(&stored)) {
            match self.store.save_locked(&unsaved.token, lock).await {
                Err(error) if error.kind != StoreErrorKind::Overtaken => return Err(error.into()),
                _ => {}
            }
        }
        fetch.unsaved = None;
        Ok(())
    }

    async fn keep(
        &self,
        fetch: &mut Fetch,
        unsaved: Unsaved,
        lock: &StoreLock,
    ) -> Result<(), StoreError> {
        let unsaved = fetch.unsaved.insert(unsaved);
        match self.store.save_locked(&unsaved.token, lock).await {
            Err(error) if error.kind != StoreErrorKind::Overtaken => Err(error),
            done => {
                fetch.unsaved = None;
                done
            }
        }
    }

    /// The error for a token that cannot be sent. Where the next token is made from it, it is kept as one that has
    /// ended: it can still be renewed.
    async fn rejected(&self, fetch: &mut Fetch, mut unsaved: Unsaved, lock: &StoreLock) -> Error {
        let error = fetch.pause.start(unsendable().into());
        if !self.issuer.renews() || unsaved.token.refresh.is_none() {
            return error;
        }
        unsaved.token.expires_at = unsaved.token.issued_at;
        match self.keep(fetch, unsaved, lock).await {
            Ok(()) => error,
            Err(failed) => AuthError::from(failed).into(),
        }
    }

    /// The stored token. A damaged store is no error if a new token can be fetched without it.
    async fn load(&self) -> Result<Option<Token>, AuthError> {
        match self.store.load().await {
            Err(error) if error.kind == StoreErrorKind::Damaged && !self.issuer.renews() => {
                Ok(None)
            }
            loaded => Ok(loaded?),
        }
    }

    /// The token that another process put into a store without locks while this one was rejected one.
    async fn overtaken(&self, current: Option<&Token>) -> Option<Token> {
        let stored = self.store.load().await.ok().flatten()?;
        let other = current.is_none_or(|current| !current.is_same(&stored));
        (other && self.state().is_news(&stored)).then_some(stored)
    }
}

pub(super) fn unsendable() -> AuthError {
    let reason = "the token has characters that cannot be sent in a header, such as a line break; \
                  the server that issued it, or a proxy before it, is at fault";
    AuthError::new(AuthErrorKind::Other, reason)
}
