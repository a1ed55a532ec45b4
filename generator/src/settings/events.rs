//! The parts that all events have in common, where the documents lack them.

use indexmap::IndexMap;
use serde::Deserialize;

/// The parts that all events have in common.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct EventRules {
    /// The key of an event's name; empty where events come with their name outside.
    #[serde(default)]
    pub name: String,
    /// The values that identify an event.
    #[serde(default)]
    pub identity: EventIdentity,
    /// Methods of the enum of all events, by name, for what many of them have at the same place.
    #[serde(default)]
    pub values: IndexMap<String, EventValue>,
}

/// The values that identify an event, if events have no ID.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, expecting = "an identity with `time` and `without`")]
pub(crate) struct EventIdentity {
    /// The key of the time of an event; an event without it is known by its whole body.
    pub time: String,
    /// Keys whose values differ between deliveries of one event.
    pub without: Vec<String>,
}

/// A method for a value of an event.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a value with `path`, `kind` and `doc`")]
pub(crate) struct EventValue {
    /// Wire names joined by `.`.
    pub path: String,
    /// The type of the value.
    pub kind: EventValueKind,
    /// Its description.
    pub doc: String,
}

/// The type of a value of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum EventValueKind {
    Integer,
    Text,
}
