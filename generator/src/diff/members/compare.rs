//! The comparison itself: what is gone, what is new, what differs.

use std::collections::BTreeSet;

use super::super::draft::{Draft, Drafts};
use super::super::report::Side;
use super::super::view::View;
use super::super::{Compared, facts};
use super::shapes::{kind, same};
use super::{Family, Member, Owner};
use crate::model::{Location, Style, TypeExpr};
use crate::name::word::snake;

/// Compares the members of two owners that are the same thing.
pub(in super::super) fn compare(
    compared: &Compared<'_>,
    family: Family,
    base: &Owner<'_>,
    head: &Owner<'_>,
    drafts: &mut Drafts,
) {
    let both = Both { compared, family, base, head };
    let (matched, gone, new) = both.matched();
    for (one, other) in &matched {
        both.member(one, other, drafts);
    }
    for one in &gone {
        let draft = both.draft("removed", one).map(|draft| both.hold(draft, Some(one), None));
        both.push(draft, Some(one), None, drafts);
    }
    for other in &new {
        let kind =
            if other.required && family != Family::Response { "added-required" } else { "added" };
        let draft = both.draft(kind, other).map(|draft| both.hold(draft, None, Some(other)));
        both.push(draft, None, Some(other), drafts);
    }
    both.order(&matched, drafts);
}

struct Both<'a> {
    compared: &'a Compared<'a>,
    family: Family,
    base: &'a Owner<'a>,
    head: &'a Owner<'a>,
}

type Matched<'a> = (&'a Member<'a>, &'a Member<'a>);

impl<'a> Both<'a> {
    /// By wire name; then by Rust name; then by place and type, where the name is alike.
    fn matched(&self) -> (Vec<Matched<'a>>, Vec<&'a Member<'a>>, Vec<&'a Member<'a>>) {
        let mut gone: Vec<&Member<'_>> = self.base.members.iter().collect();
        let mut new: Vec<&Member<'_>> = self.head.members.iter().collect();
        let mut matched = Vec::new();
        let tests: [fn(&Self, &Member<'_>, &Member<'_>) -> bool; 4] = [
            |_, one, other| one.wire == other.wire && same_location(one, other),
            |_, one, other| one.wire == other.wire,
            |_, one, other| one.rust == other.rust,
            |both, one, other| both.renamed(one, other),
        ];
        for test in tests {
            gone.retain(|one| {
                let Some(at) = new.iter().position(|other| test(self, one, other)) else {
                    return true;
                };
                matched.push((*one, new.remove(at)));
                false
            });
        }
        (matched, gone, new)
    }

    /// Another name for the same thing: same type and need, and the same words about it, or a common word in
    /// the name between the same neighbors.
    fn renamed(&self, one: &Member<'_>, other: &Member<'_>) -> bool {
        let alike = one.required == other.required
            && one.location == other.location
            && same(self.compared, one.expr, other.expr);
        let about = |member: &Member<'_>| {
            let own = member.facts.and_then(|facts| facts.text.clone());
            own.filter(|text| !text.trim().is_empty())
        };
        if matches!(one.location, Some(Location::Path { .. })) {
            // Arguments of the path are told apart by their position.
            return alike && path_position(self.base, one) == path_position(self.head, other);
        }
        let texts = (about(one), about(other));
        alike
            && ((texts.0.is_some() && texts.0 == texts.1)
                || (self.neighbors(one, other) && common_word(one, other)))
    }

    /// Whether one of the neighbors in the document is the same.
    fn neighbors(&self, one: &Member<'_>, other: &Member<'_>) -> bool {
        let around = |owner: &Owner<'_>, wire: &str| {
            let at = owner.members.iter().position(|member| member.wire == wire)?;
            let name = |at: Option<usize>| {
                let member = at.and_then(|at| owner.members.get(at));
                member.map(|member| member.wire.to_owned())
            };
            Some((name(at.checked_sub(1)), name(Some(at + 1))))
        };
        match (around(self.base, one.wire), around(self.head, other.wire)) {
            (Some((before, after)), Some((before_new, after_new))) => {
                before == before_new || after == after_new
            }
            _ => false,
        }
    }

    fn draft(&self, kind: &str, member: &Member<'_>) -> Option<Draft> {
        let owner = if self.head.path.is_empty() { self.base } else { self.head };
        let item = format!("{}.{}", owner.path, member.rust);
        let schema_path = match member.schema_path {
            Some(schema_path) => schema_path.to_string(),
            None => format!("{} body", owner.wire),
        };
        let id = format!("{}-{kind}", self.family.prefix());
        let draft = Draft::new(&id, &owner.product, &item, &schema_path)?;
        let call = self.head.constructor_key().and_then(|key| self.compared.head.line(&key));
        let call = call.unwrap_or_default();
        Some(
            draft
                .word("name", member.rust)
                .word("wire", member.wire)
                .word("owner", &owner.path)
                .word("function", owner.constructor.as_deref().unwrap_or_default())
                .word("call", call.strip_prefix("fn ").unwrap_or(&call))
                .operations(owner.users.clone()),
        )
    }

    /// Lines and places of a member on either side.
    fn hold(&self, draft: Draft, one: Option<&Member<'_>>, other: Option<&Member<'_>>) -> Draft {
        let mut draft = draft;
        if let Some(one) = one {
            let line = self.compared.base.line(&self.base.field_key(one));
            draft = draft.at(Side::Base, one.file, one.pointer).before(line);
        }
        if let Some(other) = other {
            let line = self.compared.head.line(&self.head.field_key(other));
            draft = draft.at(Side::Head, other.file, other.pointer).after(line);
        }
        draft
    }

    /// Adds the draft, and marks what it explains.
    fn push(
        &self,
        draft: Option<Draft>,
        one: Option<&Member<'_>>,
        other: Option<&Member<'_>>,
        drafts: &mut Drafts,
    ) {
        if draft.is_none() {
            return;
        }
        drafts.push(draft);
        for (owner, member) in [(self.base, one), (self.head, other)] {
            let Some(member) = member else { continue };
            drafts.cover.line(owner.field_key(member));
            drafts.cover.line(owner.setter_key(member));
            if *member.expr == TypeExpr::File {
                // A file may come from a reader: that goes and comes with it.
                drafts.cover.line(format!("method {}::send_with", owner.path));
            }
            if let Some(key) = owner.constructor_key().filter(|_| member.required) {
                drafts.cover.line(key);
            }
        }
    }

    /// A member that both have.
    fn member(&self, one: &Member<'_>, other: &Member<'_>, drafts: &mut Drafts) {
        let mut told = |kind: &str, fill: &dyn Fn(Draft) -> Draft| {
            let draft = self.draft(kind, other);
            let draft = draft.map(|draft| fill(self.hold(draft, Some(one), Some(other))));
            self.push(draft, Some(one), Some(other), drafts);
        };
        if one.rust != other.rust {
            told("renamed", &|draft| draft.word("old", one.rust).word("old_wire", one.wire));
        } else if one.wire != other.wire {
            told("wire-renamed", &|draft| {
                let draft = draft.word("old_wire", one.wire);
                draft.before(Some(one.wire.to_owned())).after(Some(other.wire.to_owned()))
            });
        }
        // What changes for callers is the constructor, not the field.
        let call = |draft: Draft| {
            let line = |view: &View<'_>, owner: &Owner<'_>| view.line(&owner.constructor_key()?);
            let before = line(&self.compared.base, self.base);
            draft.before(before).after(line(&self.compared.head, self.head))
        };
        match (one.required, other.required) {
            (false, true) => told("became-required", &call),
            (true, false) => told("became-optional", &call),
            _ => {}
        }
        if !same(self.compared, one.expr, other.expr) {
            told(kind(self.compared, one.expr, other.expr), &|draft| draft);
        } else if one.boxed != other.boxed {
            told("type-changed", &|draft| draft);
        }
        if !same_location(one, other) {
            let (was, is) = (location(one), location(other));
            told("location-changed", &|draft| {
                draft.before(Some(was.to_owned())).after(Some(is.to_owned()))
            });
        } else if encoding(one) != encoding(other) {
            told("encoding-changed", &|draft| {
                draft.before(Some(encoding(one))).after(Some(encoding(other)))
            });
        }
        facts::member(self.family, self.head, (one, other), drafts);
    }

    /// The order of the constructor's arguments, among those that were there and still are.
    fn order(&self, matched: &[Matched<'_>], drafts: &mut Drafts) {
        let (Some(was), Some(is)) = (self.base.constructor_key(), self.head.constructor_key())
        else {
            return;
        };
        let common: Vec<_> =
            matched.iter().filter(|(one, other)| one.required && other.required).collect();
        let sequence = |members: &[Member<'_>], base: bool| -> Vec<usize> {
            let find = |member: &Member<'_>| {
                common.iter().position(|(one, other)| {
                    let side = if base { one } else { other };
                    side.rust == member.rust
                })
            };
            members.iter().filter(|member| member.required).filter_map(find).collect()
        };
        if sequence(&self.base.members, true) == sequence(&self.head.members, false) {
            return;
        }
        let moved: BTreeSet<&str> = common.iter().map(|(_, other)| other.rust).collect();
        let Some((_, first)) = common.first() else { return };
        let draft = self.draft("order-changed", first).map(|draft| {
            let list: Vec<&str> = moved.into_iter().collect();
            let (before, after) = (self.compared.base.line(&was), self.compared.head.line(&is));
            let draft = draft.word("list", &list.join("`, `")).before(before).after(after);
            draft.at(Side::Head, first.file, first.pointer)
        });
        if draft.is_some() {
            drafts.cover.line(was);
            drafts.cover.line(is);
        }
        drafts.push(draft.map(|draft| draft.item(self.head.constructor.as_deref())));
    }
}

fn path_position(owner: &Owner<'_>, member: &Member<'_>) -> Option<usize> {
    let path =
        owner.members.iter().filter(|one| matches!(one.location, Some(Location::Path { .. })));
    path.map(|one| one.rust).position(|rust| rust == member.rust)
}

fn same_location(one: &Member<'_>, other: &Member<'_>) -> bool {
    location(one) == location(other)
}

fn location(member: &Member<'_>) -> &'static str {
    match member.location {
        None => "body",
        Some(Location::Path { .. }) => "path",
        Some(Location::Query) => "query",
        Some(Location::Header) => "header",
        Some(Location::Cookie) => "cookie",
    }
}

/// How the value is written, beyond its type.
fn encoding(member: &Member<'_>) -> String {
    let mut words = Vec::new();
    if member.location == Some(Location::Path { double: true }) {
        words.push("percent-encoded twice where needed");
    }
    words.extend(member.style.filter(|style| *style != Style::Repeated).map(|style| match style {
        Style::Repeated => "repeated",
        Style::Comma => "joined by commas",
        Style::Space => "joined by blanks",
        Style::Pipe => "joined by `|`",
        Style::Deep => "one pair a key, as `name[key]`",
        Style::Json => "JSON text",
        Style::Exploded => "one `key=value` a key",
        Style::Label { explode: false } => "after a period",
        Style::Label { explode: true } => "after a period each",
        Style::Matrix { explode: false } => "as `;name=value`",
        Style::Matrix { explode: true } => "as `;name=value` each",
    }));
    if member.quoted {
        words.push("quoted text");
    }
    if words.is_empty() { "plain".to_owned() } else { words.join(", ") }
}

fn common_word(one: &Member<'_>, other: &Member<'_>) -> bool {
    let (one, other) = (snake(one.wire), snake(other.wire));
    one.split('_').any(|word| word.len() > 2 && other.split('_').any(|their| their == word))
}
