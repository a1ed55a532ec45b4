//! Lines of the glossary: values without one, and lines that may be wrong for some of the values they describe.

use std::collections::{BTreeMap, BTreeSet};

use super::{Noted, Report, Tally, field_location};
use crate::model::{Api, Field, TypeExpr, TypeKind};
use crate::pointer::Pointer;
use crate::schema_path::SchemaPath;
use crate::settings::{Glossary, LineId, Settings};

pub(super) fn glossary(api: &Api, settings: &Settings, report: &mut Report<'_>) {
    let described = described(api);
    without_line(api, settings, report);
    let mut uses: BTreeMap<LineId<'_>, Vec<&Described<'_>>> = BTreeMap::new();
    for one in &described {
        if let Some((id, _)) = settings.glossary.line(&one.schema_path) {
            uses.entry(id).or_default().push(one);
        }
    }
    several_kinds(api, settings, &uses, report);
    twice(&settings.glossary, report);
    common(&settings.glossary, &uses, report);
}

/// A field or parameter, with the schema path that its line is found by.
pub(crate) struct Described<'a> {
    pub field: &'a Field,
    pub schema_path: SchemaPath,
}

/// The values that have neither a line of ours nor a description.
pub(crate) fn open(api: &Api) -> impl Iterator<Item = Described<'_>> {
    let open =
        |one: &Described<'_>| one.field.facts.line.is_none() && one.field.facts.text.is_none();
    described(api).into_iter().filter(open)
}

fn described(api: &Api) -> Vec<Described<'_>> {
    let parameters = api.operations.iter().flat_map(|operation| &operation.parameters);
    let mut all: Vec<Described<'_>> = parameters
        .map(|(_, _, field)| Described { field, schema_path: field.schema_path.clone() })
        .collect();
    for ty in &api.types {
        let TypeKind::Object(object) = &ty.kind else { continue };
        all.extend(object.fields.iter().map(|field| Described {
            field,
            schema_path: match &ty.home {
                Some(home) => home.member(&field.wire),
                None => field.schema_path.clone(),
            },
        }));
    }
    all
}

fn without_line(api: &Api, settings: &Settings, report: &mut Report<'_>) {
    let mut names = Tally::default();
    let mut products = Tally::default();
    for one in open(api) {
        let (file, pointer) = field_location(settings, one.field);
        let product = settings.glossary.file_of(&one.schema_path);
        names.add(&format!("{product}: {}", one.field.wire), file, &pointer);
        products.add(product, file, &pointer);
    }
    report.add(
        "open-glossary",
        "products whose fields have no line of ours, with the number of fields",
        "`no-glossary` lists the fields",
        products.noted(),
    );
    report.add(
        "no-glossary",
        "fields without a line of ours, by product",
        "add one to the product's file under glossary/, which adds something to the name",
        names.noted(),
    );
}

/// Lines of a product without a schema path that describe values of different kinds.
fn several_kinds(
    api: &Api,
    settings: &Settings,
    uses: &BTreeMap<LineId<'_>, Vec<&Described<'_>>>,
    report: &mut Report<'_>,
) {
    let glossary = &settings.glossary;
    let mut noted = Vec::new();
    for (id, described) in uses {
        let Some(file) = glossary.files.get(id.file).filter(|_| !glossary.is_common(id.file))
        else {
            continue;
        };
        let line = file.entries.get(id.name).and_then(|lines| lines.get(id.index));
        let Some(line) = line.filter(|line| line.at.is_none()) else { continue };
        let kinds = described.iter().filter_map(|one| kind(api, &one.field.expr));
        let kinds: BTreeSet<String> = kinds.collect();
        if kinds.len() > 1 {
            let kinds = kinds.into_iter().collect::<Vec<_>>().join(", ");
            noted.push(Noted {
                text: format!("{}: {}: {} ({kinds})", file.name, id.name, line.text),
                count: described.len(),
                file: file.path.clone(),
                pointer: Pointer::root().join(id.name),
            });
        }
    }
    report.add(
        "glossary-kinds",
        "lines without a schema path that describe values of several kinds",
        "add lines with `at`; or, if the line is true for all of them, write it with `at: \"*\"`",
        noted,
    );
}

/// Values of different kinds hardly mean the same.
fn kind(api: &Api, expr: &TypeExpr) -> Option<String> {
    Some(match expr {
        TypeExpr::Any => return None,
        TypeExpr::Boolean => "boolean".into(),
        TypeExpr::List(_) => "list".into(),
        TypeExpr::Map(_) | TypeExpr::Type(_) => "object".into(),
        TypeExpr::Enum(id) => match &api.enumeration(*id).shared {
            Some(name) => name.clone(),
            None => "string or number".into(),
        },
        _ => "string or number".into(),
    })
}

/// Lines of a product that the common file has too.
fn twice(glossary: &Glossary, report: &mut Report<'_>) {
    let Some(common) = (0..glossary.files.len()).find(|file| glossary.is_common(*file)) else {
        return;
    };
    let entry = |name: &str| glossary.files.get(common).and_then(|file| file.entries.get(name));
    let mut tally = Tally::default();
    for (_, file) in glossary.files.iter().enumerate().filter(|(index, _)| *index != common) {
        for (name, lines) in &file.entries {
            let known = entry(name).map(Vec::as_slice).unwrap_or_default();
            if lines.iter().any(|line| known.iter().any(|other| other.text == line.text)) {
                let pointer = Pointer::root().join(name);
                tally.add(&format!("{}: {name}", file.name), &file.path, &pointer);
            }
        }
    }
    report.add(
        "glossary-twice",
        "lines of a product that common.yaml has too",
        "remove them from the product's file, unless an earlier line needs them",
        tally.noted(),
    );
}

/// For each common line, which products it describes values of.
fn common(
    glossary: &Glossary,
    uses: &BTreeMap<LineId<'_>, Vec<&Described<'_>>>,
    report: &mut Report<'_>,
) {
    let mut noted = Vec::new();
    for (id, described) in uses.iter().filter(|(id, _)| glossary.is_common(id.file)) {
        let Some(file) = glossary.files.get(id.file) else { continue };
        let lines = file.entries.get(id.name).map(Vec::as_slice).unwrap_or_default();
        let Some(line) = lines.get(id.index) else { continue };
        let mut products: BTreeMap<&str, usize> = BTreeMap::new();
        for one in described {
            *products.entry(glossary.file_of(&one.schema_path)).or_default() += 1;
        }
        let products: Vec<String> =
            products.iter().map(|(name, count)| format!("{name} {count}")).collect();
        let root = Pointer::root().join(id.name);
        noted.push(Noted {
            text: format!("{}: {} ({})", id.name, line.text, products.join(", ")),
            count: described.len(),
            file: file.path.clone(),
            pointer: if lines.len() > 1 { root.join(id.index) } else { root },
        });
    }
    report.inform(
        "glossary-common",
        "common lines, with the products whose values they describe",
        "each has to be true for all of them",
        noted,
    );
}
