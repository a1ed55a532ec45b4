//! The places in specs/ that a change cites.

use super::PendingChange;
use crate::diff::indexed_state::IndexedState;
use crate::diff::report::{Side, SpecLine};
use crate::diff::{Compared, overlays};
use crate::listing::Origin;
use crate::pointer::Pointer;
use crate::source::Tables;

/// A place of a fact; with its line where that is known.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub side: Side,
    pub file: String,
    pub pointer: Pointer,
    pub line: Option<usize>,
    /// The member that a list of required members is cited for.
    pub member: Option<String>,
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
            member: None,
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
            self.at.push(Place { side, file, pointer, line, member: None });
        }
        self
    }

    /// Cites the lists of required members instead of the members.
    pub fn at_required(mut self, compared: &Compared<'_>) -> PendingChange {
        for place in &mut self.at {
            let sources = &compared.view(place.side).state.sources;
            let (file, own) = sources.origin(&place.file, &place.pointer);
            // Where the member was moved, the list is beside it in the document. An overlay that wrote the member need not
            // have written the list.
            let member = if file == place.file { own } else { place.pointer.clone() };
            place.pointer = required(&member);
            let is_listed = place.pointer.below(&member).is_none();
            place.member = member.tokens().last().filter(|_| is_listed);
        }
        self
    }

    /// Adds the actions of overlays that only one state has for what the rule compares.
    pub(super) fn with_overlays(&mut self, compared: &Compared<'_>) {
        let keys = overlays::keys(self.rule);
        let found = self.at.iter().filter(|place| place.line.is_none()).filter_map(|place| {
            let (view, at) = (compared.view(place.side), (place.file.as_str(), &place.pointer));
            let action = match &place.member {
                Some(member) => overlays::of_member(view, at, member),
                None => overlays::of_keys(view, at, keys),
            };
            Some((place.side, action?))
        });
        let found: Vec<(Side, overlays::Place)> = found.chain(self.removals(compared)).collect();
        let has = |side: Side, action: &overlays::Place| {
            found.iter().any(|(other, own)| *other == side && own == action)
        };
        let mut own: Vec<Place> = Vec::new();
        for (side, action) in &found {
            let (file, pointer) = action.clone();
            let place = Place { side: *side, file, pointer, line: None, member: None };
            let is_known = self.at.iter().chain(&own).any(|other| place.is_at(other));
            let is_in_both = has(Side::Base, action) && has(Side::Head, action);
            if !is_known && !is_in_both {
                own.push(place);
            }
        }
        self.at.extend(own);
    }

    /// The actions that removed what only the other state is cited for.
    fn removals<'c>(
        &'c self,
        compared: &'c Compared<'_>,
    ) -> impl Iterator<Item = (Side, overlays::Place)> + 'c {
        let is_alone = |side: Side| self.at.iter().all(|place| place.side == side);
        let other = match (is_alone(Side::Base), is_alone(Side::Head)) {
            (true, false) => Some(Side::Head),
            (false, true) => Some(Side::Base),
            _ => None,
        };
        self.at.iter().filter_map(move |place| {
            let other = other?;
            let sources = &compared.view(other).state.sources;
            Some((other, sources.removed(&place.file, &place.pointer)?))
        })
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

impl Place {
    /// Whether both are the same.
    fn is_at(&self, other: &Place) -> bool {
        (self.side, &self.file, &self.pointer) == (other.side, &other.file, &other.pointer)
    }

    /// The line of the place; of the nearest node above it where the file has no such node.
    pub fn line_in(&self, view: &IndexedState<'_>, tables: &mut Tables) -> SpecLine {
        let Place { side, file, pointer, .. } = self;
        let sources = &view.state.sources;
        let location = match self.line {
            Some(line) => sources.schema_path(file, pointer, Some((line, 1)), tables),
            None => sources.existing(file, pointer, tables),
        };
        SpecLine::new(*side, location)
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
