//! Code that hints show: calls that the head's listing has, with their names.

use super::indexed_state::IndexedState;
use crate::listing::{Entry, Kind, Origin};
use crate::model::{EnumId, Operation, Repr, Wire};
use crate::request_methods::Aspect;

/// The longest chain of operations that replace each other.
const LONGEST: usize = 8;

impl IndexedState<'_> {
    fn entry_of(&self, origin: Origin, fits: impl Fn(&Entry) -> bool) -> Option<&Entry> {
        self.entries_of(origin).iter().copied().find(|entry| fits(entry))
    }

    /// The call that makes a request, or that builds a type: `users::list(…)`.
    pub fn call(&self, origin: Origin) -> Option<String> {
        let entry = self.entry_of(origin, |entry| entry.kind == Kind::Fn)?;
        let arguments = if entry.signature.starts_with("()") { "()" } else { "(…)" };
        Some(format!("{}{arguments}", entry.path()))
    }

    /// A method on [`call`](Self::call), if there is one of this name.
    pub fn call_with(&self, origin: Origin, method: &str, arguments: &str) -> Option<String> {
        self.entry_of(origin, |entry| entry.kind == Kind::Method && entry.name == method)?;
        Some(format!("{}.{method}({arguments})", self.call(origin)?))
    }

    /// A method that is the same for everything that is built, so that no listing has it: `extra`, `null`.
    pub fn call_by_name(&self, origin: Origin, method: &str, wire: &str) -> Option<String> {
        let value = if method == "extra" { ", …" } else { "" };
        Some(format!("{}.{method}({wire:?}{value})", self.call(origin)?))
    }

    /// A method of requests on the call.
    pub fn call_aspect(&self, origin: Origin, aspect: Aspect) -> Option<String> {
        self.call_with(origin, aspect.method(), "&client")
    }

    /// The call of the operation that replaces another one; none that is deprecated itself.
    pub fn replacement(&self, operation: &Operation) -> Option<String> {
        let mut operation = operation;
        for _ in 0..LONGEST {
            let key = operation.replaced_by.as_deref()?;
            let mut operations = self.api.operations.iter();
            let at =
                operations.position(|other| other.server == operation.server && other.is(key))?;
            operation = self.api.operations.get(at)?;
            if !operation.deprecated {
                return self.call(Origin::Operation(at));
            }
        }
        None
    }

    /// How a value that has no variant is written: `enums::Kind::Unknown(5)`.
    pub fn unnamed(&self, id: EnumId, value: &Wire) -> String {
        let path = self.path_text(Origin::Enum(id));
        match self.api.enumeration(id).repr {
            Repr::Integer => format!("{path}::Unknown({value})"),
            Repr::Text => format!("{path}::Other({:?}.into())", value.to_string()),
        }
    }

    /// Whether the listing of the generated modules has an item at this path.
    pub fn has(&self, path: &str) -> bool {
        self.paths.contains(path)
    }
}
