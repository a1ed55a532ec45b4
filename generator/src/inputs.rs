//! The inputs of the generator: contents of files, no paths on disk.

use std::collections::BTreeMap;

use crate::settings::file;

/// The files of specs/ and of the templates, by path.
#[derive(Clone, Debug, Default)]
pub struct Inputs {
    /// Path relative to `specs/` → text, always with `/`.
    pub specs: BTreeMap<String, String>,
    /// Path relative to `templates/` → text: `Cargo.toml` and everything below `src/`.
    pub templates: BTreeMap<String, String>,
    /// How many threads emit; 0 for one a core.
    pub threads: usize,
}

impl Inputs {
    /// Any one OpenAPI document, with the neutral runtime and nothing else configured.
    pub fn single(
        file: &str,
        text: String,
        crate_name: &str,
        templates: BTreeMap<String, String>,
    ) -> Inputs {
        let quote = |text: &str| toml::Value::String(text.to_owned()).to_string();
        let sources = format!(
            "[crate]\nname = {}\nversion = \"0.1.0\"\ndescription = {}\ntemplates = [\"runtime\"]\nsingle = true\n\n[[document]]\nid = \"api\"\nfile = {}\n",
            quote(crate_name),
            quote(&format!("Bindings generated from {file}")),
            quote(file),
        );
        let specs = BTreeMap::from([(file::SOURCES.to_owned(), sources), (file.to_owned(), text)]);
        Inputs { specs, templates, threads: 0 }
    }
}
