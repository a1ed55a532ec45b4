//! Changes while they are collected: a rule, the words that fill its sentences, and the locations it concerns.

use std::collections::BTreeMap;

use super::Compared;
use super::cover::Cover;
use super::report::{Affected, Change, Side, SpecLine};
use super::rules::Rule;
use super::view::{Item, View};
use crate::model::Operation;
use crate::name::OperationName;
use crate::pointer::Pointer;
use crate::source::Tables;

/// A change whose lines of specs/ are not looked up yet.
#[derive(Debug)]
pub(super) struct PendingChange {
    rule: &'static Rule,
    product: String,
    item: String,
    schema_path: String,
    words: BTreeMap<&'static str, String>,
    before: Option<String>,
    after: Option<String>,
    operations: Vec<Affected>,
    at: Vec<(Side, String, Pointer)>,
    with: Vec<String>,
}

/// All changes found so far.
#[derive(Debug, Default)]
pub(super) struct Changes {
    list: Vec<PendingChange>,
    pub cover: Cover,
}

impl PendingChange {
    pub fn new(rule: &'static Rule, product: &str, item: &str, schema_path: &str) -> PendingChange {
        let change = PendingChange {
            rule,
            product: product.to_owned(),
            item: item.to_owned(),
            schema_path: schema_path.to_owned(),
            words: BTreeMap::new(),
            before: None,
            after: None,
            operations: Vec::new(),
            at: Vec::new(),
            with: Vec::new(),
        };
        change.word("item", item)
    }

    /// `v2 GET /users/{}`, with the path of the constructor and the operation affected.
    pub fn of_operation(
        rule: &'static Rule,
        view: &View<'_>,
        operation: &Operation,
        name: &OperationName,
    ) -> PendingChange {
        let wire = format!("{} {}", operation.method, operation.path);
        let product = view.product(&operation.document);
        let change = PendingChange::new(rule, &product, &name.path(), &wire).word("wire", &wire);
        change.operations(vec![Affected { name: name.path(), wire }])
    }

    /// The value of `{name}` in the sentences of the rule.
    pub fn word(mut self, name: &'static str, value: &str) -> PendingChange {
        self.words.insert(name, value.to_owned());
        self
    }

    pub fn before(mut self, line: Option<String>) -> PendingChange {
        self.before = line;
        self
    }

    pub fn after(mut self, line: Option<String>) -> PendingChange {
        self.after = line;
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

    pub fn at(mut self, side: Side, file: &str, pointer: &Pointer) -> PendingChange {
        if !file.is_empty() {
            self.at.push((side, file.to_owned(), pointer.clone()));
        }
        self
    }

    pub fn at_operation(self, side: Side, view: &View<'_>, operation: &Operation) -> PendingChange {
        self.at(side, view.file(&operation.document), &operation.pointer)
    }

    pub fn at_item_of(self, side: Side, view: &View<'_>, item: Item) -> PendingChange {
        let (file, pointer) = view.origin(item);
        self.at(side, file, pointer)
    }

    /// In both states, at a type or enumeration.
    pub fn at_item(self, compared: &Compared<'_>, (base, head): (Item, Item)) -> PendingChange {
        self.at_item_of(Side::Base, &compared.base, base).at_item_of(
            Side::Head,
            &compared.head,
            head,
        )
    }

    /// In both states, at an operation.
    pub fn at_both(
        self,
        compared: &Compared<'_>,
        base: &Operation,
        head: &Operation,
    ) -> PendingChange {
        self.at_operation(Side::Base, &compared.base, base).at_operation(
            Side::Head,
            &compared.head,
            head,
        )
    }

    fn finish(self, compared: &Compared<'_>, tables: &mut [Tables; 2]) -> Change {
        let [base, head] = tables;
        let at = self.at.iter().map(|(side, file, pointer)| {
            let (view, tables) = match side {
                Side::Base => (&compared.base, &mut *base),
                Side::Head => (&compared.head, &mut *head),
            };
            let location = view.state.sources.schema_path(file, pointer, None, tables);
            SpecLine::new(*side, location)
        });
        let at = at.collect();
        let fill = |sentence: &str| filled(sentence, &self.words);
        Change {
            rule: self.rule.id,
            level: self.rule.level,
            text: fill(self.rule.text),
            hint: fill(self.rule.hint),
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

impl Changes {
    pub fn push(&mut self, change: PendingChange) {
        self.list.push(change);
    }

    /// The changes with their lines of specs/, by product, level and item.
    pub fn finish(self, compared: &Compared<'_>) -> Vec<Change> {
        let mut tables = [Tables::new(), Tables::new()];
        let pending = self.list.into_iter();
        let mut changes: Vec<Change> =
            pending.map(|change| change.finish(compared, &mut tables)).collect();
        changes.sort_by(|a, b| {
            let key = |change: &Change| {
                (change.product.clone(), change.level, change.item.clone(), change.rule)
            };
            key(a).cmp(&key(b)).then_with(|| {
                (&a.before, &a.after, &a.schema_path).cmp(&(&b.before, &b.after, &b.schema_path))
            })
        });
        changes.dedup();
        changes
    }
}
