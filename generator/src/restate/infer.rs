//! An example → the schema that it suggests, where a document has nothing better.

use serde_json::{Map, Value, json};

use super::empty;

/// The schema of one example: kinds and names, not the values themselves.
pub(super) fn schema(value: &Value) -> Value {
    all(&[value])
}

/// The schema that fits all of these values. Values that differ too much give a schema for anything; null is ignored.
fn all(values: &[&Value]) -> Value {
    let values: Vec<&Value> = values.iter().filter(|value| !value.is_null()).copied().collect();
    let maps: Vec<&Map<String, Value>> = values.iter().filter_map(|one| one.as_object()).collect();
    let lists: Vec<&Vec<Value>> = values.iter().filter_map(|one| one.as_array()).collect();
    if values.is_empty() {
        json!({})
    } else if maps.len() == values.len() {
        object(&maps)
    } else if lists.len() == values.len() {
        let items: Vec<&Value> = lists.into_iter().flatten().collect();
        json!({"type": "array", "items": all(&items)})
    } else {
        values.iter().map(|value| scalar(value)).reduce(common).unwrap_or_else(|| json!({}))
    }
}

/// An object with the members of all these objects.
fn object(maps: &[&Map<String, Value>]) -> Value {
    let mut properties = Map::new();
    for name in maps.iter().flat_map(|map| map.keys()) {
        if !properties.contains_key(name) {
            let values: Vec<&Value> = maps.iter().filter_map(|map| map.get(name)).collect();
            let mut schema = all(&values);
            if let (Value::Object(schema), true) =
                (&mut schema, values.iter().all(|one| *one == ""))
            {
                schema.insert(empty::MARK.into(), true.into());
            }
            properties.insert(name.clone(), schema);
        }
    }
    json!({"type": "object", "properties": properties})
}

fn scalar(value: &Value) -> Value {
    match value {
        Value::Bool(_) => json!({"type": "boolean"}),
        Value::Number(number) if number.is_f64() => json!({"type": "number"}),
        Value::Number(_) => json!({"type": "integer", "format": "int64"}),
        Value::String(text) => match format(text) {
            Some(format) => json!({"type": "string", "format": format}),
            None => json!({"type": "string"}),
        },
        _ => json!({}),
    }
}

/// The narrowest schema for both.
fn common(one: Value, other: Value) -> Value {
    let kind = |value: &Value| value.get("type").and_then(Value::as_str).map(str::to_owned);
    match (kind(&one).as_deref(), kind(&other).as_deref()) {
        _ if one == other => one,
        (Some("integer" | "number"), Some("integer" | "number")) => json!({"type": "number"}),
        (Some("string"), Some("string")) => json!({"type": "string"}),
        _ => json!({}),
    }
}

/// Dates and times look like `2012-11-25` and `2012-11-25T12:00:00.000Z`.
fn format(text: &str) -> Option<&'static str> {
    let (date, rest) = text.split_at_checked(10).unwrap_or((text, ""));
    let digits = |part: &str, length: usize| {
        part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    let mut parts = date.split('-');
    let is_date = parts.next().is_some_and(|part| digits(part, 4))
        && parts.next().is_some_and(|part| digits(part, 2))
        && parts.next().is_some_and(|part| digits(part, 2))
        && parts.next().is_none();
    let is_time = rest.strip_prefix('T').is_some_and(|time| {
        let mut parts = time.splitn(3, ':');
        parts.next().is_some_and(|hour| digits(hour, 2))
            && parts.next().is_some_and(|minute| digits(minute, 2))
            && parts.next().is_some_and(|second| second.get(..2).is_some_and(|two| digits(two, 2)))
    });
    match (is_date, rest.is_empty(), is_time) {
        (true, true, _) => Some("date"),
        (true, false, true) => Some("date-time"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{format, schema};
    use serde_json::json;

    #[test]
    fn dates_and_times() {
        for (text, expected) in [
            ("2012-11-25T12:00:00.000Z", Some("date-time")),
            ("2012-11-25T12:00:00Z", Some("date-time")),
            ("2012-11-25T12:00:00+02:00", Some("date-time")),
            ("2012-11-25", Some("date")),
            ("2012-11-25 12:00", None),
            ("3.5.44664.0321(mac)", None),
            ("", None),
            ("ärmel-äöüß", None),
        ] {
            assert_eq!(format(text), expected, "{text}");
        }
    }

    #[test]
    fn items_of_a_list_have_one_schema() {
        let items = |value| schema(&json!([value, {"a": 1.5, "b": "2019-01-01"}, {"b": "x"}]));
        let both = json!({"type": "array", "items": {"type": "object", "properties": {
            "a": {"type": "number"}, "b": {"type": "string"}}}});
        assert_eq!(items(json!({"a": 1})), both);
        assert_eq!(items(json!(null)), both);
        assert_eq!(items(json!([])), json!({"type": "array", "items": {}}));
        assert_eq!(schema(&json!([1, "a", "b"])), json!({"type": "array", "items": {}}));
    }
}
