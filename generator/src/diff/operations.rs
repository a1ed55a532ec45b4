//! Operations: which exist, their names, inputs and responses.

use std::collections::BTreeSet;

use super::Compared;
use super::documentation::{self, Named};
use super::fields::{self, Owner, same};
use super::pending::{Changes, PendingChange};
use super::report::Side;
use super::rules::{self, Family, Rule};
use super::view::{Item, View};
use crate::model::{Answer, BodyKind, NumberPaging, Operation, Paging, Span, TypeExpr, Window};
use crate::name::OperationName;

pub(super) fn compare(compared: &Compared<'_>, changes: &mut Changes) {
    for index in &compared.operations.removed {
        whole(rules::OPERATION_REMOVED, &compared.base, *index, Side::Base, changes);
    }
    for index in &compared.operations.added {
        whole(rules::OPERATION_ADDED, &compared.head, *index, Side::Head, changes);
    }
    for (was, is) in &compared.operations.both {
        let (Some(base), Some(head)) =
            (compared.base.operation(*was), compared.head.operation(*is))
        else {
            continue;
        };
        let operation = Both { compared, base, head };
        operation.names(changes);
        operation.features(changes);
        operation.deprecation(changes);
        let old = Owner::of_operation(&compared.base, *was, base.0, base.1);
        let new = Owner::of_operation(&compared.head, *is, head.0, head.1);
        if !operation.body((&old, &new), changes) {
            fields::compare(compared, Family::Input, &old, &new, changes);
        }
        operation.response(changes);
        operation.paging(changes);
        operation.windows(changes);
        documentation::operation(compared, base, head, changes);
    }
}

pub(super) fn request(name: &OperationName) -> String {
    match name.module.to_string() {
        module if module.is_empty() => name.request.clone(),
        module => format!("{module}::{}", name.request),
    }
}

/// An operation that only one state has, with the types that it alone reaches.
fn whole(rule: &'static Rule, view: &View<'_>, index: usize, side: Side, changes: &mut Changes) {
    let Some((operation, name)) = view.operation(index) else { return };
    let reached = view.reach.iter().filter(|(item, users)| {
        users.len() == 1 && users.contains(&index) && !view.sent.contains_key(item)
    });
    let mut with: Vec<String> = reached.filter_map(|(item, _)| view.item_line(*item)).collect();
    with.sort();
    let line = constructor(view, name);
    let change = PendingChange::of_operation(rule, view, operation, name)
        .with(with)
        .at_operation(side, view, operation);
    changes.push(match side {
        Side::Base => change.before(line),
        Side::Head => change.after(line),
    });
    cover_whole(name, changes);
}

fn cover_whole(name: &OperationName, changes: &mut Changes) {
    changes.cover.line(format!("fn {}", name.path()));
    changes.cover.owner(request(name));
}

/// The line of the constructor.
fn constructor(view: &View<'_>, name: &OperationName) -> Option<String> {
    view.line(&format!("fn {}", name.path()))
}

/// The line of a method of the request.
fn method(view: &View<'_>, (_, name): Named<'_>, method: &str) -> Option<String> {
    view.line(&format!("method {}::{method}", request(name)))
}

/// Methods that go through the items of a list.
const ITEMS: &[&str] = &["items", "items_in_windows"];

/// Methods that a paged operation has.
const PAGES: &[&str] = &["pages", "items", "items_in_windows"];

/// An operation of both states.
struct Both<'a> {
    compared: &'a Compared<'a>,
    base: Named<'a>,
    head: Named<'a>,
}

impl Both<'_> {
    fn change(&self, rule: &'static Rule) -> PendingChange {
        PendingChange::of_operation(rule, &self.compared.head, self.head.0, self.head.1)
    }

    fn at_both(&self, change: PendingChange) -> PendingChange {
        change.at_both(self.compared, self.base.0, self.head.0)
    }

    fn cover(&self, methods: &[&str], changes: &mut Changes) {
        for (_, name) in [self.base, self.head] {
            for method in methods {
                changes.cover.line(format!("method {}::{method}", request(name)));
            }
        }
    }

    /// Rust path, method and path.
    fn names(&self, changes: &mut Changes) {
        let ((old, was), (new, is)) = (self.base, self.head);
        let same_name = was.path() == is.path() && was.request == is.request;
        let same_wire = old.key() == new.key();
        let rule = match (same_name, same_wire) {
            (true, true) => return,
            (false, true) => rules::OPERATION_RENAMED,
            (false, false) => rules::OPERATION_MOVED,
            (true, false) if old.method != new.method => rules::OPERATION_METHOD_CHANGED,
            (true, false) => rules::OPERATION_PATH_CHANGED,
        };
        let wire = |operation: &Operation| format!("{} {}", operation.method, operation.path);
        let change = self
            .change(rule)
            .word("old", &was.path())
            .word("old_wire", &wire(old))
            .word("key", &new.key());
        if same_name {
            changes.push(self.at_both(change.before(Some(wire(old))).after(Some(wire(new)))));
            return;
        }
        let before = constructor(&self.compared.base, was);
        let after = constructor(&self.compared.head, is);
        changes.push(self.at_both(change.before(before).after(after)));
        cover_whole(was, changes);
        cover_whole(is, changes);
    }

    /// The cargo features, of which one is needed: those of the module that contains the operation.
    fn features(&self, changes: &mut Changes) {
        let was = self.compared.base.features(self.base.1);
        let is = self.compared.head.features(self.head.1);
        // No feature at all is better than any.
        let rule = if was == is {
            return;
        } else if is.is_empty() || (!was.is_empty() && was.is_subset(&is)) {
            rules::OPERATION_FEATURE_DROPPED
        } else {
            rules::OPERATION_FEATURE_CHANGED
        };
        let shown = |names: &BTreeSet<String>| {
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            Some(if names.is_empty() { "always there".to_owned() } else { names.join(" or ") })
        };
        let change = self
            .change(rule)
            .word("feature", is.first().map(String::as_str).unwrap_or_default())
            .before(shown(&was))
            .after(shown(&is));
        changes.push(self.at_both(change));
    }

    fn deprecation(&self, changes: &mut Changes) {
        let rule = match (self.base.0.deprecated, self.head.0.deprecated) {
            (false, true) => rules::OPERATION_DEPRECATED,
            (true, false) => rules::OPERATION_UNDEPRECATED,
            _ => return,
        };
        let change = self.change(rule);
        changes.push(change.at_operation(Side::Head, &self.compared.head, self.head.0));
    }

    /// The encoding of the body, and whether its fields are inputs themselves. True if they are inputs in one
    /// state only, so that inputs cannot be compared one by one.
    fn body(&self, owners: (&Owner<'_>, &Owner<'_>), changes: &mut Changes) -> bool {
        let (base, head) = (&self.compared.base, &self.compared.head);
        let (Some(was), Some(is)) = (&self.base.0.body, &self.head.0.body) else { return false };
        let at_bodies = |change: PendingChange| {
            change.at(Side::Base, base.file(&self.base.0.document), &was.pointer).at(
                Side::Head,
                head.file(&self.head.0.document),
                &is.pointer,
            )
        };
        if was.kind != is.kind {
            let change = self
                .change(rules::BODY_ENCODING_CHANGED)
                .before(Some(encoding(&was.kind)))
                .after(Some(encoding(&is.kind)));
            changes.push(at_bodies(change));
        }
        let rule = match (was.flat, is.flat) {
            (true, false) => rules::BODY_BECAME_TYPE,
            (false, true) => rules::BODY_BECAME_INPUTS,
            _ => return false,
        };
        let after = constructor(head, self.head.1);
        let ty = match &is.expr {
            TypeExpr::Type(id) => head.path_text(Item::Type(*id)),
            _ => String::new(),
        };
        let change = self
            .change(rule)
            .word("type", &ty)
            .word("call", after.as_deref().unwrap_or_default().trim_start_matches("fn "))
            .before(constructor(base, self.base.1))
            .after(after);
        changes.push(at_bodies(change));
        for owner in [owners.0, owners.1] {
            changes.cover.owner(owner.path.clone());
            if let Some(key) = owner.constructor_key() {
                changes.cover.line(key);
            }
        }
        true
    }

    fn response(&self, changes: &mut Changes) {
        let equal = match (&self.base.0.answer, &self.head.0.answer) {
            (Answer::Json(was), Answer::Json(is)) => same(self.compared, was, is),
            (was, is) => was == is,
        };
        if equal {
            return;
        }
        let change = self
            .change(rules::ANSWER_TYPE_CHANGED)
            .before(method(&self.compared.base, self.base, "send"))
            .after(method(&self.compared.head, self.head, "send"));
        changes.push(self.at_both(change));
        let methods = ["send", "send_with", "pages", "pages_in_windows", "items_in_windows"];
        self.cover(&methods, changes);
    }

    fn paging(&self, changes: &mut Changes) {
        let mut report = |rule, before: Option<String>, after: Option<String>, methods: &[&str]| {
            changes.push(self.at_both(self.change(rule).before(before).after(after)));
            self.cover(methods, changes);
        };
        let lines = |name: &str| {
            let (base, head) = (&self.compared.base, &self.compared.head);
            (method(base, self.base, name), method(head, self.head, name))
        };
        let (before, after) = lines("pages");
        let (was, is) = match (&self.base.0.paging, &self.head.0.paging) {
            (None, None) => return,
            (None, Some(_)) => return report(rules::PAGING_GAINED, None, after, PAGES),
            (Some(_), None) => return report(rules::PAGING_LOST, before, None, PAGES),
            (Some(was), Some(is)) => (was, is),
        };
        if style(was) != style(is) {
            report(rules::PAGING_CHANGED, Some(style(was)), Some(style(is)), &[]);
        }
        let (before, after) = lines("items");
        match (&was.items, &is.items) {
            (None, None) => {}
            (None, Some(_)) => report(rules::PAGING_ITEMS_GAINED, before, after, ITEMS),
            (Some(_), None) => report(rules::PAGING_ITEMS_LOST, before, after, ITEMS),
            (Some((_, was)), Some((_, is))) if same(self.compared, was, is) => {}
            _ => report(rules::PAGING_ITEMS_CHANGED, before, after, ITEMS),
        }
    }

    /// Ranges whose length is limited; methods of their own split them.
    fn windows(&self, changes: &mut Changes) {
        let (was, is) = (&self.base.0.window, &self.head.0.window);
        let before = method(&self.compared.base, self.base, "windows");
        let after = method(&self.compared.head, self.head, "windows");
        let (rule, before, after) = match (before, after) {
            (None, Some(after)) => (rules::WINDOW_GAINED, None, Some(after)),
            (Some(before), None) => (rules::WINDOW_LOST, Some(before), None),
            _ if was == is => return,
            _ => (rules::WINDOW_CHANGED, was.as_ref().map(range), is.as_ref().map(range)),
        };
        let change = self.change(rule).before(before).after(after);
        changes.push(change.at_operation(Side::Head, &self.compared.head, self.head.0));
        self.cover(&["windows", "pages_in_windows", "items_in_windows"], changes);
    }
}

fn encoding(kind: &BodyKind) -> String {
    match kind {
        BodyKind::Json => "JSON".to_owned(),
        BodyKind::JsonAs(kind) => format!("JSON as {kind}"),
        BodyKind::Form => "a form".to_owned(),
        BodyKind::Multipart => "multipart".to_owned(),
        BodyKind::Text(kind) | BodyKind::Bytes(kind) => kind.clone(),
    }
}

fn style(paging: &Paging) -> String {
    let mut words = Vec::new();
    if let Some(token) = &paging.token {
        words.push(format!("by token: `{}` → `{}`", token.response, token.request));
    }
    match &paging.number {
        Some(NumberPaging { request, count: Some(count), .. }) => {
            words.push(format!("by number: `{request}` of `{count}`"));
        }
        Some(NumberPaging { request, count: None, .. }) => {
            words.push(format!("by number: `{request}`, up to a page without items"));
        }
        None => {}
    }
    if paging.link {
        words.push("by the header `Link`".to_owned());
    }
    words.join("; ")
}

fn range(window: &Window) -> String {
    let span = match window.span {
        Span::Days(days) => format!("{days} days"),
        Span::Months(months) => format!("{months} months"),
    };
    let back =
        window.back_months.map(|months| format!(", {months} months back")).unwrap_or_default();
    format!("`{}` to `{}`: {span}{back}", window.from, window.to)
}
