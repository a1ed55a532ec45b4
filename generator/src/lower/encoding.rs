//! How the members of a form or multipart body are written: `encoding`, and the media types that OpenAPI 3.1 puts into
//! the schema of a part.

use serde_json::Value;

use super::media::is_json;
use super::{Lowered, Lowerer, Rejection};
use crate::model::{Body, BodyKind, Encoding, Field, Style, TypeExpr, TypeKind};
use crate::pointer::Pointer;

/// How many references and parts lead from the schema of a body to the schema of a member.
const DEEPEST: usize = 16;

impl<'a> Lowerer<'a> {
    /// The members of a body whose encoding is not the usual one.
    pub(super) fn encodings(&mut self, body: &Body) -> Lowered<Vec<Encoding>> {
        if !matches!(body.kind, BodyKind::Form | BodyKind::Multipart) {
            return Ok(Vec::new());
        }
        let tree = self.tree;
        let Some(media) = tree.root.pointer(body.pointer.as_str()) else { return Ok(Vec::new()) };
        let own = media.get("encoding").and_then(Value::as_object);
        let at = body.pointer.join("encoding");
        let fields = match &body.expr {
            TypeExpr::Type(id) => match &self.api.ty(*id).kind {
                TypeKind::Object(object) => object.fields.clone(),
                TypeKind::Union(_) => Vec::new(),
            },
            _ => Vec::new(),
        };
        for name in own.into_iter().flat_map(|own| own.keys()) {
            if !fields.iter().any(|field| field.wire == *name) {
                let message = format!("`encoding` is about `{name}`, which is no property");
                self.note("unused-encoding", &at.join(name), message, "correct the name");
            }
        }
        let multipart = body.kind == BodyKind::Multipart;
        let mut list = Vec::new();
        for field in &fields {
            let encoding = own.and_then(|own| own.get(&field.wire)).unwrap_or(&Value::Null);
            let schema =
                media.get("schema").and_then(|schema| self.member(schema, &field.wire, DEEPEST));
            let at = at.join(&field.wire);
            list.extend(self.encoding(field, encoding, schema, multipart, &at)?);
        }
        Ok(list)
    }

    fn encoding(
        &mut self,
        field: &Field,
        encoding: &Value,
        schema: Option<&Value>,
        multipart: bool,
        at: &Pointer,
    ) -> Lowered<Option<Encoding>> {
        let composed = matches!(field.expr, TypeExpr::Type(_) | TypeExpr::Map(_) | TypeExpr::Any);
        let is_list = matches!(field.expr, TypeExpr::List(_));
        let mut style =
            if composed || is_list { style(encoding, composed) } else { Style::Repeated };
        if style == Style::Deep && is_list {
            self.deep_list(&field.wire, at);
        }
        let within = |key: &str| schema.and_then(|schema| schema.get(key)).and_then(Value::as_str);
        let documented = encoding.get("contentType").and_then(Value::as_str);
        let media_type = documented.or_else(|| {
            let plain = within("contentEncoding").is_none_or(is_plain);
            within("contentMediaType").filter(|_| multipart && plain)
        });
        // The file selects one of several, or of a range.
        let media_type =
            media_type.map(str::trim).filter(|one| !one.contains([',', '*'])).unwrap_or_default();
        let objects = matches!(field.expr.innermost(), TypeExpr::Type(_) | TypeExpr::Map(_));
        let written = media_type.is_empty()
            || is_json(media_type)
            || media_type.starts_with("text/plain")
            || !objects;
        if !written {
            return Err(Rejection::new(
                "part-media-type",
                at,
                format!("`{}` is an object in `{media_type}`, which cannot be encoded", field.wire),
                "describe it as `application/json`, or as a string that the caller writes",
            ));
        }
        if is_list && documented.is_some_and(is_json) && style == Style::Repeated {
            style = Style::Json;
        }
        // JSON is the usual media type of an object.
        let usual = media_type == "application/json" && objects;
        let media_type = if usual || !multipart { String::new() } else { media_type.to_owned() };
        let is_usual = style == Style::Repeated && media_type.is_empty();
        Ok((!is_usual).then(|| Encoding { name: field.wire.clone(), style, media_type }))
    }

    /// `deepObject` of a list, for which OpenAPI has no rule.
    pub(super) fn deep_list(&mut self, name: &str, at: &Pointer) {
        let message = format!(
            "`{name}` is a list in the style `deepObject`, which OpenAPI does not define: sent as `{name}[]=…`, objects as `{name}[0][key]=…`"
        );
        self.note("deep-object-list", at, message, "look up what the server expects");
    }

    /// The schema of a member, through references and `allOf`.
    fn member(&self, schema: &'a Value, name: &str, left: usize) -> Option<&'a Value> {
        let left = left.checked_sub(1)?;
        let schema = self.target(schema)?;
        if let Some(found) = schema.get("properties").and_then(|all| all.get(name)) {
            return self.target(found);
        }
        let parts = schema.get("allOf").and_then(Value::as_array)?;
        parts.iter().find_map(|part| self.member(part, name, left))
    }

    /// A schema after its references.
    fn target(&self, schema: &'a Value) -> Option<&'a Value> {
        let mut schema = schema;
        for _ in 0..DEEPEST {
            match schema.get("$ref").and_then(Value::as_str) {
                Some(reference) => schema = self.follow(reference, &Pointer::root()).ok()?.0,
                None => return Some(schema),
            }
        }
        None
    }

    /// Notes that the encoding in the schema of a body is ignored.
    pub(super) fn encoded_content(&mut self, body: &Body) {
        let BodyKind::Bytes(kind) = &body.kind else { return };
        let schema = self.tree.root.pointer(body.pointer.join("schema").as_str());
        let encoding = schema.and_then(|schema| schema.get("contentEncoding")?.as_str());
        if let Some(encoding) = encoding.filter(|one| !is_plain(one)) {
            let message = format!("the body `{kind}` is `{encoding}`: its bytes are sent as given");
            let help = "callers encode them";
            self.note("content-encoding", &body.pointer.join("schema"), message, help);
        }
    }
}

/// Whether content is sent as it is.
fn is_plain(encoding: &str) -> bool {
    ["7bit", "8bit", "binary"].contains(&encoding)
}

/// The style of an encoding; objects are only taken apart where it has one.
fn style(encoding: &Value, composed: bool) -> Style {
    let explode = encoding.get("explode").and_then(Value::as_bool);
    match (encoding.get("style").and_then(Value::as_str), explode) {
        (None, None) => Style::Repeated,
        (Some("deepObject"), _) => Style::Deep,
        (Some("spaceDelimited"), explode) if explode != Some(true) => Style::Space,
        (Some("pipeDelimited"), explode) if explode != Some(true) => Style::Pipe,
        (_, Some(false)) => Style::Comma,
        _ if composed => Style::Exploded,
        _ => Style::Repeated,
    }
}
