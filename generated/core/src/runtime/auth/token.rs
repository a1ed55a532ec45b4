//! Tokens as servers issue them.

use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use reqwest::header::HeaderValue;
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Map, Value};

use super::{StoreError, StoreErrorKind};
use crate::runtime::secret::Masked;

/// How long before its end a token is no longer used: clocks differ, and requests take time.
const MARGIN: Duration = Duration::from_secs(60);

/// The longest life that is believed.
const LONGEST_LIFE: Duration = Duration::from_secs(365 * 86_400);

/// A token as a server issued it, and what came with it.
#[derive(Clone)]
#[non_exhaustive]
pub struct Token {
    /// The token that requests contain.
    pub access: SecretString,
    /// The token for renewals. Servers that replace it with each token accept each of them once.
    pub refresh: Option<SecretString>,
    /// When it was issued, by the clock of this machine.
    pub issued_at: SystemTime,
    /// When it ends, by the clock of this machine.
    pub expires_at: SystemTime,
    /// The scopes that it allows.
    pub scopes: Vec<String>,
    /// The base URL that the server advises for requests that show it.
    pub api_url: Option<String>,
}

impl Token {
    /// A token that is issued now, and how long it lives; more than a year counts as a year.
    #[must_use]
    pub fn new(access: impl Into<SecretString>, lifetime: Duration) -> Self {
        let issued_at = SystemTime::now();
        Self {
            access: access.into(),
            refresh: None,
            issued_at,
            // A clock cannot count to every number that a response may hold.
            expires_at: issued_at.checked_add(lifetime.min(LONGEST_LIFE)).unwrap_or(issued_at),
            scopes: Vec::new(),
            api_url: None,
        }
    }

    /// Adds what a new token is got with.
    #[must_use]
    pub fn with_refresh(mut self, refresh: Option<SecretString>) -> Self {
        self.refresh = refresh;
        self
    }

    /// How long it is still used, at a time: until a minute before its end, or until half of its life is
    /// over when it lives for less than two minutes.
    ///
    /// A clock that was set back since it was issued does not make its life longer.
    #[must_use]
    pub fn usable_for(&self, now: SystemTime) -> Duration {
        let between = |from: SystemTime, to| SystemTime::duration_since(&to, from).ok();
        let life = between(self.issued_at, self.expires_at).unwrap_or_default().min(LONGEST_LIFE);
        let left = between(now, self.expires_at).unwrap_or_default().min(life);
        left.saturating_sub(MARGIN.min(life.checked_div(2).unwrap_or_default()))
    }

    /// Whether both show the same.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        self.access.expose_secret() == other.access.expose_secret()
    }

    /// Whether a header can carry it.
    pub(crate) fn is_sendable(&self) -> bool {
        HeaderValue::from_bytes(self.access.expose_secret().as_bytes()).is_ok()
    }

    /// The token as JSON, for a [`TokenStore`](crate::runtime::auth::TokenStore): it holds the secrets.
    #[must_use]
    pub fn to_json(&self) -> SecretString {
        let seconds = |time: SystemTime| {
            Value::from(time.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs())
        };
        let text = |secret: &SecretString| Value::from(secret.expose_secret());
        let mut object = Map::new();
        object.insert("access_token".to_owned(), text(&self.access));
        if let Some(refresh) = &self.refresh {
            object.insert("refresh_token".to_owned(), text(refresh));
        }
        object.insert("issued_at".to_owned(), seconds(self.issued_at));
        object.insert("expires_at".to_owned(), seconds(self.expires_at));
        object.insert("scopes".to_owned(), Value::from(self.scopes.clone()));
        if let Some(api_url) = &self.api_url {
            object.insert("api_url".to_owned(), Value::from(api_url.as_str()));
        }
        Value::Object(object).to_string().into()
    }

    /// Reads what [`to_json`](Self::to_json) wrote. Only the token itself has to be there: without times
    /// it counts as expired.
    ///
    /// # Errors
    /// [`StoreErrorKind::Damaged`] when it is not a JSON object with a token.
    pub fn from_json(text: &str) -> Result<Self, StoreError> {
        // The error of the parser is left out: it could show a piece of the text.
        let damaged = |what| StoreError::new(StoreErrorKind::Damaged, what);
        let Ok(Value::Object(object)) = serde_json::from_str(text) else {
            return Err(damaged("what is kept is not a JSON object"));
        };
        let word = |key| object.get(key).and_then(Value::as_str).filter(|text| !text.is_empty());
        let Some(access) = word("access_token") else {
            return Err(damaged("what is kept has no `access_token`"));
        };
        let time = |key| {
            let seconds = object.get(key).and_then(Value::as_u64).unwrap_or_default();
            UNIX_EPOCH.checked_add(Duration::from_secs(seconds)).unwrap_or(UNIX_EPOCH)
        };
        let scopes = object.get("scopes").and_then(Value::as_array).into_iter().flatten();
        Ok(Self {
            access: access.into(),
            refresh: word("refresh_token").map(SecretString::from),
            issued_at: time("issued_at"),
            expires_at: time("expires_at"),
            scopes: scopes.filter_map(Value::as_str).map(ToOwned::to_owned).collect(),
            api_url: word("api_url").map(ToOwned::to_owned),
        })
    }
}

/// Prints no secret.
impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let life = self.expires_at.duration_since(self.issued_at).unwrap_or_default();
        f.debug_struct("Token")
            .field("access", &format_args!("***"))
            .field("refresh", &self.refresh.as_ref().map(|_| format_args!("***")))
            .field("lifetime", &life)
            .field("scopes", &self.scopes)
            .field("api_url", &self.api_url.as_deref().map(Masked))
            .finish_non_exhaustive()
    }
}
