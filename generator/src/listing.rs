//! The public API of the crate as data: api.txt and api-runtime.txt are printed from it, and the comparison of two
//! states reads it.

mod conversions;
mod generated;
mod runtime;
mod text;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fmt;

use crate::diagnostic::{Finding, Findings, Severity};
use crate::emit::Emitter;
use crate::model::{EnumId, TypeId};
use crate::pointer::Pointer;
use crate::request_methods::Aspect;

/// The end of the line of a struct that has a `Default`.
pub(crate) const DEFAULT: &str = ": Default";

/// What is between the features of which one is enough.
const OR: &str = " or ";

/// The kind of an item.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A struct.
    Struct,
    /// A field of a struct.
    Field,
    /// An enum.
    Enum,
    /// A variant of an enum.
    Variant,
    /// A trait.
    Trait,
    /// A constant or type that implementations of a trait have to provide.
    Required,
    /// A function, or an associated function without `self`.
    Fn,
    /// A function with `self`.
    Method,
    /// A constant.
    Const,
    /// A static.
    Static,
    /// A type alias.
    Type,
    /// Another path of an item.
    Use,
    /// The implementation of a trait: `name` is the trait, `owner` the type.
    Impl,
    /// An event: `name` is its name on the wire, in quotes.
    Event,
    /// A word of an api.txt that another version of this program wrote.
    Other(String),
}

/// One item of the public API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its kind.
    pub kind: Kind,
    /// The Rust path of the module or type that contains it; empty at the root.
    pub owner: String,
    /// Its name there.
    pub name: String,
    /// The rest of the declaration, as it is printed after the path.
    pub signature: String,
    /// The cargo features that it needs: all of them in the runtime, one of them in generated modules. In the runtime,
    /// one can be several of which one is enough: `events or inbox`.
    pub features: Vec<String>,
    /// Its origin in the documents; `None` for items of the runtime, and for items that were read from a file.
    pub cause: Option<Cause>,
}

/// The part of the model that an entry was made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Origin {
    /// An operation, by its index.
    Operation(usize),
    /// An event, by its index.
    Event(usize),
    /// All events together.
    Events,
    /// An object or union.
    Type(TypeId),
    /// An enumeration.
    Enum(EnumId),
    /// A type of IDs, by its index.
    Id(usize),
    /// A server, by its index.
    Server(usize),
    /// The server of requests that name none.
    DefaultServer,
}

/// A part of an origin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// An input, field, alternative or value, by its position.
    Member(usize),
    /// The arguments of the constructor, and their order.
    Arguments,
    /// A property of an operation.
    Aspect(Aspect),
}

/// The reasons why an entry is as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cause {
    /// The operation, type or event that it was made from.
    pub origin: Origin,
    /// The parts of it that the entry depends on.
    pub parts: Vec<Part>,
    /// The types and enumerations whose names are in its signature.
    pub types: Vec<Origin>,
}

/// Entries, sorted by their lines.
#[derive(Clone, Debug, Default)]
pub struct Listing {
    entries: Vec<Entry>,
    methods_of_requests: BTreeMap<String, BTreeSet<String>>,
}

/// One item in two listings; at least one side is present.
pub type Pair<'a> = (Option<&'a Entry>, Option<&'a Entry>);

impl Entry {
    /// An entry without features and cause. The path ends in its name.
    pub(crate) fn new(kind: Kind, path: &str, signature: impl Into<String>) -> Entry {
        let mark = if kind == Kind::Field { "." } else { "::" };
        let (owner, name) = match path.rsplit_once(mark) {
            Some((owner, name)) if kind != Kind::Event => (owner, name),
            _ => ("", path),
        };
        let (owner, name, signature) = (owner.to_owned(), name.to_owned(), signature.into());
        Entry { kind, owner, name, signature, features: Vec::new(), cause: None }
    }

    /// The Rust path; for an implementation, its trait and type.
    pub fn path(&self) -> String {
        match (&self.kind, self.owner.as_str()) {
            (Kind::Impl, owner) => format!("{} for {owner}", self.name),
            (_, "") => self.name.clone(),
            (Kind::Field, owner) => format!("{owner}.{}", self.name),
            (_, owner) => format!("{owner}::{}", self.name),
        }
    }

    /// Whether two entries are printed in the same way.
    fn is_same(&self, other: &Entry) -> bool {
        self.signature == other.signature && self.features == other.features
    }

    /// Everything but the cause.
    fn parts(&self) -> (&Kind, &str, &str, &str, &[String]) {
        (&self.kind, &self.owner, &self.name, &self.signature, &self.features)
    }

    /// Entries of two listings with the same key are the same item. A type with generic parameters may implement a
    /// trait several times.
    fn key(&self) -> (&Kind, String) {
        match self.kind {
            Kind::Impl => (&self.kind, format!("{}{}", self.path(), self.signature)),
            _ => (&self.kind, self.path()),
        }
    }
}

/// Whether everybody who has turned on one of the features of `on` has one of `needed`.
pub(crate) fn is_enough(on: &str, needed: &str) -> bool {
    on.split(OR).all(|one| needed.split(OR).any(|other| other == one))
}

/// The features of which one is enough, as prose.
pub(crate) fn names_of(feature: &str) -> String {
    let names: Vec<String> = feature.split(OR).map(|name| format!("`{name}`")).collect();
    names.join(OR)
}

impl Listing {
    /// The generated modules.
    pub(crate) fn generated(emitter: &Emitter<'_>) -> Listing {
        let mut entries = generated::entries(emitter);
        entries.extend(conversions::entries(emitter));
        Listing::new(entries)
    }

    /// The hand-written modules: the folders `carried` among `templates` (path → text).
    ///
    /// A file that is not Rust has no entries: the compiler reports the fault.
    pub fn runtime(templates: &BTreeMap<String, String>, carried: &[String]) -> Listing {
        let mut listing = Listing::new(runtime::entries(templates, carried));
        listing.entries.dedup();
        listing.methods_of_requests = runtime::methods_of_requests(templates, carried);
        listing
    }

    fn new(mut entries: Vec<Entry>) -> Listing {
        entries.sort_by_cached_key(Entry::to_string);
        Listing { entries, methods_of_requests: BTreeMap::new() }
    }

    /// The methods that macros of the hand-written modules give to requests, with their signatures; no entry has those.
    pub(crate) fn methods_of_requests(&self) -> &BTreeMap<String, BTreeSet<String>> {
        &self.methods_of_requests
    }

    /// The entries, sorted by their lines.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The lines of api.txt.
    pub fn lines(&self) -> Vec<String> {
        self.entries.iter().map(Entry::to_string).collect()
    }

    /// Items that are not the same in another listing, removed items and new ones.
    pub fn changes<'a>(&'a self, head: &'a Listing) -> Vec<Pair<'a>> {
        let mut removed = self.without(head);
        let mut changes = Vec::new();
        for (key, added) in head.without(self) {
            let mut before = removed.remove(&key).unwrap_or_default();
            let mut others = Vec::new();
            for entry in added {
                match before.iter().position(|old| old.signature == entry.signature) {
                    Some(at) => changes.push((Some(before.remove(at)), Some(entry))),
                    None => others.push(entry),
                }
            }
            let mut before = before.into_iter();
            changes.extend(others.into_iter().map(|entry| (before.next(), Some(entry))));
            changes.extend(before.map(|entry| (Some(entry), None)));
        }
        changes.extend(removed.into_values().flatten().map(|entry| (Some(entry), None)));
        changes
    }

    /// Entries that another listing does not have, by key. Several methods of a generic type may have one key.
    fn without<'a>(&'a self, other: &Listing) -> BTreeMap<(&'a Kind, String), Vec<&'a Entry>> {
        // Nearly all entries are in both, and need no key.
        let same: HashSet<_> = other.entries.iter().map(Entry::parts).collect();
        let rest = self.entries.iter().filter(|entry| !same.contains(&entry.parts()));
        let rest: Vec<(&Entry, _)> = rest.map(|entry| (entry, entry.key())).collect();
        let keys: HashSet<&(&Kind, String)> = rest.iter().map(|(_, key)| key).collect();
        let mut known: HashMap<_, Vec<&Entry>> = HashMap::new();
        if !keys.is_empty() {
            for entry in &other.entries {
                let key = entry.key();
                if keys.contains(&key) {
                    known.entry(key).or_default().push(entry);
                }
            }
        }
        let mut without: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for (entry, key) in &rest {
            let same = known.get(key).into_iter().flatten();
            if !same.into_iter().any(|other| entry.is_same(other)) {
                without.entry(key.clone()).or_default().push(*entry);
            }
        }
        without
    }

    /// The crate would not compile if two items had the same path.
    pub(crate) fn check_unique(&self, findings: &mut Findings) {
        let mut defined = HashSet::new();
        for entry in &self.entries {
            let namespace = match entry.kind {
                Kind::Struct | Kind::Enum => Kind::Type,
                Kind::Fn | Kind::Method => Kind::Fn,
                Kind::Field | Kind::Variant => entry.kind.clone(),
                _ => continue,
            };
            let path = entry.path();
            if !defined.insert((namespace, path.clone())) {
                let message = format!("the crate would define `{path}` twice ({})", entry.kind);
                let help = "this is a fault of the generator: please report it with the document";
                let (severity, at) = (Severity::Error, &Pointer::root());
                let finding = Finding::new(severity, "defined-twice", "api.txt", at, message, help);
                findings.push(finding);
            }
        }
    }

    /// Whether there is an item of this kind and path.
    pub(crate) fn find(&self, kind: &Kind, path: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.kind == *kind && entry.path() == path)
    }
}

impl fmt::Display for Listing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.entries.iter().try_for_each(|entry| writeln!(f, "{entry}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_that_is_defined_twice_is_an_error() {
        let twice = |lines: &[&str]| -> Vec<String> {
            let mut findings = Findings::default();
            Listing::from(lines.join("\n").as_str()).check_unique(&mut findings);
            let sources = crate::source::Sources::default();
            findings.locate(&sources).into_iter().map(|one| one.message).collect()
        };
        assert_eq!(
            twice(&[
                "enum a::Item: text",
                "field a::Item.id: Option<String>",
                "fn a::item() -> a::Item",
                "method a::Item::id(self, i64) -> Self",
                "struct a::Other: Default",
                "variant a::Other::Id(String)",
                "variant a::Other::Ids = 1",
            ]),
            [""; 0]
        );
        assert_eq!(
            twice(&["enum a::Item: text", "fn a::get() -> a::Get", "struct a::Item: Default"]),
            ["the crate would define `a::Item` twice (struct)"]
        );
        assert_eq!(
            twice(&["variant a::B::C = 1", "variant a::B::C(String)"]),
            ["the crate would define `a::B::C` twice (variant)"]
        );
    }
}
