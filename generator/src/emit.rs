//! ([`Api`], [`Names`]) → file tree. Pure and total: what cannot be emitted was refused before.

mod api_txt;
mod conformance;
mod crate_files;
pub(crate) mod doc;
mod enumeration;
mod event;
mod examples;
mod facts;
mod info;
mod limits;
mod manifest;
mod module;
mod object;
mod operation;
mod report;
mod sample;
mod servers;
mod types;
mod window;

pub(crate) use api_txt::api_lines;
pub(crate) use manifest::Manifest;

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use crate::diagnostic::{Diagnostic, Finding, Findings, Severity};
use crate::model::{Answer, Api, EnumId, TypeId};
use crate::name::{ModulePath, Names};
use crate::normalize::Named;
use crate::pointer::Pointer;
use crate::settings::Settings;

/// Path relative to the crate → text.
pub type Tree = BTreeMap<String, String>;

/// What emission reads.
pub(crate) struct Emitter<'a> {
    pub api: &'a Api,
    pub names: &'a Names,
    pub settings: &'a Settings,
    pub manifest: Manifest<'a>,
    /// The cargo features whose operations use a type.
    pub users: BTreeMap<TypeId, BTreeSet<String>>,
}

/// The cargo features whose operations use each type.
pub(crate) fn users(api: &Api) -> BTreeMap<TypeId, BTreeSet<String>> {
    let mut users: BTreeMap<TypeId, BTreeSet<String>> = BTreeMap::new();
    let mut reach = |document: &str, mut open: Vec<TypeId>| {
        let document = api.document(document);
        let feature = document.map(|document| document.feature.clone()).unwrap_or_default();
        while let Some(id) = open.pop() {
            if users.entry(id).or_default().insert(feature.clone()) {
                open.extend(api.ty(id).parts());
            }
        }
    };
    for operation in &api.operations {
        let mut open: Vec<TypeId> = crate::name::inputs(api, operation)
            .iter()
            .filter_map(|input| input.shape.type_id())
            .collect();
        if let Answer::Json(shape) = &operation.answer {
            open.extend(shape.type_id());
        }
        reach(&operation.document, open);
    }
    for event in &api.events {
        reach(&event.document, vec![event.ty]);
    }
    users
}

/// What stands in one module.
#[derive(Clone, Debug, Default)]
pub(crate) struct Content {
    /// Indexes of operations, by function name.
    pub operations: Vec<usize>,
    /// Events have their types here.
    pub events: bool,
    pub types: Vec<TypeId>,
    pub enums: Vec<EnumId>,
    /// Modules below.
    pub children: BTreeSet<String>,
}

pub(crate) type Modules = BTreeMap<ModulePath, Content>;

/// Emits every file of the crate except the report.
pub(crate) fn emit(
    emitter: &Emitter<'_>,
    templates: &BTreeMap<String, String>,
    findings: &mut Findings,
) -> Tree {
    let modules = modules(emitter);
    let files: Vec<&ModulePath> = modules
        .keys()
        .filter(|path| !path.0.is_empty() && module::is_file(&modules, path))
        .collect();
    let texts: Vec<(String, String)> = files
        .par_iter()
        .map(|path| (module::file_name(path), module::file(emitter, &modules, path)))
        .collect();
    let mut tree: Tree = texts.into_iter().collect();
    tree.insert("src/servers.rs".into(), servers::servers(emitter));
    tree.insert("src/lib.rs".into(), crate_files::lib(emitter, &modules));
    if emitter.settings.krate.examples {
        tree.insert("tests/examples.rs".into(), examples::examples(emitter));
    }
    if emitter.settings.krate.conformance {
        tree.extend(conformance::conformance(emitter));
    }
    parse_all(&tree, findings);
    for (path, text) in templates {
        let carried = path.strip_prefix("src/").is_some_and(|path| {
            let folder = path.split('/').next().unwrap_or_default();
            emitter.settings.krate.templates.iter().any(|name| name == folder)
        });
        if carried {
            tree.insert(path.clone(), text.clone());
        }
    }
    tree.insert("Cargo.toml".into(), crate_files::cargo_toml(emitter));
    tree.insert("README.md".into(), crate_files::readme(emitter));
    tree.insert("api.txt".into(), api_txt::api_txt(emitter));
    tree
}

/// The report: what was refused, repaired and left unnamed.
pub(crate) fn report(
    emitter: &Emitter<'_>,
    read: crate::lower::Count,
    named: &Named,
    found: &[Diagnostic],
) -> String {
    report::report(emitter, read, named, found)
}

/// A file that is not Rust never leaves the generator.
fn parse_all(tree: &Tree, findings: &mut Findings) {
    let faults: Vec<(String, String)> = tree
        .par_iter()
        .filter_map(|(path, text)| {
            let error = syn::parse_file(text).err()?;
            let at = error.span().start();
            Some((path.clone(), format!("{error} at line {}", at.line)))
        })
        .collect();
    for (path, error) in faults {
        findings.push(Finding::new(
            Severity::Error,
            "not-rust",
            &path,
            &Pointer::root(),
            format!("the generated file is not Rust: {error}"),
            "this is a fault of the generator: please report it with the document",
        ));
    }
}

/// Sorts everything into its module; the order inside is by name, so no document order shows.
fn modules(emitter: &Emitter<'_>) -> Modules {
    let mut modules = Modules::new();
    let names = emitter.names;
    for (index, name) in names.operations.iter().enumerate() {
        modules.entry(name.module.clone()).or_default().operations.push(index);
    }
    for (id, path) in &names.types {
        modules.entry(path.module.clone()).or_default().types.push(*id);
    }
    for event in &emitter.api.events {
        if let Some(path) = names.types.get(&event.ty) {
            modules.entry(path.module.clone()).or_default().events = true;
        }
    }
    for (id, path) in &names.enums {
        modules.entry(path.module.clone()).or_default().enums.push(*id);
    }
    let paths: Vec<ModulePath> = modules.keys().cloned().collect();
    for path in paths {
        for depth in 0..path.0.len() {
            let (parent, child) = (path.0.get(..depth), path.0.get(depth));
            if let (Some(parent), Some(child)) = (parent, child) {
                let parent = ModulePath(parent.to_vec());
                modules.entry(parent).or_default().children.insert(child.clone());
            }
        }
    }
    for content in modules.values_mut() {
        content
            .operations
            .sort_by_key(|index| names.operations.get(*index).map(|name| name.function.clone()));
        content.types.sort_by_key(|id| names.types.get(id).map(|path| path.ident.clone()));
        content.enums.sort_by_key(|id| names.enums.get(id).map(|path| path.ident.clone()));
    }
    modules
}
