//! The schema paths that name shared types.

use std::collections::{BTreeMap, VecDeque};

use super::classes::{Classes, parts};
use super::fault;
use crate::diagnostic::Findings;
use crate::model::{Api, EnumId, TypeExpr, TypeId};
use crate::schema_path::{PathRoot, SchemaPath};
use crate::settings::{Settings, entry_pointer};

/// The schema paths in shared.yaml that name types and enumerations; keyed by the representative of a class.
#[derive(Clone, Debug, Default)]
pub(super) struct Homes {
    pub types: BTreeMap<TypeId, SchemaPath>,
    pub enums: BTreeMap<EnumId, SchemaPath>,
}

/// Gives every entry its own place, and what hangs on it a place below.
pub(super) fn homes(
    api: &Api,
    settings: &Settings,
    groups: &[Vec<TypeId>],
    classes: &Classes,
    findings: &mut Findings,
) -> Homes {
    let mut homes = Homes::default();
    let mut open = VecDeque::new();
    for ((name, entry), group) in settings.shared.iter().zip(groups) {
        let Some(first) = group.first() else { continue };
        let id = classes.ty(*first);
        if let Some(other) = homes.types.get(&id) {
            let message = format!(
                "`{name}` and `{}` become one type: they have a schema path in common, or types that contain them have",
                root(other).unwrap_or_default()
            );
            let help = "make them one entry, or narrow the patterns";
            let at = entry_pointer([name.as_str()]);
            findings.push(fault("shared-overlap", &entry.file, &at, message, help));
            continue;
        }
        homes.types.insert(id, SchemaPath::shared(name));
        open.push_back(id);
    }
    let members = members(api, classes);
    while let Some(id) = open.pop_front() {
        let Some(schema_path) = homes.types.get(&id).cloned() else { continue };
        for member in members.get(&id).into_iter().flatten() {
            for (name, expr) in parts(&api.ty(*member).kind) {
                let below = match name.strip_prefix('|').and_then(|index| index.parse().ok()) {
                    Some(index) => schema_path.alternative(index),
                    None => schema_path.member(&name),
                };
                homes.settle(api, classes, expr, below, &mut open);
            }
        }
    }
    homes
}

impl Homes {
    fn settle(
        &mut self,
        api: &Api,
        classes: &Classes,
        expr: &TypeExpr,
        schema_path: SchemaPath,
        open: &mut VecDeque<TypeId>,
    ) {
        match expr {
            TypeExpr::List(inner) => self.settle(api, classes, inner, schema_path.items(), open),
            TypeExpr::Map(inner) => self.settle(api, classes, inner, schema_path.values(), open),
            TypeExpr::Type(id) => {
                let id = classes.ty(*id);
                // A schema that the document itself shares has its name.
                let named = matches!(api.ty(id).schema_path.anchor, PathRoot::Schema(_));
                if !named && !self.types.contains_key(&id) {
                    self.types.insert(id, schema_path);
                    open.push_back(id);
                }
            }
            TypeExpr::Enum(id) => {
                let id = classes.enumeration(*id);
                let one = api.enumeration(id);
                if one.shared.is_none() && !matches!(one.schema_path.anchor, PathRoot::Schema(_)) {
                    self.enums.entry(id).or_insert(schema_path);
                }
            }
            _ => {}
        }
    }
}

/// Every class with its members, those of one member included.
fn members(api: &Api, classes: &Classes) -> BTreeMap<TypeId, Vec<TypeId>> {
    let mut members: BTreeMap<TypeId, Vec<TypeId>> = BTreeMap::new();
    for id in (0..api.types.len()).map(TypeId) {
        members.entry(classes.ty(id)).or_default().push(id);
    }
    members
}

/// The name of the entry that a place belongs to.
pub(super) fn root(schema_path: &SchemaPath) -> Option<&str> {
    match &schema_path.anchor {
        PathRoot::Shared(name) => Some(name),
        _ => None,
    }
}
