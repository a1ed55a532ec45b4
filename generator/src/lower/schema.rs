//! Schemas → shapes.

use std::rc::Rc;

use indexmap::IndexMap;
use openapiv3::{
    AdditionalProperties, AnySchema, ReferenceOr, Schema, SchemaData, SchemaKind, StringFormat,
    StringType, Type as SchemaType, VariantOrUnknownOrEmpty,
};

use super::facts::{canonical, extension_labels, facts, joined_values, overlaid};
use super::lowered_schema::{LoweredSchema, borrow, unbox};
use super::{At, Known, Lowered, Lowerer};
use crate::document::reference;
use crate::model::{Facts, Object, Repr, Type, TypeExpr, TypeId, TypeKind, Usage, Wire};
use crate::pointer::Pointer;

impl Lowerer<'_> {
    /// Lowers a schema that may be a reference.
    pub(super) fn schema_or_ref(
        &mut self,
        schema: ReferenceOr<&Schema>,
        at: &At,
    ) -> Lowered<LoweredSchema> {
        match schema {
            ReferenceOr::Item(schema) => self.schema(schema, at),
            ReferenceOr::Reference { reference } => self.referenced(&reference, at),
        }
    }

    /// Lowers what a reference names; objects, unions and enumerations keep one identity.
    fn referenced(&mut self, reference: &str, at: &At) -> Lowered<LoweredSchema> {
        let (schema, pointer) = self.schema_at(reference, &at.pointer)?;
        let data = facts(&schema.schema_data, &schema.schema_kind);
        if let Some(known) = self.known.get(pointer.as_str()).cloned() {
            let (expr, quoted) = match known {
                Known::Type(id) => (TypeExpr::Type(id), false),
                Known::Enum { id, quoted } => (TypeExpr::Enum(id), quoted),
                Known::Container(held) => return Ok((*held).clone()),
            };
            let nullable = schema.schema_data.nullable;
            return Ok(LoweredSchema {
                expr,
                quoted,
                nullable,
                facts: data,
                ..LoweredSchema::of(TypeExpr::Any)
            });
        }
        let key = pointer.as_str().to_owned();
        if self.open.contains(&key) {
            if at.held {
                // A list of itself has no Rust type without a name of its own: any value fits.
                return Ok(LoweredSchema::of(TypeExpr::Any));
            }
            return Err(reference::cycle(&at.pointer).into());
        }
        let target = At {
            schema_path: component(&pointer).map_or_else(
                || at.schema_path.clone(),
                |name| crate::schema_path::SchemaPath {
                    document: at.schema_path.document.clone(),
                    anchor: crate::schema_path::PathRoot::Schema(name),
                    part: crate::schema_path::Part::Schema,
                    path: String::new(),
                },
            ),
            pointer: pointer.clone(),
            ..at.clone()
        };
        if (self.open.len() > super::DEEP || at.depth > super::DEEP)
            && let Some(id) = self.postpone(&schema, &target, &key)
        {
            let nullable = schema.schema_data.nullable;
            return Ok(LoweredSchema {
                nullable,
                facts: data,
                ..LoweredSchema::of(TypeExpr::Type(id))
            });
        }
        if self.open.len() > super::DEEPEST {
            return Err(super::reference::too_deep(&at.pointer));
        }
        self.open.push(key.clone());
        let held = self.schema_known(&schema, &target, Some(&key));
        self.open.retain(|open| *open != key);
        let held = held?;
        let known = match (&held.expr, held.expr.innermost()) {
            (TypeExpr::Type(id), _) => Known::Type(*id),
            (TypeExpr::Enum(id), _) => Known::Enum { id: *id, quoted: held.quoted },
            // The items of a list or map are lowered once, or each reference would define it again.
            (_, TypeExpr::Type(_) | TypeExpr::Enum(_)) => Known::Container(Rc::new(held.clone())),
            _ => return Ok(held),
        };
        self.known.entry(key).or_insert(known);
        Ok(held)
    }

    pub(super) fn schema(&mut self, schema: &Schema, at: &At) -> Lowered<LoweredSchema> {
        self.schema_known(schema, at, None)
    }

    /// Lowers a schema; `key` is its pointer when references lead to it, so that it may contain itself.
    fn schema_known(
        &mut self,
        schema: &Schema,
        at: &At,
        key: Option<&str>,
    ) -> Lowered<LoweredSchema> {
        if at.depth > super::DEEPEST_FIELD {
            return Err(super::reference::too_deep(&at.pointer));
        }
        let data = &schema.schema_data;
        let mut held = match &schema.schema_kind {
            SchemaKind::Type(SchemaType::String(text)) => match joined_values(data) {
                Some((values, labels)) => self.joined(values, &labels, data, at),
                None => self.text(text, data, at),
            },
            SchemaKind::Type(SchemaType::Number(number)) => {
                let whole =
                    number.multiple_of.is_some_and(|step| step.fract() == 0.0 && step != 0.0);
                LoweredSchema::of(if whole { TypeExpr::Integer } else { TypeExpr::Number })
            }
            SchemaKind::Type(SchemaType::Integer(integer)) => {
                let values = integer.enumeration.iter().flatten();
                let values: Vec<Wire> = values.map(|value| Wire::Integer(*value)).collect();
                let expr = self.enumeration(Repr::Integer, values, data, at);
                LoweredSchema::of(expr.unwrap_or(TypeExpr::Integer))
            }
            SchemaKind::Type(SchemaType::Boolean(_)) => LoweredSchema::of(TypeExpr::Boolean),
            SchemaKind::Type(SchemaType::Array(list)) => self.list(list.items.as_ref(), at)?,
            SchemaKind::Type(SchemaType::Object(object)) => {
                let rest = object.additional_properties.as_ref();
                self.object(&object.properties, &object.required, rest, data, at, key)?
            }
            SchemaKind::AllOf { all_of } => self.all_of(all_of, None, data, at, key)?,
            SchemaKind::OneOf { one_of } => self.union(one_of, "oneOf", data, at, key)?,
            SchemaKind::AnyOf { any_of } => self.union(any_of, "anyOf", data, at, key)?,
            SchemaKind::Not { .. } => LoweredSchema::of(TypeExpr::Any),
            SchemaKind::Any(any) if at.multipart && at.depth == 1 && self.is_bytes(any) => {
                LoweredSchema::of(TypeExpr::File)
            }
            SchemaKind::Any(any) => self.any(any, data, at, key)?,
        };
        held.nullable |= data.nullable;
        held.secret |= data.extensions.get("x-secret").is_some_and(|value| value == true);
        let own = facts(data, &schema.schema_kind);
        held.facts = overlaid(own, held.facts);
        held.name = data.title.clone().or(held.name);
        let labels = extension_labels(data);
        if !labels.is_empty() {
            held.labels = labels;
        }
        Ok(held)
    }

    /// In OpenAPI 3.1, a part of a multipart body with an empty schema is bytes.
    fn is_bytes(&self, any: &AnySchema) -> bool {
        let version = self.tree.root.get("openapi").and_then(serde_json::Value::as_str);
        *any == AnySchema::default() && version.is_some_and(|version| !version.starts_with("3.0"))
    }

    fn text(&mut self, text: &StringType, data: &SchemaData, at: &At) -> LoweredSchema {
        let values: Vec<String> = text.enumeration.iter().flatten().cloned().collect();
        if !values.is_empty() {
            if values.iter().all(|value| value == "true" || value == "false") {
                return LoweredSchema { quoted: true, ..LoweredSchema::of(TypeExpr::Boolean) };
            }
            let integers: Option<Vec<Wire>> = values.iter().map(|value| canonical(value)).collect();
            let (repr, wires, quoted) = match integers {
                Some(integers) => (Repr::Integer, integers, true),
                None => (Repr::Text, values.into_iter().map(Wire::Text).collect(), false),
            };
            let expr = self.enumeration(repr, wires, data, at).unwrap_or(TypeExpr::Text);
            return LoweredSchema { quoted, ..LoweredSchema::of(expr) };
        }
        match &text.format {
            VariantOrUnknownOrEmpty::Item(StringFormat::DateTime) => {
                LoweredSchema::of(TypeExpr::Timestamp)
            }
            VariantOrUnknownOrEmpty::Item(StringFormat::Date) => LoweredSchema::of(TypeExpr::Date),
            VariantOrUnknownOrEmpty::Item(StringFormat::Binary) if at.multipart => {
                LoweredSchema::of(TypeExpr::File)
            }
            VariantOrUnknownOrEmpty::Item(StringFormat::Password) => {
                LoweredSchema { secret: true, ..LoweredSchema::of(TypeExpr::Text) }
            }
            VariantOrUnknownOrEmpty::Unknown(format) if format == "int32" || format == "int64" => {
                LoweredSchema { quoted: true, ..LoweredSchema::of(TypeExpr::Integer) }
            }
            _ => LoweredSchema::of(TypeExpr::Text),
        }
    }

    fn list(
        &mut self,
        items: Option<&ReferenceOr<Box<Schema>>>,
        at: &At,
    ) -> Lowered<LoweredSchema> {
        let below = At { schema_path: at.schema_path.items(), held: true, ..at.step("items") };
        let inner = match items {
            Some(schema) => self.schema_or_ref(unbox(schema), &below)?,
            None => LoweredSchema::of(TypeExpr::Any),
        };
        let expr = TypeExpr::List(Box::new(inner.expr));
        // A list without a description of its own is described by its items.
        let facts = Facts { text: inner.facts.text, ..Facts::default() };
        let (quoted, secret, labels) = (inner.quoted, inner.secret, inner.labels);
        Ok(LoweredSchema { quoted, secret, facts, labels, ..LoweredSchema::of(expr) })
    }

    pub(super) fn object(
        &mut self,
        properties: &IndexMap<String, ReferenceOr<Box<Schema>>>,
        required: &[String],
        rest: Option<&AdditionalProperties>,
        data: &SchemaData,
        at: &At,
        key: Option<&str>,
    ) -> Lowered<LoweredSchema> {
        if properties.is_empty() {
            return self.map(rest, at);
        }
        let id = self.reserve(data, at, key);
        let mut fields = Vec::new();
        self.properties(properties, required, at, &mut fields)?;
        self.fill(id, TypeKind::Object(Object { fields }));
        Ok(LoweredSchema { name: data.title.clone(), ..LoweredSchema::of(TypeExpr::Type(id)) })
    }

    /// Takes an id before the content is known, so that a type may contain itself.
    pub(super) fn reserve(&mut self, data: &SchemaData, at: &At, key: Option<&str>) -> TypeId {
        let id = TypeId(self.api.types.len());
        let text = data.description.clone();
        self.api.types.push(Type {
            schema_path: at.schema_path.clone(),
            home: None,
            file: self.tree.file.clone(),
            pointer: at.pointer.clone(),
            title: data.title.clone(),
            facts: Facts { text, deprecated: data.deprecated, ..Facts::default() },
            usage: Usage::default(),
            kind: TypeKind::Object(Object::default()),
            sources: Vec::new(),
        });
        if let Some(key) = key {
            self.known.insert(key.to_owned(), Known::Type(id));
        }
        id
    }

    pub(super) fn fill(&mut self, id: TypeId, kind: TypeKind) {
        if let Some(ty) = self.api.types.get_mut(id.0) {
            ty.kind = kind;
        }
    }

    /// An object without named properties.
    fn map(&mut self, rest: Option<&AdditionalProperties>, at: &At) -> Lowered<LoweredSchema> {
        let values = At {
            schema_path: at.schema_path.values(),
            held: true,
            ..at.step("additionalProperties")
        };
        match rest {
            Some(AdditionalProperties::Schema(schema)) => {
                let inner = self.schema_or_ref(borrow(schema), &values)?;
                let expr = TypeExpr::Map(Box::new(inner.expr));
                let (quoted, secret, labels) = (inner.quoted, inner.secret, inner.labels);
                Ok(LoweredSchema { quoted, secret, labels, ..LoweredSchema::of(expr) })
            }
            _ => Ok(LoweredSchema::of(TypeExpr::Any)),
        }
    }

    /// A schema without a single kind: several keywords side by side, or none.
    fn any(
        &mut self,
        any: &AnySchema,
        data: &SchemaData,
        at: &At,
        key: Option<&str>,
    ) -> Lowered<LoweredSchema> {
        if !any.all_of.is_empty() {
            return self.all_of(&any.all_of, Some(any), data, at, key);
        }
        if !any.properties.is_empty() {
            let alternatives = [(&any.one_of, "oneOf"), (&any.any_of, "anyOf")];
            if alternatives.iter().all(|(list, _)| list.is_empty()) {
                let rest = any.additional_properties.as_ref();
                return self.object(&any.properties, &any.required, rest, data, at, key);
            }
            return self.all_of(&[], Some(any), data, at, key);
        }
        for (list, keyword) in [(&any.one_of, "oneOf"), (&any.any_of, "anyOf")] {
            if !list.is_empty() {
                return self.union(list, keyword, data, at, key);
            }
        }
        if let Some(items) = &any.items {
            return self.list(Some(items), at);
        }
        if any.additional_properties.is_some() {
            return self.map(any.additional_properties.as_ref(), at);
        }
        let texts: Option<Vec<Wire>> =
            any.enumeration.iter().map(|v| v.as_str().map(|t| Wire::Text(t.to_owned()))).collect();
        let integers: Option<Vec<Wire>> =
            any.enumeration.iter().map(|v| v.as_i64().map(Wire::Integer)).collect();
        let expr = match (integers, texts) {
            (Some(values), _) => self.enumeration(Repr::Integer, values, data, at),
            (_, Some(values)) => self.enumeration(Repr::Text, values, data, at),
            _ => None,
        };
        Ok(LoweredSchema::of(expr.unwrap_or(if any.typ.as_deref() == Some("string") {
            TypeExpr::Text
        } else {
            TypeExpr::Any
        })))
    }
}

/// The name of a component schema, when the pointer is one.
fn component(pointer: &Pointer) -> Option<String> {
    let tokens: Vec<String> = pointer.tokens().collect();
    match tokens.as_slice() {
        [a, b, name] if a == "components" && b == "schemas" => Some(name.clone()),
        [a, name] if a == "definitions" => Some(name.clone()),
        _ => None,
    }
}
