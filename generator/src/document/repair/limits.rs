//! Faults of limits: written as strings, or under the keyword of another type.

use serde_json::{Map, Value};

use super::Log;
use crate::document::pointer::Pointer;

/// Limits that are written as strings.
pub(super) fn limits(map: &mut Map<String, Value>, at: &Pointer, log: &mut Log<'_>) {
    let counts =
        ["minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"];
    for key in counts.into_iter().chain(["minimum", "maximum", "multipleOf"]) {
        let count = counts.contains(&key);
        let Some(value) = map.get(key) else { continue };
        let fits = if count { value.as_u64().is_some() } else { value.is_number() };
        if fits {
            continue;
        }
        let number = value.as_str().and_then(|text| text.trim().parse::<i64>().ok());
        let number = number.or_else(|| whole(value)).filter(|number| !count || *number >= 0);
        let message = format!("`{key}: {value}` is not a number");
        log.repaired("limit", &at.join(key), message, "write a plain number");
        match number {
            Some(number) => map.insert(key.into(), number.into()),
            None => map.shift_remove(key),
        };
    }
}

/// `maximum` of a list or a string, where it can only be a count.
pub(super) fn misplaced(map: &mut Map<String, Value>, at: &Pointer, log: &mut Log<'_>) {
    let kind = map.get("type").and_then(Value::as_str).unwrap_or_default().to_owned();
    let pairs = match kind.as_str() {
        "array" => [("minimum", "minItems"), ("maximum", "maxItems")],
        "string" if !map.contains_key("format") => {
            [("minimum", "minLength"), ("maximum", "maxLength")]
        }
        _ => return,
    };
    for (from, to) in pairs {
        if !map.get(from).is_some_and(Value::is_u64) {
            continue;
        }
        if let Some(count) = map.shift_remove(from) {
            map.entry(to).or_insert(count);
        }
        let message = format!("`{from}` of {kind}: taken as `{to}`");
        log.repaired("limit-keyword", &at.join(from), message, &format!("write `{to}`"));
    }
}

/// `64.0` as 64.
#[allow(clippy::cast_possible_truncation, reason = "the range was checked the line before")]
pub(super) fn whole(value: &Value) -> Option<i64> {
    let number = value.as_f64()?;
    let exact = number.fract() == 0.0 && number.abs() < 9_007_199_254_740_992.0;
    exact.then_some(number as i64)
}
