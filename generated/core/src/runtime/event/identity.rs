//! Identity of events: two deliveries of one event are equal but for values that are made anew for each delivery.

#![allow(dead_code, reason = "only a crate that receives events asks what tells them apart")]

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Error;

/// Values that do not identify an event; from the rules of an API.
#[derive(Debug)]
pub struct EventIdentity {
    /// The key at the top with the time of the event. Without it the rest may be too little to distinguish two
    /// events.
    pub time: &'static str,
    /// Keys, at any depth, whose values may be others in the next delivery of the same event.
    pub without: &'static [&'static str],
}

impl EventIdentity {
    /// The event without what differs from delivery to delivery: JSON without spaces, with sorted keys.
    /// `None` when all of the body counts: nothing of that kind is in it, it has no time, or it is no JSON.
    #[must_use]
    pub(crate) fn rest(&self, body: &[u8]) -> Option<Vec<u8>> {
        if !self.is_mentioned(body) {
            return None;
        }
        let mut rest =
            Rest { identity: self, text: Vec::with_capacity(body.len()), timed: false, depth: 0 };
        let mut deserializer = serde_json::Deserializer::from_slice(body);
        Part(&mut rest).deserialize(&mut deserializer).ok()?;
        deserializer.end().ok()?;
        rest.timed.then_some(rest.text)
    }

    /// Whether one of the keys seems to be in a body. Most events have none, and reading them once more
    /// would cost as much as decoding them.
    fn is_mentioned(&self, body: &[u8]) -> bool {
        let mut begun = 0;
        let quotes = body.iter().enumerate().filter(|(_, byte)| **byte == b'"');
        for at in quotes.map(|(at, _)| at) {
            let after = body.get(at.saturating_add(1)..).unwrap_or_default();
            // A key is followed by a colon, a string at the end of a value is not.
            if after.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b':')
                && let Some(key) = body.get(begun..at)
                && self.without.iter().any(|one| one.as_bytes() == key)
            {
                return true;
            }
            begun = at.saturating_add(1);
        }
        false
    }
}

/// The output so far.
struct Rest<'i> {
    identity: &'i EventIdentity,
    text: Vec<u8>,
    timed: bool,
    depth: u32,
}

impl Rest<'_> {
    fn write<E: serde::de::Error>(&mut self, value: &impl serde::Serialize) -> Result<(), E> {
        serde_json::to_writer(&mut self.text, value).map_err(|error: Error| E::custom(error))
    }

    /// Puts the members of an object, all that was written since `start`, in the order of their keys.
    fn sort(&mut self, start: usize, mut members: Vec<(Range<usize>, usize)>) {
        let text = self.text.split_off(start.min(self.text.len()));
        let part = |from: usize, to: usize| {
            text.get(from.saturating_sub(start)..to.saturating_sub(start)).unwrap_or_default()
        };
        // Of a key that is there twice, both stay in their order.
        members.sort_by(|(a, _), (b, _)| part(a.start, a.end).cmp(part(b.start, b.end)));
        self.text.push(b'{');
        for (index, (key, end)) in members.into_iter().enumerate() {
            if index > 0 {
                self.text.push(b',');
            }
            self.text.extend_from_slice(part(key.start, end));
        }
        self.text.push(b'}');
    }
}

/// Writes the next value.
struct Part<'r, 'i>(&'r mut Rest<'i>);

impl<'de> DeserializeSeed<'de> for Part<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Part<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<(), E> {
        self.0.write(&())
    }

    fn visit_bool<E: serde::de::Error>(self, value: bool) -> Result<(), E> {
        self.0.write(&value)
    }

    fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<(), E> {
        self.0.write(&value)
    }

    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<(), E> {
        self.0.write(&value)
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<(), E> {
        self.0.write(&value)
    }

    fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<(), E> {
        self.0.write(&value)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        self.0.depth = self.0.depth.saturating_add(1);
        self.0.text.push(b'[');
        let mut separated = false;
        while list.next_element_seed(Part(&mut *self.0))?.is_some() {
            self.0.text.push(b',');
            separated = true;
        }
        if separated {
            self.0.text.pop();
        }
        self.0.text.push(b']');
        self.0.depth = self.0.depth.saturating_sub(1);
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let rest = self.0;
        let (start, top) = (rest.text.len(), rest.depth == 0);
        rest.depth = rest.depth.saturating_add(1);
        let mut members = Vec::new();
        while let Some(key) = map.next_key::<Cow<'_, str>>()? {
            if rest.identity.without.contains(&&*key) {
                map.next_value::<IgnoredAny>()?;
                continue;
            }
            let begun = rest.text.len();
            rest.write(&key)?;
            let key_end = rest.text.len();
            rest.text.push(b':');
            let value = rest.text.len();
            map.next_value_seed(Part(&mut *rest))?;
            if top && key == rest.identity.time {
                rest.timed = rest.text.get(value..).is_some_and(|value| value != b"null");
            }
            members.push((begun..key_end, rest.text.len()));
        }
        rest.depth = rest.depth.saturating_sub(1);
        rest.sort(start, members);
        Ok(())
    }
}
