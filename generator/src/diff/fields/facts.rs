//! Facts about the values of a field that its type does not show.

use super::super::indexed_state::IndexedState;
use super::super::pending::Changes;
use super::super::rules::{self, Family};
use super::compare::Owners;
use super::{Both, Cited, Field, differences_of};
use crate::model::{Facts, TypeExpr, Wire};

impl Owners<'_> {
    /// Facts about values that the type does not show.
    pub fn facts(&self, both: &Both<'_, '_>, changes: &mut Changes) {
        let (was, is) = (both.was, both.is);
        let word = |nullable: bool| nullable.then(|| "null".to_owned());
        let null = |one: &Cited<'_>| word(one.nullable);
        for one in differences_of(both, (word(was.nullable), word(is.nullable)), &null) {
            let rule = match one.after {
                Some(_) => rules::NULL_ACCEPTED,
                None => rules::NULL_REFUSED,
            };
            let is_sent = self.family != Family::Response && is.location.is_none();
            let call = self.compared.head.call_by_name(self.head.origin, "null", is.wire);
            let call = call.filter(|_| is_sent && !is.wire.is_empty());
            let change = self.change(rule, is).word_if("null", call);
            changes.push(one.describe(change, self, both, &null));
        }
        if was.shares && is.shares {
            self.documented_values(both, changes);
        }
    }

    /// Values of a shared enumeration that a schema documents, for each schema that both states have.
    fn documented_values(&self, both: &Both<'_, '_>, changes: &mut Changes) {
        let (was, is) = (both.was, both.is);
        let values = |one: &Cited<'_>| listed(one.facts.values.iter());
        let of_type = (was.facts, is.facts);
        let of_type = (
            of_type.0.and_then(|facts| listed(facts.values.iter())),
            of_type.1.and_then(|facts| listed(facts.values.iter())),
        );
        for one in differences_of(both, of_type, &values) {
            // The type has the values that all schemas document: no schema documents others.
            if one.is_by_sharing() {
                continue;
            }
            // Values that come or go everywhere are changes of the enumeration.
            let [old, new] = one.facts(both);
            let common = |facts: Option<&Facts>| self.values_of_both(was, is, facts?);
            if common(old) == common(new) {
                continue;
            }
            changes.compare(one.before.clone(), one.after.clone(), || {
                let change = self.change(rules::DOCUMENTED_VALUES_CHANGED, is);
                one.describe(change, self, both, &values)
            });
        }
    }

    /// The documented values that the enumeration has in both states.
    fn values_of_both(&self, was: &Field<'_>, is: &Field<'_>, facts: &Facts) -> Option<String> {
        let has = |view: &IndexedState<'_>, expr: &TypeExpr, wire: &Wire| match expr.innermost() {
            TypeExpr::Enum(id) => {
                view.api.enumeration(*id).variants.iter().any(|variant| variant.wire == *wire)
            }
            _ => false,
        };
        listed(facts.values.iter().filter(|wire| {
            has(&self.compared.base, was.expr, wire) && has(&self.compared.head, is.expr, wire)
        }))
    }
}

/// Values in a fixed order, numbers as such.
fn listed<'a>(values: impl Iterator<Item = &'a Wire>) -> Option<String> {
    let mut values: Vec<String> = values.map(ToString::to_string).collect();
    values.sort_by_key(|value| (value.parse::<i64>().unwrap_or(i64::MAX), value.clone()));
    (!values.is_empty()).then(|| values.join(", "))
}
