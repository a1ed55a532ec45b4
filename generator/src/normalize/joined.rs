//! Strings that contain several values become lists (rules.yaml, `joined`).

use super::unmatched;
use crate::diagnostic::Findings;
use crate::model::{Api, Field, Location, Separator, Style, TypeExpr, TypeKind};
use crate::schema_path::{Pattern, Selection};
use crate::settings::{Settings, entry_pointer, file};

pub(super) fn joined(api: &mut Api, settings: &Settings, findings: &mut Findings) {
    let rules = settings.rules.joined.iter().enumerate();
    let places = rules.flat_map(|(rule, one)| {
        let place =
            move |(at, text): (usize, &String)| (rule, at, one.separator, Pattern::new(text));
        one.places.iter().enumerate().map(place)
    });
    let places: Vec<(usize, usize, Separator, Pattern)> = places.collect();
    let selection = Selection::new(places.iter().map(|(.., pattern)| pattern));
    let mut used = vec![false; places.len()];
    let mut list = |field: &mut Field| {
        let found = selection.of(&field.schema_path.written());
        let separator = found.first().and_then(|index| places.get(*index)).map(|one| one.2)?;
        // Fields of the same name may be lists or objects elsewhere.
        let is_string = matches!(field.expr, TypeExpr::Text | TypeExpr::Enum(_));
        if !is_string && field.joined.is_none() {
            return None;
        }
        found.iter().for_each(|index| {
            used.get_mut(*index).into_iter().for_each(|used| *used = true);
        });
        if is_string {
            let value = std::mem::replace(&mut field.expr, TypeExpr::Any);
            field.expr = TypeExpr::List(Box::new(value));
            // Limits and defaults of the string are not those of the list.
            field.facts.min_length = None;
        }
        field.joined = Some(separator);
        Some(separator)
    };
    for (location, style, field) in api.operations.iter_mut().flat_map(|one| &mut one.parameters) {
        if let Some(separator) = list(field) {
            // In a path, spaces and pipes have no style of their own.
            let in_path = matches!(location, Location::Path { .. });
            *style = if in_path { Style::Comma } else { separator.style() };
        }
    }
    for ty in &mut api.types {
        if let TypeKind::Object(object) = &mut ty.kind {
            object.fields.iter_mut().for_each(|field| {
                list(field);
            });
        }
    }
    for ((rule, at, _, pattern), _) in places.iter().zip(&used).filter(|(_, used)| !**used) {
        let at = entry_pointer(["joined"]).join(rule).join("places").join(at);
        unmatched(file::RULES, &at, pattern, findings);
    }
}
