//! Operations of both states: names, inputs and responses.

mod configured;
mod lists;
mod names;

use std::collections::BTreeSet;

use super::Compared;
use super::fields::{self, Owner, same};
use super::indexed_state::IndexedState;
use super::pending::{Changes, PendingChange, Reason};
use super::report::Side;
use super::rules::{self, Family, Rule};
use super::{document_entries, documentation, overlays};
use crate::listing::{Origin, Part};
use crate::model::{Answer, Body, BodyKind, Operation, TypeExpr, TypeKind};
use crate::name::{Input, OperationName, Target, inputs};
use crate::pointer::Pointer;
use crate::request_methods::Aspect;
pub(super) use lists::style;

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
        let mut old = Owner::of_operation(&compared.base, *was, base.0, base.1);
        let mut new = Owner::of_operation(&compared.head, *is, head.0, head.1);
        if operation.body(changes) {
            // The inputs that are no part of the body.
            let names = |owner: &Owner<'_>| -> BTreeSet<String> {
                let members = owner.fields.iter().filter(|field| !field.wire.is_empty());
                members.map(|field| field.wire.to_owned()).collect()
            };
            let (were, are) = (names(&old), names(&new));
            // A member that is a parameter in the other state has only moved.
            old.fields.retain(|field| field.location.is_some() || are.contains(field.wire));
            new.fields.retain(|field| field.location.is_some() || were.contains(field.wire));
        }
        fields::compare(compared, Family::Input, &old, &new, changes);
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
        let (head, origin) = (&self.compared.head, self.origins.1);
        PendingChange::of(rule, head, origin)
            .word_if("call", head.call(origin))
            .word_if("send", head.call_aspect(origin, Aspect::Response))
            .word_if("pages", head.call_aspect(origin, Aspect::Pages))
            .word_if("items", head.call_aspect(origin, Aspect::Items))
            .word_if("windows", head.call_with(origin, Aspect::Windows.method(), ""))
            .word_if("replacement", head.replacement(self.head.0))
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
        let operations = (self.base.0, self.head.0);
        let change = self.at_both(change);
        changes.push(document_entries::cited(change, self.compared, operations, "feature"));
    }

    fn deprecation(&self, changes: &mut Changes) {
        let rule = match (self.base.0.deprecated, self.head.0.deprecated) {
            (false, true) => rules::OPERATION_DEPRECATED,
            (true, false) => rules::OPERATION_UNDEPRECATED,
            _ => return,
        };
        let location = self.compared.head.location(self.origins.1);
        let shown = |operation| documentation::outdated(operation);
        let change = self.change(rule).lines(shown(self.base.0), shown(self.head.0));
        let change = change.at_key(self.compared, self.origins, "deprecated");
        // That the base did not have the keyword needs no place.
        let change = match rule == rules::OPERATION_DEPRECATED {
            true => change.not_at(Side::Base),
            false => change,
        };
        // An overlay can have the replacement.
        let replaced =
            match rule == rules::OPERATION_DEPRECATED && self.head.0.replaced_by.is_some() {
                true => location.map(|(file, at)| (file.to_owned(), at.join("x-replaced-by"))),
                false => None,
            };
        changes.push(change.at_place(Side::Head, &replaced));
    }

    /// The encoding of the body, and whether its fields are inputs themselves. True if they are inputs in one
    /// state only, so that inputs of the body cannot be compared one by one.
    fn body(&self, changes: &mut Changes) -> bool {
        let (was, is) = (self.base.0.body.as_ref(), self.head.0.body.as_ref());
        let kind = |body: Option<&Body>| body.map(|body| encoding(&body.kind));
        // A new body is the inputs that it has.
        let is_new = was.is_none() && !self.head_members().is_empty();
        if kind(was) != kind(is) && !is_new && (is.is_some() || self.base_members().is_empty()) {
            let change = self.change(rules::BODY_ENCODING_CHANGED);
            let change = change.word(
                "sends",
                match (was, is) {
                    (None, _) => "sends a body now",
                    (_, None) => "no longer sends a body",
                    _ => "sends its body in another encoding",
                },
            );
            let change = self.at_bodies(change.lines(kind(was), kind(is)));
            changes.push(self.without_body(change));
        }
        let rule = match (was, is) {
            (Some(_), None) if !self.base_members().is_empty() => rules::BODY_REMOVED,
            (Some(was), Some(is)) if was.flat && !is.flat => rules::BODY_BECAME_TYPE,
            (Some(was), Some(is)) if !was.flat && is.flat => rules::BODY_BECAME_INPUTS,
            _ => return false,
        };
        let head = &self.compared.head;
        let call = head.line(Reason::All(self.origins.1)).unwrap_or_default();
        let call = call.trim_start_matches("fn ").to_owned();
        let change = self.change(rule).word("call", &call).word("why", "");
        let change = match is.filter(|is| !is.flat) {
            Some(is) => {
                let ty = is.expr.type_id().filter(|_| !matches!(is.expr, TypeExpr::List(_)));
                let name = self.head.1.inputs.last().map(String::as_str).unwrap_or_default();
                change
                    .word("why", self.why_not_flat(is))
                    .word_if("type", ty.map(|id| head.path_text(Origin::Type(id))))
                    .word_if("required", is.required.then_some(call))
                    .word_if("set", head.call_with(self.origins.1, name, "…"))
            }
            None => change,
        };
        let removed = self.base_members().into_iter().map(|line| format!("- {line}"));
        let added = self.head_members().into_iter().map(|line| format!("+ {line}"));
        let change = self.explains_all(change).with(removed.chain(added).collect());
        changes.push(self.at_bodies(change));
        true
    }

    fn at_bodies(&self, change: PendingChange) -> PendingChange {
        let (base, head) = (&self.compared.base, &self.compared.head);
        let (was, is) = (&self.base.0, &self.head.0);
        let location = |body: &'_ Body, file| (file, body.pointer.clone());
        let was = was.body.as_ref().map(|body| location(body, base.file(&was.document)));
        let is = is.body.as_ref().map(|body| location(body, head.file(&is.document)));
        change
            .at(Side::Base, was.as_ref().map(|(file, pointer)| (*file, pointer)))
            .at(Side::Head, is.as_ref().map(|(file, pointer)| (*file, pointer)))
    }

    /// Adds the operation of a state that has no body, and the overlay that wrote or removed it.
    fn without_body(&self, change: PendingChange) -> PendingChange {
        let at = |place: Option<(&'_ str, &Pointer)>| {
            place.map(|(file, pointer)| (file.to_owned(), pointer.join("requestBody")))
        };
        let base = at(self.compared.base.location(self.origins.0));
        let head = at(self.compared.head.location(self.origins.1));
        let change = match (&self.base.0.body, &self.head.0.body) {
            (None, Some(_)) => change.at_place(Side::Base, &base),
            (Some(_), None) => change.at_place(Side::Head, &head),
            _ => change,
        };
        overlays::cited(
            change,
            self.compared,
            base.as_ref().map(|(file, pointer)| (file.as_str(), pointer)),
            head.as_ref().map(|(file, pointer)| (file.as_str(), pointer)),
        )
    }

    /// The lines of the inputs that belong to the body.
    fn base_members(&self) -> Vec<String> {
        let (base, head) = (&self.compared.base, &self.compared.head);
        members((base, self.base.0, self.origins.0), (head, self.head.0))
    }

    fn head_members(&self) -> Vec<String> {
        let (base, head) = (&self.compared.base, &self.compared.head);
        members((head, self.head.0, self.origins.1), (base, self.base.0))
    }

    /// The reason why the fields of a body are no inputs.
    fn why_not_flat(&self, body: &Body) -> &'static str {
        match &body.expr {
            TypeExpr::Type(id) => match self.compared.head.api.ty(*id).kind {
                TypeKind::Union(_) => ": it is one of several types",
                TypeKind::Object(_) => ": more than three inputs are required",
            },
            TypeExpr::List(_) => ": it is a list",
            TypeExpr::Map(_) => ": its keys have no names in the document",
            _ => "",
        }
    }

    fn response(&self, changes: &mut Changes) {
        let equal = match (&self.base.0.answer, &self.head.0.answer) {
            (Answer::Json(was), Answer::Json(is)) => same(self.compared, was, is),
            (was, is) => was == is,
        };
        if equal {
            return;
        }
        let change = self.aspect(rules::ANSWER_TYPE_CHANGED, Aspect::Response);
        let change = self.at_responses(change);
        let (Answer::Json(was), Answer::Json(is)) = (&self.base.0.answer, &self.head.0.answer)
        else {
            changes.push(change);
            return;
        };
        // A type that only this operation has keeps its name when it becomes another object.
        if let (Some(was), Some(is)) = (was.type_id(), is.type_id())
            && self.compared.base.path_text(Origin::Type(was))
                == self.compared.head.path_text(Origin::Type(is))
        {
            changes.explain(Side::Base, Reason::All(Origin::Type(was)));
            changes.explain(Side::Head, Reason::All(Origin::Type(is)));
        }
        changes.push(change.with(fields::differences(self.compared, was, is)));
    }

    /// The responses, and the overlay that wrote the response itself, in a state that has another one than the other.
    fn at_responses(&self, change: PendingChange) -> PendingChange {
        /// The keys from `responses` to a schema: the status, `content`, the media type and `schema`.
        const TO_SCHEMA: usize = 4;
        let overlay = |view: &IndexedState<'_>, origin| {
            let (file, pointer) = view.location(origin)?;
            let is_near = |rest: &str, _: Option<&str>| rest.matches('/').count() <= TO_SCHEMA;
            view.state.sources.grafted(file, &pointer.join("responses"), &is_near)
        };
        let was = overlay(&self.compared.base, self.origins.0);
        let is = overlay(&self.compared.head, self.origins.1);
        let change = change.at_key(self.compared, self.origins, "responses");
        if was == is {
            return change;
        }
        change.at_place(Side::Base, &was).at_place(Side::Head, &is)
    }
}

/// The lines of the fields of a request that belong to its body, and are no parameters in the other state.
fn members(
    (view, operation, origin): (&IndexedState<'_>, &Operation, Origin),
    (other_view, other): (&IndexedState<'_>, &Operation),
) -> Vec<String> {
    let is_member = |input: &Input<'_>| !matches!(input.target, Target::Parameter(..));
    let others = inputs(other_view.api, other);
    let moved = |input: &Input<'_>| {
        let wire = input.field.map(|field| &field.wire);
        let same = |other: &Input<'_>| other.field.map(|field| &field.wire) == wire;
        wire.is_some() && others.iter().any(|other| !is_member(other) && same(other))
    };
    let inputs = inputs(view.api, operation).into_iter().enumerate();
    let own = inputs.filter(|(_, input)| is_member(input) && !moved(input));
    own.filter_map(|(position, _)| view.line(Reason::Part(origin, Part::Member(position))))
        .collect()
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
