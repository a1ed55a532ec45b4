//! Errors of a connection.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::runtime::Error;
use crate::runtime::secret::Line;

/// Errors of a connection. Most of them are overcome by connecting anew.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum WebSocketError {
    /// No credentials could be had, or Zoom was not reached.
    Client(Error),
    /// Zoom does not open a WebSocket for this subscription.
    Status(u16),
    /// Zoom has opened a WebSocket and rejects to send events.
    Rejected(String),
    /// Zoom does not take the token of this client.
    Token,
    /// The connection failed.
    Broken(Arc<dyn StdError + Send + Sync>),
    /// Zoom has closed the connection.
    Closed,
    /// Nothing was heard for so long that the connection must be dead.
    Silent(Duration),
    /// A message was not understood; it is skipped.
    Frame(String),
}

impl WebSocketError {
    /// Whether another attempt may succeed.
    pub(super) fn is_temporary(&self) -> bool {
        match self {
            Self::Client(error) => error.is_retryable(),
            Self::Status(status) => !matches!(status, 400 | 403 | 404),
            Self::Token => false,
            _ => true,
        }
    }
}

impl fmt::Display for WebSocketError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Client(error) => error.fmt(f),
            Self::Status(status) => write!(
                f,
                "Zoom opens no WebSocket (status {status}); is the id that of a WebSocket subscription?"
            ),
            Self::Rejected(reason) => write!(f, "Zoom does not send events: {}", Line(reason)),
            Self::Token => f.write_str(
                "Zoom does not take the token of this client; events need a server-to-server application that has the subscription",
            ),
            Self::Broken(_) => f.write_str("the connection failed"),
            Self::Closed => f.write_str("Zoom has closed the connection"),
            Self::Silent(time) => {
                write!(f, "nothing was heard from Zoom for {} s", time.as_secs_f32())
            }
            Self::Frame(reason) => write!(f, "a message was not understood: {}", Line(reason)),
        }
    }
}

impl StdError for WebSocketError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Client(error) => error.source(),
            Self::Broken(cause) => Some(&**cause),
            _ => None,
        }
    }
}

impl From<Error> for WebSocketError {
    fn from(error: Error) -> Self {
        Self::Client(error)
    }
}
