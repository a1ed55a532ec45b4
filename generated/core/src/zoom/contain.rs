//! Calling functions of the program, which may panic, from tasks that have to go on.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Calls a function; the message of its panic, if it panics.
pub(crate) fn contain<T>(call: impl FnOnce() -> T) -> Result<T, String> {
    // State that a panic leaves incomplete belongs to the function itself.
    catch_unwind(AssertUnwindSafe(call)).map_err(|panic| message(&*panic))
}

/// The message of a panic; most are strings.
pub(crate) fn message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default()
}
