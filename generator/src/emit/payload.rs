//! The payloads of events: many have the same fields beside one whose type differs. Those are generic types, as the
//! envelope is.

use std::collections::{BTreeMap, BTreeSet};

use heck::ToPascalCase;

use super::envelope::{Shape, generic_fields, object, shape};
use super::items::GenericType;
use super::object::{EXTRA_DOC, flags, table};
use super::types::ident;
use super::{Emitter, doc, ids};
use crate::layout::{Layout, Source};
use crate::model::{Field, TypeId};
use crate::name::{ModulePath, TypePath, event::MODULE};

/// The name of the generic type of most payloads; others have the name of a field before it.
const PAYLOAD: &str = "Payload";

/// The type of the field that differs.
const CONTENT: &str = "Option<T>";

/// The bound of its parameter.
const PARAMETER: &str = "<T: rt::EventPart>";

/// Below this number of types a generic type explains nothing.
const LEAST: usize = 10;

/// Payloads with the same fields.
#[derive(Clone, Debug)]
struct Group {
    name: String,
    /// The position of the field whose type differs.
    content: usize,
    types: BTreeSet<TypeId>,
    /// The documentation that most of the types have, for each field.
    docs: Vec<Vec<String>>,
}

/// All such groups.
#[derive(Clone, Debug, Default)]
pub(crate) struct Payloads(Vec<Group>);

impl Payloads {
    /// The groups, the largest first.
    pub fn find(emitter: &Emitter<'_>) -> Payloads {
        let root = ModulePath(vec![MODULE.to_owned()]);
        let in_root = emitter.names.types.values().filter(|path| path.module == root);
        let mut taken: BTreeSet<String> = in_root.map(|path| path.ident.clone()).collect();
        let events: BTreeSet<TypeId> = emitter.api.events.iter().map(|event| event.ty).collect();
        let mut shapes: BTreeMap<Shape, BTreeSet<TypeId>> = BTreeMap::new();
        for (id, path) in &emitter.names.types {
            let is_part = path.module.0.first().is_some_and(|first| first == MODULE);
            if is_part
                && !events.contains(id)
                && let Some(shape) = shape(emitter, *id, false)
            {
                shapes.entry(shape).or_default().insert(*id);
            }
        }
        let mut shapes: Vec<(Shape, BTreeSet<TypeId>)> =
            shapes.into_iter().filter(|(_, types)| types.len() >= LEAST).collect();
        shapes.sort_by_key(|(_, types)| std::cmp::Reverse(types.len()));
        let common: BTreeSet<String> =
            shapes.first().into_iter().flat_map(|((_, fields), _)| fields).map(member).collect();
        let mut groups = Vec::new();
        for (index, ((content, fields), types)) in shapes.into_iter().enumerate() {
            let own = fields.iter().map(member).find(|member| !common.contains(member));
            let name = match (index, own) {
                (0, _) => PAYLOAD.to_owned(),
                (_, Some(own)) => format!("{}{PAYLOAD}", own.to_pascal_case()),
                (_, None) => continue,
            };
            if taken.insert(name.clone()) {
                let docs = usual_docs(emitter, &types);
                groups.push(Group { name, content, types, docs });
            }
        }
        Payloads(groups)
    }

    /// Whether a type is an alias of one of the generic types.
    pub fn contain(&self, id: TypeId) -> bool {
        self.0.iter().any(|group| group.types.contains(&id))
    }

    /// The generic types.
    pub fn generics(&self, emitter: &Emitter<'_>) -> Vec<GenericType> {
        let generic = |group: &Group| {
            let first = *group.types.first()?;
            let fields = generic_fields(emitter, first, (group.content, CONTENT))?;
            let ids = ids::required_ids(object(emitter, first)?, members(emitter, first));
            let root = ModulePath::default();
            let id = |(_, field, member): (usize, &Field, &String)| {
                (member.clone(), emitter.value(&field.expr, &root))
            };
            let ids = ids.map(id).collect();
            Some(GenericType { name: group.name.clone(), parameter: PARAMETER, fields, ids })
        };
        self.0.iter().filter_map(generic).collect()
    }

    /// The generic type with its argument, and the documentation of the fields that have another one there.
    pub fn alias(&self, emitter: &Emitter<'_>, id: TypeId) -> Option<(String, Vec<String>)> {
        let group = self.0.iter().find(|group| group.types.contains(&id))?;
        let (object, path) = (object(emitter, id)?, emitter.names.types.get(&id)?);
        let argument = emitter.value(&object.fields.get(group.content)?.expr, &path.module);
        let mut docs = Vec::new();
        let fields = object.fields.iter().zip(&group.docs).zip(members(emitter, id));
        for ((field, usual), member) in fields {
            let own = emitter.field_docs(field);
            if own != *usual && !own.is_empty() {
                let text = format!("`{member}`: {}", own.join(" "));
                let marks = std::iter::once("- ").chain(std::iter::repeat("  "));
                docs.extend(
                    marks.zip(doc::wrap(&[text])).map(|(mark, line)| format!("{mark}{line}")),
                );
            }
        }
        if !docs.is_empty() {
            docs.insert(0, String::new());
        }
        Some((format!("crate::{MODULE}::{}<{argument}>", group.name), docs))
    }
}

/// The documentation that most of these types have, for each field.
fn usual_docs(emitter: &Emitter<'_>, types: &BTreeSet<TypeId>) -> Vec<Vec<String>> {
    let mut counts: Vec<BTreeMap<Vec<String>, usize>> = Vec::new();
    for object in types.iter().filter_map(|id| object(emitter, *id)) {
        counts.resize(object.fields.len(), BTreeMap::new());
        for (field, counts) in object.fields.iter().zip(&mut counts) {
            let count = counts.entry(emitter.field_docs(field)).or_default();
            *count = count.saturating_add(1);
        }
    }
    let most = |counts: BTreeMap<Vec<String>, usize>| {
        counts.into_iter().max_by_key(|(_, count)| *count).map(|(docs, _)| docs)
    };
    counts.into_iter().map(|counts| most(counts).unwrap_or_default()).collect()
}

fn member(field: &[String; 4]) -> String {
    field.first().cloned().unwrap_or_default()
}

fn members<'a>(emitter: &'a Emitter<'_>, id: TypeId) -> &'a [String] {
    emitter.names.members.get(&id).map(Vec::as_slice).unwrap_or_default()
}

/// The generic types.
pub(super) fn payloads(emitter: &Emitter<'_>, layout: &mut Layout) {
    for group in &emitter.items.payloads(emitter).0 {
        let Some(first) = group.types.first() else { continue };
        let (Some(object), members) = (object(emitter, *first), members(emitter, *first)) else {
            continue;
        };
        let path =
            TypePath { module: ModulePath(vec![MODULE.to_owned()]), ident: group.name.clone() };
        let fields = || object.fields.iter().zip(members).enumerate();
        let content = members.get(group.content).map(String::as_str).unwrap_or_default();
        let mut source = Source::new();
        let about =
            format!("The payload of many events; the type of `{content}` is that of the event.");
        source.docs(0, &doc::wrap(&[about]));
        source.line(0, "#[non_exhaustive]");
        source.line(0, format_args!("pub struct {}{PARAMETER} {{", group.name));
        for ((at, (field, member)), docs) in fields().zip(&group.docs) {
            source.docs(1, docs);
            let kind = match at == group.content {
                true => CONTENT.to_owned(),
                false => emitter.field(&field.expr, field.boxed, false, &path.module),
            };
            source.line(1, format_args!("pub {}: {kind},", ident(member)));
        }
        source.line(1, EXTRA_DOC);
        source.line(1, "pub extra: rt::Extra,");
        source.line(0, "}");
        layout.source(source);
        let rows = table(fields().map(|(_, (field, member))| (member, field, flags(field))));
        let name = &group.name;
        layout.text(format!(
            "rt::generic_model! {{\n    {name}{PARAMETER}, \"{name}\"; {{\n{rows}    }}\n}}"
        ));
        ids::accessors(emitter, object, (&path, PARAMETER), members, layout);
    }
}
