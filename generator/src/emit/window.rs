//! Methods and documentation of operations whose range of time is limited.

use crate::model::{Answer, Operation, Span, Window};

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

/// The call of the macro; `pages` is what the operation's own call says about its list.
pub(super) fn methods(operation: &Operation, request: &str, answer: &str, pages: &str) -> String {
    if !is_windowed(operation) {
        return String::new();
    }
    let items = if pages.starts_with(", items") { pages } else { "" };
    format!("\n\nrt::windowed! {{ {request} => {answer}{items} }}")
}

/// Their lines in the list of the public API.
pub(super) fn lines(
    operation: &Operation,
    request: &str,
    answer: &str,
    item: Option<&str>,
) -> Vec<String> {
    if !is_windowed(operation) {
        return Vec::new();
    }
    let mut lines = vec![
        format!("method {request}::windows(self) -> rt::Result<rt::Windows<{request}>>"),
        format!(
            "method {request}::pages_in_windows(self, &Client) -> rt::Result<rt::Pages<{answer}>>"
        ),
    ];
    if let Some(item) = item {
        lines.push(format!(
            "method {request}::items_in_windows(self, &Client) -> rt::Result<rt::Items<{answer}, {item}>>"
        ));
    }
    lines
}

fn is_windowed(operation: &Operation) -> bool {
    operation.window.is_some() && matches!(operation.answer, Answer::Json(_))
}
