//! The rules by which a value of one kind is taken for another: the only place that knows them.
//!
//! Every function puts a value into a place and returns it when it does not fit.

use serde_json::Number;

use super::json_text;
use super::place::Place;

/// A value that does not fit into its place.
#[derive(Debug, PartialEq)]
pub(crate) struct Unfit {
    /// The value as compact JSON text.
    pub(crate) json: String,
}

/// A value that does not fit. It is rare and in a box, so that the usual result fits into a register.
pub(crate) type Misfit = Option<Box<Unfit>>;

/// The result for a value that does not fit.
#[cold]
pub(crate) fn misfit(json: String) -> Misfit {
    Some(Box::new(Unfit { json }))
}

/// The result for a boolean or an integer that does not fit.
#[cold]
fn plain(value: impl ToString) -> Misfit {
    misfit(value.to_string())
}

/// The result for a string that does not fit.
#[cold]
fn quoted(text: &str) -> Misfit {
    let mut json = String::new();
    json_text::string(&mut json, text);
    misfit(json)
}

/// The largest integer up to which `f64` holds every integer.
const EXACT: f64 = 9_007_199_254_740_992.0;

pub(crate) fn null(place: &mut Place<'_>) {
    place.clear();
}

pub(crate) fn boolean(place: &mut Place<'_>, value: bool) -> Misfit {
    match place {
        Place::Bool(slot) => **slot = Some(value),
        Place::Integer(slot) => slot.set(i64::from(value)),
        Place::Text(slot) => slot.set(if value { "true" } else { "false" }, false),
        _ => return plain(value),
    }
    None
}

#[inline]
pub(crate) fn integer(place: &mut Place<'_>, value: i64) -> Misfit {
    match place {
        Place::Integer(slot) => {
            slot.set(value);
            None
        }
        place => integer_elsewhere(place, value),
    }
}

fn integer_elsewhere(place: &mut Place<'_>, value: i64) -> Misfit {
    match place {
        Place::Bool(slot) if value == 0 || value == 1 => **slot = Some(value == 1),
        Place::Number(slot) => match exact(value) {
            Some(number) => **slot = Some(number),
            None => return plain(value),
        },
        Place::Text(slot) => slot.set(&value.to_string(), false),
        _ => return plain(value),
    }
    None
}

/// An integer above the range of `i64`.
pub(crate) fn huge(place: &mut Place<'_>, value: u64) -> Misfit {
    match place {
        Place::Text(slot) => slot.set(&value.to_string(), false),
        _ => return plain(value),
    }
    None
}

pub(crate) fn number(place: &mut Place<'_>, value: f64) -> Misfit {
    match place {
        Place::Integer(slot) => match integral(value) {
            Some(integer) => slot.set(integer),
            None => return number_misfit(value),
        },
        Place::Number(slot) => **slot = Some(value),
        Place::Text(slot) => match Number::from_f64(value) {
            Some(number) => slot.set(&number.to_string(), false),
            None => return misfit(json_text::NULL.to_owned()),
        },
        _ => return number_misfit(value),
    }
    None
}

#[cold]
fn number_misfit(value: f64) -> Misfit {
    let mut json = String::new();
    json_text::number(&mut json, value);
    misfit(json)
}

#[inline]
pub(crate) fn text(place: &mut Place<'_>, value: &str) -> Misfit {
    match place {
        Place::Text(slot) => {
            slot.set(value, false);
            None
        }
        place => text_elsewhere(place, value),
    }
}

fn text_elsewhere(place: &mut Place<'_>, value: &str) -> Misfit {
    match place {
        // The empty text stands for "not set" wherever something else than text belongs.
        place if value.is_empty() => place.clear(),
        Place::Bool(slot) => match truth(value.trim()) {
            Some(truth) => **slot = Some(truth),
            None => return quoted(value),
        },
        Place::Integer(slot) => match value.trim().parse() {
            Ok(integer) => slot.set(integer),
            Err(_) => return quoted(value),
        },
        Place::Number(slot) => match figures(value.trim()) {
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
