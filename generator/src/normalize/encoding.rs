//! Path parameters that must be percent-encoded twice.

use super::unmatched;
use crate::diagnostic::Findings;
use crate::model::{Api, Location, TypeExpr};
use crate::schema_path::Pattern;
use crate::settings::{Settings, entry_pointer, file};

pub(super) fn encoding(api: &mut Api, settings: &Settings, findings: &mut Findings) {
    for (index, text) in settings.rules.double_encode.iter().enumerate() {
        let pattern = Pattern::new(text);
        let mut used = false;
        for operation in &mut api.operations {
            for (location, _, field) in &mut operation.parameters {
                if matches!(location, Location::Path { .. }) && pattern.matches(&field.schema_path)
                {
                    // A number holds no slash.
                    *location = Location::Path { double: field.expr != TypeExpr::Integer };
                    used = true;
                }
            }
        }
        if !used {
            let at = entry_pointer(["double_encode"]).join(index);
            unmatched(file::RULES, &at, &pattern, findings);
        }
    }
}
