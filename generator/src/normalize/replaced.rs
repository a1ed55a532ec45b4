//! Checks that the operations which replace deprecated ones exist.

use crate::document::diagnostic::{Finding, Findings, Severity};
use crate::model::Api;

pub(super) fn replaced(api: &Api, findings: &mut Findings) {
    for operation in &api.operations {
        let Some(key) = &operation.replaced_by else { continue };
        let file = api.document(&operation.document).map(|document| document.file.as_str());
        let fault = |message: String, help: &str| {
            let file = file.unwrap_or_default();
            Finding::new(Severity::Error, "replaced-by", file, &operation.pointer, message, help)
        };
        if !operation.deprecated {
            let message = format!("{} is replaced by {key}, but not deprecated", operation.key());
            findings.push(fault(message, "add `deprecated: true`, or remove `x-replaced-by`"));
        } else if !api.operations.iter().any(|other| other.is(key)) {
            let message =
                format!("{} is replaced by {key}, which no document has", operation.key());
            let help = "write method and path without parameter names, as `GET /users/{}`";
            findings.push(fault(message, help));
        }
    }
}
