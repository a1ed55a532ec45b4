//! Changes of a tree that leave it a tree: what editors, merges and other tools do to documents.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Value, json};

use super::schemas;

/// A place in a tree: one of all in order, and some steps up from it, since most places are leaves.
#[derive(Clone, Copy, Debug)]
pub struct Spot(Index, usize);

/// One change.
#[derive(Clone, Debug)]
pub enum Edit {
    /// A member or item is gone.
    Remove(Spot),
    /// Two places have each other's values.
    Swap(Spot, Spot),
    /// The value at the first location is also at the second.
    Copy(Spot, Spot),
    /// The value there is replaced.
    Write(Spot, Value),
    /// A member is called otherwise.
    Rename(Spot, String),
    /// The value is there a second time: as the next item, or under another name.
    Double(Spot, String),
    /// The value is the only part, alternative or item of a schema.
    Wrap(Spot, &'static str),
    /// The value is a reference to another place.
    Refer(Spot, Spot),
}

/// Keys that mean something to some stage.
const KEYS: [&str; 36] = [
    "$ref",
    "type",
    "items",
    "properties",
    "additionalProperties",
    "required",
    "enum",
    "const",
    "format",
    "default",
    "example",
    "nullable",
    "readOnly",
    "writeOnly",
    "deprecated",
    "description",
    "allOf",
    "oneOf",
    "anyOf",
    "discriminator",
    "schema",
    "content",
    "in",
    "name",
    "style",
    "explode",
    "parameters",
    "requestBody",
    "responses",
    "200",
    "default",
    "operationId",
    "tags",
    "x-enum-descriptions",
    "x-one-of-required",
    "x-rust-name",
];

fn spot() -> impl Strategy<Value = Spot> {
    (any::<Index>(), prop_oneof![3 => Just(0), 2 => Just(1), 1 => Just(2), 1 => Just(3)])
        .prop_map(|(at, up)| Spot(at, up))
}

fn key() -> impl Strategy<Value = String> {
    prop_oneof![2 => select(KEYS.as_slice()).prop_map(str::to_owned), 1 => schemas::name()]
}

fn edit() -> impl Strategy<Value = Edit> {
    prop_oneof![
        2 => spot().prop_map(Edit::Remove),
        2 => (spot(), spot()).prop_map(|(one, other)| Edit::Swap(one, other)),
        3 => (spot(), spot()).prop_map(|(from, to)| Edit::Copy(from, to)),
        1 => (spot(), schemas::scalar()).prop_map(|(at, value)| Edit::Write(at, value)),
        2 => (spot(), schemas::schema()).prop_map(|(at, value)| Edit::Write(at, value)),
        2 => (spot(), key()).prop_map(|(at, key)| Edit::Rename(at, key)),
        2 => (spot(), key()).prop_map(|(at, key)| Edit::Double(at, key)),
        1 => (spot(), select(vec!["allOf", "oneOf", "anyOf", "items"])).prop_map(|(at, key)| Edit::Wrap(at, key)),
        2 => (spot(), spot()).prop_map(|(at, to)| Edit::Refer(at, to)),
    ]
}

/// A few changes.
pub fn edits() -> impl Strategy<Value = Vec<Edit>> {
    vec(edit(), 1..7)
}

/// The tree after the changes; one that makes no sense any more is left out.
pub fn edited(mut tree: Value, edits: &[Edit]) -> Value {
    for edit in edits {
        apply(&mut tree, edit);
    }
    tree
}

fn apply(tree: &mut Value, edit: &Edit) {
    let mut places = Vec::new();
    gather(tree, &mut String::new(), &mut places);
    if places.is_empty() {
        return;
    }
    let find = |spot: &Spot| {
        let mut schema_path = spot.0.get(&places).as_str();
        for _ in 0..spot.1 {
            schema_path = schema_path
                .rfind('/')
                .filter(|end| *end > 0)
                .map_or(schema_path, |end| &schema_path[..end]);
        }
        schema_path.to_owned()
    };
    let read =
        |tree: &Value, schema_path: &str| tree.pointer(schema_path).cloned().unwrap_or_default();
    match edit {
        Edit::Remove(at) => drop(taken(tree, &find(at))),
        Edit::Swap(one, other) => {
            let (one, other) = (find(one), find(other));
            let (first, second) = (read(tree, &one), read(tree, &other));
            write(tree, &one, second);
            write(tree, &other, first);
        }
        Edit::Copy(from, to) => {
            let value = read(tree, &find(from));
            write(tree, &find(to), value);
        }
        Edit::Write(at, value) => write(tree, &find(at), value.clone()),
        Edit::Rename(at, key) => {
            let schema_path = find(at);
            if let Some(value) = taken(tree, &schema_path) {
                beside(tree, &schema_path, key, value);
            }
        }
        Edit::Double(at, key) => {
            let schema_path = find(at);
            let value = read(tree, &schema_path);
            beside(tree, &schema_path, key, value);
        }
        Edit::Wrap(at, key) => {
            let schema_path = find(at);
            let value = read(tree, &schema_path);
            let wrapped = if *key == "items" {
                json!({"type": "array", "items": value})
            } else {
                json!({*key: [value]})
            };
            write(tree, &schema_path, wrapped);
        }
        Edit::Refer(at, to) => {
            let target = format!("#{}", find(to));
            write(tree, &find(at), json!({"$ref": target}));
        }
    }
}

/// JSON pointers of everything below the root.
fn gather(value: &Value, at: &mut String, places: &mut Vec<String>) {
    let mut below = |key: &str, value: &Value| {
        let length = at.len();
        at.push('/');
        at.push_str(&key.replace('~', "~0").replace('/', "~1"));
        places.push(at.clone());
        gather(value, at, places);
        at.truncate(length);
    };
    match value {
        Value::Object(map) => map.iter().for_each(|(key, value)| below(key, value)),
        Value::Array(list) => {
            list.iter().enumerate().for_each(|(at, value)| below(&at.to_string(), value));
        }
        _ => {}
    }
}

fn write(tree: &mut Value, schema_path: &str, value: Value) {
    if let Some(slot) = tree.pointer_mut(schema_path) {
        *slot = value;
    }
}

/// The parent of a place, and the last part of the place.
fn parent<'a>(tree: &'a mut Value, schema_path: &str) -> Option<(&'a mut Value, String)> {
    let (parent, last) = schema_path.rsplit_once('/')?;
    Some((tree.pointer_mut(parent)?, last.replace("~1", "/").replace("~0", "~")))
}

fn taken(tree: &mut Value, schema_path: &str) -> Option<Value> {
    match parent(tree, schema_path)? {
        (Value::Object(map), key) => map.shift_remove(&key),
        (Value::Array(list), at) => {
            let at = at.parse().ok().filter(|at| *at < list.len())?;
            Some(list.remove(at))
        }
        _ => None,
    }
}

fn beside(tree: &mut Value, schema_path: &str, key: &str, value: Value) {
    match parent(tree, schema_path) {
        Some((Value::Object(map), _)) => drop(map.insert(key.to_owned(), value)),
        Some((Value::Array(list), at)) => {
            let at = at.parse().unwrap_or(list.len()).min(list.len());
            list.insert(at, value);
        }
        _ => {}
    }
}
