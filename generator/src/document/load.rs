//! Text → value tree. YAML and JSON through one strict reader: a duplicate key is an error, keys become text.

use std::cell::{Cell, RefCell};
use std::fmt;

use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::map::Entry;
use serde_json::{Map, Number, Value};

use super::diagnostic::{Finding, Findings, Severity};
use super::pointer::Pointer;

/// How many bytes a document may have: the largest that are published have a tenth of it.
pub const LARGEST: usize = 64 << 20;
/// How many values a document may have: the largest that are published have a tenth of it.
const MOST_VALUES: usize = 2_000_000;
/// How many places a YAML text may have where a value can end. Its reader takes the whole text apart before it
/// gives the first value, at up to 200 bytes for each.
const MOST_PIECES: usize = 6_000_000;

/// Reads a document or a configuration file; `None` if it could not be read (the findings have the reason).
pub(crate) fn load(file: &str, text: &str, findings: &mut Findings) -> Option<Value> {
    let mut too_large = |message: String| {
        let root = Pointer::root();
        let help = "split the document";
        findings.push(
            Finding::new(Severity::Error, "too-large", file, &root, message, help)
                .at_position(1, 1),
        );
        None
    };
    if text.len() > LARGEST {
        let (own, most) = (text.len() >> 20, LARGEST >> 20);
        return too_large(format!("{own} MiB; a document may have {most} MiB"));
    }
    let is_json = file.ends_with(".json") || text.trim_start().starts_with('{');
    let duplicates = RefCell::new(Vec::new());
    let count = Cell::new(0);
    let seed = Strict { at: &At::Root, duplicates: &duplicates, count: &count };
    let read = match is_json {
        true => Some(read_json(text, seed)),
        false if pieces(text) > MOST_PIECES => None,
        false => Some(read_yaml(text, seed)),
    };
    let Some(read) = read.filter(|_| count.get() <= MOST_VALUES) else {
        return too_large(format!("a document may have {MOST_VALUES} values"));
    };
    for pointer in duplicates.into_inner() {
        let key = pointer.tokens().last().unwrap_or_default();
        findings.push(Finding::new(
            Severity::Error,
            "duplicate-key",
            file,
            &pointer,
            format!("the key `{key}` occurs twice in the same object"),
            "keep one of the two; readers disagree about which one counts",
        ));
    }
    match read {
        Ok(value) => Some(value),
        Err(fault) => {
            let finding = Finding::new(
                Severity::Error,
                "unreadable",
                file,
                &Pointer::root(),
                format!("not valid {}: {}", fault.format, fault.message),
                "correct the text; nothing of this file was read",
            );
            findings.push(match fault.position {
                Some((line, column)) => finding.at_position(line, column),
                None => finding,
            });
            None
        }
    }
}

/// Whether a document is OpenAPI 3; anything else is an error.
pub(crate) fn is_openapi(file: &str, root: &Value, findings: &mut Findings) -> bool {
    let version = |key: &str| {
        root.get(key).map(|value| match value {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        })
    };
    let (key, message) = match (version("openapi"), version("swagger")) {
        (Some(version), _) if version.starts_with("3.") => return true,
        (Some(version), _) => ("openapi", format!("OpenAPI {version} is not supported")),
        (None, Some(version)) => ("swagger", format!("a Swagger {version} document")),
        (None, None) => {
            ("", "the document has no `openapi` or `swagger` key: it is not OpenAPI".to_owned())
        }
    };
    let at = if key.is_empty() { Pointer::root() } else { Pointer::root().join(key) };
    let help = "convert it to OpenAPI 3.0 or 3.1 (`openapi: 3.0.3` at the top)";
    findings.push(Finding::new(Severity::Error, "not-openapi-3", file, &at, message, help));
    false
}

/// An upper bound for the values of a YAML text: each ends at one of these marks.
fn pieces(text: &str) -> usize {
    let mut count = 0;
    let mut before = b' ';
    for byte in text.as_bytes() {
        count += match byte {
            b',' | b':' | b'?' | b'[' | b'{' | b'\n' | b'\r' => 1,
            b' ' | b'\t' if before == b'-' => 1,
            _ => 0,
        };
        before = *byte;
    }
    count
}

/// The reason why a file could not be parsed.
struct Fault {
    format: &'static str,
    message: String,
    position: Option<(usize, usize)>,
}

fn read_json(text: &str, seed: Strict<'_>) -> Result<Value, Fault> {
    let mut reader = serde_json::Deserializer::from_str(text);
    let value = seed.deserialize(&mut reader).and_then(|value| reader.end().map(|()| value));
    value.map_err(|error| {
        // serde_json repeats the position at the end of its message.
        let message = error.to_string();
        let message = message.split(" at line ").next().unwrap_or(&message).to_owned();
        Fault { format: "JSON", message, position: Some((error.line(), error.column())) }
    })
}

fn read_yaml(text: &str, seed: Strict<'_>) -> Result<Value, Fault> {
    let value = seed.deserialize(serde_yaml::Deserializer::from_str(text));
    value.map_err(|error| {
        let message = error.to_string();
        let message = message.split(" at line ").next().unwrap_or(&message).to_owned();
        let position = error.location().map(|at| (at.line(), at.column()));
        Fault { format: "YAML", message, position }
    })
}

/// The path to the value that is being read; few paths become a pointer.
enum At<'a> {
    Root,
    Member(&'a At<'a>, &'a str),
    Item(&'a At<'a>, usize),
}

impl At<'_> {
    fn pointer(&self) -> Pointer {
        match self {
            At::Root => Pointer::root(),
            At::Member(above, key) => above.pointer().join(key),
            At::Item(above, index) => above.pointer().join(index),
        }
    }
}

/// Reads any value, and notes every duplicate key.
#[derive(Clone, Copy)]
struct Strict<'a> {
    at: &'a At<'a>,
    duplicates: &'a RefCell<Vec<Pointer>>,
    /// How many values there were.
    count: &'a Cell<usize>,
}

impl<'de> DeserializeSeed<'de> for Strict<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        self.count.set(self.count.get() + 1);
        if self.count.get() > MOST_VALUES {
            return Err(de::Error::custom("too many values"));
        }
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    /// Beyond 64 bits a number is what JSON readers make of it: the nearest one with a fraction.
    fn visit_i128<E: de::Error>(self, value: i128) -> Result<Value, E> {
        self.visit_f64(value as f64)
    }

    fn visit_u128<E: de::Error>(self, value: u128) -> Result<Value, E> {
        self.visit_f64(value as f64)
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Value, E> {
        let number = Number::from_f64(value);
        number.map(Value::Number).ok_or_else(|| E::custom("a number that JSON cannot hold"))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        loop {
            let at = &At::Item(self.at, list.len());
            let Some(item) = items.next_element_seed(Strict { at, ..self })? else { break };
            list.push(item);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        while let Some(key) = members.next_key_seed(Key)? {
            let at = &At::Member(self.at, &key);
            let value = members.next_value_seed(Strict { at, ..self })?;
            match map.entry(key) {
                Entry::Vacant(place) => {
                    place.insert(value);
                }
                Entry::Occupied(mut place) => {
                    let at = At::Member(self.at, place.key());
                    self.duplicates.borrow_mut().push(at.pointer());
                    place.insert(value);
                }
            }
        }
        Ok(Value::Object(map))
    }
}

/// A key as text: YAML writes status codes and enum values as bare numbers.
struct Key;

impl<'de> DeserializeSeed<'de> for Key {
    type Value = String;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<String, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl Visitor<'_> for Key {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string or number as key")
    }

    fn visit_str<E>(self, value: &str) -> Result<String, E> {
        Ok(value.to_owned())
    }

    fn visit_bool<E>(self, value: bool) -> Result<String, E> {
        Ok(value.to_string())
    }

    fn visit_i64<E>(self, value: i64) -> Result<String, E> {
        Ok(value.to_string())
    }

    fn visit_u64<E>(self, value: u64) -> Result<String, E> {
        Ok(value.to_string())
    }

    fn visit_f64<E>(self, value: f64) -> Result<String, E> {
        Ok(value.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::source::Sources;
    use std::collections::BTreeMap;

    fn read(file: &str, text: &str) -> (Option<Value>, Vec<String>) {
        let mut findings = Findings::default();
        let value = load(file, text, &mut findings);
        let texts = BTreeMap::from([(file.to_owned(), text.to_owned())]);
        let shown = findings.locate(&Sources::new(&texts));
        (
            value,
            shown
                .iter()
                .map(|one| format!("{} {}:{}", one.code, one.at.line, one.at.column))
                .collect(),
        )
    }

    #[test]
    fn keys_become_text_and_order_is_kept() {
        let (value, found) = read("a.yaml", "z: 1\n200: {b: true}\na: [null, 1.5]\n");
        assert_eq!(found, [""; 0]);
        assert_eq!(
            value.map(|v| v.to_string()).as_deref(),
            Some(r#"{"z":1,"200":{"b":true},"a":[null,1.5]}"#)
        );
    }

    #[test]
    fn duplicate_keys_are_errors_in_both_formats() {
        assert_eq!(read("a.yaml", "a: 1\nb:\n  c: 1\n  c: 2\n").1, ["duplicate-key 4:3"]);
        assert_eq!(read("a.json", "{\"a\": 1,\n \"a\": 2}").1, ["duplicate-key 2:2"]);
    }

    #[test]
    fn unreadable_text_says_where() {
        assert_eq!(read("a.json", "{\"a\": 1,\n oops}").1, ["unreadable 2:2"]);
        let (value, found) = read("a.yaml", "a: [1, 2\nb: 3\n");
        assert_eq!(value, None);
        assert_eq!(found.len(), 1);
        assert!(found.iter().all(|one| one.starts_with("unreadable ")), "{found:?}");
    }
}
