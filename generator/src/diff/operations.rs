//! Operations of both states: names, inputs and responses.

use std::collections::BTreeSet;

use super::Compared;
use super::documentation;
use super::fields::{self, Owner, same};
use super::pending::{Changes, PendingChange, Reason};
use super::report::Side;
use super::rules::{self, Family, Rule};
use crate::listing::{Origin, Part};
use crate::model::{Answer, BodyKind, NumberPaging, Operation, Paging, Span, TypeExpr, Window};
use crate::name::OperationName;
use crate::request_methods::{Aspect, is_windowed};

pub(super) fn compare(compared: &Compared<'_>, changes: &mut Changes) {
    for (was, is) in &compared.operations.both {
        let (Some(base), Some(head)) =
            (compared.base.operation(*was), compared.head.operation(*is))
        else {
            continue;
        };
        let origins = (Origin::Operation(*was), Origin::Operation(*is));
        let operation = OperationPair { compared, base, head, origins };
        operation.names(changes);
        operation.features(changes);
        operation.deprecation(changes);
        let old = Owner::of_operation(&compared.base, *was, base.0, base.1);
        let new = Owner::of_operation(&compared.head, *is, head.0, head.1);
        if !operation.body(changes) {
            fields::compare(compared, Family::Input, &old, &new, changes);
        }
        operation.response(changes);
        operation.paging(changes);
        operation.windows(changes);
        documentation::operation(compared, base.0, head.0, origins, changes);
    }
}

/// An operation of both states.
struct OperationPair<'a> {
    compared: &'a Compared<'a>,
    base: (&'a Operation, &'a OperationName),
    head: (&'a Operation, &'a OperationName),
    origins: (Origin, Origin),
}

impl OperationPair<'_> {
    fn change(&self, rule: &'static Rule) -> PendingChange {
        PendingChange::of(rule, &self.compared.head, self.origins.1)
    }

    fn at_both(&self, change: PendingChange) -> PendingChange {
        change.at_both(self.compared, self.origins.0, self.origins.1)
    }

    fn explains_all(&self, change: PendingChange) -> PendingChange {
        let (base, head) = self.origins;
        change.explains(self.compared, Some(Reason::All(base)), Some(Reason::All(head)))
    }

    /// A change of one aspect, with the lines of its method.
    fn aspect(&self, rule: &'static Rule, aspect: Aspect) -> PendingChange {
        let reason = |origin| Some(Reason::Part(origin, Part::Aspect(aspect)));
        let (base, head) = self.origins;
        self.change(rule).explains(self.compared, reason(base), reason(head))
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
        let change = self.at_both(change);
        changes.push(match same_name {
            true => change.lines(Some(wire(old)), Some(wire(new))),
            false => self.explains_all(change),
        });
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
            .lines(shown(&was), shown(&is));
        changes.push(self.at_both(change));
    }

    fn deprecation(&self, changes: &mut Changes) {
        let rule = match (self.base.0.deprecated, self.head.0.deprecated) {
            (false, true) => rules::OPERATION_DEPRECATED,
            (true, false) => rules::OPERATION_UNDEPRECATED,
            _ => return,
        };
        let location = self.compared.head.location(self.origins.1);
        changes.push(self.change(rule).at(Side::Head, location));
    }

    /// The encoding of the body, and whether its fields are inputs themselves. True if they are inputs in one
    /// state only, so that inputs cannot be compared one by one.
    fn body(&self, changes: &mut Changes) -> bool {
        let (base, head) = (&self.compared.base, &self.compared.head);
        let (Some(was), Some(is)) = (&self.base.0.body, &self.head.0.body) else { return false };
        let at_bodies = |change: PendingChange| {
            change
                .at(Side::Base, (base.file(&self.base.0.document), &was.pointer))
                .at(Side::Head, (head.file(&self.head.0.document), &is.pointer))
        };
        if was.kind != is.kind {
            let change = self.change(rules::BODY_ENCODING_CHANGED);
            let change = change.lines(Some(encoding(&was.kind)), Some(encoding(&is.kind)));
            changes.push(at_bodies(change));
        }
        let rule = match (was.flat, is.flat) {
            (true, false) => rules::BODY_BECAME_TYPE,
            (false, true) => rules::BODY_BECAME_INPUTS,
            _ => return false,
        };
        let call = head.line(Reason::All(self.origins.1)).unwrap_or_default();
        let ty = match &is.expr {
            TypeExpr::Type(id) => head.path_text(Origin::Type(*id)),
            _ => String::new(),
        };
        let change =
            self.change(rule).word("type", &ty).word("call", call.trim_start_matches("fn "));
        changes.push(at_bodies(self.explains_all(change)));
        true
    }

    fn response(&self, changes: &mut Changes) {
        let equal = match (&self.base.0.answer, &self.head.0.answer) {
            (Answer::Json(was), Answer::Json(is)) => same(self.compared, was, is),
            (was, is) => was == is,
        };
        if !equal {
            changes.push(self.at_both(self.aspect(rules::ANSWER_TYPE_CHANGED, Aspect::Response)));
        }
    }

    fn paging(&self, changes: &mut Changes) {
        let mut report = |rule, aspect| changes.push(self.at_both(self.aspect(rule, aspect)));
        let (was, is) = match (&self.base.0.paging, &self.head.0.paging) {
            (None, None) => return,
            (None, Some(_)) => return report(rules::PAGING_GAINED, Aspect::Pages),
            (Some(_), None) => return report(rules::PAGING_LOST, Aspect::Pages),
            (Some(was), Some(is)) => (was, is),
        };
        match (&was.items, &is.items) {
            (None, None) => {}
            (None, Some(_)) => report(rules::PAGING_ITEMS_GAINED, Aspect::Items),
            (Some(_), None) => report(rules::PAGING_ITEMS_LOST, Aspect::Items),
            (Some((_, was)), Some((_, is))) if same(self.compared, was, is) => {}
            _ => report(rules::PAGING_ITEMS_CHANGED, Aspect::Items),
        }
        changes.compare(Some(style(was)), Some(style(is)), || {
            self.at_both(self.change(rules::PAGING_CHANGED))
        });
    }

    /// Ranges whose length is limited; methods of their own split them.
    fn windows(&self, changes: &mut Changes) {
        let (was, is) = (&self.base.0.window, &self.head.0.window);
        let change = match (is_windowed(self.base.0), is_windowed(self.head.0)) {
            (false, true) => self.aspect(rules::WINDOW_GAINED, Aspect::Windows),
            (true, false) => self.aspect(rules::WINDOW_LOST, Aspect::Windows),
            _ if was == is => return,
            _ => {
                let change = self.aspect(rules::WINDOW_CHANGED, Aspect::Windows);
                change.lines(was.as_ref().map(range), is.as_ref().map(range))
            }
        };
        changes.push(change.at(Side::Head, self.compared.head.location(self.origins.1)));
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
    if let Some(offset) = &paging.offset {
        words.push(format!("by position: `{}`, from {}", offset.request, offset.first));
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
