//! What the operations of a path have in common: whether its things are created there, or belong to something.
//!
//! Verbs mean the same everywhere. A path whose items can be read or changed one by one holds things: `create` and
//! `delete`. One whose items can only be put in and taken out holds members: `add` and `remove`, or `assign` and
//! `unassign` where the document says so.

use std::collections::BTreeMap;

use super::operation::said;
use crate::model::{Api, Method, Operation};

/// What a path holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Collection {
    /// Things with operations of their own.
    Things,
    /// Members of something else.
    Members,
    /// Things that are assigned to something else.
    Assigned,
    /// Things that are added at a place that is named beforehand.
    Places,
}

impl Collection {
    /// The verb for a new item, and the one for an item that goes.
    pub fn verbs(self) -> (&'static str, &'static str) {
        match self {
            Collection::Things => ("create", "delete"),
            Collection::Members | Collection::Places => ("add", "remove"),
            Collection::Assigned => ("assign", "unassign"),
        }
    }
}

/// By document and erased path.
#[derive(Debug, Default)]
pub(super) struct Collections<'a> {
    known: BTreeMap<(&'a str, String), Collection>,
    /// How many operations a path has, those below it included.
    operations: BTreeMap<(&'a str, String), usize>,
}

impl<'a> Collections<'a> {
    pub fn of(api: &'a Api) -> Collections<'a> {
        let mut all = Collections::default();
        for operation in &api.operations {
            let document = operation.document.as_str();
            let path = operation.erased_path();
            let mut above = String::new();
            for part in path.split('/').skip(1) {
                above = format!("{above}/{part}");
                *all.operations.entry((document, above.clone())).or_default() += 1;
            }
            if let Some(kind) = kind(operation) {
                let key = (document, collection(&path).to_owned());
                let known = all.known.entry(key).or_insert(kind);
                *known = stronger(*known, kind);
            }
        }
        all
    }

    /// What the path of an operation holds, where its operations tell.
    pub fn get(&self, operation: &Operation) -> Option<Collection> {
        let path = operation.erased_path();
        self.known.get(&(operation.document.as_str(), collection(&path).to_owned())).copied()
    }

    /// Whether the operation is the only one of its path and below it.
    pub fn is_single(&self, operation: &Operation) -> bool {
        let key = (operation.document.as_str(), operation.erased_path());
        self.operations.get(&key) == Some(&1)
    }
}

/// The path without a parameter at its end.
fn collection(path: &str) -> &str {
    path.trim_end_matches('/').trim_end_matches("/{}")
}

/// What one operation says about its path.
fn kind(operation: &Operation) -> Option<Collection> {
    let path = operation.erased_path();
    let item = path.trim_end_matches('/').ends_with("/{}");
    match (operation.method, said(operation)) {
        (_, Some("assign" | "unassign")) => Some(Collection::Assigned),
        (Method::Post, Some("add")) if item => Some(Collection::Places),
        (Method::Get | Method::Put | Method::Patch, _) if item => Some(Collection::Things),
        (Method::Post, Some("add")) | (Method::Delete, Some("remove")) => Some(Collection::Members),
        _ => None,
    }
}

/// Of two opinions the one that holds whatever the other operations are called.
fn stronger(a: Collection, b: Collection) -> Collection {
    let rank = |one: Collection| match one {
        Collection::Assigned => 3,
        Collection::Places => 2,
        Collection::Things => 1,
        Collection::Members => 0,
    };
    if rank(b) > rank(a) { b } else { a }
}
