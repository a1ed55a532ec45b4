//! The schemas that document a fact of a field: a field of a shared type has facts of several schemas.

use super::super::indexed_state::IndexedState;
use super::Field;
use crate::model::{Facts, Source};
use crate::pointer::Pointer;
use crate::schema_path::SchemaPath;

/// One schema of a field.
#[derive(Clone, Copy, Debug)]
pub(in super::super) struct Cited<'a> {
    pub schema_path: &'a SchemaPath,
    pub facts: &'a Facts,
    pub file: &'a str,
    pub pointer: &'a Pointer,
}

impl<'a> Cited<'a> {
    pub fn of(view: &IndexedState<'a>, source: &'a Source) -> Cited<'a> {
        let Source { schema_path, pointer, facts } = source;
        Cited { schema_path, facts, file: view.file(&schema_path.document), pointer }
    }

    fn location(&self) -> (&'a str, &'a Pointer) {
        (self.file, self.pointer)
    }
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
        vec![Cited { schema_path, facts, file: self.file, pointer: self.pointer }]
    }
}

/// The places of a fact that differs: those of a schema whose own fact differs, or else of schemas that only one state
/// has. Without either, the places of the field.
pub(in super::super) fn cited<'a>(
    was: &Field<'a>,
    is: &Field<'a>,
    fact: &dyn Fn(&Facts) -> Option<String>,
) -> [Option<(&'a str, &'a Pointer)>; 2] {
    let (old, new) = (was.schemas(), is.schemas());
    let same = |list: &[Cited<'a>], one: &Cited<'a>| {
        list.iter().find(|other| other.schema_path == one.schema_path).copied()
    };
    for one in &old {
        if let Some(other) = same(&new, one)
            && fact(one.facts) != fact(other.facts)
        {
            return [Some(one.location()), Some(other.location())];
        }
    }
    let shown = |field: &Field<'a>| field.facts.and_then(fact);
    // Of the schemas that the other state does not have, one that explains the difference.
    let only = |list: &[Cited<'a>], others: &[Cited<'a>], other_fact: Option<String>| {
        let own = list.iter().filter(|one| same(others, one).is_none());
        let differing: Vec<&Cited<'a>> = own.filter(|one| fact(one.facts) != other_fact).collect();
        let first = differing.iter().find(|one| fact(one.facts).is_some()).or(differing.first());
        first.map(|one| one.location())
    };
    match (only(&old, &new, shown(is)), only(&new, &old, shown(was))) {
        (None, None) => [Some((was.file, was.pointer)), Some((is.file, is.pointer))],
        places => places.into(),
    }
}
