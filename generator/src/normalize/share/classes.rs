//! Which types and enumerations are one.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use crate::model::{Api, EnumId, TypeExpr, TypeId, TypeKind};

/// Sets of ids; each is represented by its smallest id.
#[derive(Clone, Debug)]
struct Sets(Vec<usize>);

impl Sets {
    fn new(count: usize) -> Sets {
        Sets((0..count).collect())
    }

    fn find(&self, mut id: usize) -> usize {
        while let Some(above) = self.0.get(id).filter(|above| **above != id) {
            id = *above;
        }
        id
    }

    /// Whether they were apart.
    fn join(&mut self, a: usize, b: usize) -> bool {
        let (a, b) = (self.find(a), self.find(b));
        if let Some(above) = self.0.get_mut(a.max(b)) {
            *above = a.min(b);
        }
        a != b
    }

    /// The sets with several members, each in order.
    fn several(&self) -> Vec<Vec<usize>> {
        let mut sets: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for id in 0..self.0.len() {
            sets.entry(self.find(id)).or_default().push(id);
        }
        sets.into_values().filter(|set| set.len() > 1).collect()
    }
}

/// Which types and enumerations are one.
#[derive(Clone, Debug)]
pub(super) struct Classes {
    types: Sets,
    enums: Sets,
}

impl Classes {
    pub fn new(api: &Api) -> Classes {
        Classes { types: Sets::new(api.types.len()), enums: Sets::new(api.enums.len()) }
    }

    pub fn join_types(&mut self, a: TypeId, b: TypeId) -> bool {
        self.types.join(a.0, b.0)
    }

    /// The type that represents the class of this one.
    pub fn ty(&self, id: TypeId) -> TypeId {
        TypeId(self.types.find(id.0))
    }

    /// The enumeration that represents the class of this one.
    pub fn enumeration(&self, id: EnumId) -> EnumId {
        EnumId(self.enums.find(id.0))
    }

    /// The members of every class of several types.
    pub fn types(&self) -> Vec<Vec<TypeId>> {
        let sets = self.types.several();
        sets.into_iter().map(|set| set.into_iter().map(TypeId).collect()).collect()
    }

    /// The members of every class of several enumerations.
    pub fn enums(&self) -> Vec<Vec<EnumId>> {
        let sets = self.enums.several();
        sets.into_iter().map(|set| set.into_iter().map(EnumId).collect()).collect()
    }

    /// The types of members with the same name are merged as well.
    pub fn close(&mut self, api: &Api) {
        let mut changed = true;
        while changed {
            changed = false;
            for class in self.types() {
                let mut members: HashMap<Cow<'_, str>, &TypeExpr> = HashMap::new();
                for id in class {
                    for (name, expr) in parts(&api.ty(id).kind) {
                        match members.get(&name) {
                            Some(first) => changed |= self.join(api, first, expr),
                            None => {
                                members.insert(name, expr);
                            }
                        }
                    }
                }
            }
        }
    }

    fn join(&mut self, api: &Api, a: &TypeExpr, b: &TypeExpr) -> bool {
        match (a, b) {
            (TypeExpr::Type(a), TypeExpr::Type(b)) => self.types.join(a.0, b.0),
            (TypeExpr::Enum(a), TypeExpr::Enum(b)) => {
                let local = |id: &EnumId| api.enumeration(*id).shared.is_none();
                let alike = api.enumeration(*a).repr == api.enumeration(*b).repr;
                alike && local(a) && local(b) && self.enums.join(a.0, b.0)
            }
            (TypeExpr::List(a), TypeExpr::List(b)) | (TypeExpr::Map(a), TypeExpr::Map(b)) => {
                self.join(api, a, b)
            }
            _ => false,
        }
    }

    /// Replaces ids by those that represent their class.
    pub fn redirect(&self, expr: &mut TypeExpr) {
        match expr.innermost_mut() {
            TypeExpr::Type(id) => *id = self.ty(*id),
            TypeExpr::Enum(id) => *id = self.enumeration(*id),
            _ => {}
        }
    }
}

/// The parts of a type: members by wire name, alternatives by number.
pub(super) fn parts(kind: &TypeKind) -> Vec<(Cow<'_, str>, &TypeExpr)> {
    match kind {
        TypeKind::Object(object) => {
            let fields = object.fields.iter();
            fields.map(|field| (Cow::Borrowed(field.wire.as_str()), &field.expr)).collect()
        }
        TypeKind::Union(union) => {
            let list = union.alternatives.iter().enumerate();
            list.map(|(index, one)| {
                // The number in names.lock, which is not always the position.
                let number = one.schema_path.path.rsplit_once('|').map(|(_, number)| number);
                let number = number.map_or_else(|| index.to_string(), str::to_owned);
                (Cow::Owned(format!("|{number}")), &one.expr)
            })
            .collect()
        }
    }
}
