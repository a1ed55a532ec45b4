//! [`Position`] with serde. By hand, because the crate needs no derive for anything else.

use std::fmt;

use serde::de::{Error as _, MapAccess, SeqAccess, Visitor};
use serde::ser::SerializeStruct as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Position;

const NAME: &str = "Position";
const KEYS: &[&str] = &["token", "page", "pages", "items", "windows"];

impl Serialize for Position {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut written = serializer.serialize_struct(NAME, KEYS.len())?;
        written.serialize_field("token", &self.token)?;
        written.serialize_field("page", &self.page)?;
        written.serialize_field("pages", &self.pages)?;
        written.serialize_field("items", &self.items)?;
        written.serialize_field("windows", &self.windows)?;
        written.end()
    }
}

impl<'de> Deserialize<'de> for Position {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_struct(NAME, KEYS, PositionVisitor)
    }
}

struct PositionVisitor;

impl<'de> Visitor<'de> for PositionVisitor {
    type Value = Position;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the position of a list, with the keys token, page, pages, items and windows")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Position, A::Error> {
        let mut position = Position::default();
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "token" => position.token = map.next_value()?,
                "page" => position.page = map.next_value()?,
                "pages" => position.pages = map.next_value()?,
                "items" => position.items = map.next_value()?,
                "windows" => position.windows = map.next_value()?,
                other => return Err(A::Error::unknown_field(other, KEYS)),
            }
        }
        Ok(position)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Position, A::Error> {
        let short = |read| A::Error::invalid_length(read, &"the five values of a position");
        Ok(Position {
            token: seq.next_element()?.ok_or_else(|| short(0))?,
            page: seq.next_element()?.ok_or_else(|| short(1))?,
            pages: seq.next_element()?.ok_or_else(|| short(2))?,
            items: seq.next_element()?.ok_or_else(|| short(3))?,
            windows: seq.next_element()?.ok_or_else(|| short(4))?,
        })
    }
}
