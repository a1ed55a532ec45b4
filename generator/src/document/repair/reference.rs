//! References into `paths` that mean a webhook: a tool has moved the webhooks and left what points to them.

use serde_json::{Map, Value};

use super::Log;
use crate::document::pointer::{Pointer, percent_decode};

pub(super) fn references(root: &mut Map<String, Value>, log: &mut Log<'_>) {
    let keys = |section: &str| -> Vec<String> {
        let section = root.get(section).and_then(Value::as_object);
        section.into_iter().flat_map(|section| section.keys().cloned()).collect()
    };
    let paths = keys("paths");
    let moved: Vec<String> =
        keys("webhooks").into_iter().filter(|key| !paths.contains(key)).collect();
    if moved.is_empty() {
        return;
    }
    for (key, value) in root.iter_mut() {
        walk(value, &Pointer::root().join(key), &moved, log);
    }
}

fn walk(value: &mut Value, at: &Pointer, moved: &[String], log: &mut Log<'_>) {
    match value {
        Value::Object(map) => {
            for (key, value) in map.iter_mut() {
                match value {
                    Value::String(text) if key == "$ref" => follow(text, at, moved, log),
                    other => walk(other, &at.join(key), moved, log),
                }
            }
        }
        Value::Array(list) => {
            for (index, value) in list.iter_mut().enumerate() {
                walk(value, &at.join(index), moved, log);
            }
        }
        _ => {}
    }
}

fn follow(reference: &mut String, at: &Pointer, moved: &[String], log: &mut Log<'_>) {
    let Some(rest) = reference.strip_prefix("#/paths/") else { return };
    let key = rest.split('/').next().unwrap_or_default();
    let name = percent_decode(key).replace("~1", "/").replace("~0", "~");
    if moved.contains(&name) {
        let message = format!("`$ref: {reference}` leads into `paths`, where only webhooks are");
        *reference = format!("#/webhooks/{rest}");
        log.repaired("webhook-ref", at, message, "write `#/webhooks/…`");
    }
}

/// OpenAPI 3.2 lets a media type be a reference: each gets a copy of what it names.
pub(super) fn media_types(root: &mut Map<String, Value>) {
    let named = root.get("components").and_then(|components| components.get("mediaTypes")).cloned();
    let Some(Value::Object(named)) = named else { return };
    for value in root.values_mut() {
        place_media_types(value, &named);
    }
}

fn place_media_types(value: &mut Value, named: &Map<String, Value>) {
    match value {
        Value::Object(map) => {
            for (key, value) in map.iter_mut() {
                if let (true, Value::Object(types)) = (key == "content", &mut *value) {
                    for media in types.values_mut() {
                        let reference = media.get("$ref").and_then(Value::as_str);
                        let name =
                            reference.and_then(|one| one.strip_prefix("#/components/mediaTypes/"));
                        if let Some(found) = name.and_then(|name| named.get(name)) {
                            *media = found.clone();
                        }
                    }
                }
                place_media_types(value, named);
            }
        }
        Value::Array(list) => list.iter_mut().for_each(|value| place_media_types(value, named)),
        _ => {}
    }
}
