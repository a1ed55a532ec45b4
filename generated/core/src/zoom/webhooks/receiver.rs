//! Receiving: respond at once, handle afterwards.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, TryAcquireError};

use super::builder_inbox::InboxOptions;
use super::core::{Core, Reports};
use super::dedupe::Seen;
use super::handlers::{Handler, Handlers};
use super::metrics::Counters;
use super::work::Work;
use super::worker::Worker;
use super::{DedupeKey, ReceiverBuilder, ReceiverMetrics, Reply, Verifier, WebhookError};
use crate::events::Event;
use crate::runtime::stores::{BoxFuture, Inbox, InboxCounts, NewEvent, StoreError};

/// How long events may take to be given back at the end.
const GIVE_BACK_TIMEOUT: Duration = Duration::from_secs(5);

const CLOSED: WebhookError = WebhookError::Unavailable("the receiver is shutting down");

#[derive(Debug)]
pub(super) struct Limits {
    pub(super) body: usize,
    pub(super) queue: u32,
    pub(super) concurrency: u32,
    /// How long a handler may work.
    pub(super) handler: Duration,
    pub(super) remembered: usize,
    pub(super) window: Duration,
}

/// Accepts Zoom's requests, responds at once, and hands events to handlers.
///
/// ```text
/// let receiver = Receiver::builder(Verifier::from_env()?)
///     .on(|event: events::meetings::Started| async move { … })
///     .on_unknown(|event| async move { … })
///     .build();
/// let reply = receiver.accept(headers, body);
/// ```
///
/// Zoom waits for 3 seconds. So the response is sent before the handlers run; they run in tasks of their
/// own, a limited number of events at a time, each handler for a limited time. An event for which there is
/// no room is rejected with status 503, and one that was delivered before is accepted and not handled again.
/// Events that were accepted and not yet handled are lost when the process ends without
/// [`shutdown`](Self::shutdown), unless the receiver has an [inbox](ReceiverBuilder::inbox).
///
/// Cloning is cheap, and clones are the same receiver.
#[derive(Clone)]
pub struct Receiver {
    inner: Arc<Inner>,
}

struct Inner {
    verifier: Verifier,
    core: Arc<Core>,
    limits: Limits,
    /// Where events are stored, if there is an inbox.
    worker: Option<Arc<Worker>>,
    seen: Mutex<Seen>,
    /// A permit for each event that may be waiting or being handled; with an inbox, being stored.
    room: Arc<Semaphore>,
    /// A permit for each event that may be being handled.
    turns: Semaphore,
    closed: AtomicBool,
}

/// A request that was looked at.
enum Checked {
    /// It is answered without further ado.
    Answered(Reply),
    /// An event that has to be handled.
    Event { event: Event, key: DedupeKey, handlers: Vec<Handler>, room: OwnedSemaphorePermit },
}

/// The last clone takes no more events.
impl Drop for Inner {
    fn drop(&mut self) {
        if let Some(worker) = &self.worker {
            worker.close();
        }
    }
}

impl Receiver {
    /// Starts a receiver of requests that a verifier accepts.
    pub fn builder(verifier: Verifier) -> ReceiverBuilder {
        ReceiverBuilder::new(verifier)
    }

    pub(super) fn new(
        verifier: Verifier,
        handlers: Handlers,
        reports: Reports,
        limits: Limits,
        inbox: InboxOptions,
    ) -> Self {
        let permits = |count: u32| {
            let count = usize::try_from(count).unwrap_or(usize::MAX);
            Semaphore::new(count.min(Semaphore::MAX_PERMITS))
        };
        let counters = Counters::default();
        let core = Arc::new(Core { handlers, reports, counters, limit: limits.handler });
        let InboxOptions { inbox, settings } = inbox;
        let worker =
            inbox.map(|inbox| Worker::new(inbox, settings, Arc::clone(&core), limits.concurrency));
        // Without a runtime they are taken with the first request.
        let _ = worker.as_ref().map(Worker::start);
        let inner = Inner {
            room: Arc::new(permits(limits.queue)),
            turns: permits(limits.concurrency),
            seen: Mutex::new(Seen::new(limits.remembered, limits.window)),
            closed: AtomicBool::new(false),
            verifier,
            core,
            worker,
            limits,
        };
        Self { inner: Arc::new(inner) }
    }

    /// Looks at the headers of a request alone, so that a body need not be read for a request that will be
    /// rejected anyway: the response for one whose signature or time is missing, not understood, or of
    /// another time. The services of this crate do it by themselves.
    ///
    /// # Errors
    /// The response that has to be sent.
    pub fn check_headers<N: AsRef<str>, V: AsRef<[u8]>>(
        &self,
        headers: impl IntoIterator<Item = (N, V)>,
    ) -> Result<(), Reply> {
        self.inner.verifier.check_headers(headers).map_err(|error| self.reject(&error))
    }

    /// Takes a request: its headers, as in [`Verifier::authenticate`], and its body as it arrived. The
    /// response has to be sent to Zoom; handlers run by themselves on the Tokio runtime of the caller.
    ///
    /// A receiver with an inbox rejects every event here, because it has to wait until the event is stored:
    /// [`receive`](Self::receive) does.
    pub fn accept<N: AsRef<str>, V: AsRef<[u8]>>(
        &self,
        headers: impl IntoIterator<Item = (N, V)>,
        body: &[u8],
    ) -> Reply {
        let taken = self.check(headers, body).and_then(|checked| self.take(checked));
        taken.unwrap_or_else(|error| self.reject(&error))
    }

    /// Takes a request as [`accept`](Self::accept) does, with or without an inbox: with one, the response is there when
    /// the event is stored. What has to be read of the headers and the body is read at once.
    pub fn receive<N: AsRef<str>, V: AsRef<[u8]>>(
        &self,
        headers: impl IntoIterator<Item = (N, V)>,
        body: &[u8],
    ) -> BoxFuture<'static, Reply> {
        let reply = match (self.check(headers, body), &self.inner.worker) {
            (Ok(Checked::Event { event, key, room, .. }), Some(worker)) => {
                let mut new = NewEvent::new(*key.as_bytes(), body.to_vec());
                match worker.settings.order_of(&event, body) {
                    Err(error) => Err(error),
                    Ok(order) => {
                        new.order = order;
                        let (receiver, worker) = (self.clone(), Arc::clone(worker));
                        return Box::pin(async move {
                            let stored = worker.put(new, room).await;
                            stored.map_or_else(|error| receiver.reject(&error), |()| Reply::taken())
                        });
                    }
                }
            }
            (Ok(checked), _) => self.take(checked),
            (Err(error), _) => Err(error),
        };
        let reply = reply.unwrap_or_else(|error| self.reject(&error));
        Box::pin(std::future::ready(reply))
    }

    /// How many bytes a body may have.
    #[must_use]
    pub fn body_limit(&self) -> usize {
        self.inner.limits.body
    }

    /// The inbox, for a look at dead events for example.
    #[must_use]
    pub fn inbox(&self) -> Option<&dyn Inbox> {
        self.inner.worker.as_ref().map(|worker| &*worker.inbox)
    }

    /// What this receiver has done since it was made.
    #[must_use]
    pub fn metrics(&self) -> ReceiverMetrics {
        let running = match &self.inner.worker {
            Some(worker) => worker.running_count(),
            None => {
                let queue = usize::try_from(self.inner.limits.queue).unwrap_or(usize::MAX);
                queue.saturating_sub(self.inner.room.available_permits())
            }
        };
        self.inner.core.counters.read(running)
    }

    /// How many events are in the inbox, those of other processes included, and how old the oldest is; without an inbox
    /// zero.
    ///
    /// # Errors
    /// When the inbox cannot be read.
    pub async fn inbox_counts(&self) -> Result<InboxCounts, StoreError> {
        match &self.inner.worker {
            Some(worker) => worker.inbox.counts().await,
            None => Ok(InboxCounts::default()),
        }
    }

    /// Rejects all further events with status 503, and waits until those that were taken have been
    /// handled. That takes as long as the handlers do: [`handler_timeout`](ReceiverBuilder::handler_timeout)
    /// for each at most. Events that wait in an inbox stay there.
    pub async fn shutdown(&self) {
        self.inner.closed.store(true, Ordering::Release);
        if let Some(worker) = &self.inner.worker {
            worker.close();
            worker.finished().await;
        }
        // All permits are there when nobody is at work.
        if let Ok(_all) = self.inner.room.acquire_many(self.inner.limits.queue).await {
            // A request that was looked at before must not be taken after this has returned.
            self.inner.room.close();
        }
    }

    /// Does the same within a time; whether all was handled by then. Handlers that are still at work when it is over are
    /// cancelled at their next `.await` if the receiver has an inbox, which gets their events back for another process.
    /// Without an inbox they go on as long as the runtime does.
    pub async fn shutdown_within(&self, limit: Duration) -> bool {
        if tokio::time::timeout(limit, self.shutdown()).await.is_ok() {
            return true;
        }
        if let Some(worker) = &self.inner.worker {
            let _ = tokio::time::timeout(GIVE_BACK_TIMEOUT, worker.cancel()).await;
        }
        false
    }

    /// The response to a request that is not taken.
    pub(super) fn reject(&self, error: &WebhookError) -> Reply {
        self.inner.core.rejected(error);
        Reply::from(error)
    }

    fn check<N: AsRef<str>, V: AsRef<[u8]>>(
        &self,
        headers: impl IntoIterator<Item = (N, V)>,
        body: &[u8],
    ) -> Result<Checked, WebhookError> {
        let inner = &self.inner;
        let signed = inner.verifier.signed(headers)?;
        let limit = inner.limits.body;
        if body.len() > limit {
            return Err(WebhookError::BodyTooLarge { limit });
        }
        let request = inner.verifier.authentic(&signed, body)?;
        let event = request.event()?;
        if let Event::EndpointUrlValidation(_) = event
            && let Some(challenge) = request.challenge()?
        {
            return Ok(Checked::Answered(Reply::from(&challenge)));
        }
        let handlers = inner.core.handlers.of(&event);
        // Another process may have handlers for it.
        let stored_only = inner.worker.as_ref().is_some_and(|worker| !worker.settings.handles);
        if handlers.is_empty() && !stored_only {
            return Ok(Checked::Answered(Reply::taken()));
        }
        if inner.closed.load(Ordering::Acquire) {
            return Err(CLOSED);
        }
        // Room comes first: an event that is rejected for lack of it must count as new next time.
        let room = Arc::clone(&inner.room).try_acquire_owned();
        let room = room.map_err(|error| match error {
            TryAcquireError::NoPermits => WebhookError::Unavailable("too many events are waiting"),
            TryAcquireError::Closed => CLOSED,
        })?;
        Ok(Checked::Event { event, key: request.dedupe_key(), handlers, room })
    }

    /// Takes an event without an inbox.
    fn take(&self, checked: Checked) -> Result<Reply, WebhookError> {
        let (event, key, handlers, room) = match checked {
            Checked::Answered(reply) => return Ok(reply),
            Checked::Event { event, key, handlers, room } => (event, key, handlers, room),
        };
        let inner = &self.inner;
        if inner.worker.is_some() {
            let reason = "the receiver has an inbox; the program has to call `receive`";
            return Err(WebhookError::Unavailable(reason));
        }
        let runtime = Handle::try_current();
        let runtime =
            runtime.map_err(|_| WebhookError::Unavailable("there is no Tokio runtime"))?;
        let is_new = inner.seen.lock().unwrap_or_else(PoisonError::into_inner).is_new(key);
        if is_new {
            inner.core.counters.accepted.add();
            let work = Work { event, key, handlers, room };
            let inner = Arc::clone(inner);
            runtime.spawn(async move { work.run(&inner.turns, &inner.core).await });
        } else {
            inner.core.counters.repeated.add();
        }
        Ok(Reply::taken())
    }
}

/// Prints no secret.
impl fmt::Debug for Receiver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Receiver")
            .field("verifier", &self.inner.verifier)
            .field("limits", &self.inner.limits)
            .finish_non_exhaustive()
    }
}
