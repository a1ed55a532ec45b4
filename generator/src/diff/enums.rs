//! Enumerations: their values.

use super::Compared;
use super::draft::{Draft, Drafts};
use super::report::Side;
use super::view::{Item, View};
use crate::model::{EnumId, Repr, Variant};

/// A value with its Rust name.
type Named<'a> = (&'a Variant, &'a str);

/// Compares two enumerations that are the same thing.
pub(super) fn compare(compared: &Compared<'_>, base: EnumId, head: EnumId, drafts: &mut Drafts) {
    let both = Both { compared, base, head };
    let (one, other) = (compared.base.api.enumeration(base), compared.head.api.enumeration(head));
    if one.repr != other.repr {
        let draft = both.draft("enum-repr-changed", &compared.head.path_text(Item::Enum(head)));
        drafts.push(draft.map(|draft| {
            draft.before(Some(repr(one.repr).to_owned())).after(Some(repr(other.repr).to_owned()))
        }));
        drafts.cover.owner(compared.base.path_text(Item::Enum(base)));
        drafts.cover.owner(compared.head.path_text(Item::Enum(head)));
        return;
    }
    let text = |view: &View<'_>, own: &crate::model::Enumeration| {
        view.text(&own.schema_path, own.doc.as_deref())
    };
    let (was, is) = (text(&compared.base, one), text(&compared.head, other));
    if was != is {
        let draft = both.draft("text-changed", &compared.head.path_text(Item::Enum(head)));
        drafts.push(draft.map(|draft| draft.before(was).after(is)));
    }
    both.values(drafts);
}

fn repr(repr: Repr) -> &'static str {
    match repr {
        Repr::Integer => "integers",
        Repr::Text => "text",
    }
}

struct Both<'a> {
    compared: &'a Compared<'a>,
    base: EnumId,
    head: EnumId,
}

impl Both<'_> {
    fn draft(&self, rule: &str, item: &str) -> Option<Draft> {
        let (base, head) = (&self.compared.base, &self.compared.head);
        let own = Item::Enum(self.head);
        let schema_path = head.schema_path(own);
        let product = if head.is_shared(own) {
            "shared".to_owned()
        } else {
            head.product(&schema_path.document)
        };
        let draft = Draft::new(rule, &product, item, schema_path.to_string().trim_end())?;
        Some(
            draft
                .word("owner", &head.path_text(own))
                .operations(head.users(own))
                .at_item(Side::Base, base, Item::Enum(self.base))
                .at_item(Side::Head, head, own),
        )
    }

    fn values(&self, drafts: &mut Drafts) {
        let ours = named(&self.compared.base, self.base);
        let theirs = named(&self.compared.head, self.head);
        let mut new: Vec<Named<'_>> = theirs.clone();
        let mut gone = Vec::new();
        for one in ours {
            let wire = one.0.wire.to_string();
            match new.iter().position(|other| other.0.wire.to_string() == wire) {
                Some(at) => self.value(one, new.remove(at), drafts),
                None => gone.push(one),
            }
        }
        for one in gone {
            match new.iter().position(|other| other.1 == one.1) {
                Some(at) => self.value(one, new.remove(at), drafts),
                None => self.told("enum-value-removed", Some(one), None, drafts),
            }
        }
        for other in new {
            self.told("enum-value-added", None, Some(other), drafts);
        }
    }

    /// A value that both have.
    fn value(&self, one: Named<'_>, other: Named<'_>, drafts: &mut Drafts) {
        let (was, is) = (words(one.0), words(other.0));
        if one.1 != other.1 {
            self.told("enum-value-renamed", Some(one), Some(other), drafts);
        } else if one.0.wire != other.0.wire {
            self.told("enum-value-changed", Some(one), Some(other), drafts);
        } else if was != is {
            self.worded("enum-value-relabelled", one, other, (Some(was), Some(is)), drafts);
        }
        let word = || Some("deprecated".to_owned());
        match (one.0.deprecated, other.0.deprecated) {
            (false, true) => {
                self.worded("enum-value-deprecated", one, other, (None, word()), drafts)
            }
            (true, false) => {
                self.worded("enum-value-undeprecated", one, other, (word(), None), drafts);
            }
            _ => {}
        }
    }

    fn told(
        &self,
        rule: &str,
        one: Option<Named<'_>>,
        other: Option<Named<'_>>,
        drafts: &mut Drafts,
    ) {
        let line = |view: &View<'_>, id: EnumId, value: Option<Named<'_>>| {
            let path = format!("{}::{}", view.path_text(Item::Enum(id)), value?.1);
            view.line(&format!("variant {path}"))
        };
        let (base, head) = (&self.compared.base, &self.compared.head);
        let lines = (line(base, self.base, one), line(head, self.head, other));
        for (view, id, value) in [(base, self.base, one), (head, self.head, other)] {
            if let Some((_, name)) = value {
                let path = view.path_text(Item::Enum(id));
                drafts.cover.line(format!("variant {path}::{name}"));
            }
        }
        let Some(any) = other.or(one) else { return };
        let one = one.unwrap_or(any);
        self.worded(rule, one, any, lines, drafts);
    }

    fn worded(
        &self,
        rule: &str,
        one: Named<'_>,
        other: Named<'_>,
        (before, after): (Option<String>, Option<String>),
        drafts: &mut Drafts,
    ) {
        let owner = self.compared.head.path_text(Item::Enum(self.head));
        let repr = self.compared.head.api.enumeration(self.head).repr;
        let wire = other.0.wire.to_string();
        let unknown = match repr {
            Repr::Integer => format!("Unknown({wire})"),
            Repr::Text => format!("Other({wire:?}.into())"),
        };
        let (base, head) = (&self.compared.base, &self.compared.head);
        let draft = self.draft(rule, &format!("{owner}::{}", other.1)).map(|draft| {
            let draft = draft.nowhere();
            let draft = at_value(draft, Side::Base, base, self.base, one.0);
            let draft = at_value(draft, Side::Head, head, self.head, other.0);
            let draft = draft.word("name", other.1).word("old", one.1).word("wire", &wire);
            let draft = draft.word("old_wire", &one.0.wire.to_string()).word("unknown", &unknown);
            draft.before(before).after(after)
        });
        drafts.push(draft);
    }
}

/// The value itself where it has a line of its own, which is in enums.yaml.
fn at_value(draft: Draft, side: Side, view: &View<'_>, id: EnumId, value: &Variant) -> Draft {
    let item = Item::Enum(id);
    let (file, pointer) = view.origin(item);
    if view.is_shared(item) {
        return draft.at(side, file, &pointer.join("values").join(&value.wire));
    }
    draft.at(side, file, pointer)
}

fn named<'a>(view: &View<'a>, id: EnumId) -> Vec<Named<'a>> {
    let names = view.names.variants.get(&id).map(Vec::as_slice).unwrap_or_default();
    let variants = view.api.enumeration(id).variants.iter();
    variants.zip(names.iter().map(String::as_str)).collect()
}

/// What is documented about a value.
fn words(variant: &Variant) -> String {
    let label = variant.label.as_deref().or(variant.name.as_deref()).unwrap_or_default();
    let mut words = label.trim().to_owned();
    if !variant.aliases.is_empty() {
        words.push_str(&format!(" (also {})", variant.aliases.join(", ")));
    }
    words.trim().to_owned()
}
