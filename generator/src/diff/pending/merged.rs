//! Changes of a type that became one with another type of the base: they are none of the type that stays.

use super::super::report::Level;
use super::super::rules::{self, Rule};
use super::{Changes, PendingChange, filled};

/// The descriptions of values, which callers of the old type find at another one.
const OF_VALUES: [&Rule; 3] =
    [rules::ENUM_VALUE_RELABELLED, rules::ENUM_VALUE_DEPRECATED, rules::ENUM_VALUE_UNDEPRECATED];

impl Changes {
    /// Of the changes from a type of the base to the one that it became, those that its users notice. In `own` are the
    /// changes of the type that the base had by that name already.
    pub fn of_merged(mut self, own: &Changes, (old, new): (&str, &str)) -> Changes {
        self.list.retain(|change| change.is_noticed(own, new));
        for change in &mut self.list {
            let is_own = own.list.iter().any(|other| change.is_like(other));
            let is_code = change.rule.level != Level::Documentation
                || change.rule.id == rules::ENUM_VALUE_CHANGED.id;
            let names_it = filled(change.text, &change.words).contains(&format!("`{old}"));
            if is_code && !is_own && !names_it {
                change.suffix.push_str(&format!(", where the type was `{old}`"));
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

    /// Whether the change is more than that the description is now the one of the type that stays.
    fn is_noticed(&self, own: &Changes, new: &str) -> bool {
        if self.rule.id == rules::TEXT_CHANGED.id && self.item == new {
            return false;
        }
        let is_of_value = OF_VALUES.iter().any(|rule| rule.id == self.rule.id);
        !is_of_value || own.list.iter().any(|other| self.is_like(other))
    }
}
