//! One schema: the keywords that are facts, in one order.

use serde_json::{Map, Value, json};

use super::Extractor;
use crate::document::reference;
use crate::pointer::Pointer;
use crate::restate::{flatten, label, limits};

/// The deepest nesting of schemas that are written where they are used.
const DEPTH: usize = 64;

/// Where a schema is.
#[derive(Clone, Debug)]
pub(super) struct Context {
    pub pointer: Pointer,
    /// One of several alternatives, which a title distinguishes.
    pub alternative: bool,
    /// A member of an `allOf`.
    pub member: bool,
    pub depth: usize,
}

impl Context {
    pub fn new(pointer: Pointer) -> Context {
        Context { pointer, alternative: false, member: false, depth: 0 }
    }

    fn below<'t>(&self, tokens: impl IntoIterator<Item = &'t str>) -> Context {
        let pointer = self.pointer.join_all(tokens);
        Context { pointer, alternative: false, member: false, depth: self.depth + 1 }
    }
}

impl Extractor<'_> {
    pub fn schema(&mut self, value: &Value, context: &Context) -> Value {
        if let Some(name) = reference::component(value) {
            self.components.insert(name.clone());
            let at = Pointer::root().join_all(["components", "schemas", &name]);
            return json!({"$ref": format!("#{}", at.as_str())});
        }
        let (value, context) = match reference::target(self.root, value, &context.pointer) {
            Ok((target, pointer)) => (target, Context { pointer, ..context.clone() }),
            Err(broken) => {
                self.refuse(&context.pointer, broken.message);
                return value.clone();
            }
        };
        let Value::Object(map) = value else { return json!({}) };
        if context.depth > DEPTH {
            let message = "a schema that is written where it is used contains itself".to_owned();
            self.refuse(&context.pointer, message);
            return json!({});
        }
        Value::Object(self.keywords(map, &context))
    }

    /// The facts, in the order: type, values and limits, parts.
    fn keywords(&mut self, map: &Map<String, Value>, context: &Context) -> Map<String, Value> {
        let kind = map.get("type").and_then(Value::as_str).unwrap_or_default();
        let mut out = Map::new();
        for key in ["type", "format"] {
            copy(map, key, &mut out);
        }
        let title = map.get("title").and_then(Value::as_str).unwrap_or_default().trim();
        if context.alternative && !title.is_empty() && title.split_whitespace().count() <= 6 {
            out.insert("title".into(), title.into());
        }
        for key in ["nullable", "readOnly", "writeOnly", "x-secret"] {
            copy_flag(map, key, &mut out);
        }
        // A wrapper around a reference has labels of its own for the values of its target.
        let is_labeled = ["enum", "x-enum-labels"].iter().any(|key| map.contains_key(*key));
        if !["object", "array", ""].contains(&kind) || is_labeled {
            values(map, kind, &mut out);
        }
        for key in limits(kind) {
            if map.get(*key).is_some_and(|value| !is_blank(value)) {
                copy(map, key, &mut out);
            }
        }
        copy_flag(map, "deprecated", &mut out);
        self.parts(map, kind, context, &mut out);
        // References to what has no name are resolved only now.
        match flatten(&out) {
            Some(flat) => flat.schema,
            None => out,
        }
    }

    /// Properties, items and alternatives.
    fn parts(
        &mut self,
        map: &Map<String, Value>,
        kind: &str,
        context: &Context,
        out: &mut Map<String, Value>,
    ) {
        if let Some(Value::Array(names)) = map.get("required") {
            let kept = required(map, names, context.member);
            if !kept.is_empty() {
                out.insert("required".into(), Value::Array(kept));
            }
        }
        if let Some(items) = map.get("items").filter(|_| kind == "array") {
            let items = self.schema(items, &context.below(["items"]));
            out.insert("items".into(), items);
        }
        for key in ["allOf", "oneOf", "anyOf"] {
            if let Some(Value::Array(list)) = map.get(key) {
                let each = list.iter().enumerate().map(|(index, one)| {
                    let below = context.below([key, &index.to_string()]);
                    let member = key == "allOf";
                    self.schema(one, &Context { alternative: !member, member, ..below })
                });
                out.insert(key.into(), each.collect());
            }
        }
        if let Some(Value::Object(properties)) = map.get("properties") {
            let each = properties.iter().map(|(name, property)| {
                (name.clone(), self.schema(property, &context.below(["properties", name])))
            });
            let each: Map<String, Value> = each.collect();
            out.insert("properties".into(), Value::Object(each));
        }
        match map.get("additionalProperties") {
            Some(schema @ Value::Object(_)) => {
                let schema = self.schema(schema, &context.below(["additionalProperties"]));
                out.insert("additionalProperties".into(), schema);
            }
            Some(Value::Bool(true)) if !map.contains_key("properties") => {
                out.insert("additionalProperties".into(), true.into());
            }
            _ => {}
        }
        copy(map, "discriminator", out);
    }
}

fn copy(map: &Map<String, Value>, key: &str, out: &mut Map<String, Value>) {
    if let Some(value) = map.get(key) {
        out.insert(key.to_owned(), value.clone());
    }
}

fn copy_flag(map: &Map<String, Value>, key: &str, out: &mut Map<String, Value>) {
    if map.get(key) == Some(&Value::Bool(true)) {
        out.insert(key.to_owned(), true.into());
    }
}

/// Values, labels, default and unit. Labels are shortened: specs/ has no prose.
fn values(map: &Map<String, Value>, kind: &str, out: &mut Map<String, Value>) {
    let values = map.get("enum").and_then(Value::as_array).filter(|_| kind != "boolean");
    let values = values.filter(|values| !values.is_empty());
    let short = |labels: &Map<String, Value>| -> Value {
        let texts: Vec<String> =
            labels.values().map(|label| label.as_str().unwrap_or_default().to_owned()).collect();
        let short = label::distinct(&texts).into_iter().map(Value::from);
        Value::Object(labels.keys().cloned().zip(short).collect())
    };
    if let Some(Value::Object(joined)) = map.get("x-joined-values") {
        out.insert("x-joined-values".into(), short(joined));
    }
    if let Some(values) = values {
        out.insert("enum".into(), Value::Array(values.clone()));
    }
    copy(map, "default", out);
    if let (Some(values), Some(Value::Array(list))) = (values, map.get("x-enum-descriptions")) {
        let labels = labels(values, list);
        if labels.iter().any(|label| !label.is_empty()) {
            out.insert("x-enum-descriptions".into(), json!(labels));
        }
    }
    for key in ["x-enum-varnames", "x-enum-deprecated"] {
        copy(map, key, out);
    }
    if let Some(Value::Object(labels)) = map.get("x-enum-labels") {
        out.insert("x-enum-labels".into(), short(labels));
    }
    copy(map, "x-unit", out);
}

/// Short labels of the values of an enumeration; one that only repeats its value is empty.
fn labels(values: &[Value], list: &[Value]) -> Vec<String> {
    let texts = list.iter().map(|label| label.as_str().unwrap_or_default().to_owned());
    let mut labels = label::distinct(&texts.collect::<Vec<String>>());
    for (label, value) in labels.iter_mut().zip(values) {
        if value.as_str().is_some_and(|value| label::repeats(label, value)) {
            label.clear();
        }
    }
    labels
}

/// The required names that are properties, each once. Members of an `allOf` may have properties of their own.
fn required(map: &Map<String, Value>, names: &[Value], is_member: bool) -> Vec<Value> {
    let is_whole = !is_member && !map.contains_key("allOf");
    let properties = map.get("properties").and_then(Value::as_object).filter(|_| is_whole);
    let known = |name: &&Value| {
        let name = name.as_str().unwrap_or_default();
        properties.is_none_or(|properties| properties.contains_key(name))
    };
    let mut kept: Vec<Value> = Vec::new();
    names.iter().filter(known).for_each(|name| {
        if !kept.contains(name) {
            kept.push(name.clone());
        }
    });
    kept
}

/// `uniqueItems: false` and `pattern: ""` have no effect.
fn is_blank(value: &Value) -> bool {
    matches!(value, Value::Bool(false) | Value::Null) || value == ""
}
