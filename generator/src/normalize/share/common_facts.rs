//! What the descriptions of two fields agree on.

use crate::model::{Facts, Wire};

/// The facts of both; of two limits the narrower, which every location accepts.
pub(super) fn common(a: &Facts, b: &Facts) -> Facts {
    fn either<T: Clone + PartialEq>(a: &Option<T>, b: &Option<T>) -> Option<T> {
        match (a, b) {
            (Some(a), Some(b)) => (a == b).then(|| a.clone()),
            (one, other) => one.clone().or_else(|| other.clone()),
        }
    }
    let default = if a.default == b.default { a.default.clone() } else { None };
    let (minimum, above) = tighter((&a.minimum, a.above), (&b.minimum, b.above), |a, b| a > b);
    let (maximum, below) = tighter((&a.maximum, a.below), (&b.maximum, b.below), |a, b| a < b);
    Facts {
        // Shared types get their lines later.
        line: None,
        text: a.text.clone().or_else(|| b.text.clone()),
        default,
        format: either(&a.format, &b.format),
        unit: either(&a.unit, &b.unit),
        min_length: a.min_length.max(b.min_length),
        max_length: a.max_length.into_iter().chain(b.max_length).min(),
        longest: longest(a, b),
        minimum,
        maximum,
        above,
        below,
        pattern: either(&a.pattern, &b.pattern),
        items: match (&a.items, &b.items) {
            (Some(a), Some(b)) => Some(Box::new(common(a, b))),
            (one, other) => one.clone().or_else(|| other.clone()),
        },
        values: both(&a.values, &b.values),
        deprecated: a.deprecated && b.deprecated,
        read_only: a.read_only && b.read_only,
        write_only: a.write_only && b.write_only,
    }
}

/// The widest of limits that differ.
fn longest(a: &Facts, b: &Facts) -> Option<u64> {
    let widest = |one: &Facts| one.longest.into_iter().chain(one.max_length).max();
    let known = widest(a).into_iter().chain(widest(b)).max();
    let narrowest = a.max_length.into_iter().chain(b.max_length).min();
    known.filter(|longest| Some(*longest) > narrowest)
}

/// A limit as written, and whether it is excluded itself.
type Limit<'a> = (&'a Option<String>, bool);

/// The limit that allows less.
fn tighter(a: Limit<'_>, b: Limit<'_>, less: fn(f64, f64) -> bool) -> (Option<String>, bool) {
    let number = |limit: Limit<'_>| limit.0.as_ref().and_then(|text| text.parse::<f64>().ok());
    let other = match (number(a), number(b)) {
        (Some(x), Some(y)) => less(y, x) || x == y && b.1,
        (None, Some(_)) => true,
        _ => false,
    };
    let (limit, excluded) = if other { b } else { a };
    (limit.clone(), excluded)
}

/// The values that fit both places; a place that lists none takes any.
fn both(a: &[Wire], b: &[Wire]) -> Vec<Wire> {
    match (a, b) {
        ([], list) | (list, []) => list.to_vec(),
        (a, b) => a.iter().filter(|value| b.contains(value)).cloned().collect(),
    }
}
