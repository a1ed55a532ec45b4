//! Lines of api.txt that changed: those that no rule explains are changes of the generator.

use std::collections::{BTreeMap, BTreeSet};

use super::Compared;
use super::pending::{Changes, PendingChange};
use super::rules::{self, Rule};
use super::view::Item;

/// `field users::User.email: Option<String>` → `field users::User.email`.
pub(super) fn key(line: &str) -> &str {
    let start = line.find(' ').map_or(0, |at| at + 1);
    let rest = line.get(start..).unwrap_or_default();
    let end = rest.find(['(', ' ']).unwrap_or(rest.len());
    let end = rest.get(..end).map_or(end, |path| path.trim_end_matches(':').len());
    line.get(..start + end).unwrap_or(line)
}

/// The Rust paths that a line names.
pub(super) fn paths(line: &str) -> impl Iterator<Item = &str> {
    let word = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
    line.split(move |c: char| !word(c))
        .map(|word| word.trim_matches(':'))
        .filter(|one| !one.is_empty())
}

/// What the present generator makes of the two states, and what an earlier one made of the base.
pub(super) fn compare(compared: &Compared<'_>, generated: Option<&str>, changes: &mut Changes) {
    let base: BTreeSet<&str> = compared.base.state.lines.iter().map(String::as_str).collect();
    let head: BTreeSet<&str> = compared.head.state.lines.iter().map(String::as_str).collect();
    let mut gone: BTreeMap<&str, &str> = BTreeMap::new();
    let mut new: BTreeMap<&str, &str> = BTreeMap::new();
    for line in base.difference(&head).filter(|line| !changes.cover.explains(line)) {
        gone.insert(key(line), line);
    }
    for line in head.difference(&base).filter(|line| !changes.cover.explains(line)) {
        new.insert(key(line), line);
    }
    if let Some(text) = generated {
        let earlier: BTreeSet<&str> = text.lines().filter(|line| !line.is_empty()).collect();
        for line in earlier.difference(&base) {
            gone.entry(key(line)).or_insert(line);
        }
        for line in base.difference(&earlier) {
            new.entry(key(line)).or_insert(line);
        }
    }
    for (key, line) in &gone {
        let after = new.remove(key).map(str::to_owned);
        push(rules::GENERATOR_REMOVED, key, Some((*line).to_owned()), after, changes);
    }
    for (key, line) in &new {
        push(rules::GENERATOR_ADDED, key, None, Some((*line).to_owned()), changes);
    }
}

/// Lines of documents that one side could not read say nothing about a change.
pub(super) fn left_out(
    compared: &Compared<'_>,
    documents: &BTreeSet<String>,
    changes: &mut Changes,
) {
    for view in [&compared.base, &compared.head] {
        for (operation, name) in view.api.operations.iter().zip(&view.names.operations) {
            if documents.contains(&operation.document) {
                changes.cover.line(format!("fn {}", name.path()));
                changes.cover.owner(super::operations::request(name));
            }
        }
        for (event, variant) in view.api.events.iter().zip(&view.names.events) {
            if documents.contains(&event.document) {
                super::events::cover(event, variant, changes);
            }
        }
        let items = view.names.types.keys().map(|id| Item::Type(*id));
        let items = items.chain(view.names.enums.keys().map(|id| Item::Enum(*id)));
        for item in items.filter(|item| documents.contains(&view.schema_path(*item).document)) {
            changes.cover.owner(view.path_text(item));
        }
    }
}

fn push(
    rule: &'static Rule,
    key: &str,
    before: Option<String>,
    after: Option<String>,
    changes: &mut Changes,
) {
    let path = key.split_once(' ').map_or(key, |(_, path)| path);
    changes.push(PendingChange::new(rule, "crate", path, "").before(before).after(after));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys() {
        for (line, expected) in [
            ("field users::User.email: Option<String>", "field users::User.email"),
            ("fn users::get(id: impl Into<String>) -> users::Get", "fn users::get"),
            ("method users::Get::send(&self, &Client) -> users::User", "method users::Get::send"),
            ("struct users::User: Default", "struct users::User"),
            ("struct users::Get", "struct users::Get"),
            ("enum enums::LoginType: i64", "enum enums::LoginType"),
            ("variant enums::LoginType::Zoom = 100", "variant enums::LoginType::Zoom"),
            ("variant a::B::Text(String)", "variant a::B::Text"),
        ] {
            assert_eq!(key(line), expected);
        }
        let line = "method a::B::c(self, impl IntoIterator<Item = d::E>) -> Self";
        assert!(paths(line).any(|path| path == "d::E"));
    }
}
