//! Operations: which there are, what they are called, what they take and answer.

use std::collections::BTreeSet;

use super::Compared;
use super::draft::{Drafts, of_operation};
use super::facts::{self, Named};
use super::members::{self, Family, Owner, same};
use super::report::Side;
use super::view::{Item, View};
use crate::model::{Answer, BodyKind, NumberPaging, Operation, Paging, Span, TypeExpr, Window};
use crate::name::OperationName;

pub(super) fn compare(compared: &Compared<'_>, drafts: &mut Drafts) {
    for index in &compared.operations.removed {
        whole("operation-removed", &compared.base, *index, Side::Base, drafts);
    }
    for index in &compared.operations.added {
        whole("operation-added", &compared.head, *index, Side::Head, drafts);
    }
    for (one, other) in &compared.operations.both {
        let both = (compared.base.operation(*one), compared.head.operation(*other));
        let (Some(base), Some(head)) = both else { continue };
        names(compared, base, head, drafts);
        product(compared, base, head, drafts);
        deprecation(compared, base, head, drafts);
        let (was, is) = (
            Owner::of_operation(&compared.base, *one, base.0, base.1),
            Owner::of_operation(&compared.head, *other, head.0, head.1),
        );
        if !body(compared, base, head, (&was, &is), drafts) {
            members::compare(compared, Family::Input, &was, &is, drafts);
        }
        answer(compared, base, head, drafts);
        paging(compared, base, head, drafts);
        windows(compared, base, head, drafts);
        facts::operation(compared, base, head, drafts);
    }
}

pub(super) fn request(name: &OperationName) -> String {
    match name.module.to_string() {
        module if module.is_empty() => name.request.clone(),
        module => format!("{module}::{}", name.request),
    }
}

/// An operation that only one side has, with the types that it alone reaches.
fn whole(rule: &str, view: &View<'_>, index: usize, side: Side, drafts: &mut Drafts) {
    let Some((operation, name)) = view.operation(index) else { return };
    let line = view.line(&format!("fn {}", name.path()));
    let mut with = Vec::new();
    for (item, users) in &view.reach {
        if users.len() == 1 && users.contains(&index) && !view.sent.contains_key(item) {
            let path = view.path_text(*item);
            let kinds = ["struct", "enum"].map(|kind| view.line(&format!("{kind} {path}")));
            with.extend(kinds.into_iter().flatten());
        }
    }
    with.sort();
    drafts.cover.line(format!("fn {}", name.path()));
    drafts.cover.owner(request(name));
    let draft = of_operation(rule, view, operation, name).map(|draft| {
        let draft = draft.with(with).at_operation(side, view, operation);
        match side {
            Side::Base => draft.before(line),
            Side::Head => draft.after(line),
        }
    });
    drafts.push(draft);
}

/// Rust path, method and path.
fn names(compared: &Compared<'_>, base: Named<'_>, head: Named<'_>, drafts: &mut Drafts) {
    let ((one, was), (other, is)) = (base, head);
    let same_name = was.path() == is.path() && was.request == is.request;
    let same_wire = one.key() == other.key();
    let rule = match (same_name, same_wire) {
        (true, true) => return,
        (false, true) => "operation-renamed",
        (false, false) => "operation-moved",
        (true, false) if one.method != other.method => "operation-method-changed",
        (true, false) => "operation-path-changed",
    };
    let wire = |operation: &Operation| format!("{} {}", operation.method, operation.path);
    let line = |view: &View<'_>, name: &OperationName| view.line(&format!("fn {}", name.path()));
    let draft = of_operation(rule, &compared.head, other, is).map(|draft| {
        let (before, after) = if same_name {
            (Some(wire(one)), Some(wire(other)))
        } else {
            (line(&compared.base, was), line(&compared.head, is))
        };
        draft
            .word("old", &was.path())
            .word("old_wire", &wire(one))
            .word("key", &other.key())
            .before(before)
            .after(after)
            .at_both(compared, one, other)
    });
    drafts.push(draft);
    if !same_name {
        for name in [was, is] {
            drafts.cover.line(format!("fn {}", name.path()));
            drafts.cover.owner(request(name));
        }
    }
}

/// The cargo features of which one is needed: those of the module that the operation stands in.
fn product(compared: &Compared<'_>, base: Named<'_>, head: Named<'_>, drafts: &mut Drafts) {
    let (was, is) = (compared.base.features(base.1), compared.head.features(head.1));
    // No feature at all is better than any.
    let rule = if was == is {
        return;
    } else if is.is_empty() || (!was.is_empty() && was.is_subset(&is)) {
        "operation-feature-dropped"
    } else {
        "operation-feature-changed"
    };
    let draft = of_operation(rule, &compared.head, head.0, head.1).map(|draft| {
        let shown = |names: &BTreeSet<String>| {
            let list: Vec<&str> = names.iter().map(String::as_str).collect();
            Some(if list.is_empty() { "always there".to_owned() } else { list.join(" or ") })
        };
        draft
            .word("feature", is.first().map(String::as_str).unwrap_or_default())
            .before(shown(&was))
            .after(shown(&is))
            .at_operation(Side::Base, &compared.base, base.0)
            .at_operation(Side::Head, &compared.head, head.0)
    });
    drafts.push(draft);
}

fn deprecation(compared: &Compared<'_>, base: Named<'_>, head: Named<'_>, drafts: &mut Drafts) {
    let rule = match (base.0.deprecated, head.0.deprecated) {
        (false, true) => "operation-deprecated",
        (true, false) => "operation-undeprecated",
        _ => return,
    };
    let draft = of_operation(rule, &compared.head, head.0, head.1);
    drafts.push(draft.map(|draft| draft.at_operation(Side::Head, &compared.head, head.0)));
}

/// The encoding of the body, and whether its members are inputs themselves; true when they were on one side
/// only, so that inputs cannot be compared one by one.
fn body(
    compared: &Compared<'_>,
    base: Named<'_>,
    head: Named<'_>,
    owners: (&Owner<'_>, &Owner<'_>),
    drafts: &mut Drafts,
) -> bool {
    let (Some(one), Some(other)) = (&base.0.body, &head.0.body) else { return false };
    if one.kind != other.kind {
        let draft = of_operation("body-encoding-changed", &compared.head, head.0, head.1);
        drafts.push(draft.map(|draft| {
            draft
                .before(Some(encoding(&one.kind)))
                .after(Some(encoding(&other.kind)))
                .at(Side::Base, compared.base.file(&base.0.document), &one.pointer)
                .at(Side::Head, compared.head.file(&head.0.document), &other.pointer)
        }));
    }
    let rule = match (one.flat, other.flat) {
        (true, false) => "body-became-type",
        (false, true) => "body-became-inputs",
        _ => return false,
    };
    let line = |view: &View<'_>, name: &OperationName| view.line(&format!("fn {}", name.path()));
    let draft = of_operation(rule, &compared.head, head.0, head.1).map(|draft| {
        let after = line(&compared.head, head.1);
        let ty = match &other.expr {
            TypeExpr::Type(id) => compared.head.path_text(Item::Type(*id)),
            _ => String::new(),
        };
        draft
            .word("type", &ty)
            .word("call", after.as_deref().unwrap_or_default().trim_start_matches("fn "))
            .before(line(&compared.base, base.1))
            .after(after)
            .at(Side::Base, compared.base.file(&base.0.document), &one.pointer)
            .at(Side::Head, compared.head.file(&head.0.document), &other.pointer)
    });
    drafts.push(draft);
    for owner in [owners.0, owners.1] {
        drafts.cover.owner(owner.path.clone());
        if let Some(key) = owner.constructor_key() {
            drafts.cover.line(key);
        }
    }
    true
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

fn answer(compared: &Compared<'_>, base: Named<'_>, head: Named<'_>, drafts: &mut Drafts) {
    let ((one, was), (other, is)) = (base, head);
    let equal = match (&one.answer, &other.answer) {
        (Answer::Json(one), Answer::Json(other)) => same(compared, one, other),
        (one, other) => one == other,
    };
    if equal {
        return;
    }
    let key = |name: &OperationName| format!("method {}::send", request(name));
    let draft = of_operation("answer-type-changed", &compared.head, other, is).map(|draft| {
        draft
            .before(compared.base.line(&key(was)))
            .after(compared.head.line(&key(is)))
            .at_both(compared, one, other)
    });
    drafts.push(draft);
    for (view, name) in [(&compared.base, was), (&compared.head, is)] {
        for method in ["send", "send_with", "pages", "pages_in_windows", "items_in_windows"] {
            let key = format!("method {}::{method}", request(name));
            if view.line(&key).is_some() {
                drafts.cover.line(key);
            }
        }
    }
}

/// What goes through the items of a list.
const ITEMS: &[&str] = &["items", "items_in_windows"];

fn paging(compared: &Compared<'_>, base: Named<'_>, head: Named<'_>, drafts: &mut Drafts) {
    let ((one, was), (other, is)) = (base, head);
    let key = |name: &OperationName, method: &str| format!("method {}::{method}", request(name));
    let mut told = |rule: &str, before: Option<String>, after: Option<String>, methods: &[&str]| {
        let draft = of_operation(rule, &compared.head, other, is).map(|draft| {
            let draft = draft.before(before).after(after);
            draft.at_both(compared, one, other)
        });
        drafts.push(draft);
        for method in methods {
            drafts.cover.line(key(was, method));
            drafts.cover.line(key(is, method));
        }
    };
    let line = |view: &View<'_>, name: &OperationName, method: &str| view.line(&key(name, method));
    match (&one.paging, &other.paging) {
        (None, None) => {}
        (None, Some(_)) => {
            let after = line(&compared.head, is, "pages");
            told("paging-gained", None, after, &["pages", "items", "items_in_windows"]);
        }
        (Some(_), None) => {
            let before = line(&compared.base, was, "pages");
            told("paging-lost", before, None, &["pages", "items", "items_in_windows"]);
        }
        (Some(one), Some(other)) => {
            if style(one) != style(other) {
                told("paging-changed", Some(style(one)), Some(style(other)), &[]);
            }
            let lines = (line(&compared.base, was, "items"), line(&compared.head, is, "items"));
            match (&one.items, &other.items) {
                (None, None) => {}
                (None, Some(_)) => told("paging-items-gained", lines.0, lines.1, ITEMS),
                (Some(_), None) => told("paging-items-lost", lines.0, lines.1, ITEMS),
                (Some((_, one)), Some((_, other))) if same(compared, one, other) => {}
                _ => told("paging-items-changed", lines.0, lines.1, ITEMS),
            }
        }
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

/// Ranges that are limited, and split by methods of their own.
fn windows(compared: &Compared<'_>, base: Named<'_>, head: Named<'_>, drafts: &mut Drafts) {
    let ((one, was), (other, is)) = (base, head);
    let methods = |view: &View<'_>, name: &OperationName| -> Option<String> {
        view.line(&format!("method {}::windows", request(name)))
    };
    let (before, after) = (methods(&compared.base, was), methods(&compared.head, is));
    let (rule, before, after) = match (before, after) {
        (None, Some(after)) => ("window-gained", None, Some(after)),
        (Some(before), None) => ("window-lost", Some(before), None),
        _ if one.window == other.window => return,
        _ => ("window-changed", one.window.as_ref().map(range), other.window.as_ref().map(range)),
    };
    let draft = of_operation(rule, &compared.head, other, is).map(|draft| {
        draft.before(before).after(after).at_operation(Side::Head, &compared.head, other)
    });
    drafts.push(draft);
    for name in [was, is] {
        for method in ["windows", "pages_in_windows", "items_in_windows"] {
            drafts.cover.line(format!("method {}::{method}", request(name)));
        }
    }
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
