//! Observing requests: spans (feature `tracing`), and the redacted log.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use super::redacted_log;
use super::response::RawResponse;
use crate::runtime::auth::Credentials;
use crate::runtime::error::Error;
use crate::runtime::request::operation_info::OperationInfo;
use crate::runtime::request::prepared::PreparedRequest;

/// Takes a string.
pub(crate) type Sink = Arc<dyn Fn(&str) + Send + Sync>;

/// Whether and where requests and responses are logged.
#[derive(Clone, Default)]
pub(crate) struct Log {
    pub(crate) on: bool,
    pub(crate) sink: Option<Sink>,
}

impl fmt::Debug for Log {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Log").field("on", &self.on).finish_non_exhaustive()
    }
}

/// The log entries of one request.
pub(crate) struct Trace<'a> {
    log: Option<&'a Log>,
    span: Span,
}

impl<'a> Trace<'a> {
    pub(crate) fn new(log: &'a Log, debug: Option<bool>, info: &OperationInfo) -> Self {
        Self { log: debug.unwrap_or(log.on).then_some(log), span: Span::new(info) }
    }

    /// Runs what belongs to the request. No `async fn`: one that is given a future holds it twice.
    pub(crate) fn around<F: Future>(&self, work: F) -> impl Future<Output = F::Output> + use<F> {
        self.span.around(work)
    }

    pub(crate) fn sending(
        &self,
        info: &OperationInfo,
        request: &PreparedRequest,
        made: u32,
        credentials: &Credentials,
    ) {
        self.span.attempt(made.saturating_add(1));
        if let Some(log) = self.log {
            log.write(&redacted_log::request(info, request, made.saturating_add(1), credentials));
        }
    }

    pub(crate) fn responded(
        &self,
        info: &OperationInfo,
        response: &RawResponse,
        credentials: &Credentials,
    ) {
        self.span.responded(response);
        if let Some(log) = self.log {
            log.write(&redacted_log::response(info, response, credentials));
        }
    }

    pub(crate) fn waiting(&self, error: &Error, wait: Duration) {
        self.span.waiting(error, wait);
        if let Some(log) = self.log {
            log.write(&format!("again in {:.1} s: {error}", wait.as_secs_f64()));
        }
    }

    /// A failure is not repeated because others have used up the budget.
    pub(crate) fn out_of_budget(&self) {
        self.span.out_of_budget();
        if let Some(log) = self.log {
            log.write("not again: the retry budget of the client is used up");
        }
    }

    pub(crate) fn failed(&self, error: &Error) {
        self.span.failed(error);
        if let Some(log) = self.log {
            log.write(&error.to_string());
        }
    }
}

impl Log {
    fn write(&self, text: &str) {
        match &self.sink {
            // A function of the program that panics must not end a request: a new token would be lost, for example.
            Some(sink) => drop(catch_unwind(AssertUnwindSafe(|| sink(text)))),
            None => write(text),
        }
    }
}

#[cfg(feature = "tracing")]
fn write(text: &str) {
    tracing::debug!("{text}");
}

#[cfg(not(feature = "tracing"))]
fn write(text: &str) {
    eprintln!("{text}");
}

#[cfg(feature = "tracing")]
struct Span(tracing::Span);

#[cfg(feature = "tracing")]
impl Span {
    fn new(info: &OperationInfo) -> Self {
        Self(tracing::info_span!(
            "request",
            operation = info.id,
            method = info.method.as_str(),
            path = info.path,
            attempt = tracing::field::Empty,
            status = tracing::field::Empty,
            tracking_id = tracing::field::Empty,
        ))
    }

    fn around<F: Future>(&self, work: F) -> tracing::instrument::Instrumented<F> {
        tracing::Instrument::instrument(work, self.0.clone())
    }

    fn attempt(&self, number: u32) {
        self.0.record("attempt", number);
    }

    fn responded(&self, response: &RawResponse) {
        self.0.record("status", response.status);
        if let Some(id) = &response.tracking_id {
            self.0.record("tracking_id", id.as_str());
        }
        tracing::debug!(status = response.status, bytes = response.body.len(), "responded");
    }

    fn waiting(&self, error: &Error, wait: Duration) {
        tracing::warn!(seconds = wait.as_secs_f64(), %error, "again");
    }

    fn out_of_budget(&self) {
        tracing::warn!("not again: the retry budget of the client is used up");
    }

    fn failed(&self, error: &Error) {
        tracing::warn!(%error, "failed");
    }
}

/// Without the feature nothing is collected.
#[cfg(not(feature = "tracing"))]
struct Span;

#[cfg(not(feature = "tracing"))]
impl Span {
    fn new(_: &OperationInfo) -> Self {
        Self
    }

    fn around<F: Future>(&self, work: F) -> F {
        work
    }

    fn attempt(&self, _: u32) {}

    fn responded(&self, _: &RawResponse) {}

    fn waiting(&self, _: &Error, _: Duration) {}

    fn out_of_budget(&self) {}

    fn failed(&self, _: &Error) {}
}
