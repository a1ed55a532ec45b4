//! `specs propose`: what could be one type or one enumeration, as entries to complete.

use std::path::Path;

use zoom_codegen::import;

use super::{ProposeOptions, failed, shown, to_read};
use crate::console::Console;
use crate::outcome::Outcome;

pub fn run(root: &Path, options: &ProposeOptions, console: &Console) -> anyhow::Result<Outcome> {
    let specs = to_read(root, console)?;
    let text = import::propose(&specs, &options.documents).map_err(|failure| {
        failed(failure, console, &shown(|file: &str| specs.contains_key(file)))
    })?;
    console.result(&text)?;
    Ok(Outcome::Fine)
}
