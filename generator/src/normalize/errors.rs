//! Joins our meanings with the documented error codes.

use crate::model::Api;
use crate::settings::Settings;

pub(super) fn errors(api: &mut Api, settings: &Settings) {
    for operation in &mut api.operations {
        let key =
            format!("{} {} {}", operation.document, operation.method, operation.erased_path());
        for error in &mut operation.errors {
            let Some(code) = error.code else { continue };
            if let Some(meaning) = settings.errors.meaning(&operation.server, &key, code) {
                error.meaning = meaning.to_owned();
            }
        }
    }
}
