//! Events in memory.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use tokio::time::Instant;

use super::{DeadEvent, EventKey, Inbox, InboxCounts, NewEvent, Put, Receipt, TakenEvent};
use crate::runtime::send::deadline::later;
use crate::runtime::stores::{BoxFuture, StoreError};

/// How long the key of a handled event is remembered unless set otherwise: until after the last repetition of a
/// webhook that was answered too late.
pub(in crate::runtime::stores) const REMEMBERED: Duration = Duration::from_secs(90 * 60);

/// Keeps events in memory: handlers that fail are called again, and events are lost when the process ends. Clones
/// share the events.
#[derive(Clone)]
pub struct MemoryInbox {
    events: Arc<Mutex<Events>>,
}

impl MemoryInbox {
    /// An inbox without events, which remembers the keys of handled events for 90 minutes.
    #[must_use]
    pub fn new() -> Self {
        Self::remembering(REMEMBERED)
    }

    /// An inbox without events, which remembers the keys of handled events for this long.
    #[must_use]
    pub fn remembering(window: Duration) -> Self {
        let events = Events {
            window,
            all: BTreeMap::new(),
            ids: HashMap::new(),
            due: BTreeSet::new(),
            orders: HashMap::new(),
            handled: VecDeque::new(),
            last: 0,
        };
        Self { events: Arc::new(Mutex::new(events)) }
    }

    fn events(&self) -> MutexGuard<'_, Events> {
        self.events.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Does something at once.
    fn ready<'a, T: Send + 'a>(
        &self,
        work: impl FnOnce(&mut Events) -> T,
    ) -> BoxFuture<'a, Result<T, StoreError>> {
        let value = work(&mut self.events());
        Box::pin(std::future::ready(Ok(value)))
    }
}

impl Default for MemoryInbox {
    fn default() -> Self {
        Self::new()
    }
}

/// All events; `Id`s are in the order in which they were put.
struct Events {
    window: Duration,
    all: BTreeMap<Id, Entry>,
    /// `None` for an event that was handled.
    ids: HashMap<EventKey, Option<Id>>,
    /// When events may be taken, waiting and taken ones.
    due: BTreeSet<(Instant, Id)>,
    orders: HashMap<String, Order>,
    /// The keys of handled events, the oldest first.
    handled: VecDeque<(Instant, EventKey)>,
    /// The last number that was given to an event or a take.
    last: u64,
}

type Id = u64;

struct Entry {
    event: NewEvent,
    put_at: SystemTime,
    /// The same for the age, which no change of the clock may affect.
    put: Instant,
    attempts: u32,
    state: State,
}

/// The events of one order that are not dead.
#[derive(Default)]
struct Order {
    ids: BTreeSet<Id>,
    /// The one that is not behind another.
    first: Option<Id>,
}

enum State {
    /// Another event of the same order comes first.
    Behind,
    Waiting(Instant),
    Taken {
        until: Instant,
        lease: u64,
    },
    Dead {
        reason: String,
        number: u64,
    },
}

impl Events {
    fn put(&mut self, event: NewEvent) -> Put {
        let now = Instant::now();
        while let Some((at, key)) = self.handled.front()
            && now.duration_since(*at) >= self.window
        {
            self.ids.remove(key);
            self.handled.pop_front();
        }
        if self.ids.contains_key(&event.key) {
            return Put::Repeated;
        }
        let id = self.number();
        self.ids.insert(event.key, Some(id));
        let entry =
            Entry { event, put_at: SystemTime::now(), put: now, attempts: 0, state: State::Behind };
        self.all.insert(id, entry);
        self.wait(id, now);
        Put::New
    }

    fn number(&mut self) -> u64 {
        self.last = self.last.wrapping_add(1);
        self.last
    }

    /// Makes an event wait: until a time, or behind another of its order.
    fn wait(&mut self, id: Id, due: Instant) {
        let Some(entry) = self.all.get_mut(&id) else { return };
        if let Some(order) = &entry.event.order {
            let order = self.orders.entry(order.clone()).or_default();
            order.ids.insert(id);
            if *order.first.get_or_insert(id) != id {
                entry.state = State::Behind;
                return;
            }
        }
        entry.state = State::Waiting(due);
        self.due.insert((due, id));
    }

    fn take(&mut self, most: usize, lease: Duration) -> Vec<TakenEvent> {
        let now = Instant::now();
        let due = self.due.iter().take_while(|(due, _)| *due <= now).take(most);
        let due: Vec<_> = due.copied().collect();
        let mut taken = Vec::with_capacity(due.len());
        for at in due {
            let number = self.number();
            let Some(entry) = self.all.get_mut(&at.1) else { continue };
            self.due.remove(&at);
            let until = later(now, lease);
            self.due.insert((until, at.1));
            entry.state = State::Taken { until, lease: number };
            entry.attempts = entry.attempts.saturating_add(1);
            let receipt = Receipt::new(entry.event.key, number.to_string());
            let body = entry.event.body.clone();
            taken.push(TakenEvent::new(receipt, body, entry.attempts, entry.put_at));
        }
        taken
    }

    /// The event of a receipt, if it is still the one that was taken, with the time at which it is due.
    fn of(&mut self, receipt: &Receipt) -> Option<(Id, Instant)> {
        let id = (*self.ids.get(&receipt.key)?)?;
        match self.all.get(&id)?.state {
            State::Taken { until, lease } if receipt.lease == lease.to_string() => {
                Some((id, until))
            }
            _ => None,
        }
    }

    fn renew(&mut self, receipt: &Receipt, lease: Duration) {
        let Some((id, due)) = self.of(receipt) else { return };
        let now = Instant::now();
        let until = later(now, lease);
        self.due.remove(&(due, id));
        self.due.insert((until, id));
        if let Some(Entry { state: State::Taken { until: end, .. }, .. }) = self.all.get_mut(&id) {
            *end = until;
        }
    }

    fn done(&mut self, key: &EventKey) {
        let Some(Some(id)) = self.ids.get(key).copied() else { return };
        if matches!(self.all.get(&id), Some(Entry { state: State::Dead { .. }, .. })) {
            return;
        }
        self.leave(id);
        self.all.remove(&id);
        self.ids.insert(*key, None);
        self.handled.push_back((Instant::now(), *key));
    }

    /// An event is no longer on its way: the next of its order is.
    fn leave(&mut self, id: Id) {
        let Some(entry) = self.all.get(&id) else { return };
        if let State::Waiting(due) | State::Taken { until: due, .. } = entry.state {
            self.due.remove(&(due, id));
        }
        let Some(name) = entry.event.order.clone() else { return };
        let Some(order) = self.orders.get_mut(&name) else { return };
        order.ids.remove(&id);
        if order.first == Some(id) {
            order.first = None;
            match order.ids.first().copied() {
                Some(next) => self.wait(next, Instant::now()),
                None => drop(self.orders.remove(&name)),
            }
        }
    }

    fn give_back(&mut self, receipt: &Receipt, attempts: u32, after: Duration) {
        let Some((id, due)) = self.of(receipt) else { return };
        let now = Instant::now();
        self.due.remove(&(due, id));
        if let Some(entry) = self.all.get_mut(&id) {
            entry.attempts = attempts;
        }
        self.wait(id, later(now, after));
    }

    fn bury(&mut self, receipt: &Receipt, reason: &str) {
        let Some((id, _)) = self.of(receipt) else { return };
        self.leave(id);
        let number = self.number();
        if let Some(entry) = self.all.get_mut(&id) {
            entry.state = State::Dead { reason: reason.to_owned(), number };
        }
    }

    fn dead_id(&self, key: &EventKey) -> Option<Id> {
        let id = (*self.ids.get(key)?)?;
        matches!(self.all.get(&id)?.state, State::Dead { .. }).then_some(id)
    }

    fn revive(&mut self, key: &EventKey) -> bool {
        let Some(id) = self.dead_id(key) else { return false };
        if let Some(entry) = self.all.get_mut(&id) {
            entry.attempts = 0;
        }
        self.wait(id, Instant::now());
        true
    }

    fn remove_dead(&mut self, key: &EventKey) -> bool {
        let Some(id) = self.dead_id(key) else { return false };
        self.all.remove(&id);
        self.ids.remove(key);
        true
    }

    fn dead(&self, most: usize) -> Vec<DeadEvent> {
        let dead = self.all.values().filter_map(|entry| match &entry.state {
            State::Dead { reason, number } => Some((*number, entry, reason)),
            _ => None,
        });
        let mut dead: Vec<_> = dead.collect();
        dead.sort_by_key(|(number, ..)| *number);
        let event = |(_, entry, reason): (_, &Entry, &String)| {
            let receipt = Receipt::new(entry.event.key, "");
            let body = Bytes::clone(&entry.event.body);
            let taken = TakenEvent::new(receipt, body, entry.attempts, entry.put_at);
            DeadEvent::new(taken, reason)
        };
        dead.into_iter().take(most).map(event).collect()
    }

    fn counts(&self) -> InboxCounts {
        let now = Instant::now();
        let mut counts = InboxCounts::default();
        for entry in self.all.values() {
            let count = match entry.state {
                State::Taken { until, .. } if until > now => &mut counts.taken,
                State::Dead { .. } => &mut counts.dead,
                _ => &mut counts.waiting,
            };
            *count = count.saturating_add(1);
            if !matches!(entry.state, State::Dead { .. }) {
                let age = now.duration_since(entry.put);
                counts.oldest = counts.oldest.max(Some(age));
            }
        }
        counts
    }
}

impl Inbox for MemoryInbox {
    fn put(&self, event: NewEvent) -> BoxFuture<'_, Result<Put, StoreError>> {
        self.ready(|events| events.put(event))
    }

    fn take(
        &self,
        most: usize,
        lease: Duration,
    ) -> BoxFuture<'_, Result<Vec<TakenEvent>, StoreError>> {
        self.ready(|events| events.take(most, lease))
    }

    fn renew<'a>(
        &'a self,
        receipts: &'a [Receipt],
        lease: Duration,
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        self.ready(|events| receipts.iter().for_each(|receipt| events.renew(receipt, lease)))
    }

    fn done<'a>(&'a self, receipt: &'a Receipt) -> BoxFuture<'a, Result<(), StoreError>> {
        self.ready(|events| events.done(&receipt.key))
    }

    fn give_back<'a>(
        &'a self,
        receipt: &'a Receipt,
        attempts: u32,
        after: Duration,
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        self.ready(|events| events.give_back(receipt, attempts, after))
    }

    fn bury<'a>(
        &'a self,
        receipt: &'a Receipt,
        reason: &'a str,
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        self.ready(|events| events.bury(receipt, reason))
    }

    fn dead(&self, most: usize) -> BoxFuture<'_, Result<Vec<DeadEvent>, StoreError>> {
        self.ready(|events| events.dead(most))
    }

    fn revive<'a>(&'a self, keys: &'a [EventKey]) -> BoxFuture<'a, Result<usize, StoreError>> {
        self.ready(|events| keys.iter().filter(|key| events.revive(key)).count())
    }

    fn remove_dead<'a>(&'a self, keys: &'a [EventKey]) -> BoxFuture<'a, Result<usize, StoreError>> {
        self.ready(|events| keys.iter().filter(|key| events.remove_dead(key)).count())
    }

    fn counts(&self) -> BoxFuture<'_, Result<InboxCounts, StoreError>> {
        self.ready(|events| events.counts())
    }
}

/// Prints how many events there are.
impl fmt::Debug for MemoryInbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("MemoryInbox").field(&self.events().counts()).finish()
    }
}
