//! The messages on a connection: `{"module": …, "content": …, "success": …}`.

use serde_json::Value;

use super::WebSocketError;
use crate::events::Event;

/// Keeps a connection alive; what WebSockets have for that is not enough for Zoom.
pub(super) const HEARTBEAT: &str = r#"{"module":"heartbeat"}"#;

/// The longest reason of Zoom's that is shown.
const LONGEST_REASON: usize = 200;

/// The meaning of a message.
#[derive(Debug)]
pub(super) enum Frame {
    /// The connection stands.
    Connected,
    /// A heartbeat was heard.
    Heartbeat,
    /// Something happened.
    Event(Box<Event>),
    /// The token is wrong or too old.
    InvalidToken,
    /// Something else is wrong.
    Rejected(String),
}

impl Frame {
    pub(super) fn read(message: &[u8]) -> Result<Self, WebSocketError> {
        let reason = |reason: &str| WebSocketError::Frame(reason.to_owned());
        let message: Value =
            serde_json::from_slice(message).map_err(|_| reason("it is not valid JSON"))?;
        let member = |name: &str| message.get(name).and_then(Value::as_str);
        let content = member("content").unwrap_or_default();
        if is_about_token(content) {
            return Ok(Self::InvalidToken);
        }
        if message.get("success") == Some(&Value::Bool(false)) {
            let reason = if content.is_empty() { "no reason is given" } else { content };
            return Ok(Self::Rejected(reason.chars().take(LONGEST_REASON).collect()));
        }
        match member("module") {
            Some("build_connection") => Ok(Self::Connected),
            Some("heartbeat") => Ok(Self::Heartbeat),
            Some("message") => {
                // The event is JSON in a string; should it come as an object one day, it is taken too.
                let event = match message.get("content") {
                    Some(content @ Value::Object(_)) => {
                        Event::from_slice(content.to_string().as_bytes())
                    }
                    _ => Event::from_slice(content.as_bytes()),
                };
                let event = event.map_err(|_| reason("its content is not an event"))?;
                Ok(Self::Event(Box::new(event)))
            }
            _ => Err(reason("its module is not known")),
        }
    }
}

/// Zoom words it in more than one way. An event, which is JSON, may have all of these words in it.
fn is_about_token(content: &str) -> bool {
    let content = content.trim_start();
    if content.starts_with(['{', '[']) {
        return false;
    }
    let content: String = content.chars().take(LONGEST_REASON).collect();
    let content = content.to_ascii_lowercase();
    content.contains("token") && ["invalid", "expired"].iter().any(|word| content.contains(word))
}
