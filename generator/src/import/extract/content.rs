//! The contents of a body: one encoding where several describe the same.

use serde_json::{Map, Value, json};

use super::Extractor;
use super::schema::Context;
use crate::document::reference;
use crate::pointer::Pointer;

impl Extractor<'_> {
    /// XML and forms beside JSON are dropped, because tools list them without a need; a form with a file stays.
    pub(super) fn content(&mut self, types: &Map<String, Value>, at: &Pointer) -> Value {
        let has_json = types.keys().any(|name| is_json(name));
        let mut out = Map::new();
        for (name, media) in types {
            let essence = name.split(';').next().unwrap_or(name).trim().to_ascii_lowercase();
            let form = essence.starts_with("multipart/") || essence.ends_with("form-urlencoded");
            let repeats = essence.ends_with("xml") || form && !has_file(self.root, media);
            if has_json && repeats {
                continue;
            }
            let context = Context::new(at.join_all([name.as_str(), "schema"]));
            let schema = media.get("schema").map(|schema| self.schema(schema, &context));
            let mut kept = Map::new();
            let mut schema = schema.unwrap_or_else(|| json!({}));
            if essence == "multipart/form-data" {
                self.bytes(&mut schema);
            }
            kept.insert("schema".into(), schema);
            if let Some(encoding) = media.get("encoding") {
                kept.insert("encoding".into(), encoding.clone());
            }
            let known = self.json.filter(|_| essence == "application/json").map(str::to_owned);
            out.entry(known.unwrap_or(essence)).or_insert(Value::Object(kept));
        }
        Value::Object(out)
    }
}

impl Extractor<'_> {
    /// In OpenAPI 3.1, a part of a multipart body without any keywords is bytes; documents under specs/ are OpenAPI 3.0.
    fn bytes(&self, schema: &mut Value) {
        let version = self.root.get("openapi").and_then(Value::as_str).unwrap_or_default();
        let Some(Value::Object(parts)) = schema.get_mut("properties") else { return };
        if !version.starts_with("3.0") {
            let silent = parts.values_mut().filter(|part| **part == json!({}));
            silent.for_each(|part| *part = json!({"type": "string", "format": "binary"}));
        }
    }
}

fn is_json(name: &str) -> bool {
    let essence = name.split(';').next().unwrap_or(name).trim().to_ascii_lowercase();
    essence == "application/json" || essence.ends_with("+json")
}

/// Whether a form has a file.
fn has_file(root: &Value, media: &Value) -> bool {
    let Some(schema) = media.get("schema") else { return false };
    let schema =
        reference::target(root, schema, &Pointer::root()).map_or(schema, |(found, _)| found);
    let properties = schema.get("properties").and_then(Value::as_object);
    properties
        .into_iter()
        .flat_map(|properties| properties.values())
        .any(|property| [Some(property), property.get("items")].into_iter().flatten().any(is_file))
}

fn is_file(schema: &Value) -> bool {
    schema.get("format").and_then(Value::as_str) == Some("binary")
}
