//! Events: which exist, their names, and their documentation. Their payloads are types.

use std::collections::BTreeSet;

use super::Compared;
use super::lines;
use super::pending::{Changes, PendingChange};
use super::report::Side;
use super::rules::{self, Rule};
use super::view::{View, affected};
use crate::model::Event;
use crate::name::event::MODULE;
use crate::pointer::Pointer;
use crate::settings::file;

pub(super) fn compare(compared: &Compared<'_>, changes: &mut Changes) {
    let (base, head) = (&compared.base, &compared.head);
    for index in &compared.events.removed {
        whole(rules::EVENT_REMOVED, base, *index, Side::Base, changes);
    }
    for index in &compared.events.added {
        whole(rules::EVENT_ADDED, head, *index, Side::Head, changes);
    }
    for (was, is) in &compared.events.both {
        if let (Some(was), Some(is)) = (base.event(*was), head.event(*is)) {
            renamed(compared, was, is, changes);
            documentation(compared, was, is, changes);
        }
    }
    // The enum of all events exists as long as there is an event; its methods come and go with it.
    if base.api.events.is_empty() != head.api.events.is_empty() {
        changes.cover.owner(format!("{MODULE}::Event"));
    } else if !base.api.events.is_empty() {
        methods(compared, changes);
    }
}

/// Values that all events have: methods of the enum, named in rules.yaml.
fn methods(compared: &Compared<'_>, changes: &mut Changes) {
    let (base, head) = (&compared.base, &compared.head);
    let names = |view: &View<'_>| -> BTreeSet<String> {
        view.state.settings.rules.events.values.iter().map(|(name, _)| name.clone()).collect()
    };
    for name in names(base).union(&names(head)) {
        let item = format!("{MODULE}::Event::{name}");
        let key = format!("method {item}");
        let (before, after) = (base.line(&key), head.line(&key));
        let rule = match (&before, &after) {
            (None, _) => rules::EVENT_METHOD_ADDED,
            (_, None) => rules::EVENT_METHOD_REMOVED,
            _ if before == after => continue,
            _ => rules::EVENT_METHOD_CHANGED,
        };
        let at = Pointer::root().join("events").join("values").join(name);
        let mut change = PendingChange::new(rule, "crate", &item, "");
        for (side, line) in [(Side::Base, &before), (Side::Head, &after)] {
            if line.is_some() {
                change = change.at(side, file::RULES, &at);
            }
        }
        changes.push(change.before(before).after(after));
        changes.cover.line(key);
    }
}

/// Marks the lines of api.txt about an event itself as explained.
pub(super) fn cover(event: &Event, variant: &str, changes: &mut Changes) {
    changes.cover.line(lines::key(&format!("event {:?} = ", event.name)));
    changes.cover.line(variant_key(variant));
}

fn variant_key(variant: &str) -> String {
    format!("variant {MODULE}::Event::{variant}")
}

/// An event with its variant.
type Named<'a> = (&'a Event, &'a str);

fn change(rule: &'static Rule, view: &View<'_>, (event, variant): Named<'_>) -> PendingChange {
    let affected = affected(event, variant);
    let product = view.product(&event.document);
    PendingChange::new(rule, &product, &affected.name, &event.name)
        .word("wire", &event.name)
        .operations(vec![affected])
}

/// An event that only one state has, with the types that it alone reaches.
fn whole(rule: &'static Rule, view: &View<'_>, index: usize, side: Side, changes: &mut Changes) {
    let Some((event, variant)) = view.event(index) else { return };
    let reached = view.sent.iter().filter(|(item, events)| {
        !view.reach.contains_key(item) && events.iter().all(|event| *event == index)
    });
    let mut with: Vec<String> = reached.filter_map(|(item, _)| view.item_line(*item)).collect();
    with.sort();
    let line = view.line(&variant_key(variant));
    let change = change(rule, view, (event, variant)).with(with).at(
        side,
        view.file(&event.document),
        &event.pointer,
    );
    changes.push(match side {
        Side::Base => change.before(line),
        Side::Head => change.after(line),
    });
    cover(event, variant, changes);
}

/// Another variant for the same name on the wire.
fn renamed(compared: &Compared<'_>, was: Named<'_>, is: Named<'_>, changes: &mut Changes) {
    if was.1 == is.1 {
        return;
    }
    let (old, new) = (variant_key(was.1), variant_key(is.1));
    let change = change(rules::EVENT_RENAMED, &compared.head, is)
        .word("old", &affected(was.0, was.1).name)
        .word("variant", was.1)
        .before(compared.base.line(&old))
        .after(compared.head.line(&new));
    changes.push(at_both(change, compared, was, is));
    changes.cover.line(old);
    changes.cover.line(new);
}

fn at_both(
    change: PendingChange,
    compared: &Compared<'_>,
    (was, _): Named<'_>,
    (is, _): Named<'_>,
) -> PendingChange {
    let (base, head) = (&compared.base, &compared.head);
    change.at(Side::Base, base.file(&was.document), &was.pointer).at(
        Side::Head,
        head.file(&is.document),
        &is.pointer,
    )
}

/// The documentation of an event, which changes no signature.
fn documentation(compared: &Compared<'_>, was: Named<'_>, is: Named<'_>, changes: &mut Changes) {
    let mut report = |rule: &'static Rule, before: Option<String>, after: Option<String>| {
        if before != after {
            let change = change(rule, &compared.head, is).before(before).after(after);
            changes.push(at_both(change, compared, was, is));
        }
    };
    report(rules::SCOPES_CHANGED, scopes(was.0), scopes(is.0));
    report(rules::PLAN_CHANGED, was.0.plan.clone(), is.0.plan.clone());
    report(rules::TEXT_CHANGED, description(was.0), description(is.0));
    let word = || Some("deprecated".to_owned());
    match (was.0.deprecated, is.0.deprecated) {
        (false, true) => report(rules::MEMBER_DEPRECATED, None, word()),
        (true, false) => report(rules::MEMBER_UNDEPRECATED, word(), None),
        _ => {}
    }
}

fn scopes(event: &Event) -> Option<String> {
    let scopes = event.scopes.iter().chain(&event.granular_scopes);
    let scopes: Vec<&str> = scopes.map(String::as_str).collect();
    (!scopes.is_empty()).then(|| scopes.join(", "))
}

fn description(event: &Event) -> Option<String> {
    let parts = [&event.summary, &event.description].into_iter().filter_map(|part| part.as_deref());
    let words: Vec<&str> = parts.flat_map(str::split_whitespace).collect();
    (!words.is_empty()).then(|| words.join(" "))
}
