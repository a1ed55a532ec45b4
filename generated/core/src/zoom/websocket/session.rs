//! Keeping a connection: heartbeats, new tokens, new attempts.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::{Instant, MissedTickBehavior};

use crate::runtime::send::deadline::later;
use tokio_tungstenite::tungstenite::Message;
use url::Url;

use super::WebSocketError;
use super::connection::Connection;
use super::frame::{Frame, HEARTBEAT};
use crate::events::Event;
use crate::runtime::auth::{Auth, Credentials, Sender};
use crate::runtime::secret::LONGEST_NAME;
use crate::runtime::{Scheme, reqwest};
use crate::zoom::contain::contain;

/// The part of a wait that chance may leave out.
const SPREAD: f64 = 0.25;

/// Receives errors that the session recovers from.
pub(super) type Trouble = Box<dyn Fn(&WebSocketError) + Send + Sync>;

/// Where the events of a connection go.
type Events = mpsc::Sender<Result<Event, WebSocketError>>;

/// A connection that is wanted.
pub(super) struct Session {
    pub(super) http: reqwest::Client,
    pub(super) url: Url,
    pub(super) auth: Arc<dyn Auth>,
    pub(super) sender: Sender,
    pub(super) heartbeat: Duration,
    pub(super) shortest_wait: Duration,
    pub(super) longest_wait: Duration,
    /// How long a connection has to last before earlier failures do not count any more.
    pub(super) good_after: Duration,
    pub(super) attempts: Option<u32>,
    pub(super) trouble: Option<Arc<Trouble>>,
}

/// The state between two attempts.
#[derive(Default)]
struct Past {
    /// Failures since the last connection that was good.
    failures: u32,
    /// The credentials of the last attempt.
    credentials: Credentials,
    /// They were rejected and have to be renewed before the next attempt.
    rejected: bool,
    /// They replaced rejected ones, and Zoom has not accepted them on any connection yet.
    untried: bool,
}

/// A connection that is being listened to.
struct Standing {
    /// The time when Zoom confirmed the connection: only messages after that show that it lasts.
    accepted: Option<Instant>,
    /// When anything was heard last.
    heard: Instant,
}

impl Session {
    /// Connects, again and again, until nobody listens or it makes no sense.
    pub(super) async fn run(self, events: Events) {
        let last_words = events.clone();
        // Credentials may be the program's own code, and a stream must not end without an error.
        if tokio::spawn(self.keep(events)).await.is_err_and(|ended| ended.is_panic()) {
            let error = io::Error::other("the task that keeps the connection has panicked");
            // Nobody listens any more if this fails.
            let _ = last_words.send(Err(WebSocketError::Broken(Arc::new(error)))).await;
        }
    }

    async fn keep(self, events: Events) {
        let mut past = Past::default();
        loop {
            let ended = tokio::select! {
                () = events.closed() => return,
                opened = self.open(&mut past) => opened,
            };
            let error = match ended {
                Ok(mut connection) => {
                    match self.listen(&mut connection, &events, &mut past).await {
                        Some(error) => error,
                        None => return connection.close().await,
                    }
                }
                Err(error) => error,
            };
            let Some(wait) = self.wait(&error, &mut past) else {
                // Nobody listens any more if this fails.
                let _ = events.send(Err(error)).await;
                return;
            };
            self.report(&error);
            tokio::select! {
                () = events.closed() => return,
                () = tokio::time::sleep(wait) => {}
            }
        }
    }

    /// How long to wait before the next attempt, which is never at once; `None` when there is none.
    ///
    /// A rejected token is a failure like any other, because a server may accept a connection, reject its
    /// token and accept the next one without end. It is final where no other token can be had: when a new
    /// one is rejected before Zoom has accepted it once.
    fn wait(&self, error: &WebSocketError, past: &mut Past) -> Option<Duration> {
        past.failures = past.failures.saturating_add(1);
        let goes_on = match error {
            WebSocketError::Token => !std::mem::replace(&mut past.rejected, true) && !past.untried,
            error => error.is_temporary(),
        };
        if !goes_on || self.attempts.is_some_and(|most| past.failures >= most) {
            return None;
        }
        let doubled = 1_u32.checked_shl(past.failures.saturating_sub(1)).unwrap_or(u32::MAX);
        let wait = self.shortest_wait.saturating_mul(doubled).min(self.longest_wait);
        Some(wait.mul_f64(1.0 - fastrand::f64() * SPREAD))
    }

    /// A panic in the program's function must not end the connection.
    fn report(&self, error: &WebSocketError) {
        if let Some(report) = &self.trouble {
            let _ = contain(|| report(error));
        }
        #[cfg(feature = "tracing")]
        tracing::warn!(%error, "trouble with the WebSocket of events");
    }

    /// Opens a connection, with new credentials where the last ones were rejected: one renewal at most.
    async fn open(&self, past: &mut Past) -> Result<Connection, WebSocketError> {
        if past.rejected {
            // Still rejected when renewing fails, or is not waited for.
            let renewed = self.auth.renew(&past.credentials, &self.sender).await?;
            past.credentials = renewed.ok_or(WebSocketError::Token)?;
            past.rejected = false;
            past.untried = true;
        } else {
            past.credentials = self.auth.credentials(&[Scheme::Bearer], &self.sender).await?;
        }
        Connection::open(&self.http, &self.url, &past.credentials).await
    }

    /// Takes what comes, until the connection ends; `None` when nobody listens any more.
    async fn listen(
        &self,
        connection: &mut Connection,
        events: &Events,
        past: &mut Past,
    ) -> Option<WebSocketError> {
        let silence = self.heartbeat.saturating_mul(5).checked_div(2).unwrap_or(Duration::MAX);
        let mut heartbeats =
            tokio::time::interval_at(later(Instant::now(), self.heartbeat), self.heartbeat);
        heartbeats.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut standing = Standing { accepted: None, heard: Instant::now() };
        // An event that the program has no room for yet; nothing more is read until it has.
        let mut held: Option<Event> = None;
        loop {
            tokio::select! {
                () = events.closed() => return None,
                _ = heartbeats.tick() => {
                    if let Err(error) = connection.send(HEARTBEAT).await {
                        return Some(error);
                    }
                }
                room = events.reserve(), if held.is_some() => {
                    if let (Ok(room), Some(event)) = (room, held.take()) {
                        room.send(Ok(event));
                    }
                    standing.heard = Instant::now();
                }
                message = connection.next(), if held.is_none() => {
                    self.hear(&mut standing, past);
                    match self.understand(message, &mut standing, past) {
                        Ok(event) => held = event,
                        Err(error) => return Some(error),
                    }
                }
                () = tokio::time::sleep_until(later(standing.heard, silence)), if held.is_none() => {
                    return Some(WebSocketError::Silent(silence));
                }
            }
        }
    }

    /// Something arrived, if only the end: a connection that has lasted until now was good.
    fn hear(&self, standing: &mut Standing, past: &mut Past) {
        standing.heard = Instant::now();
        if standing.accepted.is_some_and(|since| since.elapsed() >= self.good_after) {
            past.failures = 0;
        }
    }

    /// The event in a message, if it is one; an error ends the connection.
    fn understand(
        &self,
        message: Result<Message, WebSocketError>,
        standing: &mut Standing,
        past: &mut Past,
    ) -> Result<Option<Event>, WebSocketError> {
        let event = match message.and_then(|message| Frame::read(&message.into_data())) {
            Ok(Frame::Event(event)) => Some(*event),
            Ok(Frame::Connected) => None,
            Ok(Frame::Heartbeat) => return Ok(None),
            Ok(Frame::InvalidToken) => return Err(WebSocketError::Token),
            Ok(Frame::Rejected(reason)) => {
                let reason = past.credentials.secrets().clean(&reason, LONGEST_NAME);
                return Err(WebSocketError::Rejected(reason));
            }
            Err(error @ WebSocketError::Frame(_)) => {
                self.report(&error);
                return Ok(None);
            }
            Err(error) => return Err(error),
        };
        past.untried = false;
        standing.accepted.get_or_insert(standing.heard);
        Ok(event)
    }
}
