//! Sending requests: the client, its transport, retries, limits and responses.

pub(crate) mod body;
pub(crate) mod builder;
pub(crate) mod client;
pub(crate) mod credential_choice;
pub(crate) mod deadline;
pub(crate) mod json;
pub(crate) mod limiter;
pub(crate) mod limits;
pub(crate) mod rate;
pub(crate) mod redacted_log;
pub(crate) mod response;
pub(crate) mod retry;
pub(crate) mod retry_after;
pub(crate) mod send_future;
pub(crate) mod sender;
pub(crate) mod trace;
pub(crate) mod transport;
