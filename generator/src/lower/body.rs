//! Request bodies: JSON wins where several encodings describe one body, multipart only where a part is a file.

use openapiv3::{MediaType, RequestBody};
use serde_json::Value;

use super::held::{Held, borrow};
use super::{At, Lowered, Lowerer};
use crate::model::{Body, BodyKind, Shape, TypeKind};
use crate::place::{Part, Place};
use crate::pointer::Pointer;

impl Lowerer<'_> {
    pub(super) fn body(
        &mut self,
        value: &Value,
        place: &Place,
        pointer: &Pointer,
    ) -> Lowered<Option<Body>> {
        let (body, pointer) = self.resolve::<RequestBody>(value, pointer)?;
        let place = Place { part: Part::Body, ..place.clone() };
        let mut best: Option<(u8, Body)> = None;
        for (content_type, media) in &body.content {
            let Some(mut rank) = rank(content_type) else { continue };
            let at = At {
                place: place.clone(),
                pointer: pointer.join("content").join(content_type),
                multipart: essence(content_type) == "multipart/form-data",
                held: false,
                depth: 0,
            };
            // A worse encoding is only looked at when it could still win by carrying a file.
            if best.as_ref().is_some_and(|(known, _)| rank <= *known) && !at.multipart {
                continue;
            }
            let shape = match kind(content_type) {
                BodyKind::Bytes(_) => Shape::File,
                BodyKind::Text(_) => Shape::Text,
                _ => self.media(media, &at)?,
            };
            if at.multipart && self.has_file(&shape) {
                rank = u8::MAX;
            }
            if best.as_ref().is_none_or(|(known, _)| rank > *known) {
                let lowered = Body {
                    kind: kind(content_type),
                    required: body.required,
                    shape,
                    flat: false,
                    place: place.clone(),
                    pointer: at.pointer,
                };
                best = Some((rank, lowered));
            }
        }
        Ok(best.map(|(_, body)| body))
    }

    fn media(&mut self, media: &MediaType, at: &At) -> Lowered<Shape> {
        match (&media.schema, example(media)) {
            (Some(schema), _) => {
                let at = at.step("schema");
                Ok(self.schema_or_ref(borrow(schema), &at)?.shape)
            }
            (None, Some((example, key))) => Ok(self.infer(example, &at.step(key))),
            (None, None) => Ok(Held::of(Shape::Any).shape),
        }
    }

    fn has_file(&self, shape: &Shape) -> bool {
        let Shape::Type(id) = shape else { return *shape == Shape::File };
        match self.api.types.get(id.0).map(|ty| &ty.kind) {
            Some(TypeKind::Object(object)) => {
                object.fields.iter().any(|field| *field.shape.innermost() == Shape::File)
            }
            _ => false,
        }
    }
}

/// The example of a media type, and the key it stands under.
pub(super) fn example(media: &MediaType) -> Option<(&Value, &'static str)> {
    if let Some(example) = &media.example {
        return Some((example, "example"));
    }
    let named = media.examples.values().find_map(|one| one.as_item());
    Some((named?.value.as_ref()?, "examples"))
}

/// A content type without parameters, in lower case.
pub(super) fn essence(content_type: &str) -> String {
    content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

pub(super) fn is_json(content_type: &str) -> bool {
    let essence = essence(content_type);
    essence == "application/json" || essence.ends_with("+json") || essence == "*/*"
}

/// Preference among the encodings of one body; `None` for those that only repeat another (XML).
fn rank(content_type: &str) -> Option<u8> {
    let essence = essence(content_type);
    match essence.as_str() {
        _ if is_json(&essence) => Some(5),
        "application/x-www-form-urlencoded" => Some(4),
        "multipart/form-data" => Some(3),
        "text/xml" | "application/xml" => Some(0),
        _ if essence.starts_with("text/") => Some(2),
        _ => Some(1),
    }
}

fn kind(content_type: &str) -> BodyKind {
    let essence = essence(content_type);
    match essence.as_str() {
        _ if is_json(&essence) => BodyKind::Json,
        "application/x-www-form-urlencoded" => BodyKind::Form,
        "multipart/form-data" => BodyKind::Multipart,
        _ if essence.starts_with("text/") || essence.ends_with("/xml") => BodyKind::Text(essence),
        _ => BodyKind::Bytes(essence),
    }
}
