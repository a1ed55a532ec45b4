//! Receiving: respond at once, handle afterwards.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::{Semaphore, TryAcquireError};

use super::dedupe::Seen;
use super::handlers::Handlers;
use super::work::Work;
use super::{HandlerFailure, ReceiverBuilder, Reply, Verifier, WebhookError};
use crate::events::Event;
use crate::zoom::contain::contain;

/// A function of the program that is called with a reason.
type Report<T> = Box<dyn Fn(&T) + Send + Sync>;

/// The functions of the program for everything that goes wrong.
#[derive(Default)]
pub(super) struct Reports {
    pub(super) rejected: Option<Report<WebhookError>>,
    pub(super) failed: Option<Report<HandlerFailure>>,
}

impl Reports {
    /// A request is rejected. A panic in the function must not cost Zoom the response.
    fn rejected(&self, error: &WebhookError) {
        if let Some(report) = &self.rejected {
            let _ = contain(|| report(error));
        }
        #[cfg(feature = "tracing")]
        tracing::warn!(%error, "a webhook request was rejected");
    }

    /// A handler has failed. A panic in the function must not cost the next handler its event.
    pub(super) fn failed(&self, failure: &HandlerFailure) {
        if let Some(report) = &self.failed {
            let _ = contain(|| report(failure));
        }
        #[cfg(feature = "tracing")]
        tracing::error!(%failure, "a handler of webhook events has failed");
    }
}

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
/// [`shutdown`](Self::shutdown).
///
/// Cloning is cheap, and clones are the same receiver.
#[derive(Clone)]
pub struct Receiver {
    inner: Arc<Inner>,
}

struct Inner {
    verifier: Verifier,
    handlers: Handlers,
    reports: Reports,
    limits: Limits,
    seen: Mutex<Seen>,
    /// A permit for each event that may be waiting or being handled.
    room: Arc<Semaphore>,
    /// A permit for each event that may be being handled.
    turns: Semaphore,
    closed: AtomicBool,
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
    ) -> Self {
        let permits = |count: u32| {
            let count = usize::try_from(count).unwrap_or(usize::MAX);
            Semaphore::new(count.min(Semaphore::MAX_PERMITS))
        };
        let inner = Inner {
            room: Arc::new(permits(limits.queue)),
            turns: permits(limits.concurrency),
            seen: Mutex::new(Seen::new(limits.remembered, limits.window)),
            closed: AtomicBool::new(false),
            verifier,
            handlers,
            reports,
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
    pub fn accept<N: AsRef<str>, V: AsRef<[u8]>>(
        &self,
        headers: impl IntoIterator<Item = (N, V)>,
        body: &[u8],
    ) -> Reply {
        self.take(headers, body).unwrap_or_else(|error| self.reject(&error))
    }

    /// How many bytes a body may have.
    #[must_use]
    pub fn body_limit(&self) -> usize {
        self.inner.limits.body
    }

    /// Rejects all further events with status 503, and waits until those that were taken have been
    /// handled. That takes as long as the handlers do: [`handler_timeout`](ReceiverBuilder::handler_timeout)
    /// for each at most.
    pub async fn shutdown(&self) {
        self.inner.closed.store(true, Ordering::Release);
        // All permits are there when nobody is at work.
        if let Ok(_all) = self.inner.room.acquire_many(self.inner.limits.queue).await {
            // A request that was looked at before must not be taken after this has returned.
            self.inner.room.close();
        }
    }

    /// The response to a request that is not taken.
    pub(super) fn reject(&self, error: &WebhookError) -> Reply {
        self.inner.reports.rejected(error);
        Reply::from(error)
    }

    fn take<N: AsRef<str>, V: AsRef<[u8]>>(
        &self,
        headers: impl IntoIterator<Item = (N, V)>,
        body: &[u8],
    ) -> Result<Reply, WebhookError> {
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
            return Ok(Reply::from(&challenge));
        }
        let handlers = inner.handlers.of(&event);
        if handlers.is_empty() {
            return Ok(Reply::taken());
        }
        if inner.closed.load(Ordering::Acquire) {
            return Err(CLOSED);
        }
        let runtime = Handle::try_current();
        let runtime =
            runtime.map_err(|_| WebhookError::Unavailable("there is no Tokio runtime"))?;
        // Room comes first: an event that is rejected for lack of it must count as new next time.
        let room = Arc::clone(&inner.room).try_acquire_owned();
        let room = room.map_err(|error| match error {
            TryAcquireError::NoPermits => WebhookError::Unavailable("too many events are waiting"),
            TryAcquireError::Closed => CLOSED,
        })?;
        let key = request.dedupe_key();
        let mut seen = inner.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.is_new(key) {
            let work = Work { event, key, handlers, limit: inner.limits.handler, room };
            let inner = Arc::clone(inner);
            runtime.spawn(async move { work.run(&inner.turns, &inner.reports).await });
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
