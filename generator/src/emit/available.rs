//! The cargo features of shared items: of types and enumerations in modules without operations and events, such as
//! `types` and `enums`. Each is compiled for exactly those features whose operations and events refer to it.

use std::collections::{BTreeMap, BTreeSet};

use super::index::{add, gated_by};
use crate::model::{Answer, Api, EnumId, TypeExpr, TypeId};
use crate::name::{ModulePath, Names, inputs};

type Features = BTreeSet<String>;

/// Features by item; an item with the feature `""` is always compiled.
#[derive(Clone, Debug, Default)]
pub(super) struct Available {
    types: BTreeMap<TypeId, Features>,
    enums: BTreeMap<EnumId, Features>,
    /// The features of the items in a module and below it.
    modules: BTreeMap<ModulePath, Features>,
}

impl Available {
    /// `gates`: the features of modules that have operations or events, whose items are compiled with their module.
    pub fn new(api: &Api, names: &Names, gates: &BTreeMap<ModulePath, Features>) -> Available {
        let mut search = Search { api, names, gates, found: Available::default() };
        for (operation, name) in api.operations.iter().zip(&names.operations) {
            let features = search.of_module(&name.module);
            for input in inputs(api, operation) {
                search.reach(input.expr, &features);
            }
            if let Answer::Json(expr) = &operation.answer {
                search.reach(expr, &features);
            }
        }
        for (id, path) in &names.types {
            if !search.is_shared(&path.module) {
                let features = search.of_module(&path.module);
                api.ty(*id).shapes().for_each(|expr| search.reach(expr, &features));
            }
        }
        let mut found = search.found;
        for (id, features) in &found.types {
            if let Some(path) = names.types.get(id) {
                add(&mut found.modules, &path.module, features.iter().map(String::as_str));
            }
        }
        for (id, features) in &found.enums {
            if let Some(path) = names.enums.get(id) {
                add(&mut found.modules, &path.module, features.iter().map(String::as_str));
            }
        }
        found
    }

    pub fn ty(&self, id: TypeId) -> Option<&Features> {
        self.types.get(&id)
    }

    pub fn enumeration(&self, id: EnumId) -> Option<&Features> {
        self.enums.get(&id)
    }

    pub fn module(&self, path: &ModulePath) -> Option<&Features> {
        self.modules.get(path)
    }
}

struct Search<'a> {
    api: &'a Api,
    names: &'a Names,
    gates: &'a BTreeMap<ModulePath, Features>,
    found: Available,
}

impl Search<'_> {
    fn is_shared(&self, module: &ModulePath) -> bool {
        !module.0.is_empty() && gated_by(self.gates, module).is_none()
    }

    /// The features of a module with operations or events; the root is always compiled.
    fn of_module(&self, module: &ModulePath) -> Features {
        let features = gated_by(self.gates, module).cloned();
        features.unwrap_or_else(|| [String::new()].into())
    }

    /// Something that is compiled with these features refers to a type.
    fn reach(&mut self, expr: &TypeExpr, features: &Features) {
        let mut open = vec![expr];
        while let Some(expr) = open.pop() {
            match expr.innermost() {
                TypeExpr::Enum(id) => {
                    let path = self.names.enums.get(id);
                    if path.is_some_and(|path| self.is_shared(&path.module)) {
                        self.found.enums.entry(*id).or_default().extend(features.iter().cloned());
                    }
                }
                TypeExpr::Type(id) => {
                    let path = self.names.types.get(id);
                    if path.is_some_and(|path| self.is_shared(&path.module)) {
                        let known = self.found.types.entry(*id).or_default();
                        if !features.is_subset(known) {
                            known.extend(features.iter().cloned());
                            open.extend(self.api.ty(*id).shapes());
                        }
                    }
                }
                _ => {}
            }
        }
    }
}
