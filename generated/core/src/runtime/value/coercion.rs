//! The rules by which a value of one kind is accepted for another; there are no others elsewhere.
//!
//! Every function puts a value into a place and returns it when it does not fit.

use serde_json::Number;

use super::decode_into::DecodeInto;
use super::json_text;

/// A value that does not fit into its place.
#[derive(Debug, PartialEq)]
pub(crate) struct Mismatch {
    /// The value as compact JSON text.
    pub(crate) json: String,
}

/// A value that does not fit. It is rare and in a box, so that the usual result fits into a register.
pub(crate) type MaybeMismatch = Option<Box<Mismatch>>;

/// The result for a value that does not fit.
#[cold]
pub(crate) fn mismatch(json: String) -> MaybeMismatch {
    Some(Box::new(Mismatch { json }))
}

/// The result for a boolean or an integer that does not fit.
#[cold]
fn plain(value: impl ToString) -> MaybeMismatch {
    mismatch(value.to_string())
}

/// The result for a string that does not fit.
#[cold]
fn quoted(text: &str) -> MaybeMismatch {
    let mut json = String::new();
    json_text::string(&mut json, text);
    mismatch(json)
}

/// The largest integer up to which `f64` holds every integer.
const EXACT: f64 = 9_007_199_254_740_992.0;

pub(crate) fn null(target: &mut DecodeInto<'_>) {
    target.clear();
}

pub(crate) fn boolean(target: &mut DecodeInto<'_>, value: bool) -> MaybeMismatch {
    match target {
        DecodeInto::Bool(slot) => **slot = Some(value),
        DecodeInto::Integer(slot) => slot.set(i64::from(value)),
        DecodeInto::String(slot) => slot.set(if value { "true" } else { "false" }, false),
        _ => return plain(value),
    }
    None
}

#[inline]
pub(crate) fn integer(target: &mut DecodeInto<'_>, value: i64) -> MaybeMismatch {
    match target {
        DecodeInto::Integer(slot) => {
            slot.set(value);
            None
        }
        target => integer_elsewhere(target, value),
    }
}

fn integer_elsewhere(target: &mut DecodeInto<'_>, value: i64) -> MaybeMismatch {
    match target {
        DecodeInto::Bool(slot) if value == 0 || value == 1 => **slot = Some(value == 1),
        DecodeInto::Number(slot) => match exact(value) {
            Some(number) => **slot = Some(number),
            None => return plain(value),
        },
        DecodeInto::String(slot) => slot.set(&value.to_string(), false),
        _ => return plain(value),
    }
    None
}

/// An integer above the range of `i64`.
pub(crate) fn huge(target: &mut DecodeInto<'_>, value: u64) -> MaybeMismatch {
    match target {
        DecodeInto::String(slot) => slot.set(&value.to_string(), false),
        _ => return plain(value),
    }
    None
}

pub(crate) fn number(target: &mut DecodeInto<'_>, value: f64) -> MaybeMismatch {
    match target {
        DecodeInto::Integer(slot) => match integral(value) {
            Some(integer) => slot.set(integer),
            None => return number_misfit(value),
        },
        DecodeInto::Number(slot) => **slot = Some(value),
        DecodeInto::String(slot) => match Number::from_f64(value) {
            Some(number) => slot.set(&number.to_string(), false),
            None => return mismatch(json_text::NULL.to_owned()),
        },
        _ => return number_misfit(value),
    }
    None
}

#[cold]
fn number_misfit(value: f64) -> MaybeMismatch {
    let mut json = String::new();
    json_text::number(&mut json, value);
    mismatch(json)
}

#[inline]
pub(crate) fn text(target: &mut DecodeInto<'_>, value: &str) -> MaybeMismatch {
    match target {
        DecodeInto::String(slot) => {
            slot.set(value, false);
            None
        }
        target => text_elsewhere(target, value),
    }
}

fn text_elsewhere(target: &mut DecodeInto<'_>, value: &str) -> MaybeMismatch {
    match target {
        // The empty string means "not set" wherever the type is not a string.
        target if value.is_empty() => target.clear(),
        DecodeInto::Bool(slot) => match truth(value.trim()) {
            Some(truth) => **slot = Some(truth),
            None => return quoted(value),
        },
        DecodeInto::Integer(slot) => match value.trim().parse() {
            Ok(integer) => slot.set(integer),
            Err(_) => return quoted(value),
        },
        DecodeInto::Number(slot) => match figures(value.trim()) {
            Some(number) => **slot = Some(number),
            None => return quoted(value),
        },
        _ => return quoted(value),
    }
    None
}

fn truth(text: &str) -> Option<bool> {
    match text {
        "1" => Some(true),
        "0" => Some(false),
        _ if text.eq_ignore_ascii_case("true") => Some(true),
        _ if text.eq_ignore_ascii_case("false") => Some(false),
        _ => None,
    }
}

/// A number written in figures; `inf`, `NaN` and numbers beyond the range of `f64` are words.
fn figures(text: &str) -> Option<f64> {
    if let Ok(integer) = text.parse::<i64>() {
        return exact(integer);
    }
    text.parse().ok().filter(|number: &f64| number.is_finite())
}

/// The integer as `f64`, when nothing is lost.
fn exact(value: i64) -> Option<f64> {
    let number = value as f64;
    #[expect(clippy::cast_possible_truncation, reason = "an `f64` made of an `i64` fits an `i128`")]
    let back = number as i128;
    (back == i128::from(value)).then_some(number)
}

/// The number as integer, when it is one and `f64` held it without loss.
pub(crate) fn integral(value: f64) -> Option<i64> {
    #[expect(clippy::cast_possible_truncation, reason = "it saturates, and the condition decides")]
    let integer = value as i64;
    (value.fract() == 0.0 && value.abs() <= EXACT).then_some(integer)
}
