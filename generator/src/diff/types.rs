//! Types and enumerations: which exist, their paths, and their contents.

mod built;

use std::collections::BTreeSet;

use rayon::prelude::*;

use super::fields::{self, Owner};
use super::indexed_state::{IndexedState, Item};
use super::matching::{Events, Operations};
use super::moved::located;
use super::pending::{Changes, Merged, PendingChange, Reason};
use super::report::Side;
use super::rules::{self, Family, Rule};
use super::with_users::WithUsers;
use super::{Compared, descriptions, enums, unions};
use crate::model::{TypeExpr, TypeId, TypeKind};
use crate::name::event::module_of;
use crate::pointer::Pointer;
use crate::settings::file;

pub(super) fn compare(compared: &Compared<'_>) -> Changes {
    let (mut changes, contents) = rayon::join(
        || {
            let mut changes = Changes::default();
            let mut with_users = WithUsers::default();
            for (path, item) in &compared.base.items {
                gone(compared, path, *item, &mut with_users, &mut changes);
            }
            for (path, item) in &compared.head.items {
                new(compared, path, *item, &mut with_users, &mut changes);
            }
            with_users.report(compared, &mut changes);
            changes
        },
        || {
            let matched: Vec<_> = compared.matched.after.iter().collect();
            let each = matched.par_iter().map(|(was, successors)| {
                let mut changes = Changes::default();
                contents(compared, **was, successors, &mut changes);
                changes
            });
            each.collect::<Vec<_>>()
        },
    );
    contents.into_iter().for_each(|one| changes.append(one));
    kinds(compared, &mut changes);
    changes
}

/// The contents of an item of the base, and of the items that it is in the head.
fn contents(
    compared: &Compared<'_>,
    was: Item,
    successors: &BTreeSet<Item>,
    changes: &mut Changes,
) {
    for is in successors {
        let path = compared.base.path_text(was);
        let is_other = path != compared.head.path_text(*is);
        if is_other && compared.head.items.contains_key(&path) && !is_reused(compared, was) {
            // The type stays; its place has one of its own, which is reported as a whole.
            continue;
        }
        let changes_from = |was: Item| {
            let mut found = Changes::default();
            pair(compared, (was, *is), &mut found);
            found
        };
        let (found, new) = (changes_from(was), compared.head.path_text(*is));
        // The other types of the base that became the same one.
        let others = compared.matched.before.get(is).into_iter().flatten();
        let others: Vec<Item> = others.copied().filter(|other| *other != was).collect();
        if !is_other || others.is_empty() || found.is_empty() {
            changes.append(found);
            continue;
        }
        let own = compared.base.items.get(&new);
        let others: Vec<Merged> = others
            .into_iter()
            .map(|other| Merged { is_own: own == Some(&other), changes: changes_from(other) })
            .collect();
        changes.append(found.of_merged(&others, (&path, &new)));
    }
}

/// The contents of an item of both states.
fn pair(compared: &Compared<'_>, (was, is): (Item, Item), changes: &mut Changes) {
    match (was, is) {
        (Item::Type(was), Item::Type(is)) => types(compared, was, is, changes),
        (Item::Enum(was), Item::Enum(is)) => enums::compare(compared, was, is, changes),
        _ => {}
    }
}

/// Everything that an item has.
fn all(item: Item) -> Option<Reason> {
    Some(Reason::All(item.into()))
}

/// A path of the base that does not have the same item any longer: removed, renamed, moved, shared or not.
fn gone(
    compared: &Compared<'_>,
    path: &str,
    item: Item,
    with_users: &mut WithUsers,
    changes: &mut Changes,
) {
    let (base, head) = (&compared.base, &compared.head);
    let stays = head.items.contains_key(path);
    let Some(successors) = compared.matched.after.get(&item) else {
        if stays {
            return;
        }
        if only_of(base, item, &compared.operations.removed, &compared.events.removed) {
            changes.explain(Side::Base, Reason::All(item.into()));
            with_users.add(base, Side::Base, item);
            return;
        }
        let change = PendingChange::of(rules::TYPE_REMOVED, base, item);
        let change = change.explains(compared, all(item), None);
        let change = change.at(Side::Base, base.location(item.into()));
        // Both states can have the entry of enums.yaml: a schema is the reason.
        changes.push(match item {
            Item::Enum(id) => change.at_place(Side::Base, &enums::first_use(base, id)),
            Item::Type(_) => change,
        });
        return;
    };
    for successor in successors.iter().filter(|other| head.path_text(**other) != path) {
        let new = head.path_text(*successor);
        let merged = compared.matched.before.get(successor).map_or(0, BTreeSet::len) > 1;
        let rule = if (stays && !is_reused(compared, item)) || (successors.len() > 1 && !merged) {
            rules::TYPE_UNSHARED
        } else if merged || base.items.contains_key(&new) {
            rules::TYPE_SHARED
        } else {
            moved(base, item, head, *successor)
        };
        for (side, item) in [(Side::Base, item), (Side::Head, *successor)] {
            changes.explain(side, Reason::All(item.into()));
            changes.explain(side, Reason::Name(item.into()));
        }
        if rule != rules::TYPE_UNSHARED && follows(compared, item, *successor) {
            continue;
        }
        let with = match (item, *successor) {
            (Item::Type(was), Item::Type(is)) if rule == rules::TYPE_UNSHARED => {
                fields::differences(compared, &TypeExpr::Type(was), &TypeExpr::Type(is))
            }
            _ => Vec::new(),
        };
        let users = compared.users(item, *successor);
        let change = PendingChange::of(rule, head, *successor).word("old", path).with(with);
        let change = change.operations(users);
        let lock_end = format!(" = {}", head.path_text(*successor));
        let is_its = |line: &str| line.starts_with("type ") && line.ends_with(&lock_end);
        let is_locked = head.state.names_lock.lines().any(is_its);
        let is_taken = head.items.contains_key(path);
        let locked = is_locked && !is_taken && is_same_crate(head, path, &new);
        let change = change
            .word_if("locked", locked.then(|| "its line in specs/names.lock".to_owned()))
            .word_if("taken", is_taken.then(|| path.to_owned()));
        let change =
            change.word("where", if successors.len() > 1 { " in some places" } else { "" });
        let change = change.explains(compared, all(item), all(*successor));
        let change = located(change, compared, item, *successor);
        let has_hint = [rules::TYPE_RENAMED, rules::TYPE_MOVED].contains(&rule);
        let line = || head.state.sources.line(file::NAMES, is_its);
        let line = if locked && has_hint { line() } else { None };
        changes.push(match line {
            Some(line) => change.at_line(Side::Head, file::NAMES, Pointer::root(), line),
            None => change,
        });
    }
}

/// Whether the path of an item of the base is that of another item of the head.
fn is_reused(compared: &Compared<'_>, was: Item) -> bool {
    let same_path = compared.head.items.get(&compared.base.path_text(was));
    let has_successor = compared.matched.after.contains_key(&was);
    has_successor && same_path.is_some_and(|is| compared.matched.is_different(was, *is))
}

/// Whether the type is in another module, or only has another name.
fn moved(base: &IndexedState<'_>, was: Item, head: &IndexedState<'_>, is: Item) -> &'static Rule {
    let module = |view: &IndexedState<'_>, item| view.path(item).map(|path| path.module.clone());
    if module(base, was) == module(head, is) { rules::TYPE_RENAMED } else { rules::TYPE_MOVED }
}

/// Whether the type only follows its operation or the type of its event, which is reported already.
fn follows(compared: &Compared<'_>, was: Item, is: Item) -> bool {
    let (old_path, new_path) = (compared.base.path_text(was), compared.head.path_text(is));
    compared.moved.iter().any(|(old, new)| {
        let rest = below(&old_path, old);
        rest.is_some() && rest == below(&new_path, new)
    })
}

/// Whether two paths are in the same crate: that of another product lacks the types beside an item.
pub(super) fn is_same_crate(head: &IndexedState<'_>, old: &str, new: &str) -> bool {
    let of = |path: &str| {
        let module = path.split("::").next().unwrap_or_default();
        head.state.settings.krate.crate_of(module)
    };
    of(old) == of(new)
}

/// The paths of the items below an operation or event that have moved with it: `old → new`.
pub(super) fn moved_below(compared: &Compared<'_>, old: &str, new: &str) -> Vec<String> {
    let start = format!("{old}::");
    let items = compared.base.items.range(start.clone()..);
    let items = items.take_while(|(path, _)| path.starts_with(&start));
    let moved = items.flat_map(|(path, item)| {
        let successors = compared.matched.after.get(item).into_iter().flatten();
        let paths = successors.map(|is| compared.head.path_text(*is));
        let follows =
            paths.filter(|is| below(is, new).is_some() && below(is, new) == below(path, old));
        follows.map(|is| format!("{path} → {is}")).collect::<Vec<_>>()
    });
    moved.collect()
}

/// The rest of a path below another.
fn below<'a>(path: &'a str, owner: &str) -> Option<&'a str> {
    path.strip_prefix(owner)?.strip_prefix("::")
}

/// The paths of operations, and of the modules of events, that have moved.
pub(super) fn moved_owners(
    base: &IndexedState<'_>,
    head: &IndexedState<'_>,
    operations: &Operations,
    events: &Events,
) -> Vec<(String, String)> {
    let module = |view: &IndexedState<'_>, index| {
        let path = view.path(Item::Type(view.event(index)?.0.ty))?;
        Some(module_of(path).to_string())
    };
    let function = |view: &IndexedState<'_>, index| Some(view.operation(index)?.1.path());
    let events = events.both.iter().map(|(was, is)| (module(base, *was), module(head, *is)));
    let operations = operations.both.iter();
    let operations = operations.map(|(was, is)| (function(base, *was), function(head, *is)));
    let paths = events.chain(operations).filter_map(|(old, new)| old.zip(new));
    paths.filter(|(old, new)| old != new).collect()
}

/// Whether the item is reached, and only by operations and events of these lists.
fn only_of(view: &IndexedState<'_>, item: Item, operations: &[usize], events: &[usize]) -> bool {
    let only = |users: Option<&BTreeSet<usize>>, list: &[usize]| {
        users.into_iter().flatten().all(|index| list.contains(index))
    };
    let (users, sent) = (view.reach.get(&item), view.sent.get(&item));
    (users.is_some() || sent.is_some()) && only(users, operations) && only(sent, events)
}

/// An item at a path that the base does not have.
fn new(
    compared: &Compared<'_>,
    path: &str,
    item: Item,
    with_users: &mut WithUsers,
    changes: &mut Changes,
) {
    let (base, head) = (&compared.base, &compared.head);
    let is_known = base.items.get(path).is_some_and(|was| !is_reused(compared, *was));
    if is_known || compared.matched.before.contains_key(&item) {
        return;
    }
    if only_of(head, item, &compared.operations.added, &compared.events.added) {
        changes.explain(Side::Head, Reason::All(item.into()));
        with_users.add(head, Side::Head, item);
        return;
    }
    let change = PendingChange::of(rules::TYPE_ADDED, head, item).operations(head.own_users(item));
    let change = change.explains(compared, None, all(item));
    let change = change.at(Side::Head, head.location(item.into()));
    // The entry of enums.yaml can be that of the base: a schema is the reason.
    changes.push(match item {
        Item::Enum(id) => change.at_place(Side::Head, &enums::first_use(head, id)),
        Item::Type(_) => change,
    });
}

/// Another kind of item at the same path: an object that became a union or an enumeration, for example.
fn kinds(compared: &Compared<'_>, changes: &mut Changes) {
    for (path, item) in &compared.base.items {
        let Some(other) = compared.head.items.get(path) else { continue };
        if is_reused(compared, *item) {
            continue;
        }
        let kind = |view: &IndexedState<'_>, item: Item| match item {
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
        let change = PendingChange::of(rules::TYPE_KIND_CHANGED, &compared.head, *other)
            .operations(compared.users(*item, *other))
            .word("was", was)
            .word("is", is)
            .explains(compared, all(*item), all(*other));
        changes.push(change.at_both(compared, *item, *other));
    }
}

fn types(compared: &Compared<'_>, was: TypeId, is: TypeId, changes: &mut Changes) {
    let (base, head) = (&compared.base, &compared.head);
    let items = (Item::Type(was), Item::Type(is));
    let text_changed = || {
        let change = PendingChange::of(rules::TEXT_CHANGED, head, items.1);
        change.operations(compared.own_users(items.0, items.1))
    };
    descriptions::compare(compared, items, text_changed, changes);
    let (Some(old), Some(new)) = (Owner::of_type(base, was), Owner::of_type(head, is)) else {
        unions::compare(compared, was, is, changes);
        return;
    };
    let ids = (was, is);
    let (was, is) = (base.api.ty(was), head.api.ty(is));
    let family = match (was.usage.request, is.usage.request) {
        (true, true) => Family::Request,
        (false, false) => Family::Response,
        (_, built) => {
            changes.push(usage(compared, ids, built));
            Family::Response
        }
    };
    fields::compare(compared, family, &old, &new, changes);
}

/// A type that callers build in one state, and only read in the other.
fn usage(compared: &Compared<'_>, (was, is): (TypeId, TypeId), built: bool) -> PendingChange {
    let (base, head) = (&compared.base, &compared.head);
    let items = (Item::Type(was), Item::Type(is));
    let has_default = |view: &IndexedState<'_>, id| {
        let ty = view.api.ty(id);
        matches!(&ty.kind, TypeKind::Object(object) if object.has_default(ty.usage))
    };
    let is_many = |expr: &TypeExpr| matches!(expr, TypeExpr::List(_) | TypeExpr::Map(_));
    let lists = base.api.ty(was).shapes().any(is_many);
    let default = has_default(base, was) && !has_default(head, is);
    let rule = match built {
        true if lists || default => rules::TYPE_BECAME_INPUT,
        true => rules::TYPE_BECAME_BUILDABLE,
        false => rules::TYPE_BECAME_ANSWER,
    };
    let new = head.call(items.1.into());
    let has_new = default || rule == rules::TYPE_BECAME_BUILDABLE;
    let users = match rule == rules::TYPE_BECAME_BUILDABLE {
        true => built::senders(head, is),
        false => compared.users(items.0, items.1),
    };
    let change = PendingChange::of(rule, head, items.1)
        .operations(users)
        .word("lists", if lists { ": lists in it are optional" } else { "" })
        .word(
            "default",
            match (default, lists) {
                (true, true) => ", and it has no `Default`",
                (true, false) => ": it has no `Default`",
                _ => "",
            },
        )
        .word_if("option", lists.then(|| "Option".to_owned()))
        .word_if("and", (lists && has_new && new.is_some()).then(|| "; ".to_owned()))
        .word_if("new", new.filter(|_| has_new));
    let change = change.explains(compared, all(items.0), all(items.1));
    let requests = if built { built::requests(head, is) } else { Vec::new() };
    match requests.first() {
        Some((_, file, pointer)) => {
            change.at(Side::Base, base.location(items.0.into())).at(Side::Head, (*file, *pointer))
        }
        None => change.at_both(compared, items.0, items.1),
    }
}
