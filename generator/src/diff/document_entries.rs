//! The lines of sources.toml about one document.

use super::Compared;
use super::indexed_state::IndexedState;
use super::pending::PendingChange;
use super::report::Side;
use crate::model::Operation;
use crate::pointer::Pointer;
use crate::settings::file;

/// The start of the entry of a document.
const DOCUMENT: &str = "[[document]]";

/// Cites a key of the entries of the documents that have an operation in either state.
pub(super) fn cited(
    change: PendingChange,
    compared: &Compared<'_>,
    (was, is): (&Operation, &Operation),
    key: &str,
) -> PendingChange {
    let sides = [(Side::Base, &compared.base, was), (Side::Head, &compared.head, is)];
    sides.into_iter().fold(change, |change, (side, view, operation)| {
        match place(view, &operation.document, key) {
            Some((pointer, line)) => change.at_line(side, file::SOURCES, pointer, line),
            None => change,
        }
    })
}

/// The pointer and line of a key of a document.
fn place(view: &IndexedState<'_>, id: &str, key: &str) -> Option<(Pointer, usize)> {
    let at = view.state.settings.documents.iter().position(|entry| entry.id == id)?;
    let value = format!("{id:?}");
    let (mut in_document, mut in_own) = (false, false);
    let is_one = |line: &str| {
        if line.starts_with('[') {
            (in_document, in_own) = (line.trim() == DOCUMENT, false);
        }
        let Some((own, text)) = line.split_once('=') else { return false };
        in_own |= in_document && own.trim() == "id" && text.trim() == value;
        in_own && own.trim() == key
    };
    let line = view.state.sources.line(file::SOURCES, is_one)?;
    Some((Pointer::root().join("document").join(at).join(key), line))
}
