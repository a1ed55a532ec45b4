//! What all events have in common, where the documents do not say it.

use indexmap::IndexMap;
use serde::Deserialize;

/// What all events have in common.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct EventRules {
    /// The key of an event's name; empty where events come with their name outside.
    #[serde(default)]
    pub name: String,
    /// What tells events apart.
    #[serde(default)]
    pub identity: EventIdentity,
    /// Methods of the enum of all events, by name, for what many of them have at the same place.
    #[serde(default)]
    pub values: IndexMap<String, EventValue>,
}

/// What tells events apart, where they have no ID.
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
    /// What it is read as.
    pub kind: EventValueKind,
    /// What it is.
    pub doc: String,
}

/// What a value of an event is read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum EventValueKind {
    Integer,
    Text,
}
