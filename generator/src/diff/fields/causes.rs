//! The configuration that gives a field its type: the document can have the same schema in both states.

use super::super::indexed_state::IndexedState;
use super::Field;
use crate::model::TypeExpr;
use crate::normalize::id_place;
use crate::pointer::Pointer;
use crate::schema_path::{PathRoot, SchemaPath};
use crate::settings::{entry_pointer, file};

/// A file and a pointer in it.
pub(super) type Cause = (String, Pointer);

/// The entries of rules.yaml, enums.yaml or shared.yaml, and the overlay, that make the type of a field what it is.
pub(super) fn causes(view: &IndexedState<'_>, field: &Field<'_>) -> Vec<Cause> {
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
            let selects = |pattern: &crate::schema_path::Pattern| {
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

/// The causes that only one state has.
pub(super) fn differing(own: Vec<Cause>, others: &[Cause]) -> Vec<Cause> {
    own.into_iter().filter(|cause| !others.contains(cause)).collect()
}
