//! Which type of the base is which of the head. Both states are walked along matched operations and fields, so
//! that the uses of a type identify it, even if it moved, was shared or was renamed.

use std::collections::{BTreeMap, BTreeSet};

use super::indexed_state::{IndexedState, Item};
use super::matching::{Events, Operations};
use crate::model::{Answer, Field, TypeExpr, TypeId, TypeKind};
use crate::name::{Target, inputs};

/// Every pair of items that are used in the same positions.
#[derive(Debug, Default)]
pub(super) struct MatchedTypes {
    /// Base → head.
    pub after: BTreeMap<Item, BTreeSet<Item>>,
    /// Head → base.
    pub before: BTreeMap<Item, BTreeSet<Item>>,
}

impl MatchedTypes {
    /// Whether the two are used in the same positions. A different name is reported once, for the type, and not
    /// for every field of that type.
    pub fn contains(&self, base: Item, head: Item) -> bool {
        self.after.get(&base).is_some_and(|items| items.contains(&head))
    }

    fn insert(&mut self, base: Item, head: Item) -> bool {
        self.before.entry(head).or_default().insert(base);
        self.after.entry(base).or_default().insert(head)
    }
}

pub(super) fn match_types(
    base: &IndexedState<'_>,
    head: &IndexedState<'_>,
    operations: &Operations,
    events: &Events,
) -> MatchedTypes {
    let mut walk = Walk { base, head, matched: MatchedTypes::default(), open: Vec::new() };
    for (path, item) in &base.items {
        if let Some(same_path) = head.items.get(path) {
            walk.items(*item, *same_path);
        }
    }
    for (was, is) in &operations.both {
        walk.operation(*was, *is);
    }
    for (was, is) in &events.both {
        if let (Some((was, _)), Some((is, _))) = (base.event(*was), head.event(*is)) {
            walk.items(Item::Type(was.ty), Item::Type(is.ty));
        }
    }
    while let Some((was, is)) = walk.open.pop() {
        walk.types(was, is);
    }
    let mut matched = walk.matched;
    // If both types exist in both states, the use changed and not the types.
    let is_match = |was: Item, is: Item| {
        let (old, new) = (base.path_text(was), head.path_text(is));
        old == new || !(head.items.contains_key(&old) && base.items.contains_key(&new))
    };
    matched.after.iter_mut().for_each(|(was, items)| items.retain(|is| is_match(*was, *is)));
    matched.before.iter_mut().for_each(|(is, items)| items.retain(|was| is_match(*was, *is)));
    matched.after.retain(|_, items| !items.is_empty());
    matched.before.retain(|_, items| !items.is_empty());
    matched
}

struct Walk<'a> {
    base: &'a IndexedState<'a>,
    head: &'a IndexedState<'a>,
    matched: MatchedTypes,
    open: Vec<(TypeId, TypeId)>,
}

impl Walk<'_> {
    fn items(&mut self, was: Item, is: Item) {
        if self.matched.insert(was, is)
            && let (Item::Type(was), Item::Type(is)) = (was, is)
        {
            self.open.push((was, is));
        }
    }

    /// Ignores lists and maps: a value that became a list of the same type keeps its type.
    fn exprs(&mut self, was: &TypeExpr, is: &TypeExpr) {
        match (was.innermost(), is.innermost()) {
            (TypeExpr::Type(was), TypeExpr::Type(is)) => {
                self.items(Item::Type(*was), Item::Type(*is));
            }
            (TypeExpr::Enum(was), TypeExpr::Enum(is)) => {
                self.items(Item::Enum(*was), Item::Enum(*is));
            }
            _ => {}
        }
    }

    fn operation(&mut self, was: usize, is: usize) {
        let (Some((was, _)), Some((is, _))) = (self.base.operation(was), self.head.operation(is))
        else {
            return;
        };
        if let (Answer::Json(was), Answer::Json(is)) = (&was.answer, &is.answer) {
            self.exprs(was, is);
        }
        let new = inputs(self.head.api, is);
        for input in inputs(self.base.api, was) {
            let wire = |field: Option<&Field>| field.map(|field| field.wire.clone());
            let is_parameter = |target| matches!(target, Target::Parameter(..));
            let same_wire = new.iter().filter(|other| wire(other.field) == wire(input.field));
            let best = same_wire
                .min_by_key(|other| is_parameter(other.target) != is_parameter(input.target));
            if let Some(other) = best {
                self.exprs(input.expr, other.expr);
            }
        }
    }

    fn types(&mut self, was: TypeId, is: TypeId) {
        match (&self.base.api.ty(was).kind, &self.head.api.ty(is).kind) {
            (TypeKind::Object(was), TypeKind::Object(is)) => {
                for field in &was.fields {
                    if let Some(other) = is.fields.iter().find(|other| other.wire == field.wire) {
                        self.exprs(&field.expr, &other.expr);
                    }
                }
            }
            (TypeKind::Union(_), TypeKind::Union(_)) => {
                let (base, head) = (self.base, self.head);
                let new = alternatives(head, is);
                for (name, expr) in alternatives(base, was) {
                    if let Some((_, other)) = new.iter().find(|(other, _)| *other == name) {
                        self.exprs(expr, other);
                    }
                }
            }
            _ => {}
        }
    }
}

/// The alternatives of a union by name; none for another type.
pub(super) fn alternatives<'a>(
    view: &IndexedState<'a>,
    id: TypeId,
) -> Vec<(&'a str, &'a TypeExpr)> {
    let TypeKind::Union(union) = &view.api.ty(id).kind else { return Vec::new() };
    let exprs = union.alternatives.iter().map(|alternative| &alternative.expr);
    view.members(id).iter().map(String::as_str).zip(exprs).collect()
}
