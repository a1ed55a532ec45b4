//! One schema, restated: the facts of its keywords and of its prose, keys in one order.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::prose::{Patterns, tidy};
use super::{Numbers, SourceEntry, all_of, facts, resolve};
use crate::diagnostic::{Finding, Findings, Severity};
use crate::pointer::Pointer;

/// How deep schemas are followed that are written where they are used.
const DEPTH: usize = 64;

/// Restates the parts of one source.
pub(super) struct Restater<'a> {
    pub file: &'a str,
    pub root: &'a Value,
    pub source: &'a SourceEntry,
    pub patterns: &'a Patterns,
    pub findings: &'a mut Findings,
    /// Component schemas that the operation at hand refers to.
    pub components: BTreeSet<String>,
}

/// Where a schema stands.
#[derive(Clone, Debug)]
pub(super) struct Spot {
    pub pointer: Pointer,
    /// What is said about the value besides its own description.
    pub text: String,
    /// The server sends it.
    pub response: bool,
    /// One of several alternatives, which a title tells apart.
    pub alternative: bool,
    /// An item of a list.
    pub item: bool,
    pub depth: usize,
}

impl Spot {
    pub fn new(pointer: Pointer, response: bool) -> Spot {
        Spot { pointer, text: String::new(), response, alternative: false, item: false, depth: 0 }
    }

    fn below<'t>(&self, tokens: impl IntoIterator<Item = &'t str>) -> Spot {
        Spot {
            pointer: self.pointer.join_all(tokens),
            text: String::new(),
            alternative: false,
            item: false,
            depth: self.depth + 1,
            ..self.clone()
        }
    }
}

impl Restater<'_> {
    pub fn schema(&mut self, value: &Value, spot: &Spot) -> Value {
        if let Some(name) = resolve::component(value) {
            self.components.insert(name.clone());
            return json!({"$ref": format!("#/components/schemas/{name}")});
        }
        let (value, spot) = match resolve::target(self.root, value, &spot.pointer) {
            Ok((target, pointer)) => (target, Spot { pointer, ..spot.clone() }),
            Err(message) => {
                self.refuse(&spot.pointer, message);
                return value.clone();
            }
        };
        let Value::Object(map) = value else { return json!({}) };
        if spot.depth > DEPTH {
            let message = "a schema that is written where it is used contains itself".to_owned();
            self.refuse(&spot.pointer, message);
            return json!({});
        }
        match all_of::flatten(map) {
            Some(flat) if flat.contains_key("$ref") => self.schema(&Value::Object(flat), &spot),
            Some(flat) => Value::Object(self.restate(&flat, &spot)),
            None => Value::Object(self.restate(map, &spot)),
        }
    }

    pub fn refuse(&mut self, at: &Pointer, message: String) {
        let help = "correct the source, or import without it";
        self.findings.push(Finding::new(
            Severity::Refused,
            "unresolved",
            self.file,
            at,
            message,
            help,
        ));
    }

    fn repaired(&mut self, at: &Pointer, code: &'static str, message: &str, help: &str) {
        self.findings.push(Finding::new(Severity::Repair, code, self.file, at, message, help));
    }

    /// The facts, in the order: what it is, what it may hold, what it is made of.
    fn restate(&mut self, map: &Map<String, Value>, spot: &Spot) -> Map<String, Value> {
        let own = map.get("description").and_then(Value::as_str).unwrap_or_default();
        let text = tidy(&format!("{}\n{own}", spot.text)).trim().to_owned();
        let map = &self.typed(map, spot);
        let kind = map.get("type").and_then(Value::as_str).unwrap_or_default().to_owned();
        let mut out = Map::new();
        self.kind(map, spot, &mut out);
        if !["object", "array", ""].contains(&kind.as_str()) || map.contains_key("enum") {
            self.scalar(map, &text, spot, &mut out);
        }
        for key in limits(&kind) {
            if let Some(value) = map.get(*key).filter(|value| !is_blank(value)) {
                out.insert((*key).to_owned(), value.clone());
            }
        }
        self.prose_limits(&kind, &text, &mut out);
        self.misplaced_limits(map, &kind, &mut out, spot);
        if map.get("deprecated") == Some(&Value::Bool(true))
            || self.patterns.says("deprecated", &text)
        {
            out.insert("deprecated".into(), true.into());
        }
        self.parts(map, &kind, &text, spot, &mut out);
        out
    }

    /// The schema with the type that its keywords imply.
    fn typed(&self, map: &Map<String, Value>, spot: &Spot) -> Map<String, Value> {
        let mut map = map.clone();
        let whole = map.get("format").and_then(Value::as_str).is_none_or(|f| f == "int64");
        if self.source.numbers == Numbers::Integers
            && map.get("type") == Some(&"number".into())
            && whole
        {
            map.insert("type".into(), "integer".into());
        }
        let texts = |values: &Value| {
            values.as_array().is_some_and(|list| list.iter().all(Value::is_string))
        };
        if !map.contains_key("type") {
            let kind = if map.contains_key("properties") {
                Some("object")
            } else if map.contains_key("items") {
                Some("array")
            } else if map.get("enum").is_some_and(texts) {
                Some("string")
            } else {
                None
            };
            if let Some(kind) = kind.filter(|_| !spot.composed(&map)) {
                map.insert("type".into(), kind.into());
            }
        }
        map
    }

    fn kind(&self, map: &Map<String, Value>, spot: &Spot, out: &mut Map<String, Value>) {
        if let Some(kind) = map.get("type") {
            out.insert("type".into(), kind.clone());
        }
        if let Some(format) = map.get("format").and_then(Value::as_str) {
            let format = format.trim().to_lowercase().replace(' ', "-");
            if !format.is_empty()
                && Some(format.as_str()) != map.get("type").and_then(Value::as_str)
            {
                out.insert("format".into(), format.into());
            }
        }
        let title = map.get("title").and_then(Value::as_str).unwrap_or_default().trim();
        if spot.alternative && !title.is_empty() && title.split_whitespace().count() <= 6 {
            out.insert("title".into(), title.into());
        }
        for key in ["nullable", "readOnly", "writeOnly"] {
            if map.get(key) == Some(&Value::Bool(true)) {
                out.insert(key.into(), true.into());
            }
        }
    }

    /// Values, labels, default and unit.
    fn scalar(
        &mut self,
        map: &Map<String, Value>,
        text: &str,
        spot: &Spot,
        out: &mut Map<String, Value>,
    ) {
        let labels = facts::labels(map, text, !spot.item, self.patterns);
        let joined = !labels.joined.is_empty();
        if joined {
            if map.contains_key("enum") {
                self.repaired(
                    &spot.pointer.join("enum"),
                    "joined-values",
                    "the text says that several values are joined by commas: no single value fits",
                    "type it as a string whose parts are the values",
                );
            }
            let values =
                labels.joined.iter().map(|(value, label)| (value.clone(), label.as_str().into()));
            out.insert("x-joined-values".into(), Value::Object(values.collect()));
        } else if !labels.values.is_empty() {
            out.insert("enum".into(), Value::Array(labels.values.clone()));
        }
        // Prose may have given values to a schema that had none.
        let known =
            Map::from_iter(map.iter().chain(out.iter()).map(|(k, v)| (k.clone(), v.clone())));
        let said = self.patterns.only("default", text);
        let default = facts::default(&known, said.as_deref(), spot.response);
        if let Some(default) = default.filter(|_| !joined) {
            out.insert("default".into(), default);
        }
        if labels.labels.iter().any(|label| !label.is_empty()) {
            let list = labels.labels.iter().map(|label| label.as_str().into()).collect();
            out.insert("x-enum-descriptions".into(), Value::Array(list));
        }
        for key in ["x-enum-varnames", "x-enumNames"] {
            if let Some(names) = map.get(key) {
                out.insert("x-enum-varnames".into(), names.clone());
            }
        }
        if !labels.retired.is_empty() {
            out.insert("x-enum-deprecated".into(), Value::Array(labels.retired));
        }
        if labels.integers.len() >= 2 {
            let list = labels.integers.iter();
            let list = list.map(|(value, label)| (value.to_string(), label.as_str().into()));
            out.insert("x-enum-labels".into(), Value::Object(list.collect()));
        }
        let quantity = !out.contains_key("enum") && !out.contains_key("x-enum-labels");
        let kind = map.get("type").and_then(Value::as_str).unwrap_or_default();
        if quantity
            && ["integer", "number"].contains(&kind)
            && let Some(unit) = self.patterns.only("unit", text)
        {
            out.insert("x-unit".into(), unit.to_lowercase().into());
        }
    }

    /// Limits that only the prose gives; a keyword wins.
    fn prose_limits(&self, kind: &str, text: &str, out: &mut Map<String, Value>) {
        let facts: &[(&str, &str)] = match kind {
            "integer" | "number" => &[("minimum", "minimum"), ("maximum", "maximum")],
            "string" => &[("min_length", "minLength"), ("max_length", "maxLength")],
            "array" => &[("max_items", "maxItems")],
            _ => &[],
        };
        // A list of values needs no limits.
        if ["enum", "x-enum-labels", "x-joined-values"].iter().any(|key| out.contains_key(*key)) {
            return;
        }
        for (fact, key) in facts {
            let said = self.patterns.only(fact, text);
            let number = said.and_then(|said| said.replace(',', "").parse::<i64>().ok());
            if let Some(number) = number.filter(|_| !out.contains_key(*key)) {
                out.insert((*key).to_owned(), number.into());
            }
        }
    }

    /// `maximum` on a list or a text, where it can only mean how many.
    fn misplaced_limits(
        &mut self,
        map: &Map<String, Value>,
        kind: &str,
        out: &mut Map<String, Value>,
        spot: &Spot,
    ) {
        let pairs: &[(&str, &str)] = match kind {
            "array" => &[("minimum", "minItems"), ("maximum", "maxItems")],
            "string" if !map.contains_key("format") => {
                &[("minimum", "minLength"), ("maximum", "maxLength")]
            }
            _ => &[],
        };
        for (from, to) in pairs {
            if let Some(value) = map.get(*from).filter(|value| value.is_u64()) {
                out.entry(*to).or_insert_with(|| value.clone());
                let message = format!("`{from}` of {kind}: taken as `{to}`");
                self.repaired(&spot.pointer.join(from), "limit-keyword", &message, "write that");
            }
        }
    }

    /// Properties, items and alternatives.
    fn parts(
        &mut self,
        map: &Map<String, Value>,
        kind: &str,
        text: &str,
        spot: &Spot,
        out: &mut Map<String, Value>,
    ) {
        if let Some(Value::Array(names)) = map.get("required") {
            let properties = map.get("properties").and_then(Value::as_object);
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
            if !kept.is_empty() {
                out.insert("required".into(), Value::Array(kept));
            }
        }
        if let Some(items) = map.get("items").filter(|_| kind == "array") {
            let scalar = items.get("properties").is_none();
            let mut below = Spot { item: true, ..spot.below(["items"]) };
            // What a list says about its values is said of each.
            let own = items.get("description").and_then(Value::as_str).unwrap_or_default();
            if scalar && own.trim().is_empty() {
                below.text = text.to_owned();
            }
            let mut items = self.schema(items, &below);
            if let (Value::Object(items), false) = (&mut items, own.len() > 1) {
                // Said of the list as a whole.
                ["deprecated", "default", "x-unit"].iter().for_each(|key| {
                    items.shift_remove(*key);
                });
            }
            out.insert("items".into(), items);
        }
        for key in ["allOf", "oneOf", "anyOf"] {
            if let Some(Value::Array(list)) = map.get(key) {
                let each = list.iter().enumerate().map(|(index, one)| {
                    let below = spot.below([key, &index.to_string()]);
                    self.schema(one, &Spot { alternative: key != "allOf", ..below })
                });
                out.insert(key.into(), each.collect());
            }
        }
        if let Some(Value::Object(properties)) = map.get("properties") {
            let each = properties.iter().map(|(name, property)| {
                (name.clone(), self.schema(property, &spot.below(["properties", name])))
            });
            let each: Map<String, Value> = each.collect();
            out.insert("properties".into(), Value::Object(each));
        }
        match map.get("additionalProperties") {
            Some(schema @ Value::Object(_)) => {
                let schema = self.schema(schema, &spot.below(["additionalProperties"]));
                out.insert("additionalProperties".into(), schema);
            }
            Some(Value::Bool(true)) if !map.contains_key("properties") => {
                out.insert("additionalProperties".into(), true.into());
            }
            _ => {}
        }
        if let Some(discriminator) = map.get("discriminator") {
            out.insert("discriminator".into(), discriminator.clone());
        }
    }
}

impl Spot {
    /// Alternatives decide what the value is, not a keyword beside them.
    fn composed(&self, map: &Map<String, Value>) -> bool {
        ["oneOf", "anyOf", "allOf"].iter().any(|key| map.contains_key(*key))
    }
}

/// The limits that mean something for a type.
fn limits(kind: &str) -> &'static [&'static str] {
    match kind {
        "integer" | "number" => {
            &["minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum", "multipleOf"]
        }
        "string" => &["minLength", "maxLength", "pattern"],
        "array" => &["minItems", "maxItems", "uniqueItems"],
        "object" => &["minProperties", "maxProperties"],
        _ => &[],
    }
}

/// `uniqueItems: false`, `pattern: ""` say nothing.
fn is_blank(value: &Value) -> bool {
    matches!(value, Value::Bool(false) | Value::Null) || value == ""
}
