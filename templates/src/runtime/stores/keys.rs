//! Keys of what has been there before.

use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::StoreError;
use crate::runtime::auth::BoxFuture;

/// Keys that are remembered for some time, against repetitions: of events that are delivered twice, for example.
///
/// Of several calls with the same key at the same time, in any number of processes, exactly one is the first.
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
    /// The end of each key.
    ends: HashMap<Box<[u8]>, Instant>,
    /// The same keys, the oldest first; also keys that were removed.
    order: VecDeque<(Instant, Box<[u8]>)>,
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
        while self.order.front().is_some_and(|(end, _)| *end <= now) {
            self.drop_oldest();
        }
        // Keys with different times are not in the order of their ends.
        if self.ends.get(key).is_some_and(|end| *end > now) {
            return false;
        }
        if self.most == 0 {
            return true;
        }
        let end = now.checked_add(keep).unwrap_or(now);
        self.ends.insert(key.into(), end);
        self.order.push_back((end, key.into()));
        while self.order.len() > self.most {
            self.drop_oldest();
        }
        true
    }

    fn drop_oldest(&mut self) {
        if let Some((end, key)) = self.order.pop_front()
            && self.ends.get(&key) == Some(&end)
        {
            self.ends.remove(&key);
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
        self.with(|keys| keys.ends.remove(key));
        Box::pin(async { Ok(()) })
    }
}

/// Prints how many keys there are.
impl fmt::Debug for MemoryKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MemoryKeys({})", self.with(|keys| keys.ends.len()))
    }
}
