//! Marks fields that must never be printed.

use super::{each_field, unmatched};
use crate::diagnostic::Findings;
use crate::model::{Api, Shape};
use crate::place::{Pattern, Selection};
use crate::settings::{Settings, entry_pointer, file};

pub(super) fn secrets(api: &mut Api, settings: &Settings, findings: &mut Findings) {
    let patterns: Vec<Pattern> =
        settings.rules.secrets.iter().map(|text| Pattern::new(text)).collect();
    let mut used = vec![false; patterns.len()];
    let selection = Selection::new(&patterns);
    each_field(api, |field| {
        for index in selection.of(&field.place.written()) {
            // A switch of the same name gives nothing away.
            field.secret |= *field.shape.innermost() != Shape::Boolean;
            used[index] = true;
        }
    });
    for (index, pattern) in patterns.iter().enumerate().filter(|(index, _)| !used[*index]) {
        let at = entry_pointer(["secrets"]).join(index);
        unmatched(file::RULES, &at, pattern, findings);
    }
}
