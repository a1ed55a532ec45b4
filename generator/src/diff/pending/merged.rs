//! Changes of a type that became one with other types of the base. That they are one is reported for the types; what the
//! documentation of the one has of the others follows from it.

use std::collections::BTreeMap;

use super::super::fields::NOW_SHARED;
use super::super::report::Level;
use super::super::rules::{self, Rule};
use super::{Changes, PendingChange, filled};

/// The descriptions of values, which callers of the old type find at another one.
const OF_VALUES: [&Rule; 3] =
    [rules::ENUM_VALUE_RELABELLED, rules::ENUM_VALUE_DEPRECATED, rules::ENUM_VALUE_UNDEPRECATED];

/// What the documentation of a field has of all of its schemas.
const OF_SCHEMAS: [&Rule; 2] = [rules::LIMIT_CHANGED, rules::DEFAULT_CHANGED];

/// Begins the end of a sentence about a field whose type had another path.
const WHERE: &str = ", where the type was `";

/// Another type of the base that became the same one.
pub(in crate::diff) struct Merged {
    /// Whether the base had it by the path that the head has.
    pub is_own: bool,
    /// The changes from it to the one.
    pub changes: Changes,
}

impl Changes {
    /// Of the changes from a type of the base to the one that it became with `others`, those that its users notice.
    pub fn of_merged(mut self, others: &[Merged], (old, new): (&str, &str)) -> Changes {
        let own = others.iter().find(|other| other.is_own).map(|other| &other.changes);
        self.list.retain(|change| change.is_noticed(others, own, new));
        for change in &mut self.list {
            let like = own.and_then(|own| own.list.iter().find(|other| change.is_like(other)));
            let is_named = match change.rule.id == rules::TEXT_CHANGED.id {
                true => like.is_none_or(|like| like.before != change.before),
                // Without a type of that path, the line of the base has the path of the old one.
                false => own.is_some() && like.is_none() && change.is_code(),
            };
            let names_it = filled(change.text, &change.words).contains(&format!("`{old}"));
            if is_named && !names_it {
                change.suffix.push_str(&format!("{WHERE}{old}`"));
            }
        }
        self
    }
}

impl PendingChange {
    /// Whether both say the same of the same item.
    fn is_like(&self, other: &PendingChange) -> bool {
        (self.rule.id, &self.item) == (other.rule.id, &other.item)
    }

    fn is_code(&self) -> bool {
        self.rule.level != Level::Documentation || self.rule.id == rules::ENUM_VALUE_CHANGED.id
    }

    /// Whether the change is more than that the documentation is that of the one type now.
    fn is_noticed(&self, others: &[Merged], own: Option<&Changes>, new: &str) -> bool {
        if self.rule.id == rules::TEXT_CHANGED.id {
            let has_it = |other: &Merged| {
                let mut of_item = other.changes.list.iter().filter(|one| one.item == self.item);
                !of_item.any(|one| self.is_like(one) || one.rule.id.ends_with("-added"))
            };
            return self.item != new && !others.iter().any(has_it);
        }
        let is_of_schemas = OF_SCHEMAS.iter().any(|rule| rule.id == self.rule.id);
        if is_of_schemas && self.suffix == NOW_SHARED {
            return false;
        }
        let is_of_value = OF_VALUES.iter().any(|rule| rule.id == self.rule.id);
        let is_own = |own: &Changes| own.list.iter().any(|other| self.is_like(other));
        !is_of_value || own.is_none_or(is_own)
    }
}

/// Removes the old types of an item from its changes, where they are several: all say the same of it.
pub(super) fn without_several(changes: &mut [PendingChange]) {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for change in &*changes {
        let count = counts.entry(change.item.clone()).or_default();
        *count = count.saturating_add(1);
    }
    for change in changes {
        let is_old = change.suffix.starts_with(WHERE);
        if is_old && counts.get(&change.item).is_some_and(|count| *count > 1) {
            change.suffix.clear();
        }
    }
}
