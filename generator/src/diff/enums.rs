//! Enumerations: their values.

use super::Compared;
use super::pending::{Changes, PendingChange};
use super::report::Side;
use super::rules::{self, Rule};
use super::view::{Item, View};
use crate::model::{EnumId, Enumeration, Repr, Variant};

/// A value with its Rust name.
type Named<'a> = (&'a Variant, &'a str);

/// Compares an enumeration of both states.
pub(super) fn compare(compared: &Compared<'_>, base: EnumId, head: EnumId, changes: &mut Changes) {
    let enums = Enums { compared, base, head };
    let (was, is) = (compared.base.api.enumeration(base), compared.head.api.enumeration(head));
    let path = compared.head.path_text(Item::Enum(head));
    if was.repr != is.repr {
        let change = enums.change(rules::ENUM_REPR_CHANGED, &path);
        let (before, after) = (repr(was.repr).to_owned(), repr(is.repr).to_owned());
        changes
            .push(change.before(Some(before)).after(Some(after)).at_item(compared, enums.items()));
        changes.cover.owner(compared.base.path_text(Item::Enum(base)));
        changes.cover.owner(path);
        return;
    }
    let description = |enumeration: &Enumeration| View::one_line(enumeration.doc.as_deref());
    let (before, after) = (description(was), description(is));
    if before != after {
        let change = enums.change(rules::TEXT_CHANGED, &path).before(before).after(after);
        changes.push(change.at_item(compared, enums.items()));
    }
    enums.values(changes);
}

fn repr(repr: Repr) -> &'static str {
    match repr {
        Repr::Integer => "integers",
        Repr::Text => "text",
    }
}

/// An enumeration in both states.
struct Enums<'a> {
    compared: &'a Compared<'a>,
    base: EnumId,
    head: EnumId,
}

impl Enums<'_> {
    fn items(&self) -> (Item, Item) {
        (Item::Enum(self.base), Item::Enum(self.head))
    }

    fn change(&self, rule: &'static Rule, path: &str) -> PendingChange {
        let head = &self.compared.head;
        let item = Item::Enum(self.head);
        let schema_path = head.schema_path(item);
        let product = if head.is_shared(item) {
            "shared".to_owned()
        } else {
            head.product(&schema_path.document)
        };
        PendingChange::new(rule, &product, path, schema_path.to_string().trim_end())
            .word("owner", &head.path_text(item))
            .operations(head.users(item))
    }

    fn values(&self, changes: &mut Changes) {
        let mut added: Vec<Named<'_>> = named(&self.compared.head, self.head);
        let mut removed = Vec::new();
        for was in named(&self.compared.base, self.base) {
            let wire = was.0.wire.to_string();
            match added.iter().position(|is| is.0.wire.to_string() == wire) {
                Some(at) => self.value(was, added.remove(at), changes),
                None => removed.push(was),
            }
        }
        for was in removed {
            match added.iter().position(|is| is.1 == was.1) {
                Some(at) => self.value(was, added.remove(at), changes),
                None => self.report(rules::ENUM_VALUE_REMOVED, Some(was), None, changes),
            }
        }
        for is in added {
            self.report(rules::ENUM_VALUE_ADDED, None, Some(is), changes);
        }
    }

    /// A value of both states.
    fn value(&self, was: Named<'_>, is: Named<'_>, changes: &mut Changes) {
        let (before, after) = (label(was.0), label(is.0));
        let mut document = |rule, before, after| {
            changes.push(self.of_value(rule, was, is).before(before).after(after));
        };
        if was.1 == is.1 && was.0.wire == is.0.wire && before != after {
            document(rules::ENUM_VALUE_RELABELLED, Some(before), Some(after));
        }
        let word = || Some("deprecated".to_owned());
        match (was.0.deprecated, is.0.deprecated) {
            (false, true) => document(rules::ENUM_VALUE_DEPRECATED, None, word()),
            (true, false) => document(rules::ENUM_VALUE_UNDEPRECATED, word(), None),
            _ => {}
        }
        if was.1 != is.1 {
            self.report(rules::ENUM_VALUE_RENAMED, Some(was), Some(is), changes);
        } else if was.0.wire != is.0.wire {
            self.report(rules::ENUM_VALUE_CHANGED, Some(was), Some(is), changes);
        }
    }

    /// Reports a change of the lines of a value.
    fn report(
        &self,
        rule: &'static Rule,
        was: Option<Named<'_>>,
        is: Option<Named<'_>>,
        changes: &mut Changes,
    ) {
        let (base, head) = (&self.compared.base, &self.compared.head);
        let key = |view: &View<'_>, id: EnumId, value: Option<Named<'_>>| {
            Some(format!("variant {}::{}", view.path_text(Item::Enum(id)), value?.1))
        };
        let keys = (key(base, self.base, was), key(head, self.head, is));
        let Some(any) = is.or(was) else { return };
        let change = self.of_value(rule, was.unwrap_or(any), any);
        let before = keys.0.as_deref().and_then(|key| base.line(key));
        let after = keys.1.as_deref().and_then(|key| head.line(key));
        changes.push(change.before(before).after(after));
        for key in [keys.0, keys.1].into_iter().flatten() {
            changes.cover.line(key);
        }
    }

    fn of_value(&self, rule: &'static Rule, was: Named<'_>, is: Named<'_>) -> PendingChange {
        let (base, head) = (&self.compared.base, &self.compared.head);
        let owner = head.path_text(Item::Enum(self.head));
        let wire = is.0.wire.to_string();
        let unknown = match head.api.enumeration(self.head).repr {
            Repr::Integer => format!("Unknown({wire})"),
            Repr::Text => format!("Other({wire:?}.into())"),
        };
        let change = self.change(rule, &format!("{owner}::{}", is.1));
        let change = at_value(change, Side::Base, base, self.base, was.0);
        at_value(change, Side::Head, head, self.head, is.0)
            .word("name", is.1)
            .word("old", was.1)
            .word("wire", &wire)
            .word("old_wire", &was.0.wire.to_string())
            .word("unknown", &unknown)
    }
}

/// Adds the line of the value itself if it has one, which is in enums.yaml.
fn at_value(
    change: PendingChange,
    side: Side,
    view: &View<'_>,
    id: EnumId,
    value: &Variant,
) -> PendingChange {
    let item = Item::Enum(id);
    let (file, pointer) = view.origin(item);
    if view.is_shared(item) {
        return change.at(side, file, &pointer.join("values").join(&value.wire));
    }
    change.at(side, file, pointer)
}

fn named<'a>(view: &View<'a>, id: EnumId) -> Vec<Named<'a>> {
    let names = view.names.variants.get(&id).map(Vec::as_slice).unwrap_or_default();
    let variants = view.api.enumeration(id).variants.iter();
    variants.zip(names.iter().map(String::as_str)).collect()
}

/// The documented label of a value, with its aliases.
fn label(variant: &Variant) -> String {
    let label = variant.label.as_deref().or(variant.name.as_deref()).unwrap_or_default();
    let mut words = label.trim().to_owned();
    if !variant.aliases.is_empty() {
        words.push_str(&format!(" (also {})", variant.aliases.join(", ")));
    }
    words.trim().to_owned()
}
