//! One schema: the facts of its keywords and of its prose, as keywords.

use serde_json::{Map, Value};

use super::patterns::{Patterns, tidy};
use super::{all_of, labels, values};
use crate::diagnostic::{Finding, Findings, Severity};
use crate::document::reference;
use crate::pointer::Pointer;
use crate::settings::Numbers;

/// Numbers of prose that no keyword has.
pub(crate) const UNREAD: &str = "unread-values";

/// Restates the parts of one document.
pub(super) struct Restater<'a> {
    pub file: &'a str,
    /// The document before it was restated, to look up references.
    pub before: &'a Value,
    pub numbers: Numbers,
    pub patterns: &'a Patterns,
    pub findings: &'a mut Findings,
    /// Where parts of the tree are in the document that was read: new pointer, old pointer.
    pub moves: Vec<(Pointer, Pointer)>,
    /// Whether any schema was inferred from an example.
    pub has_inferred: bool,
}

/// The context of a schema.
pub(super) struct SchemaContext {
    pub pointer: Pointer,
    /// Prose about the value besides its own description.
    pub text: String,
    /// The server sends it.
    pub response: bool,
    /// The items of a list.
    pub item: bool,
}

impl SchemaContext {
    pub fn new(pointer: Pointer, response: bool) -> SchemaContext {
        SchemaContext { pointer, text: String::new(), response, item: false }
    }

    fn below<'t>(&self, tokens: impl IntoIterator<Item = &'t str>) -> SchemaContext {
        SchemaContext::new(self.pointer.join_all(tokens), self.response)
    }
}

impl Restater<'_> {
    pub fn schema(&mut self, value: &mut Value, context: SchemaContext) {
        let Value::Object(map) = value else { return };
        if let Some(flat) = all_of::flatten(map) {
            let at = &context.pointer;
            let moved = flat.moves.iter().map(|(to, from)| {
                let to = at.join_all(to.iter().map(String::as_str));
                (to, at.join_all(from.iter().map(String::as_str)))
            });
            self.moves.extend(moved);
            *map = flat.schema;
        }
        // A reference is restated where it leads.
        if map.contains_key("$ref") {
            return;
        }
        let own = map.get("description").and_then(Value::as_str).unwrap_or_default();
        let text = tidy(format!("{}\n{own}", context.text).trim()).trim().to_owned();
        self.typed(map);
        let (kind, wraps_values) = self.kind(map);
        format(map);
        drop_other_limits(map);
        if !["object", "array", ""].contains(&kind.as_str()) || map.contains_key("enum") {
            self.values(map, &kind, wraps_values, &text, &context);
        }
        self.prose_limits(map, &kind, &text);
        if self.patterns.says("deprecated", &text) {
            map.insert("deprecated".into(), true.into());
        }
        self.parts(map, &text, &context);
    }

    pub(super) fn moved(&mut self, to: Pointer, from: Pointer) {
        self.moves.push((to, from));
    }

    /// Adds the type that the keywords imply.
    fn typed(&self, map: &mut Map<String, Value>) {
        let whole = map.get("format").and_then(Value::as_str).is_none_or(|f| f == "int64");
        let is_number = map.get("type").is_some_and(|kind| kind == "number");
        if self.numbers == Numbers::Integers && is_number && whole {
            map.insert("type".into(), "integer".into());
        }
        // Alternatives decide the type, not a keyword beside them.
        let composed = ["oneOf", "anyOf", "allOf"].iter().any(|key| map.contains_key(*key));
        if map.contains_key("type") || composed {
            return;
        }
        let strings = |values: &Value| {
            values.as_array().is_some_and(|list| list.iter().all(Value::is_string))
        };
        let kind = if map.contains_key("properties") {
            "object"
        } else if map.contains_key("items") {
            "array"
        } else if map.get("enum").is_some_and(strings) {
            "string"
        } else {
            return;
        };
        map.insert("type".into(), kind.into());
    }

    /// The type of the value: a string of an integer format is an integer, and a wrapper around one reference has the
    /// type of its target. The flag is set if the target has an `enum`.
    fn kind(&self, map: &Map<String, Value>) -> (String, bool) {
        let wrapped = match map.get("allOf").and_then(Value::as_array).map(Vec::as_slice) {
            Some([one]) if one.get("$ref").is_some() && !map.contains_key("type") => {
                reference::target(self.before, one, &Pointer::root()).ok()
            }
            _ => None,
        };
        let target = wrapped.and_then(|(target, _)| target.as_object());
        let schema = target.unwrap_or(map);
        let text = |key: &str| schema.get(key).and_then(Value::as_str).unwrap_or_default();
        let quoted = text("type") == "string" && ["int32", "int64"].contains(&text("format"));
        let kind = if quoted { "integer" } else { text("type") };
        (kind.to_owned(), target.is_some_and(|target| target.contains_key("enum")))
    }

    /// Values, labels, default and unit.
    fn values(
        &mut self,
        map: &mut Map<String, Value>,
        kind: &str,
        wraps_values: bool,
        text: &str,
        context: &SchemaContext,
    ) {
        let mut found = if map.contains_key("x-joined-values") || map.contains_key("x-enum-labels")
        {
            values::Values::default()
        } else {
            values::values(map, kind, text, !context.item, self.patterns)
        };
        if wraps_values {
            found.integers = labels::labels(text);
        }
        let joined = !found.joined.is_empty();
        if joined {
            if map.shift_remove("enum").is_some() {
                self.joined(&context.pointer.join("enum"));
            }
            let values = found.joined.into_iter().map(|(value, label)| (value, label.into()));
            map.insert("x-joined-values".into(), Value::Object(values.collect()));
        } else if !found.values.is_empty() {
            map.insert("enum".into(), Value::Array(found.values));
        }
        let said = self.patterns.only("default", text);
        let default = values::default(map, kind, said.as_deref(), context.response);
        match default.filter(|_| !joined) {
            Some(default) => map.insert("default".into(), default),
            None => map.shift_remove("default"),
        };
        let mut retired = found.retired;
        if map.contains_key("enum") {
            let labels = found.labels.into_iter().map(Value::from).collect();
            list(map, "x-enum-descriptions", labels);
            for key in values::LABEL_KEYS.iter().skip(1) {
                map.shift_remove(*key);
            }
        }
        if found.integers.len() >= 2 {
            let struck = found.integers.iter().filter(|one| one.deprecated);
            retired.extend(struck.map(|one| Value::from(one.value)));
            let labels =
                found.integers.into_iter().map(|one| (one.value.to_string(), one.text.into()));
            map.insert("x-enum-labels".into(), Value::Object(labels.collect()));
        }
        if !retired.is_empty() {
            map.insert("x-enum-deprecated".into(), Value::Array(retired));
        }
        if let Some(names) = map.shift_remove("x-enumNames") {
            map.entry("x-enum-varnames").or_insert(names);
        }
        self.quantity(map, kind, text);
        if kind == "integer" && !wraps_values {
            self.unread(map, text, &context.pointer);
        }
    }

    fn joined(&mut self, at: &Pointer) {
        let message = "the description has values joined by commas: no single value of `enum` fits";
        let help = "describe it as a string, and its parts by the values";
        let code = "joined-values";
        self.findings.push(Finding::new(Severity::Repair, code, self.file, at, message, help));
    }

    /// The unit of a number that is not one of a list of values.
    fn quantity(&self, map: &mut Map<String, Value>, kind: &str, text: &str) {
        let listed = map.contains_key("enum") || map.contains_key("x-enum-labels");
        if !listed
            && ["integer", "number"].contains(&kind)
            && let Some(unit) = self.patterns.only("unit", text)
        {
            map.insert("x-unit".into(), unit.to_lowercase().into());
        }
    }

    /// Notes the numbers of a description that no keyword has, where they could be values.
    fn unread(&mut self, map: &Map<String, Value>, text: &str, at: &Pointer) {
        if text.is_empty() || map.contains_key("enum") || map.contains_key("x-enum-labels") {
            return;
        }
        let limits = ["minimum", "maximum", "default", "multipleOf"];
        let known = limits.iter().filter_map(|key| map.get(*key));
        let known =
            known.filter_map(|value| value.as_i64().or_else(|| value.as_str()?.parse().ok()));
        let found = labels::unread(text, &known.collect::<Vec<i64>>());
        if found.len() < 2 {
            return;
        }
        let numbers: Vec<String> = found.iter().map(i64::to_string).collect();
        let message = format!(
            "the description of an integer has numbers that are not read as its values: {}",
            numbers.join(", ")
        );
        let help = "if they are its values, name them in enums.yaml, or list them under `enum` in an overlay";
        self.findings.push(Finding::new(Severity::Note, UNREAD, self.file, at, message, help));
    }

    /// Limits that only prose has; a keyword takes precedence.
    fn prose_limits(&self, map: &mut Map<String, Value>, kind: &str, text: &str) {
        let facts: &[(&str, &str)] = match kind {
            "integer" | "number" => &[("minimum", "minimum"), ("maximum", "maximum")],
            "string" => &[("min_length", "minLength"), ("max_length", "maxLength")],
            "array" => &[("max_items", "maxItems")],
            _ => &[],
        };
        // A list of values needs no limits.
        if ["enum", "x-enum-labels", "x-joined-values"].iter().any(|key| map.contains_key(*key)) {
            return;
        }
        for (fact, key) in facts {
            let said = self.patterns.only(fact, text);
            let number = said.and_then(|said| said.replace(',', "").parse::<i64>().ok());
            if let Some(number) = number.filter(|_| !map.contains_key(*key)) {
                map.insert((*key).to_owned(), number.into());
            }
        }
    }

    /// Properties, items and alternatives.
    fn parts(&mut self, map: &mut Map<String, Value>, text: &str, context: &SchemaContext) {
        for key in ["items", "additionalProperties"] {
            if let Some(inner) = map.get_mut(key) {
                self.each_value(inner, key, text, context);
            }
        }
        for key in ["allOf", "oneOf", "anyOf"] {
            if let Some(Value::Array(list)) = map.get_mut(key) {
                for (index, one) in list.iter_mut().enumerate() {
                    self.schema(one, context.below([key, &index.to_string()]));
                }
            }
        }
        for key in ["properties", "$defs", "definitions"] {
            if let Some(Value::Object(members)) = map.get_mut(key) {
                for (name, one) in members {
                    self.schema(one, context.below([key, name]));
                }
            }
        }
    }

    /// The items of a list, or the values of a map. Prose about a list is about each of its items, if these are scalars
    /// without prose of their own; but deprecation, default and unit then belong to the whole list, unless the items have them as keywords.
    fn each_value(&mut self, inner: &mut Value, key: &str, text: &str, context: &SchemaContext) {
        let own = inner.get("description").and_then(Value::as_str).unwrap_or_default();
        let inherits = inner.get("properties").is_none() && own.trim().is_empty();
        let is_described = own.len() > 1;
        let is_item = key == "items";
        let mut below = SchemaContext { item: is_item, ..context.below([key]) };
        if inherits {
            below.text = text.to_owned();
        }
        let own = ["deprecated", "default", "x-unit"].map(|key| (key, inner.get(key).is_some()));
        self.schema(inner, below);
        let keeps = is_described || (!is_item && text.is_empty());
        if let (Value::Object(inner), false) = (inner, keeps) {
            for (key, _) in own.into_iter().filter(|(_, was_there)| !was_there) {
                inner.shift_remove(key);
            }
        }
    }
}

/// Sets a list; one of empty strings is left out.
fn list(map: &mut Map<String, Value>, key: &str, list: Vec<Value>) {
    if list.iter().any(|one| one != "") {
        map.insert(key.into(), Value::Array(list));
    } else {
        map.shift_remove(key);
    }
}

/// Keywords that limit values of some type.
const LIMITS: [&str; 13] = [
    "minimum",
    "exclusiveMinimum",
    "maximum",
    "exclusiveMaximum",
    "multipleOf",
    "minLength",
    "maxLength",
    "pattern",
    "minItems",
    "maxItems",
    "uniqueItems",
    "minProperties",
    "maxProperties",
];

/// The limits that apply to values of a type.
pub(crate) fn limits(kind: &str) -> &'static [&'static str] {
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

/// Drops the limits of other types: by the specification they have no effect.
fn drop_other_limits(map: &mut Map<String, Value>) {
    let Some(kind) = map.get("type").and_then(Value::as_str).map(str::to_owned) else { return };
    for key in LIMITS.iter().filter(|key| !limits(&kind).contains(key)) {
        map.shift_remove(*key);
    }
}

/// Formats in lower case with hyphens; one that only repeats the type is dropped.
fn format(map: &mut Map<String, Value>) {
    let Some(format) = map.get("format").and_then(Value::as_str) else { return };
    let format = format.trim().to_lowercase().replace(' ', "-");
    if format.is_empty() || map.get("type").and_then(Value::as_str) == Some(&format) {
        map.shift_remove("format");
    } else {
        map.insert("format".into(), format.into());
    }
}
