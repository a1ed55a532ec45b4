//! The places in specs/ that a change cites.

use super::PendingChange;
use crate::diff::Compared;
use crate::diff::report::Side;
use crate::listing::Origin;
use crate::pointer::Pointer;

/// A place of a fact; with its line where that is known.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub side: Side,
    pub file: String,
    pub pointer: Pointer,
    pub line: Option<usize>,
}

impl PendingChange {
    pub fn at<'p>(
        mut self,
        side: Side,
        location: impl Into<Option<(&'p str, &'p Pointer)>>,
    ) -> PendingChange {
        let location = location.into().filter(|(file, _)| !file.is_empty());
        self.at.extend(location.map(|(file, pointer)| Place {
            side,
            file: file.to_owned(),
            pointer: pointer.clone(),
            line: None,
        }));
        self
    }

    /// A place that may not be there.
    pub fn at_place(self, side: Side, place: &Option<(String, Pointer)>) -> PendingChange {
        self.at(side, place.as_ref().map(|(file, pointer)| (file.as_str(), pointer)))
    }

    /// A line of a file that is no YAML.
    pub fn at_line(
        mut self,
        side: Side,
        file: &str,
        pointer: Pointer,
        line: usize,
    ) -> PendingChange {
        let (file, line) = (file.to_owned(), Some(line));
        let is_same = |one: &Place| one.side == side && one.file == file && one.line == line;
        if !self.at.iter().any(is_same) {
            self.at.push(Place { side, file, pointer, line });
        }
        self
    }

    /// Cites the lists of required members instead of the members.
    pub fn at_required(mut self) -> PendingChange {
        for place in &mut self.at {
            place.pointer = required(&place.pointer);
        }
        self
    }

    pub fn at_both(
        self,
        compared: &Compared<'_>,
        base: impl Into<Origin>,
        head: impl Into<Origin>,
    ) -> PendingChange {
        self.at(Side::Base, compared.base.location(base.into()))
            .at(Side::Head, compared.head.location(head.into()))
    }

    /// As [`at_both`](Self::at_both), at a key of the two.
    pub fn at_key(
        mut self,
        compared: &Compared<'_>,
        origins: (Origin, Origin),
        key: &str,
    ) -> PendingChange {
        let base = (Side::Base, compared.base.location(origins.0));
        let head = (Side::Head, compared.head.location(origins.1));
        for (side, location) in [base, head] {
            let at = location.map(|(file, pointer)| match key {
                "" => (file, pointer.clone()),
                key => (file, pointer.join(key)),
            });
            self = self.at(side, at.as_ref().map(|(file, pointer)| (*file, pointer)));
        }
        self
    }

    /// Removes the locations of one state.
    pub fn not_at(mut self, side: Side) -> PendingChange {
        self.at.retain(|place| place.side != side);
        self
    }

    /// Whether no location is cited.
    pub fn is_nowhere(&self) -> bool {
        self.at.is_empty()
    }

    /// Removes one location.
    pub fn not_at_place(mut self, side: Side, (file, pointer): (&str, &Pointer)) -> PendingChange {
        let is_it =
            |place: &Place| place.side == side && place.file == file && place.pointer == *pointer;
        self.at.retain(|place| !is_it(place));
        self
    }

    /// Removes the locations.
    pub fn nowhere(mut self) -> PendingChange {
        self.at.clear();
        self
    }
}

/// Where a schema or parameter is documented as required: in the list of its owner, or by its own keyword.
fn required(pointer: &Pointer) -> Pointer {
    let tokens: Vec<String> = pointer.tokens().collect();
    let above = tokens.len().checked_sub(2).and_then(|at| tokens.get(at));
    match above.map(String::as_str) {
        Some("properties") => {
            let owner = pointer.parent().and_then(|properties| properties.parent());
            owner.unwrap_or_default().join("required")
        }
        Some("parameters") => pointer.join("required"),
        // The body as a whole: `requestBody/content/MEDIA TYPE`.
        Some("content") => {
            let body = pointer.parent().and_then(|content| content.parent());
            body.unwrap_or_default().join("required")
        }
        _ => pointer.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_member_is_required_by_the_list_of_its_owner() {
        for (pointer, place) in [
            ("/schema/properties/name", "/schema/required"),
            ("/schema/properties/list/items", "/schema/properties/list/items"),
            ("/get/parameters/3", "/get/parameters/3/required"),
            ("/put/requestBody/content/application~1json", "/put/requestBody/required"),
            ("", ""),
        ] {
            assert_eq!(required(&Pointer::parse(pointer)).as_str(), place);
        }
    }
}
