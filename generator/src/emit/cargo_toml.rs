//! Cargo.toml of the generated crate.

use std::collections::{BTreeMap, BTreeSet};

use super::Emitter;
use crate::layout::MARK;

/// The manifest of a crate: its dependencies and extra features are those of the templates.
pub(super) fn cargo_toml(emitter: &Emitter<'_>) -> String {
    let settings = &emitter.settings.krate;
    let mut text = package(emitter, &settings.name, &settings.description);
    let lists = [("keywords", &settings.keywords), ("categories", &settings.categories)];
    for (key, list) in lists.into_iter().filter(|(_, list)| !list.is_empty()) {
        text.push_str(&format!("{key} = {}\n", quotes(list)));
    }
    text.push_str(DOCS_RS);
    text.push_str("\n[features]\n");
    text.push_str(&features(emitter, &|_| Vec::new()));
    text.push_str(&emitter.manifest.section("features"));
    text.push_str(&format!("\n[dependencies]\n{}", emitter.manifest.section("dependencies")));
    if !settings.manifest.trim().is_empty() {
        text.push_str(&format!("\n{}\n", settings.manifest.trim()));
    }
    text
}

/// How docs.rs documents a crate.
pub(super) const DOCS_RS: &str =
    "\n[package.metadata.docs.rs]\nall-features = true\nrustdoc-args = [\"--cfg\", \"docsrs\"]\n";

pub(super) fn quote(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

pub(super) fn quotes(list: &[String]) -> String {
    let list: Vec<String> = list.iter().map(|one| quote(one)).collect();
    format!("[{}]", list.join(", "))
}

/// The beginning of a manifest, up to the lists of words about the crate.
pub(super) fn package(emitter: &Emitter<'_>, name: &str, description: &str) -> String {
    let settings = &emitter.settings.krate;
    let mut text = format!("# {MARK} from {}. Do not edit.\n\n", emitter.manifest_origin());
    text.push_str("[package]\n");
    text.push_str(&format!("name = {}\n", quote(name)));
    text.push_str(&format!("version = {}\n", quote(&settings.version)));
    if !description.is_empty() {
        text.push_str(&format!("description = {}\n", quote(description)));
    }
    text.push_str("edition = \"2024\"\nrust-version = \"1.89\"\nlicense = \"MIT OR Apache-2.0\"\nreadme = \"README.md\"\n");
    for (key, value) in [
        ("repository", &settings.repository),
        ("homepage", &settings.homepage),
        ("documentation", &settings.documentation),
    ] {
        if let Some(value) = value {
            text.push_str(&format!("{key} = {}\n", quote(value)));
        }
    }
    text
}

/// The features of documents.
pub(super) fn document_features<'a>(emitter: &Emitter<'a>) -> BTreeSet<&'a str> {
    let features = emitter.api.documents.iter().map(|document| document.feature.as_str());
    features.filter(|feature| !feature.is_empty()).collect()
}

/// The default features and those of documents, each of which enables what `enabled` says.
pub(super) fn features(emitter: &Emitter<'_>, enabled: &dyn Fn(&str) -> Vec<String>) -> String {
    let features = document_features(emitter);
    let templates = &emitter.manifest;
    let default = emitter.settings.krate.default.iter().cloned();
    let default: Vec<String> = default.chain(templates.default_features()).collect();
    let mut text = format!("default = {}\n", quotes(&default));
    if features.is_empty() {
        return text;
    }
    text.push_str("# The whole API: all operations and events. The features of the runtime, below, are not in it.\n");
    let all: Vec<String> = features.iter().map(|one| (*one).to_owned()).collect();
    text.push_str(&format!("full = {}\n", quotes(&all)));
    // What the runtime of a feature needs stands with the templates.
    let own = templates.entries("features");
    for feature in features.iter().filter(|name| !own.iter().any(|one| one.key == **name)) {
        text.push_str(&format!("{feature} = {}\n", quotes(&enabled(feature))));
    }
    for (module, feature) in aliases(emitter) {
        text.push_str(&format!("# The name of its module.\n{module} = [\"{feature}\"]\n"));
    }
    text
}

/// Features that are found by the name of their module, where the module of a document has another name than its
/// feature: name of the module → feature.
pub(super) fn aliases<'a>(emitter: &Emitter<'a>) -> BTreeMap<String, &'a str> {
    let documents = || emitter.api.documents.iter().filter(|one| !one.feature.is_empty());
    let mut aliases: BTreeMap<String, &str> = BTreeMap::new();
    let mut taken: BTreeSet<String> = documents().map(|one| one.feature.clone()).collect();
    taken.extend(emitter.manifest.entries("features").iter().map(|one| one.key.to_owned()));
    taken.extend(["default", "full"].map(str::to_owned));
    for document in documents() {
        let module = document.module.split("::").next().unwrap_or_default().replace('_', "-");
        if module.is_empty() || taken.contains(&module) {
            continue;
        }
        let other = aliases.insert(module.clone(), &document.feature);
        // Two features in one module: its name is that of neither.
        if other.is_some_and(|other| other != document.feature) {
            aliases.remove(&module);
            taken.insert(module);
        }
    }
    aliases
}
