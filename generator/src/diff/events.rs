//! Events: which exist, their names, and their documentation. Their payloads are types.

mod generic;

use std::collections::BTreeSet;

use super::indexed_state::IndexedState;
use super::pending::{Changes, PendingChange, Reason};
use super::report::Side;
use super::{Compared, documentation, rules};
use crate::listing::{Origin, Part};
use crate::name::event::MODULE;
use crate::pointer::Pointer;
use crate::settings::file;

pub(super) fn compare(compared: &Compared<'_>, changes: &mut Changes) {
    let (base, head) = (&compared.base, &compared.head);
    for (was, is) in &compared.events.both {
        let origins = (Origin::Event(*was), Origin::Event(*is));
        let (Some((old, variant)), Some((new, renamed))) = (base.event(*was), head.event(*is))
        else {
            continue;
        };
        if variant != renamed {
            // The name on the wire stays.
            let reasons = (Some(Reason::All(origins.0)), Some(Reason::All(origins.1)));
            let is_free = !head.names.events.iter().any(|other| other == variant);
            let old_path = base.path_text(origins.0);
            let change = PendingChange::of(rules::EVENT_RENAMED, head, origins.1)
                .word("old", &old_path)
                .word_if("taken", (!is_free).then(|| old_path.clone()))
                .word_if("line", is_free.then(|| format!("event {} = {variant}", old.name)))
                .explains(compared, reasons.0, reasons.1);
            changes.push(change.at_both(compared, origins.0, origins.1));
        }
        documentation::event(compared, old, new, origins, changes);
    }
    changes.explain(Side::Base, Reason::All(Origin::Events));
    changes.explain(Side::Head, Reason::All(Origin::Events));
    // The enum of all events exists as long as there is an event; its methods come and go with it.
    if !base.api.events.is_empty() && !head.api.events.is_empty() {
        methods(compared, changes);
        generic::compare(compared, changes);
    }
}

/// Values that all events have: methods of the enum, named in rules.yaml.
fn methods(compared: &Compared<'_>, changes: &mut Changes) {
    let (base, head) = (&compared.base, &compared.head);
    let names = |view: &IndexedState<'_>| -> Vec<String> {
        view.state.settings.rules.events.values.iter().map(|(name, _)| name.clone()).collect()
    };
    let (old, new) = (names(base), names(head));
    for name in old.iter().chain(&new).collect::<BTreeSet<_>>() {
        let reason = |names: &[String]| {
            let position = names.iter().position(|other| other == name)?;
            Some(Reason::Part(Origin::Events, Part::Member(position)))
        };
        let reasons = (reason(&old), reason(&new));
        let rule = match reasons {
            (None, _) => rules::EVENT_METHOD_ADDED,
            (_, None) => rules::EVENT_METHOD_REMOVED,
            (Some(was), Some(is)) if base.line(was) == head.line(is) => continue,
            _ => rules::EVENT_METHOD_CHANGED,
        };
        let at = Pointer::root().join("events").join("values").join(name);
        let item = format!("{MODULE}::Event::{name}");
        let change = PendingChange::new(rule, "crate", &item, "")
            .explains(compared, reasons.0, reasons.1)
            .at(Side::Base, reasons.0.map(|_| (file::RULES, &at)))
            .at(Side::Head, reasons.1.map(|_| (file::RULES, &at)));
        changes.push(change);
    }
}
