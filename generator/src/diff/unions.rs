//! The alternatives of unions: which are the same in both states, by title and shape.

use super::Compared;
use super::fields::same;
use super::indexed_state::{IndexedState, Item};
use super::pending::{Changes, PendingChange, Reason};
use super::report::Side;
use super::rules::{self, Rule};
use crate::listing::Part;
use crate::model::{Alternative, TypeExpr, TypeId, TypeKind};
use crate::name::alternatives;
use crate::pointer::Pointer;
use crate::schema_path::SchemaPath;
use crate::settings::file;

/// An alternative with its position and name.
#[derive(Clone, Copy)]
pub(super) struct Variant<'a> {
    position: usize,
    name: &'a str,
    one: &'a Alternative,
}

impl<'a> Variant<'a> {
    pub fn expr(&self) -> &'a TypeExpr {
        &self.one.expr
    }
}

/// The alternatives of a union; none for another type.
fn variants<'a>(view: &IndexedState<'a>, id: TypeId) -> Vec<Variant<'a>> {
    let TypeKind::Union(union) = &view.api.ty(id).kind else { return Vec::new() };
    let named = view.members(id).iter().zip(&union.alternatives).enumerate();
    named.map(|(position, (name, one))| Variant { position, name, one }).collect()
}

/// The alternatives that both unions have: those that are the same in Rust; of the rest those with the same title or
/// shape, and then those with the same name.
pub(super) fn matched<'a>(
    base: &IndexedState<'a>,
    was: TypeId,
    head: &IndexedState<'a>,
    is: TypeId,
) -> Vec<(Variant<'a>, Variant<'a>)> {
    let (mut old, mut new) = (variants(base, was), variants(head, is));
    let mut pairs = Vec::new();
    let mut pair = |old: &mut Vec<Variant<'a>>, new: &mut Vec<Variant<'a>>, test: &Test<'_, 'a>| {
        old.retain(|one| {
            let Some(at) = new.iter().position(|other| test(one, other)) else { return true };
            pairs.push((*one, new.remove(at)));
            false
        });
    };
    pair(&mut old, &mut new, &|one, other| {
        one.name == other.name && written(base, one.expr()) == written(head, other.expr())
    });
    let (ones, others) = (old.iter().map(|one| one.one), new.iter().map(|one| one.one));
    let alike: Vec<(usize, usize)> = alternatives::alike((base.api, ones), (head.api, others))
        .into_iter()
        .filter_map(|(was, is)| Some((old.get(was)?.position, new.get(is)?.position)))
        .collect();
    pair(&mut old, &mut new, &|one, other| alike.contains(&(one.position, other.position)));
    pair(&mut old, &mut new, &|one, other| one.name == other.name);
    pairs.sort_by_key(|(was, _)| was.position);
    pairs
}

/// The path of each alternative that has another number than before, with the path in the base; none if it is new.
pub(super) fn renumbered<'a>(
    base: &IndexedState<'a>,
    was: TypeId,
    head: &IndexedState<'a>,
    is: TypeId,
) -> Vec<(&'a SchemaPath, Option<&'a SchemaPath>)> {
    let (old, new) = (variants(base, was), variants(head, is));
    let union = |one: &Variant<'a>| {
        let SchemaPath { anchor, part, path, .. } = &one.one.schema_path;
        Some((anchor, part, path.rsplit_once('|')?.0))
    };
    let same_place = old.first().and_then(union) == new.first().and_then(union);
    // By their schemas alone: one in Rust can have another schema.
    let (ones, others) = (old.iter().map(|one| one.one), new.iter().map(|one| one.one));
    let pairs = alternatives::alike((base.api, ones), (head.api, others));
    let paths = new.iter().enumerate().map(|(at, one)| {
        let pair = pairs.iter().find(|(_, is)| *is == at);
        let was = pair.and_then(|(was, _)| old.get(*was));
        (&one.one.schema_path, was.map(|was| &was.one.schema_path))
    });
    let differs = |(is, was): &(&SchemaPath, Option<&SchemaPath>)| match was {
        Some(was) => is.path != was.path && is.anchor == was.anchor && is.part == was.part,
        None => same_place,
    };
    paths.filter(differs).collect()
}

/// Whether two alternatives are one.
type Test<'t, 'a> = dyn Fn(&Variant<'a>, &Variant<'a>) -> bool + 't;

/// The Rust type of an alternative, and whether that is a union itself: another schema can have got its path.
fn written(view: &IndexedState<'_>, expr: &TypeExpr) -> String {
    match expr {
        TypeExpr::Type(id) => {
            let path = view.path_text(Item::Type(*id));
            match view.api.ty(*id).kind {
                TypeKind::Object(_) => path,
                TypeKind::Union(_) => format!("one of {path}"),
            }
        }
        TypeExpr::Enum(id) => view.path_text(Item::Enum(*id)),
        TypeExpr::List(item) => format!("[{}]", written(view, item)),
        TypeExpr::Map(item) => format!("{{{}}}", written(view, item)),
        other => format!("{other:?}"),
    }
}

/// Two unions of the same name, or in the same place.
struct Unions<'a> {
    compared: &'a Compared<'a>,
    was: TypeId,
    is: TypeId,
}

pub(super) fn compare(compared: &Compared<'_>, was: TypeId, is: TypeId, changes: &mut Changes) {
    let (old, new) = (variants(&compared.base, was), variants(&compared.head, is));
    if old.is_empty() || new.is_empty() {
        return;
    }
    let unions = Unions { compared, was, is };
    changes.compare(tags(&compared.base, was, &old), tags(&compared.head, is, &new), || {
        PendingChange::of(rules::UNION_TAG_CHANGED, &compared.head, Item::Type(is))
            .operations(compared.own_users(Item::Type(was), Item::Type(is)))
            .at_both(compared, Item::Type(was), Item::Type(is))
    });
    let pairs = matched(&compared.base, was, &compared.head, is);
    for (was, is) in &pairs {
        if was.name != is.name {
            let change = unions.change(rules::UNION_ALTERNATIVE_RENAMED, Some(*was), Some(*is));
            let change = change.word("old", was.name);
            let is_taken = new.iter().any(|other| other.name == was.name);
            let taken =
                || format!("{}::{}", compared.head.path_text(Item::Type(unions.is)), was.name);
            let change = change
                .word_if("free", (!is_taken).then(|| "name".to_owned()))
                .word_if("taken", is_taken.then(taken));
            changes.push(unions.locked(change, was, is));
        }
        if !same(compared, was.expr(), is.expr()) {
            changes.push(unions.change(rules::UNION_ALTERNATIVE_CHANGED, Some(*was), Some(*is)));
        }
    }
    for one in old.iter().filter(|one| pairs.iter().all(|(was, _)| was.position != one.position)) {
        changes.push(unions.change(rules::UNION_ALTERNATIVE_REMOVED, Some(*one), None));
    }
    for one in new.iter().filter(|one| pairs.iter().all(|(_, is)| is.position != one.position)) {
        // The base can have had its schema under the name of another one.
        let title = one.one.name.as_ref();
        let was = old.iter().find(|was| title.is_some() && was.one.name.as_ref() == title);
        let change = unions.change(rules::UNION_ALTERNATIVE_ADDED, None, Some(*one));
        let change = match compared.base.is_received(Item::Type(unions.was)) {
            true => change,
            false => {
                change.hint("`{item}::{name}(…)` can be written instead of `{old_item}::{was}(…)`")
            }
        };
        changes.push(change.word("was", was.map_or("Other", |was| was.name)));
    }
}

impl Unions<'_> {
    /// Cites the lines of names.lock instead of schemas, where it has the two names.
    fn locked(&self, change: PendingChange, was: &Variant<'_>, is: &Variant<'_>) -> PendingChange {
        let line = |view: &IndexedState<'_>, variant: &Variant<'_>| {
            let key = crate::name::locked_identity(view.api, &variant.one.schema_path);
            let name = variant.name;
            let own = format!("variant {key} = {name}");
            let recorded = format!("alternative {key} = {name}: ");
            let is_own = |line: &str| line == own || line.starts_with(&recorded);
            view.state.sources.line(file::NAMES, is_own)
        };
        let sides = [(Side::Base, &self.compared.base, was), (Side::Head, &self.compared.head, is)];
        sides.into_iter().fold(change, |change, (side, view, variant)| match line(view, variant) {
            Some(line) => change.not_at(side).at_line(side, file::NAMES, Pointer::root(), line),
            None => change,
        })
    }

    /// A change of one alternative, at the alternative itself; the union where a state does not have it.
    fn change(
        &self,
        rule: &'static Rule,
        was: Option<Variant<'_>>,
        is: Option<Variant<'_>>,
    ) -> PendingChange {
        let (base, head) = (&self.compared.base, &self.compared.head);
        let reason = |id: TypeId, one: Option<Variant<'_>>| {
            Some(Reason::Part(Item::Type(id).into(), Part::Member(one?.position)))
        };
        let place = |view: &IndexedState<'_>, id: TypeId, one: Option<Variant<'_>>| {
            let (file, pointer) = view.location(Item::Type(id).into())?;
            let own = one.map(|one| {
                let document = &one.one.schema_path.document;
                (view.file(document).to_owned(), one.one.pointer.clone())
            });
            let own = own.filter(|(file, _)| !file.is_empty());
            Some(own.unwrap_or_else(|| (file.to_owned(), pointer.clone())))
        };
        let (old, new) = (Item::Type(self.was), Item::Type(self.is));
        let users = match rule == rules::UNION_ALTERNATIVE_ADDED {
            true => self.compared.own_users(old, new),
            false => self.compared.users(old, new),
        };
        let change = PendingChange::of(rule, head, new)
            .operations(users)
            .word("name", is.or(was).map(|one| one.name).unwrap_or_default())
            .word("old_item", &base.path_text(Item::Type(self.was)))
            .explains(self.compared, reason(self.was, was), reason(self.is, is));
        let (old, new) = (place(base, self.was, was), place(head, self.is, is));
        change
            .at(Side::Base, old.as_ref().map(|(file, pointer)| (file.as_str(), pointer)))
            .at(Side::Head, new.as_ref().map(|(file, pointer)| (file.as_str(), pointer)))
    }
}

/// The key that selects an alternative, and the values of those that both states have.
fn tags(view: &IndexedState<'_>, id: TypeId, alternatives: &[Variant<'_>]) -> Option<String> {
    let TypeKind::Union(union) = &view.api.ty(id).kind else { return None };
    let key = union.tag.as_ref()?;
    let values: Vec<String> = alternatives
        .iter()
        .filter(|variant| !variant.one.tags.is_empty())
        .map(|variant| format!("{} = {}", variant.name, variant.one.tags.join(" or ")))
        .collect();
    Some(format!("`{key}`: {}", values.join(", ")))
}
