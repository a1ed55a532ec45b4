//! The envelope of events: most events have the same keys beside one whose type differs. They are one generic type,
//! because the compiler then reads the implementations once and not for each event.

use std::collections::BTreeMap;

use proc_macro2::Literal;

use super::items::GenericType;
use super::object::{flags, table};
use super::types::ident;
use super::{Emitter, doc};
use crate::layout::{Layout, Source};
use crate::model::{Field, Object, TypeExpr, TypeId, TypeKind};
use crate::name::{ModulePath, event::MODULE};

/// The name of the generic type.
const ENVELOPE: &str = "Envelope";

/// The bound of its parameter.
const PARAMETER: &str = "<K: rt::EventKind>";

/// The type of the field that differs.
const CONTENT: &str = "Option<K::Content>";

/// Below this number of events a generic type explains nothing.
const LEAST: usize = 3;

/// The events that have the same envelope.
#[derive(Clone, Debug)]
pub(crate) struct Envelope {
    /// The type of the first of these events.
    first: TypeId,
    /// The position of the field whose type differs.
    content: usize,
    /// The types of these events, with their variants in the enum of all events and their names on the wire.
    events: BTreeMap<TypeId, (String, String)>,
}

/// All that must be the same in two types with one generic type; the type of the field at this position may differ.
pub(super) type Shape = (usize, Vec<[String; 4]>);

impl Envelope {
    /// The largest group of events that differ in the type of one field; none when it is small.
    pub fn find(emitter: &Emitter<'_>) -> Option<Envelope> {
        let root = ModulePath(vec![MODULE.to_owned()]);
        let is_taken = |name: &str| {
            let mut types = emitter.names.types.values();
            types.any(|path| path.module == root && path.ident == name)
        };
        if is_taken(ENVELOPE) {
            return None;
        }
        let mut groups: BTreeMap<Shape, Envelope> = BTreeMap::new();
        for (event, variant) in emitter.api.events.iter().zip(&emitter.names.events) {
            let Some(shape) = shape(emitter, event.ty, true) else { continue };
            let content = shape.0;
            let new = || Envelope { first: event.ty, content, events: BTreeMap::new() };
            let group = groups.entry(shape).or_insert_with(new);
            group.events.insert(event.ty, (variant.clone(), event.name.clone()));
        }
        let largest = groups.into_values().max_by_key(|group| group.events.len())?;
        (largest.events.len() >= LEAST).then_some(largest)
    }

    /// The generic type.
    pub fn generic(&self, emitter: &Emitter<'_>) -> Option<GenericType> {
        let fields = generic_fields(emitter, self.first, (self.content, CONTENT))?;
        Some(GenericType {
            name: ENVELOPE.to_owned(),
            parameter: PARAMETER,
            fields,
            ids: Vec::new(),
        })
    }

    /// The type of an event: an alias of the envelope.
    pub fn alias(&self, id: TypeId) -> Option<String> {
        let variant = ident(&self.events.get(&id)?.0);
        Some(format!("crate::{MODULE}::{ENVELOPE}<crate::{MODULE}::kind::{variant}>"))
    }
}

pub(super) fn object<'a>(emitter: &Emitter<'a>, id: TypeId) -> Option<&'a Object> {
    match &emitter.api.types.get(id.0)?.kind {
        TypeKind::Object(object) => Some(object),
        TypeKind::Union(_) => None,
    }
}

/// The shape of a type with one object in it.
pub(super) fn shape(emitter: &Emitter<'_>, id: TypeId, with_docs: bool) -> Option<Shape> {
    let (ty, object) = (emitter.api.types.get(id.0)?, object(emitter, id)?);
    let mut contents = object.fields.iter().enumerate();
    let (content, field) = contents.find(|(_, field)| matches!(field.expr, TypeExpr::Type(_)))?;
    let others = contents.any(|(_, field)| matches!(field.expr, TypeExpr::Type(_)));
    if ty.usage.request || others || field.boxed || !object.has_default(ty.usage) {
        return None;
    }
    let members = emitter.names.members.get(&id).map(Vec::as_slice).unwrap_or_default();
    let module = ModulePath::default();
    let fields = object.fields.iter().zip(members).enumerate().map(|(at, (field, member))| {
        let kind = || emitter.field(&field.expr, field.boxed, false, &module);
        let kind = if at == content { String::new() } else { kind() };
        let row = table(std::iter::once((member, field, flags(field))));
        let docs = if with_docs { emitter.field_docs(field).join("\n") } else { String::new() };
        [member.clone(), kind, row, docs]
    });
    Some((content, fields.collect()))
}

/// Names and types of the fields of a generic type, of which the type is an alias; the field at a position has another type.
pub(super) fn generic_fields(
    emitter: &Emitter<'_>,
    id: TypeId,
    (content, ty): (usize, &str),
) -> Option<Vec<(String, String)>> {
    let members = emitter.names.members.get(&id)?;
    let fields = object(emitter, id)?.fields.iter().zip(members).enumerate();
    let root = ModulePath::default();
    let of = |(at, (field, member)): (usize, (&Field, &String))| {
        let own = || emitter.field(&field.expr, field.boxed, false, &root);
        (member.clone(), if at == content { ty.to_owned() } else { own() })
    };
    Some(fields.map(of).collect())
}

/// The generic type, and what differs in each event.
pub(super) fn envelope(emitter: &Emitter<'_>, path: &ModulePath, layout: &mut Layout) {
    let Some(envelope) = emitter.items.envelope(emitter) else { return };
    let Some(object) = object(emitter, envelope.first) else { return };
    let members = emitter.names.members.get(&envelope.first).map(Vec::as_slice);
    let members = members.unwrap_or_default();
    let fields = || object.fields.iter().zip(members).enumerate();
    let content = fields().find(|(at, _)| *at == envelope.content);
    let content = content.map(|(_, (_, member))| member.as_str()).unwrap_or_default();
    let mut source = Source::new();
    let about = format!("What most events have; the type of `{content}` is that of the event.");
    source.docs(0, &doc::wrap(&[about]));
    source.line(0, "#[non_exhaustive]");
    source.line(0, format_args!("pub struct {ENVELOPE}{PARAMETER} {{"));
    for (at, (field, member)) in fields() {
        source.docs(1, &emitter.field_docs(field));
        let kind = match at == envelope.content {
            true => CONTENT.to_owned(),
            false => emitter.field(&field.expr, field.boxed, false, path),
        };
        source.line(1, format_args!("pub {}: {kind},", ident(member)));
    }
    source.line(1, super::object::EXTRA_DOC);
    source.line(1, "pub extra: rt::Extra,");
    source.line(0, "}");
    layout.source(source);
    let rows = table(fields().map(|(_, (field, member))| (member, field, flags(field))));
    layout.text(format!("rt::envelope! {{\n    Event in {ENVELOPE} {{\n{rows}    }}\n}}"));
    let mut rows = String::new();
    for (id, (variant, event)) in &envelope.events {
        let ty = self::object(emitter, *id).and_then(|object| object.fields.get(envelope.content));
        let (Some(field), Some(own)) = (ty, emitter.names.types.get(id)) else { continue };
        let (name, kind) = (Literal::string(&own.ident), emitter.value(&field.expr, path));
        let event = Literal::string(event);
        rows.push_str(&format!("    {} {name} {event}: {kind},\n", ident(variant)));
    }
    layout.text(format!("rt::event_kinds! {{\n{rows}}}"));
}
