//! Events over a WebSocket: the program connects to Zoom, and needs no address that Zoom can reach.
//!
//! ```text
//! let client = Client::builder().auth(ServerToServer::from_env()?).build()?;
//! let mut events = websocket::Events::builder(&client, "subscription id").connect()?;
//! while let Some(event) = events.try_next().await? {
//!     println!("{}", event.name());
//! }
//! ```
//!
//! The id is that of an event subscription with the method "WebSocket", which only server-to-server
//! applications have (<https://developers.zoom.us/docs/api/websockets/>). Zoom keeps one connection for
//! each subscription.

mod builder;
mod connection;
mod error;
mod events;
mod frame;
mod session;

pub use self::builder::EventsBuilder;
pub use self::error::WebSocketError;
pub use self::events::Events;
