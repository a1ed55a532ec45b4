//! Media types of bodies and responses.

use openapiv3::{MediaType, SchemaKind, StringFormat, Type, VariantOrUnknownOrEmpty};

use super::lowered_schema::borrow;
use super::{At, Lowered, Lowerer};
use crate::model::BodyKind;

/// A media type without parameters, in lower case.
pub(super) fn essence(content_type: &str) -> String {
    content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// A media type as it is sent: with its parameters, except the character set of JSON, which is always UTF-8.
fn sent(content_type: &str) -> String {
    let mut parts = content_type.split(';').map(str::trim);
    let mut text = parts.next().unwrap_or_default().to_ascii_lowercase();
    for part in parts.filter(|part| !part.is_empty()) {
        let name = part.split('=').next().unwrap_or_default().trim();
        if !name.eq_ignore_ascii_case("charset") {
            text.push_str(&format!("; {part}"));
        }
    }
    text
}

/// Whether a media type is JSON by its name.
pub(super) fn is_json(content_type: &str) -> bool {
    let essence = essence(content_type);
    ["application/json", "text/json", "application/x-json"].contains(&essence.as_str())
        || essence.ends_with("+json")
}

/// Whether a media type is any, or any of `application`: JSON, unless its schema is binary.
pub(super) fn is_anything(content_type: &str) -> bool {
    ["*/*", "application/*"].contains(&essence(content_type).as_str())
}

/// The media type of JSON, where it is not `application/json`.
pub(super) fn json_type(content_type: &str) -> Option<String> {
    let sent = sent(content_type);
    (sent != "application/json" && !is_anything(content_type)).then_some(sent)
}

/// The encoding of a body.
pub(super) fn kind(content_type: &str, binary: bool) -> BodyKind {
    let essence = essence(content_type);
    match essence.as_str() {
        _ if is_json(&essence) => match json_type(content_type) {
            Some(other) => BodyKind::JsonAs(other),
            None => BodyKind::Json,
        },
        "*/*" | "application/*" if !binary => BodyKind::Json,
        "application/x-www-form-urlencoded" => BodyKind::Form,
        "multipart/form-data" => BodyKind::Multipart,
        "text/*" => BodyKind::Text("text/plain".to_owned()),
        _ if essence.starts_with("text/") || essence.ends_with("/xml") => {
            BodyKind::Text(sent(content_type))
        }
        _ if essence.ends_with("+xml") && !binary => BodyKind::Text(sent(content_type)),
        _ => BodyKind::Bytes(sent(content_type)),
    }
}

/// Preference among the encodings of one body: what can be typed first, XML last.
pub(super) fn rank(content_type: &str, kind: &BodyKind) -> u8 {
    match kind {
        BodyKind::Json if !is_anything(content_type) => 7,
        BodyKind::JsonAs(_) => 6,
        BodyKind::Json => 5,
        BodyKind::Form => 4,
        BodyKind::Multipart => 3,
        BodyKind::Text(kind) if kind.ends_with("xml") => 0,
        BodyKind::Text(_) => 2,
        BodyKind::Bytes(kind) if kind.starts_with("multipart/") => 0,
        BodyKind::Bytes(_) => 1,
    }
}

impl Lowerer<'_> {
    /// Whether the schema of a media type is bytes.
    pub(super) fn is_binary(&mut self, media: &MediaType, at: &At) -> Lowered<bool> {
        let Some(schema) = &media.schema else { return Ok(false) };
        let kind = match borrow(schema) {
            openapiv3::ReferenceOr::Item(schema) => schema.schema_kind.clone(),
            openapiv3::ReferenceOr::Reference { reference } => {
                self.schema_at(&reference, &at.pointer)?.0.schema_kind.clone()
            }
        };
        let SchemaKind::Type(Type::String(text)) = kind else { return Ok(false) };
        Ok(text.format == VariantOrUnknownOrEmpty::Item(StringFormat::Binary))
    }
}

#[cfg(test)]
mod tests {
    use super::kind;
    use crate::model::BodyKind;

    #[test]
    fn kinds() {
        let json = |other: &str| BodyKind::JsonAs(other.to_owned());
        let (text, bytes) = (
            |one: &str| BodyKind::Text(one.to_owned()),
            |one: &str| BodyKind::Bytes(one.to_owned()),
        );
        for (content_type, binary, expected) in [
            ("application/json", false, BodyKind::Json),
            ("Application/JSON; charset=utf-8", false, BodyKind::Json),
            ("application/json; version=2", false, json("application/json; version=2")),
            ("application/merge-patch+json", false, json("application/merge-patch+json")),
            ("text/json", false, json("text/json")),
            ("*/*", false, BodyKind::Json),
            ("*/*", true, bytes("*/*")),
            ("application/*", true, bytes("application/*")),
            ("image/*", true, bytes("image/*")),
            ("text/*", false, text("text/plain")),
            ("text/csv", false, text("text/csv")),
            ("application/atom+xml", false, text("application/atom+xml")),
        ] {
            assert_eq!(kind(content_type, binary), expected, "{content_type}");
        }
    }
}
