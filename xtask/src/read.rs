//! Disk → inputs of the generator.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, bail};
use zoom_codegen::Inputs;

/// The extensions of documents and their companions. Other files (backups of editors, folder views of desktops) are
/// not inputs.
pub const SPECS: [&str; 5] = ["yaml", "yml", "json", "toml", "lock"];
/// The extensions of hand-written modules and their data.
pub const TEMPLATES: [&str; 2] = ["rs", "md"];
/// The extensions of the files of templates/: modules, their data and the manifest.
pub const PROJECT: [&str; 3] = ["rs", "md", "toml"];
/// The manifest that the modules need, in templates/.
pub const MANIFEST: &str = "Cargo.toml";

/// All inputs of the project's own crate.
pub fn project(root: &Path) -> anyhow::Result<Inputs> {
    crate::specs::reject_half_written(root)?;
    Ok(Inputs { specs: specs(root)?, templates: templates(root)?, threads: 0 })
}

/// The documents and their companions: path relative to specs/ → text.
pub fn specs(root: &Path) -> anyhow::Result<BTreeMap<String, String>> {
    folder(&root.join("specs"), "specs", &SPECS)
}

/// All inputs of a crate made from the single document `file`.
pub fn single(root: &Path, file: &Path, crate_name: &str) -> anyhow::Result<Inputs> {
    let text = text(file, &file.to_string_lossy())?;
    Ok(Inputs::single(&document_name(file), text, crate_name, templates(root)?))
}

/// The name of a document without its folder: the output must not depend on where the document is.
pub fn document_name(file: &Path) -> String {
    file.file_name().unwrap_or(file.as_os_str()).to_string_lossy().into_owned()
}

/// The hand-written modules, and the manifest whose dependencies they need.
fn templates(root: &Path) -> anyhow::Result<BTreeMap<String, String>> {
    let mut files = modules(root)?;
    let manifest = text(&root.join("templates/Cargo.toml"), "templates/Cargo.toml")?;
    files.insert(MANIFEST.into(), manifest);
    Ok(files)
}

/// The hand-written modules: path relative to templates/ → text.
pub fn modules(root: &Path) -> anyhow::Result<BTreeMap<String, String>> {
    let modules = folder(&root.join("templates/src"), "templates/src", &TEMPLATES)?;
    Ok(modules.into_iter().map(|(path, text)| (format!("src/{path}"), text)).collect())
}

/// Every file below `dir` with one of `endings`: path relative to `dir`, with `/` → text.
pub fn folder(
    dir: &Path,
    label: &str,
    endings: &[&str],
) -> anyhow::Result<BTreeMap<String, String>> {
    let mut files = BTreeMap::new();
    gather(dir, label, "", endings, &mut files)?;
    Ok(files)
}

fn gather(
    dir: &Path,
    label: &str,
    prefix: &str,
    endings: &[&str],
    files: &mut BTreeMap<String, String>,
) -> anyhow::Result<()> {
    let failed = || format!("cannot read the folder {label}");
    for entry in fs::read_dir(dir).with_context(failed)? {
        let entry = entry.with_context(failed)?;
        let name = entry.file_name();
        let name = name.to_str();
        let name = name.with_context(|| format!("{label} contains a name that is not UTF-8"))?;
        if name.starts_with('.') {
            continue;
        }
        let (path, label) = (entry.path(), format!("{label}/{name}"));
        let kind = entry.file_type().with_context(|| format!("cannot read {label}"))?;
        if kind.is_symlink() && path.is_dir() {
            // A link could lead to a cycle if followed; documents would be missing if it were skipped.
            bail!("{label} is a symbolic link to a folder; inputs are read from real folders only");
        }
        let wanted =
            || Path::new(name).extension().is_some_and(|end| endings.iter().any(|e| end == *e));
        if kind.is_dir() {
            gather(&path, &label, &format!("{prefix}{name}/"), endings, files)?;
        } else if wanted() {
            files.insert(format!("{prefix}{name}"), text(&path, &label)?);
        }
    }
    Ok(())
}

/// The text of one file, without a byte order mark.
pub fn text(path: &Path, label: &str) -> anyhow::Result<String> {
    let length = fs::metadata(path).map(|data| data.len()).unwrap_or_default();
    if usize::try_from(length).is_ok_and(|length| length > zoom_codegen::LARGEST_DOCUMENT) {
        let most = zoom_codegen::LARGEST_DOCUMENT >> 20;
        bail!("{label} has {} MiB; a document may have {most} MiB: split it", length >> 20);
    }
    utf8(fs::read(path).with_context(|| format!("cannot read {label}"))?, label)
}

/// Bytes as text, without a byte order mark.
pub fn utf8(bytes: Vec<u8>, label: &str) -> anyhow::Result<String> {
    match String::from_utf8(bytes) {
        Ok(text) => Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text)),
        Err(error) => {
            let valid = error.utf8_error().valid_up_to();
            let before = error.as_bytes().iter().take(valid);
            let line = before.filter(|byte| **byte == b'\n').count() + 1;
            bail!("{label} is not UTF-8 text (line {line}, byte {valid}); save it as UTF-8")
        }
    }
}
