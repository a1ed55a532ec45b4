//! Changes while they are collected: a rule, the words that fill its sentences, and the locations it concerns.

mod extent;
mod folding;
mod merged;
mod places;

use std::collections::{BTreeMap, HashSet};

use super::Compared;
use super::indexed_state::IndexedState;
use super::report::{Affected, Change, Level, Side, SpecLine};
use super::rules::Rule;
use super::users;
use crate::listing::{Entry, Origin, Part};
use crate::pointer::Pointer;
use crate::source::Tables;
pub(super) use merged::Merged;
use places::Place;

/// A change whose lines of specs/ are not looked up yet.
#[derive(Debug)]
pub(super) struct PendingChange {
    rule: &'static Rule,
    product: String,
    item: String,
    schema_path: String,
    text: &'static str,
    hint: &'static str,
    /// The end of the sentence.
    suffix: String,
    words: BTreeMap<&'static str, String>,
    before: Option<String>,
    after: Option<String>,
    operations: Vec<Affected>,
    at: Vec<Place>,
    with: Vec<String>,
    explains: Vec<(Side, Reason)>,
}

/// A reason for a line of api.txt to change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Reason {
    /// Everything that an origin has; its own line is the declaration.
    All(Origin),
    /// One part of an origin; its own line is the declaration of the part.
    Part(Origin, Part),
    /// The name of a type, wherever it is used.
    Name(Origin),
}

/// All changes found so far, and the reasons that they explain.
#[derive(Debug, Default)]
pub(super) struct Changes {
    list: Vec<PendingChange>,
    explained: HashSet<(Side, Reason)>,
}

impl PendingChange {
    pub fn new(rule: &'static Rule, product: &str, item: &str, schema_path: &str) -> PendingChange {
        let change = PendingChange {
            rule,
            product: product.to_owned(),
            item: item.to_owned(),
            schema_path: schema_path.to_owned(),
            text: rule.text,
            hint: rule.hint,
            suffix: String::new(),
            words: BTreeMap::new(),
            before: None,
            after: None,
            operations: Vec::new(),
            at: Vec::new(),
            with: Vec::new(),
            explains: Vec::new(),
        };
        change.word("item", item)
    }

    /// A change of an operation, event, type or enumeration of one state.
    pub fn of(
        rule: &'static Rule,
        view: &IndexedState<'_>,
        origin: impl Into<Origin>,
    ) -> PendingChange {
        let origin = origin.into();
        let (product, schema_path, users) = view.describe(origin);
        PendingChange::new(rule, &product, &view.path_text(origin), &schema_path)
            .word("wire", &schema_path)
            .operations(users)
    }

    /// The value of `{name}` in the sentences of the rule.
    pub fn word(mut self, name: &'static str, value: &str) -> PendingChange {
        self.words.insert(name, value.to_owned());
        self
    }

    /// The value of `{name}`, where there is one: a hint that needs it is left out otherwise.
    pub fn word_if(self, name: &'static str, value: Option<String>) -> PendingChange {
        match value {
            Some(value) => self.word(name, &value),
            None => self,
        }
    }

    /// Replaces the text of the rule.
    pub fn text(mut self, text: &'static str) -> PendingChange {
        self.text = text;
        self
    }

    /// Adds to the sentence.
    pub fn suffix(mut self, suffix: &str) -> PendingChange {
        self.suffix.push_str(suffix);
        self
    }

    /// Replaces the hint of the rule.
    pub fn hint(mut self, hint: &'static str) -> PendingChange {
        self.hint = hint;
        self
    }

    /// The lines that a report shows.
    pub fn lines(mut self, before: Option<String>, after: Option<String>) -> PendingChange {
        (self.before, self.after) = (before, after);
        self
    }

    /// Replaces the item.
    pub fn item(mut self, path: &str) -> PendingChange {
        path.clone_into(&mut self.item);
        self.word("item", path)
    }

    pub fn operations(mut self, operations: Vec<Affected>) -> PendingChange {
        self.operations = operations;
        self
    }

    pub fn with(mut self, lines: Vec<String>) -> PendingChange {
        self.with = lines;
        self
    }

    /// Shows the lines of api.txt that these reasons name, and explains all lines that change for these reasons.
    pub fn explains(
        self,
        compared: &Compared<'_>,
        base: Option<Reason>,
        head: Option<Reason>,
    ) -> PendingChange {
        let before = base.and_then(|reason| compared.base.line(reason));
        let after = head.and_then(|reason| compared.head.line(reason));
        let mut change = self.lines(before, after);
        change.explains.extend(base.map(|reason| (Side::Base, reason)));
        change.explains.extend(head.map(|reason| (Side::Head, reason)));
        change
    }

    /// The hint with its words.
    fn shown_hint(&self) -> String {
        hint(self.hint, &self.words)
    }

    fn finish(self, compared: &Compared<'_>, tables: &mut [Tables; 2]) -> Change {
        let [base, head] = tables;
        let mut at: Vec<SpecLine> = Vec::new();
        for place in &self.at {
            let tables = match place.side {
                Side::Base => &mut *base,
                Side::Head => &mut *head,
            };
            let line = place.line_in(compared.view(place.side), tables);
            // A whole file is no place of a fact that it does not have.
            let is_whole = line.pointer.is_empty() && place.pointer != Pointer::root();
            if !is_whole && !at.contains(&line) {
                at.push(line);
            }
        }
        Change {
            rule: self.rule.id,
            level: self.rule.level,
            text: filled(self.text, &self.words) + &self.suffix,
            hint: self.shown_hint(),
            product: self.product,
            item: self.item,
            schema_path: self.schema_path,
            before: self.before,
            after: self.after,
            operations: self.operations,
            at,
            with: self.with,
        }
    }
}

/// Fills in `{name}` in the sentence of a rule. Braces in the words themselves stay as they are.
fn filled(sentence: &str, words: &BTreeMap<&'static str, String>) -> String {
    let mut out = String::new();
    let mut rest = sentence;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let name = after.split_once('}');
        match name.and_then(|(name, tail)| Some((words.get(name)?, tail))) {
            Some((word, tail)) => {
                out.push_str(word);
                rest = tail;
            }
            None => {
                out.push('{');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

/// Whether every `{name}` of a part has a word that is not empty.
fn has_all(part: &str, words: &BTreeMap<&'static str, String>) -> bool {
    let names = part.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0));
    names.into_iter().all(|name| words.get(name).is_some_and(|word| !word.is_empty()))
}

/// A hint; empty if the head does not have what it names. Parts between `‹` and `›` are left out by themselves.
fn hint(sentence: &str, words: &BTreeMap<&'static str, String>) -> String {
    let mut out = String::new();
    for part in sentence.split('›') {
        let (always, optional) = part.split_once('‹').unwrap_or((part, ""));
        if !has_all(always, words) {
            return String::new();
        }
        out.push_str(&filled(always, words));
        if has_all(optional, words) {
            out.push_str(&filled(optional, words));
        }
    }
    // What is left out can leave the mark between two parts.
    out.trim_matches([';', ' ']).to_owned()
}

impl Changes {
    pub fn push(&mut self, change: PendingChange) {
        self.explained.extend(&change.explains);
        self.list.push(change);
    }

    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Adds changes that were found beside these.
    pub fn append(&mut self, mut others: Changes) {
        self.list.append(&mut others.list);
        self.explained.extend(others.explained);
    }

    /// Lines with this reason are explained without a change of their own.
    pub fn explain(&mut self, side: Side, reason: Reason) {
        self.explained.insert((side, reason));
    }

    /// Adds a change of a fact, if it is one.
    pub fn compare(
        &mut self,
        before: Option<String>,
        after: Option<String>,
        change: impl FnOnce() -> PendingChange,
    ) {
        if before != after {
            // A fact that is new, gone, or another one.
            let [a, any, other] = match (&before, &after) {
                (None, _) => ["a", " now", ""],
                (_, None) => ["no", " any longer", "no "],
                _ => ["another", "", "other "],
            };
            let change = change().word("a", a).word("any", any).word("other", other);
            self.push(change.lines(before, after));
        }
    }

    /// Whether a change explains why this entry is not the same in the other state.
    pub fn explains(&self, side: Side, entry: &Entry) -> bool {
        let Some(cause) = &entry.cause else { return false };
        let parts = cause.parts.iter().map(|part| Reason::Part(cause.origin, *part));
        let mut reasons = std::iter::once(Reason::All(cause.origin))
            .chain(parts)
            .chain(cause.types.iter().copied().map(Reason::Name));
        reasons.any(|reason| self.explained.contains(&(side, reason)))
    }

    /// The changes with their lines of specs/, by product, level and item.
    pub fn finish(self, compared: &Compared<'_>) -> Vec<Change> {
        let unmatched = compared.unmatched();
        let mut pending = folding::fold(self.list);
        for change in &mut pending {
            change.with_overlays(compared);
            if users::only_kept(change.rule, &unmatched, &mut change.operations)
                && let Some(which) = users::of_new_ones(change.rule)
            {
                // Callers never had such a value.
                change.suffix.push_str(which);
                change.hint = "";
            }
        }
        let tables = |side: Side, view: &IndexedState<'_>| {
            let places = pending.iter().flat_map(|change| &change.at);
            let places = places.filter(|place| place.side == side && place.line.is_none());
            view.state.sources.tables(places.map(|place| (place.file.as_str(), &place.pointer)))
        };
        let (base, head) = rayon::join(
            || tables(Side::Base, &compared.base),
            || tables(Side::Head, &compared.head),
        );
        let mut tables = [base, head];
        let mut changes: Vec<Change> =
            pending.into_iter().map(|change| change.finish(compared, &mut tables)).collect();
        changes.sort_by(|a, b| {
            fn key(change: &Change) -> (&str, Level, &str, &str) {
                (&change.product, change.level, &change.item, change.rule)
            }
            key(a).cmp(&key(b)).then_with(|| {
                (&a.before, &a.after, &a.schema_path).cmp(&(&b.before, &b.after, &b.schema_path))
            })
        });
        changes.dedup();
        changes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hint_names_only_what_there_is() {
        let words = BTreeMap::from([("call", "a::b()".to_owned()), ("old", String::new())]);
        for (sentence, shown) in [
            ("write `{call}`", "write `a::b()`"),
            ("write `{set}`", ""),
            ("write `{old}`", ""),
            ("remove it‹; `{call}` sends it›", "remove it; `a::b()` sends it"),
            ("remove it‹; `{set}` sends it›‹ or not›", "remove it or not"),
            ("‹call `{call}`; ›‹read `{set}`›", "call `a::b()`"),
            ("", ""),
        ] {
            assert_eq!(hint(sentence, &words), shown, "{sentence}");
        }
    }
}
