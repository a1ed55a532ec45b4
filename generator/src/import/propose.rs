//! Proposals for shared.yaml, enums.yaml and the glossary: objects and values that occur in several places, and fields
//! without a line.
//!
//! Objects of one name whose members do not contradict each other are proposed as one type, values of one name as one
//! enumeration. A person decides, gives the name and the line of documentation, and pastes the entry.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::lint::{self, field_location};
use crate::diagnostic::Findings;
use crate::model::{Api, EnumId, Field, Repr, TypeExpr, TypeId, TypeKind, Wire};
use crate::normalize::share;
use crate::prepare::Prepared;
use crate::schema_path::{PathRoot, SchemaPath};
use crate::settings::Settings;
use crate::source::Sources;
use crate::word::camel;
use crate::{Failure, Inputs, Stage};

/// Fewer places are not worth a name of their own.
const PLACES: usize = 2;

/// Proposes entries for the documents with these ids; for all when there are none.
///
/// # Errors
/// When the settings or a document cannot be read.
pub fn propose(specs: &BTreeMap<String, String>, documents: &[String]) -> Result<String, Failure> {
    let mut findings = Findings::default();
    let mut sources = Sources::new(specs);
    let inputs = Inputs { specs: specs.clone(), ..Inputs::default() };
    let watch = |_| {};
    let begun = Prepared::loaded(&inputs, &watch, &mut sources, &mut findings);
    let Some(mut prepared) = begun.filter(|_| !findings.has_errors()) else {
        return Err(Failure { diagnostics: findings.locate(&sources) });
    };
    prepared.run(Stage::Normalize, &inputs, &watch, &mut sources, &mut findings);
    let api = &prepared.api;
    let wanted = |at: &SchemaPath| documents.is_empty() || documents.contains(&at.document);
    let mut text = String::from("# shared.yaml\n");
    objects(api, &wanted, &mut text);
    text.push_str("\n# enums.yaml\n");
    values(api, &wanted, &mut text);
    lines(api, &prepared.settings, &wanted, &mut text);
    Ok(text)
}

/// Objects that could be one type.
#[derive(Default)]
struct Group<'a> {
    members: BTreeMap<&'a str, String>,
    places: Vec<&'a SchemaPath>,
}

impl<'a> Group<'a> {
    /// Adds an object, unless one of its members contradicts those of the group.
    fn take(&mut self, place: &'a SchemaPath, fields: &[(&'a str, String)]) -> bool {
        let fits = |(name, kind): &(&str, String)| {
            self.members.get(name).is_none_or(|known| known == kind || known == "any")
        };
        // Objects of one name with few members in common are two things.
        let common = fields.iter().filter(|(name, _)| self.members.contains_key(name)).count();
        let related = self.places.is_empty() || common * 2 >= fields.len();
        if !related || !fields.iter().all(fits) {
            return false;
        }
        self.members.extend(fields.iter().map(|(name, kind)| (*name, kind.clone())));
        self.places.push(place);
        true
    }
}

fn objects(api: &Api, wanted: &dyn Fn(&SchemaPath) -> bool, text: &mut String) {
    let selectable = share::selectable(api);
    let mut names: BTreeMap<&str, Vec<TypeId>> = BTreeMap::new();
    for (index, ty) in api.types.iter().enumerate() {
        let open = ty.home.is_none() && !matches!(ty.schema_path.anchor, PathRoot::Shared(_));
        let name = ty.schema_path.name();
        if open
            && !name.is_empty()
            && selectable.get(index) == Some(&true)
            && wanted(&ty.schema_path)
        {
            names.entry(name).or_default().push(TypeId(index));
        }
    }
    let mut groups: Vec<(&str, Group<'_>, usize)> = Vec::new();
    for (name, list) in &names {
        let mut own: Vec<Group<'_>> = Vec::new();
        let mut list = list.clone();
        list.sort_by_key(|id| std::cmp::Reverse(api.ty(*id).shapes().count()));
        for id in &list {
            let TypeKind::Object(object) = &api.ty(*id).kind else { continue };
            let fields: Vec<(&str, String)> =
                object.fields.iter().map(|field| (field.wire.as_str(), kind(api, field))).collect();
            let place = &api.ty(*id).schema_path;
            if !own.iter_mut().any(|group| group.take(place, &fields)) {
                let mut group = Group::default();
                group.take(place, &fields);
                own.push(group);
            }
        }
        groups.extend(own.into_iter().map(|group| (*name, group, list.len())));
    }
    groups.retain(|(_, group, _)| group.places.len() >= PLACES);
    groups.sort_by_key(|(name, group, _)| (std::cmp::Reverse(group.places.len()), *name));
    for (name, group, all) in groups {
        let members: Vec<&str> = group.members.keys().copied().collect();
        let _ = write!(
            text,
            "\n# {} places, {} members: {}\nMODULE::{}:\n  doc: \n",
            group.places.len(),
            members.len(),
            members.join(", "),
            camel(name)
        );
        places(name, &group.places, group.places.len() == all, text);
    }
}

/// Patterns that select the places: one for each document where that takes all, or the places themselves.
fn places(name: &str, list: &[&SchemaPath], whole: bool, text: &mut String) {
    text.push_str("  places:\n");
    let documents: BTreeSet<&str> = list.iter().map(|place| place.document.as_str()).collect();
    if whole {
        for document in documents {
            let _ = writeln!(text, "    - '{document} ** {name}'");
        }
        return;
    }
    for place in list {
        let line = place.to_string();
        let own = line.strip_prefix(&place.document).unwrap_or(&line);
        let _ = writeln!(text, "    - '*{}'", own.trim_end());
    }
}

/// What a member holds, in a word; equal words fit one member.
fn kind(api: &Api, field: &Field) -> String {
    fn of(api: &Api, expr: &TypeExpr) -> String {
        match expr {
            TypeExpr::Type(_) => "object".into(),
            TypeExpr::List(item) => format!("list of {}", of(api, item)),
            TypeExpr::Map(_) => "map".into(),
            TypeExpr::Any => "any".into(),
            TypeExpr::Enum(id) if api.enumeration(*id).repr == Repr::Integer => "integer".into(),
            TypeExpr::Enum(_) | TypeExpr::Text | TypeExpr::Timestamp | TypeExpr::Date => {
                "string".into()
            }
            other => format!("{other:?}").to_lowercase(),
        }
    }
    of(api, &field.expr)
}

fn values(api: &Api, wanted: &dyn Fn(&SchemaPath) -> bool, text: &mut String) {
    let mut names: BTreeMap<(&str, bool), Vec<(&SchemaPath, EnumId)>> = BTreeMap::new();
    for field in api.fields() {
        let TypeExpr::Enum(id) = field.expr.innermost() else { continue };
        let one = api.enumeration(*id);
        if one.shared.is_none() && wanted(&field.schema_path) {
            let integer = one.repr == Repr::Integer;
            names
                .entry((field.wire.as_str(), integer))
                .or_default()
                .push((&field.schema_path, *id));
        }
    }
    let mut groups: Vec<_> = names.into_iter().collect();
    groups.sort_by_key(|(name, list)| (std::cmp::Reverse(list.len()), *name));
    for ((name, _), list) in groups {
        let mut known: Vec<(&Wire, Option<&str>)> = Vec::new();
        for variant in list.iter().flat_map(|(_, id)| &api.enumeration(*id).variants) {
            if !known.iter().any(|(wire, _)| **wire == variant.wire) {
                known.push((&variant.wire, variant.label.as_deref()));
            }
        }
        let _ = write!(text, "\n# {} places\n{}:\n  doc: \n  values:\n", list.len(), camel(name));
        for (wire, label) in known {
            let (key, own) = match wire {
                Wire::Integer(value) => (value.to_string(), label.map(camel)),
                Wire::Text(value) => (quoted(value), Some(camel(value))),
            };
            let own = own.unwrap_or_default();
            let label = quoted(label.unwrap_or_default());
            let _ = writeln!(text, "    {key}: {{name: {own}, label: {label}}}");
        }
        let list: Vec<&SchemaPath> = list.iter().map(|(place, _)| *place).collect();
        places(name, &list, true, text);
    }
}

/// The fields without a line, each with its schema path and its position in the document.
fn lines(api: &Api, settings: &Settings, wanted: &dyn Fn(&SchemaPath) -> bool, text: &mut String) {
    let mut files: BTreeMap<&str, BTreeMap<&str, Vec<lint::Described<'_>>>> = BTreeMap::new();
    let open: Vec<lint::Described<'_>> =
        lint::open(api).filter(|one| wanted(&one.field.schema_path)).collect();
    for one in open {
        let product = settings.glossary.file_of(&one.schema_path);
        files.entry(product).or_default().entry(&one.field.wire).or_default().push(one);
    }
    for (product, names) in files {
        let _ = write!(text, "\n# glossary/{product}.yaml\n");
        for (name, list) in names {
            let _ = writeln!(text, "{}:", key(name));
            for one in list {
                let (file, pointer) = field_location(settings, one.field);
                let _ = writeln!(
                    text,
                    "  # {}, {file} {pointer}\n  - {{at: {}, text: }}",
                    kind(api, one.field),
                    quoted(&one.schema_path.to_string())
                );
            }
        }
    }
}

/// A name as a key in YAML.
fn key(name: &str) -> String {
    let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    let word = !matches!(name, "y" | "n" | "yes" | "no" | "on" | "off" | "true" | "false" | "null");
    if plain && word { name.to_owned() } else { quoted(name) }
}

/// A text as YAML has it in single quotes.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}
