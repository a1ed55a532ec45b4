//! Facts of a field of a shared type, compared schema by schema: the type has what they have in common.

use std::collections::BTreeMap;

use super::super::pending::PendingChange;
use super::super::report::Side;
use super::cited::Places;
use super::{Both, Cited, Owners};
use crate::model::Facts;

/// Reads one fact of a schema.
pub(in super::super) type FactOf<'a> = dyn Fn(&Cited<'_>) -> Option<String> + 'a;

/// A fact before and after.
type Values = (Option<String>, Option<String>);

/// A schema in both states.
type Schemas<'a> = (Cited<'a>, Cited<'a>);

/// A difference of a fact, with the schemas that have it.
pub(in super::super) struct Difference<'a> {
    pub before: Option<String>,
    pub after: Option<String>,
    /// The schema in both states; none where the schemas have the fact as before.
    schemas: Vec<Schemas<'a>>,
    /// The number of schemas of the field in the head.
    all: usize,
    /// The number of those that have the fact as after, also those that had it before.
    now: usize,
    /// The end of the sentence, if schemas that came or went are the reason.
    because: &'static str,
}

/// The differences of a fact: one for each pair of values that schemas of both states have. If no schema itself changed,
/// the difference of the type, with the reason.
pub(in super::super) fn differences_of<'a>(
    both: &Both<'_, 'a>,
    of_type: Values,
    fact: &FactOf<'_>,
) -> Vec<Difference<'a>> {
    let mut found: BTreeMap<Values, Vec<Schemas<'a>>> = BTreeMap::new();
    for (one, other) in &both.pairs {
        let values = (fact(one), fact(other));
        if values.0 != values.1 {
            found.entry(values).or_default().push((*one, *other));
        }
    }
    let all = both.count();
    let heads = || both.pairs.iter().map(|(_, new)| new).chain(&both.new);
    let count = |after: &Option<String>| heads().filter(|one| fact(one) == *after).count();
    if found.is_empty() && of_type.0 != of_type.1 {
        let because = because(both, &of_type, fact);
        let (before, after) = of_type;
        let (schemas, now) = (Vec::new(), count(&after));
        return vec![Difference { before, after, schemas, all, now, because }];
    }
    let difference = |((before, after), schemas)| {
        let now = count(&after);
        Difference { before, after, schemas, all, now, because: "" }
    };
    found.into_iter().map(difference).collect()
}

/// The end of the sentence about a difference that no schema has which both states know.
fn because(both: &Both<'_, '_>, of_type: &Values, fact: &FactOf<'_>) -> &'static str {
    let pairs = both.pairs.iter().flat_map(|(one, other)| [one, other]);
    let mut facts = pairs.chain(&both.old).chain(&both.new).map(fact);
    let first = facts.next();
    let own = first.filter(|first| facts.all(|fact| fact == *first));
    match own {
        // A state in which the type has another fact than all of its schemas shares it with those that lack the field.
        Some(own) if own == of_type.0 => NOW_SHARED,
        Some(own) if own == of_type.1 => NO_LONGER_SHARED,
        _ if both.pairs.is_empty() => "",
        _ if !both.new.is_empty() => NOW_SHARED,
        _ => NO_LONGER_SHARED,
    }
}

pub(in super::super) const NOW_SHARED: &str = ", because other schemas are the same type now";
pub(super) const NO_LONGER_SHARED: &str = ", because other schemas are no longer the same type";

impl<'a> Difference<'a> {
    /// Whether only schemas that came or went are the reason.
    pub fn is_by_sharing(&self) -> bool {
        !self.because.is_empty()
    }

    /// The facts of the first schema that differs, or of the type.
    pub fn facts(&self, both: &Both<'_, 'a>) -> [Option<&'a Facts>; 2] {
        match self.schemas.first() {
            Some((old, new)) => [Some(old.facts), Some(new.facts)],
            None => [both.was.facts, both.is.facts],
        }
    }

    /// The places of schemas that came or went and explain the difference, and one that still has what the type had.
    fn explaining(&self, both: &Both<'_, 'a>, fact: &FactOf<'_>) -> Places<'a> {
        let (before, after) = both.explaining(fact);
        let old = both.pairs.iter().map(|(one, _)| one).chain(&both.old);
        let new = both.pairs.iter().map(|(_, other)| other).chain(&both.new);
        let is = |one: &&Cited<'_>, value: &Option<String>| value.is_some() && fact(one) == *value;
        let had =
            old.into_iter().find(|one| is(one, &self.before)).filter(|_| self.is_by_sharing());
        let has = new.into_iter().find(|one| is(one, &self.after)).filter(|_| self.is_by_sharing());
        (before.or(had.map(Cited::location)), after.or(has.map(Cited::location)))
    }

    /// Adds the lines, the places and the users of the schemas.
    pub fn describe(
        &self,
        change: PendingChange,
        owners: &Owners<'_>,
        both: &Both<'_, 'a>,
        fact: &FactOf<'_>,
    ) -> PendingChange {
        let change = match self.because {
            "" => change,
            // No schema has changed: there is nothing to do.
            because => change.suffix(because).hint(""),
        };
        let Some(((old, new), _)) = self.schemas.split_first() else {
            let (before, after) = self.explaining(both, fact);
            let change = change.operations(owners.users_of(both.own()));
            return change.at(Side::Base, before).at(Side::Head, after);
        };
        let (old, new) = ((old.file, old.pointer), (new.file, new.pointer));
        let change = change.at(Side::Base, old).at(Side::Head, new);
        let users = owners.users_of(self.schemas.iter().map(|(_, new)| new.schema_path));
        let change = change.operations(users);
        let count = self.schemas.len();
        if count == self.all {
            return change;
        }
        // Other schemas can have had before what these have now. But those that never had what is gone do not lack it any
        // longer.
        let is_more = self.after.is_some() && self.now > count;
        let has = |one: &Cited<'_>| self.after.is_some() && fact(one) == self.after;
        let is_old = both.pairs.iter().any(|(one, other)| has(one) && has(other));
        let extent = match (self.now == self.all, &self.before, &self.after) {
            (true, _, None) => " in any of its schemas".to_owned(),
            (true, None, _) if is_old => {
                format!(" in {count} more of its {} schemas, and so in all of them", self.all)
            }
            (true, None, _) => ", in all of its schemas".to_owned(),
            (true, ..) => ", in all of its schemas now".to_owned(),
            _ if is_more => format!(" in {count} more of its {} schemas", self.all),
            _ => format!(" in {count} of its {} schemas", self.all),
        };
        let change = change.suffix(&extent);
        if count == 1 && !is_more {
            return change;
        }
        change.with(self.schemas.iter().map(|(_, new)| new.schema_path.to_string()).collect())
    }
}
