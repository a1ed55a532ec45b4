//! Why a constructor takes a field, or no longer takes it.

use super::Both;
use super::causes::required;
use super::compare::Owners;
use crate::pointer::Pointer;

/// A file and a pointer in it, of each state.
type Places = (Option<(String, Pointer)>, Option<(String, Pointer)>);

impl Owners<'_> {
    /// The schema that is required in one state alone, or the line of shared.yaml that requires the field; without either,
    /// one schema of the field.
    pub(super) fn requiring(&self, both: &Both<'_, '_>) -> Places {
        let owned = |place: Option<(&str, &Pointer)>| {
            place.map(|(file, pointer)| (file.to_owned(), pointer.clone()))
        };
        if let Some((old, new)) = both.required() {
            return (owned(old), owned(new));
        }
        let (base, head) =
            ((&self.compared.base, self.base.origin), (&self.compared.head, self.head.origin));
        let lines = (required(base, head, both.was.wire), required(head, base, both.is.wire));
        if lines.0.is_some() || lines.1.is_some() {
            return lines;
        }
        let (old, new) = both.places();
        (owned(old), owned(new))
    }
}
