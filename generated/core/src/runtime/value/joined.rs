//! Lists that travel as one string: their values joined by the separator of their location.

use std::borrow::Cow;

use super::coercion;
use super::decode_into::DecodeInto;
use super::decode_state::{ELEMENT, State};
use super::model::flags;
use super::value_ref::{ListRef, elements};

/// Whether the values of a list are joined, and by which separator.
pub(crate) fn separator(bits: u32) -> Option<&'static str> {
    [(flags::COMMA, ","), (flags::SEMICOLON, ";"), (flags::SPACE, " "), (flags::PIPE, "|")]
        .into_iter()
        .find_map(|(bit, text)| (bits & bit != 0).then_some(text))
}

/// The values of a list as one string.
///
/// # Errors
/// When one of them is an object, a list or a file.
pub(crate) fn join(list: &dyn ListRef, bits: u32) -> Result<String, &'static str> {
    let mut text = String::new();
    for (index, view) in elements(list).enumerate() {
        if index > 0 {
            text.push_str(separator(bits).unwrap_or(","));
        }
        let value = view.scalar().ok_or("a value of a joined list is not a single value")?;
        text.push_str(&value);
    }
    Ok(text)
}

/// Fills a list with the parts of a JSON string, or with a single number. False when the value is of another kind, when
/// a part does not fit the type of the elements, or when there is too little memory.
pub(crate) fn split(target: &mut DecodeInto<'_>, json: &str, bits: u32, state: &mut State) -> bool {
    let DecodeInto::List(list) = target else { return false };
    let text = match json.as_bytes().first() {
        Some(b'"') => serde_json::from_str::<String>(json).map(Cow::Owned).ok(),
        Some(b'0'..=b'9' | b'-') => Some(Cow::Borrowed(json)),
        _ => None,
    };
    let Some(text) = text else { return false };
    let mut parts =
        text.split(separator(bits).unwrap_or(",")).map(str::trim).filter(|part| !part.is_empty());
    let mut fits = true;
    list.fill(&mut |element| {
        let Some(part) = parts.next() else { return false };
        fits = state.spend(ELEMENT) && coercion::text(element, part).is_none();
        if fits && state.weighing {
            state.familiar(element);
        }
        fits
    });
    fits
}

/// The integer that a string is, where it is written in the usual way.
pub(crate) fn integer(text: &str) -> Option<i64> {
    text.parse().ok().filter(|integer: &i64| integer.to_string() == text)
}
