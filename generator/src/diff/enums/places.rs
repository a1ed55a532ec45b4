//! The place that has a value of an enumeration: its line of enums.yaml, or the schema in which the value changed.

use super::super::Compared;
use super::super::fields::{is_same, is_successor};
use super::super::indexed_state::{IndexedState, Item};
use super::documented;
use crate::listing::Origin;
use crate::model::{EnumId, Variant, Wire};
use crate::pointer::Pointer;
use crate::schema_path::SchemaPath;

/// A file and a pointer in it.
type Place = (String, Pointer);

/// An enumeration of one state, and a value.
type ValueOf<'v> = (EnumId, &'v Wire);

/// A schema of an enumeration.
#[derive(Clone, Copy)]
pub(super) struct Schema<'a> {
    pub schema_path: &'a SchemaPath,
    file: &'a str,
    pointer: &'a Pointer,
    variants: &'a [Variant],
}

/// The places of a value that differs.
pub(super) fn of_value(
    compared: &Compared<'_>,
    was: ValueOf<'_>,
    is: ValueOf<'_>,
) -> (Option<Place>, Option<Place>) {
    let (base, head) = (&compared.base, &compared.head);
    let whole = || (of_enum(base, was), of_enum(head, is));
    let (old, new) = (schemas(base, was.0), schemas(head, is.0));
    if old.len() + new.len() <= 2 {
        return whole();
    }
    let other = |one: &Schema<'_>, list: &[Schema<'_>], test: &Test<'_>| {
        list.iter().position(|other| test(one.schema_path, other.schema_path))
    };
    let same: &Test<'_> = &is_same;
    let successor: &Test<'_> = &|one, other| is_successor(compared, one, other);
    let mut only_new: Vec<usize> = (0..new.len()).collect();
    let mut only_old = Vec::new();
    for one in &old {
        let at = other(one, &new, same).or_else(|| other(one, &new, successor));
        let Some((at, other)) = at.and_then(|at| Some((at, new.get(at)?))) else {
            only_old.push(*one);
            continue;
        };
        only_new.retain(|index| *index != at);
        if one.value(was.1) != other.value(is.1) {
            return (Some(one.place()), Some(other.place()));
        }
    }
    // No schema has changed: those that came or went have the value.
    let has = |one: &&Schema<'_>, wire| one.value(wire).is_some();
    let gone = only_old.iter().find(|one| has(one, was.1));
    let came = only_new.into_iter().filter_map(|at| new.get(at)).find(|one| has(one, is.1));
    match (gone.map(Schema::place), came.map(Schema::place)) {
        (None, None) => whole(),
        places => places,
    }
}

/// Whether two schemas are one.
type Test<'t> = dyn Fn(&SchemaPath, &SchemaPath) -> bool + 't;

impl<'a> Schema<'a> {
    pub fn value(&self, wire: &Wire) -> Option<&'a Variant> {
        self.variants.iter().find(|variant| variant.wire == *wire)
    }

    fn place(&self) -> Place {
        (self.file.to_owned(), self.pointer.clone())
    }
}

/// The schemas of an enumeration; none for one of enums.yaml.
pub(super) fn schemas<'a>(view: &IndexedState<'a>, id: EnumId) -> Vec<Schema<'a>> {
    let one = view.api.enumeration(id);
    match (&one.shared, one.sources.as_slice()) {
        (Some(_), _) => Vec::new(),
        (None, []) => vec![Schema {
            schema_path: &one.schema_path,
            file: &one.file,
            pointer: &one.pointer,
            variants: &one.variants,
        }],
        (None, sources) => sources
            .iter()
            .map(|source| Schema {
                schema_path: &source.schema_path,
                file: &source.file,
                pointer: &source.pointer,
                variants: &source.variants,
            })
            .collect(),
    }
}

/// The line of the value in enums.yaml, or that of all its values without it; the schema of another enumeration.
fn of_enum(view: &IndexedState<'_>, (id, wire): ValueOf<'_>) -> Option<Place> {
    let (file, pointer) = view.location(Origin::Enum(id))?;
    let mut variants = view.api.enumeration(id).variants.iter();
    let has_value = variants.any(|variant| variant.wire == *wire);
    let is_listed = || {
        let entry = view.api.enumeration(id).shared.as_ref();
        let entry = entry.and_then(|name| view.state.settings.enums.get(name));
        entry.is_some_and(|entry| entry.values.iter().any(|(value, _)| value == wire))
    };
    let pointer = match (view.is_shared(Item::Enum(id)), has_value) {
        (true, true) if !is_listed() => {
            // The entry has the other values.
            let entry = (file.to_owned(), pointer.join("values"));
            return Some(documented::first(view, id, wire).unwrap_or(entry));
        }
        (true, true) => pointer.join("values").join(wire),
        (true, false) => pointer.join("values"),
        (false, _) => pointer.clone(),
    };
    Some((file.to_owned(), pointer))
}
