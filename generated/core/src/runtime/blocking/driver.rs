//! The runtime behind a client that waits, on a thread of its own.
//!
//! A runtime that ran only while somebody waits would not notice connections that the server closes in between, and
//! would leave renewals of tokens half done.

use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::sync_channel;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};
use std::time::Duration;

use tokio::runtime::{Builder, Handle};
use tokio::sync::oneshot;
use tokio::task::consume_budget;
use tokio::time::timeout;

use crate::runtime::auth::Renewals;

/// How long dropping the last client waits for renewals in flight.
const LOCK_TIMEOUT: Duration = Duration::from_secs(10);

/// How long renewals in flight go on in the background after that.
const LINGER: Duration = Duration::from_secs(120);

/// More units than the budget of a task has, which is 128 today.
const BUDGET: usize = 1_024;

/// A runtime that runs until this is dropped.
pub(super) struct Driver {
    handle: Handle,
    renewals: Renewals,
    /// Ends the thread when it is dropped.
    _stop: oneshot::Sender<()>,
}

impl Driver {
    /// Starts the thread; its end waits for renewals.
    pub(super) fn start(renewals: Renewals) -> io::Result<Self> {
        let (started, starting) = sync_channel(1);
        let (stop, stopped) = oneshot::channel::<()>();
        let left = renewals.clone();
        // The runtime is made on its thread: one that could not be handed over would have to be dropped here, which is
        // a panic inside of another runtime.
        thread::Builder::new().name("blocking-client".to_owned()).spawn(move || {
            let runtime = match Builder::new_current_thread().enable_all().build() {
                Ok(runtime) => runtime,
                Err(error) => return drop(started.send(Err(error))),
            };
            if started.send(Ok(runtime.handle().clone())).is_ok() {
                runtime.block_on(async move {
                    let _ = stopped.await;
                    let _ = timeout(LINGER, left.finished()).await;
                });
            }
            // A reader of the caller may wait for longer.
            runtime.shutdown_background();
        })?;
        let handle = starting.recv().map_err(io::Error::other)??;
        Ok(Self { handle, renewals, _stop: stop })
    }

    /// Runs a future on this thread; its timers, connections and tasks are those of the runtime.
    pub(super) fn wait<F: Future>(&self, future: F) -> F::Output {
        let _entered = self.handle.enter();
        let wakeup = Arc::new(Wakeup { thread: thread::current(), woken: AtomicBool::new(false) });
        let waker = Waker::from(Arc::clone(&wakeup));
        let mut future = pin!(future);
        loop {
            if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(&waker)) {
                return output;
            }
            while !wakeup.woken.swap(false, Ordering::Acquire) {
                thread::park();
            }
        }
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        if !self.renewals.are_finished() && may_wait() {
            let _ = self.wait(async { timeout(LOCK_TIMEOUT, self.renewals.finished()).await });
        }
    }
}

/// Wakes a thread that waits.
struct Wakeup {
    thread: Thread,
    /// The flag counts, because others may park and unpark the thread too.
    woken: AtomicBool,
}

impl Wake for Wakeup {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.woken.store(true, Ordering::Release);
        self.thread.unpark();
    }
}

/// Whether this thread may wait, that is, runs no asynchronous task.
///
/// The runtime has no query for it, but it gives a budget to tasks, and none to `spawn_blocking` and
/// `block_in_place`. The /// budget used here makes the task let others run a little sooner. A task that has opted out of budgets is not noticed:
/// it waits like a thread.
pub(super) fn may_wait() -> bool {
    if let Err(error) = Handle::try_current() {
        // The other error: the thread is ending.
        return error.is_missing_context();
    }
    let mut context = Context::from_waker(Waker::noop());
    (0..BUDGET).all(|_| pin!(consume_budget()).poll(&mut context).is_ready())
}
