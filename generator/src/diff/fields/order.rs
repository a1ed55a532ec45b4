//! The order of the arguments of constructors.

use super::super::indexed_state::IndexedState;
use super::super::pending::Changes;
use super::super::report::Side;
use super::super::rules;
use super::Both;
use super::compare::{Matched, Owners};
use crate::pointer::Pointer;
use crate::settings::file;

impl Owners<'_> {
    /// The order of the constructor's arguments, among those that both states have.
    pub(super) fn order(&self, matched: &[Matched<'_>], changes: &mut Changes) {
        let Some(rule) = rules::ORDER_CHANGED.of(self.family) else { return };
        let required = matched.iter().filter(|(was, is)| was.required && is.required);
        let mut required: Vec<_> = required.collect();
        required.sort_by_key(|(was, _)| was.position);
        let mut ordered = required.clone();
        ordered.sort_by_key(|(_, is)| is.position);
        // The first argument that is not where it was.
        let moved =
            required.iter().zip(&ordered).find(|(old, new)| old.0.position != new.0.position);
        let Some((_, (was, moved))) = moved else { return };
        let (base, head) = (&self.compared.base, &self.compared.head);
        // The rule exchanges arguments that it names: one alone stays where it is.
        let order = |view: &IndexedState<'_>| -> Vec<String> {
            let named = view.state.settings.rules.argument_order.iter();
            let is_argument = |name: &&String| required.iter().any(|(_, is)| is.wire == **name);
            named.filter(is_argument).cloned().collect()
        };
        let (names, new_names) = (order(base), order(head));
        let is_configured = names != new_names && names.len().max(new_names.len()) > 1;
        let at = Pointer::root().join("argument_order");
        // Callers of the constructor send what it makes.
        let both = Both::new(self.compared, was, moved);
        let sent = both.pairs.iter().find(|(_, new)| new.is_sent());
        let (old, new) = match sent {
            Some((old, new)) => (old.location(), new.location()),
            None => ((was.file, was.pointer), (moved.file, moved.pointer)),
        };
        let change = self
            .change(rule, moved)
            .operations(self.builders())
            .at(Side::Head, is_configured.then_some((file::RULES, &at)))
            .item(self.head.constructor.as_deref().unwrap_or_default())
            .at(Side::Base, old)
            .at(Side::Head, new);
        changes.push(self.constructors(change));
    }
}
