//! Every operation and event of the published documents that are imported is in the crate, and so is each operation on
//! behalf of a sub-account.
//!
//! The published documents are not part of the project: they are read where they are beside it, or in the folder that
//! the variable `PUBLISHED` names.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use serde_json::Value;
use zoom_codegen::model::erase;

use crate::{cases, real};

/// Published documents that are not imported yet. Each of them has to get a source; none may be added.
const NOT_IMPORTED: [&str; 0] = [];

/// Operations of published documents that the crate does not have, each with its reason.
const LEFT_OUT: [(&str, &str); 0] = [];

/// Documents whose sources are not named by the rule: what the ids of their folder begin with, and the name of the file.
const NAMED: [(&str, &str); 9] = [
    ("zoom-v2-classic.json", "classic"),
    ("zoom-v2-hub-users.json", "hub-users"),
    ("zoom-v2-hub-meetings.json", "hub-meetings"),
    ("zoom-events.json", "events"),
    ("hub/events.json", "hub-zoom-events"),
    ("hub-events/events.json", "events-zoom-events"),
    ("hub/iq.json", "hub-revenue-accelerator"),
    ("hub-events/iq.json", "events-revenue-accelerator"),
    // No operation of it is that of another product.
    ("hub-master/billing.json", "hub-billing"),
];

/// Folders of documents, and what the ids of their sources begin with.
const FOLDERS: [(&str, &str); 3] =
    [("hub", "hub-"), ("hub-events", "events-"), ("hub-master", "master-")];

const METHODS: [&str; 7] = ["get", "put", "post", "delete", "options", "head", "patch"];

/// The path of a document in the folder of all, its source, and its content.
struct Published {
    name: String,
    source: String,
    root: Value,
}

/// The documents; `None` where they are not there.
fn published() -> Option<Vec<Published>> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/reference");
    let folder = std::env::var_os("PUBLISHED").map_or_else(beside, PathBuf::from);
    if !folder.join("hub").exists() {
        // Not through `println!`, which the test harness shows of failures alone.
        let mut shown = std::io::stderr();
        let _ = writeln!(
            shown,
            "NOT TESTED: coverage, because the published documents are not beside the project"
        );
        return None;
    }
    let named = |name: &str| NAMED.iter().find(|(known, _)| *known == name).map(|(_, id)| *id);
    let single = NAMED.iter().filter(|(name, _)| !name.contains('/'));
    let mut list: Vec<(String, String)> =
        single.map(|(name, id)| ((*name).to_owned(), (*id).to_owned())).collect();
    for (sub, prefix) in FOLDERS {
        let files = fs::read_dir(folder.join(sub)).expect("a folder of documents");
        for path in files.map(|file| file.expect("a file").path()) {
            let stem = path.file_stem().expect("a name").to_string_lossy().into_owned();
            let name = format!("{sub}/{stem}.json");
            let id = named(&name).map_or_else(|| format!("{prefix}{stem}"), str::to_owned);
            list.push((name, id));
        }
    }
    list.sort();
    let read = |(name, source): (String, String)| {
        let text = fs::read_to_string(folder.join(&name)).expect("a document");
        let root = serde_json::from_str(&text).expect("JSON");
        Published { name, source, root }
    };
    Some(list.into_iter().map(read).collect())
}

/// The sources of sources.toml.
fn sources() -> BTreeSet<String> {
    let sources = zoom_codegen::import::sources(&cases::real()).expect("sources.toml");
    sources.into_iter().map(|source| source.id).collect()
}

impl Published {
    /// `GET /users/{}`, for each operation.
    fn operations(&self) -> Vec<String> {
        let paths = self.root.get("paths").and_then(Value::as_object);
        let paths = paths.into_iter().flatten().filter(|(path, _)| path.starts_with('/'));
        let operations = paths.flat_map(|(path, item)| {
            let methods = METHODS.iter().filter(|method| item.get(**method).is_some());
            methods.map(move |method| format!("{} {}", method.to_uppercase(), erase(path.trim())))
        });
        operations.collect()
    }

    /// The names of the events: webhooks, or paths without a slash.
    fn events(&self) -> Vec<&str> {
        let keys = |section: &str| {
            let items = self.root.get(section).and_then(Value::as_object);
            items.into_iter().flatten().map(|(key, _)| key.as_str())
        };
        keys("webhooks").chain(keys("paths").filter(|key| !key.starts_with('/'))).collect()
    }
}

#[test]
fn every_published_operation_and_event_is_there() {
    let Some(published) = published() else { return };
    let (output, sources) = (real(), sources());
    let operations: BTreeSet<String> = output
        .api
        .operations
        .iter()
        .map(|one| format!("{} {}", one.method, one.erased_path()))
        .collect();
    let events: BTreeSet<&str> = output.api.events.iter().map(|one| one.name.as_str()).collect();
    let mut missing: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let mut left_out = BTreeSet::new();
    let mut not_imported = BTreeSet::new();
    for document in &published {
        if !sources.contains(&document.source) {
            not_imported.insert(document.name.as_str());
            continue;
        }
        if document.source.starts_with("master-") {
            continue;
        }
        for operation in document.operations() {
            if LEFT_OUT.iter().any(|(known, _)| *known == operation) {
                left_out.insert(operation);
            } else if !operations.contains(&operation) {
                missing.entry(&document.name).or_default().push(operation);
            }
        }
        let lost = document.events().into_iter().filter(|name| !events.contains(name));
        let lost: Vec<String> = lost.map(|name| format!("event {name}")).collect();
        if !lost.is_empty() {
            missing.entry(&document.name).or_default().extend(lost);
        }
    }
    assert!(missing.is_empty(), "published, but not in the crate: {missing:#?}");
    assert_eq!(not_imported, BTreeSet::from(NOT_IMPORTED), "correct NOT_IMPORTED");
    let known: BTreeSet<String> = LEFT_OUT.iter().map(|(one, _)| (*one).to_owned()).collect();
    assert_eq!(left_out, known, "correct LEFT_OUT");
    assert_eq!(output.summary.refused, 0);
}

#[test]
fn every_operation_of_sub_accounts_can_be_called() {
    let Some(published) = published() else { return };
    let (output, sources) = (real(), sources());
    let operations: BTreeMap<String, bool> = output
        .api
        .operations
        .iter()
        .map(|one| (format!("{} {}", one.method, one.erased_path()), one.sub_account))
        .collect();
    let (mut missing, mut twins, mut own) = (Vec::new(), BTreeSet::new(), 0);
    let masters = published.iter().filter(|one| one.source.starts_with("master-"));
    for document in masters.filter(|one| sources.contains(&one.source)) {
        for operation in document.operations() {
            let twin = operation.replacen(" /accounts/{}/", " /", 1);
            match (operations.get(&twin), operations.contains_key(&operation)) {
                (Some(true), _) if twin != operation => drop(twins.insert(twin)),
                (_, true) => own += 1,
                // The product of the counterpart is not imported: the other test lists it.
                (None, false) if !is_published(&published, &twin, &sources) => {}
                _ => missing.push((document.name.as_str(), operation)),
            }
        }
    }
    assert!(missing.is_empty(), "operations of sub-accounts that cannot be called: {missing:#?}");
    let marked = operations.values().filter(|marked| **marked).count();
    let twins = twins.len();
    assert_eq!(twins, marked, "each marked operation is in one document for master accounts");
    assert!(twins >= TWINS && own >= OWN, "{twins} counterparts, {own} of their own");
}

/// How many operations of sub-accounts there were when this was written.
const TWINS: usize = 728;
const OWN: usize = 33;

/// Whether an imported document has an operation.
fn is_published(published: &[Published], operation: &str, sources: &BTreeSet<String>) -> bool {
    let imported = published.iter().filter(|one| sources.contains(&one.source));
    let mut others = imported.filter(|one| !one.source.starts_with("master-"));
    others.any(|one| one.operations().iter().any(|own| own == operation))
}
