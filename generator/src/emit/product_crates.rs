//! Product crates: the modules of products as crates of their own, behind the crate that users add.
//!
//! A compiler checks a crate as a whole, with all of it in memory. Divided, crates are checked side by side, and none of
//! them needs much memory. What products share is the core, which the others depend on; the crate of the users
//! exports everything, so that the division changes no public path.

use std::collections::{BTreeMap, BTreeSet};

use super::cargo_toml::{self, DOCS_RS, document_features, quote, quotes};
use super::crate_files::{attributes, cfg, describe, top_modules};
use super::{Emitter, Modules, Tree};
use crate::diagnostic::{Finding, Findings, Severity};
use crate::layout::{Layout, MARK};
use crate::name::ModulePath;
use crate::pointer::Pointer;
use crate::settings::file;

/// The end of the name of the crate that all others depend on, and its folder.
pub(super) const CORE: &str = "core";

/// The folder of the product crates.
const PRODUCTS: &str = "products";

/// One product crate.
struct ProductCrate<'a> {
    name: &'a str,
    /// Its top modules.
    modules: Vec<&'a str>,
    /// Its files, by their paths in it.
    files: Tree,
    /// The features that its modules need one of.
    own: BTreeSet<String>,
    /// All features that its files mention.
    mentioned: BTreeSet<String>,
    /// The top modules of other product crates that its files mention.
    foreign: BTreeSet<&'a str>,
}

/// Distributes the files of one crate.
pub(super) fn divide(
    emitter: &Emitter<'_>,
    modules: &Modules,
    tree: Tree,
    findings: &mut Findings,
) -> Tree {
    let settings = &emitter.settings.krate;
    let mut divided = Tree::new();
    let mut files: BTreeMap<&str, Tree> = BTreeMap::new();
    for (path, text) in tree {
        let Some(own) = path.strip_prefix("src/") else {
            divided.insert(path, text);
            continue;
        };
        let top = own.split(['/', '.']).next().unwrap_or_default();
        match settings.crate_of(top) {
            Some(name) => {
                files.entry(name).or_default().insert(path, text);
            }
            None => {
                divided.insert(format!("{CORE}/{path}"), text);
            }
        }
    }
    let tops: Vec<&str> = top_modules(modules).into_iter().map(|(_, name)| name).collect();
    let crates: Vec<ProductCrate<'_>> = settings
        .product_crates
        .iter()
        .map(|(name, own)| {
            reject_unknown(name, own, &tops, findings);
            let files = files.remove(name.as_str()).unwrap_or_default();
            ProductCrate::new(emitter, name, own, files, &tops)
        })
        .collect();
    divided.insert("src/lib.rs".into(), facade(emitter, modules).render());
    divided.insert("Cargo.toml".into(), facade_manifest(emitter, &crates));
    divided.insert(format!("{CORE}/Cargo.toml"), core_manifest(emitter));
    divided.insert(format!("{CORE}/README.md"), readme(emitter, CORE));
    for one in &crates {
        let folder = format!("{PRODUCTS}/{}", one.name);
        divided.insert(format!("{folder}/Cargo.toml"), one.manifest(emitter, &crates));
        divided.insert(format!("{folder}/README.md"), readme(emitter, one.name));
        divided.insert(format!("{folder}/src/lib.rs"), one.lib(emitter).render());
        divided.extend(
            one.files.iter().map(|(path, text)| (format!("{folder}/{path}"), text.clone())),
        );
    }
    divided
}

/// A module that does not exist would move nothing, without a word.
fn reject_unknown(name: &str, modules: &[String], tops: &[&str], findings: &mut Findings) {
    for module in modules.iter().filter(|module| !tops.contains(&module.as_str())) {
        findings.push(Finding::new(
            Severity::Error,
            "sources",
            file::SOURCES,
            &Pointer::root(),
            format!("the product crate `{name}` names `{module}`, which is no module at the root of the crate"),
            "name a module that lib.rs declares",
        ));
    }
}

impl<'a> ProductCrate<'a> {
    fn new(
        emitter: &Emitter<'_>,
        name: &'a str,
        modules: &'a [String],
        files: Tree,
        tops: &[&'a str],
    ) -> Self {
        let modules: Vec<&str> = modules.iter().map(String::as_str).collect();
        let path = |module: &str| ModulePath(vec![module.to_owned()]);
        let own = modules.iter().flat_map(|module| emitter.index.features(&path(module))).collect();
        let mentioned = files.values().flat_map(|text| mentioned_features(text)).collect();
        let named: BTreeSet<&str> = files.values().flat_map(|text| named_modules(text)).collect();
        let is_foreign = |module: &&str| {
            let other = emitter.settings.krate.crate_of(module);
            other.is_some_and(|other| other != name) && named.contains(module)
        };
        let foreign = tops.iter().copied().filter(is_foreign).collect();
        Self { name, modules, files, own, mentioned, foreign }
    }

    /// The features that the crate has.
    fn features(&self) -> BTreeSet<&str> {
        self.own.iter().chain(&self.mentioned).map(String::as_str).collect()
    }

    /// What a feature of the crate enables.
    fn enabled(&self, emitter: &Emitter<'_>, feature: &str) -> Vec<String> {
        let settings = &emitter.settings.krate;
        let mut enabled = vec![format!("{}-{CORE}/{feature}", settings.name)];
        for module in &self.foreign {
            let Some(other) = settings.crate_of(module) else { continue };
            let features = emitter.index.features(&ModulePath(vec![(*module).to_owned()]));
            if features.contains(feature) {
                let name = format!("{}-{other}", settings.name);
                enabled.extend([format!("dep:{name}"), format!("{name}/{feature}")]);
            }
        }
        enabled.dedup();
        enabled
    }

    fn manifest(&self, emitter: &Emitter<'_>, crates: &[ProductCrate<'_>]) -> String {
        let settings = &emitter.settings.krate;
        let mut text = head(emitter, self.name);
        text.push_str("\n[features]\n");
        for feature in self.features() {
            text.push_str(&format!("{feature} = {}\n", quotes(&self.enabled(emitter, feature))));
        }
        text.push_str("\n[dependencies]\n# What all products share.\n");
        text.push_str(&dependency(emitter, CORE, &format!("../../{CORE}"), false));
        let others: BTreeSet<&str> =
            self.foreign.iter().filter_map(|module| settings.crate_of(module)).collect();
        for other in crates.iter().filter(|one| others.contains(one.name)) {
            text.push_str("# Types that others are made from.\n");
            text.push_str(&dependency(emitter, other.name, &format!("../{}", other.name), true));
        }
        // The traits of all models.
        text.push_str(&line_of(emitter, "serde"));
        text.push_str(&library(
            emitter,
            &format!("path = \"../..\", features = {}", quotes(&self.own_list())),
        ));
        text
    }

    fn own_list(&self) -> Vec<String> {
        self.own.iter().cloned().collect()
    }

    fn lib(&self, emitter: &Emitter<'_>) -> Layout {
        let settings = &emitter.settings.krate;
        let mut layout = emitter.layout("");
        let (name, own) = (&settings.name, self.name);
        layout.docs([
            format!("Products of [`{name}`](https://docs.rs/{name})."),
            String::new(),
            format!("It is a part of `{name}`, which exports all that is in it. The parts of one version belong together: do not depend on `{name}-{own}` alone."),
        ]);
        attributes(&mut layout);
        layout.text(format!("use {}::*;", identifier(&format!("{name}-{CORE}"))));
        for module in &self.foreign {
            let Some(other) = settings.crate_of(module) else { continue };
            let features = emitter.index.features(&ModulePath(vec![(*module).to_owned()]));
            let other = identifier(&format!("{name}-{other}"));
            layout.text(format!("{}use {other}::{module};", cfg(&features)));
        }
        for module in &self.modules {
            let features = emitter.index.features(&ModulePath(vec![(*module).to_owned()]));
            layout.text(format!("{}pub mod {module};", cfg(&features)));
        }
        layout
    }
}

/// The name of a crate in paths.
fn identifier(name: &str) -> String {
    name.replace('-', "_")
}

/// The top modules that paths in a text begin with, except in lines that are comments.
///
/// The files of a product have megabytes: they are searched once, and not once for each module and line.
fn named_modules(text: &str) -> BTreeSet<&str> {
    const ROOT: &str = "crate::";
    let mut named = BTreeSet::new();
    for (at, _) in text.match_indices(ROOT) {
        let path = text.get(at + ROOT.len()..).unwrap_or_default();
        let Some((module, _)) = path.split_once("::") else { continue };
        let is_name = |c: char| c == '_' || c.is_alphanumeric();
        if !named.contains(module) && module.chars().all(is_name) && !is_comment(text, at) {
            named.insert(module);
        }
    }
    named
}

/// Whether the line with this position is a comment.
fn is_comment(text: &str, at: usize) -> bool {
    let before = text.get(..at).unwrap_or_default();
    let line = before.rsplit('\n').next().unwrap_or_default();
    line.trim_start().starts_with("//")
}

/// The features that a text has in `#[cfg]` lines.
fn mentioned_features(text: &str) -> BTreeSet<String> {
    const NAME: &str = "feature = \"";
    let mut found = BTreeSet::new();
    for (at, _) in text.match_indices(NAME) {
        let rest = text.get(at + NAME.len()..).unwrap_or_default();
        let Some((name, _)) = rest.split_once('"') else { continue };
        let line = text.get(..at).and_then(|before| before.rsplit('\n').next());
        if !found.contains(name) && line.is_some_and(|line| line.trim_start().starts_with("#[cfg("))
        {
            found.insert(name.to_owned());
        }
    }
    found
}

/// How the crate that users add exports the others. On docs.rs its documentation has everything, in one place with one
/// search; elsewhere it links to that of the others, which `cargo doc` writes anyway, and is not written twice.
const NO_INLINE: &str = "#[cfg_attr(not(docsrs), doc(no_inline))]\n";

/// The crate that users add: it exports the others.
fn facade(emitter: &Emitter<'_>, modules: &Modules) -> Layout {
    let settings = &emitter.settings.krate;
    let mut layout = emitter.layout("");
    describe(emitter, &mut layout);
    attributes(&mut layout);
    let core = identifier(&format!("{}-{CORE}", settings.name));
    layout.text(format!("{NO_INLINE}pub use {core}::*;"));
    for (path, module) in top_modules(modules) {
        let Some(own) = settings.crate_of(module) else { continue };
        let own = identifier(&format!("{}-{own}", settings.name));
        let gate = cfg(&emitter.index.features(&path));
        layout.text(format!("{gate}{NO_INLINE}pub use {own}::{module};"));
    }
    layout
}

/// The beginning of the manifest of a part.
fn head(emitter: &Emitter<'_>, name: &str) -> String {
    let settings = &emitter.settings.krate;
    let description = format!("A part of {}, which exports all that is in it", settings.name);
    let full = format!("{}-{name}", settings.name);
    cargo_toml::package(emitter, &full, &description) + DOCS_RS
}

/// The end of the manifest of a part: how it is built, and what the programs in its documentation need.
fn library(emitter: &Emitter<'_>, facade: &str) -> String {
    let name = &emitter.settings.krate.name;
    format!(
        "\n[lib]\ntest = false\nbench = false\n\n[dev-dependencies]\n# The programs in the documentation use the crate that exports this one, and free-form JSON.\n{name} = {{ {facade} }}\nserde_json = \"1\"\n"
    )
}

/// A dependency of one part on another one: they have the same version.
fn dependency(emitter: &Emitter<'_>, name: &str, path: &str, is_optional: bool) -> String {
    let settings = &emitter.settings.krate;
    let version = quote(&format!("={}", settings.version));
    let optional = if is_optional { ", optional = true" } else { "" };
    let name = format!("{}-{name}", settings.name);
    format!(
        "{name} = {{ version = {version}, path = {}, default-features = false{optional} }}\n",
        quote(path)
    )
}

/// A dependency of the templates, below its reason.
fn line_of(emitter: &Emitter<'_>, name: &str) -> String {
    let entries = emitter.manifest.entries("dependencies");
    let own = entries.iter().filter(|entry| entry.key == name);
    own.map(|entry| {
        let comment: String = entry.comment.iter().map(|line| format!("# {line}\n")).collect();
        format!("{comment}{}\n", entry.line)
    })
    .collect()
}

fn core_manifest(emitter: &Emitter<'_>) -> String {
    let mut text = head(emitter, CORE);
    text.push_str("\n[features]\n");
    let own = emitter.manifest.entries("features");
    for feature in document_features(emitter) {
        if !own.iter().any(|one| one.key == feature) {
            text.push_str(&format!("{feature} = []\n"));
        }
    }
    text.push_str(&emitter.manifest.section("features"));
    text.push_str(&format!("\n[dependencies]\n{}", emitter.manifest.section("dependencies")));
    text.push_str(&library(emitter, "path = \"..\""));
    text
}

fn facade_manifest(emitter: &Emitter<'_>, crates: &[ProductCrate<'_>]) -> String {
    let settings = &emitter.settings.krate;
    let name = &settings.name;
    let mut text = cargo_toml::package(emitter, name, &settings.description);
    for (key, list) in [("keywords", &settings.keywords), ("categories", &settings.categories)] {
        if !list.is_empty() {
            text.push_str(&format!("{key} = {}\n", quotes(list)));
        }
    }
    text.push_str(DOCS_RS);
    text.push_str("\n[features]\n");
    let enabled = |feature: &str| -> Vec<String> {
        let mut enabled = vec![format!("{name}-{CORE}/{feature}")];
        for one in crates {
            if one.own.contains(feature) {
                enabled.extend([
                    format!("dep:{name}-{}", one.name),
                    format!("{name}-{}/{feature}", one.name),
                ]);
            } else if one.mentioned.contains(feature) {
                enabled.push(format!("{name}-{}?/{feature}", one.name));
            }
        }
        enabled
    };
    text.push_str(&cargo_toml::features(emitter, &enabled));
    for entry in emitter.manifest.entries("features") {
        text.extend(entry.comment.iter().map(|line| format!("# {line}\n")));
        // Features that it implies are features of this crate as well.
        let table: toml::Table = entry.line.parse().unwrap_or_default();
        let values =
            table.get(entry.key).and_then(toml::Value::as_array).cloned().unwrap_or_default();
        let implied = values.iter().filter_map(|value| value.as_str());
        let implied = implied.filter(|value| !value.contains(['/', ':'])).map(str::to_owned);
        let list: Vec<String> = implied.chain(enabled(entry.key)).collect();
        text.push_str(&format!("{} = {}\n", entry.key, quotes(&list)));
    }
    text.push_str("\n[dependencies]\n# What all products share.\n");
    text.push_str(&dependency(emitter, CORE, CORE, false));
    for one in crates {
        text.push_str(&format!("# {}.\n", one.modules.join(", ")));
        text.push_str(&dependency(emitter, one.name, &format!("{PRODUCTS}/{}", one.name), true));
    }
    if !settings.manifest.trim().is_empty() {
        text.push_str(&format!("\n{}\n", settings.manifest.trim()));
    }
    text
}

fn readme(emitter: &Emitter<'_>, own: &str) -> String {
    let name = &emitter.settings.krate.name;
    format!(
        "<!-- {MARK}. Do not edit. -->\n\n# {name}-{own}\n\nA part of [`{name}`](https://docs.rs/{name}), which exports all that is in it. Add `{name}` to a program, not this crate.\n"
    )
}
