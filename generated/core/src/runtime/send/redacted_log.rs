//! Requests and responses as a string for debugging. Redacted by default: values that are not listed as
//! harmless are `***` or a number of bytes.

use std::fmt::Write as _;

use serde_json::Value;

use super::response::RawResponse;
use crate::runtime::auth::Credentials;
use crate::runtime::request::operation_info::OperationInfo;
use crate::runtime::request::prepared::{PreparedBody, PreparedRequest};
use crate::runtime::secret::{HIDDEN, Line, escaped, is_secret, is_secret_parameter, masked};

/// Headers whose values are shown; a name that ends with `-` matches all that start so.
const HARMLESS: &[&str] = &[
    "accept",
    "accept-language",
    "content-length",
    "content-type",
    "date",
    "retry-after",
    "server",
    "user-agent",
    "x-ratelimit-",
];

/// Longer strings are prose, which may contain anything.
const LONGEST_TEXT: usize = 200;

/// Where a report is cut off.
const LONGEST_REPORT: usize = 16 << 10;

/// How much of a report is looked at.
const LOOKED_AT: usize = 64 << 10;

/// The request before it is sent.
pub(crate) fn request(
    info: &OperationInfo,
    request: &PreparedRequest,
    attempt: u32,
    credentials: &Credentials,
) -> String {
    let mut text = format!("> {} {}", request.method, request.path());
    for (at, (name, value)) in request.query().iter().enumerate() {
        let mark = if at == 0 { '?' } else { '&' };
        let _ = write!(text, "{mark}{}={}", Line(name), parameter(name, value));
    }
    let _ = write!(text, " ({}, attempt {attempt})", info.id);
    let headers = request.headers.iter().map(|(name, value)| (&**name, &**value));
    add_headers(&mut text, info, '>', headers);
    match &request.body {
        PreparedBody::Empty => {}
        PreparedBody::Content(content) => add_body(&mut text, '>', content),
        PreparedBody::Form(pairs) => {
            for (name, value) in pairs {
                let _ = write!(text, "\n> {}={}", Line(name), Line(&shown(name, value)));
            }
        }
        body => {
            let _ = write!(text, "\n> {body:?}");
        }
    }
    finished(text, credentials)
}

/// The response.
pub(crate) fn response(
    info: &OperationInfo,
    response: &RawResponse,
    credentials: &Credentials,
) -> String {
    let mut text = format!("< {} ({})", response.status, info.id);
    let headers = response.headers.iter();
    let headers = headers.map(|(name, value)| (name.as_str(), value.to_str().unwrap_or(HIDDEN)));
    add_headers(&mut text, info, '<', headers);
    add_body(&mut text, '<', &response.body);
    finished(text, credentials)
}

fn finished(mut text: String, credentials: &Credentials) -> String {
    cut(&mut text, LOOKED_AT);
    credentials.secrets().hide(&mut text);
    if cut(&mut text, LONGEST_REPORT) {
        text.push_str(" …");
    }
    text
}

fn cut(text: &mut String, longest: usize) -> bool {
    let is_long = text.len() > longest;
    if is_long {
        let end = (0..=longest).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        text.truncate(end);
    }
    is_long
}

fn add_headers<'a>(
    text: &mut String,
    info: &OperationInfo,
    mark: char,
    headers: impl Iterator<Item = (&'a str, &'a str)>,
) {
    for (name, value) in headers {
        let is_harmless =
            |one: &&str| *one == name || (one.ends_with('-') && name.starts_with(*one));
        let known = HARMLESS.iter().any(is_harmless);
        let value = if known || info.server.tracking_header == Some(name) { value } else { HIDDEN };
        let _ = write!(text, "\n{mark} {name}: {}", value.escape_debug());
    }
}

/// JSON without its secrets, and of anything else the size.
fn add_body(text: &mut String, mark: char, body: &[u8]) {
    if body.is_empty() {
        return;
    }
    match serde_json::from_slice::<Value>(body) {
        Ok(mut value) => {
            clean(&mut value);
            let _ = write!(text, "\n{mark} {}", escaped(&value.to_string()));
        }
        Err(_) => {
            let _ = write!(text, "\n{mark} {} bytes", body.len());
        }
    }
}

fn clean(value: &mut Value) {
    match value {
        Value::Object(object) => {
            for (name, value) in object.iter_mut() {
                // A switch of that name gives nothing away.
                if is_secret(name) && !value.is_null() && !value.is_boolean() {
                    *value = HIDDEN.into();
                } else {
                    clean(value);
                }
            }
        }
        Value::Array(list) => list.iter_mut().for_each(clean),
        Value::String(text) => *text = shown("", text),
        _ => {}
    }
}

/// A string, unless its name or its length makes it private; without the secrets in its URLs.
fn shown(name: &str, text: &str) -> String {
    if is_secret(name) {
        return HIDDEN.to_owned();
    }
    if text.len() > LONGEST_TEXT {
        return format!("{} bytes", text.len());
    }
    masked(text).into_owned()
}

fn parameter(name: &str, text: &str) -> String {
    if is_secret_parameter(name) { HIDDEN.to_owned() } else { Line(&shown(name, text)).to_string() }
}
