//! Making a receiver.

use std::fmt;
use std::future::Future;
use std::time::Duration;

use tokio::sync::Semaphore;

use super::builder_inbox::InboxOptions;
use super::core::Reports;
use super::handlers::Handlers;
use super::receiver::Limits;
use super::{HandlerFailure, IntoHandlerResult, RETRY_WINDOW, Receiver, Verifier, WebhookError};
use crate::events::{Event, UnknownEvent};
use crate::runtime::EventType;

/// How long a handler may work unless set otherwise.
pub const HANDLER_TIMEOUT: Duration = Duration::from_secs(5 * 60);

/// Makes a [`Receiver`].
///
/// A handler is a function that gets an event and returns a future of `()` or of `Result<(), E>`. After
/// [`with_state`](Self::with_state) it gets a clone of the state first:
///
/// ```text
/// let receiver = Receiver::builder(Verifier::from_env()?)
///     .with_state(store)                                      // Clone: an Arc, a pool, a sender …
///     .on(started)                                            // async fn started(Store, meetings::Started) -> Result<(), DbError>
///     .on(|store, event: meetings::Ended| async move {
///         store.close(event).await?;                          // any error
///         HandlerResult::Ok(())
///     })
///     .on_any(|store, event| async move { store.count(event.name()).await })
///     .on_failed(|failure| eprintln!("{failure}"))            // errors, panics, timeouts
///     .build();
/// ```
#[must_use]
pub struct ReceiverBuilder<S = NoState> {
    verifier: Verifier,
    handlers: Handlers,
    pub(super) reports: Reports,
    limits: Limits,
    pub(super) inbox: InboxOptions,
    state: S,
}

/// Handlers get events alone.
#[derive(Clone, Copy, Debug)]
pub struct NoState(());

/// Handlers get a clone of a state before the event.
#[derive(Clone, Copy)]
pub struct WithState<S>(S);

impl ReceiverBuilder {
    pub(super) fn new(verifier: Verifier) -> Self {
        let limits = Limits {
            body: 1 << 20,
            queue: 1_024,
            concurrency: 16,
            handler: HANDLER_TIMEOUT,
            remembered: 16_384,
            window: RETRY_WINDOW,
        };
        Self {
            verifier,
            handlers: Handlers::default(),
            reports: Reports::default(),
            limits,
            inbox: InboxOptions::default(),
            state: NoState(()),
        }
    }

    /// Calls a function with every event of one type. An event may have any number of handlers; they
    /// run one after the other, and one that fails does not keep the next from running.
    pub fn on<E, F>(mut self, handler: impl Fn(E) -> F + Send + Sync + 'static) -> Self
    where
        E: EventType<Event = Event>,
        F: Future<Output: IntoHandlerResult> + Send + 'static,
    {
        self.handlers.on(handler);
        self
    }

    /// Calls a function with every event, also with those that have handlers of their own.
    pub fn on_any<F>(mut self, handler: impl Fn(Event) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output: IntoHandlerResult> + Send + 'static,
    {
        self.handlers.on_any(handler);
        self
    }

    /// Calls a function with every event that this version has no type for.
    pub fn on_unknown<F>(
        mut self,
        handler: impl Fn(UnknownEvent) -> F + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output: IntoHandlerResult> + Send + 'static,
    {
        self.handlers.on_unknown(handler);
        self
    }
}

impl<S: Clone + Send + Sync + 'static> ReceiverBuilder<WithState<S>> {
    /// Calls a function with a clone of the state and every event of one type. An event may have any number
    /// of handlers; they run one after the other, and one that fails does not keep the next from running.
    pub fn on<E, F>(mut self, handler: impl Fn(S, E) -> F + Send + Sync + 'static) -> Self
    where
        E: EventType<Event = Event>,
        F: Future<Output: IntoHandlerResult> + Send + 'static,
    {
        let state = self.state.0.clone();
        self.handlers.on(move |event| handler(state.clone(), event));
        self
    }

    /// Calls a function with a clone of the state and every event, also with those that have handlers of
    /// their own.
    pub fn on_any<F>(mut self, handler: impl Fn(S, Event) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output: IntoHandlerResult> + Send + 'static,
    {
        let state = self.state.0.clone();
        self.handlers.on_any(move |event| handler(state.clone(), event));
        self
    }

    /// Calls a function with a clone of the state and every event that this version has no type for.
    pub fn on_unknown<F>(
        mut self,
        handler: impl Fn(S, UnknownEvent) -> F + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output: IntoHandlerResult> + Send + 'static,
    {
        let state = self.state.0.clone();
        self.handlers.on_unknown(move |event| handler(state.clone(), event));
        self
    }
}

impl<H> ReceiverBuilder<H> {
    /// Gives the handlers that follow a state, of which each call gets a clone. Handlers that are there
    /// already keep what they had.
    pub fn with_state<S>(self, state: S) -> ReceiverBuilder<WithState<S>>
    where
        S: Clone + Send + Sync + 'static,
    {
        let Self { verifier, handlers, reports, limits, inbox, state: _ } = self;
        ReceiverBuilder { verifier, handlers, reports, limits, inbox, state: WithState(state) }
    }

    /// Calls a function with the reason when a request is rejected, for a log for example. A panic in it is
    /// ignored.
    pub fn on_rejected(mut self, report: impl Fn(&WebhookError) + Send + Sync + 'static) -> Self {
        self.reports.rejected = Some(Box::new(report));
        self
    }

    /// Calls a function when a handler has returned an error, panicked, or taken too long. Zoom does not
    /// send such an event again, so this is the place to keep it. A panic in the function is ignored.
    #[doc(alias = "on_error")]
    pub fn on_failed(mut self, report: impl Fn(&HandlerFailure) + Send + Sync + 'static) -> Self {
        self.reports.failed = Some(Box::new(report));
        self
    }

    /// Limits the bytes of a body; 1 MiB unless set.
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.limits.body = bytes;
        self
    }

    /// Limits how many events may be waiting or being handled; 1,024 unless set. Events beyond that are
    /// rejected with status 503, so that Zoom sends them again later.
    pub fn queue(mut self, events: u32) -> Self {
        let most = u32::try_from(Semaphore::MAX_PERMITS).unwrap_or(u32::MAX);
        self.limits.queue = events.clamp(1, most);
        self
    }

    /// Limits how many events are handled at the same time; 16 unless set.
    pub fn concurrency(mut self, events: u32) -> Self {
        self.limits.concurrency = events.max(1);
        self
    }

    /// Limits the time of each handler for each event; [`HANDLER_TIMEOUT`], five minutes, unless set. A
    /// handler that takes longer is cancelled at its next `.await`, reported to
    /// [`on_failed`](Self::on_failed), and its turn goes to the next event. Work that takes longer by nature
    /// belongs into a task of its own. `Duration::MAX` is no limit.
    #[doc(alias = "timeout")]
    pub fn handler_timeout(mut self, limit: Duration) -> Self {
        self.limits.handler = limit;
        self
    }

    /// Sets how many events are remembered, and for how long, so that an event that is delivered again
    /// is handled once: 16,384 events for [`RETRY_WINDOW`] unless set. With 0 every delivery is
    /// handled.
    #[doc(alias = "deduplicate")]
    pub fn dedupe(mut self, events: usize, window: Duration) -> Self {
        self.limits.remembered = events;
        self.limits.window = window;
        self
    }

    /// Makes the receiver.
    pub fn build(self) -> Receiver {
        Receiver::new(self.verifier, self.handlers, self.reports, self.limits, self.inbox)
    }
}

/// Prints no secret.
impl<H> fmt::Debug for ReceiverBuilder<H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReceiverBuilder")
            .field("verifier", &self.verifier)
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}

/// Prints nothing of the state.
impl<S> fmt::Debug for WithState<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WithState")
    }
}
