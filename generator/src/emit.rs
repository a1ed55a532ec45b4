//! ([`Api`], [`Names`]) → file tree. Pure and total: earlier stages have rejected everything that cannot be emitted.

mod available;
mod cargo_toml;
mod conformance;
pub(crate) mod conversion;
mod crate_docs;
mod crate_files;
pub(crate) mod doc;
mod enumeration;
mod envelope;
mod event;
mod example;
mod examples;
mod facts;
mod flags;
mod ids;
mod index;
mod info;
mod items;
mod literal;
mod manifest;
mod module;
mod object;
mod operation;
mod operation_docs;
mod parts;
mod payload;
mod product_crates;
mod products;
mod reach;
mod report;
mod sample;
mod servers;
mod types;
mod usage;
mod window;

pub(crate) use ids::required_ids;
pub(crate) use index::Index;
pub(crate) use items::Items;
pub(crate) use manifest::Manifest;
pub(crate) use reach::check as check_reach;
pub(crate) use servers::{constant as server_constant, default_server};
pub(crate) use types::ident;

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use crate::diagnostic::{Diagnostic, Finding, Findings, Severity};
use crate::layout::Layout;
use crate::model::{Api, EnumId, TypeId};
use crate::name::{ModulePath, Names};
use crate::normalize::Named;
use crate::pointer::Pointer;
use crate::settings::Settings;

/// Path relative to the crate → text.
pub type Tree = BTreeMap<String, String>;

/// Inputs of emission.
pub(crate) struct Emitter<'a> {
    pub api: &'a Api,
    pub names: &'a Names,
    pub settings: &'a Settings,
    pub manifest: Manifest<'a>,
    pub index: Index,
    pub items: Items,
}

impl Emitter<'_> {
    /// A file that names what it was made from: files of specs/, relative to that folder, or the one document.
    fn layout(&self, files: &str) -> Layout {
        let origin = match files.split(", ").map(|file| self.input(file)).collect::<Vec<_>>() {
            files if self.settings.krate.single => files.into_iter().next().unwrap_or_default(),
            files => files.join(", "),
        };
        Layout::file(&origin, self.settings.krate.single)
    }

    /// An input under its Rust name.
    fn input(&self, file: &str) -> String {
        if !self.settings.krate.single {
            return format!("specs/{file}");
        }
        let only = self.api.documents.first().map(|document| document.file.clone());
        only.unwrap_or_else(|| file.to_owned())
    }

    fn manifest_origin(&self) -> String {
        match self.settings.krate.single {
            true => self.input(""),
            false => "specs/sources.toml and templates/Cargo.toml".to_owned(),
        }
    }
}

/// The content of one module.
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
    /// Operations or events have their types here or below.
    pub file: bool,
}

pub(crate) type Modules = BTreeMap<ModulePath, Content>;

/// Emits every file of the crate except the report and the listings of the public API.
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
    let mut made: Vec<Made> = files
        .par_iter()
        .flat_map_iter(|path| parts::files(emitter, &modules, path))
        .map(|(path, layout)| Made::new(path, &layout))
        .collect();
    made.push(Made::new("src/servers.rs".into(), &servers::servers(emitter)));
    if !emitter.api.ids.is_empty() {
        made.push(Made::new("src/ids.rs".into(), &ids::ids(emitter)));
    }
    made.push(Made::new("src/lib.rs".into(), &crate_files::lib(emitter, &modules)));
    if emitter.settings.krate.examples {
        made.push(Made::new("tests/examples.rs".into(), &examples::examples(emitter)));
    }
    if emitter.settings.krate.conformance {
        made.extend(conformance::conformance(emitter));
    }
    let mut tree = gathered(made, findings);
    for (path, text) in templates {
        let carried = path.strip_prefix("src/").is_some_and(|path| {
            let folder = path.split('/').next().unwrap_or_default();
            emitter.settings.krate.templates.iter().any(|name| name == folder)
        });
        if carried {
            tree.insert(path.clone(), crate_files::carried(emitter, text));
        }
    }
    if emitter.settings.krate.product_crates.is_empty() {
        tree.insert("Cargo.toml".into(), cargo_toml::cargo_toml(emitter));
    } else {
        tree = product_crates::divide(emitter, &modules, tree, findings);
    }
    tree.insert("README.md".into(), crate_files::readme(emitter));
    if emitter.settings.krate.products {
        tree.insert("PRODUCTS.md".into(), products::products(emitter));
    }
    tree
}

/// The report: rejected operations, repairs and values without names.
pub(crate) fn report(
    emitter: &Emitter<'_>,
    read: crate::lower::Count,
    named: &Named,
    found: &[Diagnostic],
) -> String {
    report::report(emitter, read, named, found)
}

/// A finished file.
struct Made {
    path: String,
    text: String,
    faults: Vec<String>,
}

impl Made {
    fn new(path: String, layout: &Layout) -> Made {
        Made { path, text: layout.render(), faults: layout.faults().to_vec() }
    }
}

/// An item that was parsed and is not Rust stops the run.
fn gathered(made: Vec<Made>, findings: &mut Findings) -> Tree {
    for Made { path, faults, .. } in &made {
        for fault in faults {
            findings.push(Finding::new(
                Severity::Error,
                "not-rust",
                path,
                &Pointer::root(),
                format!("the generated file is not Rust: {fault}"),
                "this is a fault of the generator: please report it with the document",
            ));
        }
    }
    made.into_iter().map(|one| (one.path, one.text)).collect()
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
    let paths: Vec<(ModulePath, bool)> = modules
        .iter()
        .map(|(path, own)| (path.clone(), !own.operations.is_empty() || own.events))
        .collect();
    for (path, file) in paths {
        modules.entry(path.clone()).or_default().file |= file;
        for depth in 0..path.0.len() {
            let (parent, child) = (path.0.get(..depth), path.0.get(depth));
            if let (Some(parent), Some(child)) = (parent, child) {
                let parent = ModulePath(parent.to_vec());
                let parent = modules.entry(parent).or_default();
                parent.children.insert(child.clone());
                parent.file |= file;
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
