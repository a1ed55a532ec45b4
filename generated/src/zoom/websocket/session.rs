//! Keeping a connection: heartbeats, new tokens, new attempts.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc::Sender;
use tokio::time::{Instant, MissedTickBehavior};
use url::Url;

use super::WebSocketError;
use super::connection::Connection;
use super::frame::{Frame, HEARTBEAT};
use crate::events::Event;
use crate::runtime::auth::{Auth, Credentials, Exchange};
use crate::runtime::{Scheme, reqwest};

/// Is told what goes wrong and is overcome.
pub(super) type Trouble = Box<dyn Fn(&WebSocketError) + Send + Sync>;

/// Where the events of a connection go.
type Events = Sender<Result<Event, WebSocketError>>;

/// A connection that is wanted.
pub(super) struct Session {
    pub(super) http: reqwest::Client,
    pub(super) url: Url,
    pub(super) auth: Arc<dyn Auth>,
    pub(super) exchange: Exchange,
    pub(super) heartbeat: Duration,
    pub(super) shortest_wait: Duration,
    pub(super) longest_wait: Duration,
    pub(super) attempts: Option<u32>,
    pub(super) trouble: Option<Arc<Trouble>>,
}

/// What is known from one attempt to the next.
#[derive(Default)]
struct Past {
    /// Failures since the connection last stood.
    failures: u32,
    /// The credentials of the last attempt.
    credentials: Credentials,
    /// They were refused.
    refused: bool,
    /// They took the place of refused ones, and no connection has stood since.
    renewed: bool,
}

impl Past {
    /// A connection stands: what went wrong before does not count any more.
    fn stands(&mut self) {
        self.failures = 0;
        self.renewed = false;
    }
}

impl Session {
    /// Connects, again and again, until nobody listens or it makes no sense.
    pub(super) async fn run(self, events: Events) {
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

    /// How long to wait before the next attempt; `None` when there is none.
    fn wait(&self, error: &WebSocketError, past: &mut Past) -> Option<Duration> {
        if matches!(error, WebSocketError::Token) && !past.renewed {
            // A token that has come to its end is not a failure.
            past.refused = true;
            return Some(Duration::ZERO);
        }
        past.failures = past.failures.saturating_add(1);
        if !error.is_temporary() || self.attempts.is_some_and(|most| past.failures >= most) {
            return None;
        }
        let doubled = 1_u32.checked_shl(past.failures - 1).unwrap_or(u32::MAX);
        let wait = self.shortest_wait.saturating_mul(doubled).min(self.longest_wait);
        Some(wait.mul_f64(1.0 - fastrand::f64() / 2.0))
    }

    fn report(&self, error: &WebSocketError) {
        if let Some(report) = &self.trouble {
            report(error);
        }
        #[cfg(feature = "tracing")]
        tracing::warn!(%error, "trouble with the WebSocket of events");
    }

    async fn open(&self, past: &mut Past) -> Result<Connection, WebSocketError> {
        if std::mem::take(&mut past.refused) {
            let renewed = self.auth.renew(&past.credentials, &self.exchange).await;
            match renewed {
                Ok(Some(credentials)) => past.credentials = credentials,
                Ok(None) => {
                    past.renewed = true;
                    return Err(WebSocketError::Token);
                }
                Err(error) => {
                    past.refused = true;
                    return Err(error.into());
                }
            }
            past.renewed = true;
        } else {
            past.credentials = self.auth.credentials(&[Scheme::Bearer], &self.exchange).await?;
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
        let patience = self.heartbeat.saturating_mul(5) / 2;
        let mut heartbeats =
            tokio::time::interval_at(Instant::now() + self.heartbeat, self.heartbeat);
        heartbeats.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut heard = Instant::now();
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
                    heard = Instant::now();
                }
                message = connection.next(), if held.is_none() => {
                    heard = Instant::now();
                    match message.and_then(|message| Frame::read(&message.into_data())) {
                        Ok(Frame::Event(event)) => {
                            past.stands();
                            held = Some(*event);
                        }
                        Ok(Frame::Connected) => past.stands(),
                        Ok(Frame::Heartbeat) => {}
                        Ok(Frame::InvalidToken) => return Some(WebSocketError::Token),
                        Ok(Frame::Refused(reason)) => return Some(WebSocketError::Refused(reason)),
                        Err(error @ WebSocketError::Frame(_)) => self.report(&error),
                        Err(error) => return Some(error),
                    }
                }
                () = tokio::time::sleep_until(heard + patience), if held.is_none() => {
                    return Some(WebSocketError::Silent(patience));
                }
            }
        }
    }
}
