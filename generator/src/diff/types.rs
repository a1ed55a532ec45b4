//! Types and enumerations: which exist, their paths, and their contents.

use std::collections::BTreeSet;

use super::fields::{self, Owner, same};
use super::pending::{Changes, PendingChange};
use super::report::Side;
use super::rules::{self, Family, Rule};
use super::type_matching::alternatives;
use super::view::{Item, View};
use super::{Compared, enums};
use crate::model::{TypeId, TypeKind};
use crate::name::event::module_of;

pub(super) fn compare(compared: &Compared<'_>, changes: &mut Changes) {
    for (path, item) in &compared.base.items {
        gone(compared, path, *item, changes);
    }
    for (path, item) in &compared.head.items {
        new(compared, path, *item, changes);
    }
    for (one, others) in &compared.matched.after {
        for other in others {
            match (one, other) {
                (Item::Type(one), Item::Type(other)) => types(compared, *one, *other, changes),
                (Item::Enum(one), Item::Enum(other)) => {
                    enums::compare(compared, *one, *other, changes);
                }
                _ => {}
            }
        }
    }
    kinds(compared, changes);
}

/// A change of an item of one state.
fn change(rule: &'static Rule, view: &View<'_>, item: Item) -> PendingChange {
    let schema_path = view.schema_path(item);
    let product =
        if view.is_shared(item) { "shared".into() } else { view.product(&schema_path.document) };
    let wire = schema_path.to_string();
    PendingChange::new(rule, &product, &view.path_text(item), wire.trim_end())
        .operations(view.users(item))
}

/// A path of the base that does not have the same item any longer: removed, renamed, moved, shared or not.
fn gone(compared: &Compared<'_>, path: &str, item: Item, changes: &mut Changes) {
    let (base, head) = (&compared.base, &compared.head);
    let stays = head.items.contains_key(path);
    let Some(successors) = compared.matched.after.get(&item) else {
        if stays {
            return;
        }
        changes.cover.owner(path);
        if !only_of(base, item, &compared.operations.removed, &compared.events.removed) {
            let change = change(rules::TYPE_REMOVED, base, item).before(base.item_line(item));
            changes.push(change.at_item_of(Side::Base, base, item));
        }
        return;
    };
    for successor in successors.iter().filter(|other| head.path_text(**other) != path) {
        let new = head.path_text(*successor);
        let merged = compared.matched.before.get(successor).map_or(0, BTreeSet::len) > 1;
        let rule = if stays || (successors.len() > 1 && !merged) {
            rules::TYPE_UNSHARED
        } else if merged || base.items.contains_key(&new) {
            rules::TYPE_SHARED
        } else {
            moved(base, item, head, *successor)
        };
        for path in [path, &new] {
            changes.cover.mention(path);
            changes.cover.owner(path);
        }
        if rule != rules::TYPE_UNSHARED && follows(compared, item, *successor) {
            continue;
        }
        let change = change(rule, head, *successor)
            .word("old", path)
            .before(base.item_line(item))
            .after(head.item_line(*successor));
        changes.push(change.at_item(compared, (item, *successor)));
    }
}

/// Whether the type is in another module, or only has another name.
fn moved(base: &View<'_>, was: Item, head: &View<'_>, is: Item) -> &'static Rule {
    let module = |view: &View<'_>, item| view.path(item).map(|path| path.module.clone());
    if module(base, was) == module(head, is) { rules::TYPE_RENAMED } else { rules::TYPE_MOVED }
}

/// Whether the type only follows its operation or the type of its event, which is reported already.
fn follows(compared: &Compared<'_>, one: Item, other: Item) -> bool {
    let (was, is) = (compared.base.path_text(one), compared.head.path_text(other));
    let below = |path: &str, owner: &str| -> Option<String> {
        path.strip_prefix(owner)?.strip_prefix("::").map(str::to_owned)
    };
    let of_event = compared.events.both.iter().any(|(one, other)| {
        let ty = |view: &View<'_>, index| {
            let path = view.path(Item::Type(view.event(index)?.0.ty))?;
            Some(module_of(path).to_string())
        };
        let both = (ty(&compared.base, *one), ty(&compared.head, *other));
        let (Some(old), Some(new)) = both else { return false };
        let rest = (below(&was, &old), below(&is, &new));
        old != new && rest.0.is_some() && rest.0 == rest.1
    });
    of_event
        || compared.operations.both.iter().any(|(one, other)| {
            let both = (compared.base.operation(*one), compared.head.operation(*other));
            let (Some((_, old)), Some((_, new))) = both else { return false };
            let rest = (below(&was, &old.path()), below(&is, &new.path()));
            old.path() != new.path() && rest.0.is_some() && rest.0 == rest.1
        })
}

/// Whether the item is reached, and only by operations and events of these lists.
fn only_of(view: &View<'_>, item: Item, operations: &[usize], events: &[usize]) -> bool {
    let only = |users: Option<&BTreeSet<usize>>, list: &[usize]| {
        users.into_iter().flatten().all(|index| list.contains(index))
    };
    let (users, sent) = (view.reach.get(&item), view.sent.get(&item));
    (users.is_some() || sent.is_some()) && only(users, operations) && only(sent, events)
}

/// An item at a path that the base does not have.
fn new(compared: &Compared<'_>, path: &str, item: Item, changes: &mut Changes) {
    let (base, head) = (&compared.base, &compared.head);
    if base.items.contains_key(path) || compared.matched.before.contains_key(&item) {
        return;
    }
    changes.cover.owner(path);
    if only_of(head, item, &compared.operations.added, &compared.events.added) {
        return;
    }
    let change = change(rules::TYPE_ADDED, head, item).after(head.item_line(item));
    changes.push(change.at_item_of(Side::Head, head, item));
}

/// Another kind of item at the same path: an object that became a union or an enumeration, for example.
fn kinds(compared: &Compared<'_>, changes: &mut Changes) {
    for (path, item) in &compared.base.items {
        let Some(other) = compared.head.items.get(path) else { continue };
        let kind = |view: &View<'_>, item: Item| match item {
            Item::Enum(_) => "an enumeration",
            Item::Type(id) => match view.api.ty(id).kind {
                TypeKind::Object(_) => "an object",
                TypeKind::Union(_) => "one of several types",
            },
        };
        let (was, is) = (kind(&compared.base, *item), kind(&compared.head, *other));
        if was == is {
            continue;
        }
        changes.cover.owner(path);
        let change = change(rules::TYPE_KIND_CHANGED, &compared.head, *other)
            .word("was", was)
            .word("is", is)
            .before(compared.base.item_line(*item))
            .after(compared.head.item_line(*other));
        changes.push(change.at_item(compared, (*item, *other)));
    }
}

fn types(compared: &Compared<'_>, was: TypeId, is: TypeId, changes: &mut Changes) {
    let (base, head) = (&compared.base, &compared.head);
    let items = (Item::Type(was), Item::Type(is));
    let (Some(old), Some(new)) = (Owner::of_type(base, was), Owner::of_type(head, is)) else {
        unions(compared, was, is, changes);
        return;
    };
    let (was, is) = (base.api.ty(was), head.api.ty(is));
    let family = match (was.usage.request, is.usage.request) {
        (true, true) => Family::Request,
        (false, false) => Family::Response,
        (_, built) => {
            let rule = if built { rules::TYPE_BECAME_INPUT } else { rules::TYPE_BECAME_ANSWER };
            let change = change(rule, head, items.1)
                .before(base.item_line(items.0))
                .after(head.item_line(items.1));
            changes.push(change.at_item(compared, items));
            changes.cover.owner(old.path.clone());
            changes.cover.owner(new.path.clone());
            Family::Response
        }
    };
    let (before, after) = (View::text(&was.facts), View::text(&is.facts));
    if before != after {
        let change = change(rules::TEXT_CHANGED, head, items.1).before(before).after(after);
        changes.push(change.at_item_of(Side::Head, head, items.1));
    }
    fields::compare(compared, family, &old, &new, changes);
}

/// The alternatives of two unions, by name.
fn unions(compared: &Compared<'_>, was: TypeId, is: TypeId, changes: &mut Changes) {
    let (base, head) = (&compared.base, &compared.head);
    let items = (Item::Type(was), Item::Type(is));
    let (old, new) = (alternatives(base, was), alternatives(head, is));
    if old.is_empty() || new.is_empty() {
        return;
    }
    let mut report = |rule: &'static Rule, name: &str| {
        let key = |view: &View<'_>, item| format!("variant {}::{name}", view.path_text(item));
        let keys = (key(base, items.0), key(head, items.1));
        let change = change(rule, head, items.1)
            .word("name", name)
            .before(base.line(&keys.0))
            .after(head.line(&keys.1));
        changes.push(change.at_item(compared, items));
        changes.cover.line(keys.0);
        changes.cover.line(keys.1);
    };
    for (name, expr) in &old {
        match new.iter().find(|(other, _)| other == name) {
            None => report(rules::UNION_ALTERNATIVE_REMOVED, name),
            Some((_, other)) if !same(compared, expr, other) => {
                report(rules::UNION_ALTERNATIVE_CHANGED, name);
            }
            _ => {}
        }
    }
    for (name, _) in &new {
        if !old.iter().any(|(other, _)| other == name) {
            report(rules::UNION_ALTERNATIVE_ADDED, name);
        }
    }
}
