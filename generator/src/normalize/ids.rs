//! IDs get types of their own (rules.yaml, `ids`).

use super::{each_field, unmatched, without_places};
use crate::diagnostic::{Finding, Findings, Severity};
use crate::model::{Api, Field, IdType, TypeExpr};
use crate::pointer::Pointer;
use crate::schema_path::{Pattern, SchemaPath, Selection};
use crate::settings::{Settings, entry_pointer, file};
use crate::word::is_type_name;

pub(super) fn ids(api: &mut Api, settings: &Settings, findings: &mut Findings) {
    let rules = &settings.rules.ids;
    let places = rules.iter().flat_map(|(name, rule)| {
        let place = move |(at, text): (usize, &String)| (name, at, Pattern::new(text));
        rule.places.iter().enumerate().map(place)
    });
    let places: Vec<(&String, usize, Pattern)> = places.collect();
    let selection = Selection::new(places.iter().map(|(.., pattern)| pattern));
    let mut used = vec![false; places.len()];
    each_field(api, |field| {
        let is_number = match field.expr.innermost() {
            TypeExpr::Integer => !field.quoted,
            TypeExpr::Text => false,
            // Fields of the same name may be objects or enumerations elsewhere.
            _ => return,
        };
        let found = preferred(selection.of(&field.schema_path.written()), &places);
        let Some((name, at, _)) = found.first().and_then(|index| places.get(*index)) else {
            return;
        };
        found.iter().for_each(|index| {
            used.get_mut(*index).into_iter().for_each(|used| *used = true);
        });
        let others = found.iter().filter_map(|index| places.get(*index));
        let other = others.map(|(other, ..)| other).find(|other| *other != name);
        let at = place_pointer(name, *at);
        if let Some(other) = other {
            let message = format!("`{}` is selected by {other} as well", field.schema_path);
            fault(&at, message, "narrow one of the two patterns", findings);
        } else if is_number && !rules.get(*name).is_some_and(|rule| rule.numeric) {
            let message = format!("`{}` is an integer, and {name} is not", field.schema_path);
            fault(&at, message, "add `numeric: true`, or narrow the pattern", findings);
        }
        assign(field, name, is_number);
    });
    for ((name, at, pattern), _) in places.iter().zip(&used).filter(|(_, used)| !**used) {
        unmatched(file::RULES, &place_pointer(name, *at), pattern, findings);
    }
    for (name, rule) in rules {
        let at = entry_pointer(["ids", name.as_str()]);
        if rule.places.is_empty() {
            without_places(file::RULES, name, &at, findings);
        }
        if !is_type_name(name) {
            let message = format!("`{name}` is not a name for a type");
            fault(&at, message, "write a CamelCase Rust name", findings);
        }
        for other in rule.from.iter().filter(|other| !rules.contains_key(*other)) {
            let message = format!("`{other}` is not an ID type");
            fault(&at.join("from"), message, "name an entry of `ids`", findings);
        }
        let (doc, numeric, from) = (rule.doc.clone(), rule.numeric, rule.from.clone());
        api.ids.push(IdType { name: name.clone(), doc, numeric, from });
    }
    api.ids.sort_by(|a, b| a.name.cmp(&b.name));
}

/// The pattern that gives a place this type, in rules.yaml.
pub(crate) fn id_place(
    settings: &Settings,
    name: &str,
    schema_path: &SchemaPath,
) -> Option<Pointer> {
    let places = &settings.rules.ids.get(name)?.places;
    let selects = |text: &&String| Pattern::new(text).matches(schema_path);
    let best = places.iter().filter(selects).max_by_key(|text| (text.contains(' '), text.len()))?;
    let at = places.iter().position(|text| text == best)?;
    Some(place_pointer(name, at))
}

/// The patterns that apply: those over whole schema paths before names, and of several the longest.
fn preferred(found: Vec<usize>, places: &[(&String, usize, Pattern)]) -> Vec<usize> {
    let rank = |index: &usize| {
        let pattern = places.get(*index).map_or("", |one| one.2.as_str());
        (pattern.contains(' '), pattern.len())
    };
    let best = found.iter().map(rank).max();
    found.into_iter().filter(|index| Some(rank(index)) == best).collect()
}

/// The JSON form remains the documented one.
fn assign(field: &mut Field, name: &str, is_number: bool) {
    field.number = is_number;
    field.quoted = false;
    *field.expr.innermost_mut() = TypeExpr::Id(name.to_owned());
}

fn place_pointer(name: &str, at: usize) -> Pointer {
    entry_pointer(["ids", name, "places"]).join(at)
}

fn fault(at: &Pointer, message: String, help: &str, findings: &mut Findings) {
    findings.push(Finding::new(Severity::Error, "id-type", file::RULES, at, message, help));
}
