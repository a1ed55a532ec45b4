//! The fields of an object, and fields that several members of an `allOf` describe.

use indexmap::IndexMap;
use openapiv3::{ReferenceOr, Schema};

use super::facts::overlaid;
use super::lowered_schema::unbox;
use super::{At, Known, Lowered, Lowerer};
use crate::model::{Field, TypeExpr, TypeId, TypeKind};

impl Lowerer<'_> {
    /// Adds fields; one that is there already is described anew but keeps its position.
    pub(super) fn properties(
        &mut self,
        properties: &IndexMap<String, ReferenceOr<Box<Schema>>>,
        required: &[String],
        at: &At,
        fields: &mut Vec<Field>,
    ) -> Lowered<()> {
        for (wire, schema) in properties {
            let at = at.member(wire);
            let held = self.schema_or_ref(unbox(schema), &at)?;
            let field = held.into_field(wire, &at, required.contains(wire));
            match fields.iter().position(|known| known.wire == *wire) {
                Some(index) => {
                    let known = fields.remove(index);
                    let field = self.narrowed(known, field);
                    fields.insert(index, field);
                }
                None => fields.push(field),
            }
        }
        for field in fields.iter_mut() {
            field.required |= required.contains(&field.wire);
        }
        Ok(())
    }

    /// A field that two members of an `allOf` describe: both apply. The later one decides the type where it has
    /// one; of two objects it gets the fields of the earlier one as well.
    fn narrowed(&mut self, earlier: Field, later: Field) -> Field {
        let required = earlier.required || later.required;
        let secret = earlier.secret || later.secret;
        let facts = overlaid(later.facts, earlier.facts);
        if later.expr == TypeExpr::Any {
            let labels = if later.labels.is_empty() { earlier.labels } else { later.labels };
            return Field { required, secret, facts, labels, ..earlier };
        }
        if let (TypeExpr::Type(from), TypeExpr::Type(to)) = (&earlier.expr, &later.expr)
            && from != to
        {
            self.add_fields(*from, *to);
        }
        Field { required, secret, facts, ..later }
    }

    /// Gives an object that no reference leads to the fields of another that it lacks.
    fn add_fields(&mut self, from: TypeId, to: TypeId) {
        let shared = |known: &Known| matches!(known, Known::Type(id) if *id == to);
        if self.known.values().any(shared) {
            return;
        }
        let Some(TypeKind::Object(source)) = self.api.types.get(from.0).map(|ty| ty.kind.clone())
        else {
            return;
        };
        if let Some(TypeKind::Object(target)) = self.api.types.get_mut(to.0).map(|ty| &mut ty.kind)
        {
            for field in source.fields {
                if !target.fields.iter().any(|known| known.wire == field.wire) {
                    target.fields.push(field);
                }
            }
        }
    }
}
