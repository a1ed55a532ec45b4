//! Component schemas: which a source brings, and which nothing refers to any more.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::inventory::Inventory;
use super::order;
use super::owned::Component;
use crate::diagnostic::{Finding, Findings, Severity};
use crate::document::reference;
use crate::pointer::Pointer;
use crate::settings::SourceEntry;

impl Inventory<'_> {
    /// Replaces the source's component schemas, and drops those that nothing refers to any more.
    pub(super) fn put_components(
        &mut self,
        new: Vec<(String, String, Value)>,
        source: &SourceEntry,
        findings: &mut Findings,
    ) {
        let mut old: BTreeMap<(String, String), Value> = BTreeMap::new();
        for (file, components) in &mut self.components {
            let owned = |one: &Component| one.source.as_deref() == Some(source.id.as_str());
            for (name, one) in components.iter().filter(|(_, one)| owned(one)) {
                old.insert((file.clone(), name.clone()), one.value.clone());
            }
            components.retain(|_, one| !owned(one));
        }
        for (file, name, schema) in new {
            let schema = signed(schema, &source.id);
            let schema = match old.get(&(file.clone(), name.clone())) {
                Some(before) => order::keep(before, schema),
                None => schema,
            };
            let known = self.components.entry(file.clone()).or_default();
            let other = known.get(&name).and_then(|one| one.source.clone());
            if known.contains_key(&name) && other.as_deref() != Some(source.id.as_str()) {
                let owner = other.unwrap_or_else(|| "a person".to_owned());
                let message =
                    format!("the schema `{name}` of `{}` is also that of {owner}", source.id);
                let help = "send the operations of the two sources to different files";
                let at = Pointer::root().join_all(["components", "schemas", &name]);
                findings.push(Finding::new(
                    Severity::Error,
                    "schema-twice",
                    &file,
                    &at,
                    message,
                    help,
                ));
            }
            known.insert(name, Component { source: Some(source.id.clone()), value: schema });
        }
        self.drop_unused();
    }

    pub(super) fn drop_unused(&mut self) {
        for (file, components) in &mut self.components {
            let mut used: BTreeSet<String> = BTreeSet::new();
            let operation = self.operations.values().filter(|operation| operation.file == *file);
            operation.for_each(|operation| references(&operation.value, &mut used));
            // A schema that a person wrote stays, and so do those that it refers to.
            components
                .values()
                .filter(|one| one.source.is_none())
                .for_each(|one| references(&one.value, &mut used));
            loop {
                let known = used.len();
                let needed: Vec<String> = used.iter().cloned().collect();
                for one in needed.iter().filter_map(|name| components.get(name)) {
                    references(&one.value, &mut used);
                }
                if used.len() == known {
                    break;
                }
            }
            components.retain(|name, one| one.source.is_none() || used.contains(name));
        }
    }
}

/// A schema with its source, after what it is.
fn signed(schema: Value, source: &str) -> Value {
    let Value::Object(mut map) = schema else { return schema };
    map.insert("x-source".into(), source.into());
    Value::Object(map)
}

/// The names of the component schemas that a value refers to.
fn references(value: &Value, used: &mut BTreeSet<String>) {
    match value {
        Value::Object(map) => {
            if let Some(name) = reference::component(value) {
                used.insert(name);
            }
            map.values().for_each(|value| references(value, used));
        }
        Value::Array(list) => list.iter().for_each(|value| references(value, used)),
        _ => {}
    }
}
