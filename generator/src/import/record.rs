//! The entries of sources.toml about a source: written in place, everything else stays as a person wrote it.

use std::ops::Range;

use serde::Deserialize;
use toml::Spanned;

#[derive(Deserialize)]
struct Spans {
    #[serde(default)]
    source: Vec<Span>,
}

#[derive(Deserialize)]
struct Span {
    id: Spanned<String>,
    sha256: Option<Spanned<String>>,
    etag: Option<Spanned<String>>,
}

/// sources.toml with the digest of what was imported. The ETag of another text goes: a server asked
/// with it would respond that nothing has changed.
pub(super) fn digest(text: &str, id: &str, sha256: &str) -> String {
    let Some(span) = span(text, id) else { return text.to_owned() };
    let old = span.sha256.as_ref().map(|old| old.get_ref().as_str());
    if old == Some(sha256) {
        return text.to_owned();
    }
    let text = replace(text, span.etag.map(|old| old.span()), &span.id.span(), "etag", None);
    let Some(span) = self::span(&text, id) else { return text };
    replace(&text, span.sha256.map(|old| old.span()), &span.id.span(), "sha256", Some(sha256))
}

/// sources.toml with what the server of a source calls the version that was imported last; `None`
/// takes the line away.
///
/// Text that is not TOML, and a source that is not in it, come back as they are.
pub fn record_etag(text: &str, id: &str, etag: Option<&str>) -> String {
    let Some(span) = span(text, id) else { return text.to_owned() };
    let after = span.sha256.as_ref().map_or(span.id.span(), Spanned::span);
    replace(text, span.etag.map(|old| old.span()), &after, "etag", etag)
}

fn span(text: &str, id: &str) -> Option<Span> {
    let spans = toml::from_str::<Spans>(text).ok()?;
    spans.source.into_iter().find(|entry| entry.id.get_ref() == id)
}

/// Replaces the value at `old`, adds a line behind the one that holds `after`, or removes the line.
fn replace(
    text: &str,
    old: Option<Range<usize>>,
    after: &Range<usize>,
    key: &str,
    value: Option<&str>,
) -> String {
    let end_of_line = |at: usize| {
        let rest = text.get(at..).unwrap_or_default();
        at + rest.find('\n').unwrap_or(rest.len())
    };
    let value = value.map(|value| toml::Value::String(value.to_owned()).to_string());
    let (range, new) = match (old, value) {
        (Some(old), Some(value)) => (old, value),
        (None, Some(value)) => {
            let line = end_of_line(after.end);
            (line..line, format!("\n{key} = {value}"))
        }
        (Some(old), None) => {
            let start = text.get(..old.start).and_then(|text| text.rfind('\n')).unwrap_or(0);
            (start..end_of_line(old.end), String::new())
        }
        (None, None) => return text.to_owned(),
    };
    match (text.get(..range.start), text.get(range.end..)) {
        (Some(before), Some(after)) => format!("{before}{new}{after}"),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{digest, record_etag};

    const TEXT: &str = "# a\n[crate]\nname = \"x\"\n\n[[source]]\nid = \"a\" # first\n\n[[source]]\nid = \"b\"\nurl = \"u\"\n";

    #[test]
    fn the_digest_is_written_and_nothing_else() {
        let once = digest(TEXT, "b", "12");
        assert_eq!(once, TEXT.replace("id = \"b\"\n", "id = \"b\"\nsha256 = \"12\"\n"));
        assert_eq!(digest(&once, "b", "34"), once.replace("12", "34"));
        assert_eq!(digest(&once, "b", "12"), once);
        let first = digest(TEXT, "a", "12");
        assert!(first.contains("id = \"a\" # first\nsha256 = \"12\"\n"), "{first}");
        assert_eq!(digest(TEXT, "zzz", "12"), TEXT);
    }

    #[test]
    fn an_etag_lasts_as_long_as_its_digest() {
        let once = digest(TEXT, "b", "12");
        let tagged = record_etag(&once, "b", Some("W/\"x\""));
        assert!(tagged.contains("sha256 = \"12\"\netag = 'W/\"x\"'\nurl"), "{tagged}");
        assert_eq!(digest(&tagged, "b", "12"), tagged);
        assert_eq!(digest(&tagged, "b", "34"), once.replace("12", "34"));
        assert_eq!(record_etag(&tagged, "b", None), once);
        let other = record_etag(&tagged, "b", Some("y"));
        assert!(other.contains("etag = \"y\"\n"), "{other}");
    }
}
