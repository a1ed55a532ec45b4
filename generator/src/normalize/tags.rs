//! The key whose values distinguish the alternatives of a union.

use std::collections::BTreeSet;

use crate::model::{Alternative, Api, Field, TypeExpr, TypeKind, Union};

/// Completes the values of discriminators, and finds the keys that are discriminators in all but name.
pub(super) fn tags(api: &mut Api) {
    let unions = api.types.iter().enumerate();
    let found: Vec<(usize, Union)> = unions
        .filter_map(|(index, ty)| match &ty.kind {
            TypeKind::Union(union) => Some((index, tagged(api, union))),
            TypeKind::Object(_) => None,
        })
        .collect();
    for (index, union) in found {
        if let Some(ty) = api.types.get_mut(index) {
            ty.kind = TypeKind::Union(union);
        }
    }
}

fn tagged(api: &Api, union: &Union) -> Union {
    let mut union = union.clone();
    match union.tag.clone() {
        Some(key) => discriminator(api, &mut union, &key),
        None => {
            if let Some(key) = distinct_key(api, &union) {
                for one in &mut union.alternatives {
                    one.tags = values(api, one, &key).unwrap_or_default();
                }
                open(&mut union);
                union.tag = Some(key);
            }
        }
    }
    if union.alternatives.iter().all(|one| one.tags.is_empty()) {
        union.tag = None;
    }
    union
}

/// Where one alternative alone has several values, a new value is one of its own: enumerations grow.
fn open(union: &mut Union) {
    let mut several = union.alternatives.iter_mut().filter(|one| one.tags.len() > 1);
    if let (Some(one), None) = (several.next(), several.next()) {
        one.tags.clear();
    }
}

/// A mapping may leave alternatives out: those have the values that their own schema documents, or else the name of that
/// schema.
fn discriminator(api: &Api, union: &mut Union, key: &str) {
    let own: Vec<Vec<String>> =
        union.alternatives.iter().map(|one| values(api, one, key).unwrap_or_default()).collect();
    for (index, one) in union.alternatives.iter_mut().enumerate() {
        let documented = own.get(index).cloned().unwrap_or_default();
        let others = || own.iter().enumerate().filter(|(at, _)| *at != index);
        let alone = |value: &String| !others().any(|(_, values)| values.contains(value));
        if documented.iter().all(alone) {
            one.tags.extend(documented);
        }
        if one.tags.is_empty() {
            one.tags.extend(one.schema.clone());
        }
        let mut seen = BTreeSet::new();
        one.tags.retain(|tag| seen.insert(tag.clone()));
    }
}

/// The first key with values that no two alternatives share. One value is enough to identify an alternative; several
/// are enough only if the key is required everywhere, because then they were written for this purpose.
fn distinct_key(api: &Api, union: &Union) -> Option<String> {
    let objects: Vec<&Alternative> =
        union.alternatives.iter().filter(|one| !fields(api, one).is_empty()).collect();
    let keys = objects.iter().flat_map(|one| fields(api, one)).map(|field| &field.wire);
    keys.into_iter().find(|key| is_distinct(api, &objects, key)).cloned()
}

fn is_distinct(api: &Api, objects: &[&Alternative], key: &str) -> bool {
    let having = objects.iter().filter(|one| field(api, one, key).is_some()).count();
    let sets: Vec<Vec<String>> = objects.iter().filter_map(|one| values(api, one, key)).collect();
    let mut seen = BTreeSet::new();
    let disjoint = sets.iter().flatten().all(|value| seen.insert(value));
    let constant = sets.iter().any(|set| set.len() == 1);
    let required = || objects.iter().all(|one| field(api, one, key).is_some_and(|f| f.required));
    let everywhere = sets.len() == objects.len();
    disjoint && having > 1 && !sets.is_empty() && (constant || (everywhere && required()))
}

fn fields<'a>(api: &'a Api, one: &Alternative) -> &'a [Field] {
    match one.expr {
        TypeExpr::Type(id) => match api.types.get(id.0).map(|ty| &ty.kind) {
            Some(TypeKind::Object(object)) => &object.fields,
            _ => &[],
        },
        _ => &[],
    }
}

fn field<'a>(api: &'a Api, one: &Alternative, key: &str) -> Option<&'a Field> {
    fields(api, one).iter().find(|field| field.wire == key)
}

/// The values that an alternative documents for a key.
fn values(api: &Api, one: &Alternative, key: &str) -> Option<Vec<String>> {
    let TypeExpr::Enum(id) = field(api, one, key)?.expr else { return None };
    let known = api.enums.get(id.0)?;
    Some(known.variants.iter().map(|variant| variant.wire.to_string()).collect())
}
