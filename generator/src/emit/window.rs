//! Methods and documentation of operations whose range of time is limited.

use crate::model::{Operation, Span, Window};
use crate::request_methods::is_windowed;

/// The limit in words.
pub(super) fn words(window: &Window) -> String {
    let (count, unit) = match window.span {
        Span::Days(days) => (days, "day"),
        Span::Months(months) => (months, "month"),
    };
    let plural = if count == 1 { "" } else { "s" };
    let mut text = format!(" At most {count} {unit}{plural} per request.");
    if let Some(months) = window.back_months {
        text.push_str(&format!(" Goes back {months} months."));
    }
    text
}

/// The call of the macro; `pages` is the part of the operation's own call that describes its list.
pub(super) fn methods(operation: &Operation, request: &str, answer: &str, pages: &str) -> String {
    if !is_windowed(operation) {
        return String::new();
    }
    let items = if pages.starts_with(", items") { pages } else { "" };
    format!("\n\nrt::windowed! {{ {request} => {answer}{items} }}")
}
