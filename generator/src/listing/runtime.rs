//! The entries of the hand-written modules that a crate contains, read from their sources.
//!
//! Paths are those that a caller can write; `rt` is `runtime`. Not read: automatic traits, and items made by
//! macros whose arms do not begin with the name of a type.

mod items;
mod modules;

use std::collections::BTreeMap;

use self::items::Reader;
use self::modules::Modules;
use super::Entry;

/// The folder of the modules in a crate.
const SOURCES: &str = "src/";

pub(super) fn entries(templates: &BTreeMap<String, String>, carried: &[String]) -> Vec<Entry> {
    let files = templates.iter().filter_map(|(path, text)| {
        let module = path.strip_prefix(SOURCES)?.strip_suffix(".rs")?;
        let folder = module.split('/').next().unwrap_or_default();
        carried.iter().any(|name| name == folder).then_some((module, text.as_str()))
    });
    let modules = Modules::read(files);
    let mut reader = Reader::new(&modules);
    for name in carried {
        reader.module(std::slice::from_ref(name), &[]);
    }
    reader.implementations();
    reader.entries
}
