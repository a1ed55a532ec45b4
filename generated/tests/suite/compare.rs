//! What it means that nothing is lost between JSON and the types.

use std::fmt::Debug;

use serde::Serialize;
use serde::de::DeserializeOwned;
use zoom_client::runtime::private::{Model, ModelExt, Value, ValueRef};

/// Decodes a string whose every key the type knows, and encodes it again.
pub(crate) fn round_trip<T>(text: &str) -> T
where
    T: Model + Serialize + DeserializeOwned + PartialEq + Debug,
{
    let value: T = serde_json::from_str(text).unwrap();
    assert_eq!(left_over(&value), Vec::<String>::new(), "in `extra` of {value:?}");
    assert_preserved(text, &value);
    value
}

/// Encodes a value and compares it with the text that it was decoded from.
pub(crate) fn assert_preserved<T>(text: &str, value: &T)
where
    T: Serialize + DeserializeOwned + PartialEq + Debug,
{
    let original: Value = serde_json::from_str(text).unwrap();
    let encoded = serde_json::to_string(value).unwrap();
    let mut differences = Vec::new();
    differ("", &original, &serde_json::from_str(&encoded).unwrap(), &mut differences);
    assert_eq!(differences, Vec::<String>::new());
    assert_eq!(*value, serde_json::from_str::<T>(&encoded).unwrap());
}

/// The keys in `extra`, at any depth.
pub(crate) fn left_over(model: &dyn Model) -> Vec<String> {
    let mut names: Vec<String> = model.extras().iter().map(|(name, _)| name.to_owned()).collect();
    for index in 0..model.table().fields.len() {
        match model.view(index) {
            ValueRef::Object(inner) => names.extend(left_over(inner)),
            ValueRef::List(list) => {
                for at in 0..list.len() {
                    if let ValueRef::Object(inner) = list.get(at) {
                        names.extend(left_over(inner));
                    }
                }
            }
            _ => {}
        }
    }
    names
}

/// The wire names of the fields that hold something.
pub(crate) fn filled(model: &dyn Model) -> Vec<&'static str> {
    let fields = model.table().fields.iter().enumerate();
    let full = fields.filter(|(index, _)| !matches!(model.view(*index), ValueRef::Absent));
    full.map(|(_, field)| field.wire).collect()
}

/// An empty text, null, an empty list and a missing key say the same.
fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(list) => list.is_empty(),
        _ => false,
    }
}

fn differ(path: &str, one: &Value, other: &Value, found: &mut Vec<String>) {
    match (one, other) {
        (one, other) if is_empty(one) && is_empty(other) => {}
        (Value::Object(one), Value::Object(other)) => {
            for name in one.keys().chain(other.keys().filter(|name| !one.contains_key(*name))) {
                let get = |object: &serde_json::Map<String, Value>| object.get(name).cloned();
                let (one, other) = (get(one).unwrap_or_default(), get(other).unwrap_or_default());
                differ(&format!("{path}/{name}"), &one, &other, found);
            }
        }
        (Value::Array(one), Value::Array(other)) if one.len() == other.len() => {
            for (at, (one, other)) in one.iter().zip(other).enumerate() {
                differ(&format!("{path}/{at}"), one, other, found);
            }
        }
        (Value::Number(one), Value::Number(other)) if one.as_f64() == other.as_f64() => {}
        (one, other) if one == other => {}
        (one, other) => found.push(format!("{path}: {one} became {other}")),
    }
}
