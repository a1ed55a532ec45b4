//! Enumerations: their values.

mod affected;
mod documented;
mod new_places;
mod places;

pub(super) use documented::first_use;

use std::cell::OnceCell;
use std::collections::BTreeSet;

use super::documentation::{DEPRECATED, deprecated};
use super::indexed_state::{IndexedState, Item};
use super::pending::{Changes, PendingChange, Reason};
use super::report::{Affected, Side};
use super::rules::{self, Rule};
use super::schema_users::of_both;
use super::{Compared, descriptions};
use crate::listing::{Origin, Part};
use crate::model::{AliasPlace, EnumId, Repr, Variant};
use crate::pointer::Pointer;

/// The hint about a value that callers send, and did not receive before.
const WRITTEN: &str = "`{owner}::{name}` can be written instead of `{old_unknown}`";

/// A value of an enumeration.
#[derive(Clone, Copy)]
struct Value<'a> {
    position: usize,
    variant: &'a Variant,
    rust: &'a str,
}

/// Compares an enumeration of both states.
pub(super) fn compare(compared: &Compared<'_>, base: EnumId, head: EnumId, changes: &mut Changes) {
    let enums = Enums { compared, base, head, users: OnceCell::new() };
    let (was, is) = (compared.base.api.enumeration(base), compared.head.api.enumeration(head));
    let items = (Origin::Enum(base), Origin::Enum(head));
    if was.repr != is.repr {
        let (before, after) = (repr(was.repr).to_owned(), repr(is.repr).to_owned());
        let all = |id| Some(Reason::All(Origin::Enum(id)));
        let get = if is.repr == Repr::Integer { "as_i64" } else { "as_str" };
        let unknown = if is.repr == Repr::Integer { "Unknown" } else { "Other" };
        let path = compared.head.path_text(Origin::Enum(head));
        let change = enums
            .change(rules::ENUM_REPR_CHANGED)
            .operations(enums.users_of_either())
            .with(enums.wires())
            .word("unknown", &format!("{path}::{unknown}(…)"))
            .word("get", &format!("{path}::{get}"));
        let change = change.explains(compared, all(base), all(head));
        changes.push(change.lines(Some(before), Some(after)).at_both(compared, items.0, items.1));
        return;
    }
    let text_changed = || {
        let own = compared.own_users(Item::Enum(base), Item::Enum(head));
        enums.change(rules::TEXT_CHANGED).operations(own)
    };
    descriptions::compare(compared, (Item::Enum(base), Item::Enum(head)), text_changed, changes);
    enums.values(changes);
}

fn repr(repr: Repr) -> &'static str {
    match repr {
        Repr::Integer => "integers",
        Repr::Text => "strings",
    }
}

/// An enumeration in both states.
struct Enums<'a> {
    compared: &'a Compared<'a>,
    base: EnumId,
    head: EnumId,
    users: OnceCell<Vec<Affected>>,
}

impl Enums<'_> {
    fn change(&self, rule: &'static Rule) -> PendingChange {
        let (head, origin) = (&self.compared.head, Origin::Enum(self.head));
        PendingChange::of(rule, head, origin)
            .word("owner", &head.path_text(origin))
            .operations(self.users().to_vec())
    }

    /// The operations and events that have the enumeration in both states.
    fn users(&self) -> &[Affected] {
        let users = || self.compared.users(Item::Enum(self.base), Item::Enum(self.head));
        self.users.get_or_init(users)
    }

    /// The variants of both states with their values on the wire, which are never the same.
    fn wires(&self) -> Vec<String> {
        let (old, new) =
            (values(&self.compared.base, self.base), values(&self.compared.head, self.head));
        let line =
            |sign: &str, one: &Value<'_>| format!("{sign} {} = {}", one.rust, one.variant.wire);
        let gone = old.iter().map(|one| line("-", one));
        gone.chain(new.iter().map(|one| line("+", one))).collect()
    }

    /// Those of both states; without any, those that had it before, and have another type now.
    fn users_of_either(&self) -> Vec<Affected> {
        match self.users() {
            [] => self.compared.users_before(Item::Enum(self.base)),
            users => users.to_vec(),
        }
    }

    /// Whether a response or an event of the base has such values.
    fn is_received(&self) -> bool {
        self.compared.base.is_received(Item::Enum(self.base))
    }

    fn values(&self, changes: &mut Changes) {
        let mut added: Vec<Value<'_>> = values(&self.compared.head, self.head);
        let mut removed = Vec::new();
        for was in values(&self.compared.base, self.base) {
            let wire = was.variant.wire.to_string();
            match added.iter().position(|is| is.variant.wire.to_string() == wire) {
                Some(at) => self.value(was, added.remove(at), changes),
                None => removed.push(was),
            }
        }
        for was in removed {
            match added.iter().position(|is| is.rust == was.rust) {
                Some(at) => self.value(was, added.remove(at), changes),
                None => self.report(rules::ENUM_VALUE_REMOVED, Some(was), None, changes),
            }
        }
        for is in added {
            self.report(rules::ENUM_VALUE_ADDED, None, Some(is), changes);
        }
    }

    /// A value of both states.
    fn value(&self, was: Value<'_>, is: Value<'_>, changes: &mut Changes) {
        if was.rust == is.rust && was.variant.wire == is.variant.wire {
            changes.compare(label(was.variant), label(is.variant), || {
                self.of_value(rules::ENUM_VALUE_RELABELLED, was, is)
            });
            changes.compare(aliases(was.variant), aliases(is.variant), || {
                // The short labels of several schemas, which enums.yaml does not have. A name that is new here may have
                // been part of a label that is too long for a name.
                let spelled = names(was.variant) == names(is.variant);
                let text = match spelled {
                    true => {
                        "the documentation of `{item}` spells its further names in other ways{any}"
                    }
                    false => "the documentation of `{item}` lists {other}further names{any}",
                };
                let change = self.of_value(rules::ENUM_VALUE_RELABELLED, was, is);
                let change = change.text(text).nowhere();
                let (base, head) = (&self.compared.base, &self.compared.head);
                let old = alias_places(base, self.base, was.variant, is.variant);
                let new = alias_places(head, self.head, is.variant, was.variant);
                self.at_names(change, &old, &new)
            });
        }
        let rule = match is.variant.deprecated {
            true => rules::ENUM_VALUE_DEPRECATED,
            false => rules::ENUM_VALUE_UNDEPRECATED,
        };
        let flag = |value: Value<'_>| deprecated(value.variant.deprecated);
        changes.compare(flag(was), flag(is), || {
            let change = self.of_value(rule, was, is);
            let entries = (
                in_entry(&self.compared.base, self.base, was.variant),
                in_entry(&self.compared.head, self.head, is.variant),
            );
            // Otherwise documents deprecate the value, at places that enums.yaml does not have.
            if entries.0.is_none() || entries.0 != entries.1 {
                return change;
            }
            let (base, head) = (&self.compared.base, &self.compared.head);
            let (old, new) = ((base, self.base, was.variant), (head, self.head, is.variant));
            let change = deprecations(old, new)
                .fold(change.nowhere(), |change, one| change.at(Side::Base, one));
            deprecations(new, old).fold(change, |change, one| change.at(Side::Head, one))
        });
        if was.rust != is.rust {
            self.report(rules::ENUM_VALUE_RENAMED, Some(was), Some(is), changes);
        } else if was.variant.wire != is.variant.wire {
            self.report(rules::ENUM_VALUE_CHANGED, Some(was), Some(is), changes);
        }
    }

    /// Adds one place for each name: of an operation or event of both states, if one has the name.
    fn at_names(
        &self,
        change: PendingChange,
        old: &[&AliasPlace],
        new: &[&AliasPlace],
    ) -> PendingChange {
        let location = |one: &&AliasPlace| (one.file.clone(), one.pointer.clone());
        let cited = |all: &[&AliasPlace], is_kept: &dyn Fn((&str, &Pointer)) -> bool| {
            let mut names: Vec<&str> = all.iter().map(|one| one.alias.as_str()).collect();
            names.sort_unstable();
            names.dedup();
            let place = |name: &str| {
                let mut own = all.iter().filter(|one| one.alias == name);
                let kept = own.clone().find(|one| is_kept((one.file.as_str(), &one.pointer)));
                kept.or(own.next()).map(location)
            };
            names.into_iter().filter_map(place).collect::<Vec<_>>()
        };
        let (was, is) = (Item::Enum(self.base), Item::Enum(self.head));
        let compared = self.compared;
        let base = cited(old, &|place| !compared.users_at((was, &[place]), (is, &[])).is_empty());
        let head = cited(new, &|place| compared.has_kept(is, place));
        fn shown(list: &[(String, Pointer)]) -> Vec<(&str, &Pointer)> {
            list.iter().map(|(file, pointer)| (file.as_str(), pointer)).collect()
        }
        let change =
            shown(&base).into_iter().fold(change, |change, one| change.at(Side::Base, one));
        shown(&head).into_iter().fold(change, |change, one| change.at(Side::Head, one))
    }

    /// Reports a change of the lines of a value.
    fn report(
        &self,
        rule: &'static Rule,
        was: Option<Value<'_>>,
        is: Option<Value<'_>>,
        changes: &mut Changes,
    ) {
        let Some(any) = is.or(was) else { return };
        let reason = |id, value: Option<Value<'_>>| {
            Some(Reason::Part(Origin::Enum(id), Part::Member(value?.position)))
        };
        let old_unknown = self.compared.base.unnamed(self.base, &any.variant.wire);
        let change = self.of_value(rule, was.unwrap_or(any), any).word("old_unknown", &old_unknown);
        let is_sent = rule == rules::ENUM_VALUE_ADDED && !self.is_received();
        let change = match is_sent {
            true => change.hint(WRITTEN),
            false => change,
        };
        let change = match rule == rules::ENUM_VALUE_ADDED {
            true => new_places::cited(self.compared, change, (self.base, self.head), any.variant),
            false => change,
        };
        let change = self.kept(change, was.map(|was| was.rust).filter(|old| *old != any.rust));
        let new_deprecated = was.is_none() && any.variant.deprecated;
        let change = change.suffix(if new_deprecated { DEPRECATED } else { "" });
        changes.push(change.explains(self.compared, reason(self.base, was), reason(self.head, is)));
    }

    /// Whether the old name of a value can stay, or belongs to another value now.
    fn kept(&self, change: PendingChange, old: Option<&str>) -> PendingChange {
        let Some(old) = old else { return change };
        let head = &self.compared.head;
        let is_taken = values(head, self.head).iter().any(|value| value.rust == old);
        let taken = || format!("{}::{old}", head.path_text(Origin::Enum(self.head)));
        let name = head.api.enumeration(self.head).shared.as_ref();
        let entry = name.and_then(|name| head.state.settings.enums.get(name));
        let entry = entry.map(|entry| entry.file.clone()).filter(|_| !is_taken);
        change
            .word_if("free", (!is_taken && entry.is_none()).then(|| "one".to_owned()))
            .word_if("entry", entry)
            .word_if("taken", is_taken.then(taken))
    }

    fn of_value(&self, rule: &'static Rule, was: Value<'_>, is: Value<'_>) -> PendingChange {
        let (base, head) = (&self.compared.base, &self.compared.head);
        let owner = head.path_text(Origin::Enum(self.head));
        let wire = is.variant.wire.to_string();
        let unknown = head.unnamed(self.head, &is.variant.wire);
        let (old, new) = places::of_value(
            self.compared,
            (self.base, &was.variant.wire),
            (self.head, &is.variant.wire),
        );
        let change = self.change(rule);
        let change =
            match affected::of_value(self.compared, rule, (self.base, was), (self.head, is)) {
                Some(own) => change.operations(of_both(own, self.users())),
                None => change,
            };
        change
            .item(&format!("{owner}::{}", is.rust))
            .at(Side::Base, old.as_ref().map(|(file, pointer)| (file.as_str(), pointer)))
            .at(Side::Head, new.as_ref().map(|(file, pointer)| (file.as_str(), pointer)))
            .word("name", is.rust)
            .word("old", was.rust)
            .word("wire", &wire)
            .word("old_owner", &base.path_text(Origin::Enum(self.base)))
            .word("old_wire", &was.variant.wire.to_string())
            .word("unknown", &unknown)
    }
}

fn values<'a>(view: &IndexedState<'a>, id: EnumId) -> Vec<Value<'a>> {
    let names = view.names.variants.get(&id).map(Vec::as_slice).unwrap_or_default();
    let variants = view.api.enumeration(id).variants.iter().zip(names).enumerate();
    variants.map(|(position, (variant, rust))| Value { position, variant, rust }).collect()
}

/// The places of the names that only one state has.
fn alias_places<'a>(
    view: &IndexedState<'a>,
    id: EnumId,
    own: &Variant,
    other: &Variant,
) -> Vec<&'a AliasPlace> {
    let places = view.api.enumeration(id).aliases.iter();
    places.filter(|one| one.wire == own.wire && !other.aliases.contains(&one.alias)).collect()
}

/// A value of an enumeration in one state.
type ValueOf<'v, 'a> = (&'v IndexedState<'a>, EnumId, &'v Variant);

/// The places that deprecate a value in one state, and not in the other.
fn deprecations<'v>(
    (view, id, value): ValueOf<'v, '_>,
    (other_view, other, _): ValueOf<'v, '_>,
) -> impl Iterator<Item = (&'v str, &'v Pointer)> {
    let others = &other_view.api.enumeration(other).deprecations;
    let own = view.api.enumeration(id).deprecations.iter();
    own.filter(|one| one.0 == value.wire && !others.contains(one))
        .map(|(_, file, pointer)| (file.as_str(), pointer))
}

/// Whether the entry of enums.yaml deprecates a value itself; `None` for an enumeration of one place.
fn in_entry(view: &IndexedState<'_>, id: EnumId, value: &Variant) -> Option<bool> {
    let name = view.api.enumeration(id).shared.as_ref()?;
    let entry = view.state.settings.enums.get(name)?;
    let (_, own) = entry.values.iter().find(|(wire, _)| *wire == value.wire)?;
    Some(own.deprecated)
}

/// The documented label of a value.
fn label(variant: &Variant) -> Option<String> {
    let label = variant.label.as_deref().or(variant.name.as_deref()).unwrap_or_default().trim();
    (!label.is_empty()).then(|| label.to_owned())
}

/// The names of a value without case, spaces, marks and articles.
fn names(variant: &Variant) -> BTreeSet<String> {
    let plain = |name: &String| {
        let words = name.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase);
        words.filter(|word| !["a", "an", "the"].contains(&word.as_str())).collect::<String>()
    };
    let own = variant.name.iter().chain(&variant.label);
    own.chain(&variant.aliases).map(plain).collect()
}

/// Other names of a value in documents.
fn aliases(variant: &Variant) -> Option<String> {
    (!variant.aliases.is_empty()).then(|| variant.aliases.join(", "))
}
