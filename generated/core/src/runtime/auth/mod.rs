//! Showing who is calling.

mod cell;
mod error;
mod file_store;
mod keys;
mod renewals;
mod store;
mod token;

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use tokio::time::Instant;

use crate::runtime::error::Result;
use crate::runtime::request::operation_info::Scheme;
use crate::runtime::secret::{Known, Masked};

pub use self::cell::{TokenCell, TokenIssuer};
pub use self::error::{AuthError, AuthErrorKind};
pub use self::file_store::FileStore;
pub use self::keys::{ApiKey, Basic, Bearer};
pub(crate) use self::renewals::Renewals;
pub use self::store::{MemoryStore, StoreLock, TokenStore};
pub use self::token::Token;
pub use crate::runtime::secret::hide;
pub use crate::runtime::send::sender::Sender;
pub use crate::runtime::stores::{StoreError, StoreErrorKind};

/// A future in a box, so that a trait with one can be an object.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A source of credentials.
pub trait Auth: Send + Sync {
    /// Whether it has credentials of this kind.
    fn satisfies(&self, scheme: Scheme) -> bool;

    /// The credentials of the kinds that a request needs.
    fn credentials<'a>(
        &'a self,
        schemes: &'a [Scheme],
        sender: &'a Sender,
    ) -> BoxFuture<'a, Result<Credentials>>;

    /// The same without waiting, if they are available at once; `None`, which is the default of the trait,
    /// sends the caller to [`credentials`](Self::credentials).
    fn cached(&self, schemes: &[Scheme]) -> Option<Credentials> {
        let _ = schemes;
        None
    }

    /// New credentials in place of some that the server rejected as expired; `None` when there are no
    /// others, which is the default of the trait.
    fn renew<'a>(
        &'a self,
        rejected: &'a Credentials,
        sender: &'a Sender,
    ) -> BoxFuture<'a, Result<Option<Credentials>>> {
        let _ = (rejected, sender);
        Box::pin(async { Ok(None) })
    }
}

/// One thing that a request shows.
#[derive(Clone)]
#[non_exhaustive]
pub enum Credential {
    /// A token.
    Bearer(SecretString),
    /// A name and a password.
    Basic {
        /// The name.
        name: String,
        /// The password.
        password: SecretString,
    },
    /// A secret in the place that the scheme names.
    Key(Scheme, SecretString),
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Bearer(_) => "Bearer(***)",
            Self::Basic { .. } => "Basic(***)",
            Self::Key(..) => "Key(***)",
        })
    }
}

/// How long changing credentials are new.
const NEW: Duration = Duration::from_secs(60);

/// Credentials of a request, and their generation. Cloning is cheap.
#[derive(Clone, Default)]
pub struct Credentials {
    parts: Arc<[Credential]>,
    generation: u64,
    /// When that issue came about, by a clock that nobody sets.
    since: Option<Instant>,
    /// Where to send them, by the name of a server.
    base_url: Option<(&'static str, Arc<str>)>,
}

impl Credentials {
    /// Credentials that never change.
    #[must_use]
    pub fn new(parts: Vec<Credential>) -> Self {
        Self { parts: parts.into(), generation: 0, since: None, base_url: None }
    }

    /// Sets the generation of credentials that change.
    #[must_use]
    pub fn with_generation(mut self, generation: u64) -> Self {
        self.generation = generation;
        self.since = Some(Instant::now());
        self
    }

    /// Whether these credentials are hardly older than the request: a server that rejects it without
    /// a reason does not do so because of its age.
    pub(crate) fn is_new(&self) -> bool {
        self.since.is_some_and(|since| since.elapsed() < NEW)
    }

    /// The generation of these credentials.
    #[must_use]
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// Says where requests to a server go that show these; a base URL that the client was given comes
    /// first.
    #[must_use]
    pub fn base_url(mut self, server: &'static str, url: impl Into<String>) -> Self {
        self.base_url = Some((server, url.into().into()));
        self
    }

    /// The base URL for requests with these credentials, if they have one.
    #[must_use]
    pub fn base_url_of(&self, server: &str) -> Option<&str> {
        self.base_url.as_ref().filter(|(name, _)| *name == server).map(|(_, url)| &**url)
    }

    /// The credentials to attach.
    #[must_use]
    pub fn parts(&self) -> &[Credential] {
        &self.parts
    }

    /// The secrets, to be kept out of messages.
    pub(crate) fn secrets(&self) -> Known<'_> {
        let mut known = Known::default();
        for part in &*self.parts {
            let (Credential::Bearer(secret)
            | Credential::Key(_, secret)
            | Credential::Basic { password: secret, .. }) = part;
            known.add(secret.expose_secret());
        }
        known
    }
}

/// Prints no secret.
impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let base_url = self.base_url.as_ref().map(|(server, url)| (server, Masked(url)));
        f.debug_struct("Credentials")
            .field("parts", &self.parts)
            .field("generation", &self.generation)
            .field("base_url", &base_url)
            .finish()
    }
}
