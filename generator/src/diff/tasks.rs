//! What a person has to settle in the head: everything at once, with the lines that settle it where they are known.

use std::collections::{BTreeMap, BTreeSet};

use super::report::{Side, SpecLine, Task};
use super::state::State;
use crate::diagnostic::{Diagnostic, Edit, Severity};
use crate::import::{Described, open};
use crate::source::Tables;

pub(super) fn tasks(base: &State, head: &State) -> Vec<Task> {
    let found = head.faults.iter().chain(&head.open);
    let order = |found: &&Diagnostic| (found.severity != Severity::Error, found.code);
    let mut found: Vec<&Diagnostic> = found.collect();
    found.sort_by_key(order);
    let mut tasks: Vec<Task> = found.into_iter().map(Task::of).collect();
    tasks.extend(undescribed(base, head));
    tasks
}

/// Fields that the base does not have, and that nobody has described.
fn undescribed(base: &State, head: &State) -> Vec<Task> {
    let known: BTreeSet<String> = open(&base.api).map(|one| one.schema_path.to_string()).collect();
    // By file of the glossary and name.
    let mut missing: BTreeMap<(&str, &str), Vec<Described<'_>>> = BTreeMap::new();
    if head.settings.glossary.files.is_empty() {
        return Vec::new();
    }
    for one in open(&head.api).filter(|one| !known.contains(&one.schema_path.to_string())) {
        let file = head.settings.glossary.file_of(&one.schema_path);
        missing.entry((file, one.field.wire.as_str())).or_default().push(one);
    }
    let mut tables = Tables::new();
    let tasks = missing.into_iter().filter_map(|((name, wire), places)| {
        let first = places.first()?.field;
        let document = head.api.document(&first.schema_path.document);
        let document = document.map_or("", |document| document.file.as_str());
        let at = head.sources.schema_path(document, &first.pointer, None, &mut tables);
        let count = match places.len() {
            1 => "one place".to_owned(),
            count => format!("{count} places"),
        };
        let file = format!("glossary/{name}.yaml");
        let edit = |line| Edit { file: file.clone(), remove: false, line };
        Some(Task {
            code: "no-description",
            blocks: false,
            message: format!("`{wire}` has no description in {count}"),
            help: format!("add a line to specs/{file} that says more than the name"),
            at: SpecLine::new(Side::Head, at),
            edits: lines(head, name, wire, &places).into_iter().map(edit).collect(),
        })
    });
    tasks.collect()
}

/// The lines of the glossary for a name. A name that is there already gets an item for each place: another line would
/// be its second key.
fn lines(head: &State, file: &str, wire: &str, places: &[Described<'_>]) -> Vec<String> {
    let mut files = head.settings.glossary.files.iter();
    let file = files.find(|known| known.name == file);
    if file.is_none_or(|file| !file.entries.contains_key(wire)) {
        return vec![format!("{wire}: ")];
    }
    let item = |one: &Described<'_>| {
        format!("- {{at: {:?}, text: \"\"}}  # below {wire}", one.schema_path.to_string())
    };
    places.iter().map(item).collect()
}
