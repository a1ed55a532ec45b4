//! Discriminators: keeps those that a decoder can use.

use serde_json::{Map, Value};

use super::Log;
use crate::document::pointer::Pointer;

/// Drops a discriminator without a property, and notes one that cannot be honoured.
pub(super) fn discriminator(map: &mut Map<String, Value>, at: &Pointer, log: &mut Log<'_>) {
    // A property of that name is a schema among others, and not looked at here.
    let Some(found) = map.get("discriminator") else { return };
    let at = at.join("discriminator");
    let Some(Value::String(_)) = found.get("propertyName") else {
        map.shift_remove("discriminator");
        let message = "a `discriminator` without `propertyName`: dropped".to_owned();
        return log.repaired("discriminator", &at, message, "add the `propertyName`");
    };
    let mapping_is_wrong = found.get("mapping").is_some_and(|mapping| {
        mapping.as_object().is_none_or(|mapping| mapping.values().any(|target| !target.is_string()))
    });
    if mapping_is_wrong {
        if let Some(Value::Object(found)) = map.get_mut("discriminator") {
            found.shift_remove("mapping");
        }
        let message =
            "the `mapping` of a discriminator is not an object of names and references: dropped";
        let help = "write the value and the reference of each schema";
        return log.repaired("discriminator", &at.join("mapping"), message.to_owned(), help);
    }
    honoured(map, &at, log);
}

fn honoured(map: &Map<String, Value>, at: &Pointer, log: &mut Log<'_>) {
    let alternatives = ["oneOf", "anyOf"].into_iter().filter_map(|key| map.get(key)?.as_array());
    let alternatives: Vec<&Value> = alternatives.flatten().collect();
    if alternatives.is_empty() || map.contains_key("allOf") || map.contains_key("properties") {
        let message = "a `discriminator` that is not beside a `oneOf` or `anyOf` alone: not used";
        let help =
            "list the schemas it chooses from under `oneOf`, in a schema that has nothing else";
        return log.noted("discriminator", at, message.to_owned(), help);
    }
    let references: Vec<&str> =
        alternatives.iter().filter_map(|one| one.get("$ref")?.as_str()).collect();
    let mapping = map.get("discriminator").and_then(|found| found.get("mapping")?.as_object());
    for (value, target) in mapping.into_iter().flatten() {
        let target = target.as_str().unwrap_or_default();
        let leads_to =
            |reference: &&str| *reference == target || reference.rsplit('/').next() == Some(target);
        if !references.iter().any(leads_to) {
            let message =
                format!("the discriminator maps `{value}` to none of the alternatives: not used");
            let help = "map it to a schema of the `oneOf`, or add that schema there";
            log.noted("discriminator", &at.join("mapping").join(value), message, help);
        }
    }
}
