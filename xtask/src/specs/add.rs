//! `specs add`: the blocks of a new source in sources.toml, and its import.

use std::path::Path;

use zoom_codegen::import::{self as importer, NewSource};

use super::import::{self, Document};
use super::{AddOptions, failed, shown};
use crate::console::Console;
use crate::outcome::Outcome;
use crate::read;

pub fn run(root: &Path, options: &AddOptions, console: &Console) -> anyhow::Result<Outcome> {
    let proposed = |specs: &mut import::Specs, document: &Document| {
        let text = read::utf8(document.bytes.clone(), &document.from)?;
        let new = NewSource {
            id: &options.import.source,
            product: options.product.as_deref(),
            url: options.url.as_deref(),
            file: &document.name,
            text: &text,
        };
        let added = importer::add(specs, &new);
        let known = |file: &str| specs.contains_key(file);
        let (sources, blocks) = added.map_err(|failure| failed(failure, console, &shown(known)))?;
        specs.insert("sources.toml".to_owned(), sources);
        console.result(&format!("added to specs/sources.toml:\n\n{blocks}\n"))
    };
    let outcome = import::import(root, &options.import, "add", &proposed, console)?;
    console.say(
        "next: correct the blocks where you would name something else, run `cargo xtask codegen`, then \
         `cargo xtask specs propose` and `cargo xtask specs lint`",
    );
    Ok(outcome)
}
