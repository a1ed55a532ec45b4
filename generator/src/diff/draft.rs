//! Changes in the making: a rule, what fills its words, and what of api.txt it explains.

use std::collections::BTreeMap;

use super::Compared;
use super::cover::Cover;
use super::report::{Affected, Change, Side, SpecLine};
use super::rules::{Rule, rule};
use super::view::{Item, View};
use crate::model::Operation;
use crate::name::OperationName;
use crate::pointer::Pointer;
use crate::source::Tables;

/// A change whose lines are not looked up yet.
#[derive(Debug)]
pub(super) struct Draft {
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

/// Everything found so far.
#[derive(Debug, Default)]
pub(super) struct Drafts {
    list: Vec<Draft>,
    pub cover: Cover,
}

impl Draft {
    /// A draft for this rule; nothing where there is no such rule: a kind of difference that has no rule for
    /// this family of items does not matter to it.
    pub fn new(id: &str, product: &str, item: &str, schema_path: &str) -> Option<Draft> {
        let draft = Draft {
            rule: rule(id)?,
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
        Some(draft.word("item", item))
    }

    /// What stands for `{name}` in the words of the rule.
    pub fn word(mut self, name: &'static str, value: &str) -> Draft {
        self.words.insert(name, value.to_owned());
        self
    }

    pub fn before(mut self, line: Option<String>) -> Draft {
        self.before = line;
        self
    }

    pub fn after(mut self, line: Option<String>) -> Draft {
        self.after = line;
        self
    }

    /// Another item than the one it began with.
    pub fn item(mut self, path: Option<&str>) -> Draft {
        if let Some(path) = path {
            self.item = path.to_owned();
            self.words.insert("item", path.to_owned());
        }
        self
    }

    pub fn operations(mut self, operations: Vec<Affected>) -> Draft {
        self.operations = operations;
        self
    }

    pub fn with(mut self, lines: Vec<String>) -> Draft {
        self.with = lines;
        self
    }

    /// Forgets where it stands: a better place follows.
    pub fn nowhere(mut self) -> Draft {
        self.at.clear();
        self
    }

    pub fn at(mut self, side: Side, file: &str, pointer: &Pointer) -> Draft {
        if !file.is_empty() {
            self.at.push((side, file.to_owned(), pointer.clone()));
        }
        self
    }

    pub fn at_operation(self, side: Side, view: &View<'_>, operation: &Operation) -> Draft {
        self.at(side, view.file(&operation.document), &operation.pointer)
    }

    pub fn at_item(self, side: Side, view: &View<'_>, item: Item) -> Draft {
        let (file, pointer) = view.origin(item);
        self.at(side, file, pointer)
    }

    fn finish(self, compared: &Compared<'_>, tables: &mut [Tables; 2]) -> Change {
        let [base, head] = tables;
        let at = self.at.iter().map(|(side, file, pointer)| {
            let (view, tables) = match side {
                Side::Base => (&compared.base, &mut *base),
                Side::Head => (&compared.head, &mut *head),
            };
            let found = view.state.sources.schema_path(file, pointer, None, tables);
            SpecLine::new(*side, found)
        });
        let at = at.collect();
        let fill = |text: &str| filled(text, &self.words);
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

/// `{name}` in a rule's words; the words of a document are never looked through again.
fn filled(text: &str, words: &BTreeMap<&'static str, String>) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let known = after.split_once('}').and_then(|(name, tail)| Some((words.get(name)?, tail)));
        match known {
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

impl Drafts {
    pub fn push(&mut self, draft: Option<Draft>) {
        self.list.extend(draft);
    }

    /// Changes with their lines, by product, level and item.
    pub fn finish(self, compared: &Compared<'_>) -> Vec<Change> {
        let mut tables = [Tables::new(), Tables::new()];
        let finished = self.list.into_iter().map(|draft| draft.finish(compared, &mut tables));
        let mut changes: Vec<Change> = finished.collect();
        changes.sort_by(|a, b| {
            let key = |one: &Change| (one.product.clone(), one.level, one.item.clone(), one.rule);
            key(a).cmp(&key(b)).then_with(|| {
                (&a.before, &a.after, &a.schema_path).cmp(&(&b.before, &b.after, &b.schema_path))
            })
        });
        changes.dedup();
        changes
    }
}

impl Draft {
    /// In both states, at an operation.
    pub fn at_both(self, compared: &Compared<'_>, one: &Operation, other: &Operation) -> Draft {
        self.at_operation(Side::Base, &compared.base, one).at_operation(
            Side::Head,
            &compared.head,
            other,
        )
    }
}

/// `v2 GET /users/{}`, with the constructor's path and the operations reached.
pub(super) fn of_operation(
    id: &str,
    view: &View<'_>,
    operation: &Operation,
    name: &OperationName,
) -> Option<Draft> {
    let wire = format!("{} {}", operation.method, operation.path);
    let affected = Affected { name: name.path(), wire: wire.clone() };
    let draft = Draft::new(id, &view.product(&operation.document), &name.path(), &wire)?;
    Some(draft.word("wire", &wire).operations(vec![affected]))
}
