//! Constructors with the same arguments in another order.

use std::collections::{BTreeMap, BTreeSet};

use super::{Report, Tally, file_of};
use crate::model::{Api, Location, TypeKind};
use crate::name::{Names, Target, inputs};
use crate::pointer::Pointer;
use crate::settings::Settings;

/// The names of some arguments, and whether they are those outside the path.
type ArgumentSet<'a> = (bool, BTreeSet<&'a str>);

/// A constructor with its arguments.
struct Constructor<'a> {
    path: String,
    /// The names of its arguments, and whether each is part of the path of the URL.
    arguments: Vec<(&'a str, bool)>,
    at: (&'a str, &'a Pointer),
}

pub(super) fn arguments(api: &Api, names: &Names, settings: &Settings, report: &mut Report<'_>) {
    let mut tally = Tally::default();
    let mut first: BTreeMap<ArgumentSet<'_>, (Vec<&str>, String)> = BTreeMap::new();
    for one in &all(api, names, settings) {
        let every: Vec<&str> = one.arguments.iter().map(|(name, _)| *name).collect();
        // Siblings may have other names for what the path names: `meeting_id`, `webinar_id`.
        let rest = one.arguments.iter().filter(|(_, in_path)| !in_path);
        let rest: Vec<&str> = rest.map(|(name, _)| *name).collect();
        for (is_rest, list) in [(false, every), (true, rest)] {
            let set: BTreeSet<&str> = list.iter().copied().collect();
            if set.len() < 2 {
                continue;
            }
            let call = format!("{}({})", one.path, list.join(", "));
            match first.get(&(is_rest, set.clone())) {
                Some((order, other)) if *order != list => {
                    tally.add(&format!("`{call}`, but `{other}`"), one.at.0, one.at.1);
                    break;
                }
                Some(_) => {}
                None => {
                    first.insert((is_rest, set), (list, call));
                }
            }
        }
    }
    report.add(
        "argument-order",
        "required inputs that a sibling takes in another order",
        "name them in `argument_order` in rules.yaml, in the order in which callers think of them",
        tally.noted(),
    );
}

fn all<'a>(api: &'a Api, names: &'a Names, settings: &'a Settings) -> Vec<Constructor<'a>> {
    let mut list = Vec::new();
    for (operation, name) in api.operations.iter().zip(&names.operations) {
        let inputs = inputs(api, operation).into_iter().zip(&name.inputs);
        let required = inputs.filter(|(input, _)| input.required);
        let arguments = required.map(|(input, name)| {
            let in_path = matches!(input.target, Target::Parameter(Location::Path { .. }, _));
            (name.as_str(), in_path)
        });
        list.push(Constructor {
            path: name.path(),
            arguments: arguments.collect(),
            at: (file_of(settings, &operation.document), &operation.pointer),
        });
    }
    for (id, path) in &names.types {
        let ty = api.ty(*id);
        let (TypeKind::Object(object), true) = (&ty.kind, ty.usage.request) else { continue };
        let Some(members) = names.members.get(id) else { continue };
        let fields = object.fields.iter().zip(members).filter(|(field, _)| field.required);
        list.push(Constructor {
            path: format!("{path}::new"),
            arguments: fields.map(|(_, name)| (name.as_str(), false)).collect(),
            at: (ty.file.as_str(), &ty.pointer),
        });
    }
    list
}
