//! One connection, from the request that opens it.

use std::sync::Arc;
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use secrecy::ExposeSecret;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::handshake::client::generate_key;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tokio_tungstenite::tungstenite::protocol::{Role, WebSocketConfig};
use tokio_tungstenite::tungstenite::{Error as ProtocolError, Message};
use url::Url;

use super::WebSocketError;
use crate::runtime::auth::{Credential, Credentials};
use crate::runtime::{Error, TransportError, TransportKind, reqwest};

/// How long opening a connection may take, and closing one.
const LOCK_TIMEOUT: Duration = Duration::from_secs(10);

/// How many bytes a message may have.
const LONGEST_MESSAGE: usize = 4 << 20;

/// A connection.
pub(super) struct Connection(WebSocketStream<reqwest::Upgraded>);

impl Connection {
    /// Opens a connection. It is a request of the HTTP client, so that TLS, proxies and certificates are
    /// the same for both.
    pub(super) async fn open(
        http: &reqwest::Client,
        url: &Url,
        credentials: &Credentials,
    ) -> Result<Self, WebSocketError> {
        let timeout = || Error::Transport(TransportError::new(TransportKind::Timeout, None));
        let opened = tokio::time::timeout(LOCK_TIMEOUT, Self::shake_hands(http, url, credentials));
        opened.await.unwrap_or_else(|_| Err(timeout().into()))
    }

    async fn shake_hands(
        http: &reqwest::Client,
        url: &Url,
        credentials: &Credentials,
    ) -> Result<Self, WebSocketError> {
        let mut url = url.clone();
        if let Some(token) = credentials.parts().iter().find_map(|part| match part {
            Credential::Bearer(token) => Some(token),
            _ => None,
        }) {
            url.query_pairs_mut().append_pair("access_token", token.expose_secret());
        }
        let key = generate_key();
        let request = http
            .get(url)
            .header("connection", "Upgrade")
            .header("upgrade", "websocket")
            .header("sec-websocket-version", "13")
            .header("sec-websocket-key", &key);
        let transport = |error| Error::Transport(TransportError::from(error));
        let response = request.send().await.map_err(transport)?;
        match response.status().as_u16() {
            101 => {}
            401 => return Err(WebSocketError::Token),
            status => return Err(WebSocketError::Status(status)),
        }
        let accepted = response.headers().get("sec-websocket-accept").map(|value| value.as_bytes());
        if accepted != Some(derive_accept_key(key.as_bytes()).as_bytes()) {
            return Err(WebSocketError::Rejected("its response fits another request".to_owned()));
        }
        let socket = response.upgrade().await.map_err(transport)?;
        let limits = WebSocketConfig::default()
            .max_message_size(Some(LONGEST_MESSAGE))
            .max_frame_size(Some(LONGEST_MESSAGE));
        Ok(Self(WebSocketStream::from_raw_socket(socket, Role::Client, Some(limits)).await))
    }

    /// The next message with content; responds to pings on the way.
    pub(super) async fn next(&mut self) -> Result<Message, WebSocketError> {
        loop {
            match self.0.next().await {
                Some(Ok(Message::Close(_))) | None => return Err(WebSocketError::Closed),
                Some(Ok(message @ (Message::Text(_) | Message::Binary(_)))) => return Ok(message),
                Some(Ok(_)) => {}
                Some(Err(error)) => return Err(broken(error)),
            }
        }
    }

    /// Sends a string.
    pub(super) async fn send(&mut self, text: &'static str) -> Result<(), WebSocketError> {
        let sent = tokio::time::timeout(LOCK_TIMEOUT, self.0.send(Message::text(text))).await;
        sent.map_err(|_| WebSocketError::Silent(LOCK_TIMEOUT))?.map_err(broken)
    }

    /// Says goodbye and waits for the response, for a while.
    pub(super) async fn close(mut self) {
        let goodbye = async {
            if self.0.close(None).await.is_ok() {
                while let Some(Ok(_)) = self.0.next().await {}
            }
        };
        // It makes no difference whether the other side is still there.
        let _ = tokio::time::timeout(LOCK_TIMEOUT, goodbye).await;
    }
}

fn broken(error: ProtocolError) -> WebSocketError {
    match error {
        ProtocolError::ConnectionClosed | ProtocolError::AlreadyClosed => WebSocketError::Closed,
        error => WebSocketError::Broken(Arc::new(error)),
    }
}
