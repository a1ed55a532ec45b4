//! Lines of the glossary that describe nothing.

use std::collections::{BTreeMap, BTreeSet};

use super::each_field;
use crate::diagnostic::{Finding, Findings, Severity};
use crate::model::{Api, TypeKind};
use crate::place::Place;
use crate::pointer::Pointer;
use crate::settings::{Settings, file};

/// Places by wire name, each with its line.
#[derive(Clone, Debug, Default)]
pub(super) struct Places(BTreeMap<String, BTreeSet<(String, Place)>>);

impl Places {
    /// Adds every place that the glossary can describe; sharing takes some away and adds others.
    pub fn add(&mut self, api: &mut Api) {
        each_field(api, |field| self.one(&field.place));
        for ty in &api.types {
            self.one(&ty.place);
            if let TypeKind::Union(union) = &ty.kind {
                union.alternatives.iter().for_each(|one| self.one(&one.place));
            }
        }
        api.enums.iter().for_each(|one| self.one(&one.place));
    }

    fn one(&mut self, place: &Place) {
        let same_name = self.0.entry(place.name().to_owned()).or_default();
        same_name.insert((place.to_string(), place.clone()));
    }

    /// A line that no place takes is an error: the documents have changed, or a line above it takes them all.
    pub fn check(&self, settings: &Settings, findings: &mut Findings) {
        for (name, lines) in &settings.glossary.entries {
            let root = Pointer::root().join(name);
            let Some(places) = self.0.get(name) else {
                unused(&root, format!("no field is called `{name}`"), findings);
                continue;
            };
            let mut taken = vec![false; lines.len()];
            for (_, place) in places {
                let place = place.written();
                let first = lines
                    .iter()
                    .position(|(at, _)| at.as_ref().is_none_or(|pattern| pattern.selects(&place)));
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
