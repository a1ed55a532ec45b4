//! Pages that become types of the caller: their items, and what they say about the next page.

use std::fmt;

use serde::Deserialize;
use serde::de::{DeserializeOwned, DeserializeSeed, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use super::next_page::PageFacts;
use crate::runtime::request::paging_info::Paging;

/// Visits everything that is no object and no list.
macro_rules! scalars {
    ($value:expr) => {
        fn visit_unit<E>(self) -> Result<Self::Value, E> {
            Ok($value)
        }

        fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
            Ok($value)
        }

        fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
            Ok($value)
        }

        fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
            Ok($value)
        }

        fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
            Ok($value)
        }

        fn visit_str<E>(self, _: &str) -> Result<Self::Value, E> {
            Ok($value)
        }
    };
}

/// How many lists an error names.
const LISTS_NAMED: usize = 10;

/// What was found in the JSON text of a page.
pub(crate) struct Found<I> {
    pub(crate) facts: PageFacts,
    pub(crate) items: Option<Vec<I>>,
    /// Lists with something in them, beside the items.
    others: Vec<String>,
}

impl<I> Default for Found<I> {
    fn default() -> Self {
        Self { facts: PageFacts::default(), items: None, others: Vec::new() }
    }
}

impl<I: DeserializeOwned> Found<I> {
    /// Reads the items at a key, or at a path of keys with slashes; an empty key is the page itself.
    ///
    /// # Errors
    /// When the text is not valid, or an item is not of this type.
    pub(crate) fn items(
        text: &[u8],
        paging: Option<Paging>,
        key: &str,
    ) -> serde_json::Result<Self> {
        let mut found = Self::default();
        let keys: Vec<&str> = key.split('/').filter(|part| !part.is_empty()).collect();
        read(text, Level { found: &mut found, keys: Some(&keys), paging })?;
        found.facts.is_empty = found.items.as_ref().is_none_or(Vec::is_empty);
        Ok(found)
    }

    /// Why there are no items, where the page has others: nobody would notice a key that is misspelled.
    pub(crate) fn fault(&self, key: &str) -> Option<String> {
        if self.items.is_some() || self.others.is_empty() {
            return None;
        }
        let others = self.others.iter().take(LISTS_NAMED);
        let others = others.map(|name| match name.as_str() {
            "" => "the page itself, whose key is empty".to_owned(),
            name => format!("`{name}`"),
        });
        let others = others.collect::<Vec<_>>().join(", ");
        Some(format!("it has no list `{key}`; its lists are {others}"))
    }
}

/// Reads what a page says about the next one.
///
/// # Errors
/// When the text is not valid.
pub(crate) fn facts(text: &[u8], paging: Option<Paging>) -> serde_json::Result<PageFacts> {
    let mut found = Found::<IgnoredAny>::default();
    read(text, Level { found: &mut found, keys: None, paging })?;
    found.facts.is_empty = found.others.is_empty();
    Ok(found.facts)
}

fn read<'de, S: DeserializeSeed<'de>>(text: &'de [u8], seed: S) -> serde_json::Result<S::Value> {
    let mut decoder = serde_json::Deserializer::from_slice(text);
    let value = seed.deserialize(&mut decoder)?;
    decoder.end()?;
    Ok(value)
}

/// A value on the way to the items: the page itself, or an object in it.
struct Level<'a, I> {
    found: &'a mut Found<I>,
    /// The keys that lead to the items; `None` where nobody asks for items.
    keys: Option<&'a [&'a str]>,
    /// The names to look for; `None` below the top.
    paging: Option<Paging>,
}

impl<'de, I: Deserialize<'de>> DeserializeSeed<'de> for Level<'_, I> {
    type Value = ();

    fn deserialize<D: serde::Deserializer<'de>>(self, decoder: D) -> Result<(), D::Error> {
        match self.keys {
            // The items themselves; null is none.
            Some([]) if self.paging.is_none() => {
                self.found.items = Option::deserialize(decoder)?;
                Ok(())
            }
            _ => decoder.deserialize_any(self),
        }
    }
}

impl<'de, I: Deserialize<'de>> Visitor<'de> for Level<'_, I> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a page of a list")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Self { found, keys, paging } = self;
        let token = paging.and_then(|paging| paging.token);
        let number = paging.and_then(|paging| paging.page);
        while let Some(key) = map.next_key::<String>()? {
            if let Some((first, rest)) = keys.and_then(<[_]>::split_first)
                && key == *first
            {
                map.next_value_seed(Level { found: &mut *found, keys: Some(rest), paging: None })?;
            } else if token.is_some_and(|token| key == token.response) {
                found.facts.token = scalar(&map.next_value()?);
            } else if token.is_some_and(|token| key == token.sync) {
                found.facts.sync = scalar(&map.next_value()?);
            } else if number.is_some_and(|number| key == number.response) {
                found.facts.number = integer(&map.next_value()?);
            } else if number.is_some_and(|number| key == number.count) {
                found.facts.count = integer(&map.next_value()?);
            } else if map.next_value_seed(Glance)? {
                found.others.push(key);
            }
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        let takes = self.keys.is_some_and(<[_]>::is_empty);
        let mut items = Vec::new();
        while takes && let Some(item) = list.next_element()? {
            items.push(item);
        }
        if takes {
            self.found.items = Some(items);
            return Ok(());
        }
        let mut is_empty = true;
        while list.next_element::<IgnoredAny>()?.is_some() {
            is_empty = false;
        }
        if !is_empty {
            self.found.others.push(String::new());
        }
        Ok(())
    }

    scalars!(());
}

/// Whether a value has a list with something in it; everything else of it is skipped.
struct Glance;

impl<'de> DeserializeSeed<'de> for Glance {
    type Value = bool;

    fn deserialize<D: serde::Deserializer<'de>>(self, decoder: D) -> Result<bool, D::Error> {
        decoder.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Glance {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<bool, A::Error> {
        let mut found = false;
        while map.next_key::<IgnoredAny>()?.is_some() {
            found |= map.next_value_seed(Glance)?;
        }
        Ok(found)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<bool, A::Error> {
        let mut found = false;
        while list.next_element::<IgnoredAny>()?.is_some() {
            found = true;
        }
        Ok(found)
    }

    scalars!(false);
}

/// The text of a string or number.
fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn integer(value: &Value) -> Option<i64> {
    scalar(value)?.trim().parse().ok()
}
