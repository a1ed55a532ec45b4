//! Gives integer places and enumerations their names.
//!
//! In this order: an entry of enums.yaml, names of the document (`x-enum-varnames`), and labels (`x-enum-descriptions`,
//! `x-enum-labels`). The rest needs an entry in unnamed.yaml.

mod compare;
mod further;

use std::collections::BTreeSet;

use compare::{Misfit, fits, label_of, value_line};

use super::{Named, each_field, unmatched, without_places};
use crate::diagnostic::{Finding, Findings, Severity};
use crate::model::{Api, EnumId, Enumeration, Field, Label, Repr, TypeExpr, Variant, Wire};
use crate::pointer::Pointer;
use crate::restate::UNREAD;
use crate::schema_path::Selection;
use crate::settings::{Settings, entry_pointer};

pub(super) fn enums(api: &mut Api, settings: &Settings, findings: &mut Findings) -> Named {
    let mut list = std::mem::take(&mut api.enums);
    let shared = share(&mut list, settings);
    let files: Vec<(String, String)> =
        api.documents.iter().map(|document| (document.id.clone(), document.file.clone())).collect();
    let places = settings.enums.values().enumerate().flat_map(|(index, entry)| {
        entry.places.iter().enumerate().map(move |(at, pattern)| ((index, at), pattern))
    });
    let (positions, places): (Vec<_>, Vec<_>) = places.unzip();
    let mut pass = Pass {
        settings,
        places: Selection::new(places),
        positions,
        reasons: Selection::new(settings.unnamed.iter().map(|entry| &entry.schema_path)),
        findings,
        list,
        shared,
        files,
        used: settings.enums.values().map(|entry| vec![false; entry.places.len()]).collect(),
        unnamed: vec![false; settings.unnamed.len()],
        settled: BTreeSet::new(),
        counts: Named::default(),
    };
    each_field(api, |field| {
        pass.field(field);
        if matches!(field.expr.innermost(), TypeExpr::Enum(_)) {
            pass.settle(field);
        }
    });
    let counts = pass.finish();
    api.enums = counts.1;
    counts.0
}

/// One enumeration for every entry of enums.yaml.
fn share(list: &mut Vec<Enumeration>, settings: &Settings) -> Vec<EnumId> {
    let mut ids = Vec::new();
    for (name, entry) in &settings.enums {
        let repr = match entry.values.first() {
            Some((Wire::Text(_), _)) => Repr::Text,
            _ => Repr::Integer,
        };
        let variants = entry.values.iter().map(|(wire, value)| Variant {
            wire: wire.clone(),
            name: Some(value.name.clone()),
            label: value.label.clone(),
            aliases: value.aliases.clone().unwrap_or_default(),
            deprecated: value.deprecated,
        });
        ids.push(EnumId(list.len()));
        list.push(Enumeration {
            schema_path: crate::schema_path::SchemaPath {
                document: String::new(),
                anchor: crate::schema_path::PathRoot::Schema(name.clone()),
                part: crate::schema_path::Part::Schema,
                path: String::new(),
            },
            home: None,
            file: entry.file.clone(),
            pointer: entry_pointer([name.as_str()]),
            shared: Some(name.clone()),
            doc: Some(entry.doc.clone()),
            repr,
            variants: variants.collect(),
            aliases: Vec::new(),
            deprecations: Vec::new(),
            sources: Vec::new(),
        });
    }
    ids
}

struct Pass<'a> {
    settings: &'a Settings,
    /// The patterns of all entries of enums.yaml.
    places: Selection<'a>,
    /// Entry and position in it, of each of these patterns.
    positions: Vec<(usize, usize)>,
    /// The patterns of unnamed.yaml.
    reasons: Selection<'a>,
    findings: &'a mut Findings,
    list: Vec<Enumeration>,
    shared: Vec<EnumId>,
    /// Document id → file.
    files: Vec<(String, String)>,
    used: Vec<Vec<bool>>,
    unnamed: Vec<bool>,
    /// File and pointer of fields whose values are named, or need no names.
    settled: BTreeSet<(String, String)>,
    counts: Named,
}

impl Pass<'_> {
    fn field(&mut self, field: &mut Field) {
        if !matches!(
            field.expr.innermost(),
            TypeExpr::Integer | TypeExpr::Text | TypeExpr::Enum(_) | TypeExpr::Boolean
        ) {
            return;
        }
        let documented = self.documented(field);
        field.facts.values = documented.iter().map(|(wire, _)| wire.clone()).collect();
        if self.share_field(field, &documented) {
            return;
        }
        match field.expr.innermost() {
            TypeExpr::Enum(id) if self.repr(*id) == Repr::Text => {}
            TypeExpr::Enum(_) => self.named(field, &documented),
            // A string is named by what its document declares, never because its prose has digits.
            TypeExpr::Integer | TypeExpr::Text if documented.len() >= 2 => {
                self.named(field, &documented)
            }
            TypeExpr::Integer => {
                // An entry for an integer without values is allowed: it keeps the reason at hand.
                self.reason(field);
            }
            _ => {}
        }
    }

    fn repr(&self, id: EnumId) -> Repr {
        self.list.get(id.0).map_or(Repr::Integer, |one| one.repr)
    }

    /// Values and labels that the document gives for this place.
    fn documented(&self, field: &Field) -> Vec<(Wire, Option<Label>)> {
        match field.expr.innermost() {
            TypeExpr::Enum(id) => {
                let variants = self.list.get(id.0).map(|one| one.variants.as_slice());
                let variants = variants.unwrap_or_default().iter();
                variants
                    .map(|variant| (variant.wire.clone(), label_of(variant, &field.labels)))
                    .collect()
            }
            _ => {
                let labels = field.labels.iter().cloned();
                labels.map(|label| (Wire::Integer(label.value), Some(label))).collect()
            }
        }
    }

    /// Uses the entry of enums.yaml that names this place; whether there is one.
    fn share_field(&mut self, field: &mut Field, documented: &[(Wire, Option<Label>)]) -> bool {
        let found = self.places.of(&field.schema_path.written());
        let found = found.iter().filter_map(|at| self.positions.get(*at).copied());
        let found: Vec<(usize, usize)> = found.collect();
        for (index, at) in &found {
            if let Some(used) = self.used.get_mut(*index).and_then(|used| used.get_mut(*at)) {
                *used = true;
            }
        }
        let Some((index, at)) = found.first().copied() else { return false };
        self.overlaps(field, &found);
        let Some((name, entry)) = self.settings.enums.get_index(index) else { return false };
        let Some(id) = self.shared.get(index).copied() else { return false };
        if let Err(why) = fits(field, entry, documented) {
            let pointer = entry_pointer([name.as_str(), "places"]).join(at);
            let mut finding = Finding::new(
                Severity::Error,
                "enum-mismatch",
                &entry.file,
                &pointer,
                format!("`{}` does not fit {name}: {why}", field.schema_path),
                "add the value to the entry, or narrow the pattern",
            );
            let Misfit::Lacks(missing) = why else {
                self.findings.push(finding);
                return true;
            };
            for (wire, label) in missing {
                finding = finding.paste(&entry.file, value_line(name, &wire, label.as_ref()));
                self.add_value(id, wire, label);
            }
            self.findings.push(finding);
        }
        self.add_aliases(id, field, documented);
        let integer = self.repr(id) == Repr::Integer;
        field.quoted |= integer && *field.expr.innermost() == TypeExpr::Text;
        *field.expr.innermost_mut() = TypeExpr::Enum(id);
        self.counts.named += usize::from(integer);
        true
    }

    /// A value that an entry lacks, for comparisons: nothing is emitted.
    fn add_value(&mut self, id: EnumId, wire: Wire, label: Option<Label>) {
        let Some(shared) = self.list.get_mut(id.0) else { return };
        if shared.variants.iter().all(|variant| variant.wire != wire) {
            let label = label.map(|label| label.text);
            shared.variants.push(Variant { label, ..blank(&wire) });
        }
    }

    /// Two entries that name one place leave open which type it has.
    fn overlaps(&mut self, field: &Field, found: &[(usize, usize)]) {
        let entry = |index: usize| self.settings.enums.get_index(index);
        let first = found.first().and_then(|(index, _)| entry(*index));
        let first = first.map(|(name, _)| name.as_str()).unwrap_or_default();
        let mut last = first;
        for (index, at) in found {
            let Some((name, entry)) = entry(*index) else { continue };
            let name = name.as_str();
            if std::mem::replace(&mut last, name) == name {
                continue;
            }
            self.findings.push(Finding::new(
                Severity::Error,
                "enum-overlap",
                &entry.file,
                &entry_pointer([name, "places"]).join(*at),
                format!("`{}` is a schema path of {first} already", field.schema_path),
                "narrow one of the two patterns",
            ));
        }
    }

    /// Names the values of a place that no entry covers, or leaves it an integer.
    fn named(&mut self, field: &mut Field, documented: &[(Wire, Option<Label>)]) {
        if self.reason(field) {
            return self.plain(field);
        }
        let variants: Vec<Variant> = match field.expr.innermost() {
            TypeExpr::Enum(id) => {
                self.list.get(id.0).map(|one| one.variants.clone()).unwrap_or_default()
            }
            _ => documented.iter().map(|(wire, _)| blank(wire)).collect(),
        };
        let mut complete = true;
        let labelled = variants.into_iter().zip(documented).map(|(mut variant, (_, label))| {
            variant.deprecated |= label.as_ref().is_some_and(|label| label.deprecated);
            let text = || label.as_ref().map(|label| label.text.clone());
            variant.label = variant.label.take().or_else(text);
            complete &= variant.name.is_some() || variant.label.is_some();
            variant
        });
        let labelled: Vec<Variant> = labelled.collect();
        if !complete {
            if self.settings.krate.requires_names {
                self.gap(field);
            }
            return self.plain(field);
        }
        self.counts.named += 1;
        let quoted = *field.expr.innermost() == TypeExpr::Text;
        field.quoted |= quoted;
        match field.expr.innermost() {
            TypeExpr::Enum(id) => {
                if let Some(one) = self.list.get_mut(id.0) {
                    one.variants = labelled;
                }
            }
            _ => {
                let id = EnumId(self.list.len());
                let file = self.file(field);
                self.list.push(Enumeration {
                    schema_path: field.schema_path.clone(),
                    home: None,
                    file,
                    pointer: field.pointer.clone(),
                    shared: None,
                    doc: None,
                    repr: Repr::Integer,
                    variants: labelled,
                    aliases: Vec::new(),
                    deprecations: Vec::new(),
                    sources: Vec::new(),
                });
                *field.expr.innermost_mut() = TypeExpr::Enum(id);
            }
        }
    }

    fn plain(&mut self, field: &mut Field) {
        let expr = field.expr.innermost_mut();
        if matches!(expr, TypeExpr::Enum(_)) {
            *expr = TypeExpr::Integer;
        }
    }

    /// Whether unnamed.yaml has a reason for this place.
    fn reason(&mut self, field: &Field) -> bool {
        let found = self.reasons.of(&field.schema_path.written());
        for index in &found {
            if let Some(used) = self.unnamed.get_mut(*index) {
                *used = true;
            }
        }
        let first = found.first().and_then(|index| self.settings.unnamed.get(*index));
        if let Some(entry) = first {
            self.settle(field);
            *self.counts.unnamed.entry(entry.reason.word().to_owned()).or_default() += 1;
        }
        first.is_some()
    }

    /// The file of a field's document.
    fn file(&self, field: &Field) -> String {
        let name = &field.schema_path.document;
        let found = self.files.iter().find(|(id, _)| id == name);
        found.map(|(_, file)| file.clone()).unwrap_or_default()
    }

    /// Numbers in the prose of this field are no longer worth a note: enums.yaml may name what a description mentions.
    fn settle(&mut self, field: &Field) {
        self.settled.insert((self.file(field), field.pointer.as_str().to_owned()));
    }

    fn gap(&mut self, field: &Field) {
        let file = self.file(field);
        self.findings.push(
            Finding::new(
                Severity::Gap,
                "unnamed-values",
                &file,
                &field.pointer,
                format!("`{}` has integer values without names", field.schema_path),
                "name them in enums.yaml, or add the place to unnamed.yaml with a reason",
            )
            .paste(
                format!("unnamed/{}.yaml", self.settings.glossary.file_of(&field.schema_path)),
                format!("- {{place: {:?}, reason: undocumented}}", field.schema_path.to_string()),
            ),
        );
    }

    fn finish(self) -> (Named, Vec<Enumeration>) {
        let settled = &self.settled;
        self.findings.retain(|finding| {
            let mut above = std::iter::successors(Some(finding.pointer.clone()), Pointer::parent);
            // The note is at the schema of a parameter, or at the items of a list.
            let mut near = above.by_ref().take(3);
            let is_settled =
                near.any(|at| settled.contains(&(finding.file.clone(), at.as_str().to_owned())));
            finding.code != UNREAD || !is_settled
        });
        for ((name, entry), used) in self.settings.enums.iter().zip(&self.used) {
            if entry.places.is_empty() {
                without_places(&entry.file, name, &entry_pointer([name.as_str()]), self.findings);
            }
            for (at, pattern) in entry.places.iter().enumerate() {
                if used.get(at) == Some(&false) {
                    let pointer = entry_pointer([name.as_str(), "places"]).join(at);
                    unmatched(&entry.file, &pointer, pattern, self.findings);
                }
            }
        }
        for (index, entry) in self.settings.unnamed.iter().enumerate() {
            if self.unnamed.get(index) == Some(&false) {
                let pointer = entry.pointer.join("place");
                unmatched(&entry.file, &pointer, &entry.schema_path, self.findings);
            }
        }
        (self.counts, self.list)
    }
}

fn blank(wire: &Wire) -> Variant {
    Variant { wire: wire.clone(), name: None, label: None, aliases: Vec::new(), deprecated: false }
}
