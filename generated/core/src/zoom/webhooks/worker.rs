//! Events of an inbox: stored before the response, then taken and handled, as often as needed.

mod call;

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use tokio::runtime::Handle;
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore, watch};
use tokio::task::AbortHandle;
use tokio::time::{sleep, timeout};

use self::call::asked;
use super::core::{Core, Outcome};
use super::failure::Attempt;
use super::order::Order;
use super::retries::Retries;
use super::{DedupeKey, WebhookError};
use crate::events::Event;
use crate::runtime::stores::{
    BoxFuture, DeadEvent, Inbox, NewEvent, Put, Receipt, StoreError, TakenEvent,
};
use crate::zoom::contain::contain;

/// Zoom gives up after 3 seconds; a response that comes later is as good as none.
const PUT_TIMEOUT: Duration = Duration::from_millis(2_500);

/// How often an inbox is asked that has nothing to handle: events that another process has put or given back, and those
/// of a process that has ended, are found only so.
const POLL: Duration = Duration::from_secs(1);

/// The first pause after an error of the inbox, the longest, and how often the end of an event is tried to be stored.
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(10);
const INSIST: u32 = 7;

/// How long handlers may take to end that were cancelled.
const CANCEL_TIMEOUT: Duration = Duration::from_secs(2);

/// How a receiver uses its inbox.
pub(super) struct Settings {
    pub(super) lease: Duration,
    pub(super) retries: Retries,
    pub(super) order: Option<Order>,
    /// Whether events are handled here, or by another process alone.
    pub(super) handles: bool,
    /// Whether events without a handler are removed, or left to other processes.
    pub(super) removes: bool,
}

impl Settings {
    /// The order of an event, by a function of the program.
    pub(super) fn order_of(
        &self,
        event: &Event,
        body: &[u8],
    ) -> Result<Option<String>, WebhookError> {
        let order = contain(|| self.order.as_ref().and_then(|order| order(event, body)));
        order.map_err(|_| WebhookError::Unavailable("the function of its order has panicked"))
    }
}

/// Stores events and handles them.
pub(super) struct Worker {
    pub(super) inbox: Arc<dyn Inbox>,
    pub(super) settings: Settings,
    core: Arc<Core>,
    concurrency: u32,
    turns: Arc<Semaphore>,
    running: Mutex<HashMap<u64, Running>>,
    last: AtomicU64,
    /// There may be something to take, or a reason to stop.
    wake: Notify,
    started: AtomicBool,
    closed: AtomicBool,
    ended: watch::Sender<bool>,
}

/// The task that takes events, until it ends: with the receiver, or with its runtime.
struct Taking(Arc<Worker>);

impl Drop for Taking {
    fn drop(&mut self) {
        self.0.ended.send_replace(true);
        // On another runtime it can begin again.
        self.0.started.store(false, Ordering::Release);
    }
}

/// An event that is being handled.
struct Running {
    receipt: Receipt,
    attempts: u32,
    task: AbortHandle,
}

/// The place of an event among those that are handled; given up also after a panic.
struct Place {
    worker: Arc<Worker>,
    number: u64,
    permit: Option<OwnedSemaphorePermit>,
}

impl Drop for Place {
    fn drop(&mut self) {
        self.worker.running().remove(&self.number);
        drop(self.permit.take());
        self.worker.wake.notify_one();
    }
}

impl Worker {
    pub(super) fn new(
        inbox: Arc<dyn Inbox>,
        settings: Settings,
        core: Arc<Core>,
        concurrency: u32,
    ) -> Arc<Self> {
        let most = u32::try_from(Semaphore::MAX_PERMITS).unwrap_or(u32::MAX);
        let concurrency = concurrency.min(most);
        let permits = usize::try_from(concurrency).unwrap_or(Semaphore::MAX_PERMITS);
        Arc::new(Self {
            inbox,
            settings,
            core,
            concurrency,
            turns: Arc::new(Semaphore::new(permits)),
            running: Mutex::default(),
            last: AtomicU64::new(0),
            wake: Notify::new(),
            started: AtomicBool::new(false),
            closed: AtomicBool::new(false),
            ended: watch::Sender::new(false),
        })
    }

    fn running(&self) -> MutexGuard<'_, HashMap<u64, Running>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn running_count(&self) -> usize {
        self.running().len()
    }

    fn is_closed(&self) -> bool {
        self.closed.load(Ordering::Acquire)
    }

    /// Begins to take events, unless that has begun.
    pub(super) fn start(self: &Arc<Self>) -> Result<(), WebhookError> {
        if self.started.load(Ordering::Acquire) || self.is_closed() {
            return Ok(());
        }
        let runtime = Handle::try_current();
        let runtime =
            runtime.map_err(|_| WebhookError::Unavailable("there is no Tokio runtime"))?;
        contain(|| drop(sleep(Duration::ZERO)))
            .map_err(|_| WebhookError::Unavailable("the Tokio runtime has no timer"))?;
        if !self.started.swap(true, Ordering::AcqRel) && self.settings.handles {
            self.ended.send_replace(false);
            let taking = Taking(Arc::clone(self));
            runtime.spawn(async move { taking.0.take_all().await });
            runtime.spawn(Arc::clone(self).renew_all());
        }
        Ok(())
    }

    /// Stores an event before its response is sent.
    pub(super) async fn put(
        self: Arc<Self>,
        event: NewEvent,
        room: OwnedSemaphorePermit,
    ) -> Result<(), WebhookError> {
        self.start()?;
        let put = timeout(PUT_TIMEOUT, asked(|| self.inbox.put(event))).await;
        drop(room);
        let put = put.map_err(|_| WebhookError::Unavailable("the inbox takes too long"))?;
        let put = put.map_err(|error| {
            self.core.inbox_failed(&error);
            WebhookError::Unavailable("the inbox has an error")
        })?;
        match put {
            Put::New => {
                self.core.counters.accepted.add();
                self.wake.notify_one();
            }
            Put::Repeated => self.core.counters.repeated.add(),
        }
        Ok(())
    }

    /// Takes events until the end, as many as have room.
    async fn take_all(self: &Arc<Self>) {
        let mut pause = FIRST_PAUSE;
        while !self.is_closed() {
            let free = self.turns.available_permits();
            let mut wait = POLL;
            if free > 0 {
                match asked(|| self.inbox.take(free, self.settings.lease)).await {
                    Ok(taken) => {
                        pause = FIRST_PAUSE;
                        if !taken.is_empty() {
                            self.begin_all(taken).await;
                            continue;
                        }
                    }
                    Err(error) => {
                        self.core.inbox_failed(&error);
                        wait = pause;
                        pause = pause.saturating_mul(2).min(LONGEST_PAUSE);
                    }
                }
            }
            // That its time is over is as good a reason to go on.
            let _ = timeout(wait, self.wake.notified()).await;
        }
        // All permits are there when nobody is at work.
        let _ = self.turns.acquire_many(self.concurrency).await;
    }

    async fn begin_all(self: &Arc<Self>, taken: Vec<TakenEvent>) {
        for event in taken {
            let permit = match self.is_closed() {
                true => None,
                false => Arc::clone(&self.turns).try_acquire_owned().ok(),
            };
            match permit {
                Some(permit) => self.begin(event, permit),
                None => self.return_unhandled(&event.receipt, event.attempts).await,
            }
        }
    }

    /// Begins to handle an event.
    fn begin(self: &Arc<Self>, event: TakenEvent, permit: OwnedSemaphorePermit) {
        let number = self.last.fetch_add(1, Ordering::Relaxed);
        let place = Place { worker: Arc::clone(self), number, permit: Some(permit) };
        let (receipt, attempts) = (event.receipt.clone(), event.attempts);
        // Locked until the event is in: its task may end before that.
        let mut running = self.running();
        let task = tokio::spawn(async move { place.worker.work(event).await });
        running.insert(number, Running { receipt, attempts, task: task.abort_handle() });
    }

    /// Handles an event.
    async fn work(&self, taken: TakenEvent) {
        let (receipt, attempts) = (taken.receipt.clone(), taken.attempts);
        let most = self.settings.retries.attempts;
        if attempts > most {
            let reason = format!("the program ended during attempt {most}, or lost its lease");
            return self.bury(taken, &reason).await;
        }
        let event = match Event::from_slice(&taken.body) {
            Ok(event) => event,
            Err(error) => return self.bury(taken, &error.to_string()).await,
        };
        let handlers = self.core.handlers.of(&event);
        if handlers.is_empty() && !self.settings.removes {
            return self.leave_to_others(taken).await;
        }
        let wait = self.settings.retries.after(attempts);
        let attempt = Attempt { number: attempts, retry_in: wait };
        let key = DedupeKey::from(receipt.key);
        match (self.core.handle(&event, key, &handlers, attempt).await, wait) {
            (Outcome::Handled, _) => self.insist(|| self.inbox.done(&receipt)).await,
            (Outcome::Failed(_), Some(wait)) => {
                self.insist(|| self.inbox.give_back(&receipt, attempts, wait)).await;
            }
            (Outcome::Failed(failure), None) => self.bury(taken, &failure.to_string()).await,
            // Another process handles it when the lease is over.
            (Outcome::Cancelled, _) => {}
        }
    }

    /// A process of another version may have a handler: this was no attempt. Which process takes an event is a matter of
    /// luck, so the age decides when nobody has one.
    async fn leave_to_others(&self, taken: TakenEvent) {
        let Settings { lease, retries, .. } = &self.settings;
        let age = SystemTime::now().duration_since(taken.put_at).unwrap_or_default();
        if age > retries.whole().max(*lease) {
            return self.bury(taken, "no process that has taken it has a handler for it").await;
        }
        let wait = age.checked_div(4).unwrap_or_default().max(retries.first).min(retries.longest);
        // Retries may follow at once; this would go round and round.
        let wait = wait.max(POLL);
        let attempts = taken.attempts.saturating_sub(1);
        self.insist(|| self.inbox.give_back(&taken.receipt, attempts, wait)).await;
    }

    async fn bury(&self, taken: TakenEvent, reason: &str) {
        self.insist(|| self.inbox.bury(&taken.receipt, reason)).await;
        self.core.dead(&DeadEvent::new(taken, reason));
    }

    /// Stores the end of an attempt: an inbox that is away for a moment must not cause another.
    async fn insist<'a>(&self, call: impl Fn() -> BoxFuture<'a, Result<(), StoreError>>) {
        let mut pause = FIRST_PAUSE;
        for _ in 0..INSIST {
            match asked(&call).await {
                Ok(()) => return,
                Err(error) => self.core.inbox_failed(&error),
            }
            sleep(pause).await;
            pause = pause.saturating_mul(2);
        }
    }

    /// Gives an event back that was taken and not handled: this was no attempt.
    async fn return_unhandled(&self, receipt: &Receipt, attempts: u32) {
        let attempts = attempts.saturating_sub(1);
        let given = asked(|| self.inbox.give_back(receipt, attempts, Duration::ZERO)).await;
        if let Err(error) = given {
            self.core.inbox_failed(&error);
        }
    }

    /// Keeps the leases of events that are being handled.
    async fn renew_all(self: Arc<Self>) {
        let lease = self.settings.lease;
        let mut ended = self.ended.subscribe();
        let third = lease.checked_div(3).unwrap_or(lease);
        while timeout(third, ended.wait_for(|ended| *ended)).await.is_err() {
            let running: Vec<_> =
                self.running().values().map(|event| event.receipt.clone()).collect();
            if running.is_empty() {
                continue;
            }
            let renewed = timeout(lease, asked(|| self.inbox.renew(&running, lease))).await;
            if let Ok(Err(error)) = renewed {
                self.core.inbox_failed(&error);
            }
        }
    }

    /// Takes no more events.
    pub(super) fn close(&self) {
        self.closed.store(true, Ordering::Release);
        self.wake.notify_one();
    }

    /// Waits, after `close`, until no event is being handled.
    pub(super) async fn finished(&self) {
        if self.settings.handles && self.started.load(Ordering::Acquire) {
            // The sender is `self`, so that the channel is open.
            let _ = self.ended.subscribe().wait_for(|ended| *ended).await;
        }
    }

    /// Cancels the handlers, waits until they have ended, for some time, and gives their events back.
    pub(super) async fn cancel(&self) {
        let running: Vec<_> = {
            let running = self.running();
            let cancel = |event: &Running| {
                event.task.abort();
                (event.receipt.clone(), event.attempts)
            };
            running.values().map(cancel).collect()
        };
        let _ = timeout(CANCEL_TIMEOUT, self.finished()).await;
        for (receipt, attempts) in running {
            self.return_unhandled(&receipt, attempts).await;
        }
    }
}
