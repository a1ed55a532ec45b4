//! Values of any kind as compact JSON text: the form in which a value is kept that no field has taken.
//!
//! A tree of [`Value`] can take a hundred times the memory of its JSON, so none is built before it is needed.

use std::fmt::{self, Write};

use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::{Error as _, Serialize, SerializeMap, SerializeSeq, Serializer};
use serde_json::{Number, Value};

/// The JSON text of null.
pub(crate) const NULL: &str = "null";

/// The value of a string that [`Writer`] has written.
pub(crate) fn parse(json: &str) -> Value {
    // Only a value that is nested deeper than JSON may be fails here, and such a value cannot come from a server.
    serde_json::from_str(json).unwrap_or_else(|_| Value::String(json.to_owned()))
}

/// Appends a string.
pub(crate) fn string(out: &mut String, text: &str) {
    out.push('"');
    let is_plain = |byte: u8| byte >= b' ' && byte != b'"' && byte != b'\\';
    if text.bytes().all(is_plain) {
        out.push_str(text);
    } else {
        text.chars().for_each(|c| escaped(out, c));
    }
    out.push('"');
}

fn escaped(out: &mut String, c: char) {
    match c {
        '"' => out.push_str("\\\""),
        '\\' => out.push_str("\\\\"),
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        c if c < ' ' => display(out, format_args!("\\u{:04x}", u32::from(c))),
        c => out.push(c),
    }
}

/// Appends a number; one that JSON has no form for becomes null, as in [`Value`].
pub(crate) fn number(out: &mut String, value: f64) {
    match Number::from_f64(value) {
        Some(number) => display(out, number),
        None => out.push_str(NULL),
    }
}

pub(crate) fn display(out: &mut String, value: impl fmt::Display) {
    // Writing into a string cannot fail.
    let _ = write!(out, "{value}");
}

/// Appends the next value of any format as JSON text.
pub(crate) struct Writer<'a>(pub(crate) &'a mut String);

impl<'de> DeserializeSeed<'de> for Writer<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Writer<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<(), E> {
        self.0.push_str(if value { "true" } else { "false" });
        Ok(())
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<(), E> {
        display(self.0, value);
        Ok(())
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<(), E> {
        display(self.0, value);
        Ok(())
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<(), E> {
        number(self.0, value);
        Ok(())
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<(), E> {
        string(self.0, value);
        Ok(())
    }

    fn visit_unit<E: de::Error>(self) -> Result<(), E> {
        self.0.push_str(NULL);
        Ok(())
    }

    fn visit_none<E: de::Error>(self) -> Result<(), E> {
        self.visit_unit()
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        self.deserialize(deserializer)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        self.0.push('[');
        elements(self.0, &mut seq, true)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        self.0.push('{');
        entries(self.0, &mut map, true)
    }
}

/// Appends the elements that are left in a list, and its end.
pub(crate) fn elements<'de, A: SeqAccess<'de>>(
    out: &mut String,
    seq: &mut A,
    mut first: bool,
) -> Result<(), A::Error> {
    loop {
        let end = out.len();
        if !first {
            out.push(',');
        }
        if seq.next_element_seed(Writer(out))?.is_none() {
            out.truncate(end);
            out.push(']');
            return Ok(());
        }
        first = false;
    }
}

/// Appends the entries that are left in an object, and its end.
pub(crate) fn entries<'de, A: MapAccess<'de>>(
    out: &mut String,
    map: &mut A,
    mut first: bool,
) -> Result<(), A::Error> {
    loop {
        let end = out.len();
        if !first {
            out.push(',');
        }
        if map.next_key_seed(Writer(out))?.is_none() {
            out.truncate(end);
            out.push('}');
            return Ok(());
        }
        out.push(':');
        map.next_value_seed(Writer(out))?;
        first = false;
    }
}

/// A JSON text that any format can be written from, piece by piece.
pub(crate) struct JsonText<'a>(pub(crate) &'a str);

impl Serialize for JsonText<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if !self.0.starts_with(['[', '{']) {
            return parse(self.0).serialize(serializer);
        }
        let mut deserializer = serde_json::Deserializer::from_str(self.0);
        deserializer.deserialize_any(Forward(serializer)).map_err(S::Error::custom)
    }
}

/// Writes a list or an object to a serializer.
struct Forward<S>(S);

impl<'de, S: Serializer> Visitor<'de> for Forward<S> {
    type Value = S::Ok;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list or an object")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<S::Ok, A::Error> {
        let mut list = self.0.serialize_seq(None).map_err(de::Error::custom)?;
        let mut json = String::new();
        while seq.next_element_seed(Writer(&mut json))?.is_some() {
            list.serialize_element(&JsonText(&json)).map_err(de::Error::custom)?;
            json.clear();
        }
        list.end().map_err(de::Error::custom)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<S::Ok, A::Error> {
        let mut object = self.0.serialize_map(None).map_err(de::Error::custom)?;
        let mut json = String::new();
        while let Some(key) = map.next_key::<String>()? {
            map.next_value_seed(Writer(&mut json))?;
            object.serialize_entry(&key, &JsonText(&json)).map_err(de::Error::custom)?;
            json.clear();
        }
        object.end().map_err(de::Error::custom)
    }
}
