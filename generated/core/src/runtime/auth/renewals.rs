//! Renewals that run to their end, whatever becomes of the callers that started them.

use std::sync::Arc;

use tokio::runtime::Handle;
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// Counts the renewals of tokens that are in flight. Clones share the count.
#[derive(Clone, Default)]
pub(crate) struct Renewals {
    in_flight: Arc<watch::Sender<usize>>,
}

/// One renewal in flight; also ends when the runtime drops its task.
struct InFlight(Arc<watch::Sender<usize>>);

impl Drop for InFlight {
    fn drop(&mut self) {
        self.0.send_modify(|count| *count = count.saturating_sub(1));
    }
}

impl Renewals {
    /// Starts a renewal as a task of the runtime, so that no caller can interrupt it.
    pub(crate) fn spawn<F>(&self, runtime: &Handle, renewal: F) -> JoinHandle<F::Output>
    where
        F: Future<Output: Send> + Send + 'static,
    {
        self.in_flight.send_modify(|count| *count = count.saturating_add(1));
        let in_flight = InFlight(Arc::clone(&self.in_flight));
        runtime.spawn(async move {
            let _in_flight = in_flight;
            renewal.await
        })
    }

    /// Whether no renewal is in flight.
    #[cfg(feature = "blocking")]
    pub(crate) fn are_finished(&self) -> bool {
        *self.in_flight.borrow() == 0
    }

    /// Waits until no renewal is in flight.
    pub(crate) async fn finished(&self) {
        // The sender is in `self`, so the channel is open.
        let _ = self.in_flight.subscribe().wait_for(|count| *count == 0).await;
    }
}
