//! Where documents have an enumeration of enums.yaml, or a value that its entry does not list.

use super::super::indexed_state::IndexedState;
use crate::model::{EnumId, Facts, Field, TypeExpr, TypeKind, Wire};
use crate::name::inputs;
use crate::pointer::Pointer;

/// The first schema with this value of an enumeration.
pub(super) fn first(view: &IndexedState<'_>, id: EnumId, wire: &Wire) -> Option<(String, Pointer)> {
    first_with(view, id, &|facts| facts.values.contains(wire))
}

/// The first schema of an enumeration of enums.yaml; none of another one, which is a schema itself.
pub(in super::super) fn first_use(
    view: &IndexedState<'_>,
    id: EnumId,
) -> Option<(String, Pointer)> {
    view.api.enumeration(id).shared.as_ref()?;
    first_with(view, id, &|_| true)
}

fn first_with(
    view: &IndexedState<'_>,
    id: EnumId,
    has: &dyn Fn(&Facts) -> bool,
) -> Option<(String, Pointer)> {
    let own = |field: &Field| {
        if !matches!(field.expr.innermost(), TypeExpr::Enum(other) if *other == id) {
            return None;
        }
        let mut sources = field.sources.iter();
        let source = sources.find(|source| has(source.facts()));
        let source = source.map(|source| (&source.schema_path.document, &source.pointer));
        let has_it = has(&field.facts);
        let field = (&field.schema_path.document, &field.pointer);
        let (document, pointer) = source.or_else(|| has_it.then_some(field))?;
        let file = view.file(document);
        (!file.is_empty()).then(|| (file.to_owned(), pointer.clone()))
    };
    let of_input = || {
        view.api.operations.iter().find_map(|operation| {
            let mut inputs = inputs(view.api, operation).into_iter();
            inputs.find_map(|input| own(input.field?))
        })
    };
    let mut types = view.api.types.iter();
    let of_type = types.find_map(|ty| match &ty.kind {
        TypeKind::Object(object) => object.fields.iter().find_map(own),
        TypeKind::Union(_) => None,
    });
    of_type.or_else(of_input)
}
