//! Lists that cover a limited span of time per request, read one span after the other.

use std::fmt;
use std::num::Saturating as S;

use super::list_request::ListRequest;
use super::next_page::{set, text};
use super::paging::Pages;
use crate::runtime::error::{Error, InvalidRequest, Result};
use crate::runtime::request::operation::Operation;
use crate::runtime::request::operation_info::{Span, Window};
use crate::runtime::send::client::Client;
use crate::runtime::send::response::FromResponse;
use crate::runtime::value::field_type::FieldType;
use crate::runtime::value::time::{Date, Timestamp, civil_from_days, days_from_civil};
use serde_json::Value;

const DAY: i64 = 86_400;

/// The requests that a long one is split into, each for a span that the server accepts.
///
/// Plain data: nothing is sent. The inputs for the range are whole days (`yyyy-MM-dd`), both of them
/// included, or points in time with `Z` or an offset.
#[derive(Clone)]
#[must_use = "nothing is sent"]
pub struct Windows<R> {
    request: R,
    window: Window,
    /// The first second of the next window; none after the last.
    next: Option<i64>,
    /// The last second of all.
    last: i64,
    /// Whether both inputs are days.
    days: bool,
    is_first: bool,
}

impl<R: Operation + Clone> Windows<R> {
    /// Splits a request by its range.
    ///
    /// # Errors
    /// When an end of the range is missing or is no day or point in time, or the range ends before it begins.
    pub fn new(request: R) -> Result<Self> {
        let info = request.info();
        let invalid = |reason: String| Error::InvalidRequest(InvalidRequest::new(info.id, reason));
        let Some(window) = info.window else {
            return Err(invalid("its range is not limited, so there are no windows".to_owned()));
        };
        let (from, to) = (read(&request, window.from), read(&request, window.to));
        let (from, to) = (from.map_err(invalid)?, to.map_err(invalid)?);
        if from.first > to.last {
            return Err(invalid(format!("`{}` is after `{}`", window.from, window.to)));
        }
        let days = from.is_day() && to.is_day();
        Ok(Self { request, window, next: Some(from.first), last: to.last, days, is_first: true })
    }

    /// The first day that the server still accepts, when the range begins earlier.
    ///
    /// This is advice: the server decides, and its clock and time zone are its own.
    #[must_use]
    pub fn too_early(&self, today: &Date) -> Option<Date> {
        let (year, month, day) = today.ymd()?;
        let today = days_from_civil(year, month.into(), day.into());
        let first = shifted(today, i64::from(self.window.back_months?).saturating_neg());
        (self.next?.div_euclid(DAY) < first).then(|| date(first))
    }

    fn text(&self, second: i64) -> String {
        if self.days {
            date(second.div_euclid(DAY)).as_str().to_owned()
        } else {
            Timestamp::from_unix_seconds(second).as_str().to_owned()
        }
    }
}

impl<R: Operation + Clone + 'static> Windows<R> {
    /// The pages of all windows, the earliest window first.
    pub fn pages<T: FromResponse + FieldType + 'static>(mut self, client: &Client) -> Pages<T> {
        let boxed = |request: R| ListRequest::Operation(Box::new(request));
        let first = self.next().unwrap_or_else(|| self.request.clone());
        Pages::chain(client, boxed(first), Box::new(self.map(boxed)))
    }
}

impl<R: Operation + Clone> Iterator for Windows<R> {
    type Item = R;

    fn next(&mut self) -> Option<R> {
        let begins = self.next?;
        let ends = after(begins, self.window.span).saturating_sub(1).min(self.last).max(begins);
        self.next = (ends < self.last).then(|| ends.saturating_add(1));
        let mut request = self.request.clone();
        // The outer ends stay as the caller wrote them.
        if !std::mem::take(&mut self.is_first) {
            set(&mut request, self.window.from, Value::from(self.text(begins)));
        }
        if ends < self.last {
            set(&mut request, self.window.to, Value::from(self.text(ends)));
        }
        Some(request)
    }
}

impl<R: Operation + Clone> fmt::Debug for Windows<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Windows")
            .field("operation", &self.request.info().id)
            .field("next", &self.next.map(|next| self.text(next)))
            .field("last", &self.text(self.last))
            .finish_non_exhaustive()
    }
}

/// An end of a range: the seconds that it covers.
struct Edge {
    first: i64,
    last: i64,
}

impl Edge {
    fn is_day(&self) -> bool {
        self.first < self.last
    }
}

/// The seconds of the years 0 to 9999: a range beyond them is a slip, and would be split into windows without end.
const YEARS: std::ops::RangeInclusive<i64> = -62_167_219_200..=253_402_300_799;

fn read(request: &dyn Operation, wire: &str) -> Result<Edge, String> {
    let text = text(request, wire)
        .filter(|text| !text.is_empty())
        .ok_or_else(|| format!("`{wire}` has no value, and windows need both ends of the range"))?;
    let day = Date::new(text.as_str()).ymd().filter(|(year, ..)| (0..=9999).contains(year));
    if let Some((year, month, day)) = day {
        let first = days_from_civil(year, month.into(), day.into()).saturating_mul(DAY);
        return Ok(Edge { first, last: first.saturating_add(DAY - 1) });
    }
    let second = Timestamp::new(text).unix_seconds().filter(|second| YEARS.contains(second));
    let second = second.ok_or_else(|| {
        format!("`{wire}` is neither a day like `2026-01-31` nor a point in time like `2026-01-31T12:00:00Z`")
    })?;
    Ok(Edge { first: second, last: second })
}

/// The first second after a window.
///
/// A month is one of the calendar and no more than 30 days, so that it is a month however the server counts.
fn after(second: i64, span: Span) -> i64 {
    let (day, rest) = (second.div_euclid(DAY), second.rem_euclid(DAY));
    let days = match span {
        Span::Days(days) => i64::from(days),
        Span::Months(months) => {
            let months = i64::from(months);
            shifted(day, months).saturating_sub(day).min(months.saturating_mul(30))
        }
    };
    day.saturating_add(days.max(1)).saturating_mul(DAY).saturating_add(rest)
}

/// The same day some months later, or the last day of that month where it is shorter.
fn shifted(day: i64, months: i64) -> i64 {
    let (year, month, day_of_month) = civil_from_days(day);
    let months = (S(year) * S(12) + S(month) - S(1) + S(months)).0;
    let month_of = |months: i64| (months.div_euclid(12), months.rem_euclid(12).saturating_add(1));
    let ((year, month), next) = (month_of(months), month_of(months.saturating_add(1)));
    let first = S(days_from_civil(year, month, 1));
    let length = S(days_from_civil(next.0, next.1, 1)) - first;
    (first + S(day_of_month.min(length.0)) - S(1)).0
}

fn date(day: i64) -> Date {
    let (year, month, day) = civil_from_days(day);
    Date::written(year, month, day)
}
