//! The contents of a body: one encoding where several describe the same.

use serde_json::{Map, Value, json};

use super::infer;
use super::schema::{Restater, Spot};
use crate::pointer::Pointer;

impl Restater<'_> {
    /// JSON stands for the XML and the form that a tool has put beside it; a form with a file stays.
    pub(super) fn content(
        &mut self,
        types: &Map<String, Value>,
        at: &Pointer,
        response: bool,
    ) -> Value {
        let has_json = types.keys().any(|name| is_json(name));
        let mut out = Map::new();
        for (name, media) in types {
            let essence = name.split(';').next().unwrap_or(name).trim().to_ascii_lowercase();
            let form = essence.starts_with("multipart/") || essence.ends_with("form-urlencoded");
            let repeats = essence.ends_with("xml") || form && !has_file(self.root, media);
            if has_json && repeats {
                continue;
            }
            let spot = Spot::new(at.join_all([name.as_str(), "schema"]), response);
            let mut restated = Map::new();
            let schema = media.get("schema").map(|schema| self.schema(schema, &spot));
            let blank = |schema: &Value| {
                schema.as_object().is_none_or(|map| {
                    map.is_empty()
                        || map.len() == 1
                            && map.contains_key("type")
                            && map.get("type") == Some(&"object".into())
                })
            };
            let schema = match (schema, shown(media)) {
                // A schema that says nothing, beside an example that does.
                (None, Some(example)) => Some(infer::schema(example)),
                (Some(schema), Some(example)) if blank(&schema) => Some(infer::schema(example)),
                (schema, _) => schema,
            };
            restated.insert("schema".into(), schema.unwrap_or_else(|| json!({})));
            for key in ["encoding"] {
                if let Some(value) = media.get(key) {
                    restated.insert(key.into(), value.clone());
                }
            }
            out.entry(essence).or_insert(Value::Object(restated));
        }
        Value::Object(out)
    }
}

fn is_json(name: &str) -> bool {
    let essence = name.split(';').next().unwrap_or(name).trim().to_ascii_lowercase();
    essence == "application/json" || essence.ends_with("+json")
}

/// Whether a form holds a file.
fn has_file(root: &Value, media: &Value) -> bool {
    let Some(schema) = media.get("schema") else { return false };
    let schema =
        super::resolve::target(root, schema, &Pointer::root()).map_or(schema, |(found, _)| found);
    let properties = schema.get("properties").and_then(Value::as_object);
    properties
        .into_iter()
        .flat_map(|properties| properties.values())
        .any(|property| [Some(property), property.get("items")].into_iter().flatten().any(is_file))
}

fn is_file(schema: &Value) -> bool {
    schema.get("format").and_then(Value::as_str) == Some("binary")
}

/// The example of a media type.
fn shown(media: &Value) -> Option<&Value> {
    let named = || media.get("examples")?.as_object()?.values().find_map(|one| one.get("value"));
    media.get("example").or_else(named).or_else(|| media.pointer("/schema/example"))
}
