//! How long the pieces of a download may take.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::time::{Instant, Sleep};

use super::{MinimumRate, late};
use crate::runtime::error::TransportError;

/// Limits the time that is spent waiting for the pieces of a stream. Time that the reader of the stream takes for
/// itself does not count.
pub(crate) struct Pace {
    limits: PaceLimits,
    /// How many bytes have arrived in the current window.
    arrived: u64,
    /// How much of the current window was over when the last piece arrived.
    waited: Duration,
    waiting: Option<Waiting>,
    /// When waiting for the next piece ends; made when there is something to wait for.
    timer: Pin<Box<Option<Sleep>>>,
}

/// The limits of a [`Pace`].
#[derive(Clone, Copy)]
pub(crate) struct PaceLimits {
    /// How long nothing may arrive.
    pub(crate) idle: Duration,
    pub(crate) rate: MinimumRate,
    /// When the stream must have ended.
    pub(crate) deadline: Option<Instant>,
}

#[derive(Clone, Copy)]
struct Waiting {
    since: Instant,
    /// From when on this wait counts for the current window.
    counted: Instant,
}

impl Pace {
    pub(crate) fn new(limits: PaceLimits) -> Self {
        Self { limits, arrived: 0, waited: Duration::ZERO, waiting: None, timer: Box::pin(None) }
    }

    /// A piece has arrived; an error when the stream has been too slow.
    pub(crate) fn arrived(&mut self, bytes: usize) -> Result<(), TransportError> {
        self.timer.set(None);
        self.arrived = self.arrived.saturating_add(u64::try_from(bytes).unwrap_or(u64::MAX));
        let now = Instant::now();
        if let Some(waiting) = self.waiting.take() {
            let waited = now.saturating_duration_since(waiting.counted);
            self.waited = self.waited.saturating_add(waited);
        }
        if self.limits.deadline.is_some_and(|end| end <= now) {
            return Err(self.overdue());
        }
        self.end_window(self.waited)
    }

    /// The next piece is not there yet; ready when waiting any longer is of no use.
    pub(crate) fn poll_late(&mut self, context: &mut Context<'_>) -> Poll<TransportError> {
        loop {
            let now = Instant::now();
            let waiting = *self.waiting.get_or_insert(Waiting { since: now, counted: now });
            if self.timer.is_none() {
                self.timer.set(self.next_check(waiting).map(tokio::time::sleep_until));
            }
            let timer = self.timer.as_mut().as_pin_mut();
            if timer.is_none_or(|timer| timer.poll(context).is_pending()) {
                return Poll::Pending;
            }
            self.timer.set(None);
            if let Err(error) = self.check(waiting) {
                return Poll::Ready(error);
            }
        }
    }

    fn next_check(&self, waiting: Waiting) -> Option<Instant> {
        let rest = self.window().saturating_sub(self.waited);
        let window = waiting.counted.checked_add(rest).filter(|_| !self.limits.rate.is_off());
        let idle = waiting.since.checked_add(self.limits.idle);
        [idle, window, self.limits.deadline].into_iter().flatten().min()
    }

    fn check(&mut self, waiting: Waiting) -> Result<(), TransportError> {
        let now = Instant::now();
        if self.limits.deadline.is_some_and(|end| end <= now) {
            return Err(self.overdue());
        }
        if now.saturating_duration_since(waiting.since) >= self.limits.idle {
            return Err(late(format!("nothing has arrived for {:?}", self.limits.idle)));
        }
        let counted = now.saturating_duration_since(waiting.counted);
        let waited = self.waited.saturating_add(counted);
        if waited >= self.window() && !self.limits.rate.is_off() {
            self.end_window(waited)?;
            self.waiting = Some(Waiting { counted: now, ..waiting });
        }
        Ok(())
    }

    /// Ends a window that is over, and begins another.
    fn end_window(&mut self, waited: Duration) -> Result<(), TransportError> {
        let (rate, window) = (self.limits.rate, self.window());
        if rate.is_off() || waited < window {
            return Ok(());
        }
        if self.arrived < rate.bytes(waited) {
            return Err(rate.error("received", self.arrived, waited));
        }
        (self.arrived, self.waited) = (0, Duration::ZERO);
        Ok(())
    }

    /// A pause that the caller allows is no reason to complain of the rate.
    fn window(&self) -> Duration {
        self.limits.rate.window.max(self.limits.idle)
    }

    fn overdue(&self) -> TransportError {
        late("the time for the whole of it is over".to_owned())
    }
}
