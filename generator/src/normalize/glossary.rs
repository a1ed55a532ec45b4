//! Lines of the glossary that describe nothing.

use std::collections::{BTreeMap, BTreeSet};

use super::each_field;
use crate::diagnostic::{Finding, Findings, Severity};
use crate::model::{Api, TypeKind};
use crate::pointer::Pointer;
use crate::schema_path::SchemaPath;
use crate::settings::{Settings, file};

/// The lines of the glossary, with the places that each name has.
#[derive(Clone, Debug)]
pub(super) struct Places<'a> {
    settings: &'a Settings,
    /// By wire name.
    found: BTreeMap<String, Found>,
}

/// Where a name stands.
#[derive(Clone, Debug, Default)]
struct Found {
    /// Its lines depend on the place.
    depends: bool,
    /// It stands somewhere.
    any: bool,
    /// Where, by the identity; kept only where the lines depend on it.
    places: BTreeSet<(String, SchemaPath)>,
}

impl Places<'_> {
    /// No place yet.
    pub fn of(settings: &Settings) -> Places<'_> {
        let found = settings.glossary.entries.iter().map(|(name, lines)| {
            let depends = !matches!(lines.as_slice(), [(None, _)]);
            (name.clone(), Found { depends, ..Found::default() })
        });
        Places { settings, found: found.collect() }
    }

    /// Adds every place that the glossary can describe; sharing takes some away and adds others.
    pub fn add(&mut self, api: &mut Api) {
        each_field(api, |field| self.one(&field.schema_path));
        for ty in &api.types {
            self.one(&ty.schema_path);
            if let TypeKind::Union(union) = &ty.kind {
                union.alternatives.iter().for_each(|one| self.one(&one.schema_path));
            }
        }
        api.enums.iter().for_each(|one| self.one(&one.schema_path));
    }

    fn one(&mut self, schema_path: &SchemaPath) {
        let Some(found) = self.found.get_mut(schema_path.name()) else { return };
        found.any = true;
        if found.depends {
            found.places.insert((schema_path.to_string(), schema_path.clone()));
        }
    }

    /// A line that no place takes is an error: the documents have changed, or a line above it takes them all.
    pub fn check(&self, findings: &mut Findings) {
        for (name, lines) in &self.settings.glossary.entries {
            let root = Pointer::root().join(name);
            let Some(found) = self.found.get(name).filter(|found| found.any) else {
                unused(&root, format!("no field is called `{name}`"), findings);
                continue;
            };
            let mut taken = vec![false; lines.len()];
            for (_, schema_path) in &found.places {
                let schema_path = schema_path.written();
                let first = lines.iter().position(|(at, _)| {
                    at.as_ref().is_none_or(|pattern| pattern.selects(&schema_path))
                });
                if let Some(taken) = first.and_then(|at| taken.get_mut(at)) {
                    *taken = true;
                }
            }
            for (index, (at, _)) in lines.iter().enumerate() {
                let Some(pattern) = at.as_ref().filter(|_| taken.get(index) == Some(&false)) else {
                    continue;
                };
                let message = format!(
                    "`{}` takes no `{name}` that a line above it does not take",
                    pattern.as_str()
                );
                unused(&root.join(index), message, findings);
            }
        }
    }
}

fn unused(at: &Pointer, message: String, findings: &mut Findings) {
    findings.push(Finding::new(
        Severity::Error,
        "unmatched-entry",
        file::GLOSSARY,
        at,
        message,
        "the documents have changed: correct the line, or remove it",
    ));
}
