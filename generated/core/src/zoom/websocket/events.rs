//! The stream of events.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;
use tokio::runtime::Handle;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use super::session::Session;
use super::{EventsBuilder, WebSocketError};
use crate::events::Event;
use crate::runtime::Client;

/// How many events wait for the program before no more are read from the connection.
const WAITING: usize = 256;

/// The events of one subscription, in the order in which they come; a `Stream`.
///
/// A task keeps the connection: it sends heartbeats, also while the program is busy, and connects
/// anew when the connection is lost, with a new token where the old one is rejected. Events of the time
/// between are lost unless Zoom sends them again. The stream ends with an error that no further attempt
/// would overcome. Dropping it closes the connection.
pub struct Events {
    events: mpsc::Receiver<Result<Event, WebSocketError>>,
    task: JoinHandle<()>,
}

impl Events {
    /// Starts a stream of the events of a subscription, with the credentials of a client.
    pub fn builder(client: &Client, subscription_id: impl Into<String>) -> EventsBuilder {
        EventsBuilder::new(client, subscription_id.into())
    }

    pub(super) fn start(session: Session, runtime: &Handle) -> Self {
        let (sender, events) = mpsc::channel(WAITING);
        Self { events, task: runtime.spawn(session.run(sender)) }
    }

    /// The next event; `None` after the stream has ended with an error.
    ///
    /// # Errors
    /// When no further attempt to connect would succeed, or there were as many as allowed.
    pub async fn try_next(&mut self) -> Result<Option<Event>, WebSocketError> {
        self.events.recv().await.transpose()
    }

    /// Closes the connection, and returns when Zoom has confirmed it or some seconds have passed.
    pub async fn close(self) {
        drop(self.events);
        // A task that has panicked has no connection either.
        let _ = self.task.await;
    }
}

impl Stream for Events {
    type Item = Result<Event, WebSocketError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.events.poll_recv(cx)
    }
}

impl fmt::Debug for Events {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Events").field("waiting", &self.events.len()).finish_non_exhaustive()
    }
}
