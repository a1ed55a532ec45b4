//! Types and enumerations: which there are, where they stand, what they hold.

use std::collections::BTreeSet;

use super::draft::{Draft, Drafts};
use super::members::{self, Family, Owner, same};
use super::report::Side;
use super::view::{Item, View};
use super::{Compared, enums};
use crate::model::{TypeExpr, TypeId, TypeKind};
use crate::name::event::module_of;

pub(super) fn compare(compared: &Compared<'_>, drafts: &mut Drafts) {
    for (path, item) in &compared.base.items {
        gone(compared, path, *item, drafts);
    }
    for (path, item) in &compared.head.items {
        new(compared, path, *item, drafts);
    }
    for (one, others) in &compared.pairs.after {
        for other in others {
            match (one, other) {
                (Item::Type(one), Item::Type(other)) => types(compared, *one, *other, drafts),
                (Item::Enum(one), Item::Enum(other)) => {
                    enums::compare(compared, *one, *other, drafts);
                }
                _ => {}
            }
        }
    }
    kinds(compared, drafts);
}

/// A draft about an item of one side.
fn draft(rule: &str, view: &View<'_>, item: Item) -> Option<Draft> {
    let schema_path = view.schema_path(item);
    let product =
        if view.is_shared(item) { "shared".into() } else { view.product(&schema_path.document) };
    let wire = schema_path.to_string();
    let draft = Draft::new(rule, &product, &view.path_text(item), wire.trim_end())?;
    Some(draft.operations(view.users(item)))
}

fn line(view: &View<'_>, item: Item) -> Option<String> {
    let path = view.path_text(item);
    ["struct", "enum"].iter().find_map(|kind| view.line(&format!("{kind} {path}")))
}

/// What stands at a path no longer: removed, renamed, moved, or one with another type.
fn gone(compared: &Compared<'_>, path: &str, item: Item, drafts: &mut Drafts) {
    let (base, head) = (&compared.base, &compared.head);
    let successors = compared.pairs.after.get(&item);
    let stays = head.items.contains_key(path);
    let Some(successors) = successors else {
        if stays {
            return;
        }
        drafts.cover.owner(path);
        if !only_of(base, item, &compared.operations.removed, &compared.events.removed) {
            let draft = draft("type-removed", base, item);
            let draft =
                draft.map(|one| one.before(line(base, item)).at_item(Side::Base, base, item));
            drafts.push(draft);
        }
        return;
    };
    for other in successors.iter().filter(|other| head.path_text(**other) != path) {
        let is = head.path_text(*other);
        let merged = compared.pairs.before.get(other).map_or(0, BTreeSet::len) > 1;
        drafts.cover.mention(path);
        drafts.cover.mention(is.clone());
        let rule = if stays || (successors.len() > 1 && !merged) {
            "type-unshared"
        } else if merged || base.items.contains_key(&is) {
            "type-shared"
        } else {
            moved(base, item, head, *other)
        };
        drafts.cover.owner(path);
        drafts.cover.owner(is.clone());
        if rule != "type-unshared" && follows(compared, item, *other) {
            continue;
        }
        let draft = draft(rule, head, *other).map(|draft| {
            let draft = draft.word("old", path).before(line(base, item)).after(line(head, *other));
            draft.at_item(Side::Base, base, item).at_item(Side::Head, head, *other)
        });
        drafts.push(draft.map(|draft| draft.word("new", &is)));
    }
}

/// Whether the type stands in another module, or has only another name.
fn moved(base: &View<'_>, one: Item, head: &View<'_>, other: Item) -> &'static str {
    let module = |view: &View<'_>, item| view.path(item).map(|path| path.module.clone());
    if module(base, one) == module(head, other) { "type-renamed" } else { "type-moved" }
}

/// Whether the type only follows its operation or the type of its event, which is told of already.
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

/// What stands at a path that the base does not have.
fn new(compared: &Compared<'_>, path: &str, item: Item, drafts: &mut Drafts) {
    let (base, head) = (&compared.base, &compared.head);
    if base.items.contains_key(path) || compared.pairs.before.contains_key(&item) {
        return;
    }
    drafts.cover.owner(path);
    if only_of(head, item, &compared.operations.added, &compared.events.added) {
        return;
    }
    let draft = draft("type-added", head, item);
    let draft = draft.map(|draft| draft.after(line(head, item)).at_item(Side::Head, head, item));
    drafts.push(draft);
}

/// Another kind of thing at the same path: an object that became a union, or an enumeration.
fn kinds(compared: &Compared<'_>, drafts: &mut Drafts) {
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
        drafts.cover.owner(path);
        let draft = draft("type-kind-changed", &compared.head, *other).map(|draft| {
            draft
                .word("was", was)
                .word("is", is)
                .before(line(&compared.base, *item))
                .after(line(&compared.head, *other))
                .at_item(Side::Base, &compared.base, *item)
                .at_item(Side::Head, &compared.head, *other)
        });
        drafts.push(draft);
    }
}

fn types(compared: &Compared<'_>, one: TypeId, other: TypeId, drafts: &mut Drafts) {
    let (base, head) = (&compared.base, &compared.head);
    let (was, is) = (base.api.ty(one), head.api.ty(other));
    let (Some(old), Some(new)) = (Owner::of_type(base, one), Owner::of_type(head, other)) else {
        alternatives(compared, one, other, drafts);
        return;
    };
    let family = match (was.usage.request, is.usage.request) {
        (true, true) => Family::Request,
        (false, false) => Family::Response,
        (_, built) => {
            let rule = if built { "type-became-input" } else { "type-became-answer" };
            let draft = draft(rule, head, Item::Type(other)).map(|draft| {
                let draft = draft.before(line(base, Item::Type(one)));
                let draft = draft.after(line(head, Item::Type(other)));
                draft.at_item(Side::Base, base, Item::Type(one)).at_item(
                    Side::Head,
                    head,
                    Item::Type(other),
                )
            });
            drafts.push(draft);
            drafts.cover.owner(old.path.clone());
            drafts.cover.owner(new.path.clone());
            Family::Response
        }
    };
    members::compare(compared, family, &old, &new, drafts);
    let text = |view: &View<'_>, ty: &crate::model::Type| {
        view.text(&ty.schema_path, ty.facts.text.as_deref())
    };
    let (before, after) = (text(base, was), text(head, is));
    if before != after {
        let draft = draft("text-changed", head, Item::Type(other));
        let draft = draft.map(|draft| draft.before(before).after(after));
        drafts.push(draft.map(|draft| draft.at_item(Side::Head, head, Item::Type(other))));
    }
}

/// The alternatives of two unions, by name.
fn alternatives(compared: &Compared<'_>, one: TypeId, other: TypeId, drafts: &mut Drafts) {
    let (base, head) = (&compared.base, &compared.head);
    let list = |view: &View<'_>, id: TypeId| -> Vec<(String, TypeExpr)> {
        let TypeKind::Union(union) = &view.api.ty(id).kind else { return Vec::new() };
        let shapes = union.alternatives.iter().map(|one| one.expr.clone());
        view.members(id).iter().cloned().zip(shapes).collect()
    };
    let (ours, theirs) = (list(base, one), list(head, other));
    if ours.is_empty() || theirs.is_empty() {
        return;
    }
    let mut told = |rule: &str, name: &str| {
        let key = |view: &View<'_>, item| format!("variant {}::{name}", view.path_text(item));
        let keys = (key(base, Item::Type(one)), key(head, Item::Type(other)));
        let draft = draft(rule, head, Item::Type(other)).map(|draft| {
            let draft =
                draft.before(base.line(&keys.0)).after(head.line(&keys.1)).word("name", name);
            let draft = draft.at_item(Side::Base, base, Item::Type(one));
            draft.at_item(Side::Head, head, Item::Type(other))
        });
        drafts.push(draft);
        drafts.cover.line(keys.0);
        drafts.cover.line(keys.1);
    };
    for (name, expr) in &ours {
        match theirs.iter().find(|(other, _)| other == name) {
            None => told("union-alternative-removed", name),
            Some((_, their)) if !same(compared, expr, their) => {
                told("union-alternative-changed", name);
            }
            _ => {}
        }
    }
    for (name, _) in &theirs {
        if !ours.iter().any(|(other, _)| other == name) {
            told("union-alternative-added", name);
        }
    }
}
