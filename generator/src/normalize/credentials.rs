//! Credentials that documents list among the inputs are sent by the client, once, and never asked for.

use crate::model::{Api, TypeKind};
use crate::schema_path::{Part, PathRoot};
use crate::settings::Settings;

pub(super) fn credentials(api: &mut Api, settings: &Settings) {
    let names = &settings.rules.credentials;
    for operation in &mut api.operations {
        operation.parameters.retain(|(_, _, field)| !names.contains(&field.wire));
    }
    for ty in &mut api.types {
        // Only at the top of a request body: a nested field of the same name means something else.
        let sent = matches!(ty.schema_path.anchor, PathRoot::Operation(..));
        if !sent || ty.schema_path.part != Part::Body || !ty.schema_path.path.is_empty() {
            continue;
        }
        if let TypeKind::Object(object) = &mut ty.kind {
            object.fields.retain(|field| !names.contains(&field.wire));
        }
    }
}
