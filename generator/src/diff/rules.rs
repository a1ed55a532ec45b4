//! The rules: what counts as a difference, how it affects callers, and what callers do about it.
//!
//! Each rule is a constant with its id spelled out, so that a search for the id finds it. The words of a rule may
//! contain `{item}` and other names in braces, which the comparison fills in.

/// Constants for rules, and the list of them.
macro_rules! rules {
    ($list:ident: $($name:ident = $level:ident($id:literal, $looks_at:expr, $text:literal, $hint:literal);)+) => {
        $(pub(in crate::diff) const $name: &super::Rule = &super::Rule {
            id: $id,
            level: super::Level::$level,
            looks_at: $looks_at,
            text: $text,
            hint: $hint,
        };)+
        pub(super) const $list: &[&super::Rule] = &[$($name),+];
    };
}

mod crate_wide;
mod events;
mod fields;
mod operations;
mod runtime;
mod types;

use serde::Serialize;

use super::report::Level;

pub(super) use self::{crate_wide::*, events::*, fields::*, operations::*, runtime::*, types::*};

/// One rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Rule {
    /// A stable name, in reports and for filters.
    pub id: &'static str,
    /// How it affects callers.
    pub level: Level,
    /// The fact that it compares.
    pub looks_at: &'static str,
    /// One sentence about a change.
    pub text: &'static str,
    /// The action of callers or of the maintainer; empty if there is nothing to do.
    pub hint: &'static str,
}

/// All rules, in the order of the documentation.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    let lists = [OPERATION_RULES, EVENT_RULES, TYPE_RULES, CRATE_RULES, RUNTIME_RULES];
    lists.into_iter().chain(FIELD_RULES).flatten().copied()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn ids_are_unique_and_plain() {
        let mut seen = BTreeSet::new();
        for rule in rules() {
            assert!(seen.insert(rule.id), "two rules are called {}", rule.id);
            assert!(rule.id.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{}", rule.id);
            assert!(!rule.looks_at.is_empty() && !rule.text.is_empty(), "{}", rule.id);
        }
    }

    #[test]
    fn what_breaks_says_what_to_write() {
        for rule in rules().filter(|rule| rule.level == Level::Breaking) {
            assert!(!rule.hint.is_empty(), "{}", rule.id);
        }
    }
}
