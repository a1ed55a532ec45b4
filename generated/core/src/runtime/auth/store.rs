//! Where a token is kept, so that it outlives the process or is shared with others.

use std::any::Any;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use super::{BoxFuture, Token};
use crate::runtime::stores::StoreError;

/// A place for the token of one credential: a file, a row of a database, a secret manager.
///
/// A new token is saved before it is used for the first time. Where several processes share a store,
/// [`lock`](Self::lock) keeps them from replacing the token at the same time.
///
/// The futures are boxed, so that a store can be an object; an implementation is a method that returns
/// `Box::pin(async move { … })`.
pub trait TokenStore: Send + Sync {
    /// The token that is kept, if there is one.
    fn load(&self) -> BoxFuture<'_, Result<Option<Token>, StoreError>>;

    /// Keeps a token in place of the last one: all of it or nothing.
    fn save<'a>(&'a self, token: &'a Token) -> BoxFuture<'a, Result<(), StoreError>>;

    /// Keeps no token any longer.
    fn clear(&self) -> BoxFuture<'_, Result<(), StoreError>>;

    /// Keeps a token that was made while the lock was current. A store whose lock can expire overrides this: if somebody
    /// else has saved a token since, it keeps that one and returns
    /// [`StoreErrorKind::Overtaken`](crate::runtime::stores::StoreErrorKind::Overtaken). A store around another one
    /// passes it on.
    fn save_locked<'a>(
        &'a self,
        token: &'a Token,
        lock: &'a StoreLock,
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        let _ = lock;
        self.save(token)
    }

    /// Waits until nobody else replaces the token, and keeps others waiting until the guard is dropped.
    /// By default nothing is locked.
    fn lock(&self) -> BoxFuture<'_, Result<StoreLock, StoreError>> {
        Box::pin(async { Ok(StoreLock::none()) })
    }
}

/// Keeps others from replacing a token until it is dropped.
#[must_use = "others are kept waiting only until this is dropped"]
pub struct StoreLock(Option<Box<dyn Any + Send + Sync>>);

impl StoreLock {
    /// Holds a guard: whatever releases the lock when it is dropped.
    pub fn new(guard: impl Any + Send + Sync) -> Self {
        Self(Some(Box::new(guard)))
    }

    /// The guard, if it has this type: for [`TokenStore::save_locked`].
    #[must_use]
    pub fn guard<T: Any>(&self) -> Option<&T> {
        self.0.as_ref()?.downcast_ref()
    }

    /// Nothing is locked.
    pub fn none() -> Self {
        Self(None)
    }
}

impl fmt::Debug for StoreLock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "StoreLock({})", if self.0.is_some() { "locked" } else { "none" })
    }
}

/// Keeps a token in memory. Clones share it, and so do all sources of credentials that hold one.
#[derive(Clone, Default)]
pub struct MemoryStore {
    token: Arc<Mutex<Option<Token>>>,
    replacing: Arc<tokio::sync::Mutex<()>>,
}

impl MemoryStore {
    /// A store without a token.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A store with a token: one that was kept elsewhere, for example.
    #[must_use]
    pub fn with(token: Token) -> Self {
        let store = Self::default();
        store.put(Some(token));
        store
    }

    fn put(&self, token: Option<Token>) {
        *self.token.lock().unwrap_or_else(PoisonError::into_inner) = token;
    }
}

impl TokenStore for MemoryStore {
    fn load(&self) -> BoxFuture<'_, Result<Option<Token>, StoreError>> {
        let token = self.token.lock().unwrap_or_else(PoisonError::into_inner).clone();
        Box::pin(async move { Ok(token) })
    }

    fn save<'a>(&'a self, token: &'a Token) -> BoxFuture<'a, Result<(), StoreError>> {
        self.put(Some(token.clone()));
        Box::pin(async { Ok(()) })
    }

    fn clear(&self) -> BoxFuture<'_, Result<(), StoreError>> {
        self.put(None);
        Box::pin(async { Ok(()) })
    }

    fn lock(&self) -> BoxFuture<'_, Result<StoreLock, StoreError>> {
        let replacing = Arc::clone(&self.replacing);
        Box::pin(async move { Ok(StoreLock::new(replacing.lock_owned().await)) })
    }
}

/// Prints no secret.
impl fmt::Debug for MemoryStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MemoryStore(***)")
    }
}
