//! Fields, inputs, and variants.

use std::collections::{BTreeMap, BTreeSet};

use super::claims::numbered;
use super::keyword::{Spot, safe};
use super::lock::Kind;
use super::owner;
use super::{Input, Namer, Target, inputs};
use crate::diagnostic::{Finding, Severity};
use crate::model::{EnumId, Field, Location, TypeExpr, TypeId, TypeKind, Variant, Wire};
use crate::pointer::Pointer;
use crate::restate::label::distinct;
use crate::settings::file;
use crate::word::{camel, is_identifier, label_words, snake};

/// A member that needs a name: wire name, proposal, and the override in names.lock.
struct Wish {
    key: String,
    wire: String,
    name: String,
    pointer: Pointer,
}

impl Namer<'_> {
    /// Field names of an object, or variant names of a union.
    pub(super) fn member_names(&mut self, id: TypeId) -> Vec<String> {
        let ty = self.api.ty(id);
        let file = ty.file.clone();
        let wishes: Vec<Wish> = match &ty.kind {
            TypeKind::Object(object) => object
                .fields
                .iter()
                .map(|field| self.field_wish(field, Spot::ModelMember))
                .collect(),
            TypeKind::Union(union) => {
                let wish = |one: &crate::model::Alternative| Wish {
                    key: owner::key(self.api, &one.schema_path),
                    wire: one.schema_path.path.clone(),
                    name: self.alternative(one),
                    pointer: ty.pointer.clone(),
                };
                union.alternatives.iter().map(wish).collect()
            }
        };
        if !matches!(ty.kind, TypeKind::Union(_)) {
            return self.settle(&wishes, Kind::Field, &file);
        }
        let names = self.settle(&wishes, Kind::Variant, &file);
        let keys = wishes.into_iter().map(|wish| wish.key);
        self.alternatives.extend(keys.zip(names.iter().cloned()));
        names
    }

    fn alternative(&self, one: &crate::model::Alternative) -> String {
        // `Other` is the variant that keeps what fits none.
        match self.alternative_word(one) {
            word if word == "Other" => "Other_".to_owned(),
            word => safe(word, Spot::Variant),
        }
    }

    fn alternative_word(&self, one: &crate::model::Alternative) -> String {
        let plain = match &one.expr {
            TypeExpr::Text => "Text",
            TypeExpr::Timestamp => "Timestamp",
            TypeExpr::Date => "Date",
            TypeExpr::Integer => "Integer",
            TypeExpr::Number => "Number",
            TypeExpr::Boolean => "Boolean",
            TypeExpr::File => "File",
            TypeExpr::Any => "Any",
            TypeExpr::List(_) => "List",
            TypeExpr::Map(_) => "Map",
            TypeExpr::Id(name) => return name.clone(),
            TypeExpr::Enum(id) => {
                return self.names.enums.get(id).map_or("Known".into(), |path| path.ident.clone());
            }
            TypeExpr::Type(id) => {
                let own = self.names.types.get(id).map(|path| path.ident.clone());
                return one.name.as_deref().map(camel).or(own).unwrap_or("Object".into());
            }
        };
        one.name.as_deref().map(camel).unwrap_or(plain.into())
    }

    /// The names of an operation's inputs; if two locations share a wire name, the location is added to the later one.
    pub(super) fn input_names(&mut self, index: usize) -> Vec<String> {
        let Some(operation) = self.api.operations.get(index) else { return Vec::new() };
        let file = self.api.document(&operation.document).map(|d| d.file.clone());
        let list = inputs(self.api, operation);
        let mut wishes: Vec<Wish> = Vec::new();
        for input in &list {
            let wish = match input.field {
                Some(field) => {
                    let mut wish = self.field_wish(field, Spot::RequestMember);
                    let elsewhere = |(known, other): (&Wish, &Input<'_>)| {
                        known.name == wish.name && location(other.target) != location(input.target)
                    };
                    if wishes.iter().zip(&list).any(elsewhere) {
                        wish.name = format!("{}_{}", location(input.target), snake(&field.wire));
                    }
                    wish
                }
                None => Wish {
                    key: format!("{} body", operation.key()),
                    wire: String::new(),
                    name: "body".into(),
                    pointer: operation.pointer.clone(),
                },
            };
            wishes.push(wish);
        }
        self.settle(&wishes, Kind::Field, &file.unwrap_or_default())
    }

    fn field_wish(&self, field: &Field, spot: Spot) -> Wish {
        Wish {
            key: owner::key(self.api, &field.schema_path),
            wire: field.wire.clone(),
            name: safe(snake(&field.wire), spot),
            pointer: field.pointer.clone(),
        }
    }

    /// Applies overrides; of members with the same name, the later by wire name gets a number.
    fn settle(&mut self, wishes: &[Wish], kind: Kind, file: &str) -> Vec<String> {
        let mut names: Vec<Option<String>> = Vec::new();
        let mut taken: BTreeMap<String, usize> = BTreeMap::new();
        for (index, wish) in wishes.iter().enumerate() {
            let locked = self.lock.take(kind, &wish.key).or_else(|| match kind {
                Kind::Variant => self.lock.variant(&wish.key),
                _ => None,
            });
            if let Some(name) = &locked
                && let Some(other) = taken.insert(name.clone(), index)
            {
                self.given_twice(wish, wishes.get(other), kind, name);
            }
            names.push(locked);
        }
        // By the name on the wire, so that the order of the document means nothing; what is spelled like its name first.
        let mut open: Vec<usize> = (0..wishes.len()).collect();
        open.retain(|index| names.get(*index).is_some_and(Option::is_none));
        open.sort_by_key(|index| wishes.get(*index).map(|one| (one.wire != one.name, &one.wire)));
        for index in open {
            let Some(wish) = wishes.get(index) else { continue };
            let mut name = wish.name.clone();
            if let Some(other) = taken.get(&name).and_then(|other| wishes.get(*other)) {
                let free = |name: &str| {
                    !taken.contains_key(name) && wishes.iter().all(|other| other.name != name)
                };
                name = numbered(&wish.name, kind == Kind::Field, free);
                self.clash(wish, other, kind, (file, &name));
            }
            taken.insert(name.clone(), index);
            if let Some(slot) = names.get_mut(index) {
                *slot = Some(name);
            }
        }
        names.into_iter().map(Option::unwrap_or_default).collect()
    }

    /// Names of members are not recorded, so a new member could take the name of an older one: in a project of several
    /// states a person decides.
    fn clash(&mut self, wish: &Wish, other: &Wish, kind: Kind, (file, name): (&str, &str)) {
        let line = format!("{} {} = {name}", kind.word(), wish.key);
        let (severity, code, message, help) = if self.requires_names {
            let message = format!(
                "`{}` and `{}` both get the Rust name `{}`",
                other.wire, wish.wire, wish.name
            );
            (
                Severity::Error,
                "name-collision",
                message,
                format!("add to {}: `{line}`", self.lock_label),
            )
        } else {
            let message =
                format!("`{}` is `{name}`, since `{}` is `{}`", wish.wire, wish.name, other.wire);
            let help =
                format!("to choose another name, add to {} and change: `{line}`", self.lock_label);
            (Severity::Note, "name-clash", message, help)
        };
        self.findings.push(Finding::new(severity, code, file, &wish.pointer, message, help));
    }

    fn given_twice(&mut self, wish: &Wish, other: Option<&Wish>, kind: Kind, name: &str) {
        let other = other.map(|other| other.wire.as_str()).unwrap_or_default();
        let finding = Finding::new(
            Severity::Error,
            "name-collision",
            file::NAMES,
            &Pointer::root(),
            format!("`{other}` and `{}` of one type both get the Rust name `{name}`", wish.wire),
            format!("give one of them another name in {}", self.lock_label),
        );
        self.findings.push(finding.at_position(self.lock.line(kind, &wish.key), 1));
    }

    pub(super) fn variant_names(&mut self, id: EnumId) -> Vec<String> {
        let enumeration = self.api.enumeration(id);
        let file = enumeration.file.clone();
        let owner = owner::key(self.api, enumeration.identity());
        let label = |one: &Variant| one.label.clone().unwrap_or_default();
        let labels = distinct(&enumeration.variants.iter().map(label).collect::<Vec<_>>());
        let labeled = || enumeration.variants.iter().zip(&labels);
        let mut names: Vec<String> = Vec::new();
        // Labels with the same beginning get as many words as distinguish them.
        for most in [4, 6, 8, 12, usize::MAX] {
            names = labeled().map(|(one, label)| variant_name(one, label, most)).collect();
            let mut seen = BTreeSet::new();
            if names.iter().all(|name| seen.insert(name)) {
                break;
            }
        }
        let wishes: Vec<Wish> = enumeration
            .variants
            .iter()
            .zip(names)
            .map(|(variant, name)| Wish {
                key: format!("{owner} {}", variant.wire),
                wire: variant.wire.to_string(),
                name,
                pointer: enumeration.pointer.clone(),
            })
            .collect();
        self.settle(&wishes, Kind::Variant, &file)
    }
}

/// Where an input goes, in a word.
fn location(target: Target) -> &'static str {
    match target {
        Target::Parameter(Location::Path { .. }, _) => "path",
        Target::Parameter(Location::Query, _) => "query",
        Target::Parameter(Location::Header, _) => "header",
        Target::Parameter(Location::Cookie, _) => "cookie",
        Target::Member | Target::Body => "body",
    }
}

fn variant_name(variant: &Variant, label: &str, most: usize) -> String {
    let name = match (&variant.name, &variant.wire) {
        // A person's name is taken as it is, when it can be.
        (Some(name), _) if is_identifier(name) && !name.contains('_') => {
            let mut letters = name.chars();
            let first = letters.next().map(|c| c.to_ascii_uppercase());
            first.into_iter().chain(letters).collect()
        }
        (Some(name), _) => camel(name),
        (None, Wire::Text(text)) => camel(text),
        (None, Wire::Integer(value)) => match label_words(label, most) {
            words if label.is_empty() || words.is_empty() => {
                format!("N{value}").replace('-', "Minus")
            }
            words => camel(&words),
        },
    };
    // The variants that keep unknown values.
    match (name.as_str(), &variant.wire) {
        ("Unknown", Wire::Integer(_)) | ("Other", Wire::Text(_)) => format!("{name}_"),
        _ => safe(name, Spot::Variant),
    }
}
