//! `allOf` merged into one object; `oneOf` and `anyOf` as unions, or as what they boil down to.

use openapiv3::{
    AnySchema, ObjectType, ReferenceOr, Schema, SchemaData, SchemaKind, Type as SchemaType,
};

use super::facts::{facts, overlaid};
use super::lowered_schema::{LoweredSchema, borrow};
use super::{At, Lowered, Lowerer, Rejection};
use crate::model::{Alternative, Field, Object, TypeExpr, TypeKind, Union};
use crate::pointer::Pointer;

impl Lowerer<'_> {
    /// Merges the members of an `allOf`, and the keywords beside it, into one object.
    pub(super) fn all_of(
        &mut self,
        members: &[ReferenceOr<Schema>],
        beside: Option<&AnySchema>,
        data: &SchemaData,
        at: &At,
        key: Option<&str>,
    ) -> Lowered<LoweredSchema> {
        let beside = beside.filter(|any| adds_fields(any));
        if beside.is_none()
            && let Some(held) = self.wrapped(members, at)?
        {
            return Ok(held);
        }
        let id = self.reserve(data, at, key);
        let mut merge = Merge::default();
        let seen = &mut Vec::from_iter(key.map(str::to_owned));
        for (index, member) in members.iter().enumerate() {
            let below = at.step("allOf").step(index);
            self.merge(borrow(member), &below, &mut merge, seen)?;
        }
        if let Some(any) = beside {
            self.properties(&any.properties, &any.required, at, &mut merge.fields)?;
            merge.required.extend(any.required.iter().cloned());
            for (list, keyword) in [(&any.one_of, "oneOf"), (&any.any_of, "anyOf")] {
                self.merge_alternatives(list, keyword, at, &mut merge, seen)?;
            }
        }
        if merge.fields.is_empty() {
            // Nothing but scalars: the last one with any keyword.
            let expr = merge.other.map_or(TypeExpr::Any, |held| held.expr);
            return Ok(self.not_a_type(expr, key));
        }
        for field in &mut merge.fields {
            field.required |= merge.required.contains(&field.wire);
        }
        self.fill(id, TypeKind::Object(Object { fields: merge.fields }));
        Ok(LoweredSchema { name: data.title.clone(), ..LoweredSchema::of(TypeExpr::Type(id)) })
    }

    /// An `allOf` of one schema is that schema, described by the members that do nothing else.
    fn wrapped(
        &mut self,
        members: &[ReferenceOr<Schema>],
        at: &At,
    ) -> Lowered<Option<LoweredSchema>> {
        let (words, shapes): (Vec<_>, Vec<_>) =
            members.iter().enumerate().partition(|(_, one)| only_describes(one));
        let [(index, one)] = shapes.as_slice() else { return Ok(None) };
        let below = at.step("allOf").step(index);
        if let ReferenceOr::Reference { reference } = one
            && self.leads_into(reference, at)?
        {
            return Err(all_of_cycle(&below.pointer));
        }
        let mut held = self.schema_or_ref(borrow(one), &below)?;
        for (_, word) in words {
            let ReferenceOr::Item(word) = word else { continue };
            held.nullable |= word.schema_data.nullable;
            held.facts = overlaid(facts(&word.schema_data, &word.schema_kind), held.facts);
        }
        Ok(Some(held))
    }

    /// Objects without a title are called after the first field that only they have.
    fn tell_apart(&mut self, alternatives: &mut [Alternative]) {
        let fields: Vec<Vec<String>> =
            alternatives.iter().map(|one| self.field_names(&one.expr)).collect();
        for (index, one) in alternatives.iter_mut().enumerate() {
            let TypeExpr::Type(id) = one.expr else { continue };
            let Some(own) = fields.get(index).filter(|_| one.name.is_none()) else { continue };
            let others = || fields.iter().enumerate().filter(|(at, _)| *at != index);
            let alone = |name: &&String| !others().any(|(_, names)| names.contains(name));
            let Some(name) = own.iter().find(alone) else { continue };
            one.name = Some(name.clone());
            if let Some(ty) = self.api.types.get_mut(id.0) {
                ty.title.get_or_insert_with(|| name.clone());
            }
        }
    }

    fn field_names(&self, expr: &TypeExpr) -> Vec<String> {
        let TypeExpr::Type(id) = expr else { return Vec::new() };
        match self.api.types.get(id.0).map(|ty| &ty.kind) {
            Some(TypeKind::Object(object)) => {
                object.fields.iter().map(|field| field.wire.clone()).collect()
            }
            _ => Vec::new(),
        }
    }

    /// A schema that was lowered as a type is a plain type expression: references must not find the type.
    fn not_a_type(&mut self, expr: TypeExpr, key: Option<&str>) -> LoweredSchema {
        if let Some(key) = key {
            self.known.remove(key);
        }
        LoweredSchema::of(expr)
    }

    /// Whether a reference leads to a schema that is being followed right now and is no type yet: one that is a
    /// type is held by one of its own fields, which is data.
    fn leads_into(&self, reference: &str, at: &At) -> Lowered<bool> {
        let (_, pointer) = self.follow(reference, &at.pointer)?;
        let open = self.open.iter().any(|open| open == pointer.as_str());
        Ok(open && !self.known.contains_key(pointer.as_str()))
    }

    fn merge(
        &mut self,
        member: ReferenceOr<&Schema>,
        at: &At,
        merge: &mut Merge,
        seen: &mut Vec<String>,
    ) -> Lowered<()> {
        match member {
            ReferenceOr::Reference { reference } => {
                let (schema, pointer) = self.schema_at(&reference, &at.pointer)?;
                let key = pointer.as_str().to_owned();
                if seen.contains(&key) {
                    return Err(all_of_cycle(&at.pointer));
                }
                if seen.len() > super::DEEPEST {
                    return Err(super::reference::too_deep(&at.pointer));
                }
                seen.push(key);
                // The fields belong to this object, but are located in the referenced schema.
                let below = At { pointer, ..at.clone() };
                let result = self.merge(ReferenceOr::Item(&schema), &below, merge, seen);
                seen.pop();
                result
            }
            ReferenceOr::Item(schema) => self.merge_schema(schema, at, merge, seen),
        }
    }

    fn merge_schema(
        &mut self,
        schema: &Schema,
        at: &At,
        merge: &mut Merge,
        seen: &mut Vec<String>,
    ) -> Lowered<()> {
        match &schema.schema_kind {
            SchemaKind::Type(SchemaType::Object(object)) => {
                merge.required.extend(object.required.iter().cloned());
                self.properties(&object.properties, &object.required, at, &mut merge.fields)
            }
            SchemaKind::Any(any) if any.items.is_none() && any.enumeration.is_empty() => {
                merge.required.extend(any.required.iter().cloned());
                for (index, member) in any.all_of.iter().enumerate() {
                    self.merge(borrow(member), &at.step("allOf").step(index), merge, seen)?;
                }
                self.properties(&any.properties, &any.required, at, &mut merge.fields)?;
                self.merge_alternatives(&any.one_of, "oneOf", at, merge, seen)?;
                self.merge_alternatives(&any.any_of, "anyOf", at, merge, seen)
            }
            SchemaKind::AllOf { all_of } => {
                for (index, member) in all_of.iter().enumerate() {
                    self.merge(borrow(member), &at.step("allOf").step(index), merge, seen)?;
                }
                Ok(())
            }
            SchemaKind::OneOf { one_of } => {
                self.merge_alternatives(one_of, "oneOf", at, merge, seen)
            }
            SchemaKind::AnyOf { any_of } => {
                self.merge_alternatives(any_of, "anyOf", at, merge, seen)
            }
            _ => {
                let key = at.pointer.as_str();
                if self.open.iter().any(|open| open == key) {
                    // A list that is a part of its own items: any value fits, as for a list of itself.
                    merge.other = Some(LoweredSchema::of(TypeExpr::Any));
                    return Ok(());
                }
                self.open.push(key.to_owned());
                let held = self.schema(schema, at);
                self.open.retain(|open| open != key);
                merge.other = Some(held?);
                Ok(())
            }
        }
    }

    /// Alternatives inside an `allOf`: every field of every alternative, none of them required.
    fn merge_alternatives(
        &mut self,
        list: &[ReferenceOr<Schema>],
        keyword: &str,
        at: &At,
        merge: &mut Merge,
        seen: &mut Vec<String>,
    ) -> Lowered<()> {
        for (index, alternative) in list.iter().enumerate() {
            let mut own = Merge::default();
            let below = at.step(keyword).step(index);
            self.merge(borrow(alternative), &below, &mut own, seen)?;
            for field in own.fields {
                if !merge.fields.iter().any(|known| known.wire == field.wire) {
                    merge.fields.push(Field { required: false, ..field });
                }
            }
        }
        Ok(())
    }

    /// A `oneOf` or `anyOf` by itself.
    pub(super) fn union(
        &mut self,
        list: &[ReferenceOr<Schema>],
        keyword: &str,
        data: &SchemaData,
        at: &At,
        key: Option<&str>,
    ) -> Lowered<LoweredSchema> {
        let meaningful: Vec<(usize, &ReferenceOr<Schema>)> =
            list.iter().enumerate().filter(|(_, one)| says_something(one)).collect();
        if let [(index, one)] = meaningful.as_slice() {
            return self.schema_or_ref(borrow(one), &at.step(keyword).step(index));
        }
        let id = self.reserve(data, at, key);
        let mut alternatives: Vec<Alternative> = Vec::new();
        for (index, one) in meaningful {
            let pointer = at.pointer.join(keyword).join(index);
            let below = At {
                schema_path: at.schema_path.alternative(index),
                pointer: pointer.clone(),
                ..at.clone()
            };
            let held = self.schema_or_ref(borrow(one), &below)?;
            let schema = match one {
                ReferenceOr::Reference { reference } => schema_name(reference),
                ReferenceOr::Item(schema) => referenced_name(schema),
            };
            let tags = mapped(data, schema.as_deref());
            match alternatives.iter_mut().find(|known| known.expr == held.expr) {
                Some(known) => known.tags.extend(tags),
                None => alternatives.push(Alternative {
                    schema_path: below.schema_path,
                    pointer,
                    name: schema.clone().or(held.name),
                    expr: held.expr,
                    tags,
                    schema,
                }),
            }
        }
        match alternatives.as_slice() {
            [] => Ok(self.not_a_type(TypeExpr::Any, key)),
            [one] => Ok(self.not_a_type(one.expr.clone(), key)),
            several if several.iter().any(|one| one.expr == TypeExpr::Any) => {
                Ok(self.not_a_type(TypeExpr::Any, key))
            }
            _ => {
                self.tell_apart(&mut alternatives);
                let tag = data.discriminator.as_ref().map(|one| one.property_name.clone());
                self.fill(id, TypeKind::Union(Union { alternatives, tag }));
                Ok(LoweredSchema {
                    name: data.title.clone(),
                    ..LoweredSchema::of(TypeExpr::Type(id))
                })
            }
        }
    }
}

#[derive(Default)]
struct Merge {
    fields: Vec<Field>,
    required: Vec<String>,
    other: Option<LoweredSchema>,
}

/// A member of an `allOf` that has no word about the value, only about its use: a description, `nullable`.
fn only_describes(schema: &ReferenceOr<Schema>) -> bool {
    let ReferenceOr::Item(schema) = schema else { return false };
    match &schema.schema_kind {
        SchemaKind::Any(any) => *any == AnySchema::default(),
        // `type: object` beside a description repeats what the described schema is.
        SchemaKind::Type(SchemaType::Object(object)) => *object == ObjectType::default(),
        _ => false,
    }
}

/// Whether what is beside an `allOf` adds to the object, or only annotates and limits it.
fn adds_fields(any: &AnySchema) -> bool {
    !any.properties.is_empty()
        || !any.required.is_empty()
        || !any.one_of.is_empty()
        || !any.any_of.is_empty()
}

/// The name of the schema that a reference leads to.
fn schema_name(reference: &str) -> Option<String> {
    reference.rsplit('/').next().map(str::to_owned)
}

/// The values that the mapping of a discriminator has for a schema, which it names by its reference or by its bare name.
fn mapped(data: &SchemaData, schema: Option<&str>) -> Vec<String> {
    let mapping = data.discriminator.iter().flat_map(|discriminator| &discriminator.mapping);
    let leads_here = |target: &str| schema.is_some() && target.rsplit('/').next() == schema;
    mapping.filter(|(_, target)| leads_here(target)).map(|(value, _)| value.clone()).collect()
}

/// An alternative that only lists required names, or nothing at all, adds no shape.
fn says_something(schema: &ReferenceOr<Schema>) -> bool {
    let ReferenceOr::Item(schema) = schema else { return true };
    match &schema.schema_kind {
        SchemaKind::Any(any) => {
            any.typ.is_some()
                || !any.properties.is_empty()
                || !any.one_of.is_empty()
                || !any.all_of.is_empty()
                || !any.any_of.is_empty()
                || !any.enumeration.is_empty()
                || any.items.is_some()
                || any.additional_properties.is_some()
        }
        SchemaKind::Type(SchemaType::Object(object)) => {
            !object.properties.is_empty() || object.additional_properties.is_some()
        }
        SchemaKind::Not { .. } => false,
        _ => true,
    }
}

/// The name of the schema that a wrapper around one reference (`allOf: [$ref]`) leads to.
fn referenced_name(schema: &Schema) -> Option<String> {
    let list = match &schema.schema_kind {
        SchemaKind::AllOf { all_of } => all_of,
        SchemaKind::Any(any) => &any.all_of,
        _ => return None,
    };
    match list.as_slice() {
        [ReferenceOr::Reference { reference }] => reference.rsplit('/').next().map(str::to_owned),
        _ => None,
    }
}

fn all_of_cycle(at: &Pointer) -> Rejection {
    let help = "an object cannot be part of itself: remove one of the references";
    Rejection::new("all-of-cycle", at, "an `allOf` contains itself", help)
}
