//! Which type of the base is which of the head. Both states are walked along matched operations and fields, so
//! that the uses of a type identify it, even if it moved, was shared or was renamed.

use std::collections::{BTreeMap, BTreeSet};

use super::indexed_state::{IndexedState, Item};
use super::matching::{Events, Operations};
use super::unions;
use crate::model::{Answer, Field, Operation, TypeExpr, TypeId, TypeKind, Wire};
use crate::name::{Target, inputs};

/// Every pair of items that are used in the same positions.
#[derive(Debug, Default)]
pub(super) struct MatchedTypes {
    /// Base → head.
    pub after: BTreeMap<Item, BTreeSet<Item>>,
    /// Head → base.
    pub before: BTreeMap<Item, BTreeSet<Item>>,
    /// Types in the same position that are not one type with another name: the position has another type. And types
    /// with the same name that are two things: the one of the base has another name now.
    different: BTreeSet<(Item, Item)>,
}

impl MatchedTypes {
    /// Whether the two are used in the same positions. A different name is reported once, for the type, and not
    /// for every field of that type.
    pub fn contains(&self, base: Item, head: Item) -> bool {
        self.after.get(&base).is_some_and(|items| items.contains(&head))
    }

    /// Whether the position of the one now has the other.
    pub fn is_different(&self, base: Item, head: Item) -> bool {
        self.different.contains(&(base, head))
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
    let mut walk = Walk {
        base,
        head,
        matched: MatchedTypes::default(),
        used: BTreeSet::new(),
        open: Vec::new(),
    };
    for (path, item) in &base.items {
        if let Some(same_path) = head.items.get(path) {
            walk.pair(*item, *same_path);
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
    let (mut matched, used) = (walk.matched, walk.used);
    matched.different = different(base, head, operations, &matched);
    let reused = matched.after.iter().filter_map(|(was, items)| {
        let same_path = *head.items.get(&base.path_text(*was))?;
        let is_known = used.contains(&(*was, same_path));
        let has_other = items
            .iter()
            .any(|is| *is != same_path && !base.items.contains_key(&head.path_text(*is)));
        let is_other = !is_known && has_other && is_another(base, *was, head, same_path);
        is_other.then_some((*was, same_path))
    });
    let reused: Vec<(Item, Item)> = reused.collect();
    matched.different.extend(reused);
    let different = matched.different.clone();
    // If both types exist in both states, the use changed and not the types.
    let is_match = |was: Item, is: Item| {
        let (old, new) = (base.path_text(was), head.path_text(is));
        !different.contains(&(was, is))
            && (old == new || !(head.items.contains_key(&old) && base.items.contains_key(&new)))
    };
    matched.after.iter_mut().for_each(|(was, items)| items.retain(|is| is_match(*was, *is)));
    matched.before.iter_mut().for_each(|(is, items)| items.retain(|was| is_match(*was, *is)));
    matched.after.retain(|_, items| !items.is_empty());
    matched.before.retain(|_, items| !items.is_empty());
    matched
}

/// Pairs of matched types that have hardly anything in common, and responses and bodies whose type was replaced.
fn different(
    base: &IndexedState<'_>,
    head: &IndexedState<'_>,
    operations: &Operations,
    matched: &MatchedTypes,
) -> BTreeSet<(Item, Item)> {
    let pairs = matched.after.iter().flat_map(|(was, items)| items.iter().map(|is| (*was, *is)));
    let is_other = |(was, is): &(Item, Item)| {
        let is_renamed = base.path_text(*was) != head.path_text(*is);
        is_renamed && !is_alike(base, *was, head, *is)
    };
    let mut different: BTreeSet<(Item, Item)> = pairs.filter(is_other).collect();
    for (was, is) in &operations.both {
        let (Some((old, _)), Some((new, _))) = (base.operation(*was), head.operation(*is)) else {
            continue;
        };
        for (was, is) in roots(old).into_iter().zip(roots(new)) {
            let (Some(was), Some(is)) = (was, is) else { continue };
            let (old_path, new_path) = (base.path_text(was), head.path_text(is));
            let replaced = match old_path == new_path {
                true => has_nothing_in_common(base, was, head, is),
                false => head.items.contains_key(&old_path),
            };
            if replaced {
                different.insert((was, is));
            }
        }
    }
    different
}

/// The types of the response and of a body that is one value.
fn roots(operation: &Operation) -> [Option<Item>; 2] {
    let response = match &operation.answer {
        Answer::Json(expr) => expr.type_id(),
        _ => None,
    };
    let body = operation.body.as_ref().filter(|body| !body.flat);
    [response, body.and_then(|body| body.expr.type_id())].map(|id| id.map(Item::Type))
}

/// The names of fields on the wire, of two objects.
fn wires<'a>(
    base: &IndexedState<'a>,
    was: Item,
    head: &IndexedState<'a>,
    is: Item,
) -> Option<(BTreeSet<&'a str>, BTreeSet<&'a str>)> {
    let names = |view: &IndexedState<'a>, item| match item {
        Item::Type(id) => match &view.api.ty(id).kind {
            TypeKind::Object(object) => {
                Some(object.fields.iter().map(|field| field.wire.as_str()).collect())
            }
            TypeKind::Union(_) => None,
        },
        Item::Enum(_) => None,
    };
    Some((names(base, was)?, names(head, is)?))
}

/// Whether half of the fields of the smaller object are fields of the other.
fn is_alike(base: &IndexedState<'_>, was: Item, head: &IndexedState<'_>, is: Item) -> bool {
    wires(base, was, head, is)
        .is_none_or(|(was, is)| was.intersection(&is).count() * 2 >= was.len().min(is.len()))
}

/// Whether two objects have several fields each, and none of them in both.
fn has_nothing_in_common(
    base: &IndexedState<'_>,
    was: Item,
    head: &IndexedState<'_>,
    is: Item,
) -> bool {
    wires(base, was, head, is)
        .is_some_and(|(was, is)| was.len().min(is.len()) > 1 && was.is_disjoint(&is))
}

/// Whether two items of the same name are of another kind, or have nothing in common.
fn is_another(base: &IndexedState<'_>, was: Item, head: &IndexedState<'_>, is: Item) -> bool {
    match (was, is) {
        (Item::Enum(old), Item::Enum(new)) => {
            let (old, new) = (base.api.enumeration(old), head.api.enumeration(new));
            let has = |wire: &Wire| new.variants.iter().any(|other| other.wire == *wire);
            old.repr != new.repr || !old.variants.iter().any(|one| has(&one.wire))
        }
        (Item::Type(_), Item::Type(_)) => has_nothing_in_common(base, was, head, is),
        _ => true,
    }
}

struct Walk<'a> {
    base: &'a IndexedState<'a>,
    head: &'a IndexedState<'a>,
    matched: MatchedTypes,
    /// The pairs that are used in the same position.
    used: BTreeSet<(Item, Item)>,
    open: Vec<(TypeId, TypeId)>,
}

impl Walk<'_> {
    fn items(&mut self, was: Item, is: Item) {
        self.used.insert((was, is));
        self.pair(was, is);
    }

    fn pair(&mut self, was: Item, is: Item) {
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
                for (one, other) in unions::matched(self.base, was, self.head, is) {
                    self.exprs(one.expr(), other.expr());
                }
            }
            _ => {}
        }
    }
}
