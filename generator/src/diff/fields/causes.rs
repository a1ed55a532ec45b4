//! The configuration that gives a field its type: the document can have the same schema in both states.

use super::super::Compared;
use super::super::indexed_state::IndexedState;
use super::super::pending::PendingChange;
use super::super::report::Side;
use super::Field;
use crate::model::{Location, TypeExpr};
use crate::normalize::id_place;
use crate::pointer::Pointer;
use crate::schema_path::{PathRoot, Pattern, SchemaPath};
use crate::settings::{entry_pointer, file};

/// A file and a pointer in it.
type Cause = (String, Pointer);

/// The entries of rules.yaml, enums.yaml or shared.yaml, and the overlay, that make the type of a field what it is.
fn causes(view: &IndexedState<'_>, field: &Field<'_>) -> Vec<Cause> {
    let entry = field.schema_path.and_then(|schema_path| named(view, field.expr, schema_path));
    let overlay = view.state.sources.grafted(field.file, field.pointer);
    entry.into_iter().chain(overlay).collect()
}

/// The entry that names the type.
fn named(view: &IndexedState<'_>, expr: &TypeExpr, schema_path: &SchemaPath) -> Option<Cause> {
    let settings = &view.state.settings;
    match expr.innermost() {
        TypeExpr::Id(name) => {
            Some((file::RULES.to_owned(), id_place(settings, name, schema_path)?))
        }
        TypeExpr::Enum(id) => {
            let name = view.api.enumeration(*id).shared.as_deref()?;
            let entry = settings.enums.get(name)?;
            let at = entry.places.iter().position(|pattern| pattern.matches(schema_path))?;
            Some((entry.file.clone(), entry_pointer([name, "places"]).join(at)))
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
    let all = |view: &IndexedState<'_>, field: &Field<'_>, other: &Field<'_>| -> Vec<Cause> {
        let overlay = || view.state.sources.grafted(field.file, field.pointer);
        match what {
            Configured::Text => line(view, field).into_iter().collect(),
            Configured::Type => [causes(view, field), written(view, field, other)].concat(),
            Configured::Encoding => {
                written(view, field, other).into_iter().chain(overlay()).collect()
            }
        }
    };
    let (old, new) = (all(&compared.base, was, is), all(&compared.head, is, was));
    let (old, new) = match what {
        // The line is the same, and its text is another one.
        Configured::Text => (old, new),
        Configured::Type | Configured::Encoding => {
            (differing(old.clone(), &new), differing(new, &old))
        }
    };
    let change = old
        .iter()
        .fold(change, |change, (file, pointer)| change.at(Side::Base, (file.as_str(), pointer)));
    new.iter()
        .fold(change, |change, (file, pointer)| change.at(Side::Head, (file.as_str(), pointer)))
}

/// The causes that only one state has.
fn differing(own: Vec<Cause>, others: &[Cause]) -> Vec<Cause> {
    own.into_iter().filter(|cause| !others.contains(cause)).collect()
}
