//! The order of required inputs (rules.yaml, `argument_order`), so that sibling operations have the same arguments in the
//! same order. Without an entry the order is that of the document.

use std::collections::BTreeSet;

use super::unmatched;
use crate::diagnostic::Findings;
use crate::model::{Api, Field, TypeId, TypeKind};
use crate::schema_path::Pattern;
use crate::settings::{Settings, entry_pointer, file};

pub(super) fn argument_order(api: &mut Api, settings: &Settings, findings: &mut Findings) {
    let mut order = Order {
        names: &settings.rules.argument_order,
        used: vec![false; settings.rules.argument_order.len()],
    };
    for operation in &mut api.operations {
        order.apply(&mut operation.parameters, |(_, _, field)| field);
    }
    // A body that is taken apart is no type of its own, so that no request uses it as one.
    let apart = api.operations.iter().filter_map(|operation| operation.body.as_ref());
    let apart: BTreeSet<TypeId> =
        apart.filter(|body| body.flat).filter_map(|body| body.expr.type_id()).collect();
    for (index, ty) in api.types.iter_mut().enumerate() {
        if !ty.usage.request && !apart.contains(&TypeId(index)) {
            continue;
        }
        if let TypeKind::Object(object) = &mut ty.kind {
            order.apply(&mut object.fields, |field| field);
        }
    }
    for (index, name) in order.names.iter().enumerate() {
        if order.used.get(index) == Some(&false) {
            let at = entry_pointer(["argument_order"]).join(index);
            unmatched(file::RULES, &at, &Pattern::new(name), findings);
        }
    }
}

struct Order<'a> {
    names: &'a [String],
    used: Vec<bool>,
}

impl Order<'_> {
    /// Exchanges the required fields that the rule names among the positions that they have.
    fn apply<T>(&mut self, list: &mut [T], field: impl Fn(&T) -> &Field) {
        let rank = |one: &T| {
            let field = field(one);
            let rank = self.names.iter().position(|name| *name == field.wire)?;
            field.required.then_some(rank)
        };
        let found = list.iter().enumerate().filter_map(|(at, one)| Some((at, rank(one)?)));
        let (positions, mut ranks): (Vec<usize>, Vec<usize>) = found.unzip();
        for rank in &ranks {
            self.used.get_mut(*rank).into_iter().for_each(|used| *used = true);
        }
        for (next, position) in positions.iter().enumerate() {
            let rest = ranks.iter().enumerate().skip(next);
            let Some((first, _)) = rest.min_by_key(|(_, rank)| **rank) else { return };
            if let Some(other) = positions.get(first) {
                list.swap(*position, *other);
                ranks.swap(next, first);
            }
        }
    }
}
