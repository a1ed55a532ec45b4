//! Receiving: answer at once, handle afterwards.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::dedupe::Seen;
use super::handlers::{Handler, Handlers};
use super::{ReceiverBuilder, Reply, Verifier, WebhookError};
use crate::events::Event;

/// Is told why a request was refused.
pub(super) type Refused = Box<dyn Fn(&WebhookError) + Send + Sync>;

#[derive(Debug)]
pub(super) struct Limits {
    pub(super) body: usize,
    pub(super) queue: u32,
    pub(super) concurrency: u32,
    pub(super) remembered: usize,
    pub(super) window: Duration,
}

/// Takes Zoom's requests, answers them at once, and hands events to handlers.
///
/// ```text
/// let receiver = Receiver::builder(Verifier::from_env()?)
///     .on(|event: events::meetings::Started| async move { … })
///     .on_unknown(|event| async move { … })
///     .build();
/// let reply = receiver.accept(headers, body);
/// ```
///
/// Zoom waits for 3 seconds. So a request is answered before its handlers run; they run in tasks of their
/// own, a limited number of events at a time. An event for which there is no room is refused with status
/// 503, and one that was delivered before is answered and not handled again. What was answered and not yet
/// handled is lost when the process ends without [`shutdown`](Self::shutdown).
///
/// Cloning is cheap, and clones are the same receiver.
#[derive(Clone)]
pub struct Receiver {
    inner: Arc<Inner>,
}

struct Inner {
    verifier: Verifier,
    handlers: Handlers,
    refused: Option<Refused>,
    limits: Limits,
    seen: Mutex<Seen>,
    /// A permit for each event that may be waiting or being handled.
    room: Arc<Semaphore>,
    /// A permit for each event that may be being handled.
    turns: Arc<Semaphore>,
    closed: AtomicBool,
}

impl Receiver {
    /// Starts a receiver of requests that a verifier believes.
    pub fn builder(verifier: Verifier) -> ReceiverBuilder {
        ReceiverBuilder::new(verifier)
    }

    pub(super) fn new(
        verifier: Verifier,
        handlers: Handlers,
        refused: Option<Refused>,
        limits: Limits,
    ) -> Self {
        let permits = |count: u32| {
            let count = usize::try_from(count).unwrap_or(usize::MAX);
            Arc::new(Semaphore::new(count.min(Semaphore::MAX_PERMITS)))
        };
        let inner = Inner {
            room: permits(limits.queue),
            turns: permits(limits.concurrency),
            seen: Mutex::new(Seen::new(limits.remembered, limits.window)),
            closed: AtomicBool::new(false),
            verifier,
            handlers,
            refused,
            limits,
        };
        Self { inner: Arc::new(inner) }
    }

    /// Takes a request: its headers, as in [`Verifier::authenticate`], and its body as it arrived. The
    /// answer has to be sent to Zoom; handlers run by themselves on the Tokio runtime of the caller.
    pub fn accept<N: AsRef<str>, V: AsRef<[u8]>>(
        &self,
        headers: impl IntoIterator<Item = (N, V)>,
        body: &[u8],
    ) -> Reply {
        self.take(headers, body).unwrap_or_else(|error| self.refuse(&error))
    }

    /// How many bytes a body may have.
    #[must_use]
    pub fn body_limit(&self) -> usize {
        self.inner.limits.body
    }

    /// Refuses all further events with status 503, and waits until those that were taken have been
    /// handled. Bound it with a timeout when handlers may hang.
    pub async fn shutdown(&self) {
        self.inner.closed.store(true, Ordering::Release);
        // All permits are there when nobody is at work.
        let _ = self.inner.room.acquire_many(self.inner.limits.queue).await;
    }

    /// The answer to a request that is not taken.
    pub(super) fn refuse(&self, error: &WebhookError) -> Reply {
        if let Some(report) = &self.inner.refused {
            report(error);
        }
        #[cfg(feature = "tracing")]
        tracing::warn!(%error, "a webhook request was refused");
        Reply::from(error)
    }

    fn take<N: AsRef<str>, V: AsRef<[u8]>>(
        &self,
        headers: impl IntoIterator<Item = (N, V)>,
        body: &[u8],
    ) -> Result<Reply, WebhookError> {
        let inner = &self.inner;
        let limit = inner.limits.body;
        if body.len() > limit {
            return Err(WebhookError::BodyTooLarge { limit });
        }
        let request = inner.verifier.authenticate(headers, body)?;
        let event = request.event()?;
        if let Event::EndpointUrlValidation(_) = event
            && let Some(challenge) = request.challenge()?
        {
            return Ok(Reply::from(&challenge));
        }
        let handlers = inner.handlers.of(&event);
        if handlers.is_empty() {
            return Ok(Reply::taken());
        }
        if inner.closed.load(Ordering::Acquire) {
            return Err(WebhookError::Unavailable("the receiver is shutting down"));
        }
        let runtime = Handle::try_current();
        let runtime =
            runtime.map_err(|_| WebhookError::Unavailable("there is no Tokio runtime"))?;
        // Room comes first: an event that is refused for want of it must count as new next time.
        let room = Arc::clone(&inner.room).try_acquire_owned();
        let room = room.map_err(|_| WebhookError::Unavailable("too many events are waiting"))?;
        let mut seen = inner.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.is_new(request.dedupe_key()) {
            runtime.spawn(handle(event, handlers, room, Arc::clone(&inner.turns)));
        }
        Ok(Reply::taken())
    }
}

/// Handles an event when it is its turn.
async fn handle(
    event: Event,
    handlers: Vec<Handler>,
    room: OwnedSemaphorePermit,
    turns: Arc<Semaphore>,
) {
    // The semaphore is never closed.
    let turn = turns.acquire().await;
    for handler in handlers {
        let event = event.clone();
        // In a task of its own a handler can panic by itself.
        let task = tokio::spawn(async move { handler(event).await });
        let ended = task.await;
        #[cfg(feature = "tracing")]
        if ended.is_err() {
            tracing::error!("a handler of webhook events has panicked");
        }
        drop(ended);
    }
    drop((turn, room));
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
