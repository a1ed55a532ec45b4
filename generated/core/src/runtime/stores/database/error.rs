//! Errors of SQLite, in words that name the file.

use std::path::Path;

use rusqlite::ffi::{self, ErrorCode};

use crate::runtime::stores::{StoreError, StoreErrorKind};

/// The error of a store; `name` is what the file has: an inbox, for example.
pub(super) fn store_error(name: &str, path: &Path, error: rusqlite::Error) -> StoreError {
    let is_moved = error
        .sqlite_error()
        .is_some_and(|error| error.extended_code == ffi::SQLITE_READONLY_DBMOVED);
    let (kind, problem) = match error.sqlite_error_code() {
        _ if is_moved => (
            StoreErrorKind::Unwritable,
            "the file was removed or replaced while it was open; start the program again",
        ),
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            (StoreErrorKind::Locked, "another process writes to it for too long")
        }
        Some(ErrorCode::DiskFull) => {
            (StoreErrorKind::Unwritable, "the disk, or the limit of its size, is full")
        }
        Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => {
            (StoreErrorKind::Unwritable, "it may not be written")
        }
        Some(ErrorCode::CannotOpen) => {
            (StoreErrorKind::Unreadable, "it cannot be opened; is its folder there?")
        }
        Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => {
            (StoreErrorKind::Damaged, "it is something else, or is damaged")
        }
        Some(ErrorCode::SystemIoFailure) => {
            (StoreErrorKind::Unwritable, "the disk reports an error")
        }
        _ => (StoreErrorKind::Other, "SQLite reports an error"),
    };
    let reason = format!("the {name} {}: {problem}", path.display());
    // The text of an error of SQLite has names of tables and no values.
    StoreError::new(kind, reason).with_source(error)
}
