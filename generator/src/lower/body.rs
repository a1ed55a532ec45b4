//! Request bodies: JSON wins where several encodings describe one body, multipart only where a part is a file.

use openapiv3::{MediaType, RequestBody};
use serde_json::Value;

use super::lowered_schema::borrow;
use super::media::{essence, is_anything, kind, rank};
use super::{At, Lowered, Lowerer};
use crate::model::{Body, BodyKind, TypeExpr, TypeKind};
use crate::pointer::Pointer;
use crate::schema_path::{Part, SchemaPath};

impl Lowerer<'_> {
    pub(super) fn body(
        &mut self,
        value: &Value,
        schema_path: &SchemaPath,
        pointer: &Pointer,
    ) -> Lowered<Option<Body>> {
        let (body, pointer) = self.resolve::<RequestBody>(value, pointer)?;
        let schema_path = SchemaPath { part: Part::Body, ..schema_path.clone() };
        let mut best: Option<(u8, &str, Body)> = None;
        for (content_type, media) in &body.content {
            let at = At {
                schema_path: schema_path.clone(),
                pointer: pointer.join("content").join(content_type),
                multipart: essence(content_type) == "multipart/form-data",
                held: false,
                depth: 0,
            };
            let binary = !is_anything(content_type) || self.is_binary(media, &at)?;
            let kind = kind(content_type, binary);
            let mut rank = rank(content_type, &kind);
            // A worse encoding is only looked at when it could still win by carrying a file.
            if best.as_ref().is_some_and(|(known, ..)| rank <= *known) && !at.multipart {
                continue;
            }
            let expr = match kind {
                BodyKind::Bytes(_) => TypeExpr::File,
                BodyKind::Text(_) => TypeExpr::Text,
                _ => self.media(media, &at)?,
            };
            if at.multipart && self.has_file(&expr) {
                rank = u8::MAX;
            }
            if best.as_ref().is_none_or(|(known, ..)| rank > *known) {
                let lowered = Body {
                    kind,
                    required: body.required,
                    expr,
                    flat: false,
                    encoding: Vec::new(),
                    schema_path: schema_path.clone(),
                    pointer: at.pointer,
                };
                best = Some((rank, content_type, lowered));
            }
        }
        let Some((_, chosen, mut lowered)) = best else { return Ok(None) };
        if body.content.len() > 1 {
            self.several(&body, chosen, &pointer);
        }
        lowered.encoding = self.encodings(&lowered)?;
        self.encoded_content(&lowered);
        Ok(Some(lowered))
    }

    /// Says which of several media types is sent.
    fn several(&mut self, body: &RequestBody, chosen: &str, pointer: &Pointer) {
        let all: Vec<String> = body.content.keys().map(|one| format!("`{one}`")).collect();
        let message = format!("the body is documented as {}: sent as `{chosen}`", all.join(", "));
        let help = "to send another one, take the other media types away in an overlay";
        self.note("body-media-types", &pointer.join("content"), message, help);
    }

    pub(super) fn media(&mut self, media: &MediaType, at: &At) -> Lowered<TypeExpr> {
        match &media.schema {
            Some(schema) => Ok(self.schema_or_ref(borrow(schema), &at.step("schema"))?.expr),
            None => Ok(TypeExpr::Any),
        }
    }

    fn has_file(&self, expr: &TypeExpr) -> bool {
        let TypeExpr::Type(id) = expr else { return *expr == TypeExpr::File };
        match self.api.types.get(id.0).map(|ty| &ty.kind) {
            Some(TypeKind::Object(object)) => {
                object.fields.iter().any(|field| *field.expr.innermost() == TypeExpr::File)
            }
            _ => false,
        }
    }
}
