//! The schemas that document a fact of a field: a field of a shared type has facts of several schemas.

use super::super::Compared;
use super::super::indexed_state::IndexedState;
use super::Field;
use super::by_schema::FactOf;
use crate::model::{Facts, Shape, Source};
use crate::pointer::Pointer;
use crate::schema_path::{Part, PathRoot, SchemaPath};

/// One schema of a field.
#[derive(Clone, Copy, Debug)]
pub(in super::super) struct Cited<'a> {
    pub schema_path: &'a SchemaPath,
    pub facts: &'a Facts,
    pub required: bool,
    pub nullable: bool,
    /// The kind of its type, and that of its items.
    pub shapes: [Shape; 2],
    pub file: &'a str,
    pub pointer: &'a Pointer,
}

impl<'a> Cited<'a> {
    pub fn of(view: &IndexedState<'a>, source: &'a Source) -> Cited<'a> {
        let Source { schema_path, pointer, required, nullable, shapes, .. } = source;
        let (facts, file) = (source.facts(), view.file(&schema_path.document));
        let (required, nullable, shapes) = (*required, *nullable, *shapes);
        Cited { schema_path, facts, required, nullable, shapes, file, pointer }
    }

    pub fn location(&self) -> (&'a str, &'a Pointer) {
        (self.file, self.pointer)
    }

    /// Whether a request has the schema itself.
    pub fn is_sent(&self) -> bool {
        matches!(self.schema_path.anchor, PathRoot::Operation(..)) && !self.is_received()
    }

    /// Whether a response or an event has the schema.
    pub fn is_received(&self) -> bool {
        matches!(self.schema_path.part, Part::Response(_))
            || matches!(self.schema_path.anchor, PathRoot::Event(_))
    }
}

/// Whether both are one place, whichever document has it.
pub(in super::super) fn is_same(one: &SchemaPath, other: &SchemaPath) -> bool {
    one.anchor == other.anchor && one.part == other.part && one.path == other.path
}

/// Whether both are one place, although the operation has another path or the response another status, a field above has
/// another name, or the value became a list of such values.
pub(in super::super) fn is_successor(
    compared: &Compared<'_>,
    one: &SchemaPath,
    other: &SchemaPath,
) -> bool {
    let is_renamed = || {
        let path = compared.renamed().path(one);
        path.is_some_and(|path| is_same_path(&path, &other.path))
    };
    is_in_same_part(compared, one, other) && (is_same_path(&one.path, &other.path) || is_renamed())
}

pub(super) fn is_in_same_part(
    compared: &Compared<'_>,
    one: &SchemaPath,
    other: &SchemaPath,
) -> bool {
    let anchor = compared.successors.get(&one.anchor).unwrap_or(&one.anchor);
    let is_response = |part: &Part| matches!(part, Part::Response(_));
    *anchor == other.anchor
        && (one.part == other.part || is_response(&one.part) && is_response(&other.part))
}

pub(super) fn is_same_path(one: &str, other: &str) -> bool {
    one == other || one.replace("[]", "") == other.replace("[]", "")
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
            shapes: self.expr.shapes(),
            file: self.file,
            pointer: self.pointer,
        }]
    }
}

/// A field of both states with its schemas.
pub(in super::super) struct Both<'f, 'a> {
    pub was: &'f Field<'a>,
    pub is: &'f Field<'a>,
    /// The schemas that both states have.
    pub pairs: Vec<(Cited<'a>, Cited<'a>)>,
    /// Those that only the base has.
    pub old: Vec<Cited<'a>>,
    /// Those that only the head has.
    pub new: Vec<Cited<'a>>,
}

/// A place of each state; none where it does not have the field.
pub(in super::super) type Places<'a> =
    (Option<(&'a str, &'a Pointer)>, Option<(&'a str, &'a Pointer)>);

impl<'f, 'a> Both<'f, 'a> {
    pub fn new(compared: &Compared<'_>, was: &'f Field<'a>, is: &'f Field<'a>) -> Both<'f, 'a> {
        let (mut old, mut new) = (was.schemas(), is.schemas());
        let mut pairs = Vec::new();
        let mut pair = |test: &dyn Fn(&SchemaPath, &SchemaPath) -> bool| {
            old.retain(|one| {
                let is_other = |other: &Cited<'_>| test(one.schema_path, other.schema_path);
                let Some(at) = new.iter().position(is_other) else { return true };
                pairs.push((*one, new.remove(at)));
                false
            });
        };
        pair(&is_same);
        pair(&|one, other| is_successor(compared, one, other));
        if was.wire != is.wire {
            // The path without the name, which is another one.
            pair(&|one, other| {
                let above =
                    |path: &SchemaPath, wire: &str| path.path.strip_suffix(wire).map(str::to_owned);
                let above = (above(one, was.wire), above(other, is.wire));
                let is_same = matches!(above, (Some(was), Some(is)) if is_same_path(&was, &is));
                is_same && is_in_same_part(compared, one, other)
            });
        }
        if pairs.is_empty()
            && let [only] = old.as_slice()
            && matches!(only.schema_path.anchor, PathRoot::Schema(_))
        {
            // Events and operations have the schema of a component themselves now.
            let only = *only;
            let had = |one: &Cited<'_>| compared.had(&one.schema_path.anchor);
            let inlined: Vec<Cited<'a>> = new.extract_if(.., |one| had(one)).collect();
            pairs.extend(inlined.into_iter().map(|one| (only, one)));
            if !pairs.is_empty() {
                old.clear();
            }
        }
        Both { was, is, pairs, old, new }
    }

    /// The schemas of the field in the head: of those that both states have, if there are any.
    pub fn own(&self) -> impl Iterator<Item = &'a SchemaPath> + '_ {
        let kept = self.pairs.iter().map(|(_, other)| other.schema_path);
        let new = self.new.iter().map(|one| one.schema_path);
        kept.chain(new.filter(|_| self.pairs.is_empty()))
    }

    /// The number of schemas of the field in the head.
    pub fn count(&self) -> usize {
        self.pairs.len() + self.new.len()
    }

    /// The places of one schema that both states have; without such a schema, those of the field.
    pub fn places(&self) -> Places<'a> {
        match self.pairs.first() {
            Some((one, other)) => (Some(one.location()), Some(other.location())),
            None => {
                let place = |field: &Field<'a>| Some((field.file, field.pointer));
                (place(self.was), place(self.is))
            }
        }
    }

    /// The schema whose own type changed as that of the field did. Without one, a schema that has the type of the field in
    /// each state, if possible one of both states.
    pub fn retyped(&self) -> (Option<Cited<'a>>, Option<Cited<'a>>) {
        let (was, is) = (self.was.expr.shapes(), self.is.expr.shapes());
        let is_it = |pair: &&(Cited<'a>, Cited<'a>)| (pair.0.shapes, pair.1.shapes) == (was, is);
        if let Some((one, other)) = self.pairs.iter().find(is_it) {
            return (Some(*one), Some(*other));
        }
        let became = self.pairs.iter().find(|(one, other)| one.shapes != is && other.shapes == is);
        let olds = self.pairs.iter().map(|(one, _)| one).chain(&self.old);
        let news = self.pairs.iter().map(|(_, other)| other).chain(&self.new);
        let new = became.map(|(_, other)| other);
        let new = new.or_else(|| news.clone().find(|one| one.shapes == is));
        let old = olds.clone().find(|one| one.shapes == was);
        (old.or(olds.clone().next()).copied(), new.or(news.clone().next()).copied())
    }

    /// A schema of both states that has another type now, which is that of the field, and that passes a test in the head.
    pub fn retyped_in(&self, test: &dyn Fn(&Cited<'a>) -> bool) -> Option<&(Cited<'a>, Cited<'a>)> {
        let is = self.is.expr.shapes();
        let mut pairs = self.pairs.iter();
        pairs.find(|(was, new)| was.shapes != is && new.shapes == is && test(new))
    }

    /// The places of [`retyped`](Self::retyped); without a schema of both states, those of the field.
    pub fn retyped_places(&self) -> Places<'a> {
        match (self.pairs.is_empty(), self.retyped()) {
            (false, (old, new)) => {
                (old.as_ref().map(Cited::location), new.as_ref().map(Cited::location))
            }
            (true, _) => self.places(),
        }
    }

    /// The places of a schema that is required in one state alone.
    pub fn required(&self) -> Option<Places<'a>> {
        let mut pairs = self.pairs.iter();
        let (one, other) = pairs.find(|(one, other)| one.required != other.required)?;
        Some((Some(one.location()), Some(other.location())))
    }

    /// The places of a fact that differs although no schema of both states has a difference: those of a schema that
    /// only one state has, and that explains it. Of several schemas that all came or went, none is cited, unless
    /// operations and events have the schema of a component now, or the reverse.
    pub fn explaining(&self, fact: &FactOf<'_>) -> Places<'a> {
        if self.pairs.is_empty() {
            let is_component =
                |one: &Cited<'_>| matches!(one.schema_path.anchor, PathRoot::Schema(_));
            let is_inlined = self.old.iter().chain(&self.new).any(is_component);
            let only = |list: &[Cited<'a>]| match list {
                [only] => Some(only.location()),
                [first, ..] if is_inlined => Some(first.location()),
                _ => None,
            };
            return (only(&self.old), only(&self.new));
        }
        (self.explains(&self.old, fact), self.explains(&self.new, fact))
    }

    /// Of the schemas that only one state has, one with another fact than those of both.
    fn explains(&self, own: &[Cited<'a>], fact: &FactOf<'_>) -> Option<(&'a str, &'a Pointer)> {
        let common = self.pairs.first().and_then(|(one, _)| fact(one));
        let differing: Vec<&Cited<'a>> = own.iter().filter(|one| fact(one) != common).collect();
        let first = differing.iter().find(|one| fact(one).is_some()).or(differing.first());
        first.map(|one| one.location())
    }
}
