//! The actions of overlays that cause a change: those that wrote or removed what the rule compares.
//!
//! The schemas of the documents can be the same, or say the opposite.

use super::Compared;
use super::indexed_state::IndexedState;
use super::pending::PendingChange;
use super::report::Side;
use super::rules::{self, Rule};
use crate::pointer::Pointer;

/// A file and a pointer in it.
pub(super) type Place = (String, Pointer);

/// What other keywords say about the values of an enumeration that its schema lists.
const VALUES: &[&str] =
    &["enum", "x-enum-descriptions", "x-enum-varnames", "x-enum-labels", "x-enum-deprecated"];

/// Limits, unit and format.
const LIMITS: &[&str] = &[
    "minLength",
    "maxLength",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "pattern",
    "format",
    "x-unit",
];

/// The keywords of schemas that facts come from, by rule. The others cite the key itself, or cite overlays by themselves.
const KEYS: &[(&[&Rule], &[&str])] = &[
    (&[rules::DOCUMENTED_VALUES_CHANGED], &["enum"]),
    (
        &[
            rules::ENUM_VALUE_ADDED,
            rules::ENUM_VALUE_CHANGED,
            rules::ENUM_VALUE_DEPRECATED,
            rules::ENUM_VALUE_RELABELLED,
            rules::ENUM_VALUE_REMOVED,
            rules::ENUM_VALUE_RENAMED,
            rules::ENUM_VALUE_UNDEPRECATED,
        ],
        VALUES,
    ),
    (&[rules::LIMIT_CHANGED], LIMITS),
    (&[rules::DEFAULT_CHANGED], &["default"]),
    (&[rules::MEMBER_ACCESS_CHANGED], &["readOnly", "writeOnly"]),
    (&[rules::MEMBER_DEPRECATED, rules::MEMBER_UNDEPRECATED], &["deprecated"]),
    (&[rules::NULL_ACCEPTED, rules::NULL_REFUSED], &["nullable", "x-nullable", "type"]),
    (&[rules::TEXT_CHANGED], &["description", "title"]),
    (
        &[
            rules::UNION_ALTERNATIVE_ADDED,
            rules::UNION_ALTERNATIVE_CHANGED,
            rules::UNION_ALTERNATIVE_REMOVED,
            rules::UNION_TAG_CHANGED,
        ],
        &["oneOf", "anyOf", "discriminator"],
    ),
];

/// The keywords that a rule looks at.
pub(super) fn keys(rule: &'static Rule) -> &'static [&'static str] {
    let row = KEYS.iter().find(|(rules, _)| rules.contains(&rule));
    row.map(|(_, keys)| *keys).unwrap_or_default()
}

/// The action that wrote or removed one of these keywords of a schema.
pub(super) fn of_keys(
    view: &IndexedState<'_>,
    (file, pointer): (&str, &Pointer),
    keys: &[&str],
) -> Option<Place> {
    let is_one = |rest: &str, _: Option<&str>| concerns(rest, keys);
    (!keys.is_empty()).then(|| view.state.sources.grafted(file, pointer, &is_one))?
}

/// The action that added a member to a list of required members, or removed it.
pub(super) fn of_member(
    view: &IndexedState<'_>,
    (file, pointer): (&str, &Pointer),
    member: &str,
) -> Option<Place> {
    view.state.sources.grafted(file, pointer, &|_, text| text == Some(member))
}

/// Adds the action that only one state has for a node.
pub(super) fn cited(
    change: PendingChange,
    compared: &Compared<'_>,
    base: Option<(&str, &Pointer)>,
    head: Option<(&str, &Pointer)>,
) -> PendingChange {
    let grafted = |view: &IndexedState<'_>, place: Option<(&str, &Pointer)>| {
        place.and_then(|(file, pointer)| view.state.sources.grafted(file, pointer, &|_, _| true))
    };
    let (was, is) = (grafted(&compared.base, base), grafted(&compared.head, head));
    match was == is {
        true => change,
        false => change.at_place(Side::Base, &was).at_place(Side::Head, &is),
    }
}

/// Whether a part of a schema, by its path below it, is one of these keywords, of the schema or of its items. A part that
/// an overlay wrote as a whole has all keywords.
fn concerns(rest: &str, keys: &[&str]) -> bool {
    let mut tokens = rest.split('/').skip(1);
    while let Some(token) = tokens.next() {
        let is_key = keys.contains(&token);
        let has_name = match token {
            "schema" | "items" => false,
            "oneOf" | "anyOf" | "allOf" | "content" => true,
            "properties" if is_key => true,
            _ => return is_key,
        };
        let mut more = tokens.clone();
        if has_name {
            let _ = more.next();
        }
        if more.clone().next().is_none() {
            return true;
        }
        tokens = more;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_a_schema_concerns_the_facts_that_it_has() {
        for (rest, keys, is_one) in [
            ("/enum", "enum", true),
            ("/enum/3", "enum", true),
            ("/type", "enum", false),
            ("/items/enum", "enum", true),
            ("/items", "enum", true),
            ("/schema/format", "format", true),
            ("/schema/type", "format", false),
            ("/oneOf/1", "enum", true),
            ("/oneOf/1/description", "enum", false),
            ("/properties/kind/enum", "enum", false),
            ("/properties/kind", "properties", true),
            ("/properties/kind/description", "properties", false),
            ("", "enum", false),
        ] {
            assert_eq!(concerns(rest, &[keys]), is_one, "{rest}");
        }
    }
}
