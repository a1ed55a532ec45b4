//! The order of what has no order of its own survives a new version of a source: what was there keeps its
//! position, what is new goes last.

use serde_json::{Map, Value};

/// `new` with the properties and parameters in the order of `old`.
pub(super) fn keep(old: &Value, new: Value) -> Value {
    match (old, new) {
        (Value::Object(old), Value::Object(new)) => {
            let members = new.into_iter().map(|(key, value)| {
                let value = match (old.get(&key), key.as_str()) {
                    (Some(Value::Object(old)), "properties") => properties(old, value),
                    (Some(Value::Array(old)), "parameters") => parameters(old, value),
                    (Some(old), _) => keep(old, value),
                    (None, _) => value,
                };
                (key, value)
            });
            Value::Object(members.collect())
        }
        (Value::Array(old), Value::Array(new)) => {
            let items = new.into_iter().enumerate().map(|(index, value)| match old.get(index) {
                Some(old) => keep(old, value),
                None => value,
            });
            Value::Array(items.collect())
        }
        (_, new) => new,
    }
}

fn properties(old: &Map<String, Value>, new: Value) -> Value {
    let Value::Object(mut new) = new else { return new };
    let mut ordered = Map::new();
    for (name, before) in old {
        if let Some(value) = new.shift_remove(name) {
            ordered.insert(name.clone(), keep(before, value));
        }
    }
    ordered.extend(new);
    Value::Object(ordered)
}

fn parameters(old: &[Value], new: Value) -> Value {
    let Value::Array(mut new) = new else { return new };
    let mut ordered = Vec::new();
    for before in old {
        let same =
            |value: &Value| ["name", "in"].iter().all(|key| value.get(*key) == before.get(*key));
        if let Some(at) = new.iter().position(same) {
            ordered.push(keep(before, new.remove(at)));
        }
    }
    ordered.extend(new);
    Value::Array(ordered)
}

#[cfg(test)]
mod tests {
    use super::keep;
    use serde_json::json;

    #[test]
    fn what_was_there_stays_and_what_is_new_goes_last() {
        let old = json!({"parameters": [{"name": "a", "in": "query"}, {"name": "b", "in": "query"}],
            "schema": {"properties": {"x": {"properties": {"p": 1, "q": 1}}, "gone": 1, "y": 1}}});
        let new = json!({"schema": {"properties": {"z": 1, "y": 2, "x": {"properties": {"r": 1, "q": 2, "p": 3}}}},
            "parameters": [{"name": "c", "in": "query"}, {"name": "b", "in": "query"}, {"name": "a", "in": "query"}]});
        let kept = keep(&old, new);
        let expected = json!({"schema": {"properties": {"x": {"properties": {"p": 3, "q": 2, "r": 1}}, "y": 2, "z": 1}},
            "parameters": [{"name": "a", "in": "query"}, {"name": "b", "in": "query"}, {"name": "c", "in": "query"}]});
        assert_eq!(kept.to_string(), expected.to_string());
    }
}
