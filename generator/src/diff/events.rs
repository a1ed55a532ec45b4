//! Events: which there are, what they are called, what is said about them. What they carry are types.

use std::collections::BTreeSet;

use super::Compared;
use super::draft::{Draft, Drafts};
use super::lines;
use super::report::Side;
use super::view::View;
use crate::model::Event;
use crate::name::event::MODULE;
use crate::pointer::Pointer;
use crate::settings::file;

pub(super) fn compare(compared: &Compared<'_>, drafts: &mut Drafts) {
    let (base, head) = (&compared.base, &compared.head);
    for index in &compared.events.removed {
        whole("event-removed", base, *index, Side::Base, drafts);
    }
    for index in &compared.events.added {
        whole("event-added", head, *index, Side::Head, drafts);
    }
    for (one, other) in &compared.events.both {
        let both = (base.event(*one), head.event(*other));
        let (Some((was, old)), Some((_, new))) = both else { continue };
        if old != new {
            renamed(compared, (was, old), *other, drafts);
        }
        facts(compared, was, *other, drafts);
    }
    // The enum of all events is there as long as there is one; with it go its methods.
    if base.api.events.is_empty() != head.api.events.is_empty() {
        drafts.cover.owner(format!("{MODULE}::Event"));
    } else if !base.api.events.is_empty() {
        methods(compared, drafts);
    }
}

/// What all events have in common: methods of the enum, named in rules.yaml.
fn methods(compared: &Compared<'_>, drafts: &mut Drafts) {
    let (base, head) = (&compared.base, &compared.head);
    let names = |view: &View<'_>| -> BTreeSet<String> {
        view.state.settings.rules.events.values.iter().map(|(name, _)| name.clone()).collect()
    };
    let (was, is) = (names(base), names(head));
    for name in was.union(&is) {
        let item = format!("{MODULE}::Event::{name}");
        let key = format!("method {item}");
        let (before, after) = (base.line(&key), head.line(&key));
        let rule = match (&before, &after) {
            (None, _) => "event-method-added",
            (_, None) => "event-method-removed",
            _ if before == after => continue,
            _ => "event-method-changed",
        };
        let at = Pointer::root().join("events").join("values").join(name);
        let draft = Draft::new(rule, "crate", &item, "").map(|draft| {
            let draft = match before.is_some() {
                true => draft.at(Side::Base, file::RULES, &at),
                false => draft,
            };
            let draft = match after.is_some() {
                true => draft.at(Side::Head, file::RULES, &at),
                false => draft,
            };
            draft.before(before).after(after)
        });
        drafts.push(draft);
        drafts.cover.line(key);
    }
}

/// The lines of api.txt about an event itself.
pub(super) fn cover(event: &Event, variant: &str, drafts: &mut Drafts) {
    drafts.cover.line(lines::key(&format!("event {:?} = ", event.name)));
    drafts.cover.line(variant_key(variant));
}

fn variant_key(variant: &str) -> String {
    format!("variant {MODULE}::Event::{variant}")
}

/// A draft about an event of one side.
fn draft(rule: &str, view: &View<'_>, index: usize) -> Option<Draft> {
    let (event, variant) = view.event(index)?;
    let item = format!("{MODULE}::Event::{variant}");
    let draft = Draft::new(rule, &view.product(&event.document), &item, &event.name)?;
    let affected = view.affected_event(index).into_iter().collect();
    Some(draft.word("wire", &event.name).operations(affected))
}

/// An event that only one side has, with the types that it alone reaches.
fn whole(rule: &str, view: &View<'_>, index: usize, side: Side, drafts: &mut Drafts) {
    let Some((event, variant)) = view.event(index) else { return };
    let mut with = Vec::new();
    for (item, users) in &view.sent {
        let shared = view.reach.contains_key(item) || users.iter().any(|user| *user != index);
        if !shared {
            let path = view.path_text(*item);
            let kinds = ["struct", "enum"].map(|kind| view.line(&format!("{kind} {path}")));
            with.extend(kinds.into_iter().flatten());
        }
    }
    with.sort();
    let line = view.line(&variant_key(variant));
    let draft = draft(rule, view, index).map(|draft| {
        let draft = draft.with(with).at(side, view.file(&event.document), &event.pointer);
        match side {
            Side::Base => draft.before(line),
            Side::Head => draft.after(line),
        }
    });
    drafts.push(draft);
    cover(event, variant, drafts);
}

/// Another variant for the same name on the wire.
fn renamed(compared: &Compared<'_>, (was, old): (&Event, &str), other: usize, drafts: &mut Drafts) {
    let (base, head) = (&compared.base, &compared.head);
    let Some((is, new)) = head.event(other) else { return };
    let draft = draft("event-renamed", head, other).map(|draft| {
        draft
            .word("old", &format!("{MODULE}::Event::{old}"))
            .word("variant", old)
            .before(base.line(&variant_key(old)))
            .after(head.line(&variant_key(new)))
            .at(Side::Base, base.file(&was.document), &was.pointer)
            .at(Side::Head, head.file(&is.document), &is.pointer)
    });
    drafts.push(draft);
    drafts.cover.line(variant_key(old));
    drafts.cover.line(variant_key(new));
}

/// What is documented about an event. None of it changes a signature.
fn facts(compared: &Compared<'_>, was: &Event, other: usize, drafts: &mut Drafts) {
    let (base, head) = (&compared.base, &compared.head);
    let Some((is, _)) = head.event(other) else { return };
    let mut told = |rule: &str, before: Option<String>, after: Option<String>| {
        if before == after {
            return;
        }
        let draft = draft(rule, head, other).map(|draft| {
            let draft = draft.before(before).after(after);
            draft.at(Side::Base, base.file(&was.document), &was.pointer).at(
                Side::Head,
                head.file(&is.document),
                &is.pointer,
            )
        });
        drafts.push(draft);
    };
    told("scopes-changed", scopes(was), scopes(is));
    told("plan-changed", was.plan.clone(), is.plan.clone());
    told("text-changed", text(was), text(is));
    match (was.deprecated, is.deprecated) {
        (false, true) => told("member-deprecated", None, Some("deprecated".to_owned())),
        (true, false) => told("member-undeprecated", Some("deprecated".to_owned()), None),
        _ => {}
    }
}

fn scopes(event: &Event) -> Option<String> {
    let all = event.scopes.iter().chain(&event.granular_scopes);
    let all: Vec<&str> = all.map(String::as_str).collect();
    (!all.is_empty()).then(|| all.join(", "))
}

fn text(event: &Event) -> Option<String> {
    let parts = [&event.summary, &event.description].into_iter().filter_map(|part| part.as_deref());
    let words: Vec<&str> = parts.flat_map(str::split_whitespace).collect();
    (!words.is_empty()).then(|| words.join(" "))
}
