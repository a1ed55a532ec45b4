//! The types and enums that an operation or event reaches from its inputs, response or payload.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::indexed_state::{IndexedState, Item};
use crate::listing::Origin;
use crate::model::{Answer, Api, Operation, Type, TypeExpr, TypeKind};
use crate::name::inputs;

/// The types of the inputs and of the response.
pub(super) fn type_exprs<'a>(api: &'a Api, operation: &'a Operation) -> Vec<&'a TypeExpr> {
    let mut exprs = input_exprs(api, operation);
    if let Answer::Json(expr) = &operation.answer {
        exprs.push(expr);
    }
    exprs
}

/// The types of the inputs.
pub(super) fn input_exprs<'a>(api: &'a Api, operation: &'a Operation) -> Vec<&'a TypeExpr> {
    inputs(api, operation).iter().map(|input| input.expr).collect()
}

/// The items that exactly one operation or event reaches, by it.
pub(super) fn alone<'a>(
    items: impl Iterator<Item = &'a Item>,
    reach: &BTreeMap<Item, BTreeSet<usize>>,
    sent: &BTreeMap<Item, BTreeSet<usize>>,
) -> HashMap<Origin, Vec<Item>> {
    let mut alone: HashMap<Origin, Vec<Item>> = HashMap::new();
    for item in items {
        let users = reach.get(item).into_iter().flatten().map(|i| Origin::Operation(*i));
        let events = sent.get(item).into_iter().flatten().map(|i| Origin::Event(*i));
        let mut users = users.chain(events);
        if let (Some(only), None) = (users.next(), users.next()) {
            alone.entry(only).or_default().push(*item);
        }
    }
    alone
}

/// Adds every item that an operation or event with these types reaches.
pub(super) fn add_reached<'a>(
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

/// The types of the fields or alternatives of a type.
fn below(ty: &Type) -> Vec<&TypeExpr> {
    match &ty.kind {
        TypeKind::Object(object) => object.fields.iter().map(|field| &field.expr).collect(),
        TypeKind::Union(union) => {
            union.alternatives.iter().map(|alternative| &alternative.expr).collect()
        }
    }
}

impl IndexedState<'_> {
    /// The operations whose inputs reach an item.
    pub fn taken(&self) -> &BTreeMap<Item, BTreeSet<usize>> {
        self.taken.get_or_init(|| {
            let mut taken = BTreeMap::new();
            for index in self.operations.values() {
                if let Some((operation, _)) = self.operation(*index) {
                    add_reached(self.api, input_exprs(self.api, operation), *index, &mut taken);
                }
            }
            taken
        })
    }

    /// Whether a response or an event has an item.
    pub fn is_received(&self, item: Item) -> bool {
        let answered = || {
            let mut answered = BTreeMap::new();
            for (index, operation) in self.api.operations.iter().enumerate() {
                if let Answer::Json(expr) = &operation.answer {
                    add_reached(self.api, vec![expr], index, &mut answered);
                }
            }
            answered
        };
        self.sent.contains_key(&item) || self.answered.get_or_init(answered).contains_key(&item)
    }
}
