//! Which events have been there before.

use std::collections::{HashSet, VecDeque};
use std::time::Duration;

use tokio::time::Instant;

use super::DedupeKey;

/// The keys of the last events: for some time, and no more than so many.
pub(super) struct Seen {
    keys: HashSet<DedupeKey>,
    /// The same keys with their time, the oldest first.
    order: VecDeque<(Instant, DedupeKey)>,
    capacity: usize,
    window: Duration,
}

impl Seen {
    pub(super) fn new(capacity: usize, window: Duration) -> Self {
        Self { keys: HashSet::new(), order: VecDeque::new(), capacity, window }
    }

    /// Whether a key was not there before; it is from now on. When there are too many, the oldest goes.
    pub(super) fn is_new(&mut self, key: DedupeKey) -> bool {
        let now = Instant::now();
        while let Some((at, oldest)) = self.order.front()
            && now.duration_since(*at) > self.window
        {
            self.keys.remove(oldest);
            self.order.pop_front();
        }
        if self.capacity == 0 {
            return true;
        }
        if !self.keys.insert(key) {
            return false;
        }
        self.order.push_back((now, key));
        if self.order.len() > self.capacity
            && let Some((_, oldest)) = self.order.pop_front()
        {
            self.keys.remove(&oldest);
        }
        true
    }
}
