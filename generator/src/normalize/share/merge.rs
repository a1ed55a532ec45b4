//! One type of several: the fields of all of them, described by what they agree on.

use std::collections::HashSet;

use super::classes::Classes;
use super::common_facts::common;
use super::home::{Homes, root};
use super::{fault, file_of};
use crate::diagnostic::Findings;
use crate::model::{
    Alternative, Api, EnumId, EnumSource, Field, Object, Repr, Source, Type, TypeExpr, TypeId,
    TypeKind, Union,
};
use crate::schema_path::{Part, PathRoot, SchemaPath};
use crate::settings::{Settings, entry_pointer};

pub(super) fn merge(
    api: &mut Api,
    settings: &Settings,
    classes: &Classes,
    homes: &Homes,
    findings: &mut Findings,
) {
    let mut absorbed = Vec::new();
    for class in classes.enums() {
        absorbed.extend(class.iter().map(|id| api.enumeration(*id).schema_path.clone()));
        merge_enums(api, &class);
    }
    absorbed.extend(homes.enums.keys().map(|id| api.enumeration(*id).schema_path.clone()));
    for (id, home) in &homes.enums {
        if let Some(one) = api.enums.get_mut(id.0) {
            one.home = Some(home.clone());
        }
    }
    let mut all = classes.types();
    let joined: HashSet<TypeId> = all.iter().flatten().copied().collect();
    let alone = |id: &TypeId| !joined.contains(id);
    let single: Vec<Vec<TypeId>> =
        homes.types.keys().copied().filter(alone).map(|id| vec![id]).collect();
    all.extend(single);
    for class in all {
        let mut merge = Merge { api, settings, classes, homes, findings };
        let Some((first, kind)) = merge.class(&class) else { continue };
        let mut sources = Vec::new();
        for id in class {
            if let Some(ty) = api.types.get_mut(id.0) {
                absorbed.push(ty.schema_path.clone());
                sources.push(Source::new(&ty.schema_path, &ty.pointer, &ty.facts));
                // The type that remains is empty, and nothing refers to it any more.
                ty.kind = TypeKind::Object(Object::default());
            }
        }
        if let Some(ty) = api.types.get_mut(first.0) {
            (ty.kind, ty.sources) = (kind, sources);
        }
    }
    for (id, home) in &homes.types {
        let doc = root(home).filter(|_| home.path.is_empty());
        let doc = doc.and_then(|name| settings.shared.get(name)).map(|entry| entry.doc.clone());
        let Some(ty) = api.types.get_mut(id.0) else { continue };
        ty.home = Some(home.clone());
        if doc.is_some() {
            ty.schema_path = home.clone();
            ty.facts.text = doc;
        }
    }
    api.absorbed = absorbed;
}

struct Merge<'a> {
    api: &'a Api,
    settings: &'a Settings,
    classes: &'a Classes,
    homes: &'a Homes,
    findings: &'a mut Findings,
}

impl Merge<'_> {
    /// The id that stays, and what it becomes.
    fn class(&mut self, class: &[TypeId]) -> Option<(TypeId, TypeKind)> {
        let first = class.first()?;
        let home = self.homes.types.get(first)?.clone();
        // The fullest description comes first, and the earliest of those that are equally full.
        let mut order: Vec<&Type> = class.iter().map(|id| self.api.ty(*id)).collect();
        order.sort_by_key(|ty| std::cmp::Reverse(ty.shapes().count()));
        let (first_ty, others) = order.split_first()?;
        let mut kind = first_ty.kind.clone();
        for other in others {
            match (&mut kind, &other.kind) {
                (TypeKind::Object(object), TypeKind::Object(more)) => {
                    self.object(object, more, &home);
                }
                (TypeKind::Union(union), TypeKind::Union(more)) => {
                    self.union(union, more, first_ty, other, &home);
                }
                _ => self.conflict(
                    &home,
                    &first_ty.schema_path,
                    &other.schema_path,
                    "object",
                    "union",
                ),
            }
        }
        if let TypeKind::Object(object) = &mut kind {
            self.require(object, class, &home);
        }
        // A comparison goes on after a conflict: the earliest union names the alternatives, though it has fewer.
        if let (TypeKind::Union(union), TypeKind::Union(earliest)) =
            (&mut kind, &self.api.ty(*first).kind)
        {
            for one in &mut union.alternatives {
                let same = earliest.alternatives.iter().find(|other| number(other) == number(one));
                if let Some(same) = same {
                    (one.schema_path, one.pointer) =
                        (same.schema_path.clone(), same.pointer.clone());
                }
            }
        }
        // What was merged stays until the end, and lists that have grown are up to half empty.
        if let TypeKind::Object(object) = &mut kind {
            object.fields.shrink_to_fit();
            object.fields.iter_mut().for_each(|field| field.sources.shrink_to_fit());
        }
        Some((*first, kind))
    }

    /// Adds the fields of another description; the order is that of the fullest, new ones go last.
    fn object(&mut self, object: &mut Object, more: &Object, home: &SchemaPath) {
        for field in &more.fields {
            match object.fields.iter_mut().find(|known| known.wire == field.wire) {
                None => object.fields.push(field.clone()),
                Some(known) => match self.held(known, field) {
                    Some(expr) => {
                        // What the first schema says by itself.
                        if known.sources.is_empty() {
                            known.sources.push(known.source());
                        }
                        known.expr = expr;
                        known.quoted |= field.quoted;
                        known.nullable |= field.nullable;
                        known.secret |= field.secret;
                        known.sources.push(field.source());
                        known.facts = common(&known.facts, &field.facts);
                    }
                    _ => {
                        let words = |field: &Field| self.words(&field.expr, field.quoted);
                        let (a, b) = (words(known), words(field));
                        self.conflict(home, &known.schema_path, &field.schema_path, &a, &b);
                    }
                },
            }
        }
    }

    fn union(&mut self, union: &mut Union, more: &Union, a: &Type, b: &Type, home: &SchemaPath) {
        let (own, its) = (union.alternatives.len(), more.alternatives.len());
        if own != its {
            let words = |count: usize| format!("one of {count}");
            self.conflict(home, &a.schema_path, &b.schema_path, &words(own), &words(its));
        }
        if union.tag != more.tag {
            // Only some of the unions use this key as their discriminator.
            union.tag = None;
        }
        for other in &more.alternatives {
            let mut known = union.alternatives.iter_mut();
            let Some(known) = known.find(|known| number(known) == number(other)) else {
                let has =
                    |number: Option<&str>| format!("an alternative {}", number.unwrap_or_default());
                let place = &other.schema_path;
                self.conflict(
                    home,
                    &a.schema_path,
                    place,
                    "no such alternative",
                    &has(number(other)),
                );
                continue;
            };
            let new = other.tags.iter().filter(|tag| !known.tags.contains(tag));
            let new: Vec<String> = new.cloned().collect();
            known.tags.extend(new);
            match self.expr(&known.expr, &other.expr) {
                Some(expr) => known.expr = expr,
                None => {
                    let words = |expr: &TypeExpr| self.words(expr, false);
                    let (a, b) = (words(&known.expr), words(&other.expr));
                    self.conflict(home, &known.schema_path, &other.schema_path, &a, &b);
                }
            }
        }
    }

    /// The type for the values of two fields, with a wire form that fits both.
    fn held(&self, a: &Field, b: &Field) -> Option<TypeExpr> {
        let open = |field: &Field| *field.expr.innermost() == TypeExpr::Any;
        let alike = a.quoted == b.quoted || open(a) || open(b);
        alike.then(|| self.expr(&a.expr, &b.expr)).flatten()
    }

    /// The type for the values of both; `None` if there is none.
    fn expr(&self, a: &TypeExpr, b: &TypeExpr) -> Option<TypeExpr> {
        let one = |expr: &TypeExpr| {
            let mut expr = expr.clone();
            self.classes.redirect(&mut expr);
            expr
        };
        match (one(a), one(b)) {
            (a, b) if a == b => Some(a),
            // Where one document leaves open what another describes, the description holds.
            (TypeExpr::Any, other) | (other, TypeExpr::Any) => Some(other),
            (TypeExpr::Text, other @ (TypeExpr::Timestamp | TypeExpr::Date))
            | (other @ (TypeExpr::Timestamp | TypeExpr::Date), TypeExpr::Text) => Some(other),
            (TypeExpr::Text | TypeExpr::Integer, id @ TypeExpr::Id(_))
            | (id @ TypeExpr::Id(_), TypeExpr::Text | TypeExpr::Integer) => Some(id),
            (TypeExpr::Integer, TypeExpr::Number) | (TypeExpr::Number, TypeExpr::Integer) => {
                Some(TypeExpr::Number)
            }
            // Enumerations are open: values that the other document does not list fit them.
            (plain @ (TypeExpr::Text | TypeExpr::Integer), TypeExpr::Enum(id))
            | (TypeExpr::Enum(id), plain @ (TypeExpr::Text | TypeExpr::Integer)) => {
                let text = self.api.enumeration(id).repr == Repr::Text;
                (text == (plain == TypeExpr::Text)).then_some(TypeExpr::Enum(id))
            }
            (TypeExpr::Enum(a), TypeExpr::Enum(b)) => self.known_values(a, b),
            (TypeExpr::List(a), TypeExpr::List(b)) => {
                Some(TypeExpr::List(Box::new(self.expr(&a, &b)?)))
            }
            (TypeExpr::Map(a), TypeExpr::Map(b)) => {
                Some(TypeExpr::Map(Box::new(self.expr(&a, &b)?)))
            }
            _ => None,
        }
    }

    /// A place of its own and one of an enumeration of enums.yaml that has all its values.
    fn known_values(&self, a: EnumId, b: EnumId) -> Option<TypeExpr> {
        let has = |all: EnumId, some: EnumId| {
            let (all, some) = (self.api.enumeration(all), self.api.enumeration(some));
            let known = |wire| all.variants.iter().any(|variant| variant.wire == wire);
            all.shared.is_some()
                && some.shared.is_none()
                && some.variants.iter().all(|variant| known(variant.wire.clone()))
        };
        if has(a, b) {
            return Some(TypeExpr::Enum(a));
        }
        has(b, a).then_some(TypeExpr::Enum(b))
    }

    /// Whether callers may build it: responses and events are only read.
    fn is_built(&self, ty: &Type) -> bool {
        let document = &ty.schema_path.document;
        match (&ty.schema_path.part, &ty.schema_path.anchor) {
            (Part::Response(_), _) | (_, PathRoot::Event(_)) => false,
            // Events hold what a document of theirs describes.
            (_, PathRoot::Schema(_)) => {
                self.api.operations.iter().any(|operation| operation.document == *document)
            }
            _ => true,
        }
    }

    /// Members are required if every request requires them or the entry does.
    fn require(&mut self, object: &mut Object, class: &[TypeId], home: &SchemaPath) {
        let requests: Vec<&Object> = class
            .iter()
            .map(|id| self.api.ty(*id))
            .filter(|ty| self.is_built(ty))
            .filter_map(|ty| match &ty.kind {
                TypeKind::Object(object) => Some(object),
                TypeKind::Union(_) => None,
            })
            .collect();
        let entry = root(home).filter(|_| home.path.is_empty());
        let entry = entry.and_then(|name| Some((name, self.settings.shared.get(name)?)));
        let added = entry.map(|(_, entry)| entry.required.as_slice()).unwrap_or_default();
        for field in &mut object.fields {
            let requires = |one: &&Object| {
                one.fields.iter().any(|other| other.wire == field.wire && other.required)
            };
            let by_all = !requests.is_empty() && requests.iter().all(requires);
            field.require(added.contains(&field.wire) || by_all);
        }
        for (index, wire) in added.iter().enumerate() {
            if !object.fields.iter().any(|field| field.wire == *wire) {
                let name = entry.map(|(name, _)| name).unwrap_or_default();
                let file = file_of(self.settings, name);
                let at = entry_pointer([name, "required"]).join(index);
                let message = format!("`{name}` has no field `{wire}`");
                self.findings.push(fault("shared-required", file, &at, message, "remove it"));
            }
        }
    }

    fn words(&self, expr: &TypeExpr, quoted: bool) -> String {
        let kind = match expr {
            TypeExpr::Enum(id) => match &self.api.enumeration(*id).shared {
                Some(name) => name.clone(),
                None => "known values".into(),
            },
            TypeExpr::Type(_) => "an object".into(),
            TypeExpr::Id(name) => name.clone(),
            TypeExpr::List(inner) => return format!("list of {}", self.words(inner, quoted)),
            TypeExpr::Map(inner) => return format!("map of {}", self.words(inner, quoted)),
            other => format!("{other:?}").to_lowercase(),
        };
        if quoted { format!("{kind} as text") } else { kind }
    }

    fn conflict(
        &mut self,
        home: &SchemaPath,
        a: &SchemaPath,
        b: &SchemaPath,
        one: &str,
        other: &str,
    ) {
        let name = root(home).unwrap_or_default();
        let message = format!("`{a}` ({one}) and `{b}` ({other}) cannot share one type");
        let help = "narrow the patterns, or correct a document by an overlay";
        let (file, at) = (file_of(self.settings, name), entry_pointer([name]));
        self.findings.push(fault("shared-mismatch", file, &at, message, help));
    }
}

/// The number of an alternative in names.lock.
fn number(one: &Alternative) -> Option<&str> {
    one.schema_path.path.rsplit_once('|').map(|(_, number)| number)
}

/// One enumeration of several: the values of all of them, with the first label that there is.
fn merge_enums(api: &mut Api, class: &[EnumId]) {
    let Some((first, others)) = class.split_first() else { return };
    let others: Vec<EnumSource> = others.iter().map(|id| api.enumeration(*id).source()).collect();
    let Some(one) = api.enums.get_mut(first.0) else { return };
    one.sources = vec![one.source()];
    for variant in others.iter().flat_map(|other| other.variants.clone()) {
        match one.variants.iter_mut().find(|known| known.wire == variant.wire) {
            None => one.variants.push(variant),
            Some(known) => {
                known.name = known.name.take().or(variant.name);
                known.label = known.label.take().or(variant.label);
                known.deprecated &= variant.deprecated;
            }
        }
    }
    one.sources.extend(others);
}
