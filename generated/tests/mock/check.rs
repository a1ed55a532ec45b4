//! What is wrong with a request, by its document.

use serde_json::{Map, Value, json};
use url::form_urlencoded;

use super::documents::{Body, Described, Parameter};
use super::responses::{kind_of, properties};
use super::server::Received;

/// Inputs that the client adds itself.
const CREDENTIALS: [&str; 2] = ["api_key", "api_secret"];

/// A request beside the description of its operation.
pub(super) struct Check<'a> {
    pub(super) components: &'a Value,
    pub(super) described: &'a Described,
    /// Everything that the operation takes has to be there.
    pub(super) complete: bool,
    pub(super) faults: Vec<String>,
}

impl Check<'_> {
    pub(super) fn run(&mut self, request: &Received) {
        self.path(request);
        self.query(request);
        let described = self.described;
        for one in described.parameters.iter().filter(|one| one.location == "header") {
            let values: Vec<String> = request.header(&one.name).into_iter().collect();
            self.parameter(one, &values);
        }
        self.body(request);
    }

    fn fault(&mut self, text: impl Into<String>) {
        self.faults.push(text.into());
    }

    fn path(&mut self, request: &Received) {
        let templates = self.described.path.split('/');
        let given: Vec<String> = request.path.split('/').map(decoded).collect();
        for (template, value) in templates.zip(given) {
            for (name, value) in captured(template, &value) {
                // What starts with a slash, or has two in a row, arrives encoded twice (and only that).
                let twice = decoded(&value);
                if twice != value && !(twice.starts_with('/') || twice.contains("//")) {
                    self.fault(format!("path parameter {name} is encoded twice: {value}"));
                }
                let described = self.described;
                let found = described.parameters.iter().find(|one| one.name == name);
                match found {
                    Some(one) => self.parameter(one, &[twice]),
                    None => self.fault(format!("path parameter {name} is not documented")),
                }
            }
        }
    }

    fn query(&mut self, request: &Received) {
        let pairs: Vec<(String, String)> =
            form_urlencoded::parse(request.query.as_bytes()).into_owned().collect();
        let described = self.described;
        let known = || described.parameters.iter().filter(|one| one.location == "query");
        for (name, _) in &pairs {
            let bare = name.trim_end_matches("[]");
            if !known().any(|one| one.name == *name || one.name == bare) {
                self.fault(format!("query parameter {name} is not documented"));
            }
        }
        for one in known() {
            let of = |pair: &&(String, String)| {
                pair.0 == one.name || pair.0.trim_end_matches("[]") == one.name
            };
            let values: Vec<String> =
                pairs.iter().filter(of).map(|(_, value)| value.clone()).collect();
            self.parameter(one, &values);
        }
    }

    fn parameter(&mut self, one: &Parameter, values: &[String]) {
        if values.is_empty() {
            if one.required || self.complete {
                self.fault(format!("{} parameter {} is missing", one.location, one.name));
            }
            return;
        }
        let list = kind_of(self.components, &one.schema) == "array";
        let value = if list {
            let items = one.schema.get("items").cloned().unwrap_or_default();
            let parts: Vec<&str> = match (values, one.repeated) {
                ([joined], false) => joined.split(',').collect(),
                _ => values.iter().map(String::as_str).collect(),
            };
            Value::Array(parts.iter().map(|part| self.coerced(&items, part)).collect())
        } else {
            self.coerced(&one.schema, values.first().map(String::as_str).unwrap_or_default())
        };
        if values.len() > 1 && !list {
            self.fault(format!(
                "{} parameter {} is there {} times",
                one.location,
                one.name,
                values.len()
            ));
        }
        self.validate(&format!("{} parameter {}", one.location, one.name), &one.schema, &value);
    }

    /// A string as a value of the type in its schema.
    fn coerced(&self, schema: &Value, text: &str) -> Value {
        let number =
            || text.parse::<i64>().map(Value::from).or(text.parse::<f64>().map(Value::from)).ok();
        let parsed = match kind_of(self.components, schema).as_str() {
            "integer" | "number" => number(),
            "boolean" => text.parse::<bool>().ok().map(Value::from),
            "object" | "array" => serde_json::from_str(text).ok(),
            _ => None,
        };
        parsed.unwrap_or_else(|| Value::from(text))
    }

    fn validate(&mut self, what: &str, schema: &Value, value: &Value) {
        let root = json!({"allOf": [schema], "components": self.components});
        let validator = jsonschema::options().should_validate_formats(true).build(&root);
        match validator {
            Ok(validator) => {
                let faults: Vec<String> = validator
                    .iter_errors(value)
                    .map(|error| format!("{what}: {}: {error}", error.instance_path()))
                    .collect();
                self.faults.extend(faults);
            }
            Err(error) => self.fault(format!("{what}: the schema itself: {error}")),
        }
    }

    fn body(&mut self, request: &Received) {
        let kind = request.header("content-type").unwrap_or_default();
        let bare = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        let described = self.described;
        let Some(body) = &described.body else {
            let form = bare == "application/x-www-form-urlencoded";
            let pairs = form_urlencoded::parse(&request.body);
            let own = pairs.filter(|(name, _)| !form || !CREDENTIALS.contains(&&**name)).count();
            if own > 0 {
                self.fault(format!("a body where none is documented: {}", request.text()));
            }
            return;
        };
        if request.body.is_empty() {
            if body.required || self.complete {
                self.fault("the body is missing");
            }
            return;
        }
        let Some((media, schema)) = matching(body, &bare) else {
            let known: Vec<&String> = body.content.keys().collect();
            self.fault(format!("content type {kind}, documented {known:?}"));
            return;
        };
        let value = match media.as_str() {
            "application/x-www-form-urlencoded" => {
                let pairs = form_urlencoded::parse(&request.body).into_owned();
                self.members(schema, pairs.collect())
            }
            "multipart/form-data" => self.members(schema, request.parts.clone()),
            media if media.ends_with("json") => match serde_json::from_slice(&request.body) {
                Ok(value) => value,
                Err(error) => return self.fault(format!("the body is not JSON: {error}")),
            },
            _ => return,
        };
        if value.is_null() || has_null(&value) {
            self.fault(format!("a null that nobody set: {value}"));
        }
        self.validate("body", schema, &value);
        if self.complete {
            self.complete(schema, &value, "body", 0);
        }
    }

    /// The members of a form as an object.
    fn members(&mut self, schema: &Value, pairs: Vec<(String, String)>) -> Value {
        let properties = properties(self.components, schema);
        let mut object = Map::new();
        for (name, text) in pairs {
            let bare = name.trim_end_matches("[]");
            let Some(own) = properties.get(bare) else {
                if !CREDENTIALS.contains(&bare) {
                    self.fault(format!("form field {name} is not documented"));
                }
                continue;
            };
            if kind_of(self.components, own) == "array" {
                let items = own.get("items").cloned().unwrap_or_default();
                let item = self.coerced(&items, &text);
                let list = object.entry(bare.to_owned()).or_insert_with(|| json!([]));
                if let Value::Array(list) = list {
                    list.push(item);
                }
            } else {
                object.insert(bare.to_owned(), self.coerced(own, &text));
            }
        }
        // Who uses version 1 is not part of what is asked.
        for name in CREDENTIALS.iter().filter(|name| properties.contains_key(**name)) {
            object.insert((*name).to_owned(), json!("text"));
        }
        Value::Object(object)
    }

    /// Every documented member is there.
    fn complete(&mut self, schema: &Value, value: &Value, at: &str, depth: usize) {
        match value {
            Value::Object(members) if depth < 6 => {
                for (name, property) in properties(self.components, schema) {
                    if property.get("readOnly") == Some(&Value::Bool(true)) {
                        continue;
                    }
                    match members.get(&name) {
                        Some(member) => {
                            let property = super::documents::resolved(self.components, &property);
                            self.complete(property, member, &format!("{at}.{name}"), depth + 1);
                        }
                        None => self.fault(format!("{at}.{name} cannot be sent")),
                    }
                }
            }
            Value::Array(list) => {
                let items =
                    super::documents::resolved(self.components, schema).get("items").cloned();
                if let (Some(items), Some(first)) = (items, list.first()) {
                    self.complete(&items, first, &format!("{at}[]"), depth + 1);
                }
            }
            _ => {}
        }
    }
}

fn matching<'a>(body: &'a Body, bare: &str) -> Option<(&'a String, &'a Value)> {
    body.content.iter().find(|(media, _)| {
        let media = media.split(';').next().unwrap_or_default().trim();
        media.eq_ignore_ascii_case(bare) || media == "*/*"
    })
}

fn has_null(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(list) => list.iter().any(has_null),
        Value::Object(map) => map.values().any(has_null),
        _ => false,
    }
}

/// Percent-encoding undone once.
pub(super) fn decoded(text: &str) -> String {
    percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// The parameters of one part of a path: `{a}.{b}` has two.
pub(super) fn captured(template: &str, value: &str) -> Vec<(String, String)> {
    let Some((before, rest)) = template.split_once('{') else { return Vec::new() };
    let Some((name, after)) = rest.split_once('}') else { return Vec::new() };
    let value = value.strip_prefix(before).unwrap_or(value);
    if after.is_empty() {
        return vec![(name.to_owned(), value.to_owned())];
    }
    let separator = after.split('{').next().unwrap_or_default();
    let (own, rest) = value.split_once(separator).unwrap_or((value, ""));
    let mut all = vec![(name.to_owned(), own.to_owned())];
    all.extend(captured(after, &format!("{separator}{rest}")));
    all
}
