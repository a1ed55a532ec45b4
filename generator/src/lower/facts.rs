//! Facts that a schema states about its value besides its type.

use openapiv3::{
    ReferenceOr, SchemaData, SchemaKind, StringFormat, Type as SchemaType, VariantOrUnknownOrEmpty,
};
use serde_json::Value;

use crate::model::{Facts, Label, Wire};

/// `"100"` as 100; `"007"` and `"1.0"` are text.
pub(super) fn canonical(text: &str) -> Option<Wire> {
    let number: i64 = text.parse().ok()?;
    (number.to_string() == text).then_some(Wire::Integer(number))
}

pub(super) fn texts(data: &SchemaData, keys: &[&str], count: usize) -> Vec<String> {
    let list = keys.iter().find_map(|key| data.extensions.get(*key)).and_then(Value::as_array);
    // Names that do not match the values one to one would name the wrong ones.
    let list = list.filter(|list| list.len() == count).map(Vec::as_slice).unwrap_or_default();
    list.iter().map(|one| one.as_str().unwrap_or_default().to_owned()).collect()
}

/// Labels of an integer without `enum` (`x-enum-labels`).
pub(super) fn extension_labels(data: &SchemaData) -> Vec<Label> {
    let labels = data.extensions.get("x-enum-labels").and_then(Value::as_object);
    let label = |(key, text): (&String, &Value)| {
        let value = key.parse().ok()?;
        let deprecated = is_deprecated(data, &Wire::Integer(value));
        Some(Label { value, text: text.as_str()?.to_owned(), deprecated })
    };
    labels.into_iter().flatten().filter_map(label).collect()
}

/// Whether a value is no longer to be used (`x-enum-deprecated`).
pub(super) fn is_deprecated(data: &SchemaData, wire: &Wire) -> bool {
    let list = data.extensions.get("x-enum-deprecated").and_then(Value::as_array);
    list.into_iter().flatten().any(|value| match (wire, value) {
        (Wire::Text(wire), Value::String(value)) => wire == value,
        (Wire::Integer(wire), Value::String(value)) => {
            canonical(value) == Some(Wire::Integer(*wire))
        }
        (Wire::Integer(wire), value) => value.as_i64() == Some(*wire),
        _ => false,
    })
}

/// The values that a string contains joined, with their labels (`x-joined-values`).
pub(super) fn joined_values(data: &SchemaData) -> Option<(Vec<String>, Vec<String>)> {
    let values = data.extensions.get("x-joined-values")?.as_object()?;
    let label = |label: &Value| label.as_str().unwrap_or_default().to_owned();
    Some(values.iter().map(|(value, text)| (value.clone(), label(text))).unzip())
}

/// The facts that a schema states about its value.
pub(super) fn facts(data: &SchemaData, kind: &SchemaKind) -> Facts {
    let mut facts = Facts {
        text: data.description.clone(),
        default: data.default.clone(),
        unit: data.extensions.get("x-unit").and_then(Value::as_str).map(str::to_owned),
        deprecated: data.deprecated,
        read_only: data.read_only,
        write_only: data.write_only,
        ..Facts::default()
    };
    let count = |value: Option<usize>| value.map(|value| value as u64);
    match kind {
        SchemaKind::Type(SchemaType::String(text)) => {
            facts.min_length = count(text.min_length);
            facts.max_length = count(text.max_length);
            facts.pattern = text.pattern.clone();
            facts.format = match &text.format {
                VariantOrUnknownOrEmpty::Unknown(format) => Some(format.clone()),
                VariantOrUnknownOrEmpty::Item(StringFormat::Byte) => Some("base64".into()),
                _ => None,
            };
        }
        SchemaKind::Type(SchemaType::Integer(integer)) => {
            facts.minimum = integer.minimum.map(|value| value.to_string());
            facts.maximum = integer.maximum.map(|value| value.to_string());
            (facts.above, facts.below) = (integer.exclusive_minimum, integer.exclusive_maximum);
        }
        SchemaKind::Type(SchemaType::Number(number)) => {
            facts.minimum = number.minimum.map(|value| value.to_string());
            facts.maximum = number.maximum.map(|value| value.to_string());
            (facts.above, facts.below) = (number.exclusive_minimum, number.exclusive_maximum);
        }
        SchemaKind::Type(SchemaType::Array(list)) => {
            facts.min_length = count(list.min_items);
            facts.max_length = count(list.max_items);
            facts.items = list.items.as_ref().and_then(|items| match items {
                ReferenceOr::Item(schema) => {
                    Some(Box::new(self::facts(&schema.schema_data, &schema.schema_kind)))
                }
                ReferenceOr::Reference { .. } => None,
            });
        }
        // Limits beside an `allOf` limit what it describes.
        SchemaKind::Any(any) => {
            facts.min_length = count(any.min_length.or(any.min_items));
            facts.max_length = count(any.max_length.or(any.max_items));
            facts.pattern = any.pattern.clone();
            facts.minimum = any.minimum.map(|value| value.to_string());
            facts.maximum = any.maximum.map(|value| value.to_string());
            (facts.above, facts.below) = (
                any.exclusive_minimum.unwrap_or_default(),
                any.exclusive_maximum.unwrap_or_default(),
            );
        }
        _ => {}
    }
    facts
}

/// The outer description wins; facts that it lacks come from the inner one.
pub(super) fn overlaid(own: Facts, below: Facts) -> Facts {
    Facts {
        line: None,
        text: own.text.or(below.text),
        default: own.default.or(below.default),
        format: own.format.or(below.format),
        unit: own.unit.or(below.unit),
        min_length: own.min_length.or(below.min_length),
        max_length: own.max_length.or(below.max_length),
        longest: own.longest.or(below.longest),
        minimum: own.minimum.or(below.minimum),
        maximum: own.maximum.or(below.maximum),
        above: own.above || below.above,
        below: own.below || below.below,
        pattern: own.pattern.or(below.pattern),
        items: own.items.or(below.items),
        values: if own.values.is_empty() { below.values } else { own.values },
        deprecated: own.deprecated || below.deprecated,
        read_only: own.read_only || below.read_only,
        write_only: own.write_only || below.write_only,
    }
}
