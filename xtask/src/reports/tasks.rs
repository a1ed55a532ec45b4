//! What a person has to settle in specs/, with the lines to paste, file by file.

use std::collections::BTreeMap;

use zoom_codegen::diff::{Report, Task};

use super::order::counted;

/// The heading; `None` if there is nothing to settle.
pub(super) fn heading(report: &Report) -> Option<String> {
    let blocking = report.tasks.iter().filter(|task| task.blocks).count();
    let open = report.tasks.len().saturating_sub(blocking);
    let open = (open > 0).then(|| counted(open, "description to write", "descriptions to write"));
    let blocking = (blocking > 0).then(|| {
        let entries = counted(blocking, "entry of specs/", "entries of specs/");
        format!("{entries} to settle before code can be generated")
    });
    let parts: Vec<String> = blocking.into_iter().chain(open).collect();
    (!parts.is_empty())
        .then(|| format!("{}; the rest is compared as if it were done", parts.join(", ")))
}

/// One line for each task; missing descriptions are only lines to paste.
pub(super) fn lines(report: &Report) -> Vec<String> {
    let line =
        |task: &Task| format!("{} ({}, {}): {}", task.message, task.at, task.code, task.help);
    report.tasks.iter().filter(|task| task.blocks).map(line).collect()
}

/// Lines to write and to remove, by file: `+ line` and `- line`.
pub(super) fn edits(report: &Report) -> BTreeMap<String, Vec<String>> {
    let mut files: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for edit in report.tasks.iter().flat_map(|task| &task.edits) {
        let mark = if edit.remove { '-' } else { '+' };
        let lines = files.entry(format!("specs/{}", edit.file)).or_default();
        lines.push(format!("{mark} {}", edit.line));
    }
    files
}
