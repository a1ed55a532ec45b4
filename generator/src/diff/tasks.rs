//! What a person has to settle in the head: everything at once, with the lines that settle it where they are known.

use std::collections::{BTreeMap, BTreeSet};

use super::report::{Side, SpecLine, Task};
use super::state::State;
use crate::diagnostic::{Diagnostic, Edit, Severity};
use crate::import::open;
use crate::pointer::Pointer;
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
    // By file of the glossary and name; the first place of each.
    if head.settings.glossary.files.is_empty() {
        return Vec::new();
    }
    let mut missing: BTreeMap<(&str, &str), (usize, &str, &Pointer)> = BTreeMap::new();
    for one in open(&head.api).filter(|one| !known.contains(&one.schema_path.to_string())) {
        let file = head.settings.glossary.file_of(&one.schema_path);
        let document = head.api.document(&one.field.schema_path.document);
        let document = document.map_or("", |document| document.file.as_str());
        let place = (0, document, &one.field.pointer);
        missing.entry((file, one.field.wire.as_str())).or_insert(place).0 += 1;
    }
    let mut tables = Tables::new();
    let tasks = missing.into_iter().map(|((file, wire), (count, document, pointer))| {
        let at = head.sources.schema_path(document, pointer, None, &mut tables);
        let places = if count == 1 { "one place".to_owned() } else { format!("{count} places") };
        let file = format!("glossary/{file}.yaml");
        Task {
            code: "no-description",
            blocks: false,
            message: format!("`{wire}` has no description in {places}"),
            help: format!("add a line to specs/{file} that says more than the name"),
            at: SpecLine::new(Side::Head, at),
            edits: vec![Edit { file, remove: false, line: format!("{wire}: ") }],
        }
    });
    tasks.collect()
}
