//! The schemas that document a fact of a field: a field of a shared type has facts of several schemas.

use super::super::indexed_state::IndexedState;
use super::Field;
use super::by_schema::FactOf;
use crate::model::{Facts, Source};
use crate::pointer::Pointer;
use crate::schema_path::SchemaPath;

/// One schema of a field.
#[derive(Clone, Copy, Debug)]
pub(in super::super) struct Cited<'a> {
    pub schema_path: &'a SchemaPath,
    pub facts: &'a Facts,
    pub required: bool,
    pub nullable: bool,
    pub file: &'a str,
    pub pointer: &'a Pointer,
}

impl<'a> Cited<'a> {
    pub fn of(view: &IndexedState<'a>, source: &'a Source) -> Cited<'a> {
        let Source { schema_path, pointer, required, nullable, .. } = source;
        let (facts, file) = (source.facts(), view.file(&schema_path.document));
        Cited { schema_path, facts, required: *required, nullable: *nullable, file, pointer }
    }

    pub fn location(&self) -> (&'a str, &'a Pointer) {
        (self.file, self.pointer)
    }

    /// Whether both are the schema of one place, whichever document has it.
    pub fn is_same(&self, other: &Cited<'_>) -> bool {
        is_same(self.schema_path, other.schema_path)
    }
}

/// Whether both are one place, whichever document has it.
pub(in super::super) fn is_same(one: &SchemaPath, other: &SchemaPath) -> bool {
    one.anchor == other.anchor && one.part == other.part && one.path == other.path
}

impl<'a> Field<'a> {
    /// Every schema of the field; none if it has no schema.
    pub fn schemas(&self) -> Vec<Cited<'a>> {
        if !self.sources.is_empty() {
            return self.sources.clone();
        }
        let (Some(schema_path), Some(facts)) = (self.schema_path, self.facts) else {
            return Vec::new();
        };
        vec![Cited {
            schema_path,
            facts,
            required: self.required,
            nullable: self.nullable,
            file: self.file,
            pointer: self.pointer,
        }]
    }
}

/// A place of each state; none where it does not have the field.
pub(in super::super) type Places<'a> =
    (Option<(&'a str, &'a Pointer)>, Option<(&'a str, &'a Pointer)>);

/// The places of one schema that both states have; without such a schema, those of the field.
pub(in super::super) fn same_schema<'a>(was: &Field<'a>, is: &Field<'a>) -> Places<'a> {
    let (old, new) = (was.schemas(), is.schemas());
    let mut pairs =
        old.iter().filter_map(|one| Some((one, new.iter().find(|is| is.is_same(one))?)));
    match pairs.next() {
        Some((one, other)) => (Some(one.location()), Some(other.location())),
        None => (Some((was.file, was.pointer)), Some((is.file, is.pointer))),
    }
}

/// The places of a fact that differs: those of a schema whose own fact differs, or else of schemas that only one state
/// has. Without either, the places of the field.
pub(in super::super) fn cited<'a>(
    was: &Field<'a>,
    is: &Field<'a>,
    fact: &FactOf<'_>,
) -> [Option<(&'a str, &'a Pointer)>; 2] {
    let (old, new) = (was.schemas(), is.schemas());
    let same =
        |list: &[Cited<'a>], one: &Cited<'a>| list.iter().find(|other| other.is_same(one)).copied();
    for one in &old {
        if let Some(other) = same(&new, one)
            && fact(one) != fact(&other)
        {
            return [Some(one.location()), Some(other.location())];
        }
    }
    // Of the schemas that the other state does not have, one that explains the difference.
    let only = |list: &[Cited<'a>], others: &[Cited<'a>]| {
        let other_fact = others.first().and_then(fact);
        let own = list.iter().filter(|one| same(others, one).is_none());
        let differing: Vec<&Cited<'a>> = own.filter(|one| fact(one) != other_fact).collect();
        let first = differing.iter().find(|one| fact(one).is_some()).or(differing.first());
        first.map(|one| one.location())
    };
    match (only(&old, &new), only(&new, &old)) {
        (None, None) => [Some((was.file, was.pointer)), Some((is.file, is.pointer))],
        places => places.into(),
    }
}
