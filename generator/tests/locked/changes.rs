//! Random changes of a document, as an API makes them: paths, statuses, methods, fields, values.

use serde_yaml::{Mapping, Value};

/// A small generator of numbers (xorshift), so that a seed gives the same changes on every machine.
pub struct Random(pub u64);

impl Random {
    pub fn below(&mut self, count: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % count.max(1) as u64) as usize
    }
}

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// Makes one change; what was done, or nothing where the kind of change that came up does not apply.
pub fn change(root: &mut Value, random: &mut Random) -> Option<String> {
    match random.below(10) {
        0 => moved(root, random),
        1 => another_status(root, random),
        2 => another_method(root, random),
        3 => removed(root, random),
        4 => copied(root, random),
        5 => with_field(root, random, "renamed", |map, key, value| {
            map.remove(&key);
            map.insert(renamed(&key), value);
        }),
        6 => with_field(root, random, "removed", |map, key, _| {
            map.remove(&key);
        }),
        7 => with_field(root, random, "added beside", |map, key, value| {
            map.insert(renamed(&key), value);
        }),
        8 => with_field(root, random, "respelled beside", |map, key, value| {
            let text = key.as_str().unwrap_or_default().to_uppercase();
            map.insert(Value::String(text), value);
        }),
        _ => another_value(root, random),
    }
}

fn renamed(key: &Value) -> Value {
    Value::String(format!("{}_anew", key.as_str().unwrap_or_default()))
}

fn paths(root: &mut Value) -> Option<&mut Mapping> {
    root.get_mut("paths")?.as_mapping_mut()
}

fn some_path(root: &mut Value, random: &mut Random) -> Option<(String, Value)> {
    let paths = paths(root)?;
    let at = random.below(paths.len());
    let (key, item) = paths.iter().nth(at)?;
    Some((key.as_str()?.to_owned(), item.clone()))
}

fn put(root: &mut Value, path: &str, item: Value) -> Option<()> {
    let paths = paths(root)?;
    let key = Value::String(path.to_owned());
    if paths.contains_key(&key) {
        return None;
    }
    paths.insert(key, item);
    Some(())
}

/// A path below another word, or with another first word.
fn moved(root: &mut Value, random: &mut Random) -> Option<String> {
    let (path, item) = some_path(root, random)?;
    let to = match random.below(3) {
        0 => format!("/beta{path}"),
        1 => format!("{path}/details"),
        _ => path.replacen("s/", "/", 1),
    };
    put(root, &to, item)?;
    paths(root)?.remove(path.as_str());
    Some(format!("{path} moves to {to}"))
}

fn copied(root: &mut Value, random: &mut Random) -> Option<String> {
    let (path, item) = some_path(root, random)?;
    let to = match random.below(3) {
        0 => format!("/{}", path.trim_start_matches('/').replacen('/', "_", 1)),
        1 => format!("/v3{path}"),
        // The same path but for the names of its parameters.
        _ => path.replace("Id}", "_id}"),
    };
    let text = serde_yaml::to_string(&item).ok()?;
    let text = if to.contains("_id}") { text.replace("Id\n", "_id\n") } else { text };
    // A name that a person gave is of one operation.
    let text: String = text
        .lines()
        .filter(|line| !line.contains("x-rust-name:"))
        .map(|line| format!("{line}\n"))
        .collect();
    let item = serde_yaml::from_str(&text).ok()?;
    put(root, &to, item)?;
    Some(format!("{path} is there again as {to}"))
}

fn removed(root: &mut Value, random: &mut Random) -> Option<String> {
    let (path, _) = some_path(root, random)?;
    paths(root)?.remove(path.as_str());
    Some(format!("{path} is removed"))
}

fn another_method(root: &mut Value, random: &mut Random) -> Option<String> {
    let (path, _) = some_path(root, random)?;
    let item = paths(root)?.get_mut(path.as_str())?.as_mapping_mut()?;
    let from = *METHODS.iter().find(|method| item.contains_key(**method))?;
    let to = METHODS.get(random.below(METHODS.len())).copied()?;
    if item.contains_key(to) {
        return None;
    }
    let operation = item.remove(from)?;
    item.insert(Value::String(to.to_owned()), operation);
    Some(format!("{path}: {from} becomes {to}"))
}

fn another_status(root: &mut Value, random: &mut Random) -> Option<String> {
    let (path, _) = some_path(root, random)?;
    let item = paths(root)?.get_mut(path.as_str())?.as_mapping_mut()?;
    let method = *METHODS.iter().find(|method| item.contains_key(**method))?;
    let responses = item.get_mut(method)?.get_mut("responses")?.as_mapping_mut()?;
    let from = ["200", "201", "204"].into_iter().find(|status| responses.contains_key(*status))?;
    let to = ["200", "201", "202"].into_iter().find(|status| !responses.contains_key(*status))?;
    let response = responses.remove(from)?;
    responses.insert(Value::String(to.to_owned()), response);
    Some(format!("{method} {path}: {from} becomes {to}"))
}

/// Changes one field of one object, wherever that is.
fn with_field(
    root: &mut Value,
    random: &mut Random,
    what: &str,
    change: impl FnOnce(&mut Mapping, Value, Value),
) -> Option<String> {
    let count = each(root, "properties", &mut |_| false);
    let mut left = random.below(count);
    let mut found = None;
    let mut change = Some(change);
    each(root, "properties", &mut |properties| {
        if left > 0 {
            left -= 1;
            return false;
        }
        let Some(map) = properties.as_mapping_mut() else { return true };
        let at = random.below(map.len());
        let field = map.iter().nth(at).map(|(key, value)| (key.clone(), value.clone()));
        if let (Some((key, value)), Some(change)) = (field, change.take()) {
            found = key.as_str().map(|key| format!("the field {key} is {what}"));
            change(map, key, value);
        }
        true
    });
    found
}

fn another_value(root: &mut Value, random: &mut Random) -> Option<String> {
    let count = each(root, "enum", &mut |_| false);
    let mut left = random.below(count);
    let mut found = None;
    each(root, "enum", &mut |values| {
        if left > 0 {
            left -= 1;
            return false;
        }
        let Some(list) = values.as_sequence_mut() else { return true };
        let new = match list.first() {
            Some(Value::String(text)) => Value::String(format!("{text}-anew")),
            _ => Value::Number(4711.into()),
        };
        found = Some(format!("a list of values has {new:?} too"));
        list.push(new);
        true
    });
    found
}

/// Visits the value of every such key until a visit says that it is enough; how many there were.
fn each(value: &mut Value, name: &str, visit: &mut dyn FnMut(&mut Value) -> bool) -> usize {
    fn walk(
        value: &mut Value,
        name: &str,
        count: &mut usize,
        visit: &mut dyn FnMut(&mut Value) -> bool,
    ) -> bool {
        match value {
            Value::Mapping(map) => map.iter_mut().any(|(key, below)| {
                // A property may have any name.
                if key.as_str() == Some(name) && (below.is_mapping() || below.is_sequence()) {
                    *count += 1;
                    if visit(below) {
                        return true;
                    }
                }
                walk(below, name, count, visit)
            }),
            Value::Sequence(list) => list.iter_mut().any(|one| walk(one, name, count, visit)),
            _ => false,
        }
    }
    let mut count = 0;
    walk(value, name, &mut count, visit);
    count
}
