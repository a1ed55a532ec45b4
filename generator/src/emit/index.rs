//! The content of each module by its path: computed once, because every module needs it.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Answer, Api, TypeId};
use crate::name::event::module_of;
use crate::name::{ModulePath, Names, TypePath, inputs};

/// Modules, and what they have to do with operations and events.
#[derive(Clone, Debug, Default)]
pub(crate) struct Index {
    /// The cargo features of the operations and events that are in a module or below it.
    features: BTreeMap<ModulePath, BTreeSet<String>>,
    /// The cargo features that use the types in a module or below it.
    users: BTreeMap<ModulePath, BTreeSet<String>>,
    /// Modules that have a type of shared.yaml of their own.
    shared: BTreeSet<ModulePath>,
    /// The first operation whose types are in a module.
    operations: BTreeMap<ModulePath, usize>,
    /// The first event whose types are in a module, by the name of its own type.
    events: BTreeMap<ModulePath, String>,
}

impl Index {
    pub fn new(api: &Api, names: &Names) -> Index {
        let mut index = Index::default();
        let feature = |document: &str| {
            api.document(document).map(|document| document.feature.as_str()).unwrap_or_default()
        };
        for (at, (operation, name)) in api.operations.iter().zip(&names.operations).enumerate() {
            let types = name.types();
            add(&mut index.features, &types, [feature(&operation.document)]);
            index.operations.entry(types).or_insert(at);
        }
        for event in &api.events {
            let Some(path) = names.types.get(&event.ty) else { continue };
            add(&mut index.features, &path.module, [feature(&event.document)]);
            index.events.entry(module_of(path)).or_insert_with(|| path.ident.clone());
        }
        let users = users(api);
        for (id, TypePath { module, .. }) in &names.types {
            if api.ty(*id).home.as_ref().is_some_and(|home| home.path.is_empty()) {
                index.shared.insert(module.clone());
            }
            let own = users.get(id).into_iter().flatten().map(String::as_str);
            add(&mut index.users, module, own);
        }
        index.close(api, names);
        index
    }

    /// A shared type is compiled with its module, also for features that use only its neighbours. So the modules of
    /// the types that it refers to are compiled with all features of its module.
    fn close(&mut self, api: &Api, names: &Names) {
        let parts = |(id, path): (&TypeId, &TypePath)| {
            let below = api.ty(*id).parts().filter_map(|part| names.types.get(&part));
            let other = below.filter(|part| part.module != path.module);
            other.map(|part| (path.module.clone(), part.module.clone())).collect::<Vec<_>>()
        };
        let edges: BTreeSet<(ModulePath, ModulePath)> = names
            .types
            .iter()
            .filter(|(_, path)| self.shared.contains(&path.module))
            .flat_map(parts)
            .collect();
        let mut changed = true;
        while changed {
            changed = false;
            for (from, to) in &edges {
                let own = self.users.get(from).cloned().unwrap_or_default();
                let known = self.users.get(to).map_or(0, BTreeSet::len);
                add(&mut self.users, to, own.iter().map(String::as_str));
                changed |= self.users.get(to).map_or(0, BTreeSet::len) != known;
            }
        }
    }

    /// The cargo features below which a module has anything; none when some of it needs no feature.
    pub fn features(&self, path: &ModulePath) -> BTreeSet<String> {
        let mut features = self.features.get(path);
        // Types that several products share are there for all of them. The modules below such a type go with it:
        // they are not compiled without it, nor it without them.
        if features.is_none() && self.shared.contains(path) {
            features = self.users.get(path);
        }
        features.filter(|features| !features.contains("")).cloned().unwrap_or_default()
    }

    /// The operation whose types are in this module.
    pub fn operation(&self, path: &ModulePath) -> Option<usize> {
        self.operations.get(path).copied()
    }

    /// The event whose types are in this module, by the name of its own type.
    pub fn event(&self, path: &ModulePath) -> Option<&str> {
        self.events.get(path).map(String::as_str)
    }
}

/// Adds features to a module and to all above it.
fn add<'a>(
    map: &mut BTreeMap<ModulePath, BTreeSet<String>>,
    path: &ModulePath,
    features: impl IntoIterator<Item = &'a str>,
) {
    let features: Vec<&str> = features.into_iter().collect();
    for depth in 0..=path.0.len() {
        let above = ModulePath(path.0.iter().take(depth).cloned().collect());
        let known = map.entry(above).or_default();
        for feature in &features {
            if !known.contains(*feature) {
                known.insert((*feature).to_owned());
            }
        }
    }
}

/// The cargo features whose operations use each type.
fn users(api: &Api) -> BTreeMap<TypeId, BTreeSet<String>> {
    let mut users: BTreeMap<TypeId, BTreeSet<String>> = BTreeMap::new();
    let mut reach = |document: &str, mut open: Vec<TypeId>| {
        let document = api.document(document);
        let feature = document.map(|document| document.feature.clone()).unwrap_or_default();
        while let Some(id) = open.pop() {
            if users.entry(id).or_default().insert(feature.clone()) {
                open.extend(api.ty(id).parts());
            }
        }
    };
    for operation in &api.operations {
        let mut open: Vec<TypeId> =
            inputs(api, operation).iter().filter_map(|input| input.expr.type_id()).collect();
        if let Answer::Json(expr) = &operation.answer {
            open.extend(expr.type_id());
        }
        reach(&operation.document, open);
    }
    for event in &api.events {
        reach(&event.document, vec![event.ty]);
    }
    users
}
