//! A token that is fetched when it is needed, once for everyone who needs it.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Instant, SystemTime};

use tokio::runtime::Handle;
use tokio::sync::Mutex;

use super::{
    AuthError, AuthErrorKind, BoxFuture, Credential, Credentials, Exchange, StoreErrorKind, Token,
    TokenStore,
};
use crate::runtime::{Error, Result};

/// Where tokens come from.
pub trait TokenIssuer: Send + Sync {
    /// Asks for a new token; `held` is the last one.
    fn issue<'a>(
        &'a self,
        held: Option<&'a Token>,
        exchange: &'a Exchange,
    ) -> BoxFuture<'a, Result<Token>>;

    /// Whether a new token is made from the last one. If so, asking is brought to an end even when nobody
    /// waits for it any longer, and a damaged store is an error: else the grant would be lost.
    fn renews(&self) -> bool {
        false
    }

    /// What a token shows; where requests go that show it can be added here.
    fn show(&self, token: &Token) -> Credentials {
        Credentials::new(vec![Credential::Bearer(token.access.clone())])
    }
}

/// Keeps a token, and fetches one when there is none, when it is about to end, or when it was refused.
///
/// Callers that need a token at the same time wait for one fetch and share what comes of it, also
/// when it fails. A new token is in the store before anybody uses it. Clones share the token.
#[derive(Clone)]
pub struct TokenCell {
    shared: Arc<Shared>,
}

struct Shared {
    issuer: Box<dyn TokenIssuer>,
    store: Arc<dyn TokenStore>,
    state: Mutex<State>,
    /// How many fetches have ended.
    ended: AtomicU64,
}

#[derive(Default)]
struct State {
    held: Option<Held>,
    /// Counts the tokens that were held.
    issue: u64,
    /// A token that was issued and could not be saved: it is the only one that can be renewed.
    unsaved: Option<Token>,
    failure: Option<Error>,
}

struct Held {
    token: Token,
    shown: Credentials,
    /// When it is no longer used, by a clock that nobody sets.
    end: Instant,
    refused: bool,
}

impl State {
    /// What to show, unless it is about to end or was refused.
    fn usable(&self, refused: Option<u64>) -> Option<Credentials> {
        let held = self.held.as_ref()?;
        let fresh =
            Instant::now() < held.end && !held.token.usable_for(SystemTime::now()).is_zero();
        (fresh && !held.refused && refused != Some(self.issue)).then(|| held.shown.clone())
    }

    fn hold(&mut self, token: Token, issuer: &dyn TokenIssuer) -> Credentials {
        self.issue += 1;
        self.failure = None;
        let shown = issuer.show(&token).issue(self.issue);
        let end = Instant::now() + token.usable_for(SystemTime::now());
        self.held = Some(Held { token, shown: shown.clone(), end, refused: false });
        shown
    }

    /// Whether a token from the store is better than the one that is held.
    fn is_news(&self, token: &Token) -> bool {
        let known =
            self.held.as_ref().is_some_and(|held| held.refused && held.token.is_same(token));
        !known && !token.usable_for(SystemTime::now()).is_zero()
    }
}

impl TokenCell {
    /// A cell without a token.
    #[must_use]
    pub fn new(issuer: impl TokenIssuer + 'static, store: Arc<dyn TokenStore>) -> Self {
        let (state, ended) = (Mutex::new(State::default()), AtomicU64::new(0));
        Self { shared: Arc::new(Shared { issuer: Box::new(issuer), store, state, ended }) }
    }

    /// What requests show, if nothing has to be waited for: a token is held, it is still good, and nobody is just
    /// fetching another.
    #[must_use]
    pub fn at_hand(&self) -> Option<Credentials> {
        self.shared.state.try_lock().ok()?.usable(None)
    }

    /// What requests show. `refused` names the issue that a server would not take; if another has been
    /// fetched since, that one is returned.
    ///
    /// # Errors
    /// When the fetch or the store fails.
    pub async fn get(&self, refused: Option<u64>, exchange: &Exchange) -> Result<Credentials> {
        let shared = &self.shared;
        let ended_before = shared.ended.load(Ordering::Acquire);
        if let Some(credentials) = shared.state.lock().await.usable(refused) {
            return Ok(credentials);
        }
        match Handle::try_current() {
            Ok(runtime) if shared.issuer.renews() => {
                let (shared, exchange) = (Arc::clone(shared), exchange.clone());
                let task = async move { shared.replace(refused, ended_before, &exchange).await };
                runtime.spawn(task).await.unwrap_or_else(|_| {
                    let reason = "the program ended while a token was fetched";
                    Err(AuthError::new(AuthErrorKind::Other, reason).into())
                })
            }
            _ => shared.replace(refused, ended_before, exchange).await,
        }
    }

    /// The token that is held or kept, whether or not it is still good; asks no server.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn token(&self) -> Result<Option<Token>, AuthError> {
        let state = self.shared.state.lock().await;
        if let Some(unsaved) = &state.unsaved {
            return Ok(Some(unsaved.clone()));
        }
        let stored = self.shared.store.load().await?;
        Ok(stored.or_else(|| state.held.as_ref().map(|held| held.token.clone())))
    }

    /// Saves and holds a token that was got in another way.
    ///
    /// # Errors
    /// When the store fails; the token is not used then.
    pub async fn set(&self, token: Token) -> Result<(), AuthError> {
        let mut state = self.shared.state.lock().await;
        let lock = self.shared.store.lock().await?;
        self.shared.store.save(&token).await?;
        drop(lock);
        state.unsaved = None;
        state.hold(token, &*self.shared.issuer);
        Ok(())
    }

    /// Forgets the token, here and in the store.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn clear(&self) -> Result<(), AuthError> {
        let mut state = self.shared.state.lock().await;
        let lock = self.shared.store.lock().await?;
        self.shared.store.clear().await?;
        drop(lock);
        (state.held, state.unsaved, state.failure) = (None, None, None);
        Ok(())
    }

    /// Fetches a new token although the one that is held may still be good: scopes that an application
    /// was given meanwhile are only in new tokens.
    ///
    /// # Errors
    /// As [`get`](Self::get).
    pub async fn refresh(&self, exchange: &Exchange) -> Result<()> {
        let held = {
            let mut state = self.shared.state.lock().await;
            if state.held.is_none()
                && let Some(token) = self.shared.store.load().await.map_err(AuthError::from)?
            {
                state.hold(token, &*self.shared.issuer);
            }
            state.issue
        };
        self.get(Some(held), exchange).await.map(drop)
    }
}

impl Shared {
    async fn replace(
        &self,
        refused: Option<u64>,
        ended_before: u64,
        exchange: &Exchange,
    ) -> Result<Credentials> {
        // Holding the lock while fetching is what makes the others wait.
        let mut state = self.state.lock().await;
        if let Some(credentials) = state.usable(refused) {
            return Ok(credentials);
        }
        if self.ended.load(Ordering::Acquire) != ended_before
            && let Some(failure) = &state.failure
        {
            return Err(failure.clone());
        }
        let issue = state.issue;
        if let Some(held) = state.held.as_mut().filter(|_| refused == Some(issue)) {
            held.refused = true;
        }
        let fetched = self.fetch(&mut state, exchange).await;
        self.ended.fetch_add(1, Ordering::Release);
        fetched.map(|token| state.hold(token, &*self.issuer)).inspect_err(|error| {
            state.failure = Some(error.clone());
        })
    }

    /// A new token: from the store, if another process has put one there, else from the issuer.
    async fn fetch(&self, state: &mut State, exchange: &Exchange) -> Result<Token> {
        if state.unsaved.is_none()
            && let Some(token) = self.load().await?.filter(|token| state.is_news(token))
        {
            return Ok(token);
        }
        let lock = self.store.lock().await.map_err(AuthError::from)?;
        if let Some(token) = state.unsaved.clone() {
            self.store.save(&token).await.map_err(AuthError::from)?;
            state.unsaved = None;
            if state.is_news(&token) {
                return Ok(token);
            }
        }
        // While this process waited for the lock, the other one may have done the work.
        let stored = self.load().await?;
        if let Some(token) = stored.clone().filter(|token| state.is_news(token)) {
            return Ok(token);
        }
        let held = stored.or_else(|| state.held.as_ref().map(|held| held.token.clone()));
        let token = match self.issuer.issue(held.as_ref(), exchange).await {
            Ok(token) => token,
            Err(error) => return self.overtaken(state, held.as_ref()).await.ok_or(error),
        };
        state.unsaved = Some(token.clone());
        self.store.save(&token).await.map_err(AuthError::from)?;
        state.unsaved = None;
        drop(lock);
        Ok(token)
    }

    /// What is kept. A damaged store costs nothing where a new token can be had from scratch.
    async fn load(&self) -> Result<Option<Token>, AuthError> {
        match self.store.load().await {
            Err(error) if error.kind == StoreErrorKind::Damaged && !self.issuer.renews() => {
                Ok(None)
            }
            loaded => Ok(loaded?),
        }
    }

    /// The token that somebody put into a store without locks while this process was refused one.
    async fn overtaken(&self, state: &State, held: Option<&Token>) -> Option<Token> {
        let stored = self.store.load().await.ok().flatten()?;
        let other = held.is_none_or(|held| !held.is_same(&stored));
        (other && state.is_news(&stored)).then_some(stored)
    }
}

/// Prints no secret.
impl fmt::Debug for TokenCell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenCell(***)")
    }
}
