//! Handling an event: one handler after the other, each within its time, none of them able to harm another.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::{JoinError, JoinHandle};

use super::core::Core;
use super::failure::{Attempt, with_causes};
use super::handlers::Handler;
use super::{DedupeKey, HandlerFailureKind, HandlerResult};
use crate::events::Event;
use crate::zoom::contain::{contain, message};

/// An event that was accepted and has to be handled.
pub(super) struct Work {
    pub(super) event: Event,
    pub(super) key: DedupeKey,
    pub(super) handlers: Vec<Handler>,
    /// Held until the event was handled.
    pub(super) room: OwnedSemaphorePermit,
}

impl Work {
    /// Handles the event when it is its turn.
    pub(super) async fn run(self, turns: &Semaphore, core: &Core) {
        // The semaphore is never closed.
        let turn = turns.acquire().await;
        core.handle(&self.event, self.key, &self.handlers, Attempt::ONLY).await;
        drop((turn, self.room));
    }
}

/// How a handler has ended.
pub(super) enum Ended {
    Done,
    Failed(HandlerFailureKind, String),
    /// The runtime is going away.
    Cancelled,
}

/// Ends a task together with the future that waits for it.
struct Bound(JoinHandle<HandlerResult>);

impl Drop for Bound {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Calls a handler and waits for its end, at most for some time. In a task of its own it can panic by itself.
pub(super) async fn ended(handler: Handler, event: Event, limit: Duration) -> Ended {
    let mut task = Bound(tokio::spawn(async move { handler(event).await }));
    // A runtime without a timer has no time limits, which must not cost the event.
    let ended = match contain(|| tokio::time::sleep(limit)) {
        Err(_) => Some((&mut task.0).await),
        Ok(timer) => {
            let mut timer = pin!(timer);
            poll_fn(|cx| match std::pin::Pin::new(&mut task.0).poll(cx) {
                Poll::Ready(ended) => Poll::Ready(Some(ended)),
                Poll::Pending => timer.as_mut().poll(cx).map(|()| None),
            })
            .await
        }
    };
    outcome(ended, limit)
}

/// How it has ended; `None` when its time was over.
fn outcome(ended: Option<Result<HandlerResult, JoinError>>, limit: Duration) -> Ended {
    match ended {
        Some(Ok(Ok(()))) => Ended::Done,
        // An error is the program's own code too.
        Some(Ok(Err(error))) => {
            let text = contain(move || with_causes(&*error)).unwrap_or_default();
            Ended::Failed(HandlerFailureKind::Error, text)
        }
        // A task that was cancelled has not failed: the runtime is going away, and this task with it.
        Some(Err(ended)) => ended.try_into_panic().map_or(Ended::Cancelled, |panic| {
            Ended::Failed(HandlerFailureKind::Panic, message(&*panic))
        }),
        None => Ended::Failed(HandlerFailureKind::Timeout(limit), String::new()),
    }
}
