//! Lists that have inputs for pages, but no `pages`.

use std::collections::BTreeSet;

use super::{Report, Tally, field_location};
use crate::model::{Answer, Api, Field, TypeExpr, TypeKind};
use crate::pointer::Pointer;
use crate::schema_path::Pattern;
use crate::settings::{Settings, file};

pub(super) fn unpaged(api: &Api, settings: &Settings, report: &mut Report<'_>) {
    let rules = &settings.rules.unpaged;
    let inputs: Vec<Pattern> = rules.inputs.iter().map(|name| Pattern::new(name)).collect();
    let places = rules.known.iter().flat_map(|entry| &entry.places);
    let known: Vec<Pattern> = places.map(|place| Pattern::new(place)).collect();
    let mut used = BTreeSet::new();
    let mut tally = Tally::default();
    for operation in api.operations.iter().filter(|one| one.paging.is_none()) {
        if !is_list(api, &operation.answer) {
            continue;
        }
        let fields = operation.parameters.iter().map(|(_, _, field)| field);
        let is_page = |field: &&Field| inputs.iter().any(|name| name.is_name(&field.wire));
        for field in fields.filter(is_page) {
            let entry = known.iter().position(|pattern| pattern.matches(&field.schema_path));
            match entry {
                Some(index) => drop(used.insert(index)),
                None => {
                    let (file, pointer) = field_location(settings, field);
                    tally.add(&field.schema_path.to_string(), file, &pointer);
                }
            }
        }
    }
    for (index, pattern) in known.iter().enumerate().filter(|(index, _)| !used.contains(index)) {
        let text =
            format!("`{}` of `unpaged` in rules.yaml matches no such list", pattern.as_str());
        let at = Pointer::root().join("unpaged").join("known").join(index);
        tally.add(&text, file::RULES, &at);
    }
    report.add(
        "unpaged",
        "lists with inputs for pages that have no `pages`",
        "describe their style under `paging` in rules.yaml, or give the reason under `unpaged`",
        tally.noted(),
    );
}

/// Whether a response is a list of objects, or an object that has one.
fn is_list(api: &Api, answer: &Answer) -> bool {
    let of_objects = |expr: &TypeExpr| matches!(expr, TypeExpr::List(item) if matches!(**item, TypeExpr::Type(_)));
    match answer {
        Answer::Json(TypeExpr::Type(id)) => match &api.ty(*id).kind {
            TypeKind::Object(object) => object.fields.iter().any(|field| of_objects(&field.expr)),
            TypeKind::Union(_) => true,
        },
        Answer::Json(expr) => of_objects(expr),
        _ => false,
    }
}
