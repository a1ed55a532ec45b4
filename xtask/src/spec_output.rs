//! `--spec`: the folder that may be written, the mark in it, and the other files of the command line.

use std::fs;
use std::io;
use std::path::Path;

use anyhow::{Context, bail};

use zoom_codegen::Inputs;

use crate::cli::Options;
use crate::disk::destination::Destination;
use crate::disk::journal;
use crate::read;

/// The file that marks a folder written by `--spec`.
pub const MARK: &str = ".codegen-crate";

const FIRST_LINE: &str =
    "# Made by `cargo xtask codegen --spec`, which may write this folder again.";

/// The text of the mark.
pub fn mark(crate_name: &str) -> String {
    format!("{FIRST_LINE}\nname = \"{crate_name}\"\n")
}

/// Whether the folder was written by an earlier run, complete or interrupted.
pub fn is_ours(out: &Path) -> bool {
    let marked = fs::read_to_string(out.join(MARK)).is_ok_and(|text| text.starts_with(FIRST_LINE));
    marked || matches!(journal::interrupted(&Destination::folder(out)), Ok(Some(_)))
}

/// Rejects a folder with files that no earlier run of this command wrote.
pub fn claim(out: &Path, force: bool) -> anyhow::Result<()> {
    let shown = out.display();
    let mut entries = match fs::read_dir(out) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error).with_context(|| format!("cannot use {shown} as a folder")),
    };
    if force || entries.next().is_none() || is_ours(out) {
        return Ok(());
    }
    bail!(
        "{shown} contains files that `codegen --spec` did not write; name a new folder, or add --force \
         to write there (its src/ is then replaced)"
    )
}

/// The folder of the crate, and its names.lock: inside it, or the file of `--names`.
pub fn destination(out: &Path, options: &Options) -> Destination {
    let destination = Destination::folder(out);
    match &options.names {
        Some(names) => Destination {
            commit_last: names.clone(),
            commit_last_label: path(names),
            ..destination
        },
        None => destination,
    }
}

/// Reads the other files of the command line, and the names that the crate has so far.
pub fn companions(options: &Options, inputs: &mut Inputs) -> anyhow::Result<()> {
    for (index, file) in options.overlays.iter().enumerate() {
        inputs.specs.insert(overlay_name(index), read::text(file, &path(file))?);
    }
    if let Some(file) = &options.rules {
        inputs.specs.insert("rules.yaml".to_owned(), read::text(file, &path(file))?);
    }
    let own = options.out.as_deref().filter(|out| is_ours(out)).map(Destination::folder);
    let own = own.map(|destination| (destination.commit_last, destination.commit_last_label));
    let given = options.names.as_ref().map(|file| (file.clone(), path(file)));
    // Names are stable: a file of `--names` that does not exist yet starts with the names of the crate.
    let kept = given.into_iter().chain(own).find(|(file, _)| file.is_file());
    if let Some((file, label)) = kept {
        inputs.specs.insert("names.lock".to_owned(), read::text(&file, &label)?);
    }
    Ok(())
}

/// The path of an input on the command line; `None` for a file that was not named there.
pub fn shown(file: &str, options: &Options) -> Option<String> {
    let spec = options.spec.as_ref()?;
    if file == read::document_name(spec) {
        return Some(path(spec));
    }
    let mut overlays = options.overlays.iter().enumerate();
    if let Some((_, overlay)) = overlays.find(|(index, _)| file == overlay_name(*index)) {
        return Some(path(overlay));
    }
    match file {
        "rules.yaml" => options.rules.as_deref().map(path),
        "names.lock" => {
            let out = options.out.as_deref().map(|out| destination(out, options).commit_last_label);
            out.or_else(|| options.names.as_deref().map(path))
        }
        _ => None,
    }
}

/// The name of an overlay among the inputs, which are applied in the order of their names.
fn overlay_name(index: usize) -> String {
    format!("overlays/{index:04}.yaml")
}

fn path(file: &Path) -> String {
    file.to_string_lossy().replace('\\', "/")
}
