//! The Rust path, method and path of an operation.

use super::super::moved::locked;
use super::super::pending::Changes;
use super::super::rules;
use super::super::types::{is_same_crate, moved_below};
use super::OperationPair;
use crate::model::Operation;

impl OperationPair<'_> {
    /// Rust path, method and path.
    pub(super) fn names(&self, changes: &mut Changes) {
        let ((old, was), (new, is)) = (self.base, self.head);
        let same_name = was.path() == is.path() && was.request == is.request;
        // Another server is reported as such.
        let same_wire = old.method == new.method && old.identity == new.identity;
        let rule = match (same_name, same_wire) {
            (true, true) => return,
            (false, true) => rules::OPERATION_RENAMED,
            (false, false) => rules::OPERATION_MOVED,
            (true, false) if old.method != new.method => rules::OPERATION_METHOD_CHANGED,
            (true, false) => rules::OPERATION_PATH_CHANGED,
        };
        let wire = |operation: &Operation| format!("{} {}", operation.method, operation.path);
        let is_free = !self.compared.head.has(&was.path());
        let is_taken = !is_free && was.path() != is.path();
        // A module of another product is in a crate that lacks the types of this operation.
        let is_same_crate = is_same_crate(&self.compared.head, &was.path(), &is.path());
        let is_operation =
            self.compared.head.names.operations.iter().any(|name| name.path() == was.path());
        let kind = if is_operation { "operation" } else { "item" };
        let line = || format!("operation {} = {}", new.key(), was.path());
        let change = self
            .change(rule)
            .word("old", &was.path())
            .word("old_wire", &wire(old))
            .word_if("line", (is_free && is_same_crate).then(line))
            .word_if("taken", is_taken.then(|| was.path()))
            .word("kind", kind);
        let change = self.at_both(change);
        let change = match rule == rules::OPERATION_RENAMED {
            true => locked(change, self.compared, "operation", (&was.path(), &is.path())),
            false => change,
        };
        changes.push(match same_name {
            true => change.lines(Some(wire(old)), Some(wire(new))),
            false => {
                let moved = moved_below(self.compared, &was.path(), &is.path());
                self.explains_all(change).with(moved)
            }
        });
    }
}
