//! One state with the indexes that a comparison needs.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::OnceLock;

use super::pending::Reason;
use super::reached::{add_reached, alone, type_exprs};
use super::report::Affected;
use super::schema_users::{Roots, Uses};
use super::servers::{DEFAULT_SERVER, server_path};
use super::state::State;
use crate::listing::{Entry, Kind, Origin, Pair, Part};
use crate::model::{Api, EnumId, Event, Facts, Operation, TypeExpr, TypeId};
use crate::name::event::MODULE;
use crate::name::{ModulePath, Names, OperationName, TypePath};
use crate::pointer::Pointer;
use crate::schema_path::SchemaPath;

/// An object, union or enumeration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Item {
    Type(TypeId),
    Enum(EnumId),
}

impl From<Item> for Origin {
    fn from(item: Item) -> Origin {
        match item {
            Item::Type(id) => Origin::Type(id),
            Item::Enum(id) => Origin::Enum(id),
        }
    }
}

/// A state, indexed.
pub(super) struct IndexedState<'a> {
    pub state: &'a State,
    pub api: &'a Api,
    pub names: &'a Names,
    /// By identity, without those of documents that are left out.
    pub operations: BTreeMap<String, usize>,
    /// Events by name on the wire, without those of documents that are left out.
    pub events: BTreeMap<&'a str, usize>,
    /// Objects, unions and enumerations by Rust path.
    pub items: BTreeMap<String, Item>,
    /// The operations that reach an item.
    pub reach: BTreeMap<Item, BTreeSet<usize>>,
    /// The operations whose inputs reach an item, once they are needed.
    pub taken: OnceLock<BTreeMap<Item, BTreeSet<usize>>>,
    /// The items that responses reach, once they are needed.
    pub answered: OnceLock<BTreeMap<Item, BTreeSet<usize>>>,
    /// The events that reach an item.
    pub sent: BTreeMap<Item, BTreeSet<usize>>,
    /// What the schema paths of operations and events begin with, once that is needed.
    pub roots: OnceLock<Roots>,
    /// The fields with enumerations of enums.yaml, once they are needed.
    pub uses: OnceLock<Uses>,
    /// The items that an operation or event alone reaches.
    alone: HashMap<Origin, Vec<Item>>,
    /// The cargo features of the documents that have operations in a module or below it.
    features: BTreeMap<ModulePath, BTreeSet<String>>,
    /// The items of the public API by origin.
    entries: HashMap<Origin, Vec<&'a Entry>>,
    /// The Rust paths of all of them.
    pub paths: HashSet<String>,
    /// The lines that an earlier generator made, where this one makes others.
    earlier: HashMap<(&'a Kind, String), &'a Entry>,
}

impl<'a> IndexedState<'a> {
    pub fn new(state: &'a State, left_out: &BTreeSet<String>) -> IndexedState<'a> {
        let (api, names) = (&state.api, &state.names);
        let mut operations = BTreeMap::new();
        let mut reach = BTreeMap::new();
        for (index, operation) in api.operations.iter().enumerate() {
            if !left_out.contains(&operation.document) {
                operations.insert(operation.key(), index);
                add_reached(api, type_exprs(api, operation), index, &mut reach);
            }
        }
        let mut events = BTreeMap::new();
        let mut sent = BTreeMap::new();
        for (index, event) in api.events.iter().enumerate() {
            if !left_out.contains(&event.document) {
                events.insert(event.name.as_str(), index);
                add_reached(api, vec![&TypeExpr::Type(event.ty)], index, &mut sent);
            }
        }
        let types = names.types.iter().map(|(id, path)| (path.to_string(), Item::Type(*id)));
        let enums = names.enums.iter().map(|(id, path)| (path.to_string(), Item::Enum(*id)));
        let mut items: BTreeMap<String, Item> = types.chain(enums).collect();
        items.retain(|_, item| reach.contains_key(item) || sent.contains_key(item));
        let mut entries: HashMap<Origin, Vec<&Entry>> = HashMap::new();
        for entry in state.listing.entries() {
            if let Some(cause) = &entry.cause {
                entries.entry(cause.origin).or_default().push(entry);
            }
        }
        let features = features(api, names);
        let alone = alone(items.values(), &reach, &sent);
        IndexedState {
            state,
            api,
            names,
            operations,
            events,
            items,
            reach,
            taken: OnceLock::new(),
            answered: OnceLock::new(),
            sent,
            roots: OnceLock::new(),
            uses: OnceLock::new(),
            alone,
            features,
            entries,
            paths: state.listing.entries().iter().map(Entry::path).collect(),
            earlier: HashMap::new(),
        }
    }

    /// Adds the lines of the crate that an earlier generator made: reports show those.
    pub fn with_earlier(mut self, pairs: &[Pair<'a>]) -> IndexedState<'a> {
        let both = pairs.iter().filter_map(|(earlier, own)| earlier.zip(*own));
        self.earlier = both.map(|(earlier, own)| ((&own.kind, own.path()), earlier)).collect();
        self
    }

    /// A line of the crate as it was generated.
    fn shown(&self, entry: &'a Entry) -> String {
        let is_empty = self.earlier.is_empty();
        let earlier = (!is_empty).then(|| self.earlier.get(&(&entry.kind, entry.path())));
        earlier.flatten().copied().unwrap_or(entry).to_string()
    }

    /// The items of the public API that were made from an origin.
    pub fn entries_of(&self, origin: Origin) -> &[&'a Entry] {
        self.entries.get(&origin).map(Vec::as_slice).unwrap_or_default()
    }

    /// The features of which an operation needs one; none if it needs none.
    pub fn features(&self, name: &OperationName) -> BTreeSet<String> {
        let features = self.features.get(&name.module).cloned().unwrap_or_default();
        if features.contains("") { BTreeSet::new() } else { features }
    }

    pub fn operation(&self, index: usize) -> Option<(&'a Operation, &'a OperationName)> {
        Some((self.api.operations.get(index)?, self.names.operations.get(index)?))
    }

    /// An event with its variant in the enum of all of them.
    pub fn event(&self, index: usize) -> Option<(&'a Event, &'a str)> {
        Some((self.api.events.get(index)?, self.names.events.get(index)?))
    }

    pub fn path(&self, item: Item) -> Option<&'a TypePath> {
        match item {
            Item::Type(id) => self.names.types.get(&id),
            Item::Enum(id) => self.names.enums.get(&id),
        }
    }

    /// The Rust path of the item that an origin becomes; empty if it is not emitted.
    pub fn path_text(&self, origin: impl Into<Origin>) -> String {
        let path = match origin.into() {
            Origin::Operation(index) => self.operation(index).map(|(_, name)| name.path()),
            Origin::Event(index) => self.event(index).map(|(_, variant)| of_variant(variant)),
            Origin::Events => Some(format!("{MODULE}::Event")),
            Origin::Type(id) => self.names.types.get(&id).map(TypePath::to_string),
            Origin::Enum(id) => self.names.enums.get(&id).map(TypePath::to_string),
            Origin::Id(index) => self.api.ids.get(index).map(|id| format!("ids::{}", id.name)),
            Origin::Server(index) => {
                self.api.servers.get(index).map(|server| server_path(&server.key))
            }
            Origin::DefaultServer => Some(DEFAULT_SERVER.to_owned()),
        };
        path.unwrap_or_default()
    }

    pub fn schema_path(&self, item: Item) -> &'a SchemaPath {
        match item {
            Item::Type(id) => &self.api.ty(id).schema_path,
            Item::Enum(id) => &self.api.enumeration(id).schema_path,
        }
    }

    /// Product, identity on the wire, and the operations and events that use an origin.
    pub fn describe(&self, origin: Origin) -> (String, String, Vec<Affected>) {
        let item = match origin {
            Origin::Operation(index) => {
                let operation = self.api.operations.get(index);
                let product = operation.map(|operation| self.product(&operation.document));
                let users: Vec<Affected> = self.affected(index).into_iter().collect();
                let wire = users.first().map(|user| user.wire.clone());
                return (product.unwrap_or_default(), wire.unwrap_or_default(), users);
            }
            Origin::Event(index) => {
                let event = self.api.events.get(index);
                let product = event.map(|event| self.product(&event.document));
                let name = event.map(|event| event.name.clone());
                let users = self.affected_event(index).into_iter().collect();
                return (product.unwrap_or_default(), name.unwrap_or_default(), users);
            }
            Origin::Events | Origin::Id(_) | Origin::Server(_) | Origin::DefaultServer => {
                return ("crate".to_owned(), String::new(), Vec::new());
            }
            Origin::Type(id) => Item::Type(id),
            Origin::Enum(id) => Item::Enum(id),
        };
        let schema_path = self.schema_path(item);
        let product = self.product_of(item);
        (product, schema_path.to_string().trim_end().to_owned(), self.users(item))
    }

    /// The file and pointer of an origin.
    pub fn location(&self, origin: Origin) -> Option<(&'a str, &'a Pointer)> {
        let (file, pointer) = match origin {
            Origin::Operation(index) => {
                let operation = self.api.operations.get(index)?;
                (self.file(&operation.document), &operation.pointer)
            }
            Origin::Event(index) => {
                let event = self.api.events.get(index)?;
                (self.file(&event.document), &event.pointer)
            }
            Origin::Events | Origin::Id(_) | Origin::Server(_) | Origin::DefaultServer => {
                return None;
            }
            Origin::Type(id) => (self.api.ty(id).file.as_str(), &self.api.ty(id).pointer),
            Origin::Enum(id) => {
                let enumeration = self.api.enumeration(id);
                (enumeration.file.as_str(), &enumeration.pointer)
            }
        };
        Some((file, pointer))
    }

    pub fn is_shared(&self, item: Item) -> bool {
        matches!(item, Item::Enum(id) if self.api.enumeration(id).shared.is_some())
    }

    /// The members of a type, in the order of its fields or alternatives.
    pub fn members(&self, id: TypeId) -> &'a [String] {
        self.names.members.get(&id).map(Vec::as_slice).unwrap_or_default()
    }

    /// The line of api.txt that a reason names: the declaration of an origin or of a part.
    pub fn line(&self, reason: Reason) -> Option<String> {
        let (origin, part) = match reason {
            Reason::All(origin) | Reason::Name(origin) => (origin, None),
            Reason::Part(origin, part) => (origin, Some(part)),
        };
        let is_member = |entry: &Entry, part| {
            let parts = entry.cause.as_ref().map(|cause| cause.parts.as_slice());
            parts.is_some_and(|parts| parts.contains(&part))
        };
        let declares = |entry: &&&Entry| match (part, origin, &entry.kind) {
            (Some(Part::Aspect(aspect)), _, kind) => {
                *kind == Kind::Method && entry.name == aspect.method()
            }
            (None, Origin::Operation(_), kind) | (Some(Part::Arguments), _, kind) => {
                *kind == Kind::Fn
            }
            (None, Origin::Event(_), kind) => *kind == Kind::Variant,
            (None, _, kind) => matches!(kind, Kind::Struct | Kind::Enum | Kind::Const),
            (Some(part), Origin::Events, Kind::Method)
            | (Some(part), _, Kind::Field | Kind::Variant) => is_member(entry, part),
            (Some(Part::Member(_)), ..) => false,
        };
        self.entries.get(&origin)?.iter().find(declares).map(|entry| self.shown(entry))
    }

    /// The lines of the types and enumerations that one operation or event alone reaches.
    pub fn reached_alone(&self, origin: Origin) -> Vec<String> {
        let alone = self.alone.get(&origin).into_iter().flatten();
        let mut lines: Vec<String> =
            alone.filter_map(|item| self.line(Reason::All((*item).into()))).collect();
        lines.sort();
        lines
    }

    /// The file of a document.
    pub fn file(&self, document: &str) -> &'a str {
        self.api.document(document).map(|document| document.file.as_str()).unwrap_or_default()
    }

    /// The name of a document in a report.
    pub fn product(&self, document: &str) -> String {
        let entry = self.api.document(document);
        let title = entry.map(|entry| entry.title.trim()).unwrap_or_default();
        match (title, document) {
            // A type that several documents share belongs to none of them.
            ("", "") => "shared".to_owned(),
            ("", id) => id.to_owned(),
            (title, _) => title.to_owned(),
        }
    }

    /// The product of an item: that of its document, or the one whose module it is in, or the only one that uses it.
    pub fn product_of(&self, item: Item) -> String {
        let document = &self.schema_path(item).document;
        let has_home = match item {
            Item::Type(id) => self.api.ty(id).home.is_some(),
            Item::Enum(id) => self.api.enumeration(id).home.is_some(),
        };
        if !document.is_empty() && !has_home && !self.is_shared(item) {
            return self.product(document);
        }
        let module = self.path(item).map(|path| path.module.to_string()).unwrap_or_default();
        let is_inside = |own: &str| {
            let rest = module.strip_prefix(own);
            !own.is_empty() && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
        };
        let owner = self.api.documents.iter().find(|document| is_inside(&document.module));
        if let Some(owner) = owner {
            return self.product(&owner.id);
        }
        let operations = self.reach.get(&item).into_iter().flatten();
        let operations = operations.filter_map(|index| Some(&self.operation(*index)?.0.document));
        let events = self.sent.get(&item).into_iter().flatten();
        let events = events.filter_map(|index| Some(&self.event(*index)?.0.document));
        let users: BTreeSet<String> =
            operations.chain(events).map(|document| self.product(document)).collect();
        let mut users = users.into_iter();
        match (users.next(), users.next()) {
            (Some(only), None) => only,
            _ => "shared".to_owned(),
        }
    }

    pub fn affected(&self, index: usize) -> Option<Affected> {
        let (operation, name) = self.operation(index)?;
        let wire = format!("{} {}", operation.method, operation.path);
        Some(Affected { name: name.path(), wire })
    }

    pub fn affected_event(&self, index: usize) -> Option<Affected> {
        let (event, variant) = self.event(index)?;
        Some(Affected { name: of_variant(variant), wire: format!("event {}", event.name) })
    }

    /// The operations and events that reach an item, by name.
    pub fn users(&self, item: Item) -> Vec<Affected> {
        let indexes = self.reach.get(&item).into_iter().flatten();
        let events = self.sent.get(&item).into_iter().flatten();
        let mut list: Vec<Affected> = indexes
            .filter_map(|index| self.affected(*index))
            .chain(events.filter_map(|index| self.affected_event(*index)))
            .collect();
        list.sort();
        list
    }

    /// The description of a value: ours, or that of the document.
    pub fn text(facts: &Facts) -> Option<String> {
        Self::one_line(facts.line.as_deref().or(facts.text.as_deref()))
    }

    /// A description without line breaks, so that their positions are no difference.
    pub fn one_line(description: Option<&str>) -> Option<String> {
        let line = description?.split_whitespace().collect::<Vec<_>>().join(" ");
        (!line.is_empty()).then_some(line)
    }
}

/// The Rust path of the variant of an event.
fn of_variant(variant: &str) -> String {
    format!("{MODULE}::Event::{variant}")
}

/// A module exists as soon as one of the features of its content or of a module below it is on.
fn features(api: &Api, names: &Names) -> BTreeMap<ModulePath, BTreeSet<String>> {
    let mut features: BTreeMap<ModulePath, BTreeSet<String>> = BTreeMap::new();
    for (operation, name) in api.operations.iter().zip(&names.operations) {
        let document = api.document(&operation.document);
        let feature = document.map(|document| document.feature.clone()).unwrap_or_default();
        let mut module = name.types();
        loop {
            features.entry(module.clone()).or_default().insert(feature.clone());
            if module.0.pop().is_none() {
                break;
            }
        }
    }
    features
}
