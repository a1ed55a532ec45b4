//! Recorded examples go through the types of their operations and must come back whole.
//!
//! An example whose `where` is the name of an event goes through the type of that event.
//!
//! Examples come from the file that `ZOOM_EXAMPLES` names, a JSON array of `{"where": "/users/{userId}",
//! "method": "get", "kind": "request" or "response", "status": "200", "value": …}`; without it, from `examples.json`, and
//! from the published documents where they are beside the project.

mod differ;
mod documents;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::process::ExitCode;

use differ::differ;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use zoom_client::events;
use zoom_client::runtime::private::{Empty, EventType, FieldType, testing};

/// One recorded body.
pub(crate) struct Example {
    pub(crate) path: String,
    pub(crate) method: String,
    pub(crate) kind: String,
    pub(crate) status: String,
    pub(crate) value: Value,
}

/// What became of one.
pub(crate) struct Outcome {
    /// What was lost or changed; nothing, when it passed.
    differences: Vec<String>,
    /// The paths of keys that no field holds.
    extras: Vec<String>,
}

/// An operation: method, path with parameter names erased, kind, and what becomes of an example.
pub(crate) type Operation = (&'static str, &'static str, &'static str, fn(&Example) -> Outcome);

/// An event: its name, and what becomes of an example.
pub(crate) type Event = (&'static str, fn(&Example) -> Outcome);

impl Example {
    /// What the tables have: method, path with parameter names erased, kind.
    pub(crate) fn key(&self) -> (&str, &str, &str) {
        (&self.method, &self.path, &self.kind)
    }

    /// An operation that has no typed body here.
    pub(crate) fn untyped(&self) -> Outcome {
        Outcome { differences: Vec::new(), extras: Vec::new() }
    }

    /// Decodes, encodes and compares a response.
    pub(crate) fn answer<T>(&self) -> Outcome
    where
        T: FieldType + Serialize + DeserializeOwned + PartialEq,
    {
        let typed: T = match serde_json::from_value(self.value.clone()) {
            Ok(typed) => typed,
            Err(error) => return failed(format!("not decoded: {error}")),
        };
        let encoded = match serde_json::to_value(&typed) {
            Ok(encoded) => encoded,
            Err(error) => return failed(format!("not encoded: {error}")),
        };
        let mut differences = Vec::new();
        differ("", &self.value, &encoded, &mut differences);
        match serde_json::from_value::<T>(encoded) {
            Ok(again) if again == typed => {}
            _ => differences.push("decoded again it is another value".to_owned()),
        }
        Outcome { differences, extras: testing::extras(&typed) }
    }

    /// Decodes, encodes and compares an event: through the enum of all events, as what its name says.
    pub(crate) fn event<T: EventType<Event = events::Event>>(&self) -> Outcome {
        let body = self.value.to_string();
        let event = match events::Event::decode(T::NAME, body.as_bytes()) {
            Ok(event) => event,
            Err(error) => return failed(format!("not decoded: {error}")),
        };
        match T::from_event(event) {
            Ok(_) => self.answer::<T>(),
            Err(other) => failed(format!("decoded as `{}`", other.name())),
        }
    }

    /// Fills a request with a recorded body and compares what would be sent.
    pub(crate) fn request<T: zoom_client::Operation + Empty>(&self) -> Outcome {
        let mut request = <T as Empty>::empty();
        if testing::fill(&mut request, &self.value).is_some() {
            return failed("the body is of another kind".to_owned());
        }
        let mut differences = Vec::new();
        match testing::body(&request) {
            Ok(sent) => differ("", &self.value, &sent, &mut differences),
            Err(error) => differences.push(format!("not encoded: {error}")),
        }
        Outcome { differences, extras: testing::request_extras(&request) }
    }
}

fn failed(why: String) -> Outcome {
    Outcome { differences: vec![why], extras: Vec::new() }
}

/// Runs every example and prints what was lost; the last line counts.
pub(crate) fn main(rows: &[Operation], event_rows: &[Event]) -> ExitCode {
    let operations: BTreeMap<_, _> =
        rows.iter().map(|&(method, path, kind, run)| ((method, path, kind), run)).collect();
    let events: BTreeMap<_, _> = event_rows.iter().copied().collect();
    assert_eq!((operations.len(), events.len()), (rows.len(), event_rows.len()), "a key twice");
    let examples = match documents::examples() {
        Ok(examples) => examples,
        Err(why) => {
            eprintln!("{why}");
            return ExitCode::from(2);
        }
    };
    let extras: RefCell<BTreeMap<String, usize>> = RefCell::default();
    let (mut passed, mut lost) = (0, 0);
    for example in &examples {
        let (method, path, kind) = example.key();
        let name = format!("{method} {path} {kind} {}", example.status);
        let found = operations.get(&example.key()).or_else(|| events.get(example.path.as_str()));
        let Some(outcome) = found.map(|run| run(example)) else {
            println!("{name}: no operation has this method and path, and no event this name");
            lost += 1;
            continue;
        };
        for key in outcome.extras {
            *extras.borrow_mut().entry(format!("{name}: {key}")).or_default() += 1;
        }
        if outcome.differences.is_empty() {
            passed += 1;
        } else {
            lost += 1;
            println!("{name}:\n    {}", outcome.differences.join("\n    "));
        }
    }
    let extras = extras.into_inner();
    for key in extras.keys() {
        println!("in extra: {key}");
    }
    println!("{} keys in extra", extras.len());
    println!("{passed} passed, {lost} failed");
    if lost == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
