//! Which type of the base is which of the head: found by walking both along matched operations and fields, so
//! that a type that moved, was shared or got another name is known by where it is used.

use std::collections::{BTreeMap, BTreeSet};

use super::matching::{Events, Operations};
use super::view::{Item, View};
use crate::model::{Answer, Field, TypeExpr, TypeId, TypeKind};
use crate::name::{Target, inputs};

/// Every pair of items that stand in the same places.
#[derive(Debug, Default)]
pub(super) struct Pairs {
    /// Base → head.
    pub after: BTreeMap<Item, BTreeSet<Item>>,
    /// Head → base.
    pub before: BTreeMap<Item, BTreeSet<Item>>,
}

impl Pairs {
    /// Whether the two stand in the same places under different names: a change that is told once, for the type,
    /// and not for every field that holds it.
    pub fn contains(&self, base: Item, head: Item) -> bool {
        self.after.get(&base).is_some_and(|items| items.contains(&head))
    }

    fn insert(&mut self, base: Item, head: Item) -> bool {
        self.before.entry(head).or_default().insert(base);
        self.after.entry(base).or_default().insert(head)
    }
}

pub(super) fn pairs(
    base: &View<'_>,
    head: &View<'_>,
    operations: &Operations,
    events: &Events,
) -> Pairs {
    let mut walk = Walk { base, head, pairs: Pairs::default(), open: Vec::new() };
    for (path, item) in &base.items {
        if let Some(other) = head.items.get(path) {
            walk.meet(*item, *other);
        }
    }
    for (one, other) in &operations.both {
        walk.operation(*one, *other);
    }
    for (one, other) in &events.both {
        if let (Some((one, _)), Some((other, _))) = (base.event(*one), head.event(*other)) {
            walk.meet(Item::Type(one.ty), Item::Type(other.ty));
        }
    }
    while let Some((one, other)) = walk.open.pop() {
        walk.types(one, other);
    }
    let mut found = walk.pairs;
    // A use that went from one known type to another known type is a change of that use, not of the types.
    let known = |one: Item, other: Item| {
        let (was, is) = (base.path_text(one), head.path_text(other));
        was == is || !(head.items.contains_key(&was) && base.items.contains_key(&is))
    };
    found.after.iter_mut().for_each(|(one, items)| items.retain(|other| known(*one, *other)));
    found.before.iter_mut().for_each(|(one, items)| items.retain(|other| known(*other, *one)));
    found.after.retain(|_, items| !items.is_empty());
    found.before.retain(|_, items| !items.is_empty());
    found
}

struct Walk<'a> {
    base: &'a View<'a>,
    head: &'a View<'a>,
    pairs: Pairs,
    open: Vec<(TypeId, TypeId)>,
}

impl Walk<'_> {
    fn meet(&mut self, one: Item, other: Item) {
        if self.pairs.insert(one, other)
            && let (Item::Type(one), Item::Type(other)) = (one, other)
        {
            self.open.push((one, other));
        }
    }

    /// Lists and maps are looked through: a value that became a list of the same type keeps its type.
    fn shapes(&mut self, one: &TypeExpr, other: &TypeExpr) {
        match (one.innermost(), other.innermost()) {
            (TypeExpr::Type(one), TypeExpr::Type(other)) => {
                self.meet(Item::Type(*one), Item::Type(*other));
            }
            (TypeExpr::Enum(one), TypeExpr::Enum(other)) => {
                self.meet(Item::Enum(*one), Item::Enum(*other));
            }
            _ => {}
        }
    }

    fn operation(&mut self, one: usize, other: usize) {
        let both = (self.base.operation(one), self.head.operation(other));
        let (Some((one, _)), Some((other, _))) = both else { return };
        if let (Answer::Json(one), Answer::Json(other)) = (&one.answer, &other.answer) {
            self.shapes(one, other);
        }
        let (ours, theirs) = (inputs(self.base.api, one), inputs(self.head.api, other));
        for input in &ours {
            let wire = |field: Option<&Field>| field.map(|field| field.wire.clone());
            let same = theirs.iter().filter(|their| wire(their.field) == wire(input.field));
            let parameter = |target| matches!(target, Target::Parameter(..));
            let mut same: Vec<_> = same.collect();
            same.sort_by_key(|their| parameter(their.target) != parameter(input.target));
            if let Some(their) = same.first() {
                self.shapes(input.expr, their.expr);
            }
        }
    }

    fn types(&mut self, one: TypeId, other: TypeId) {
        match (&self.base.api.ty(one).kind, &self.head.api.ty(other).kind) {
            (TypeKind::Object(one), TypeKind::Object(other)) => {
                for field in &one.fields {
                    let same = other.fields.iter().find(|their| their.wire == field.wire);
                    if let Some(their) = same {
                        self.shapes(&field.expr, &their.expr);
                    }
                }
            }
            (TypeKind::Union(_), TypeKind::Union(_)) => {
                let ours = self.alternatives(true, one);
                let theirs = self.alternatives(false, other);
                for (name, expr) in &ours {
                    let same = theirs.iter().find(|(other, _)| other == name);
                    if let Some((_, their)) = same {
                        self.shapes(expr, their);
                    }
                }
            }
            _ => {}
        }
    }

    fn alternatives(&self, base: bool, id: TypeId) -> Vec<(String, TypeExpr)> {
        let view = if base { self.base } else { self.head };
        let TypeKind::Union(union) = &view.api.ty(id).kind else { return Vec::new() };
        let names = view.members(id).iter().cloned();
        names.zip(union.alternatives.iter().map(|one| one.expr.clone())).collect()
    }
}
