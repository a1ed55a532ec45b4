//! `--spec`: which folder may be written, the mark that is left in it, and the files given beside the document.

use std::fs;
use std::io;
use std::path::Path;

use anyhow::{Context, bail};

use zoom_codegen::Inputs;

use crate::cli::Options;
use crate::journal;
use crate::read;
use crate::target::Target;

/// The file that says that a folder was made by `--spec`.
pub const MARK: &str = ".codegen-crate";

const FIRST_LINE: &str =
    "# Made by `cargo xtask codegen --spec`, which may write this folder again.";

/// What the mark says.
pub fn mark(crate_name: &str) -> String {
    format!("{FIRST_LINE}\nname = \"{crate_name}\"\n")
}

/// Whether the folder was made by an earlier run, complete or cut off.
pub fn is_ours(out: &Path) -> bool {
    let marked = fs::read_to_string(out.join(MARK)).is_ok_and(|text| text.starts_with(FIRST_LINE));
    marked || matches!(journal::interrupted(&Target::folder(out)), Ok(Some(_)))
}

/// Refuses a folder that holds what an earlier run of this command did not make.
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
        "{shown} holds files that `codegen --spec` did not make; name a new folder, or add --force \
         to write there (its src/ is then replaced)"
    )
}

/// Where the crate goes, and where its names are kept: inside it, or in the file of `--names`.
pub fn target(out: &Path, options: &Options) -> Target {
    let target = Target::folder(out);
    match &options.names {
        Some(names) => Target { names: names.clone(), names_label: path(names), ..target },
        None => target,
    }
}

/// Reads the files that are given beside the document, and the names that its crate was given before.
pub fn companions(options: &Options, inputs: &mut Inputs) -> anyhow::Result<()> {
    for (index, file) in options.overlays.iter().enumerate() {
        inputs.specs.insert(overlay_name(index), read::text(file, &path(file))?);
    }
    if let Some(file) = &options.rules {
        inputs.specs.insert("rules.yaml".to_owned(), read::text(file, &path(file))?);
    }
    let own = options.out.as_deref().filter(|out| is_ours(out)).map(Target::folder);
    let own = own.map(|target| (target.names, target.names_label));
    let given = options.names.as_ref().map(|file| (file.clone(), path(file)));
    // Names once given stay: a file of names that is not there yet begins with those of the crate.
    let kept = given.into_iter().chain(own).find(|(file, _)| file.is_file());
    if let Some((file, label)) = kept {
        inputs.specs.insert("names.lock".to_owned(), read::text(&file, &label)?);
    }
    Ok(())
}

/// What a file of the inputs is called on the command line; nothing for a file that was not given there.
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
            let out = options.out.as_deref().map(|out| target(out, options).names_label);
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
