//! Media types: a schema from an example, if there is no schema or an empty one.

use serde_json::{Map, Value};

use super::infer;
use super::schema::{Restater, SchemaContext};
use crate::document::reference;
use crate::pointer::Pointer;

impl Restater<'_> {
    /// Restates the schemas of a `content` object.
    pub(super) fn content(&mut self, content: &mut Value, at: &Pointer, response: bool) {
        let Value::Object(types) = content else { return };
        for (name, media) in types {
            let Value::Object(media) = media else { continue };
            let here = at.join(name);
            if let Some(schema) = media.get_mut("schema") {
                self.schema(schema, SchemaContext::new(here.join("schema"), response));
            }
            self.infer(media, &here);
        }
    }

    fn infer(&mut self, media: &mut Map<String, Value>, at: &Pointer) {
        let Some((example, key)) = example(media) else { return };
        let silent = match media.get("schema") {
            // A schema that accepts anything is replaced only if the example has names of properties.
            Some(schema) => {
                let found = reference::target(self.before, schema, at).map_or(schema, |(to, _)| to);
                says_nothing(found) && (example.is_object() || example.is_array())
            }
            None => true,
        };
        if silent {
            let schema = infer::schema(example);
            self.moved(at.join("schema"), at.join_all([key]));
            media.insert("schema".into(), schema);
            self.has_inferred = true;
        }
    }
}

/// The example of a media type, and the key under which it is.
fn example(media: &Map<String, Value>) -> Option<(&Value, &'static str)> {
    if let Some(example) = media.get("example") {
        return Some((example, "example"));
    }
    let named = media.get("examples").and_then(Value::as_object);
    if let Some(example) = named.and_then(|named| named.values().find_map(|one| one.get("value"))) {
        return Some((example, "examples"));
    }
    media.get("schema").and_then(|schema| schema.get("example")).map(|example| (example, "schema"))
}

/// `{}`, or an object without properties.
pub(crate) fn says_nothing(schema: &Value) -> bool {
    let says =
        ["properties", "items", "allOf", "oneOf", "anyOf", "enum", "additionalProperties", "$ref"];
    let part = |key: &&str| match schema.get(*key) {
        Some(Value::Object(map)) => !map.is_empty(),
        Some(Value::Array(list)) => !list.is_empty(),
        other => other.is_some(),
    };
    let object = schema.get("type").is_none_or(|kind| kind == "object");
    object && !says.iter().any(part)
}
