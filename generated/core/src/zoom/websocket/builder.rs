//! Making a connection.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use tokio::runtime::Handle;

use super::session::{Session, Trouble};
use super::{Events, WebSocketError};
use crate::runtime::secret::Masked;
use crate::runtime::{Client, InvalidRequest, Result, Scheme, TransportError, reqwest};

/// Where Zoom sends events over WebSockets.
const URL: &str = "wss://ws.zoom.us/ws";

/// The interval at which Zoom expects heartbeats.
const HEARTBEAT: Duration = Duration::from_secs(30);

/// Longer periods would only be a mistake.
const LONGEST_PERIOD: Duration = Duration::from_secs(86_400);

/// Shorter periods would keep a machine busy.
const SHORTEST_PERIOD: Duration = Duration::from_millis(1);

/// A connection that has lasted so long is good, however long the waits are.
const GOOD_AFTER: Duration = Duration::from_secs(60);

/// Makes a stream of [`Events`].
#[must_use]
pub struct EventsBuilder {
    client: Client,
    subscription: String,
    url: String,
    http: Option<reqwest::ClientBuilder>,
    heartbeat: Duration,
    shortest_wait: Duration,
    longest_wait: Duration,
    attempts: Option<u32>,
    trouble: Option<Trouble>,
}

impl EventsBuilder {
    pub(super) fn new(client: &Client, subscription: String) -> Self {
        Self {
            client: client.clone(),
            subscription,
            url: URL.to_owned(),
            http: None,
            heartbeat: HEARTBEAT,
            shortest_wait: Duration::from_secs(1),
            longest_wait: Duration::from_secs(60),
            attempts: None,
            trouble: None,
        }
    }

    /// Connects to another URL, `wss://ws.zoom.us/ws` unless set: Zoom for Government, or a server of
    /// your own. `ws` is for this machine alone, because the URL carries the token.
    pub fn url(mut self, url: impl Into<String>) -> Self {
        self.url = url.into();
        self
    }

    /// Starts from another HTTP client: with a proxy or other certificates, for example.
    pub fn http(mut self, http: reqwest::ClientBuilder) -> Self {
        self.http = Some(http);
        self
    }

    /// Sets the interval of heartbeats; 30 seconds, which Zoom expects, unless set. When
    /// nothing is heard from Zoom for two and a half times as long, the connection is given up.
    pub fn heartbeat(mut self, period: Duration) -> Self {
        self.heartbeat = period.clamp(SHORTEST_PERIOD, LONGEST_PERIOD);
        self
    }

    /// Sets how long to wait after a failure, 1 second unless set; the wait doubles with every further
    /// failure up to the longest, a minute unless set. Up to a quarter of it is left out at random, so that
    /// many programs do not come back at once. No wait is shorter than a millisecond or longer than a day.
    ///
    /// A connection that ends is a failure too, and so is a rejected token, until a connection was good:
    /// until it stood, and messages came, for as long as the longest wait, but at most a minute. Then the
    /// waits start anew.
    pub fn backoff(mut self, shortest: Duration, longest: Duration) -> Self {
        self.shortest_wait = shortest.clamp(SHORTEST_PERIOD, LONGEST_PERIOD);
        self.longest_wait = longest.clamp(self.shortest_wait, LONGEST_PERIOD);
        self
    }

    /// Gives up after so many failures without a good connection in between (see
    /// [`backoff`](Self::backoff)); never unless set.
    #[doc(alias = "max_retries")]
    pub fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = Some(attempts);
        self
    }

    /// Calls a function with everything that goes wrong and is overcome, for a log for example.
    /// A panic in it is ignored.
    pub fn on_error(mut self, report: impl Fn(&WebSocketError) + Send + Sync + 'static) -> Self {
        self.trouble = Some(Box::new(report));
        self
    }

    /// Starts to connect, in a task of its own; has to be called within a Tokio runtime.
    ///
    /// # Errors
    /// When the client has no token for this, the URL is not safe, or there is no Tokio runtime.
    pub fn connect(self) -> Result<Events> {
        let invalid = |reason: &str| InvalidRequest::new("websocket::Events", reason);
        let auth = self.client.auth_for(&[Scheme::Bearer]);
        let auth = auth.ok_or_else(|| {
            invalid("the client has no credentials that give a token; add ServerToServer to it")
        })?;
        let mut url = crate::runtime::safe_url(&as_http(&self.url))?;
        url.query_pairs_mut().append_pair("subscriptionId", &self.subscription);
        let runtime = Handle::try_current().map_err(|_| invalid("there is no Tokio runtime"))?;
        // Only HTTP/1.1 connections can become WebSockets; a redirect would take the token elsewhere.
        let http = self.http.unwrap_or_default().http1_only();
        let http = http.redirect(reqwest::redirect::Policy::none()).build();
        let session = Session {
            http: http.map_err(TransportError::from)?,
            url,
            auth,
            sender: self.client.sender().clone(),
            heartbeat: self.heartbeat,
            shortest_wait: self.shortest_wait,
            longest_wait: self.longest_wait,
            good_after: self.longest_wait.min(GOOD_AFTER),
            attempts: self.attempts,
            trouble: self.trouble.map(Arc::new),
        };
        Ok(Events::start(session, &runtime))
    }
}

/// A WebSocket begins as a request of HTTP.
fn as_http(url: &str) -> String {
    match url.split_once("://") {
        Some(("wss", rest)) => format!("https://{rest}"),
        Some(("ws", rest)) => format!("http://{rest}"),
        _ => url.to_owned(),
    }
}

/// Prints no secret.
impl fmt::Debug for EventsBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventsBuilder")
            .field("url", &Masked(&self.url))
            .field("subscription", &self.subscription)
            .field("heartbeat", &self.heartbeat)
            .finish_non_exhaustive()
    }
}
