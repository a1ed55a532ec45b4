//! The identities that names.lock keys on, and the order in which types are met.

use std::collections::{BTreeMap, BTreeSet};

use super::lock::Kind;
use super::{Origin, inputs, owner};
use crate::model::{Answer, Api, EnumId, TypeExpr, TypeId};

/// A type or enumeration that gets a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Item {
    Type(TypeId),
    Enum(EnumId),
}

/// Everything that a run names, each thing with an identity that nothing else of the run has.
#[derive(Debug, Default)]
pub(super) struct Identities {
    /// By index in [`Api::operations`].
    pub operations: Vec<String>,
    pub types: BTreeMap<TypeId, String>,
    pub enums: BTreeMap<EnumId, String>,
    /// The enumerations of enums.yaml that something uses.
    pub shared: BTreeSet<EnumId>,
    /// The types that operations refer to, then those of events, depth first.
    pub order: Vec<(Item, Origin)>,
    /// The identities that may have an entry in names.lock.
    live: BTreeSet<(Kind, String)>,
}

impl Identities {
    pub fn of(api: &Api) -> Identities {
        let mut all = Identities::default();
        for operation in &api.operations {
            let key = all.unique(Kind::Operation, operation.key());
            all.operations.push(key);
        }
        for (index, operation) in api.operations.iter().enumerate() {
            for input in inputs(api, operation) {
                all.walk(api, input.expr, Origin::Operation(index));
            }
            if let Answer::Json(expr) = &operation.answer {
                all.walk(api, expr, Origin::Operation(index));
            }
        }
        for event in &api.events {
            all.live.insert((Kind::Event, one_line(&event.name)));
            all.walk(api, &TypeExpr::Type(event.ty), Origin::Event);
        }
        all
    }

    /// Whether the documents have something with this identity.
    pub fn has(&self, kind: Kind, key: &str) -> bool {
        self.live.contains(&(kind, key.to_owned()))
    }

    /// Depth first, on a stack of its own: a document can chain any number of types.
    fn walk(&mut self, api: &Api, expr: &TypeExpr, origin: Origin) {
        let mut open = vec![expr.innermost().clone()];
        while let Some(expr) = open.pop() {
            match expr {
                TypeExpr::Enum(id) if !self.enums.contains_key(&id) => {
                    let enumeration = api.enumeration(id);
                    if enumeration.shared.is_some() {
                        // enums.yaml names it.
                        self.shared.insert(id);
                        continue;
                    }
                    let key = owner::key(api, enumeration.identity());
                    let key = self.unique(Kind::Type, key);
                    self.enums.insert(id, key);
                    self.order.push((Item::Enum(id), origin));
                }
                TypeExpr::Type(id) if !self.types.contains_key(&id) => {
                    let ty = api.ty(id);
                    let key = owner::key(api, ty.identity());
                    let key = match owner::given(ty.identity()) {
                        Some(_) => key,
                        None => self.unique(Kind::Type, key),
                    };
                    self.types.insert(id, key);
                    self.order.push((Item::Type(id), origin));
                    let below: Vec<&TypeExpr> = ty.shapes().collect();
                    open.extend(below.into_iter().rev().map(|expr| expr.innermost().clone()));
                }
                _ => {}
            }
        }
    }

    /// Two things of a document can have one identity (properties with periods in their names): the later gets a number.
    fn unique(&mut self, kind: Kind, key: String) -> String {
        let key = one_line(&key);
        let numbered = (2_u32..).map(|number| format!("{key} #{number}"));
        let mut candidates = std::iter::once(key.clone()).chain(numbered);
        let found = candidates.find(|one| self.live.insert((kind, one.clone())));
        found.unwrap_or(key)
    }
}

/// An identity as it can be written on a line: names of the wire may contain line breaks.
pub(super) fn one_line(key: &str) -> String {
    let mut line = String::with_capacity(key.len());
    for c in key.trim().chars() {
        if c.is_control() { line.extend(c.escape_default()) } else { line.push(c) }
    }
    line
}
