//! Names of types and enumerations: after their owner and field, in a module named after the owner.

use super::identity::one_line;
use super::keyword::{Spot, safe};
use super::{ModulePath, Names, Origin, TypePath, is_response};
use crate::model::Api;
use crate::schema_path::{Part, PathRoot, SchemaPath};
use crate::word::{camel, singular, snake};

/// The identity names.lock keys on: parameter names erased, the document's server instead of its id, so that
/// a document may be split or renamed without renaming anything in Rust.
pub(crate) fn key(api: &Api, schema_path: &SchemaPath) -> String {
    one_line(&written(api, schema_path))
}

fn written(api: &Api, schema_path: &SchemaPath) -> String {
    match &schema_path.anchor {
        PathRoot::Operation(..) => {
            let server =
                api.document(&schema_path.document).map(|document| document.server.clone());
            let schema_path =
                SchemaPath { document: server.unwrap_or_default(), ..schema_path.clone() };
            schema_path.to_string().trim_end().to_owned()
        }
        // The name of an event is its identity, whichever document describes it.
        PathRoot::Event(_) => {
            let line = schema_path.to_string();
            let own = line.strip_prefix(&schema_path.document).unwrap_or(&line);
            own.trim().to_owned()
        }
        PathRoot::Schema(_) | PathRoot::Shared(_) => schema_path.to_string().trim_end().to_owned(),
    }
}

/// The path that shared.yaml gives the type at this place.
pub(super) fn given(schema_path: &SchemaPath) -> Option<TypePath> {
    match &schema_path.anchor {
        PathRoot::Shared(path) if schema_path.path.is_empty() => Some(super::type_path(path)),
        _ => None,
    }
}

/// Names for the type at this place, the best first.
pub(super) fn proposals(
    api: &Api,
    names: &Names,
    schema_path: &SchemaPath,
    origin: Origin,
    kind: Kind<'_>,
) -> Vec<TypePath> {
    let mut all = by_place(api, names, schema_path, origin, matches!(kind, Kind::Enum));
    // Alternatives have no wire name, so the document's title is better than their number.
    if let (Kind::Type { title: Some(title) }, true) = (kind, schema_path.path.contains('|'))
        && let Some(first) = all.first()
    {
        let titled = path(first.module.clone(), title);
        all.insert(0, titled);
    }
    all
}

/// The thing that gets a name.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kind<'a> {
    Type { title: Option<&'a str> },
    Enum,
}

fn by_place(
    api: &Api,
    names: &Names,
    schema_path: &SchemaPath,
    origin: Origin,
    scalar: bool,
) -> Vec<TypePath> {
    match &schema_path.anchor {
        PathRoot::Schema(name) => {
            let document = api.document(&schema_path.document);
            let root = document.map(|document| document.module.as_str()).unwrap_or_default();
            let base = ModulePath::parse(root).join("types");
            if schema_path.path.is_empty() {
                return vec![path(base, name)];
            }
            nested(api, names, schema_path, base.join(&module(name)), &schema_path.path)
        }
        PathRoot::Shared(name) => {
            // Below a module that is named after the shared type.
            let owner = super::type_path(name);
            let base = owner.module.join(&safe(snake(&owner.ident), Spot::Module));
            nested(api, names, schema_path, base, &schema_path.path)
        }
        PathRoot::Event(event) if schema_path.path.is_empty() => {
            super::event::whole(api, &schema_path.document, event)
        }
        PathRoot::Event(event) => super::event::below(api, names, schema_path, event),
        PathRoot::Operation(..) => {
            let Origin::Operation(operation) = origin else { return Vec::new() };
            let Some(own) = names.operations.get(operation) else { return Vec::new() };
            let base = own.types();
            if schema_path.path.is_empty() {
                let paged = api.operations.get(operation).is_some_and(|one| one.paging.is_some());
                // The response of `meetings::get` is a `meetings::Meeting`.
                let resource = own.module.0.last().map(|last| (last, singular(last)));
                if let (Part::Response(_), "get", Some((plural, one)), false) =
                    (&schema_path.part, own.function.as_str(), resource, scalar)
                    && one != *plural
                {
                    return vec![path(own.module.clone(), &one), path(base, "Response")];
                }
                let name = match &schema_path.part {
                    Part::Response(_) if scalar => "Answer",
                    Part::Response(_) if paged => "Page",
                    Part::Response(_) => "Response",
                    _ => "Body",
                };
                return vec![path(base, name)];
            }
            // A field of a response yields to an input of the same name.
            let path = match schema_path.path.strip_prefix('|') {
                // An alternative of the whole body has no field to be called after.
                Some(rest) if is_response(&schema_path.part) => format!("response|{rest}"),
                Some(rest) => format!("body|{rest}"),
                None => schema_path.path.clone(),
            };
            let mut all = nested(api, names, schema_path, base.clone(), &path);
            if is_response(&schema_path.part) {
                let below = nested(api, names, schema_path, base.join("response"), &path);
                all.splice(1..1, below.into_iter().take(1));
            }
            all
        }
    }
}

/// `settings.rooms[]` below `base` → `base::settings::Room`, or `…::Rooms` where that is taken.
pub(super) fn nested(
    api: &Api,
    names: &Names,
    schema_path: &SchemaPath,
    base: ModulePath,
    wire: &str,
) -> Vec<TypePath> {
    let mut parts: Vec<&str> = wire.split('.').collect();
    let last = parts.pop().unwrap_or_default();
    let mut owner = String::new();
    let mut module = base;
    for (part, own) in parts.iter().zip(schema_path.path.split('.')) {
        owner.push_str(own);
        // An alternative of a union is known by its type, not by its number.
        let of_type =
            part.contains('|').then(|| type_at(api, names, schema_path, &owner)).flatten();
        module = module.join(&of_type.unwrap_or_else(|| self::module(part)));
        owner.push('.');
    }
    let plain = bare(last);
    if plain.is_empty() {
        return vec![path(module, "Item")];
    }
    if last.contains("[]") || last.contains("{}") {
        return vec![path(module.clone(), &singular(&plain)), path(module, &plain)];
    }
    vec![path(module.clone(), &plain), path(module, &format!("{plain}_value"))]
}

/// The module of the type that was named at this path of the same operation or schema.
fn type_at(api: &Api, names: &Names, schema_path: &SchemaPath, path: &str) -> Option<String> {
    let at = SchemaPath { path: path.to_owned(), ..schema_path.clone() };
    let found = names.types.iter().find(|(id, _)| *api.ty(**id).identity() == at);
    found.map(|(_, path)| safe(snake(&path.ident), Spot::Module))
}

/// A path word without marks: `users[]` → `users`, `target|1` → `target_1`.
fn bare(word: &str) -> String {
    word.replace("[]", "").replace("{}", "").replace('|', "_")
}

fn module(word: &str) -> String {
    let plain = bare(word);
    let one = if word.contains("[]") || word.contains("{}") { singular(&plain) } else { plain };
    safe(snake(&one), Spot::Module)
}

fn path(module: ModulePath, name: &str) -> TypePath {
    TypePath { module, ident: safe(camel(name), Spot::Type) }
}
