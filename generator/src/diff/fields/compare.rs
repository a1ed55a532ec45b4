//! The comparison of fields: removed, new and different ones.

use std::cell::OnceCell;

use super::super::indexed_state::Item;
use super::super::pending::{Changes, PendingChange, Reason};
use super::super::report::{Affected, Side};
use super::super::rules::{self, Family, Rule};
use super::super::schema_users::of_both;
use super::super::{Compared, documentation};
use super::causes::{Configured, caused};
use super::differences::differences;
use super::encoding::{differs, encoding, location, same_location};
use super::types::{rules_of, same};
use super::{Both, Field, Owner, gained};
use crate::listing::{Origin, Part};
use crate::model::{BodyKind, Location, Repr, TypeExpr};
use crate::request_methods::Aspect;
use crate::schema_path::SchemaPath;
use crate::word::snake;

/// Compares the fields of one owner in both states.
pub(in super::super) fn compare(
    compared: &Compared<'_>,
    family: Family,
    base: &Owner<'_>,
    head: &Owner<'_>,
    changes: &mut Changes,
) {
    let owners = Owners::new(compared, family, base, head);
    let (matched, removed, added) = owners.matched();
    for (was, is) in &matched {
        owners.field(was, is, changes);
    }
    for field in &removed {
        let change = owners.change(rules::REMOVED.of(family), field);
        let change = change.word_if("extra", owners.extra(field));
        let change = owners.succeeded(change, field, (&matched, &added));
        changes.push(owners.located(change, Some(field), None));
    }
    for field in &added {
        changes.push(owners.added(field));
    }
    owners.order(&matched, changes);
}

/// One owner of fields in both states.
pub(in super::super) struct Owners<'a> {
    pub compared: &'a Compared<'a>,
    pub family: Family,
    pub base: &'a Owner<'a>,
    pub head: &'a Owner<'a>,
    users: OnceCell<Vec<Affected>>,
}

/// A field in both states.
pub(super) type Matched<'a> = (&'a Field<'a>, &'a Field<'a>);

impl<'a> Owners<'a> {
    pub(super) fn new(
        compared: &'a Compared<'a>,
        family: Family,
        base: &'a Owner<'a>,
        head: &'a Owner<'a>,
    ) -> Owners<'a> {
        Owners { compared, family, base, head, users: OnceCell::new() }
    }

    /// Matches by wire name; then by Rust name; then by location and type, if the names are similar.
    pub(super) fn matched(&self) -> (Vec<Matched<'a>>, Vec<&'a Field<'a>>, Vec<&'a Field<'a>>) {
        let mut removed: Vec<&Field<'_>> = self.base.fields.iter().collect();
        let mut added: Vec<&Field<'_>> = self.head.fields.iter().collect();
        let mut matched = Vec::new();
        let tests: [fn(&Self, &Field<'_>, &Field<'_>) -> bool; 4] = [
            |_, was, is| was.wire == is.wire && same_location(was, is),
            |_, was, is| was.wire == is.wire,
            |_, was, is| was.rust == is.rust,
            |owners, was, is| owners.renamed(was, is),
        ];
        for test in tests {
            removed.retain(|was| {
                let Some(at) = added.iter().position(|is| test(self, was, is)) else {
                    return true;
                };
                matched.push((*was, added.remove(at)));
                false
            });
        }
        (matched, removed, added)
    }

    /// Whether a field only has another name: the type is the same, and either the description is the same, or
    /// the names share a word and the neighbors are the same.
    fn renamed(&self, was: &Field<'_>, is: &Field<'_>) -> bool {
        let alike = was.required == is.required
            && was.location == is.location
            && same(self.compared, was.expr, is.expr);
        let description = |field: &Field<'_>| {
            let text = field.facts.and_then(|facts| facts.text.clone());
            text.filter(|text| !text.trim().is_empty())
        };
        if matches!(was.location, Some(Location::Path { .. })) {
            // The position identifies an argument of the path.
            return matches!(is.location, Some(Location::Path { .. }))
                && path_length(self.base) == path_length(self.head)
                && path_position(self.base, was) == path_position(self.head, is);
        }
        let descriptions = (description(was), description(is));
        alike
            && ((descriptions.0.is_some() && descriptions.0 == descriptions.1)
                || (self.same_neighbors(was, is) && common_word(was, is)))
    }

    /// Whether one of the neighbors in the document is the same.
    fn same_neighbors(&self, was: &Field<'_>, is: &Field<'_>) -> bool {
        let around = |owner: &Owner<'_>, wire: &str| {
            let at = owner.fields.iter().position(|field| field.wire == wire)?;
            let name = |at: Option<usize>| {
                let field = at.and_then(|at| owner.fields.get(at));
                field.map(|field| field.wire.to_owned())
            };
            Some((name(at.checked_sub(1)), name(Some(at + 1))))
        };
        match (around(self.base, was.wire), around(self.head, is.wire)) {
            (Some((before, after)), Some((before_new, after_new))) => {
                before == before_new || after == after_new
            }
            _ => false,
        }
    }

    pub fn change(&self, rule: &'static Rule, field: &Field<'_>) -> PendingChange {
        let owner = if self.head.path.is_empty() { self.base } else { self.head };
        let item = format!("{}.{}", owner.path, field.rust);
        let schema_path = match field.schema_path {
            Some(schema_path) => schema_path.to_string(),
            None => format!("{} body", owner.wire),
        };
        let arguments = Reason::Part(self.head.origin, Part::Arguments);
        let call = self.compared.head.line(arguments).unwrap_or_default();
        let function = owner.constructor.as_deref().filter(|_| self.family == Family::Input);
        let head = &self.compared.head;
        let set = head.call_with(self.head.origin, field.rust, "…");
        PendingChange::new(rule, &owner.product, &item, &schema_path)
            .word("type", &owner.path)
            .word("old_type", &self.base.path)
            .word_if("set", set)
            .word("name", field.rust)
            .word("wire", field.wire)
            .word("owner", function.unwrap_or(&owner.path))
            .word("call", call.strip_prefix("fn ").unwrap_or(&call))
            .operations(self.users().to_vec())
    }

    /// The operations and events that have the owner in both states.
    pub fn users(&self) -> &[Affected] {
        self.users.get_or_init(|| self.compared.users_of(self.base.origin, self.head.origin))
    }

    /// Those of [`users`](Self::users) whose own documents have one of these schemas.
    pub fn users_of<'s>(&self, schemas: impl IntoIterator<Item = &'s SchemaPath>) -> Vec<Affected> {
        let Origin::Type(id) = self.head.origin else { return self.users().to_vec() };
        of_both(self.compared.head.users_of(Item::Type(id), schemas), self.users())
    }

    /// Those that send a value of the owner in both states.
    pub(super) fn builders(&self) -> Vec<Affected> {
        match (self.base.origin, self.head.origin) {
            (Origin::Type(was), Origin::Type(is)) => {
                self.compared.builders(Item::Type(was), Item::Type(is))
            }
            _ => self.users().to_vec(),
        }
    }

    /// A field that only the head has.
    fn added(&self, field: &Field<'_>) -> PendingChange {
        let argument = rules::ADDED_REQUIRED.of(self.family).filter(|_| field.required);
        if argument.is_none() && gained::by_sharing(self.compared, self.base, self.head, field) {
            let lacked = match self.base.path == self.head.path {
                true => String::new(),
                false => format!("; `{}` had no such field", self.base.path),
            };
            let change = self.change(rules::SHARED_FIELD_ADDED, field).word("lacked", &lacked);
            return self.located(change, None, Some(field));
        }
        let change = self.change(argument.unwrap_or(rules::ADDED.of(self.family)), field);
        let change = match argument {
            // The constructor changes for all of them.
            Some(_) => change.operations(self.builders()),
            None => change.operations(gained::users(self, field)),
        };
        let is_set = self.family != Family::Response && argument.is_none();
        let change = match is_set && gained::only_received(field) {
            true => {
                let received = rules::ADDED.of(Family::Response);
                change.text(received.text).hint(received.hint)
            }
            false => change,
        };
        let is_deprecated = gained::is_deprecated(field);
        let change = match is_deprecated {
            true if is_set => change.hint("").suffix(documentation::DEPRECATED),
            true => change.suffix(documentation::DEPRECATED),
            false => change,
        };
        self.located(change, None, Some(field))
    }

    /// The call that still sends an input that is gone, if it is sent in the same part of the request.
    fn extra(&self, field: &Field<'_>) -> Option<String> {
        let head = &self.compared.head;
        let is_sent = match self.head.origin {
            Origin::Operation(index) => {
                let body = head.operation(index)?.0.body.as_ref();
                let takes_more = body.is_some_and(|body| {
                    body.flat && !matches!(body.kind, BodyKind::Text(_) | BodyKind::Bytes(_))
                });
                match field.location {
                    None => takes_more,
                    Some(Location::Query) => body.is_none(),
                    Some(_) => false,
                }
            }
            _ => self.family == Family::Request,
        };
        head.call_by_name(self.head.origin, "extra", field.wire).filter(|_| is_sent)
    }

    /// Words about named values.
    fn named(&self, change: PendingChange, is: &Field<'_>) -> PendingChange {
        let head = &self.compared.head;
        let TypeExpr::Enum(id) = is.expr.innermost() else { return change };
        let path = head.path_text(Origin::Enum(*id));
        let value = match head.api.enumeration(*id).repr {
            Repr::Integer => "5",
            Repr::Text => "\"value\"",
        };
        change.word("enum", &path).word("from", &format!("{path}::from({value})"))
    }

    /// Adds the lines and locations of a field in both states.
    fn located<'f>(
        &self,
        change: PendingChange,
        was: Option<&Field<'f>>,
        is: Option<&Field<'f>>,
    ) -> PendingChange {
        let reason = |owner: &Owner<'_>, field: Option<&Field<'_>>| {
            Some(Reason::Part(owner.origin, Part::Member(field?.position)))
        };
        let place = match (was, is) {
            (Some(was), Some(is)) => Both::new(self.compared, was, is).places(),
            (was, None) => (was.map(|field| (field.file, field.pointer)), None),
            (None, Some(is)) => {
                (None, Some(gained::place(self.compared, self.base, is, self.family)))
            }
        };
        let file = Part::Aspect(Aspect::File);
        let file_of = |owner: &Owner<'_>, field: Option<&Field<'_>>| {
            (*field?.expr == TypeExpr::File).then_some(Reason::Part(owner.origin, file))
        };
        change
            // A file can be read from a reader: the method for that comes and goes with it.
            .explains(self.compared, file_of(self.base, was), file_of(self.head, is))
            .explains(self.compared, reason(self.base, was), reason(self.head, is))
            .at(Side::Base, place.0)
            .at(Side::Head, place.1)
    }

    /// Adds the lines of the constructors.
    pub(super) fn constructors(&self, change: PendingChange) -> PendingChange {
        let reason = |owner: &Owner<'_>| Some(Reason::Part(owner.origin, Part::Arguments));
        change.explains(self.compared, reason(self.base), reason(self.head))
    }

    /// A field of both states.
    fn field(&self, was: &Field<'_>, is: &Field<'_>, changes: &mut Changes) {
        let mut report = |rule: &'static Rule, fill: &dyn Fn(PendingChange) -> PendingChange| {
            let change = self.located(self.change(rule, is), Some(was), Some(is));
            changes.push(fill(change));
        };
        let family = self.family;
        if was.rust != is.rust {
            report(rules::RENAMED.of(family), &|change| {
                let old_item = format!("{}.{}", self.base.path, was.rust);
                let is_taken = self.head.fields.iter().any(|other| other.rust == was.rust);
                let taken = || format!("{}.{}", self.head.path, was.rust);
                let change = change.word("old", was.rust).word("old_wire", was.wire);
                change
                    .word("old_item", &old_item)
                    .word_if("free", (!is_taken).then(|| "name".to_owned()))
                    .word_if("taken", is_taken.then(taken))
            });
        } else if was.wire != is.wire {
            report(rules::WIRE_RENAMED.of(family), &|change| {
                let change = change.word("old_wire", was.wire);
                change.lines(Some(was.wire.to_owned()), Some(is.wire.to_owned()))
            });
        }
        let argument = match (was.required, is.required) {
            (false, true) => rules::BECAME_REQUIRED.of(family),
            (true, false) => rules::BECAME_OPTIONAL.of(family),
            _ => None,
        };
        if let Some(rule) = argument {
            // The constructor changes for callers, not the field.
            let (old, new) = self.requiring(&Both::new(self.compared, was, is));
            report(rule, &|change| {
                let change = change.nowhere().at_place(Side::Base, &old).at_place(Side::Head, &new);
                self.constructors(change.at_required(self.compared)).operations(self.builders())
            });
        }
        if !same(self.compared, was.expr, is.expr) {
            let rule = rules_of(self.compared, was.expr, is.expr).of(family);
            report(rule, &|change| self.retyped(change, was, is));
        } else if was.boxed != is.boxed {
            report(rules::TYPE_CHANGED.of(family), &|change| change);
        }
        if !same_location(was, is) {
            report(rules::INPUT_LOCATION_CHANGED, &|change| {
                let (before, after) = (location(was).to_owned(), location(is).to_owned());
                change.lines(Some(before), Some(after))
            });
        } else if differs(self.compared, was, is) {
            report(rules::ENCODING_CHANGED.of(family), &|change| {
                let change = change.lines(Some(encoding(was)), Some(encoding(is)));
                caused(change, self.compared, (was, is), Configured::Encoding)
            });
        }
        let both = Both::new(self.compared, was, is);
        self.facts(&both, changes);
        documentation::field(self, &both, changes);
    }

    /// What callers do about another type.
    fn retyped(&self, change: PendingChange, was: &Field<'_>, is: &Field<'_>) -> PendingChange {
        let (old, new) = Both::new(self.compared, was, is).retyped_places();
        let change = change.nowhere().at(Side::Base, old).at(Side::Head, new);
        let change = self.named(change, is);
        let change = change.with(differences(self.compared, was.expr, is.expr));
        let change = caused(change, self.compared, (was, is), Configured::Type);
        // Strings are made into IDs where they are passed.
        if let (TypeExpr::Text, TypeExpr::Id(id)) = (was.expr.innermost(), is.expr.innermost())
            && self.family != Family::Response
        {
            let change = change.word("id", &format!("ids::{id}"));
            return change.hint(
                "strings are accepted as before where it is set; where it is read, it is `{id}`",
            );
        }
        // A list of lists that became a list is no option.
        let is_many = matches!(is.expr, TypeExpr::List(_) | TypeExpr::Map(_));
        let was_list_of_it = matches!(was.expr, TypeExpr::List(inner) if **inner == *is.expr);
        match self.family == Family::Response && is_many && was_list_of_it {
            true => change.hint(""),
            false => change,
        }
    }
}

fn path_position(owner: &Owner<'_>, field: &Field<'_>) -> Option<usize> {
    let is_argument = |field: &&Field<'_>| matches!(field.location, Some(Location::Path { .. }));
    owner.fields.iter().filter(is_argument).position(|argument| argument.rust == field.rust)
}

fn path_length(owner: &Owner<'_>) -> usize {
    let is_argument = |field: &&Field<'_>| matches!(field.location, Some(Location::Path { .. }));
    owner.fields.iter().filter(is_argument).count()
}

fn common_word(was: &Field<'_>, is: &Field<'_>) -> bool {
    let (was, is) = (snake(was.wire), snake(is.wire));
    was.split('_').any(|word| word.len() > 2 && is.split('_').any(|other| other == word))
}
