//! Small documents from specs/: one path with everything that it refers to.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

/// A generator of numbers with a seed.
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Random {
        Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % limit.max(1)
    }

    pub fn one<'a, T>(&mut self, list: &'a [T]) -> Option<&'a T> {
        list.get(self.below(list.len()))
    }
}

/// The document with this path alone, and with the components that it refers to.
pub fn excerpt(whole: &Value, path: &str) -> Value {
    let mut document = whole.clone();
    document["paths"] =
        Value::Object(Map::from_iter([(path.to_owned(), whole["paths"][path].clone())]));
    let mut known = BTreeSet::new();
    let mut open = references(&document["paths"]);
    while let Some(pointer) = open.pop() {
        if known.insert(pointer.clone()) {
            open.extend(whole.pointer(&pointer).map(references).unwrap_or_default());
        }
    }
    if let Some(components) = document["components"].as_object_mut() {
        for (kind, list) in components {
            if let Some(list) = list.as_object_mut().filter(|_| kind != "securitySchemes") {
                list.retain(|name, _| known.contains(&format!("/components/{kind}/{name}")));
            }
        }
    }
    document
}

fn references(value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    each(value, String::new(), &mut |_, value| {
        let target = value.get("$ref").and_then(Value::as_str);
        found.extend(target.and_then(|target| target.strip_prefix('#')).map(str::to_owned));
    });
    found
}

/// Visits every value with its pointer.
fn each(value: &Value, pointer: String, visit: &mut impl FnMut(&str, &Value)) {
    visit(&pointer, value);
    let step = |token: &str| format!("{pointer}/{}", token.replace('~', "~0").replace('/', "~1"));
    match value {
        Value::Object(map) => {
            map.iter().for_each(|(name, value)| each(value, step(name), &mut *visit));
        }
        Value::Array(list) => {
            let items = list.iter().enumerate();
            items.for_each(|(at, value)| each(value, step(&at.to_string()), &mut *visit));
        }
        _ => {}
    }
}

/// A value for which this is true.
pub fn find<'a>(
    document: &'a mut Value,
    random: &mut Random,
    fits: impl Fn(&str, &Value) -> bool,
) -> Option<&'a mut Value> {
    let mut found = Vec::new();
    each(document, String::new(), &mut |pointer, value| {
        if fits(pointer, value) {
            found.push(pointer.to_owned());
        }
    });
    let pointer = random.one(&found)?.clone();
    document.pointer_mut(&pointer)
}

/// The only path of an excerpt, and its operations.
pub fn item(document: &mut Value) -> Option<&mut Map<String, Value>> {
    document["paths"].as_object_mut()?.values_mut().next()?.as_object_mut()
}

/// One of the operations.
pub fn operation<'a>(
    document: &'a mut Value,
    random: &mut Random,
) -> Option<&'a mut Map<String, Value>> {
    let item = item(document)?;
    let methods: Vec<String> = item.keys().filter(|key| *key != "parameters").cloned().collect();
    item.get_mut(random.one(&methods)?)?.as_object_mut()
}
