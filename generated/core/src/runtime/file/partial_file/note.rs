//! What is known about the beginning of a file: where it is from, and which state of the file it belongs to.

use std::io::{self, Write as _};
use std::path::Path;
use std::time::Duration;

use reqwest::header::{self, HeaderMap, HeaderName, HeaderValue};
use serde_json::{Value, json};

use super::files;

/// No note is longer.
const LONGEST: u64 = 64 << 10;

/// A time of change is a strong validator when the response was made this much later: the file cannot have changed
/// again within the same second, whose clock ever is right (RFC 9110, section 8.8.2.2).
const SETTLED: Duration = Duration::from_secs(60);

/// What is known about the beginning of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Note {
    /// The URL without credentials.
    pub(super) url: String,
    /// What the server calls this state of the file; nothing can be continued without it.
    pub(super) validator: Option<Validator>,
    /// How many bytes the whole file has.
    pub(super) total: Option<u64>,
}

impl Note {
    /// `None` where there is none, or one that is not understood.
    pub(super) fn read(path: &Path) -> io::Result<Option<Self>> {
        let text = files::read(path, LONGEST)?.unwrap_or_default();
        let Ok(note) = serde_json::from_slice::<Value>(&text) else { return Ok(None) };
        let text = |key: &str| note.get(key).and_then(Value::as_str).map(ToOwned::to_owned);
        let validator =
            text("etag").map(Validator::Tag).or(text("last_modified").map(Validator::Time));
        let (Some(url), Some(validator)) = (text("url"), validator) else { return Ok(None) };
        let total = note.get("total").and_then(Value::as_u64);
        Ok(Some(Self { url, validator: Some(validator), total }))
    }

    /// Writes the note, or removes it where nothing can be continued.
    pub(super) fn write(&self, path: &Path) -> io::Result<()> {
        let (key, text) = match &self.validator {
            None => return files::remove(path),
            Some(Validator::Tag(text)) => ("etag", text),
            Some(Validator::Time(text)) => ("last_modified", text),
        };
        let note = json!({"url": self.url, key: text, "total": self.total});
        files::fresh(path)?.write_all(note.to_string().as_bytes())
    }
}

/// A strong validator: the same one means the same bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Validator {
    /// A strong entity tag.
    Tag(String),
    /// The time of the last change.
    Time(String),
}

impl Validator {
    /// That of a response. A content coding makes other bytes of the same file, so there is none then.
    pub(super) fn of(headers: &HeaderMap) -> Option<Self> {
        if is_encoded(headers) {
            return None;
        }
        if headers.contains_key(header::ETAG) {
            return text(headers, &header::ETAG).filter(|tag| is_strong(tag)).map(Self::Tag);
        }
        let (changed, now) =
            (text(headers, &header::LAST_MODIFIED)?, text(headers, &header::DATE)?);
        let time = |text: &str| httpdate::parse_http_date(text).ok();
        let age = time(&now)?.duration_since(time(&changed)?).ok()?;
        (age >= SETTLED).then_some(Self::Time(changed))
    }

    /// Whether a response is for the same state of the file.
    pub(super) fn is_that_of(&self, headers: &HeaderMap) -> bool {
        match self {
            Self::Tag(own) => text(headers, &header::ETAG).as_ref() == Some(own),
            Self::Time(own) => text(headers, &header::LAST_MODIFIED).as_ref() == Some(own),
        }
    }

    pub(super) fn header(&self) -> Option<HeaderValue> {
        let (Self::Tag(text) | Self::Time(text)) = self;
        HeaderValue::from_str(text).ok()
    }
}

/// Whether the bytes are not those of the file.
pub(super) fn is_encoded(headers: &HeaderMap) -> bool {
    let codings = headers.get_all(header::CONTENT_ENCODING).into_iter();
    let mut codings = codings.map(|coding| coding.as_bytes().trim_ascii());
    codings.any(|coding| !coding.is_empty() && !coding.eq_ignore_ascii_case(b"identity"))
}

/// `"abc"`, and not `W/"abc"` or something else.
fn is_strong(tag: &str) -> bool {
    tag.len() >= 2 && tag.starts_with('"') && tag.ends_with('"')
}

/// The only value of a header.
fn text(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    let mut values = headers.get_all(name).into_iter();
    let first = values.next()?.to_str().ok()?.trim().to_owned();
    values.next().is_none().then_some(first)
}

/// What `Content-Range` says (RFC 9110, section 14.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ContentRange {
    /// The first and the last byte; `None` when the range that was asked for does not exist.
    pub(super) bytes: Option<(u64, u64)>,
    /// How many bytes the whole file has.
    pub(super) total: Option<u64>,
}

impl ContentRange {
    /// `None` when there is none, or one that contradicts itself.
    pub(super) fn of(headers: &HeaderMap) -> Option<Self> {
        let value = text(headers, &header::CONTENT_RANGE)?;
        let (unit, range) = value.split_once(' ')?;
        let (bytes, total) = range.trim().split_once('/')?;
        let number = |text: &str| {
            let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
            text.parse().ok().filter(|_| is_number)
        };
        let total = match total {
            "*" => None,
            total => Some(number(total)?),
        };
        let bytes = match bytes {
            "*" => None,
            bytes => {
                let (first, last) = bytes.split_once('-')?;
                Some((number(first)?, number(last)?))
            }
        };
        let fits =
            |(first, last): (u64, u64)| first <= last && total.is_none_or(|total| last < total);
        (unit.eq_ignore_ascii_case("bytes") && bytes.is_none_or(fits))
            .then_some(Self { bytes, total })
    }
}
