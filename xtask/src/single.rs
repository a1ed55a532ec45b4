//! `--spec`: which folder may be written, and the mark that is left in it.

use std::fs;
use std::io;
use std::path::Path;

use anyhow::{Context, bail};

use crate::journal;
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
