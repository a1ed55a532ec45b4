//! The entries of the hand-written modules that a crate contains, read from their sources.
//!
//! Paths are those that a caller can write; `rt` is `runtime`. Not read: automatic traits, and items made by
//! macros whose arms do not begin with the name of a type.

mod conditions;
mod items;
mod modules;
mod requests;

use std::collections::{BTreeMap, BTreeSet};

use self::items::Reader;
use self::modules::Modules;
use super::Entry;

/// The folder of the modules in a crate.
const SOURCES: &str = "src/";

/// The methods that macros give to every request, or to those of a kind, with their signatures.
pub(super) fn methods_of_requests(
    templates: &BTreeMap<String, String>,
    carried: &[String],
) -> BTreeMap<String, BTreeSet<String>> {
    let mut all: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (name, signatures) in
        files(templates, carried).flat_map(|(_, text)| requests::methods(text))
    {
        all.entry(name).or_default().extend(signatures);
    }
    all
}

/// The modules and their texts.
fn files<'t>(
    templates: &'t BTreeMap<String, String>,
    carried: &[String],
) -> impl Iterator<Item = (&'t str, &'t str)> {
    templates.iter().filter_map(|(path, text)| {
        let module = path.strip_prefix(SOURCES)?.strip_suffix(".rs")?;
        let folder = module.split('/').next().unwrap_or_default();
        carried.iter().any(|name| name == folder).then_some((module, text.as_str()))
    })
}

pub(super) fn entries(templates: &BTreeMap<String, String>, carried: &[String]) -> Vec<Entry> {
    let modules = Modules::read(files(templates, carried));
    let mut reader = Reader::new(&modules);
    for name in carried {
        reader.module(std::slice::from_ref(name), &[]);
    }
    reader.implementations();
    reader.entries
}
