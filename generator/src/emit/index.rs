//! The content of each module by its path: computed once, because every module needs it.

use std::collections::{BTreeMap, BTreeSet};

use super::available::Available;
use crate::model::{Api, EnumId, TypeId};
use crate::name::event::module_of;
use crate::name::{ModulePath, Names};

/// Modules, and what they have to do with operations and events.
#[derive(Clone, Debug, Default)]
pub(crate) struct Index {
    /// The cargo features of the operations and events that are in a module or below it.
    features: BTreeMap<ModulePath, BTreeSet<String>>,
    /// Items in modules without operations and events.
    available: Available,
    /// The first operation whose types are in a module.
    operations: BTreeMap<ModulePath, usize>,
    /// The first event whose types are in a module, by the name of its own type.
    events: BTreeMap<ModulePath, String>,
    /// The documents whose events are in a module or below it.
    event_files: BTreeMap<ModulePath, BTreeSet<String>>,
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
            if let Some(document) = api.document(&event.document) {
                add(&mut index.event_files, &path.module, [document.file.as_str()]);
            }
            index.events.entry(module_of(path)).or_insert_with(|| path.ident.clone());
        }
        index.available = Available::new(api, names, &index.features);
        index
    }

    /// The cargo features below which a module has anything; none when some of it needs no feature.
    pub fn features(&self, path: &ModulePath) -> BTreeSet<String> {
        let features = self.features.get(path).or_else(|| self.available.module(path));
        features.filter(|features| !features.contains("")).cloned().unwrap_or_default()
    }

    /// The cargo features of which a type needs one; none when it needs no feature.
    pub fn features_of_type(&self, id: TypeId, module: &ModulePath) -> BTreeSet<String> {
        let features = self.available.ty(id).or_else(|| gated_by(&self.features, module));
        features.filter(|features| !features.contains("")).cloned().unwrap_or_default()
    }

    /// The same for an enumeration.
    pub fn features_of_enum(&self, id: EnumId, module: &ModulePath) -> BTreeSet<String> {
        let features = self.available.enumeration(id).or_else(|| gated_by(&self.features, module));
        features.filter(|features| !features.contains("")).cloned().unwrap_or_default()
    }

    /// Whether there is neither an operation nor an event in a module, above or below it: its items are shared, and
    /// are compiled for those features that use them.
    pub fn is_shared(&self, path: &ModulePath) -> bool {
        !path.0.is_empty() && gated_by(&self.features, path).is_none()
    }

    /// The operation whose types are in this module.
    pub fn operation(&self, path: &ModulePath) -> Option<usize> {
        self.operations.get(path).copied()
    }

    /// The documents whose events are in this module or below it.
    pub fn event_files(&self, path: &ModulePath) -> Option<&BTreeSet<String>> {
        self.event_files.get(path)
    }

    /// The event whose types are in this module, by the name of its own type.
    pub fn event(&self, path: &ModulePath) -> Option<&str> {
        self.events.get(path).map(String::as_str)
    }
}

/// The features of the operations and events of the nearest module, below the root, that has any.
pub(super) fn gated_by<'a>(
    features: &'a BTreeMap<ModulePath, BTreeSet<String>>,
    path: &ModulePath,
) -> Option<&'a BTreeSet<String>> {
    let depths = (1..=path.0.len()).rev();
    depths
        .filter_map(|depth| path.0.get(..depth))
        .find_map(|above| features.get(&ModulePath(above.to_vec())))
}

/// Adds features or files to a module and to all above it.
pub(super) fn add<'a>(
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
