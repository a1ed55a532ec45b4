//! One state with the indexes that a comparison needs.

use std::collections::{BTreeMap, BTreeSet};

use super::lines;
use super::report::Affected;
use super::state::State;
use crate::model::{
    Answer, Api, EnumId, Event, Facts, Operation, Type, TypeExpr, TypeId, TypeKind,
};
use crate::name::event::MODULE;
use crate::name::{ModulePath, Names, OperationName, TypePath, inputs};
use crate::schema_path::SchemaPath;

/// An object, union or enumeration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Item {
    Type(TypeId),
    Enum(EnumId),
}

/// A state, indexed.
pub(super) struct View<'a> {
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
    /// The events that reach an item.
    pub sent: BTreeMap<Item, BTreeSet<usize>>,
    /// The cargo features of the documents that have operations in a module or below it.
    features: BTreeMap<ModulePath, BTreeSet<String>>,
    /// Kind and path of an item → its line of api.txt.
    lines: BTreeMap<&'a str, &'a str>,
}

impl<'a> View<'a> {
    pub fn new(state: &'a State, left_out: &BTreeSet<String>) -> View<'a> {
        let (api, names) = (&state.api, &state.names);
        let kept = api.operations.iter().enumerate();
        let kept = kept.filter(|(_, operation)| !left_out.contains(&operation.document));
        let operations: BTreeMap<String, usize> =
            kept.map(|(index, operation)| (operation.key(), index)).collect();
        let mut reach = BTreeMap::new();
        for index in operations.values() {
            if let Some(operation) = api.operations.get(*index) {
                reached(api, shapes(api, operation), *index, &mut reach);
            }
        }
        let kept = api.events.iter().enumerate();
        let kept = kept.filter(|(_, event)| !left_out.contains(&event.document));
        let events: BTreeMap<&str, usize> =
            kept.map(|(index, event)| (event.name.as_str(), index)).collect();
        let mut sent = BTreeMap::new();
        for index in events.values() {
            if let Some(event) = api.events.get(*index) {
                reached(api, vec![&TypeExpr::Type(event.ty)], *index, &mut sent);
            }
        }
        let mut items = BTreeMap::new();
        for (id, path) in &names.types {
            items.insert(path.to_string(), Item::Type(*id));
        }
        for (id, path) in &names.enums {
            items.insert(path.to_string(), Item::Enum(*id));
        }
        let shared =
            |item: &Item| matches!(item, Item::Enum(id) if api.enumeration(*id).shared.is_some());
        let used = |item: &Item| reach.contains_key(item) || sent.contains_key(item);
        items.retain(|_, item| used(item) || shared(item));
        let lines = state.lines.iter().map(|line| (lines::key(line), line.as_str())).collect();
        let features = features(api, names);
        View { state, api, names, operations, events, items, reach, sent, features, lines }
    }

    /// The features that an operation is there with, any one of them; none where it needs none.
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

    /// The Rust path of an item; empty for one that is not emitted.
    pub fn path_text(&self, item: Item) -> String {
        self.path(item).map(TypePath::to_string).unwrap_or_default()
    }

    pub fn schema_path(&self, item: Item) -> &'a SchemaPath {
        match item {
            Item::Type(id) => &self.api.ty(id).schema_path,
            Item::Enum(id) => &self.api.enumeration(id).schema_path,
        }
    }

    /// The file and pointer of an item.
    pub fn origin(&self, item: Item) -> (&'a str, &'a crate::pointer::Pointer) {
        match item {
            Item::Type(id) => (&self.api.ty(id).file, &self.api.ty(id).pointer),
            Item::Enum(id) => (&self.api.enumeration(id).file, &self.api.enumeration(id).pointer),
        }
    }

    pub fn is_shared(&self, item: Item) -> bool {
        matches!(item, Item::Enum(id) if self.api.enumeration(id).shared.is_some())
    }

    /// The members of a type, in the order of its fields or alternatives.
    pub fn members(&self, id: TypeId) -> &'a [String] {
        self.names.members.get(&id).map(Vec::as_slice).unwrap_or_default()
    }

    /// A line of api.txt by kind and path (`field users::User.email`).
    pub fn line(&self, key: &str) -> Option<String> {
        self.lines.get(key).map(|line| (*line).to_owned())
    }

    /// The file of a document.
    pub fn file(&self, document: &str) -> &'a str {
        self.api.document(document).map(|one| one.file.as_str()).unwrap_or_default()
    }

    /// What a document is called in a report.
    pub fn product(&self, document: &str) -> String {
        let own = self.api.document(document);
        let title = own.map(|one| one.title.trim()).unwrap_or_default();
        match (title, document) {
            // What several documents share belongs to none of them.
            ("", "") => "shared".to_owned(),
            ("", id) => id.to_owned(),
            (title, _) => title.to_owned(),
        }
    }

    pub fn affected(&self, index: usize) -> Option<Affected> {
        let (operation, name) = self.operation(index)?;
        let wire = format!("{} {}", operation.method, operation.path);
        Some(Affected { name: name.path(), wire })
    }

    /// The line of api.txt of a type or enumeration.
    pub fn item_line(&self, item: Item) -> Option<String> {
        let path = self.path_text(item);
        ["struct", "enum"].iter().find_map(|kind| self.line(&format!("{kind} {path}")))
    }

    /// The operations and events that reach an item, by name.
    pub fn users(&self, item: Item) -> Vec<Affected> {
        let indexes = self.reach.get(&item).into_iter().flatten();
        let events = self.sent.get(&item).into_iter().flatten();
        let mut list: Vec<Affected> = indexes
            .filter_map(|index| self.affected(*index))
            .chain(events.filter_map(|index| {
                let (event, variant) = self.event(*index)?;
                Some(affected(event, variant))
            }))
            .collect();
        list.sort();
        list
    }

    /// Our line about a value, or the document's.
    pub fn text(facts: &Facts) -> Option<String> {
        Self::one_line(facts.line.as_deref().or(facts.text.as_deref()))
    }

    /// A text without line breaks, so that their positions are no difference.
    pub fn one_line(text: Option<&str>) -> Option<String> {
        let text = text.map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
        text.filter(|text| !text.is_empty())
    }
}

/// An event in a list of operations.
pub(super) fn affected(event: &Event, variant: &str) -> Affected {
    let name = format!("{MODULE}::Event::{variant}");
    Affected { name, wire: format!("event {}", event.name) }
}

/// A module is there as soon as one of the features of what stands in it or below it is on.
fn features(api: &Api, names: &Names) -> BTreeMap<ModulePath, BTreeSet<String>> {
    let mut features: BTreeMap<ModulePath, BTreeSet<String>> = BTreeMap::new();
    for (operation, name) in api.operations.iter().zip(&names.operations) {
        let document = api.document(&operation.document);
        let feature = document.map(|one| one.feature.clone()).unwrap_or_default();
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

/// What an operation takes and answers.
fn shapes<'a>(api: &'a Api, operation: &'a Operation) -> Vec<&'a TypeExpr> {
    let mut shapes: Vec<&TypeExpr> =
        inputs(api, operation).iter().map(|input| input.expr).collect();
    if let Answer::Json(expr) = &operation.answer {
        shapes.push(expr);
    }
    shapes
}

/// Adds every item that an operation or event with these shapes reaches.
fn reached<'a>(
    api: &'a Api,
    mut open: Vec<&'a TypeExpr>,
    index: usize,
    reach: &mut BTreeMap<Item, BTreeSet<usize>>,
) {
    while let Some(expr) = open.pop() {
        let item = match expr.innermost() {
            TypeExpr::Type(id) => Item::Type(*id),
            TypeExpr::Enum(id) => Item::Enum(*id),
            _ => continue,
        };
        if reach.entry(item).or_default().insert(index)
            && let Item::Type(id) = item
        {
            open.extend(below(api.ty(id)));
        }
    }
}

/// The shapes of the fields or alternatives of a type.
pub(super) fn below(ty: &Type) -> Vec<&TypeExpr> {
    match &ty.kind {
        TypeKind::Object(object) => object.fields.iter().map(|field| &field.expr).collect(),
        TypeKind::Union(union) => union.alternatives.iter().map(|one| &one.expr).collect(),
    }
}
