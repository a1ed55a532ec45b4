//! Facts that look wrong: numbers that a JavaScript tool has rounded, limits and defaults that contradict
//! each other, bodies where there can be none.

use serde_json::{Map, Value};

use super::Tally;
use crate::document::Tree;
use crate::pointer::Pointer;

/// The largest integer up to which JavaScript counts one by one.
const SAFE: u64 = 1 << 53;

pub(super) fn doubtful(tree: &Tree, tally: &mut Tally) {
    let mut walk = Walk { file: &tree.file, tally };
    walk.value(&tree.root, &Pointer::root());
}

struct Walk<'a> {
    file: &'a str,
    tally: &'a mut Tally,
}

impl Walk<'_> {
    fn note(&mut self, at: &Pointer, text: String) {
        self.tally.add(&text, self.file, at);
    }

    fn value(&mut self, value: &Value, at: &Pointer) {
        match value {
            Value::Object(map) => {
                if map.get("type").is_some_and(Value::is_string) || map.contains_key("enum") {
                    self.schema(map, at);
                }
                if let Some(Value::Object(properties)) = map.get("properties") {
                    self.names(properties, &at.join("properties"));
                }
                if map.contains_key("responses") {
                    self.operation(map, at);
                }
                for (key, value) in map {
                    // Examples and defaults are data, not schemas.
                    if !["example", "examples", "default"].contains(&key.as_str()) {
                        self.value(value, &at.join(key));
                    }
                }
            }
            Value::Array(list) => {
                for (index, value) in list.iter().enumerate() {
                    self.value(value, &at.join(index));
                }
            }
            _ => {}
        }
    }

    fn schema(&mut self, map: &Map<String, Value>, at: &Pointer) {
        let values = map.get("enum").and_then(Value::as_array);
        let numbers = values
            .into_iter()
            .flatten()
            .chain(["default", "minimum", "maximum"].iter().filter_map(|key| map.get(*key)));
        for number in numbers {
            if let Some(meant) = rounded(number) {
                let text = format!("{number} is {meant}, printed by a tool that rounds above 2^53");
                self.note(at, text);
            }
        }
        if let (Some(values), Some(default)) = (values, map.get("default"))
            && !values.contains(default)
        {
            self.note(at, format!("the default {default} is not among the values"));
        }
        for (least, most) in
            [("minimum", "maximum"), ("minLength", "maxLength"), ("minItems", "maxItems")]
        {
            let number = |key: &str| map.get(key).and_then(Value::as_f64);
            if let (Some(low), Some(high)) = (number(least), number(most))
                && low > high
            {
                self.note(at, format!("`{least}` {low} is more than `{most}` {high}"));
            }
        }
        // An empty value means that there is none, and is no value of the enumeration.
        let texts = values.into_iter().flatten().filter_map(Value::as_str);
        for value in texts.filter(|value| !value.trim().is_empty()) {
            if value != value.trim() {
                self.note(at, format!("the value {value:?} has spaces around it"));
            }
        }
    }

    fn names(&mut self, map: &Map<String, Value>, at: &Pointer) {
        for name in map.keys().filter(|name| name.trim() != name.as_str()) {
            self.note(&at.join(name), format!("the name {name:?} has spaces around it"));
        }
    }

    fn operation(&mut self, map: &Map<String, Value>, at: &Pointer) {
        if let Some(response) = map.get("responses").and_then(|responses| responses.get("204"))
            && response.get("content").is_some()
        {
            let at = at.join_all(["responses", "204"]);
            self.note(&at, "a body with status 204, which cannot have one".to_owned());
        }
        let body = map.contains_key("requestBody");
        let reads = at.tokens().last().is_some_and(|method| method == "get" || method == "head");
        if body && reads {
            self.note(&at.join("requestBody"), "a body of a request that reads".to_owned());
        }
    }
}

/// The power of two that was rounded to this number; `None` for an exact number.
fn rounded(number: &Value) -> Option<String> {
    let written = number.as_u64().filter(|written| *written > SAFE)?;
    (53..64).find_map(|power| {
        let exact = 1_u64 << power;
        // As many digits as distinguish it from its neighbors, then zeros: within half a step of the exact value.
        let step = 1_u64 << (power - 52);
        let near = written.abs_diff(exact) <= step;
        (near && written != exact).then(|| format!("2^{power} = {exact}"))
    })
}

#[cfg(test)]
mod tests {
    use super::rounded;
    use serde_json::json;

    #[test]
    fn powers_of_two_that_were_rounded() {
        let found = rounded(&json!(576_460_752_303_423_500_u64));
        assert_eq!(found.as_deref(), Some("2^59 = 576460752303423488"));
        for exact in
            [json!(18_014_398_509_481_984_u64), json!(99), json!(9_007_199_254_740_993_u64 + 100)]
        {
            assert_eq!(rounded(&exact), None, "{exact}");
        }
    }
}
