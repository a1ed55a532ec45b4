//! Which events are handled one after the other.

use serde_json::Value;

use crate::events::Event;

/// The function that gives the order of an event; `None` for an event that may be handled at any time.
pub(super) type Order = Box<dyn Fn(&Event, &[u8]) -> Option<String> + Send + Sync>;

/// Where the ID of the object of an event is. Calls and engagements have an ID of a name of their own.
const IDS: [&str; 6] = ["id", "uuid", "session_id", "call_id", "engagement_id", "account_id"];

/// The ID of the object that an event is about; the account, when the object has none.
pub(super) fn object_id(body: &[u8]) -> Option<String> {
    let event: Value = serde_json::from_slice(body).ok()?;
    let payload = event.get("payload")?;
    let object = payload.get("object").unwrap_or(payload);
    IDS.iter().find_map(|name| id(object.get(name)?)).or_else(|| id(payload.get("account_id")?))
}

fn id(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
