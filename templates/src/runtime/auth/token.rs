//! A token that is fetched when it is needed, once for everyone who needs it.

use std::fmt;
use std::future::Future;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use secrecy::SecretString;
use tokio::sync::Mutex;

use super::{Credential, Credentials};
use crate::runtime::{Error, Result};

/// How long before its end a token is no longer used: clocks differ, and requests take time.
const MARGIN: Duration = Duration::from_secs(60);

/// The longest life that is believed.
const LONGEST_LIFE: Duration = Duration::from_secs(365 * 86_400);

/// A token as a server issued it.
pub struct Token {
    secret: SecretString,
    lifetime: Duration,
}

impl Token {
    /// A token and how long it lives.
    #[must_use]
    pub fn new(secret: impl Into<SecretString>, lifetime: Duration) -> Self {
        // A clock cannot count to every number that an answer may hold.
        Self { secret: secret.into(), lifetime: lifetime.min(LONGEST_LIFE) }
    }
}

/// Prints no secret.
impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Token(***, {} s)", self.lifetime.as_secs())
    }
}

/// Keeps a token, and fetches one when there is none, when it is about to end, or when it was refused.
///
/// Callers that need a token at the same time wait for one fetch and share what comes of it, also
/// when it fails.
pub struct TokenCell {
    state: Mutex<State>,
    /// How many fetches have ended.
    ended: AtomicU64,
}

#[derive(Default)]
struct State {
    token: Option<(SecretString, Instant)>,
    issue: u64,
    failure: Option<Error>,
}

impl State {
    /// The token, unless it is about to end or is the one that was refused.
    fn usable(&self, refused: Option<u64>) -> Option<Credentials> {
        let (secret, end) = self.token.as_ref()?;
        let usable = Instant::now() < *end && refused != Some(self.issue);
        usable.then(|| Credentials::new(vec![Credential::Bearer(secret.clone())]).issue(self.issue))
    }
}

impl TokenCell {
    /// A cell without a token.
    #[must_use]
    pub fn new() -> Self {
        Self { state: Mutex::new(State::default()), ended: AtomicU64::new(0) }
    }

    /// The token. `refused` names the issue that a server would not take; if another has been fetched
    /// since, that one is returned.
    ///
    /// # Errors
    /// When the fetch fails.
    pub async fn get<F>(
        &self,
        refused: Option<u64>,
        fetch: impl FnOnce() -> F,
    ) -> Result<Credentials>
    where
        F: Future<Output = Result<Token>>,
    {
        let ended_before = self.ended.load(Ordering::Acquire);
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
        let fetched = fetch().await;
        self.ended.fetch_add(1, Ordering::Release);
        match fetched {
            Ok(Token { secret, lifetime }) => {
                // A token that lives for less than two margins is used for half its life.
                let end = Instant::now() + (lifetime - MARGIN.min(lifetime / 2));
                state.issue += 1;
                state.failure = None;
                state.token = Some((secret.clone(), end));
                Ok(Credentials::new(vec![Credential::Bearer(secret)]).issue(state.issue))
            }
            Err(error) => {
                state.token = None;
                state.failure = Some(error.clone());
                Err(error)
            }
        }
    }
}

impl Default for TokenCell {
    fn default() -> Self {
        Self::new()
    }
}

/// Prints no secret.
impl fmt::Debug for TokenCell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenCell(***)")
    }
}
