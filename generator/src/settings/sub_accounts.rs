//! `sub-accounts/SOURCE.yaml`: the operations that can be called on behalf of a sub-account, with the scopes of such calls.
//! The importer writes these files.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use super::files::{load_file, typed};
use super::{SourceEntry, file};
use crate::diagnostic::{Finding, Findings, Severity};
use crate::pointer::Pointer;

/// The operations of one source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SubAccounts {
    /// The file, relative to `specs/`.
    pub file: String,
    /// `GET /users/{}`, and the scopes for calls on behalf of a sub-account.
    pub operations: IndexMap<String, Vec<String>>,
}

/// Reads the files of all sources.
pub(super) fn sub_accounts(
    files: &BTreeMap<String, String>,
    sources: &[SourceEntry],
    findings: &mut Findings,
) -> Vec<SubAccounts> {
    let mut list = Vec::new();
    for name in files.keys().filter(|name| name.starts_with(file::SUB_ACCOUNTS)) {
        let id = name.trim_start_matches(file::SUB_ACCOUNTS).trim_end_matches(".yaml");
        let at = Pointer::root();
        if !sources.iter().any(|source| source.sub_accounts && source.id == id) {
            let message = format!("no source with `sub_accounts = true` has the id `{id}`");
            let help = "correct sources.toml, or remove the file";
            findings.push(Finding::new(Severity::Error, "settings", name, &at, message, help));
            continue;
        }
        let Some(value) = load_file(files, name, findings) else { continue };
        let operations = typed(name, &at, value, findings).unwrap_or_default();
        list.push(SubAccounts { file: name.clone(), operations });
    }
    list
}
