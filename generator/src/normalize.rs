//! [`Api`] → [`Api`]: the passes, in order, one file each.

mod argument_order;
mod credentials;
mod encoding;
mod enums;
mod errors;
mod event_name;
pub(crate) mod glossary;
mod ids;
mod inputs;
mod joined;
mod paging;
mod recursion;
mod replaced;
pub(crate) mod secrets;
pub(crate) mod share;
mod tags;
mod usage;
mod windows;

use crate::diagnostic::{Finding, Findings, Severity};
use crate::model::{Api, Field, TypeKind};
use crate::pointer::Pointer;
use crate::schema_path::Pattern;
use crate::settings::Settings;

pub(crate) use ids::id_place;

/// Runs every pass.
pub(crate) fn normalize(api: &mut Api, settings: &Settings, findings: &mut Findings) -> Named {
    credentials::credentials(api, settings);
    // Before places of one meaning get one enum, while each alternative has the values of its own schema.
    tags::tags(api);
    joined::joined(api, settings, findings);
    event_name::event_name(api, settings);
    let named = enums::enums(api, settings, findings);
    // After the enumerations: an integer that has a reason in unnamed.yaml may be an ID.
    ids::ids(api, settings, findings);
    errors::errors(api, settings, findings);
    secrets::secrets(api, settings, findings);
    encoding::encoding(api, settings, findings);
    inputs::inputs(api);
    share::share(api, settings, findings);
    glossary::glossary(api, settings, findings);
    paging::paging(api, settings);
    windows::windows(api, settings, findings);
    recursion::recursion(api);
    replaced::replaced(api, findings);
    usage::usage(api);
    argument_order::argument_order(api, settings, findings);
    named
}

/// How the integer places fared, for the report.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Named {
    /// Places with named variants.
    pub named: usize,
    /// Places left as integers, by reason.
    pub unnamed: std::collections::BTreeMap<String, usize>,
}

/// Every field that can have a value: parameters, and the fields of every object.
fn each_field(api: &mut Api, mut visit: impl FnMut(&mut Field)) {
    for operation in &mut api.operations {
        for (_, _, field) in &mut operation.parameters {
            visit(field);
        }
    }
    for ty in &mut api.types {
        if let TypeKind::Object(object) = &mut ty.kind {
            object.fields.iter_mut().for_each(&mut visit);
        }
    }
}

/// An entry without a pattern. Nothing can use what it defines.
fn without_places(file: &str, name: &str, at: &Pointer, findings: &mut Findings) {
    findings.push(Finding::new(
        Severity::Error,
        "unmatched-entry",
        file,
        at,
        format!("`{name}` selects no schema path"),
        "add a pattern to its `places`, or remove the entry",
    ));
}

/// An entry of a configuration file that selects nothing.
fn unmatched(file: &str, at: &Pointer, pattern: &Pattern, findings: &mut Findings) {
    findings.push(Finding::new(
        Severity::Error,
        "unmatched-entry",
        file,
        at,
        format!("`{}` matches no schema path", pattern.as_str()),
        "the documents have changed: correct the pattern, or remove the entry",
    ));
}
