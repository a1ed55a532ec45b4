//! The hand-written modules that the crate contains: entries of api-runtime.txt.

mod methods;
mod replaced;
mod traits;

use std::collections::BTreeMap;

use super::Compared;
use super::pending::{Changes, PendingChange};
use super::rules;
use crate::listing::{Entry, Kind, Listing, Pair, is_enough, names_of};

/// The beginning of the declaration of a struct or enum of which callers may name every part.
const EXHAUSTIVE: &str = ": exhaustive";

/// The end of the declaration of a method that implementations have to provide.
const REQUIRED: &str = " required";

/// Reports nothing if a side has no templates: a folder that contains specs/ alone.
pub(super) fn compare(compared: &Compared<'_>, changes: &mut Changes) {
    let (Some(base), Some(head)) = (&compared.base.state.runtime, &compared.head.state.runtime)
    else {
        return;
    };
    let (loosened, pairs) = loosened(base.changes(head), base);
    for (before, after) in &loosened {
        let change = PendingChange::new(rules::RUNTIME_ADDED, "crate", &declaration_of(after), "");
        let change = change.text(eased(before, after));
        changes.push(change.lines(Some(before.to_string()), Some(after.to_string())));
    }
    methods::report([base, head], changes);
    // What needs a feature now is one change for each feature, however many items it is of.
    let mut newly_gated: BTreeMap<String, Vec<(String, PendingChange)>> = BTreeMap::new();
    for (before, after) in traits::report(compared, [base, head], pairs, changes) {
        if let (Some(old), Some(new)) = (before, after)
            && is_same_alias(old, new, [base, head])
        {
            continue;
        }
        let (rule, entry) = match (before, after) {
            (Some(old), Some(entry)) if grows(old, entry, base) => (rules::RUNTIME_GREW, entry),
            (Some(_), Some(entry)) => (rules::RUNTIME_CHANGED, entry),
            (Some(entry), None) => (rules::RUNTIME_REMOVED, entry),
            (None, Some(entry)) if breaks(entry, base) => (rules::RUNTIME_GREW, entry),
            (None, Some(entry)) => (rules::RUNTIME_ADDED, entry),
            (None, None) => continue,
        };
        let line = |entry: Option<&Entry>| entry.map(ToString::to_string);
        let item = match before.and(after) {
            Some(entry) => declaration_of(entry),
            None => item_of(entry),
        };
        let change = PendingChange::new(rule, "crate", &item, "");
        let change = match (before, after) {
            (Some(old), None) => {
                let krate = compared.head.state.settings.krate.name.replace('-', "_");
                replaced::hinted(change, old, [base, head], &krate)
            }
            _ => change,
        };
        let change = hinted(change, (before, after), [base, head]);
        let change = change.lines(line(before), line(after));
        match before.zip(after).and_then(|(old, new)| gated(old, new)) {
            Some(features) if rule == rules::RUNTIME_CHANGED => {
                newly_gated.entry(features).or_default().push((item, change));
            }
            _ => changes.push(change),
        }
    }
    for list in newly_gated.into_values() {
        together(list).into_iter().for_each(|change| changes.push(change));
    }
}

/// The change of one item, or one for several.
fn together(list: Vec<(String, PendingChange)>) -> Option<PendingChange> {
    let (items, mut changes): (Vec<String>, Vec<PendingChange>) = list.into_iter().unzip();
    let first = changes.drain(..).next()?;
    if items.len() == 1 {
        return Some(first);
    }
    let text = "{count} items of the runtime need a cargo feature now: {features}";
    let count = items.len().to_string();
    Some(first.text(text).word("count", &count).lines(None, None).with(items))
}

/// What callers do about an item that is gone or another one, where more is known than the rule says.
fn hinted(
    change: PendingChange,
    (before, after): (Option<&Entry>, Option<&Entry>),
    [base, head]: [&Listing; 2],
) -> PendingChange {
    let change = match before.zip(after).and_then(|(old, new)| gated(old, new)) {
        Some(features) => change
            .text("`{item}` of the runtime needs a cargo feature now: {features}")
            .hint("add it to the features of the dependency: {features}")
            .word("features", &features),
        None => change,
    };
    let gone = before.filter(|_| after.is_none());
    let change = match gone.and_then(|old| methods::replacement_of_raw(old, head)) {
        Some(replacement) => change.hint(replacement),
        None => change,
    };
    let change = match before.and_then(|field| method_of(field, [base, head])) {
        Some(call) => change.hint("call the method `{call}`").word("call", &call),
        None => change,
    };
    let change = match before.zip(after).and_then(|both| methods::instead(both, head)) {
        Some(method) => change
            .hint("write the new form, which is in api-runtime.txt; `{method}(…)` sets what the argument was")
            .word("method", &method),
        None => change,
    };
    // The bounds of an associated type.
    let is_type = |entry: &Entry| entry.signature.starts_with(": type");
    match before.is_some_and(is_type) && after.is_some_and(is_type) {
        true => change.hint(
            "implementations name a type with its new bounds, and generic code relies on no others",
        ),
        false => change,
    }
}

/// The method of the head that has the name of a field of the base, which had no such method.
fn method_of(field: &Entry, [base, head]: [&Listing; 2]) -> Option<String> {
    let path = format!("{}::{}", field.owner, field.name);
    let method = head.find(&Kind::Method, &path)?;
    let is_new = field.kind == Kind::Field && base.find(&Kind::Method, &path).is_none();
    let needs_nothing =
        ["(&self)", "(self)"].iter().any(|start| method.signature.starts_with(start));
    let arguments = if needs_nothing { "()" } else { "(…)" };
    is_new.then(|| format!("{}{arguments}", field.name))
}

/// The cargo features that an item with the same declaration needs besides those of the base.
fn gated(old: &Entry, new: &Entry) -> Option<String> {
    let is_new = |feature: &&String| !needs(old, feature);
    let new_features: Vec<String> =
        new.features.iter().filter(is_new).map(|feature| names_of(feature)).collect();
    let same = old.kind == new.kind && old.signature == new.signature;
    (same && !new_features.is_empty()).then(|| new_features.join(", "))
}

/// Whether everybody who has an item has a feature, or one of several.
fn needs(entry: &Entry, feature: &str) -> bool {
    entry.features.iter().any(|on| is_enough(on, feature))
}

/// What an item needs less than before.
fn eased(old: &Entry, new: &Entry) -> &'static str {
    match (old.signature == new.signature, is_whole_now(old, new), is_provided_now(old, new)) {
        (false, true, _) => {
            "`{item}` of the runtime can be built and matched with all of its parts"
        }
        (false, _, true) => "implementations of the trait need not provide `{item}` of the runtime",
        (true, ..) if new.features.len() >= old.features.len() => {
            "`{item}` of the runtime is there with more cargo features"
        }
        _ => "`{item}` of the runtime needs fewer bounds or features",
    }
}

/// Whether a struct or enum is no longer `#[non_exhaustive]`.
fn is_whole_now(old: &Entry, new: &Entry) -> bool {
    let whole = |entry: &Entry| entry.signature.strip_prefix(EXHAUSTIVE).map(str::to_owned);
    matches!(old.kind, Kind::Struct | Kind::Enum) && whole(new).as_ref() == Some(&old.signature)
}

/// Whether a method of a trait has a default now.
fn is_provided_now(old: &Entry, new: &Entry) -> bool {
    matches!(old.kind, Kind::Fn | Kind::Method)
        && old.signature.strip_suffix(REQUIRED) == Some(&new.signature)
}

/// Whether an alias only names the same type by another private module, which callers cannot write.
fn is_same_alias(old: &Entry, new: &Entry, listings: [&Listing; 2]) -> bool {
    let names = |entry: &Entry| -> Vec<String> {
        let is_word = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
        entry.signature.split(|c| !is_word(c)).map(str::to_owned).collect()
    };
    // `paging::Items` → `Items`
    let last = |name: &str| name.rsplit("::").next().unwrap_or_default().to_owned();
    let (old_names, new_names) = (names(old), names(new));
    let is_public = |name: &str| {
        let end = format!("::{name}");
        listings.iter().any(|listing| {
            listing.entries().iter().any(|entry| {
                let path = entry.path();
                path == name || path.ends_with(&end)
            })
        })
    };
    let differ = old_names.iter().zip(&new_names).filter(|(old, new)| old != new);
    let plain = |entry: &Entry, names: &[String]| {
        names.iter().fold(entry.signature.clone(), |text, name| {
            if name.contains("::") { text.replace(name.as_str(), &last(name)) } else { text }
        })
    };
    old.kind == Kind::Type
        && new.kind == Kind::Type
        && old.features == new.features
        && old_names.len() == new_names.len()
        && plain(old, &old_names) == plain(new, &new_names)
        && differ.clone().all(|(old, new)| !is_public(old) && !is_public(new))
}

fn item_of(entry: &Entry) -> String {
    match entry.kind {
        Kind::Impl => entry.to_string(),
        _ => entry.path(),
    }
}

/// The same whatever features it needs.
fn declaration_of(entry: &Entry) -> String {
    match entry.kind {
        Kind::Impl => format!("impl {}{}", entry.path(), entry.signature),
        _ => entry.path(),
    }
}

/// Splits off the items that only need less than before. An implementation with other bounds is removed and added.
fn loosened<'a>(
    pairs: Vec<Pair<'a>>,
    base: &Listing,
) -> (Vec<(&'a Entry, &'a Entry)>, Vec<Pair<'a>>) {
    let mut loosened = Vec::new();
    let mut others = Vec::new();
    let is_added = |pair: &Pair<'a>| pair.0.is_none();
    let (mut added, rest): (Vec<Pair<'a>>, Vec<Pair<'a>>) = pairs.into_iter().partition(is_added);
    for (before, after) in rest {
        let Some(old) = before else { continue };
        if let Some(new) = after {
            match needs_less(old, new, base) {
                true => loosened.push((old, new)),
                false => others.push((before, after)),
            }
            continue;
        }
        let position =
            added.iter().position(|(_, new)| new.is_some_and(|new| needs_less(old, new, base)));
        match position.and_then(|at| added.remove(at).1) {
            Some(new) => loosened.push((old, new)),
            None => others.push((before, None)),
        }
    }
    others.extend(added);
    (loosened, others)
}

/// Whether an item is the same with fewer bounds or cargo features. Items of traits have the bounds that
/// implementations repeat.
fn needs_less(old: &Entry, new: &Entry, base: &Listing) -> bool {
    let may = match old.kind {
        Kind::Trait | Kind::Required => false,
        Kind::Fn | Kind::Method => !old.signature.ends_with(REQUIRED),
        _ => true,
    };
    let looser = || may && fewer_bounds(&old.signature, &new.signature);
    let is_same = old.signature == new.signature;
    old.kind == new.kind
        && old.path() == new.path()
        && has_fewer_features(old, new)
        && (is_same || looser() || is_whole_now(old, new) || is_provided_now(old, new))
        && !grows(old, new, base)
}

fn has_fewer_features(old: &Entry, new: &Entry) -> bool {
    new.features.iter().all(|feature| needs(old, feature))
}

/// Whether callers without a feature that a part of a type or trait needed have to write the part now.
fn grows(old: &Entry, new: &Entry, base: &Listing) -> bool {
    let mut kinds = [Kind::Struct, Kind::Enum, Kind::Trait].into_iter();
    let owner = kinds.find_map(|kind| base.find(&kind, &old.owner));
    has_fewer_features(old, new)
        && owner.is_some_and(|owner| owner.features != old.features)
        && old.features != new.features
        && breaks(new, base)
}

/// A parameter with its bounds.
type Parameter<'a> = (&'a str, Vec<&'a str>);

/// The same declaration, with parameters that have some of the bounds.
fn fewer_bounds(old: &str, new: &str) -> bool {
    let (Some((head, old)), Some((other, new))) = (parameters(old), parameters(new)) else {
        return false;
    };
    let fits = |(old, new): (&Parameter<'_>, &Parameter<'_>)| {
        old.0 == new.0 && new.1.iter().all(|bound| old.1.contains(bound))
    };
    head == other && old.len() == new.len() && old.iter().zip(&new).all(fits)
}

/// What is before ` for <T: A + B, I>` at the end of a declaration, and the parameters with their bounds. `None` with
/// brackets inside, or a condition.
fn parameters(signature: &str) -> Option<(&str, Vec<Parameter<'_>>)> {
    let (head, list) = signature.strip_suffix('>')?.rsplit_once(" for <")?;
    if list.contains(['<', '(', '>']) {
        return None;
    }
    let list = list.split(", ").map(|one| match one.split_once(':') {
        None => (one, Vec::new()),
        Some((name, bounds)) => (name, bounds.split('+').map(str::trim).collect()),
    });
    Some((head, list.collect()))
}

/// Whether a new item breaks callers that had to name every part of its owner.
fn breaks(entry: &Entry, base: &Listing) -> bool {
    let is_exhaustive = |kind: Kind| {
        let owner = base.find(&kind, &entry.owner);
        owner.is_some_and(|owner| owner.signature.starts_with(EXHAUSTIVE))
    };
    match entry.kind {
        Kind::Field => is_exhaustive(Kind::Struct),
        Kind::Variant => is_exhaustive(Kind::Enum),
        Kind::Required => base.find(&Kind::Trait, &entry.owner).is_some(),
        Kind::Method | Kind::Fn => {
            entry.signature.ends_with(REQUIRED) && base.find(&Kind::Trait, &entry.owner).is_some()
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_alias_of_a_private_path_stays() {
        for (old, new, public, same) in [
            ("type a::T = Each<x::I<T>> for <T>", "type a::T = Each<y::I<T>> for <T>", "", true),
            ("type a::T = Each<x::I>", "type a::T = Each<y::J>", "", false),
            ("type a::T = Each<x::I>", "type a::T = Some<x::I>", "", false),
            ("type a::T = x::I", "type a::T = y::I", "struct rt::y::I", false),
            ("type a::T = x::I [one]", "type a::T = y::I [two]", "", false),
        ] {
            let [before, after, public] = [old, new, public].map(Listing::from);
            let (old, new) = (&before.entries()[0], &after.entries()[0]);
            assert_eq!(is_same_alias(old, new, [&before, &public]), same, "{old} → {new}");
        }
    }

    #[test]
    fn fewer_bounds_and_features_break_nobody() {
        for (old, new, less) in [
            (
                "method a::B::c(&self) for <T: X + Y, I>",
                "method a::B::c(&self) for <T: Y, I>",
                true,
            ),
            ("method a::B::c(&self) for <T: X>", "method a::B::c(&self) for <T>", true),
            ("method a::B::c(&self) for <T: X>", "method a::B::c(&self) for <T: Z>", false),
            ("method a::B::c(&self) for <T>", "method a::B::c(&self) for <T: X>", false),
            ("method a::B::c(&self) for <T: X>", "method a::B::c(&self, u8) for <T>", false),
            (
                "method a::B::c(&self) for <T: X> required",
                "method a::B::c(&self) for <T> required",
                false,
            ),
            (
                "impl Stream for a::B for <T: X + 'static, I>",
                "impl Stream for a::B for <T, I>",
                true,
            ),
            ("impl Stream for a::B for <T: X>", "impl Debug for a::B for <T>", false),
            ("fn a::b() [one, two]", "fn a::b() [two]", true),
            ("fn a::b() [one]", "fn a::b() [two]", false),
            ("impl Debug for a::B [one, two]", "impl Debug for a::B [two]", true),
            ("impl Debug for a::B [two]", "impl Debug for a::B [one, two]", false),
            ("impl Debug for a::B [two]", "impl Debug for a::B [one or two]", true),
            ("impl Debug for a::B [one or two]", "impl Debug for a::B [two]", false),
            ("impl Debug for a::B [one, two]", "impl Debug for a::B [one or two]", true),
            ("trait a::B for <T: X>", "trait a::B for <T>", false),
            ("struct a::B", "struct a::B: exhaustive", true),
            ("struct a::B: exhaustive", "struct a::B", false),
            ("method a::B::c(&self) -> u8 required", "method a::B::c(&self) -> u8", true),
            ("method a::B::c(&self) -> u8", "method a::B::c(&self) -> u8 required", false),
            ("method a::B::c(&self) -> u8 required", "method a::B::c(&self) -> u16", false),
        ] {
            let [before, after] = [old, new].map(Listing::from);
            let (loosened, others) = loosened(before.changes(&after), &before);
            assert_eq!(loosened.len() == 1 && others.is_empty(), less, "{old} → {new}");
        }
    }
}
