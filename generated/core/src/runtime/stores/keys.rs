//! Keys of what has been there before.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::StoreError;
use crate::runtime::auth::BoxFuture;
use crate::runtime::send::deadline::later;

/// Keys that are remembered for some time, against repetitions: of events that are delivered twice, for example.
///
/// Of several calls with the same key at the same time, in any number of processes, exactly one is the first. A future that
/// is dropped may have had its effect or not.
pub trait KeySet: Send + Sync {
    /// Remembers a key for some time; returns whether it was not there before. A key that is there keeps its time.
    fn insert<'a>(
        &'a self,
        key: &'a [u8],
        keep: Duration,
    ) -> BoxFuture<'a, Result<bool, StoreError>>;

    /// Forgets a key, because its work was not done after all. It is no error if there is no such key.
    fn remove<'a>(&'a self, key: &'a [u8]) -> BoxFuture<'a, Result<(), StoreError>>;
}

/// Keeps keys in memory. Clones share them.
#[derive(Clone)]
pub struct MemoryKeys {
    keys: Arc<Mutex<Keys>>,
}

#[derive(Default)]
struct Keys {
    /// The number and the end of each key.
    keys: HashMap<Box<[u8]>, (u64, Instant)>,
    /// The same keys by their numbers, the oldest first.
    order: BTreeMap<u64, Box<[u8]>>,
    last: u64,
    most: usize,
}

impl MemoryKeys {
    /// Remembers no more than so many keys; the oldest makes room for a new one.
    #[must_use]
    pub fn new(most: usize) -> Self {
        Self { keys: Arc::new(Mutex::new(Keys { most, ..Keys::default() })) }
    }

    fn with<T>(&self, work: impl FnOnce(&mut Keys) -> T) -> T {
        work(&mut self.keys.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Keys {
    fn insert(&mut self, key: &[u8], keep: Duration) -> bool {
        let now = Instant::now();
        let is_over = |end: Option<Instant>| end.is_some_and(|end| end <= now);
        while self.order.values().next().is_some_and(|key| is_over(self.end(key))) {
            self.drop_oldest();
        }
        // Keys with different times are not in the order of their ends.
        match self.end(key) {
            Some(end) if end > now => return false,
            Some(_) => self.remove(key),
            None => {}
        }
        if self.most == 0 {
            return true;
        }
        self.last = self.last.saturating_add(1);
        let end = later(now, keep);
        self.keys.insert(key.into(), (self.last, end));
        self.order.insert(self.last, key.into());
        while self.order.len() > self.most {
            self.drop_oldest();
        }
        true
    }

    fn end(&self, key: &[u8]) -> Option<Instant> {
        self.keys.get(key).map(|(_, end)| *end)
    }

    fn remove(&mut self, key: &[u8]) {
        if let Some((number, _)) = self.keys.remove(key) {
            self.order.remove(&number);
        }
    }

    fn drop_oldest(&mut self) {
        if let Some((_, key)) = self.order.pop_first() {
            self.keys.remove(&key);
        }
    }
}

impl KeySet for MemoryKeys {
    fn insert<'a>(
        &'a self,
        key: &'a [u8],
        keep: Duration,
    ) -> BoxFuture<'a, Result<bool, StoreError>> {
        let is_new = self.with(|keys| keys.insert(key, keep));
        Box::pin(async move { Ok(is_new) })
    }

    fn remove<'a>(&'a self, key: &'a [u8]) -> BoxFuture<'a, Result<(), StoreError>> {
        self.with(|keys| keys.remove(key));
        Box::pin(async { Ok(()) })
    }
}

/// Prints how many keys there are.
impl fmt::Debug for MemoryKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MemoryKeys({})", self.with(|keys| keys.keys.len()))
    }
}
