//! Limits that a server reports, in normal responses and in error responses.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use reqwest::header::HeaderMap;

use super::retry_after::RetryAfter;
use crate::runtime::value::time::Timestamp;

/// A day, the longest period of a quota.
pub(crate) const DAY: u32 = 86_400;

/// How many requests a server accepts, and how it reports that there were more: plain data, written by the generator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// The header that names the kind of operations whose limit is reported.
    pub category: Option<&'static str>,
    /// The header with the period of the limit.
    pub period: Option<&'static str>,
    /// The header with the number of requests in the period.
    pub limit: Option<&'static str>,
    /// The header with the number of requests that are left.
    pub remaining: Option<&'static str>,
    /// The header with the time when the period ends, in seconds since 1970.
    pub reset: Option<&'static str>,
    /// The value in the header `period`, or the words in the message, for a limit that is over soon.
    pub short: &'static [&'static str],
    /// The same for a limit of a day. A day ends at midnight UTC if the response has no time.
    pub daily: &'static [&'static str],
    /// The first parts of paths for which a limit that is over soon is one of a minute, not of a second.
    pub slow: &'static [&'static str],
    /// The parts of the API that have quotas of their own, with the first parts of their paths.
    pub apis: &'static [(&'static str, &'static [&'static str])],
    /// How many requests are taken.
    pub quotas: &'static [Quota],
}

impl Limits {
    /// A server of which nothing is known.
    pub const DEFAULT: Self = Self {
        category: None,
        period: None,
        limit: None,
        remaining: None,
        reset: None,
        short: &[],
        daily: &[],
        slow: &[],
        apis: &[],
        quotas: &[],
    };

    /// The part of the API that a path belongs to; empty when it has no quotas of its own.
    pub(crate) fn api(&self, path: &str) -> &'static str {
        let owns = |prefixes: &[&str]| prefixes.iter().any(|prefix| path.starts_with(prefix));
        self.apis.iter().find(|(_, prefixes)| owns(prefixes)).map_or("", |(name, _)| name)
    }
}

/// How many requests a server accepts in a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota {
    /// The plan of the account.
    pub plan: &'static str,
    /// The part of the API; empty for all that has no quotas of its own.
    pub api: &'static str,
    /// The labels of the operations that share it.
    pub labels: &'static [&'static str],
    /// The number of requests.
    pub most: u32,
    /// The length of the period in seconds.
    pub seconds: u32,
}

/// The limit that a response reports.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RateLimit {
    /// How long the limit lasts.
    pub period: LimitPeriod,
    /// The kind of operations that it is for, as the server writes it.
    pub category: Option<String>,
    /// The number of requests in the period.
    pub limit: Option<u64>,
    /// The number of requests that are left.
    pub remaining: Option<u64>,
    /// When the period ends.
    pub resets_at: Option<Timestamp>,
}

/// How long a limit lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum LimitPeriod {
    /// A second, or at most a few minutes: worth waiting for.
    Short,
    /// A day: nothing to wait for.
    Day,
    /// The server does not report it.
    Unknown,
}

impl RateLimit {
    /// The limit in the headers of a response; `None` without such headers.
    pub(crate) fn read(limits: &Limits, headers: &HeaderMap) -> Option<Self> {
        let text = |name: Option<&str>| headers.get(name?)?.to_str().ok().map(str::trim);
        let number = |name| text(name).and_then(|text| text.parse().ok());
        let period = text(limits.period).map_or(LimitPeriod::Unknown, |text| limits.period(text));
        let found = Self {
            period,
            category: text(limits.category).map(ToOwned::to_owned),
            limit: number(limits.limit),
            remaining: number(limits.remaining),
            resets_at: text(limits.reset)
                .and_then(|text| text.parse().ok())
                .map(Timestamp::from_unix_seconds),
        };
        let says_something = found.period != LimitPeriod::Unknown
            || found.category.is_some()
            || found.limit.is_some()
            || found.remaining.is_some()
            || found.resets_at.is_some();
        says_something.then_some(found)
    }

    /// The limit in an error response with status 429: from its headers, then its message. A time to come back that
    /// is far away means a day.
    pub(crate) fn of_error_response(
        limits: &Limits,
        headers: &HeaderMap,
        message: &str,
        retry_after: Option<&RetryAfter>,
    ) -> Self {
        let mut found = Self::read(limits, headers).unwrap_or(Self {
            period: LimitPeriod::Unknown,
            category: None,
            limit: None,
            remaining: None,
            resets_at: None,
        });
        if found.period == LimitPeriod::Unknown {
            found.period = limits.period(message);
        }
        let now = now(headers);
        let far = |at: &RetryAfter| at.wait(now) > Some(LONGEST_SHORT_LIMIT);
        if found.period == LimitPeriod::Unknown && retry_after.is_some_and(far) {
            found.period = LimitPeriod::Day;
        }
        if found.period == LimitPeriod::Day {
            let wait = retry_after.and_then(|at| at.wait(now));
            let at = wait.map(|wait| now.saturating_add(wait.as_secs()));
            let at = at.filter(|at| *at <= LAST_SECOND).unwrap_or_else(|| next_midnight(now));
            found.resets_at = i64::try_from(at).ok().map(Timestamp::from_unix_seconds);
        }
        found
    }

    /// How long to wait until the period ends.
    pub(crate) fn wait(&self, now: u64) -> Option<Duration> {
        RetryAfter::At(self.resets_at.clone()?).wait(now)
    }
}

/// A limit that lasts longer than this is one of a day.
const LONGEST_SHORT_LIMIT: Duration = Duration::from_secs(600);

/// The end of the year 9999; a time to come back that is later is not believed.
pub(crate) const LAST_SECOND: u64 = 253_402_300_799;

impl Limits {
    /// The period that a header or a message names.
    fn period(&self, text: &str) -> LimitPeriod {
        let text = text.to_ascii_lowercase();
        let names =
            |words: &[&str]| words.iter().any(|word| text.contains(&word.to_ascii_lowercase()));
        if names(self.daily) {
            LimitPeriod::Day
        } else if names(self.short) {
            LimitPeriod::Short
        } else {
            LimitPeriod::Unknown
        }
    }
}

/// The end of the day in UTC, in seconds since 1970.
pub(crate) fn next_midnight(now: u64) -> u64 {
    let day = u64::from(DAY);
    now.saturating_sub(now.rem_euclid(day)).saturating_add(day)
}

/// The server's time in seconds since 1970: the clock here may be wrong, and all times of the server follow its own.
pub(crate) fn now(headers: &HeaderMap) -> u64 {
    let date =
        headers.get("date").and_then(|date| httpdate::parse_http_date(date.to_str().ok()?).ok());
    let since = date.unwrap_or_else(SystemTime::now).duration_since(UNIX_EPOCH);
    since.unwrap_or_default().as_secs()
}
