//! Watching the body of a request while it is sent.

use std::future::{pending, poll_fn};
use std::io;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;

use super::MinimumRate;
use crate::runtime::error::TransportError;

/// How much of a body has been sent. Clones watch the same body.
#[derive(Clone, Default)]
pub(crate) struct Progress(Arc<Counts>);

#[derive(Default)]
struct Counts {
    /// The bytes that the connection has accepted.
    sent: AtomicU64,
    /// How often the connection has asked for more.
    asked: AtomicU64,
    /// How often the source had nothing when it was asked.
    starved: AtomicU64,
    /// Whether that was so the last time.
    is_starved: AtomicBool,
    /// The streams that have not ended.
    open: AtomicUsize,
}

impl Progress {
    /// Counts what is taken from a stream, which is the body or a part of it.
    pub(crate) fn watch<S>(&self, content: S) -> Watched<S> {
        self.0.open.fetch_add(1, Ordering::Relaxed);
        Watched { content, progress: self.clone(), is_over: false }
    }

    /// Waits for the end of some work, as long as what is watched is sent fast enough.
    pub(crate) async fn limit<T>(
        &self,
        rate: MinimumRate,
        work: impl Future<Output = T>,
    ) -> Result<T, TransportError> {
        let (mut work, mut stalled) = (pin!(work), pin!(self.stalled(rate)));
        poll_fn(|context| match work.as_mut().poll(context) {
            Poll::Ready(done) => Poll::Ready(Ok(done)),
            Poll::Pending => stalled.as_mut().poll(context).map(Err),
        })
        .await
    }

    /// Ends when the body is not sent fast enough. A source that has nothing to send is not the fault of the
    /// connection, and neither is the time before the body begins or after its end.
    async fn stalled(&self, rate: MinimumRate) -> TransportError {
        if rate.is_off() {
            return pending().await;
        }
        let count = |count: &AtomicU64| count.load(Ordering::Relaxed);
        loop {
            let (sent, asked) = (count(&self.0.sent), count(&self.0.asked));
            let starved = count(&self.0.starved);
            tokio::time::sleep(rate.window).await;
            let is_starved = self.0.is_starved.load(Ordering::Relaxed);
            let is_starved = is_starved || starved != count(&self.0.starved);
            if self.0.open.load(Ordering::Relaxed) == 0 || is_starved || asked == 0 {
                continue;
            }
            let sent = count(&self.0.sent).saturating_sub(sent);
            if sent < rate.bytes(rate.window) {
                return rate.error("sent", sent, rate.window);
            }
        }
    }
}

/// A stream that is counted.
pub(crate) struct Watched<S> {
    content: S,
    progress: Progress,
    is_over: bool,
}

impl<S: Stream<Item = io::Result<Bytes>> + Unpin> Stream for Watched<S> {
    type Item = io::Result<Bytes>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let own = self.get_mut();
        let counts = &own.progress.0;
        counts.asked.fetch_add(1, Ordering::Relaxed);
        let next = Pin::new(&mut own.content).poll_next(context);
        counts.is_starved.store(next.is_pending(), Ordering::Relaxed);
        match &next {
            Poll::Ready(Some(Ok(piece))) => {
                let length = u64::try_from(piece.len()).unwrap_or(u64::MAX);
                counts.sent.fetch_add(length, Ordering::Relaxed);
            }
            Poll::Ready(_) => own.end(),
            Poll::Pending => {
                counts.starved.fetch_add(1, Ordering::Relaxed);
            }
        }
        next
    }
}

impl<S> Watched<S> {
    fn end(&mut self) {
        if !std::mem::replace(&mut self.is_over, true) {
            self.progress.0.open.fetch_sub(1, Ordering::Relaxed);
        }
    }
}

impl<S> Drop for Watched<S> {
    fn drop(&mut self) {
        self.end();
    }
}

/// Content in memory, in pieces that show how fast it is sent.
pub(crate) struct Pieces(pub(crate) Bytes);

impl Pieces {
    /// So many bytes are sent at once, whatever is watched.
    pub(crate) const LENGTH: usize = 8 << 10;
}

impl Stream for Pieces {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let length = self.0.len().min(Self::LENGTH);
        let piece = self.0.split_to(length);
        Poll::Ready(Some(Ok(piece)).filter(|_| length > 0))
    }
}
