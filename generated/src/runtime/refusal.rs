//! Reading codes and messages out of the bodies of refusals, whatever state they are in.

use serde_json::{Map, Value};

use super::{ErrorShape, FieldError};

/// What a body says about a refusal.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Refusal {
    pub(crate) code: Option<i64>,
    pub(crate) message: String,
    pub(crate) fields: Vec<FieldError>,
}

/// How much of a body without structure becomes the message.
const LONGEST_PLAIN_MESSAGE: usize = 200;

/// Reads what is there; a body that says nothing gives an empty refusal.
pub(crate) fn read(shape: &ErrorShape, body: &[u8]) -> Refusal {
    match serde_json::from_slice::<Value>(body) {
        Ok(Value::Object(object)) => read_object(shape, envelope(shape, &object)),
        Ok(Value::String(message)) => Refusal { message, ..Refusal::default() },
        Ok(_) => Refusal::default(),
        Err(_) => read_broken(shape, &String::from_utf8_lossy(body)),
    }
}

/// The refusal in the body of an answer with a success status, if it is one: an integer other than 0 as
/// code, and a message, in the place where this server puts them. A code in quotes may be anything.
pub(crate) fn in_success(shape: &ErrorShape, body: &[u8]) -> Option<Refusal> {
    let Ok(Value::Object(object)) = serde_json::from_slice(body) else { return None };
    let inner = match shape.envelope {
        Some(key) => object.get(key)?.as_object()?,
        None => &object,
    };
    shape.code.iter().find_map(|key| inner.get(*key)?.as_i64()).filter(|code| *code != 0)?;
    text(shape.message, inner)?;
    Some(read_object(shape, inner))
}

/// The object that holds the error; some answers of a server with an envelope come without.
fn envelope<'a>(shape: &ErrorShape, object: &'a Map<String, Value>) -> &'a Map<String, Value> {
    shape.envelope.and_then(|key| object.get(key)?.as_object()).unwrap_or(object)
}

fn read_object(shape: &ErrorShape, object: &Map<String, Value>) -> Refusal {
    Refusal {
        code: code(shape, object),
        message: text(shape.message, object).unwrap_or_default().to_owned(),
        fields: shape
            .list
            .and_then(|key| object.get(key))
            .map(|list| fields(shape, list))
            .unwrap_or_default(),
    }
}

fn code(shape: &ErrorShape, object: &Map<String, Value>) -> Option<i64> {
    shape.code.iter().filter_map(|key| object.get(*key)).find_map(|value| match value {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    })
}

fn text<'a>(keys: &[&str], object: &'a Map<String, Value>) -> Option<&'a str> {
    let texts = || keys.iter().filter_map(|key| object.get(*key)?.as_str());
    texts().find(|text| !text.is_empty()).or_else(|| texts().next())
}

/// The faulty fields: a list of objects or texts, one object, or an object of names and texts.
fn fields(shape: &ErrorShape, list: &Value) -> Vec<FieldError> {
    match list {
        Value::Array(entries) => entries.iter().flat_map(|entry| fields(shape, entry)).collect(),
        Value::String(message) => {
            vec![FieldError { field: String::new(), message: message.clone() }]
        }
        Value::Object(object) => {
            let part = |key: &str| object.get(key).and_then(Value::as_str);
            if let Some(message) = part(shape.detail) {
                let field = part(shape.field).unwrap_or_default().to_owned();
                return vec![FieldError { field, message: message.to_owned() }];
            }
            let named = object.iter().map(|(field, value)| FieldError {
                field: field.clone(),
                message: value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned),
            });
            named.collect()
        }
        _ => Vec::new(),
    }
}

/// Reads code and message out of a body that is not JSON. Some servers forget to escape quotes in
/// messages, so the message goes on to the last quote before the end of the object.
fn read_broken(shape: &ErrorShape, body: &str) -> Refusal {
    if !body.trim_start().starts_with('{') {
        return Refusal { message: plain_message(body), ..Refusal::default() };
    }
    let code = shape.code.iter().find_map(|key| {
        let value = after_key(body, key)?.trim_start_matches('"');
        let end = value.find(|c: char| c != '-' && !c.is_ascii_digit()).unwrap_or(value.len());
        value.get(..end)?.parse().ok()
    });
    let message = shape.message.iter().find_map(|key| {
        let value = after_key(body, key)?.strip_prefix('"')?;
        Some(value.get(..message_end(value))?.to_owned())
    });
    Refusal { code, message: message.unwrap_or_default(), fields: Vec::new() }
}

/// What follows `"key":`.
fn after_key<'a>(body: &'a str, key: &str) -> Option<&'a str> {
    let quoted = format!("\"{key}\"");
    body.match_indices(&quoted).find_map(|(at, _)| {
        let rest = body.get(at.saturating_add(quoted.len())..)?;
        Some(rest.trim_start().strip_prefix(':')?.trim_start())
    })
}

/// Where a text ends that may contain quotes: at a quote before `}` or before another key, else at the
/// last quote, else at the end.
fn message_end(value: &str) -> usize {
    let ends_text = |at: usize| {
        let rest = value.get(at.saturating_add(1)..).unwrap_or_default().trim_start();
        match rest.strip_prefix(',') {
            Some(next) => next.trim_start().strip_prefix('"').is_some_and(starts_with_key),
            None => rest.starts_with('}'),
        }
    };
    let quotes = || value.match_indices('"').map(|(at, _)| at);
    quotes().find(|at| ends_text(*at)).or_else(|| quotes().next_back()).unwrap_or(value.len())
}

/// Whether a text goes on as `name":`.
fn starts_with_key(text: &str) -> bool {
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(text.len());
    end > 0
        && text.get(end..).is_some_and(|rest| rest.starts_with("\":") || rest.starts_with("\" :"))
}

/// The first words of a text or an HTML page.
fn plain_message(body: &str) -> String {
    let mut words = String::new();
    let mut in_tag = false;
    for c in body.chars() {
        match c {
            '<' => in_tag = true,
            '>' if in_tag => {
                in_tag = false;
                words.push(' ');
            }
            _ if in_tag => {}
            _ => words.push(c),
        }
    }
    let message = words.split_whitespace().collect::<Vec<_>>().join(" ");
    message.chars().take(LONGEST_PLAIN_MESSAGE).collect()
}

/// The scopes that a message names after the marker of this server.
pub(crate) fn scopes(shape: &ErrorShape, message: &str) -> Vec<String> {
    let Some((_, list)) = shape.scopes.and_then(|marker| message.split_once(marker)) else {
        return Vec::new();
    };
    let list = list.split(']').next().unwrap_or_default();
    let names = list.split(',').map(|name| name.trim().trim_matches(['"', '\\', '\'']).to_owned());
    names.filter(|name| !name.is_empty()).collect()
}
