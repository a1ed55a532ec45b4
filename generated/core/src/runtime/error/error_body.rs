//! Reading codes and messages out of the bodies of error responses, whatever shape and state they are in.

use serde_json::{Map, Value};

use super::api_error::FieldError;
use super::error_body_xml;
use crate::runtime::request::operation_info::ErrorShape;
use crate::runtime::value::decode;

/// The error information in a body.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct ErrorBody {
    pub(crate) code: Option<i64>,
    /// The server's word for the kind of error.
    pub(crate) kind: Option<String>,
    pub(crate) message: String,
    pub(crate) fields: Vec<FieldError>,
}

/// A longer body is kept up to here, and only its beginning is searched: error messages of servers are shorter.
pub(crate) const LONGEST: usize = 1 << 20;

/// How much of such a body is searched.
const SEARCHED: usize = 4 << 10;

/// How much memory the values of a body may take.
const MEMORY: usize = 16 << 20;

/// How much of a body without structure becomes the message.
const LONGEST_PLAIN_MESSAGE: usize = 200;

/// Reads the error information; a body without any gives an empty result.
pub(crate) fn read(shape: &ErrorShape, body: &[u8]) -> ErrorBody {
    match parsed(body) {
        Some(Value::String(message)) if !is_markup(body) => {
            ErrorBody { message, ..ErrorBody::default() }
        }
        Some(value @ Value::Object(_)) => {
            let found = read_value(shape, &value);
            let says_nothing = found.code.is_none() && found.message.is_empty();
            if says_nothing && is_markup(body) { read_text(shape, body) } else { found }
        }
        Some(_) if !is_markup(body) => ErrorBody::default(),
        _ => read_text(shape, body),
    }
}

/// The error in the body of a response with a success status, if it is one: a code other than 0 in the object that is
/// for errors, or an integer other than 0 beside a message. A code in quotes may be anything, except in XML, which has
/// no other. With `has_code`, a code is data here.
pub(crate) fn in_success(shape: &ErrorShape, body: &[u8], has_code: bool) -> Option<ErrorBody> {
    let value = parsed(body)?;
    let object = value.as_object()?;
    let is_error = |holder: &Map<String, Value>, quoted: bool| {
        let mut codes = shape.code.iter().filter_map(|key| holder.get(*key));
        let found = codes.find_map(|code| if quoted { integer(code) } else { code.as_i64() });
        found.is_some_and(|code| code != 0)
    };
    let inner = envelope(shape, object).is_some_and(|inner| is_error(inner, true));
    let outer = || {
        let quoted = is_markup(body);
        !has_code && is_error(object, quoted) && text(shape.message, &[object], &value).is_some()
    };
    (inner || outer()).then(|| read_value(shape, &value))
}

/// The body of a small response as JSON.
pub(crate) fn json(body: &[u8]) -> Option<Value> {
    if body.len() > LONGEST { None } else { decode::value_within(body, MEMORY) }
}

/// The body as a tree, whether it is JSON or XML.
fn parsed(body: &[u8]) -> Option<Value> {
    if body.len() <= LONGEST && is_markup(body) {
        return error_body_xml::read(std::str::from_utf8(body).ok()?);
    }
    json(body)
}

/// Whether a body looks like XML, or a web page.
pub(crate) fn is_markup(body: &[u8]) -> bool {
    body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body).trim_ascii_start().starts_with(b"<")
}

/// The object in the body that is for errors.
fn envelope<'a>(
    shape: &ErrorShape,
    object: &'a Map<String, Value>,
) -> Option<&'a Map<String, Value>> {
    shape.envelope.iter().find_map(|key| object.get(*key)?.as_object())
}

fn read_value(shape: &ErrorShape, value: &Value) -> ErrorBody {
    let Some(object) = value.as_object() else { return ErrorBody::default() };
    let holders: Vec<&Map<String, Value>> =
        envelope(shape, object).into_iter().chain([object]).collect();
    let codes = || shape.code.iter().flat_map(|key| found(key, &holders, value));
    let word = codes().find_map(|code| code.as_str().filter(|_| integer(code).is_none()));
    let lists = shape.list.iter().flat_map(|key| found(key, &holders, value));
    ErrorBody {
        code: codes().find_map(integer),
        kind: text(shape.kind, &holders, value).or(word).map(ToOwned::to_owned),
        message: text(shape.message, &holders, value).unwrap_or_default().to_owned(),
        fields: lists
            .map(|list| fields(shape, list))
            .find(|list| !list.is_empty())
            .unwrap_or_default(),
    }
}

/// The values under a key, in the object for errors first; a key with slashes is a path from the top.
fn found<'a>(
    key: &str,
    holders: &[&'a Map<String, Value>],
    value: &'a Value,
) -> impl Iterator<Item = &'a Value> {
    let path = key.contains('/').then(|| format!("/{key}"));
    let nested = path.as_ref().and_then(|path| value.pointer(path));
    let holders = if path.is_some() { &[] } else { holders };
    let direct: Vec<&Value> = holders.iter().filter_map(|holder| holder.get(key)).collect();
    nested.into_iter().chain(direct)
}

fn integer(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

fn text<'a>(
    keys: &[&str],
    holders: &[&'a Map<String, Value>],
    value: &'a Value,
) -> Option<&'a str> {
    let texts = || keys.iter().flat_map(|key| found(key, holders, value)).filter_map(Value::as_str);
    texts().find(|text| !text.is_empty()).or_else(|| texts().next())
}

/// The faulty fields: a list of objects or strings, one object, or an object of names and strings.
fn fields(shape: &ErrorShape, list: &Value) -> Vec<FieldError> {
    match list {
        Value::Array(entries) => entries.iter().flat_map(|entry| fields(shape, entry)).collect(),
        Value::String(message) if message.is_empty() => Vec::new(),
        Value::String(message) => {
            vec![FieldError { field: String::new(), message: message.clone() }]
        }
        Value::Object(object) => {
            let part = |keys: &[&str]| {
                keys.iter().find_map(|key| object.get(*key).and_then(Value::as_str))
            };
            if let Some(message) = part(shape.detail) {
                let field = part(shape.field).unwrap_or_default().to_owned();
                return vec![FieldError { field, message: message.to_owned() }];
            }
            // An object around the list.
            if let Some(inner) = object.values().find(|value| value.is_array() || value.is_object())
                && object.len() == 1
                && shape.detail.iter().any(|key| contains(inner, key))
            {
                return fields(shape, inner);
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

/// Whether an object has a key, or the first object of a list.
fn contains(value: &Value, key: &str) -> bool {
    value.get(key).or_else(|| value.get(0)?.get(key)).is_some()
}

/// Reads code and message out of a body that is neither JSON nor XML, or too long to be read as such. Some servers
/// forget to escape quotes in messages, so the message goes on to the last quote before the end of the object.
fn read_text(shape: &ErrorShape, body: &[u8]) -> ErrorBody {
    let is_long = body.len() > LONGEST;
    let body = if is_long { body.get(..SEARCHED).unwrap_or(body) } else { body };
    let body = &*String::from_utf8_lossy(body);
    if is_long && body.trim_start().starts_with('[') {
        return ErrorBody::default();
    }
    if !body.trim_start().starts_with('{') {
        return ErrorBody { message: plain_message(body), ..ErrorBody::default() };
    }
    let last = |key: &&'static str| key.rsplit('/').next().unwrap_or(key);
    let code = shape.code.iter().map(last).find_map(|key| {
        let value = after_key(body, key)?.trim_start_matches('"');
        let end = value.find(|c: char| c != '-' && !c.is_ascii_digit()).unwrap_or(value.len());
        value.get(..end)?.parse().ok()
    });
    let message = shape.message.iter().map(last).find_map(|key| {
        let value = after_key(body, key)?.strip_prefix('"')?;
        Some(value.get(..message_end(value))?.to_owned())
    });
    let mut message = message.unwrap_or_default();
    if is_long {
        message = message.chars().take(LONGEST_PLAIN_MESSAGE).collect();
    }
    ErrorBody { code, message, ..ErrorBody::default() }
}

/// The value after `"key":`.
fn after_key<'a>(body: &'a str, key: &str) -> Option<&'a str> {
    let quoted = format!("\"{key}\"");
    body.match_indices(&quoted).find_map(|(at, _)| {
        let rest = body.get(at.saturating_add(quoted.len())..)?;
        Some(rest.trim_start().strip_prefix(':')?.trim_start())
    })
}

/// Where a string ends that may contain quotes: at a quote before `}` or before another key, else at the
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

/// Whether a string goes on as `name":`.
fn starts_with_key(text: &str) -> bool {
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(text.len());
    end > 0
        && text.get(end..).is_some_and(|rest| rest.starts_with("\":") || rest.starts_with("\" :"))
}

/// The first words of a string or an HTML page.
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
