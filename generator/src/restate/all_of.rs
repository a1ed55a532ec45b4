//! `allOf` of plain objects → one object, so that a property is where a reader looks for it.

use serde_json::{Map, Value, json};

/// Keywords that can be beside the members of a plain object without changing its meaning.
const PLAIN: &[&str] = &[
    "type",
    "title",
    "description",
    "properties",
    "required",
    "nullable",
    "deprecated",
    "example",
    "readOnly",
    "writeOnly",
    "allOf",
];

/// A schema without its `allOf`.
pub(crate) struct Flat {
    pub schema: Map<String, Value>,
    /// Where each part is, and where it was: keys below the schema.
    pub moves: Vec<(Vec<String>, Vec<String>)>,
}

/// The schema with its `allOf` merged, or `None` if it has none, or one that cannot be merged here: members that are
/// references or no objects are joined when types are made.
pub(crate) fn flatten(schema: &Map<String, Value>) -> Option<Flat> {
    let list = schema.get("allOf")?.as_array()?;
    let mut merged = Merged::default();
    for (index, member) in list.iter().enumerate() {
        let member = member.as_object()?;
        let nested = flatten(member);
        let (member, moves) = match &nested {
            Some(flat) => (&flat.schema, flat.moves.as_slice()),
            None => (member, [].as_slice()),
        };
        let above = ["allOf".to_owned(), index.to_string()];
        if member.contains_key("allOf") || !is_plain(member) {
            // A wrapper around one schema is that schema.
            let schema = (list.len() == 1).then(|| wrapped(schema, member)).flatten()?;
            return Some(Flat { schema, moves: vec![(Vec::new(), above.to_vec())] });
        }
        merged.take(member, Some(&above));
        let nested = moves
            .iter()
            .map(|(to, from)| (to.clone(), above.iter().chain(from).cloned().collect()));
        merged.moves.extend(nested);
    }
    let mut beside = schema.clone();
    beside.shift_remove("allOf");
    if !is_plain(&beside) {
        return None;
    }
    merged.take(&beside, None);
    let Merged { keywords: mut schema, properties, required, moves } = merged;
    schema.insert("type".into(), "object".into());
    if !required.is_empty() {
        schema.insert("required".into(), Value::Array(required));
    }
    if !properties.is_empty() {
        schema.insert("properties".into(), Value::Object(properties));
    }
    Some(Flat { schema, moves })
}

/// An object schema with nothing but members and their descriptions.
fn is_plain(schema: &Map<String, Value>) -> bool {
    let object = schema.get("type").is_none_or(|kind| kind == "object");
    object && schema.keys().all(|key| PLAIN.contains(&key.as_str()) || key.starts_with("x-"))
}

#[derive(Default)]
struct Merged {
    keywords: Map<String, Value>,
    properties: Map<String, Value>,
    required: Vec<Value>,
    moves: Vec<(Vec<String>, Vec<String>)>,
}

impl Merged {
    /// Adds a member, or what is beside the members. A later member replaces the description of a property, but the
    /// property keeps its position.
    fn take(&mut self, member: &Map<String, Value>, above: Option<&[String]>) {
        for (key, value) in member {
            match (key.as_str(), value) {
                ("properties", Value::Object(members)) => {
                    members
                        .iter()
                        .for_each(|(name, property)| self.property(name, property, above));
                }
                ("required", Value::Array(names)) => {
                    let new = names.iter().filter(|name| !self.required.contains(name));
                    let new: Vec<Value> = new.cloned().collect();
                    self.required.extend(new);
                }
                _ => {
                    self.keywords.insert(key.clone(), value.clone());
                }
            }
        }
    }

    fn property(&mut self, name: &str, property: &Value, above: Option<&[String]>) {
        let both = match self.properties.get(name) {
            Some(known) => narrowed(known, property),
            None => property.clone(),
        };
        self.properties.insert(name.to_owned(), both);
        let to = vec!["properties".to_owned(), name.to_owned()];
        let from = above.unwrap_or_default().iter().chain(&to).cloned().collect();
        self.moves.push((to, from));
    }
}

/// A property that two members describe: both apply. Each keyword of the later one replaces that of the earlier one,
/// unless their types differ: then the later one decides.
fn narrowed(earlier: &Value, later: &Value) -> Value {
    let (Value::Object(old), Value::Object(new)) = (earlier, later) else { return later.clone() };
    let is_open = |map: &Map<String, Value>| OPEN.iter().any(|key| map.contains_key(*key));
    if is_open(old) || is_open(new) {
        // References and alternatives are joined when types are made.
        return json!({"allOf": [earlier, later]});
    }
    let (before, after) = (kind(old), kind(new));
    if after.is_some() && before.is_some() && (before != after || after == Some("array")) {
        return later.clone();
    }
    let mut both = old.clone();
    for (key, value) in new {
        let joined = match (key.as_str(), old.get(key), value) {
            ("properties", Some(Value::Object(old)), Value::Object(new)) => {
                let mut all = old.clone();
                for (name, later) in new {
                    let property = old.get(name).map(|earlier| narrowed(earlier, later));
                    all.insert(name.clone(), property.unwrap_or_else(|| later.clone()));
                }
                Value::Object(all)
            }
            ("required", Some(Value::Array(old)), Value::Array(new)) => {
                let more = new.iter().filter(|name| !old.contains(name));
                Value::Array(old.iter().chain(more).cloned().collect())
            }
            _ => value.clone(),
        };
        both.insert(key.clone(), joined);
    }
    Value::Object(both)
}

/// Keywords whose schemas are not known here, or exclude each other.
const OPEN: [&str; 4] = ["$ref", "allOf", "oneOf", "anyOf"];

fn kind(schema: &Map<String, Value>) -> Option<&str> {
    let implied = [("properties", "object"), ("items", "array")];
    let implied = implied.iter().find(|(key, _)| schema.contains_key(*key)).map(|(_, kind)| *kind);
    schema.get("type").and_then(Value::as_str).or(implied)
}

/// `allOf: [X]` with nothing beside it but descriptions: X, with those descriptions.
fn wrapped(schema: &Map<String, Value>, member: &Map<String, Value>) -> Option<Map<String, Value>> {
    let mut beside = schema.clone();
    beside.shift_remove("allOf");
    let texts = ["title", "description", "deprecated", "nullable", "readOnly", "writeOnly", "type"];
    let only_texts = beside.keys().all(|key| texts.contains(&key.as_str()));
    // Nothing may be beside a reference, so the wrapper keeps the descriptions.
    if !only_texts || (member.contains_key("$ref") && !beside.is_empty()) {
        return None;
    }
    let mut all = member.clone();
    for (key, value) in beside {
        if key != "type" {
            all.insert(key, value);
        }
    }
    Some(all)
}

#[cfg(test)]
mod tests {
    use super::flatten;
    use serde_json::{Value, json};

    fn run(schema: Value) -> Option<Value> {
        flatten(schema.as_object()?).map(|flat| Value::Object(flat.schema))
    }

    #[test]
    fn objects_are_merged_in_order() {
        let schema = json!({"description": "d", "allOf": [
            {"type": "object", "required": ["a"], "properties": {"a": {"type": "string"}, "b": {}}},
            {"allOf": [{"properties": {"c": {}}}, {"required": ["a", "c"]}]},
            {"properties": {"a": {"type": "integer"}}},
            {"properties": {"a": {"type": "integer", "maximum": 3}}},
            {},
        ]});
        let expected = json!({"type": "object", "description": "d", "required": ["a", "c"],
            "properties": {"a": {"type": "integer", "maximum": 3}, "b": {}, "c": {}}});
        assert_eq!(run(schema), Some(expected));
    }

    #[test]
    fn what_cannot_be_merged_stays() {
        assert_eq!(run(json!({"allOf": [{"properties": {}}, {"$ref": "#/x"}]})), None);
        assert_eq!(run(json!({"allOf": [{"oneOf": []}, {"properties": {}}]})), None);
        assert_eq!(run(json!({"allOf": [{"$ref": "#/x"}], "description": "d"})), None);
        assert_eq!(run(json!({"type": "object"})), None);
    }

    #[test]
    fn a_wrapper_is_taken_off() {
        assert_eq!(run(json!({"allOf": [{"$ref": "#/x"}]})), Some(json!({"$ref": "#/x"})));
        let schema = json!({"allOf": [{"type": "string", "enum": ["a"]}], "description": "d"});
        assert_eq!(run(schema), Some(json!({"type": "string", "enum": ["a"], "description": "d"})));
    }
}
