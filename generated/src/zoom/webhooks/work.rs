//! Handling an event: one handler after the other, each within its time, none of them able to harm another.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::{JoinError, JoinHandle};

use super::failure::with_causes;
use super::handlers::Handler;
use super::receiver::Reports;
use super::{DedupeKey, HandlerFailure, HandlerFailureKind, HandlerResult};
use crate::events::Event;
use crate::zoom::contain::{contain, message};

/// An event that was accepted and has to be handled.
pub(super) struct Work {
    pub(super) event: Event,
    pub(super) key: DedupeKey,
    pub(super) handlers: Vec<Handler>,
    pub(super) limit: Duration,
    /// Held until the event was handled.
    pub(super) room: OwnedSemaphorePermit,
}

impl Work {
    /// Handles the event when it is its turn.
    pub(super) async fn run(self, turns: &Semaphore, reports: &Reports) {
        // The semaphore is never closed.
        let turn = turns.acquire().await;
        for handler in &self.handlers {
            let (handler, event) = (handler.clone(), self.event.clone());
            // In a task of its own a handler can panic by itself.
            let task = tokio::spawn(async move { handler(event).await });
            let Some((kind, text)) = failure(ended(task, self.limit).await, self.limit) else {
                continue;
            };
            reports.failed(&HandlerFailure::new(&self.event, self.key, kind, &text));
        }
        drop((turn, self.room));
    }
}

/// Waits for a task; `None` when its time is over, and with it the task.
async fn ended(
    mut task: JoinHandle<HandlerResult>,
    limit: Duration,
) -> Option<Result<HandlerResult, JoinError>> {
    // A runtime without a timer has no time limits, which must not cost the event.
    let Ok(timer) = contain(|| tokio::time::sleep(limit)) else { return Some(task.await) };
    let mut timer = pin!(timer);
    let ended = poll_fn(|cx| match std::pin::Pin::new(&mut task).poll(cx) {
        Poll::Ready(ended) => Poll::Ready(Some(ended)),
        Poll::Pending => timer.as_mut().poll(cx).map(|()| None),
    });
    let ended = ended.await;
    if ended.is_none() {
        task.abort();
    }
    ended
}

/// The failure of a handler, with its message.
fn failure(
    ended: Option<Result<HandlerResult, JoinError>>,
    limit: Duration,
) -> Option<(HandlerFailureKind, String)> {
    match ended {
        Some(Ok(Ok(()))) => None,
        // An error is the program's own code too.
        Some(Ok(Err(error))) => {
            let text = contain(move || with_causes(&*error)).unwrap_or_default();
            Some((HandlerFailureKind::Error, text))
        }
        // A task that was cancelled has not failed: the runtime is going away, and this task with it.
        Some(Err(ended)) => {
            let panic = ended.try_into_panic().ok()?;
            Some((HandlerFailureKind::Panic, message(&*panic)))
        }
        None => Some((HandlerFailureKind::Timeout(limit), String::new())),
    }
}
