//! The rules: what counts as a difference, what it does to callers, and what they write now.
//!
//! A rule is data. Its words may hold `{item}` and other names in braces, which the comparison fills. The
//! comparison finds a rule by its id, so that a kind of difference without a rule is not reported.

mod events;
mod krate;
mod members;
mod operations;
mod runtime;
mod types;

use serde::Serialize;

use super::report::Level;

/// One rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Rule {
    /// A stable name, in reports and for filters.
    pub id: &'static str,
    /// What it does to callers.
    pub level: Level,
    /// What it looks at.
    pub looks_at: &'static str,
    /// One sentence about a change.
    pub text: &'static str,
    /// What callers, or the maintainer, do about it; empty for nothing.
    pub hint: &'static str,
}

/// All rules, in the order of the documentation.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    let api = [operations::RULES, events::RULES, members::RULES, types::RULES];
    let krate = [krate::RULES, runtime::RULES];
    api.into_iter().chain(krate).flatten()
}

/// The rule with this id.
pub(super) fn rule(id: &str) -> Option<&'static Rule> {
    rules().find(|rule| rule.id == id)
}

const fn breaking(
    id: &'static str,
    looks_at: &'static str,
    text: &'static str,
    hint: &'static str,
) -> Rule {
    Rule { id, level: Level::Breaking, looks_at, text, hint }
}

const fn additive(
    id: &'static str,
    looks_at: &'static str,
    text: &'static str,
    hint: &'static str,
) -> Rule {
    Rule { id, level: Level::Additive, looks_at, text, hint }
}

const fn documentation(
    id: &'static str,
    looks_at: &'static str,
    text: &'static str,
    hint: &'static str,
) -> Rule {
    Rule { id, level: Level::Documentation, looks_at, text, hint }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn ids_are_unique_and_plain() {
        let mut seen = BTreeSet::new();
        for rule in rules() {
            assert!(seen.insert(rule.id), "{} stands twice", rule.id);
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
