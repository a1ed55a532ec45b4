//! Inputs without a method of their own.

use serde_json::Value;

use super::explicit_null::set_null;
use super::model::{Model, ModelExt};

/// Inputs without a method of their own, for requests and for the objects in them.
///
/// With `use …::MoreInputs as _`, `request.null("nickname").extra("added_next_year", true)` clears a value and sends an
/// input that has no method yet.
// One trait for all types: methods of each type would cost the compiler more than the fields do.
pub trait MoreInputs: Model + Sized {
    /// Adds an input that this version does not know: to the body where an operation has one, else to the query.
    #[must_use]
    fn extra(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.insert_extra(name, value.into());
        self
    }

    /// Sends `null` for an input of the body, by its name on the wire: what the server has is to be cleared. A name
    /// that is no input is an error when the request is sent.
    #[must_use]
    fn null(mut self, name: &str) -> Self {
        set_null(&mut self, name);
        self
    }
}

impl<M: Model> MoreInputs for M {}
