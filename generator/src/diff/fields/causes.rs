//! The configuration that gives a field its type: the document can have the same schema in both states.

use super::super::indexed_state::IndexedState;
use super::super::pending::PendingChange;
use super::super::report::Side;
use super::super::{Compared, overlays};
use super::by_schema::{NO_LONGER_SHARED, NOW_SHARED};
use super::{Both, Cited, Field};
use crate::listing::Origin;
use crate::model::{Location, Repr, TypeExpr};
use crate::normalize::id_place;
use crate::pointer::Pointer;
use crate::schema_path::{PathRoot, Pattern, SchemaPath};
use crate::settings::{entry_pointer, file};

/// A file and a pointer in it.
type Cause = (String, Pointer);

/// The entries of rules.yaml, enums.yaml or shared.yaml, and the overlay, that make the type of a field what it is; at
/// the schema that reports cite.
fn causes(
    (view, field, at): (&IndexedState<'_>, &Field<'_>, Option<Cited<'_>>),
    other: &IndexedState<'_>,
) -> Vec<Cause> {
    let entry = at.and_then(|at| named(view, field.expr, at.schema_path, other));
    let (file, pointer) = at.map_or((field.file, field.pointer), |at| at.location());
    let overlay = overlays::of_keys(view, (file, pointer), OF_TYPE);
    entry.into_iter().chain(overlay).collect()
}

/// The entry that names the type. A pattern for an enumeration that the other state has as well is no reason.
fn named(
    view: &IndexedState<'_>,
    expr: &TypeExpr,
    schema_path: &SchemaPath,
    other: &IndexedState<'_>,
) -> Option<Cause> {
    let settings = &view.state.settings;
    match expr.innermost() {
        TypeExpr::Id(name) => {
            Some((file::RULES.to_owned(), id_place(settings, name, schema_path)?))
        }
        TypeExpr::Enum(id) => {
            let name = view.api.enumeration(*id).shared.as_deref()?;
            let entry = settings.enums.get(name)?;
            let at = entry.places.iter().position(|pattern| pattern.matches(schema_path))?;
            let others = other.state.settings.enums.get(name).map(|entry| &entry.places);
            let is_known =
                entry.places.get(at).zip(others).is_some_and(|(own, all)| all.contains(own));
            (!is_known).then(|| (entry.file.clone(), entry_pointer([name, "places"]).join(at)))
        }
        TypeExpr::Type(id) => {
            let identity = view.api.ty(*id).identity();
            // What is below a shared type follows from it.
            let PathRoot::Shared(name) = &identity.anchor else { return None };
            if !identity.path.is_empty() {
                return None;
            }
            let entry = settings.shared.get(name)?;
            let types = &view.api.ty(*id).sources;
            let selects = |pattern: &Pattern| {
                types.iter().any(|source| {
                    let below = source.schema_path.to_string();
                    below.starts_with(&schema_path.to_string())
                        && pattern.matches(&source.schema_path)
                })
            };
            let at = entry.places.iter().position(selects);
            let pointer = entry_pointer([name.as_str()]);
            let pointer = at.map_or(pointer.clone(), |at| pointer.join("places").join(at));
            Some((entry.file.clone(), pointer))
        }
        _ => None,
    }
}

/// The line of shared.yaml that requires a field, where only one state has such a line.
pub(in super::super) fn required(
    (view, id): (&IndexedState<'_>, Origin),
    (other, other_id): (&IndexedState<'_>, Origin),
    wire: &str,
) -> Option<Cause> {
    let line = |view: &IndexedState<'_>, origin: Origin| {
        let Origin::Type(id) = origin else { return None };
        let identity = view.api.ty(id).identity();
        let PathRoot::Shared(name) = &identity.anchor else { return None };
        let entry = view.state.settings.shared.get(name).filter(|_| identity.path.is_empty())?;
        let at = entry.required.iter().position(|required| required == wire)?;
        Some((entry.file.clone(), entry_pointer([name.as_str(), "required"]).join(at)))
    };
    line(view, id).filter(|_| line(other, other_id).is_none())
}

/// The line of the glossary that describes a field.
fn line(view: &IndexedState<'_>, field: &Field<'_>) -> Option<Cause> {
    field.facts?.line.as_ref()?;
    let shared = field.home.map(|home| home.member(field.wire));
    let schema_path = shared.as_ref().or(field.schema_path)?;
    let (file, pointer) = view.state.settings.glossary.location(schema_path)?;
    Some((file.to_owned(), pointer))
}

/// The lines of rules.yaml that say how a value is written, where the other state has none.
fn written(view: &IndexedState<'_>, field: &Field<'_>, other: &Field<'_>) -> Vec<Cause> {
    let rules = &view.state.settings.rules;
    let schemas = field.schemas();
    let selects = |text: &String| {
        let pattern = Pattern::new(text);
        schemas.iter().any(|one| pattern.matches(one.schema_path))
    };
    let joined = rules.joined.iter().enumerate().find_map(|(rule, one)| {
        let at = one.places.iter().position(selects)?;
        Some(entry_pointer(["joined"]).join(rule).join("places").join(at))
    });
    let joined = joined.filter(|_| field.joined.is_some() && field.joined != other.joined);
    let double = rules.double_encode.iter().position(selects);
    let twice = Some(Location::Path { double: true });
    let double = double
        .filter(|_| field.location == twice && other.location != twice)
        .map(|at| entry_pointer(["double_encode"]).join(at));
    joined.into_iter().chain(double).map(|pointer| (file::RULES.to_owned(), pointer)).collect()
}

/// What configuration says about a field.
#[derive(Clone, Copy)]
pub(in super::super) enum Configured {
    /// Its type.
    Type,
    /// How it is written.
    Encoding,
    /// Its description.
    Text,
}

/// Adds the configuration that only one state has for a field.
pub(in super::super) fn caused(
    change: PendingChange,
    compared: &Compared<'_>,
    (was, is): (&Field<'_>, &Field<'_>),
    what: Configured,
) -> PendingChange {
    let (base, head) = (&compared.base, &compared.head);
    let both = Both::new(compared, was, is);
    let cited = both.retyped();
    let overlay = |view: &IndexedState<'_>, field: &Field<'_>| {
        overlays::of_keys(view, (field.file, field.pointer), OF_ENCODING)
    };
    let of_text = |view, field| -> Vec<Cause> { line(view, field).into_iter().collect() };
    let of_encoding = |view, field, other| -> Vec<Cause> {
        written(view, field, other).into_iter().chain(overlay(view, field)).collect()
    };
    let (old, new) = match what {
        Configured::Text => (of_text(base, was), of_text(head, is)),
        Configured::Encoding => (of_encoding(base, was, is), of_encoding(head, is, was)),
        Configured::Type => (
            [causes((base, was, cited.0), head), written(base, was, is)].concat(),
            [causes((head, is, cited.1), base), written(head, is, was)].concat(),
        ),
    };
    let (old, new) = match what {
        // The line is the same, and its text is another one.
        Configured::Text => (old, new),
        Configured::Type | Configured::Encoding => {
            (differing(old.clone(), &new), differing(new, &old))
        }
    };
    let change = match what {
        Configured::Type => by_overlays(change, compared, &both, (&old, &new)),
        Configured::Encoding | Configured::Text => change,
    };
    let change = match what {
        Configured::Type if old.is_empty() && new.is_empty() => {
            by_other_schemas(change, compared, &both)
        }
        _ => change,
    };
    let change = old
        .iter()
        .fold(change, |change, (file, pointer)| change.at(Side::Base, (file.as_str(), pointer)));
    new.iter()
        .fold(change, |change, (file, pointer)| change.at(Side::Head, (file.as_str(), pointer)))
}

/// The keywords of a schema that make the type.
const OF_TYPE: &[&str] =
    &["type", "format", "enum", "items", "properties", "oneOf", "anyOf", "allOf"];

/// The keywords of a schema or parameter that say how a value is written.
const OF_ENCODING: &[&str] = &["type", "format", "style", "explode", "x-joined-values"];

/// Removes the schema of the document where an overlay makes the type instead: the document says something else. Another
/// document that changed by itself is cited, which the overlay makes this one follow.
fn by_overlays(
    change: PendingChange,
    compared: &Compared<'_>,
    both: &Both<'_, '_>,
    (old, new): (&[Cause], &[Cause]),
) -> PendingChange {
    let makes = |(file, pointer): &Cause| {
        let keyword = pointer.tokens().last().unwrap_or_default();
        file.starts_with("overlays/") && OF_TYPE.contains(&keyword.as_str())
    };
    let (base, head) = both.retyped_places();
    let places = [(Side::Base, old, base), (Side::Head, new, head)];
    let change = places.into_iter().fold(change, |change, (side, causes, place)| match place {
        Some(place) if causes.iter().any(makes) => change.not_at_place(side, place),
        _ => change,
    });
    match both
        .retyped_in(&|one| overlays::of_keys(&compared.head, one.location(), OF_TYPE).is_none())
    {
        Some((was, is)) if new.iter().any(makes) => {
            change.at(Side::Base, was.location()).at(Side::Head, is.location())
        }
        _ => change,
    }
}

/// Whether two values differ only in the names of values.
fn same_on_the_wire(
    (base, was): (&IndexedState<'_>, &TypeExpr),
    (head, is): (&IndexedState<'_>, &TypeExpr),
) -> bool {
    let kind = |view: &IndexedState<'_>, expr: &TypeExpr| match expr {
        TypeExpr::Text => Some(Repr::Text),
        TypeExpr::Integer => Some(Repr::Integer),
        TypeExpr::Enum(id) => Some(view.api.enumeration(*id).repr),
        _ => None,
    };
    match (was, is) {
        (TypeExpr::List(was), TypeExpr::List(is)) => same_on_the_wire((base, was), (head, is)),
        _ => kind(base, was).is_some() && kind(base, was) == kind(head, is),
    }
}

/// Says that schemas which came or went are the reason, where those of both states are the same.
fn by_other_schemas(
    change: PendingChange,
    compared: &Compared<'_>,
    both: &Both<'_, '_>,
) -> PendingChange {
    let (was, is) = ((&compared.base, both.was.expr), (&compared.head, both.is.expr));
    let is_same = |(one, other): &(Cited<'_>, Cited<'_>)| one.facts.values == other.facts.values;
    let stay = !both.pairs.is_empty() && both.pairs.iter().all(is_same);
    if !stay || !same_on_the_wire(was, is) {
        return change;
    }
    match (both.new.first(), both.old.first()) {
        (Some(one), _) => change.suffix(NOW_SHARED).at(Side::Head, one.location()),
        (None, Some(one)) => change.suffix(NO_LONGER_SHARED).at(Side::Base, one.location()),
        (None, None) => change,
    }
}

/// The causes that only one state has.
fn differing(own: Vec<Cause>, others: &[Cause]) -> Vec<Cause> {
    own.into_iter().filter(|cause| !others.contains(cause)).collect()
}
