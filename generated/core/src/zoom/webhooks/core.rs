//! What accepted events meet: handlers, reports and counters, with or without an inbox.

use std::time::Duration;

use super::failure::Attempt;
use super::handlers::{Handler, Handlers};
use super::metrics::Counters;
use super::work::{Ended, ended};
use super::{DedupeKey, HandlerFailure, WebhookError};
use crate::events::Event;
use crate::runtime::stores::{DeadEvent, StoreError};
use crate::zoom::contain::contain;

/// A function of the program that is called with a reason.
type Report<T> = Box<dyn Fn(&T) + Send + Sync>;

/// The functions of the program for everything that goes wrong.
#[derive(Default)]
pub(super) struct Reports {
    pub(super) rejected: Option<Report<WebhookError>>,
    pub(super) failed: Option<Report<HandlerFailure>>,
    pub(super) dead: Option<Report<DeadEvent>>,
    pub(super) inbox: Option<Report<StoreError>>,
}

/// Handlers, reports and counters of a receiver.
pub(super) struct Core {
    pub(super) handlers: Handlers,
    pub(super) reports: Reports,
    pub(super) counters: Counters,
    /// How long a handler may work.
    pub(super) limit: Duration,
}

/// What has become of an event.
pub(super) enum Outcome {
    Handled,
    /// The first failure.
    Failed(HandlerFailure),
    /// The runtime is going away.
    Cancelled,
}

impl Core {
    /// A request is rejected. A panic in the function must not cost Zoom the response.
    pub(super) fn rejected(&self, error: &WebhookError) {
        self.counters.rejected.add();
        report(self.reports.rejected.as_ref(), error);
        #[cfg(feature = "tracing")]
        tracing::warn!(%error, "a webhook request was rejected");
    }

    /// A handler has failed. A panic in the function must not cost the next handler its event.
    fn failed(&self, failure: &HandlerFailure) {
        report(self.reports.failed.as_ref(), failure);
        #[cfg(feature = "tracing")]
        tracing::error!(%failure, "a handler of webhook events has failed");
    }

    /// An event is not handled any longer.
    pub(super) fn dead(&self, event: &DeadEvent) {
        self.counters.dead.add();
        report(self.reports.dead.as_ref(), event);
        #[cfg(feature = "tracing")]
        tracing::error!(reason = event.reason, "a webhook event is dead after its last attempt");
    }

    /// The inbox has failed.
    pub(super) fn inbox_failed(&self, error: &StoreError) {
        self.counters.inbox_errors.add();
        report(self.reports.inbox.as_ref(), error);
        #[cfg(feature = "tracing")]
        tracing::error!(%error, "the inbox of webhook events has failed");
    }

    /// Calls the handlers of an event, one after the other.
    pub(super) async fn handle(
        &self,
        event: &Event,
        key: DedupeKey,
        handlers: &[Handler],
        attempt: Attempt,
    ) -> Outcome {
        let mut outcome = Outcome::Handled;
        for handler in handlers {
            let (kind, text) = match ended(handler.clone(), event.clone(), self.limit).await {
                Ended::Done => continue,
                Ended::Failed(kind, text) => (kind, text),
                Ended::Cancelled => return Outcome::Cancelled,
            };
            let failure = HandlerFailure::new(event, key, kind, &text, attempt);
            self.failed(&failure);
            if matches!(outcome, Outcome::Handled) {
                outcome = Outcome::Failed(failure);
            }
        }
        match outcome {
            Outcome::Handled => self.counters.handled.add(),
            _ => self.counters.failed.add(),
        }
        outcome
    }
}

fn report<T>(report: Option<&Report<T>>, value: &T) {
    if let Some(report) = report {
        let _ = contain(|| report(value));
    }
}
