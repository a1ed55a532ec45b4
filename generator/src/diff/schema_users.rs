//! Which operations and events have a schema in their own documents. A type of shared.yaml is reached by others too,
//! whose documents lack a field or value of it.

use std::collections::{HashMap, HashSet};

use super::Compared;
use super::indexed_state::{IndexedState, Item};
use super::report::Affected;
use crate::listing::Origin;
use crate::model::{Api, EnumId, Field, TypeExpr, TypeKind, Wire};
use crate::pointer::Pointer;
use crate::schema_path::{PathRoot, SchemaPath};

/// What the schema paths of operations and events begin with, in the order of the model.
#[derive(Debug, Default)]
pub(super) struct Roots {
    operations: Vec<PathRoot>,
    events: Vec<PathRoot>,
}

/// A schema that an enumeration of enums.yaml describes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Use<'a> {
    pub schema_path: &'a SchemaPath,
    pub pointer: &'a Pointer,
    /// The values that the schema lists itself.
    pub values: &'a [Wire],
}

/// The fields with each enumeration of enums.yaml.
pub(super) type Uses = HashMap<EnumId, Vec<Spot>>;

/// A field of the model.
#[derive(Clone, Copy, Debug)]
pub(super) enum Spot {
    /// Of an object.
    Member(usize, usize),
    /// Of an operation.
    Parameter(usize, usize),
}

impl<'a> IndexedState<'a> {
    /// The schemas of an item: those that it replaces, or its own.
    pub fn schemas(&self, item: Item) -> Vec<&'a SchemaPath> {
        match item {
            Item::Type(id) => {
                let ty = self.api.ty(id);
                match ty.sources.is_empty() {
                    true => vec![&ty.schema_path],
                    false => ty.sources.iter().map(|source| &source.schema_path).collect(),
                }
            }
            Item::Enum(id) => {
                let one = self.api.enumeration(id);
                match (&one.shared, one.sources.is_empty()) {
                    (Some(_), _) => self.uses(id).iter().map(|one| one.schema_path).collect(),
                    (None, true) => vec![&one.schema_path],
                    (None, false) => one.sources.iter().map(|source| &source.schema_path).collect(),
                }
            }
        }
    }

    /// The schemas that an enumeration of enums.yaml describes.
    pub fn uses(&self, id: EnumId) -> Vec<Use<'a>> {
        let spots = self.uses.get_or_init(|| uses(self.api)).get(&id).into_iter().flatten();
        let fields = spots.filter_map(|spot| match *spot {
            Spot::Member(ty, at) => match &self.api.types.get(ty)?.kind {
                TypeKind::Object(object) => object.fields.get(at),
                TypeKind::Union(_) => None,
            },
            Spot::Parameter(operation, at) => {
                self.api.operations.get(operation)?.parameters.get(at).map(|(_, _, field)| field)
            }
        });
        fields.flat_map(of_field).collect()
    }

    /// The operations and events whose own documents have an item.
    pub fn own_users(&self, item: Item) -> Vec<Affected> {
        let own = self.users_of(item, self.schemas(item));
        if own.is_empty() { self.users(item) } else { own }
    }

    /// Those of [`users`](Self::users) whose own documents have one of these schemas.
    pub fn users_of<'s>(
        &self,
        item: Item,
        schemas: impl IntoIterator<Item = &'s SchemaPath>,
    ) -> Vec<Affected> {
        let roots = schemas.into_iter().map(|schema_path| &schema_path.anchor).collect();
        self.users_below(item, &roots)
    }

    /// Those of [`users`](Self::users) that are one of these operations and events.
    pub fn users_below(&self, item: Item, roots: &HashSet<&PathRoot>) -> Vec<Affected> {
        self.named(self.indexes_below(item, roots))
    }

    /// The operations and the events of these that reach an item. Operations that have no schema of the item themselves
    /// refer to a component.
    fn indexes_below(&self, item: Item, roots: &HashSet<&PathRoot>) -> [Vec<usize>; 2] {
        let is_component = |root: &&PathRoot| matches!(root, PathRoot::Schema(_));
        let own: Option<HashSet<&PathRoot>> = roots
            .iter()
            .any(is_component)
            .then(|| self.schemas(item).into_iter().map(|path| &path.anchor).collect());
        let all = self.roots.get_or_init(|| self.all_roots());
        let is_one = |root: Option<&PathRoot>| {
            root.is_some_and(|root| {
                roots.contains(root) || own.as_ref().is_some_and(|own| !own.contains(root))
            })
        };
        let [operations, events] = self.indexes(item);
        [
            operations.into_iter().filter(|index| is_one(all.operations.get(*index))).collect(),
            events.into_iter().filter(|index| is_one(all.events.get(*index))).collect(),
        ]
    }

    /// The operations and the events that reach an item.
    fn indexes(&self, item: Item) -> [Vec<usize>; 2] {
        [&self.reach, &self.sent]
            .map(|users| users.get(&item).into_iter().flatten().copied().collect())
    }

    /// Operations and events by name.
    fn named(&self, [operations, events]: [Vec<usize>; 2]) -> Vec<Affected> {
        let operations = operations.into_iter().filter_map(|index| self.affected(index));
        let events = events.into_iter().filter_map(|index| self.affected_event(index));
        let mut list: Vec<Affected> = operations.chain(events).collect();
        list.sort();
        list
    }

    /// The operations and the events that reach an item, and whose part of the document has one of these places.
    fn indexes_at(&self, item: Item, places: &[(&str, &Pointer)]) -> [Vec<usize>; 2] {
        let has = |origin: Origin| {
            let location = self.location(origin);
            location.is_some_and(|(own, above)| {
                places.iter().any(|(file, place)| *file == own && place.below(above).is_some())
            })
        };
        let [operations, events] = self.indexes(item);
        [
            operations.into_iter().filter(|index| has(Origin::Operation(*index))).collect(),
            events.into_iter().filter(|index| has(Origin::Event(*index))).collect(),
        ]
    }

    fn all_roots(&self) -> Roots {
        let operations = self.api.operations.iter();
        let events = self.api.events.iter();
        Roots {
            operations: operations
                .map(|one| PathRoot::Operation(one.method, one.identity.clone()))
                .collect(),
            events: events.map(|one| PathRoot::Event(one.name.clone())).collect(),
        }
    }
}

/// The schemas of a field.
fn of_field(field: &Field) -> impl Iterator<Item = Use<'_>> {
    let own = Use {
        schema_path: &field.schema_path,
        pointer: &field.pointer,
        values: &field.facts.values,
    };
    let sources = field.sources.iter().map(|source| Use {
        schema_path: &source.schema_path,
        pointer: &source.pointer,
        values: &source.facts().values,
    });
    sources.chain(field.sources.is_empty().then_some(own))
}

/// Every field with an enumeration of enums.yaml.
fn uses(api: &Api) -> Uses {
    let mut all = Uses::new();
    let mut add = |field: &Field, spot| match field.expr.innermost() {
        TypeExpr::Enum(id) if api.enumeration(*id).shared.is_some() => {
            all.entry(*id).or_default().push(spot);
        }
        _ => {}
    };
    for (index, ty) in api.types.iter().enumerate() {
        let TypeKind::Object(object) = &ty.kind else { continue };
        for (at, field) in object.fields.iter().enumerate() {
            add(field, Spot::Member(index, at));
        }
    }
    for (index, operation) in api.operations.iter().enumerate() {
        for (at, (_, _, field)) in operation.parameters.iter().enumerate() {
            add(field, Spot::Parameter(index, at));
        }
    }
    all
}

/// Of the operations and events whose documents have something, those that both states have, in order.
pub(super) fn of_both(own: Vec<Affected>, both: &[Affected]) -> Vec<Affected> {
    let common: Vec<Affected> =
        own.iter().filter(|one| both.binary_search(one).is_ok()).cloned().collect();
    match (common.is_empty(), own.is_empty()) {
        (false, _) => common,
        (true, false) => own,
        (true, true) => both.to_vec(),
    }
}

impl Compared<'_> {
    /// Those of [`users`](Self::users) whose own documents have the item in the head.
    pub fn own_users(&self, was: Item, is: Item) -> Vec<Affected> {
        of_both(self.head.own_users(is), &self.users(was, is))
    }

    /// The operations and events of both states that use an item of the base, by their names in the head.
    pub fn users_before(&self, was: Item) -> Vec<Affected> {
        self.head.named(self.kept.in_head(self.base.indexes(was)))
    }

    /// Those of [`users_before`](Self::users_before) whose documents had one of these schemas.
    pub fn users_before_of(&self, was: Item, schemas: Vec<&SchemaPath>) -> Vec<Affected> {
        let roots = schemas.into_iter().map(|schema_path| &schema_path.anchor).collect();
        self.head.named(self.kept.in_head(self.base.indexes_below(was, &roots)))
    }

    /// Whether an operation or event of both states has a place of the head.
    pub fn has_kept(&self, is: Item, place: (&str, &Pointer)) -> bool {
        let [operations, events] = self.head.indexes_at(is, &[place]);
        operations.iter().any(|index| !self.operations.added.contains(index))
            || events.iter().any(|index| !self.events.added.contains(index))
    }

    /// Those whose documents have one of these places, of either state.
    pub fn users_at(
        &self,
        (was, old): (Item, &[(&str, &Pointer)]),
        (is, new): (Item, &[(&str, &Pointer)]),
    ) -> Vec<Affected> {
        let before = self.kept.in_head(self.base.indexes_at(was, old));
        let mut users = self.head.named(self.head.indexes_at(is, new));
        users.extend(self.head.named(before));
        users.sort();
        users.dedup();
        users
    }
}
