//! Events as Zoom sends them, which is not always as it documents them.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking, in its own functions too"
)]

mod differences;
mod envelope;
mod tolerance;

use serde_json::Value;
use zoom_client::events::Event;

/// Decodes an event as a receiver does; it has to be written again as it came.
fn read(value: &Value) -> Event {
    let event = Event::from_slice(value.to_string().as_bytes()).expect("an event");
    assert_eq!(serde_json::to_value(&event).expect("JSON"), *value);
    assert_eq!(serde_json::from_value::<Event>(value.clone()).expect("an event"), event);
    event
}
