//! Making a receiver.

use std::fmt;
use std::future::Future;
use std::time::Duration;

use super::handlers::Handlers;
use super::receiver::{Limits, Refused};
use super::{RETRY_WINDOW, Receiver, Verifier, WebhookError};
use crate::events::{Event, UnknownEvent};
use crate::runtime::EventType;

/// Makes a [`Receiver`].
#[must_use]
pub struct ReceiverBuilder {
    verifier: Verifier,
    handlers: Handlers,
    refused: Option<Refused>,
    limits: Limits,
}

impl ReceiverBuilder {
    pub(super) fn new(verifier: Verifier) -> Self {
        let limits = Limits {
            body: 1 << 20,
            queue: 1_024,
            concurrency: 16,
            remembered: 16_384,
            window: RETRY_WINDOW,
        };
        Self { verifier, handlers: Handlers::default(), refused: None, limits }
    }

    /// Calls a function with every event of one type. An event may have any number of handlers; they
    /// run one after the other, and one that panics does not keep the next from running.
    pub fn on<E, F>(mut self, handler: impl Fn(E) -> F + Send + Sync + 'static) -> Self
    where
        E: EventType<Event = Event>,
        F: Future<Output = ()> + Send + 'static,
    {
        self.handlers.on(handler);
        self
    }

    /// Calls a function with every event, also with those that have handlers of their own.
    pub fn on_any<F>(mut self, handler: impl Fn(Event) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = ()> + Send + 'static,
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
        F: Future<Output = ()> + Send + 'static,
    {
        self.handlers.on_unknown(handler);
        self
    }

    /// Calls a function with the reason when a request is refused, for a log for example.
    pub fn on_refused(mut self, report: impl Fn(&WebhookError) + Send + Sync + 'static) -> Self {
        self.refused = Some(Box::new(report));
        self
    }

    /// Limits the bytes of a body; 1 MiB unless set.
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.limits.body = bytes;
        self
    }

    /// Limits how many events may be waiting or being handled; 1,024 unless set. Events beyond that are
    /// refused with status 503, so that Zoom sends them again later.
    pub fn queue(mut self, events: u32) -> Self {
        self.limits.queue = events.max(1);
        self
    }

    /// Limits how many events are handled at the same time; 16 unless set.
    pub fn concurrency(mut self, events: u32) -> Self {
        self.limits.concurrency = events.max(1);
        self
    }

    /// Sets how many events are remembered, and for how long, so that an event that is delivered again
    /// is handled once: 16,384 events for [`RETRY_WINDOW`] unless set. With 0 every delivery is
    /// handled.
    pub fn remember(mut self, events: usize, window: Duration) -> Self {
        self.limits.remembered = events;
        self.limits.window = window;
        self
    }

    /// Makes the receiver.
    pub fn build(self) -> Receiver {
        Receiver::new(self.verifier, self.handlers, self.refused, self.limits)
    }
}

/// Prints no secret.
impl fmt::Debug for ReceiverBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReceiverBuilder")
            .field("verifier", &self.verifier)
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}
