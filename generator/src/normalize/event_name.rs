//! The name of an event, which some documents list as the only value of a field: a string, not an enumeration.

use crate::model::{Api, TypeExpr, TypeKind, Wire};
use crate::schema_path::PathRoot;
use crate::settings::Settings;

pub(super) fn event_name(api: &mut Api, settings: &Settings) {
    let key = settings.rules.events.name.clone();
    let only = |api: &Api, expr: &TypeExpr, event: &str| {
        let TypeExpr::Enum(id) = expr else { return false };
        let variants = &api.enumeration(*id).variants;
        matches!(variants.as_slice(), [one] if one.wire == Wire::Text(event.to_owned()))
    };
    let mut found = Vec::new();
    for (index, ty) in api.types.iter().enumerate() {
        let (PathRoot::Event(event), TypeKind::Object(object)) = (&ty.schema_path.anchor, &ty.kind)
        else {
            continue;
        };
        if ty.schema_path.path.is_empty() {
            let at = object.fields.iter().position(|field| field.wire == key);
            let at = at.filter(|at| {
                object.fields.get(*at).is_some_and(|field| only(api, &field.expr, event))
            });
            found.extend(at.map(|at| (index, at)));
        }
    }
    for (index, at) in found {
        if let Some(TypeKind::Object(object)) = api.types.get_mut(index).map(|ty| &mut ty.kind)
            && let Some(field) = object.fields.get_mut(at)
        {
            field.expr = TypeExpr::Text;
        }
    }
}
